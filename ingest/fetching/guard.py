"""A network of public addresses only, so that no page leads into a private one.

A host's name is looked up once, every address that it has is checked, and the connection goes
to a checked one: a name that means another machine a moment later leads nowhere.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable

import httpcore

from ingest.errors import CannotFetch

NAT64 = ipaddress.ip_network("64:ff9b::/96")


class GuardedNetwork(httpcore.NetworkBackend):
    """What httpcore connects with."""

    def __init__(self, *, allow_private: bool) -> None:
        self.until = float("inf")  # when the request that is under way must have ended
        self._allow_private = allow_private
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        *others, last = self._look_up(host, port)
        for address in others:
            try:
                return self._connect(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue  # the name's next address may answer
        return self._connect(last, port, timeout, local_address, socket_options)

    def _connect(
        self,
        address: str,
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.NetworkStream:
        left = self.left(timeout, httpcore.ConnectTimeout)
        stream = self._network.connect_tcp(address, port, left, local_address, socket_options)
        return _Timed(stream, self)

    def left(self, timeout: float | None, late: type[httpcore.TimeoutException]) -> float | None:
        """A timeout that ends no later than the request may; raises `late` where it has."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise late
        return left if timeout is None else min(timeout, left)

    def sleep(self, seconds: float) -> None:
        self._network.sleep(seconds)

    def _look_up(self, host: str, port: int) -> list[str]:
        """The host's IP addresses; raises CannotFetch where one may not be connected to."""
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:  # the latter of a label that is too long
            raise CannotFetch(f"There is no server called {host}. Check the address.") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
        for address in addresses:
            if not self._allow_private and not is_public(address):
                raise CannotFetch(
                    f"{host} is {address}, on this machine or a private network."
                    " Give --allow-private if that is meant."
                )
        return addresses


class _Timed(httpcore.NetworkStream):
    """A connection on which a server that sends a letter now and then comes to its end."""

    def __init__(self, stream: httpcore.NetworkStream, network: GuardedNetwork) -> None:
        self._stream = stream
        self._network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._network.left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._network.left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._network.left(timeout, httpcore.ConnectTimeout)
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, left), self._network)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def is_public(address: str) -> bool:
    """Whether an IP address, and any IPv4 one that it wraps, is of the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in NAT64:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        wrapped = [one for one in inner if one is not None]
        if wrapped:
            return all(is_public(str(one)) for one in wrapped)
    return ip.is_global and not ip.is_multicast
