"""Request bodies are bounded, by what they say they are and by what comes in, and never unpacked."""

from __future__ import annotations

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem

TOO_LARGE = "The request's body is too large. Send less at once."
PACKED = "A packed body is not taken in: a few bytes may unpack to very many. Send it as it is."


class BodyLimit:
    """ASGI middleware; `uploads` are the paths whose bodies may be larger."""

    def __init__(
        self, app: ASGIApp, most: int, uploads: tuple[str, ...], most_uploaded: int
    ) -> None:
        self._app = app
        self._most = most
        self._uploads = uploads
        self._most_uploaded = most_uploaded

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if request.headers.get("content-encoding", "identity").casefold() != "identity":
            await problem(415, PACKED, request)(scope, receive, send)
            return
        most = self._most_uploaded if scope["path"] in self._uploads else self._most
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > most:
            await problem(413, TOO_LARGE, request)(scope, receive, send)
            return
        received = 0

        async def receive_bounded() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise HTTPException(413, TOO_LARGE)
            return message

        await self._app(scope, receive_bounded, send)
