"""Who may come in: the names of the server, API keys, and rate limits. Knows no route but two."""

from __future__ import annotations

import base64
import binascii
import math

from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.keys import Key, Keyring, id_in
from api.middleware.rate_limit import RateLimit
from api.problems import problem
from api.settings import Settings

OPEN = ("/healthz", "/readyz")  # for what watches the server; they tell nothing
MANAGE = ("POST", "/v1/reports")  # its body is not even begun without the scope
WRONG_A_MINUTE = 10  # wrong keys of one address
ASK_FOR_KEY = {"WWW-Authenticate": 'Basic realm="Pincite", charset="UTF-8", Bearer'}
NO_KEY = "Send “Authorization: Bearer KEY”. Make a key: pincite keys add NAME"
WRONG_KEY = "The key is not known here, was revoked, or is over."
NO_MANAGE = (
    "Adding reports needs a key with the scope manage, sent as “Authorization: Bearer KEY”."
    " Make one: pincite keys add NAME --scope manage"
)


class Admission:
    """ASGI middleware; every path needs a key where keys are on, but the two for watchers."""

    def __init__(self, app: ASGIApp, settings: Settings, limit: RateLimit | None) -> None:
        self._app = app
        self._hosts = {host.casefold() for host in settings.hosts}
        self._keyring = Keyring(settings.keys) if settings.keys else None
        self._limit = limit
        self._wrong = RateLimit(WRONG_A_MINUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        refused = self._refusal(request)
        await (refused or self._app)(scope, receive, send)

    def _refusal(self, request: Request) -> Response | None:
        """Why a request may not come in; else who asks is noted on it. Reads nothing of its body."""
        if self._hosts and _host(request) not in self._hosts | {_reached(request)}:
            # A page elsewhere may have had its name point here, to read what only we may.
            return problem(
                421,
                f"This server is not called {_host(request)[:100]!r}."
                " Add the name to PINCITE_HOSTS if it is.",
                request,
            )
        if request.url.path in OPEN:
            return None
        request.state.caller = request.client.host if request.client else ""
        if self._keyring is not None:
            found = self._find(request, self._keyring)
            if isinstance(found, Response):
                return found
        if self._limit and (wait_s := self._limit.wait_s(request.state.caller)):
            return _wait(request, 429, "That is too many requests a minute.", wait_s)
        # Without keys nobody may: any web page that is open in a browser here could send a file.
        may_manage = getattr(request.state, "scope", "") == "manage"
        if (request.method, request.url.path) == MANAGE and not may_manage:
            return problem(403, NO_MANAGE, request)
        return None

    def _find(self, request: Request, keyring: Keyring) -> Key | Response:
        """The key that a request has, which is noted on it, or its refusal.

        Wrong ones are slowed: after so many for a key, what else comes for it from that address is
        not looked at. A neighbour's own key goes on to open.
        """
        secret, by_header = _secret(request)
        if not secret:
            return problem(401, NO_KEY, request, headers=ASK_FOR_KEY)
        key_id = id_in(secret)
        tries = f"{request.state.caller} {key_id if keyring.knows(key_id) else ''}"
        if wait_s := self._wrong.wait_s(tries, cost=0):
            return _wait(request, 401, "That is too many wrong keys.", wait_s)
        key = keyring.find(secret)
        if key is None:
            self._wrong.wait_s(tries)
            return problem(401, WRONG_KEY, request, headers=ASK_FOR_KEY)
        # A browser sends its password along for any page that asks: it never opens manage.
        request.state.key, request.state.caller = key.name, key.id
        request.state.scope = key.scope if by_header else "read"
        return key


def _wait(request: Request, status: int, why: str, wait_s: float) -> Response:
    seconds = str(math.ceil(wait_s))
    headers = {"Retry-After": seconds} | (ASK_FOR_KEY if status == 401 else {})
    return problem(status, f"{why} Try again in {seconds} s.", request, headers=headers)


def _secret(request: Request) -> tuple[str, bool]:
    """(the key, whether a program set it): as a bearer token, or as a browser's password."""
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.casefold() == "bearer":
        return value.strip(), True
    if kind.casefold() == "basic":
        try:
            return base64.b64decode(value).decode().partition(":")[2], False
        except (binascii.Error, UnicodeDecodeError):
            return "", False
    return "", False


def _host(request: Request) -> str:
    """The name that the request calls the server by, without a port."""
    host = request.headers.get("host", "").casefold()
    if host.startswith("["):
        return host.partition("]")[0].removeprefix("[")
    return host.partition(":")[0]


def _reached(request: Request) -> str:
    """The address of this machine that the connection came to."""
    return str((request.scope.get("server") or ("",))[0])
