"""Connections: who is slow makes room, and nobody has more of them than the server can hold."""

from __future__ import annotations

import asyncio
import ipaddress
import math
import sys
from collections import defaultdict
from typing import Literal

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from api.access.proxies import note_peer

MOST = 4096  # connections, where as many files may be open
MOST_OF_ONE = 128  # of one address; a browser opens six
FILES = 65_536  # open at once: what is asked of the system
KEPT_BACK = 512  # of them for the library, its log, and connections that are just being taken
TAKEN_AT_ONCE = 256  # new connections: asyncio goes on after a failure, and tells of each
KEEP_ALIVE_S = 5  # without a word between two requests
LOOK_S = 1.0
UPLOADED_STEP = 2**14  # bytes that must come within its time, or the body's end
READ_STEP = 2**12

STOP_S = 8  # for what is asked to be answered once the server is told to stop
DRAIN_S = 1.0  # to read on from who is still sending: else the answer may be lost with the rest

Doing = Literal["asking", "sending", "waiting", "reading"]
# How long it may take to ask (all headers), and to get a step further.
PATIENCE_S: dict[Doing, float] = {"asking": 10, "sending": 20, "waiting": math.inf, "reading": 30}

BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n"
    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
)

AGAIN = (
    b'{"type": "urn:pincite:not-ready", "title": "Not ready", "status": 503,'
    b' "detail": "The server stops. Nothing of this was kept: send it again."}'
)
STOPPING = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\nConnection: close\r\n"
    b"Content-Type: application/problem+json\r\nContent-Length: %d\r\n\r\n%b" % (len(AGAIN), AGAIN)
)


class ServerConfig(uvicorn.Config):
    """uvicorn's settings, and the connections that are open; `proxies` speak for many people."""

    def __init__(
        self, app: ASGIApp, *, most: int, proxies: tuple[str, ...] = (), shutdown_s: int = STOP_S
    ) -> None:
        super().__init__(
            app,
            http=Connection,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            backlog=TAKEN_AT_ONCE,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=list(proxies),
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=shutdown_s,
        )
        self.most = most
        self.proxies = [ipaddress.ip_network(proxy) for proxy in proxies]
        self.open: dict[Connection, None] = {}  # the oldest first
        self.open_of: defaultdict[str, dict[Connection, None]] = defaultdict(dict)

    def load(self) -> None:
        super().load()
        self.loaded_app = note_peer(self.loaded_app)


class Connection(H11Protocol):
    """One connection, which is looked at every second."""

    config: ServerConfig

    def __init__(
        self,
        config: ServerConfig,
        server_state: ServerState,
        app_state: dict[str, object],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._received = 0
        self._seen: tuple[Doing, object] = ("asking", None)
        self._since = self.loop.time()
        self._looking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        config = self.config
        self._of = origin(self.client[0] if self.client else "", config)
        if self._of:
            self._find_place(config.open_of[self._of], MOST_OF_ONE)
        self._find_place(config.open, config.most)
        self._look()

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        super().data_received(data)

    def shutdown(self) -> None:
        """Who is still sending is told to send it again; what was asked is answered first."""
        cycle = self.cycle
        if cycle is None or not cycle.more_body or cycle.response_started:
            super().shutdown()
            return
        self.transport.write(STOPPING)
        cycle.disconnected = True
        cycle.message_event.set()
        self.loop.call_later(DRAIN_S, self.transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._looking is not None:
            self._looking.cancel()
        self.config.open.pop(self, None)
        if self._of:
            self.config.open_of[self._of].pop(self, None)
            if not self.config.open_of[self._of]:
                del self.config.open_of[self._of]
        super().connection_lost(exc)

    def _find_place(self, others: dict[Connection, None], most: int) -> None:
        """Where all places are taken, the oldest that asks nothing goes; else this one does."""
        if self.transport.is_closing():
            return
        others[self] = None
        if len(others) <= most:
            return
        silent = (one for one in others if one is not self and one.doing()[0] == "asking")
        if (oldest := next(silent, None)) is not None:
            others.pop(oldest)  # at once: more may come before it is lost
            oldest.transport.abort()
        else:
            self.transport.write(BUSY)
            self.transport.close()

    def _look(self) -> None:
        now, seen = self.loop.time(), self.doing()
        if seen != self._seen:
            self._seen, self._since = seen, now
        elif now - self._since > PATIENCE_S[seen[0]]:
            self.transport.abort()
            return
        self._looking = self.loop.call_later(LOOK_S, self._look)

    def doing(self) -> tuple[Doing, object]:
        """What the client does, and how far it is with it."""
        if unread := self.transport.get_write_buffer_size():
            return "reading", -(-unread // READ_STEP)
        if self.cycle is None or self.cycle.response_complete:
            return "asking", self.cycle
        comes = self.cycle.more_body and not self.cycle.waiting_for_100_continue
        if comes and not self.flow.read_paused:
            return "sending", (self.cycle, self._received // UPLOADED_STEP)
        return "waiting", None


def origin(address: str, config: ServerConfig) -> str:
    """Whose a connection is: an address, or a network of IPv6 that one may have; "": a proxy's."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if any(ip in network for network in config.proxies):
        return ""
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is None:
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return address


def places() -> int:
    """How many connections may be open, after as many files as the system lets us have."""
    if sys.platform == "win32":
        return MOST
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = FILES if hard == resource.RLIM_INFINITY else min(hard, FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft = most
    if soft == resource.RLIM_INFINITY:
        return MOST
    return max(64, min(MOST, soft - KEPT_BACK))
