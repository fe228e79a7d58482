"""Each request waits for its turn in a lane; it is let go of when its client is gone."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import ParamSpec, TypeVar

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.middleware.lanes import Full, Lane, Lanes
from api.middleware.rate_limit import RateLimit
from api.problems import CLIENT_GONE, problem

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")
Params = ParamSpec("Params")

WAIT_S = 60.0
BATCH = re.compile(r"/v1/(?:ask|search)/batch")
EXPORT = re.compile(
    r"/(?:answer|basket|briefing)\.\w+|/briefing/quotes|(?:/v1)?/briefings/.+|.*/trend|/v1/audit|.*/pages/\d+\.png"
)
# What waits for a job holds no place meanwhile: the job takes its turns itself.
AT_ONCE = re.compile(
    r"/(?:healthz|readyz|metrics|openapi\.json|upload|v1/jobs/.*|static/.*|docs(?:/.*)?"
    r"|sign-in(?:/back)?|sign-out|signed-out|matrix|v1/matrix/[^/]*/stream)"
)


class ClientGone(HTTPException):
    def __init__(self) -> None:
        super().__init__(CLIENT_GONE, "Nobody waits for the answer.")


class Busy(HTTPException):
    def __init__(self) -> None:
        detail = "Too much waits here already. Try again in a few seconds."
        super().__init__(503, detail, headers={"Retry-After": "5"})


class Turns:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, lanes: Lanes) -> None:
        self._app = app
        self._lanes = lanes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        lanes = self._lanes_of(scope) if scope["type"] == "http" else []
        if not lanes:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        caller = str(getattr(request.state, "caller", ""))
        with ExitStack() as places:
            try:
                body = await _whole_body(receive)  # who sends slowly keeps no place
                for lane in lanes:
                    await _enter(lane, caller, receive)
                    places.callback(lane.leave, caller)
            except HTTPException as error:
                refused = problem(error.status_code, error.detail, request, headers=error.headers)
                await refused(scope, receive, send)
                return

            async def send_and_leave(message: Message) -> None:
                if message["type"] == "http.response.start" and not _goes_on(message):
                    places.close()  # who reads slowly keeps no place either
                await send(message)

            await self._app(scope, _again(body, receive), send_and_leave)

    def _lanes_of(self, scope: Scope) -> list[Lane]:
        """Where a request needs a place, in this order; a batch takes its turns itself."""
        path, posts, lanes = scope["path"], scope["method"] == "POST", self._lanes
        if AT_ONCE.fullmatch(path) or (path == "/v1/reports" and posts):
            return []
        if path == "/mcp" and not posts:  # an assistant that listens asks nothing
            return []
        if BATCH.fullmatch(path):
            return [lanes.batches]
        return [lanes.exports, lanes.questions] if EXPORT.fullmatch(path) else [lanes.questions]


async def one_by_one(
    request: Request, questions: Sequence[Asked], answer: Callable[[Asked], Answered]
) -> list[Answered]:
    """Answers in order, each in a turn of its own, for as long as the client is there.

    Each counts as a request does. Raises 429 where the ones before are not paid yet.
    """
    caller, limit = request.state.caller, request.app.state.rate_limit
    # The request itself has been counted for the first.
    cost = len(questions) - 1
    if isinstance(limit, RateLimit) and (wait_s := limit.wait_s(caller, cost=cost, needs=0)):
        seconds = str(math.ceil(wait_s))
        detail = f"That is too many questions a minute. Try again in {seconds} s."
        raise HTTPException(429, detail, headers={"Retry-After": seconds})
    answered = []
    for question in questions:
        if await request.is_disconnected():
            raise ClientGone
        answered.append(await in_turn(request, answer, question))
    return answered


async def in_turn(
    request: Request, work: Callable[Params, Answered], *args: Params.args, **kwargs: Params.kwargs
) -> Answered:
    """What a function gives on a thread, in a turn among the questions."""
    lane, caller = request.app.state.lanes.questions, request.state.caller
    await request.body()  # after which nothing comes but the client's going
    await _enter(lane, caller, request.receive)
    try:
        return await run_in_threadpool(work, *args, **kwargs)
    finally:
        lane.leave(caller)


async def _whole_body(receive: Receive) -> bytes:
    """What is sent; raises an HTTPException where the client goes before its end."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """Receives a body that was received before, then what follows it."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return messages.pop() if messages else await receive()

    return receive_again


async def _enter(lane: Lane, caller: str, receive: Receive) -> None:
    """Returns with a place; raises an HTTPException where there is none, or the client goes."""
    if lane.enter_now(caller):
        return
    gone = asyncio.ensure_future(receive())  # after the body nothing else comes
    turn = asyncio.ensure_future(lane.enter(caller))
    try:
        await asyncio.wait((gone, turn), timeout=WAIT_S, return_when=asyncio.FIRST_COMPLETED)
        if gone.done():
            if turn.done() and not turn.exception():
                lane.leave(caller)
            raise ClientGone
        if not turn.done():
            raise Busy
        turn.result()
    except Full:
        raise Busy from None
    finally:
        gone.cancel()
        turn.cancel()


def _goes_on(start: Message) -> bool:
    """Whether an answer is still being worked on when it begins."""
    return any(
        name.lower() == b"content-type" and value.startswith(b"text/event-stream")
        for name, value in start["headers"]
    )
