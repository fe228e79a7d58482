"""Requests for pages of the web: without haste, within limits, through the guard."""

from __future__ import annotations

import time
import zlib
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpcore

from ingest.errors import CannotFetch
from ingest.fetching.addresses import Address, canonical, origin_of
from ingest.fetching.guard import GuardedNetwork
from ingest.fetching.limits import Limits

AGENT = "Pincite/0.1 (reads public reports for one user; obeys robots.txt)"
MAX_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class Response:
    url: str
    status: int
    headers: dict[str, str]  # their names in small letters
    body: bytes  # unpacked

    @property
    def redirect(self) -> str | None:
        """The address that it sends us on to."""
        if self.status not in (301, 302, 303, 307, 308) or "location" not in self.headers:
            return None
        try:
            return canonical(urljoin(self.url, self.headers["location"]))
        except ValueError as error:
            raise CannotFetch(f"Its server sends us to no address: {error}.") from error


class Client:
    """Redirects are not followed here: each is a request of its own, checked like the first."""

    def __init__(self, limits: Limits) -> None:
        self.pauses: dict[str, float] = {}  # seconds between requests, by origin, if not the usual
        self._limits = limits
        self._network = GuardedNetwork(allow_private=limits.allow_private)
        self._pool = httpcore.ConnectionPool(
            network_backend=self._network,
            max_connections=1,
            keepalive_expiry=10.0,
        )
        self._last: dict[str, float] = {}  # when each origin was last asked

    def close(self) -> None:
        self._pool.close()

    def request(
        self, url: str, known: Address | None, max_bytes: int, *, cut: bool = False
    ) -> Response:
        """What the server answers, or what has changed since `known`. Raises CannotFetch.

        A longer answer than `max_bytes` is refused, or with `cut` ends there.
        """
        try:
            parts = urlsplit(url)
            _ = parts.port
        except ValueError as error:
            raise CannotFetch(f"{url[:200]} is no address: {error}.") from error
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise CannotFetch(f"{url} is not an address that Pincite reads: give http or https.")
        self._wait(origin_of(url))
        headers = [("User-Agent", AGENT), ("Accept-Encoding", "gzip"), ("Accept", "*/*")]
        if known is not None and known.etag:
            headers.append(("If-None-Match", known.etag))
        if known is not None and known.last_modified:
            headers.append(("If-Modified-Since", known.last_modified))
        silence = self._limits.timeout_s
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), silence)
        self._network.until = time.monotonic() + 10 * silence
        try:
            with self._pool.stream(
                "GET", url, headers=headers, extensions={"timeout": timeouts}
            ) as response:
                named = {
                    name.decode("latin-1").lower(): value.decode("latin-1")
                    for name, value in response.headers
                }
                body = self._body(response, named.get("content-encoding", ""), max_bytes, cut)
                return Response(url, response.status, named, body)
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise CannotFetch(f"It cannot be reached: {error}. Try it in a browser.") from error
        except httpcore.TimeoutException as error:
            if time.monotonic() >= self._network.until:
                raise CannotFetch("Its server is too slow. Fetch it in a browser.") from error
            raise CannotFetch(f"Its server was silent for {silence:.0f} s. Try later.") from error

    def _body(self, response: httpcore.Response, coding: str, max_bytes: int, cut: bool) -> bytes:
        coding = coding.strip().lower()
        if coding not in ("identity", "gzip", "x-gzip", ""):
            raise CannotFetch(f"Its server packs it as {coding}, which was not asked for.")
        unpack = zlib.decompressobj(wbits=31) if "gzip" in coding else None
        body = bytearray()
        for block in response.iter_stream():
            try:
                room = max_bytes + 1 - len(body)
                body += unpack.decompress(block, room) if unpack else block
            except zlib.error as error:
                raise CannotFetch("It arrived damaged. Try again.") from error
            if len(body) > max_bytes:
                if cut:
                    break
                raise CannotFetch(
                    f"It has more than {max_bytes / 2**20:.0f} MB."
                    " Fetch it in a browser and ingest the file."
                )
        else:
            if unpack and response.status == 200 and not unpack.eof:
                raise CannotFetch("It ends before it should. Try again.")
        return bytes(body[:max_bytes])

    def _wait(self, origin: str) -> None:
        if origin in self._last:
            pause = self.pauses.get(origin, self._limits.delay_s)
            time.sleep(max(self._last[origin] + pause - time.monotonic(), 0.0))
        self._last[origin] = time.monotonic()
