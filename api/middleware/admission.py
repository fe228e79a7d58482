"""Who may come in, and into which collection: names of the server, keys, sessions, rate limits."""

from __future__ import annotations

import base64
import binascii
import math
import re
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.from_here import from_here
from api.access.proxies import told_by_proxy
from api.access.rights import Reader, Role
from api.access.sessions import COOKIE, Sessions
from api.collections import Collections, enter, split_path
from api.keys import Keyring, id_in
from api.middleware.rate_limit import RateLimit
from api.permission import key_reader
from api.problems import asked_by_a_person, problem, unreachable
from api.settings import Settings
from search.storage.errors import Unreachable

OPEN = ("/healthz", "/readyz")  # for what watches the server; they tell nothing
SIGNING = re.compile(r"/(?:sign-in(?:/back)?|signed-out|static/.*)")  # before one is signed in
OF_THE_SERVER = re.compile(r"/(?:sign-out|static/.*|docs(?:/.*)?|openapi\.json|metrics)")
HOST = re.compile(r"(?:\[([^\[\]]*)\]|([^:]*))(?::[0-9]{1,5})?")
ADDS = ("POST", "/v1/reports")  # its body is not even begun without the right
WRONG_A_MINUTE = 10  # wrong keys of one address
SIGN_INS_A_MINUTE = 60  # of one address, behind which a whole office may be
ASK_FOR_KEY = {"WWW-Authenticate": 'Basic realm="Pincite", charset="UTF-8", Bearer'}
NO_KEY = "Send “Authorization: Bearer KEY”. Make a key: pincite keys add NAME"
WRONG_KEY = "The key is not known here, was revoked, or is over."
CHANGED = "/v1/reports/"  # what these begin with is changed by who may manage
NO_MANAGE = (
    "Adding reports needs a key with the scope manage, sent as “Authorization: Bearer KEY”."
    " Make one: pincite keys add NAME --scope manage"
)
NO_CHANGE = NO_MANAGE.replace("Adding", "Correcting and removing")


NOBODY = Reader(most=Role.READ)


