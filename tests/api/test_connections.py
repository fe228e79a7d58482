"""Whoever connects and says nothing, drips or reads nothing is let go of, and stops nobody else."""

from __future__ import annotations

import asyncio
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from api import connections
from api.connections import MOST_OF_ONE, ServerConfig, origin, places
from api.listening import bind
from tests.conftest import started, wait_for_server

SILENT = 1100


@contextmanager
def few_files() -> Iterator[None]:
    """What is started within may have 1,024 files open, if it does not ask for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def connect(address: str, source: str = "127.0.0.1") -> socket.socket:
    host, port = address.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=10, source_address=(source, 0))


def is_closed(sock: socket.socket, within_s: float) -> bool:
    """Whether the other side ends it, whatever it says before."""
    until = time.monotonic() + within_s
    while (left := until - time.monotonic()) > 0:
        sock.settimeout(left)
        try:
            if not sock.recv(65536):
                return True
        except TimeoutError:
            return False
        except ConnectionError:
            return True
    return False


def test_silent_connections_stop_nobody_and_do_not_stay(demo_library: Path) -> None:
    said: list[str] = []
    with few_files(), ExitStack() as ending:
        server = ending.enter_context(started(demo_library))
        ending.callback(server.kill)
        address = wait_for_server(server)
        assert server.stderr is not None
        threading.Thread(target=said.extend, args=(server.stderr,), daemon=True).start()
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (4 * SILENT, hard))
        silent = [
            ending.enter_context(connect(address, f"127.0.1.{1 + n // 100}")) for n in range(SILENT)
        ]
        for path in ("/readyz", "/v1/ask?question=knife+crime", "/"):
            assert httpx.get(address + path, timeout=20).status_code == 200
        assert all(is_closed(one, 20) for one in silent[:: SILENT // 20])
    assert len(said) < 50


def test_one_address_keeps_as_many_connections_as_it_may_and_gets_its_answers() -> None:
    with serving() as address, ExitStack() as ending:
        silent = [ending.enter_context(connect(address)) for _ in range(3 * MOST_OF_ONE)]
        answer = httpx.get(address, timeout=5)  # from the same address: the oldest silent one goes
        assert answer.text == "answered"
        time.sleep(0.5)
        still = sum(not is_closed(one, 0.001) for one in silent)
        assert still <= MOST_OF_ONE


def test_where_all_of_its_connections_are_at_work_an_address_is_told_to_come_again() -> None:
    with serving() as address, ExitStack() as ending:
        busy = [ending.enter_context(connect(address)) for _ in range(MOST_OF_ONE)]
        for one in busy:
            one.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.5)
        with connect(address) as refused:
            assert refused.recv(1000).startswith(b"HTTP/1.1 503 ")
        with connect(address, "127.0.0.2") as other:
            other.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert other.recv(1000).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("begun", "drop"),
    [
        (b"", b""),
        (b"GET / HTTP/1.1\r\n", b"X-A: b\r\n"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n", b"a"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b""),  # answered, then it stays
    ],
    ids=["says nothing", "drips headers", "drips a body", "stays"],
)
def test_who_is_slow_is_let_go_of(
    begun: bytes, drop: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for doing in ("asking", "sending"):
        monkeypatch.setitem(connections.PATIENCE_S, doing, 1.0)
    monkeypatch.setattr(connections, "KEEP_ALIVE_S", 1)
    monkeypatch.setattr(connections, "LOOK_S", 0.1)
    with serving() as address, connect(address) as slow:
        slow.sendall(begun)
        since = time.monotonic()
        while not is_closed(slow, 0.1):
            assert time.monotonic() - since < 5
            with suppress(ConnectionError):
                slow.sendall(drop)


def test_who_does_not_read_is_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections.PATIENCE_S, "reading", 1.0)
    monkeypatch.setattr(connections, "LOOK_S", 0.1)
    with serving() as address, connect(address) as deaf:
        deaf.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(3)
        assert is_closed(deaf, 5)


def test_a_slow_line_that_sends_on_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections.PATIENCE_S, "sending", 0.5)
    monkeypatch.setattr(connections, "LOOK_S", 0.1)
    with serving() as address, connect(address) as slow:
        parts = 20
        length = parts * connections.UPLOADED_STEP
        slow.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % length)
        for _ in range(parts):
            slow.sendall(b"a" * connections.UPLOADED_STEP)
            time.sleep(0.1)
        assert slow.recv(1000).startswith(b"HTTP/1.1 200 ")


def test_an_address_of_ipv6_is_the_network_that_one_may_have() -> None:
    config = ServerConfig(_app, most=10, proxies=("192.0.2.0/24",))
    assert origin("2001:db8::1", config) == origin("2001:db8::ffff:1", config)
    assert origin("2001:db8::1", config) != origin("2001:db8:0:1::1", config)
    assert origin("::ffff:198.51.100.7", config) == "::ffff:198.51.100.7"
    assert (origin("198.51.100.7", config), origin("192.0.2.7", config)) == ("198.51.100.7", "")


def test_as_many_files_are_asked_for_as_the_system_gives() -> None:
    script = "from api.connections import places; import resource; print(places(), resource.getrlimit(7)[0])"
    with few_files():
        said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout
    most, soft = map(int, said.split())
    assert soft > 1024 and 64 <= most <= soft
    assert 64 <= places() <= connections.MOST


def test_what_is_sent_on_an_open_connection_waits_for_no_acknowledgement() -> None:
    with bind("127.0.0.1", 0) as bound, socket.create_connection(bound.getsockname()):
        taken, _ = bound.accept()
        with taken:
            # Of such sockets asyncio has the body of an answer leave at once.
            assert taken.proto == socket.IPPROTO_TCP


@contextmanager
def serving() -> Iterator[str]:
    """The address of a small application behind our connections."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as bound:
        server = uvicorn.Server(ServerConfig(_app, most=2000, shutdown_s=1))
        thread = threading.Thread(target=server.run, args=([bound],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


async def _app(scope: Scope, receive: Receive, send: Send) -> None:
    """Takes a body in and answers; at /slow after a while, at /large with very much."""
    if scope["type"] != "http":
        return
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        more = message["more_body"]
    if scope["path"] == "/slow":
        await asyncio.sleep(3)
    body = b"x" * 2**25 if scope["path"] == "/large" else b"answered"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})
