"""Who may come in: the names of the server, API keys, and rate limits. Knows no route."""

from __future__ import annotations

import base64
import binascii
import math

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from api.keys import Key, Keyring
from api.middleware.rate_limit import RateLimit
from api.problems import problem
from api.settings import Settings

OPEN = ("/healthz", "/readyz")  # for what watches the server; they tell nothing
ASK_FOR_KEY = {"WWW-Authenticate": 'Basic realm="Pincite", charset="UTF-8", Bearer'}


class Admission:
    """ASGI middleware; every path needs a key where keys are on, but the two for watchers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._hosts = {host.casefold() for host in settings.hosts}
        self._keyring = Keyring(settings.keys) if settings.keys else None
        self._limit = RateLimit(settings.rate_per_minute) if settings.rate_per_minute else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        if self._hosts and _host(request) not in self._hosts:
            # A page elsewhere may have had its name point here, to read what only we may.
            refused = problem(
                421,
                f"This server is not called {_host(request)[:100]!r}."
                " Add the name to PINCITE_HOSTS if it is.",
                request,
            )
            await refused(scope, receive, send)
            return
        if request.url.path in OPEN:
            await self._app(scope, receive, send)
            return
        caller = request.client.host if request.client else ""
        if self._keyring is not None:
            secret, by_header = _secret(request)
            key = await run_in_threadpool(self._keyring.find, secret) if secret else None
            if key is None:
                detail = "Send “Authorization: Bearer KEY”. Make a key: pincite keys add NAME"
                if secret:
                    detail = "The key is not known here, or was revoked."
                await problem(401, detail, request, headers=ASK_FOR_KEY)(scope, receive, send)
                return
            _admit(request, key, by_header)
            caller = key.id
        wait_s = self._limit.wait_s(caller) if self._limit else 0.0
        if wait_s > 0:
            seconds = str(math.ceil(wait_s))
            detail = f"That is too many requests a minute. Try again in {seconds} s."
            answer = problem(429, detail, request, headers={"Retry-After": seconds})
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _admit(request: Request, key: Key, by_header: bool) -> None:
    """A browser sends its password along for any page that asks: it never opens manage."""
    request.state.key = key.name
    request.state.scope = key.scope if by_header else "read"


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
