"""One client that asks all it can is one of many: the others, and what watches, go on."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from api.middleware.lanes import Full, Lane, lay_lanes
from api.middleware.turns import Turns
from api.settings import Settings
from benchmarks.server.load import client_at
from tests.api.asking import client_of
from tests.conftest import serving

BATCH = {"questions": [{"question": f"What is said of knife crime in {n}?"} for n in range(100)]}


def test_callers_take_turns_however_much_one_asks() -> None:
    async def work() -> list[str]:
        lane = Lane(1, each=1, waiting=100, waiting_each=50)
        await lane.enter("first")
        done: list[str] = []

        async def one(caller: str) -> None:
            await lane.enter(caller)
            done.append(caller)
            lane.leave(caller)

        asked = [asyncio.ensure_future(one(c)) for c in ["greedy"] * 10 + ["other", "third"]]
        await asyncio.sleep(0)
        lane.leave("first")
        await asyncio.gather(*asked)
        return done

    assert sorted(asyncio.run(work())[:3]) == ["greedy", "other", "third"]


def test_a_caller_takes_all_places_only_while_no_other_comes() -> None:
    async def work() -> tuple[list[bool], list[bool]]:
        alone, others = (Lane(4, each=1, waiting=9, waiting_each=9) for _ in range(2))
        others.enter_now("other")
        return [alone.enter_now("a") for _ in range(5)], [others.enter_now("a") for _ in range(2)]

    assert asyncio.run(work()) == ([True] * 4 + [False], [True, False])


def test_more_than_may_wait_is_refused_and_who_stops_waiting_leaves_its_place() -> None:
    async def work() -> None:
        lane = Lane(1, each=1, waiting=2, waiting_each=1)
        await lane.enter("a")
        waiting = asyncio.ensure_future(lane.enter("a"))
        await asyncio.sleep(0)
        with pytest.raises(Full):
            await lane.enter("a")
        waiting.cancel()
        await asyncio.sleep(0)
        again = asyncio.ensure_future(lane.enter("a"))
        await asyncio.sleep(0)
        lane.leave("a")
        await asyncio.wait_for(again, 1)
        again_too = asyncio.ensure_future(lane.enter("b"))
        await asyncio.sleep(0)
        lane.leave("a")
        again_too.cancel()  # when its turn had come already
        await asyncio.sleep(0)
        assert lane.enter_now("c")

    asyncio.run(work())


def test_there_are_places_on_any_machine() -> None:
    for cores in (1, 2, 64):
        lanes = lay_lanes(cores)
        assert all(one.enter_now("a") for one in (lanes.questions, lanes.exports, lanes.batches))


def send_batch(address: str) -> socket.socket:
    """A connection on which a batch of a hundred has been sent."""
    host, port = address.removeprefix("http://").split(":")
    body = json.dumps(BATCH).encode()
    sock = socket.create_connection((host, int(port)), timeout=30)
    sock.sendall(
        b"POST /v1/ask/batch HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    )
    return sock


def test_a_flood_of_batches_stops_neither_others_nor_what_watches(demo_library: Path) -> None:
    with serving(demo_library) as address, client_at(address, 1) as other:
        with ExitStack() as flood:
            sent = [flood.enter_context(send_batch(address)) for _ in range(42)]
            for path in ("/healthz", "/readyz", "/metrics", "/v1/ask?question=knife+crime"):
                started = time.monotonic()
                assert other.get(path).status_code == 200
                assert time.monotonic() - started < 5, path
            refused = [told for one in sent if (told := _told_soon(one))]
            assert 30 < len(refused) <= 39  # one is answered and two wait, then the next two
            assert all(b" 503 " in told and b"retry-after: 5" in told for told in refused)
        time.sleep(2)
        asked = _asked(other)
        time.sleep(2)
        assert _asked(other) == asked  # nothing is worked on for clients that are gone
        with client_at(address, 0) as again:
            few = {"questions": BATCH["questions"][:2]}
            assert again.post("/v1/ask/batch", json=few).status_code == 200


def _told_soon(sock: socket.socket) -> bytes:
    sock.settimeout(0.2)
    try:
        return sock.recv(65536)
    except TimeoutError:
        return b""


def _asked(client: httpx.Client) -> list[str]:
    lines = client.get("/metrics").text.splitlines()
    return [line for line in lines if line.startswith("pincite_questions_total")]


def test_each_question_of_a_batch_counts(demo_library: Path) -> None:
    few = {"questions": BATCH["questions"][:5]}
    with client_of(demo_library, Settings(rate_per_minute=3)) as client:
        assert client.post("/v1/ask/batch", json=few).status_code == 200
        refused = client.post("/v1/ask", json=few["questions"][0])
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 20  # what it took beyond its minute, too


def test_a_body_that_is_too_large_is_refused_before_its_turn(demo_library: Path) -> None:
    with client_of(demo_library) as client:
        chunks = (b"x" * 2**16 for _ in range(20))
        assert client.post("/v1/ask", content=chunks).status_code == 413


def test_who_waits_for_a_matrix_keeps_nobody_from_asking() -> None:
    """Two cores have two places; a hundred who wait for a matrix hold none of them."""

    async def work() -> str:
        answered, done = asyncio.Event(), asyncio.Event()

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["path"] == "/v1/ask":
                answered.set()
            else:
                await done.wait()

        turns = Turns(app, lay_lanes(2))
        waiting = [
            asyncio.ensure_future(_call(turns, path, caller=str(n)))
            for n, path in enumerate(["/v1/matrix/0a1b/stream", "/matrix"] * 50)
        ]
        await asyncio.sleep(0)
        await asyncio.wait_for(_call(turns, "/v1/ask", caller="another"), 5)
        done.set()
        await asyncio.gather(*waiting)
        return "answered" if answered.is_set() else "not"

    assert asyncio.run(work()) == "answered"


def test_a_thread_waits_for_its_turn_among_those_who_ask() -> None:
    async def work() -> list[str]:
        lane, loop = Lane(1, each=1, waiting=9, waiting_each=9), asyncio.get_running_loop()
        done: list[str] = []

        def thread() -> None:
            with lane.turn_of_thread("matrices", loop):
                done.append("thread")

        await lane.enter("asker")
        working = asyncio.ensure_future(asyncio.to_thread(thread))
        await asyncio.sleep(0.1)
        done.append("asker")
        lane.leave("asker")
        await working
        async with asyncio.timeout(5), lane.turn("asker"):  # the thread left its place
            return done

    assert asyncio.run(work()) == ["asker", "thread"]


async def _call(turns: Turns, path: str, caller: str) -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        pass

    scope = {"type": "http", "path": path, "method": "GET", "headers": [], "state": {}}
    scope["state"]["caller"] = caller
    await turns(scope, receive, send)
