"""What every answer carries: a request id and safe headers; and what is told of each request."""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from collections.abc import Callable

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.middleware.audit_requests import note_request
from api.middleware.metrics import Metrics
from api.problems import problem
from api.rendering.safe_headers import SAFE_HEADERS

logger = logging.getLogger("pincite")

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Envelope:
    """ASGI middleware, the outermost; a failure below it becomes a problem with a request id."""

    def __init__(self, app: ASGIApp, metrics: Metrics, json_logs: bool) -> None:
        self._app = app
        self._metrics = metrics
        self._tell = _tell_json if json_logs else _tell_plain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        header = request.headers.get("x-request-id", "")
        request_id = header if REQUEST_ID.fullmatch(header) else secrets.token_hex(8)
        request.state.request_id = request_id
        started, status = time.perf_counter(), 0

        async def send_wrapped(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in SAFE_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_wrapped)
        except Exception:  # a worker's top: nothing above could tell the client what happened
            logger.exception("request %s failed", request_id)
            if status == 0:
                detail = f"The server failed. Its log tells why under {request_id}."
                await problem(500, detail, request)(scope, receive, send_wrapped)
            else:
                raise  # half an answer is out: the connection must break, not seem whole
        finally:
            taken_s = time.perf_counter() - started
            route = getattr(scope.get("route"), "path", "other")
            self._metrics.count_request(request.method, route, status, taken_s)
            self._tell(request, request_id, route, status, taken_s)
            await note_request(request, route, status)


Tell = Callable[[Request, str, str, int, float], None]


def _tell_json(request: Request, request_id: str, route: str, status: int, taken_s: float) -> None:
    entry = {
        "request_id": request_id,
        "method": request.method,
        "route": route,  # not the path: a question in a link is nobody's but the asker's
        "status": status,
        "took_ms": round(taken_s * 1000, 1),
        "key": getattr(request.state, "key", ""),
    }
    logger.info(json.dumps(entry))


def _tell_plain(request: Request, request_id: str, route: str, status: int, taken_s: float) -> None:
    logger.info("%s %s %s %.0f ms %s", request.method, route, status, taken_s * 1000, request_id)