class Admission:
    """ASGI middleware: notes who asks, what they may do, and of which collection the request is.

    The prefix of a collection is taken off a path here, and put before where an answer leads.
    """

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        limit: RateLimit | None,
        collections: Collections,
        sessions: Sessions | None,
    ) -> None:
        self._app = app
        self._settings = settings
        self._hosts = {host.casefold() for host in settings.hosts}
        self._keyring = Keyring(settings.keys) if settings.keys else None
        self._sessions = sessions
        self._collections = collections
        self._limit = limit
        self._wrong = RateLimit(WRONG_A_MINUTE)
        self._signing = RateLimit(SIGN_INS_A_MINUTE)
        kept = (settings.keys, settings.sign_in and settings.sign_in.sessions)
        self._far = any(isinstance(place, str) for place in kept)  # in a database, to be waited for

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            if self._far:
                refused = await run_in_threadpool(self._refusal, request)
            else:
                refused = self._refusal(request)
        except Unreachable as error:
            refused = unreachable(request, error)
        if refused is not None:
            await refused(scope, receive, send)
            return
        root = scope.get("app_root_path", "").removeprefix(getattr(request.state, "base", ""))
        own = getattr(request.state, "reader", NOBODY).by == "user"

        async def send_led(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if own:
                    headers.setdefault("Cache-Control", "private, no-cache")
                led = headers.get("location", "")
                if message["status"] == 307:  # from Starlette: with or without a slash at its end
                    led = led.removeprefix(f"{request.url.scheme}://{request.url.netloc}")
                if led.startswith("/"):
                    of_the_server = led.startswith(("/sign", f"{root}/"))
                    headers["location"] = led if of_the_server else root + led
            await send(message)

        await self._app(scope, receive, send_led)

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
        path = request.url.path
        if path in OPEN:
            return None
        address = request.client.host if request.client else ""
        request.state.caller = address
        if self._sessions is not None and SIGNING.fullmatch(path):
            signs = not path.startswith("/static/")
            if signs and (wait_s := self._signing.wait_s(address)):
                return _wait(request, 429, "That is too many sign-ins a minute.", wait_s)
            return None
        reader = self._reader(request)
        if isinstance(reader, Response):
            return reader
        request.state.reader, request.state.key = reader, reader.called
        if self._limit and (wait_s := self._limit.wait_s(request.state.caller)):
            return _wait(request, 429, "That is too many requests a minute.", wait_s)
        changes = request.method not in ("GET", "HEAD", "OPTIONS")
        if reader.by == "user" and changes and not from_here(request):
            return problem(403, "Send it from a page of this server.", request)
        return self._enter(request, reader) or self._may_not_change(request)

    def _enter(self, request: Request, reader: Reader) -> Response | None:
        """Notes the collection and what the reader may do in it; else why they may not enter.

        What one may not read is as if it were not there.
        """
        collections, path = self._collections, request.url.path
        readable = collections.readable_by(reader)
        if not readable and path != "/sign-out":
            detail = f"You are {reader.name or 'nobody'} here, who may read nothing. Ask who looks after it."
            return problem(403, detail, request)
        named, within = split_path(path) if collections.are_several else ("", path)
        entered = next((one for one in readable if one.name == named), None)
        if named and entered is None:
            return problem(404, f"There is nothing at {path[:200]}. Check the address.", request)
        if entered is None and collections.are_several and _may_be_led(request):
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"{readable[0].root}{quote(path)}{query}", 307)
        collection = entered or (readable or collections.held)[0]
        state = request.state
        state.readable, state.to_ask = readable, [entered] if entered else readable
        if OF_THE_SERVER.fullmatch(path):
            state.collection, state.role = collection, collection.rights.role_of(reader)
        else:
            enter(request, collection)
        state.may_add = state.role >= Role.ADD if reader.by == "user" else self._settings.may_add
        request.scope["path"] = within
        return None

    def _may_not_change(self, request: Request) -> Response | None:
        if (request.method, request.scope["path"]) == ADDS and request.state.role < Role.ADD:
            return problem(403, NO_MANAGE, request)
        changes = request.method in ("POST", "PATCH", "DELETE")
        changes = changes and request.scope["path"].startswith(CHANGED)
        if changes and request.state.role < Role.MANAGE:
            return problem(403, NO_CHANGE, request)
        return None

    def _reader(self, request: Request) -> Reader | Response:
        """Who asks: by a program's key, by a proxy, by a session, by a browser's key."""
        secret, by_header = _secret(request)
        if self._keyring is not None and by_header:
            return self._by_key(request, self._keyring, secret, by_header=True)
        if self._settings.proxy is not None:
            reader = told_by_proxy(request, self._settings.proxy)
            if reader is not None:
                return _noted(request, reader)
        if self._sessions is not None:
            reader = self._sessions.reader_of(request.cookies.get(COOKIE, ""))
            if reader is not None:
                return _noted(request, reader)
            if asked_by_a_person(request) and request.method == "GET":
                to = quote(
                    request.url.path + (f"?{request.url.query}" if request.url.query else "")
                )
                return RedirectResponse(f"/sign-in?to={to}", 303)
        if self._keyring is not None:
            return self._by_key(request, self._keyring, secret, by_header=False)
        if self._settings.proxy is not None or self._settings.sign_in is not None:
            return problem(401, "Sign in first.", request)
        # Without keys nobody may add: any page that is open in a browser here could send a file.
        return NOBODY

    def _by_key(
        self, request: Request, keyring: Keyring, secret: str, *, by_header: bool
    ) -> Reader | Response:
        """Whose a key is, or its refusal.

        Wrong ones are slowed: after so many for a key, what else comes for it from that address is
        not looked at. A neighbour's own key goes on to open.
        """
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
        request.state.caller = key.id
        # A browser sends its password along for any page that asks: it never opens manage.
        return key_reader(key.name, key.scope if by_header else "read")


def _noted(request: Request, reader: Reader) -> Reader:
    request.state.caller = f"user {reader.name}"
    return reader


def _may_be_led(request: Request) -> bool:
    """Whether a person opens a page that is one of a collection's."""
    of_the_server = OF_THE_SERVER.fullmatch(request.url.path)
    return request.method in ("GET", "HEAD") and not of_the_server and asked_by_a_person(request)


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
    """The name that the request calls the server by, without a port; all of it where it has more.

    Links begin with it: "ours:80@elsewhere" would lead elsewhere.
    """
    host = request.headers.get("host", "").casefold()
    match = HOST.fullmatch(host)
    return (match[1] or match[2]) if match else host


def _reached(request: Request) -> str:
    """The address of this machine that the connection came to."""
    return str((request.scope.get("server") or ("",))[0])
