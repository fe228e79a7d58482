"""Has a server answer below a path of a host that has other sites too: "/pincite"."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BasePath:
    """ASGI middleware: takes the base off each path, and puts it before where an answer leads.

    What comes without it is answered too: what watches the server asks it itself, and some proxies
    take the base off. `app_root_path` is what Starlette makes whole addresses with.
    """

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app = app
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        base = self._base
        scope["app_root_path"] = base
        scope.setdefault("state", {})["base"] = base
        if scope["path"] == base or scope["path"].startswith(f"{base}/"):
            scope["path"] = scope["path"].removeprefix(base) or "/"

        async def send_led(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                led = headers.get("location", "")
                if led.startswith("/") and not led.startswith("//"):
                    headers["location"] = base + led
            await send(message)

        await self._app(scope, receive, send_led)
