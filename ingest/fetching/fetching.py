"""Fetches pages of the web, politely and from public addresses only; knows nothing of libraries.

A host's name is looked up once, every address that it has is checked, and the connection goes
to a checked one: a name that means another machine a moment later leads nowhere. Redirects are
followed by hand, each like a new request.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import httpcore
from protego import Protego

from ingest.fetching.links import find_links

AGENT = "Pincite/0.1 (reads public reports for one user; obeys robots.txt)"
NAME = "Pincite"  # what robots.txt may call us
MAX_REDIRECTS = 5
MAX_ROBOTS = 512 * 2**10  # what RFC 9309 asks a reader to take
MAX_DELAY_S = 30.0  # of a robots.txt that asks for longer pauses
BLOCK = 2**16
TAKEN = ("text/html", "application/xhtml+xml", "application/pdf", "application/octet-stream", "")


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a fetch may go."""

    depth: int = 1  # links from the pages that were asked for
    count: int = 50  # pages and files in all
    max_bytes: int = 100 * 2**20
    delay_s: float = 1.0  # between two requests to one host
    timeout_s: float = 30.0  # of silence; ten times as long for a whole file
    allow_private: bool = False


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Address:
    """A page as it was fetched; what is kept of it makes the next fetch cheap."""

    address: str
    final: str  # after redirects
    etag: str
    last_modified: str
    fetched_at: str
    links: tuple[str, ...] = ()
    path: Path | None = None  # None: it has not changed since it was last fetched
    asked_for: bool = True  # not merely linked to


@dataclass(frozen=True, slots=True)
class Unfetched:
    """A page that could not be fetched: a sentence that says why and the way out."""

    address: str
    reason: str


class CannotFetch(Exception):
    """The message is the reason, without the address."""


def is_address(source: str) -> bool:
    return re.match(r"https?://", source, re.I) is not None


def fetch(
    starts: Sequence[str],
    into: Path,
    *,
    known: Callable[[str], Address | None],
    follow: bool = False,
    limits: Limits = USUAL,
) -> Iterator[Address | Unfetched]:
    """The pages asked for, and with `follow` those on their sites that they link to.

    Files come to lie in the folder `into`. `known` says what an earlier fetch learned of an
    address if it need not come again unchanged.
    """
    if not starts:
        return
    asked = list(dict.fromkeys(_canonical(start) for start in starts))
    waiting = deque((address, 0) for address in asked)
    seen = set(asked)
    sites = {_site(address) for address in asked}
    with closing(_Client(into, limits)) as client:
        for _ in range(limits.count):
            if not waiting:
                return
            address, depth = waiting.popleft()
            try:
                page = client.get(address, known(address))
            except CannotFetch as error:
                yield Unfetched(address, str(error))
                continue
            yield replace(page, asked_for=depth == 0)
            if not follow or depth >= limits.depth:
                continue
            # Reports first: a page of a list links to much else.
            for link in sorted(page.links, key=lambda link: not link.lower().endswith(".pdf")):
                if link not in seen and _site(link) in sites:
                    seen.add(link)
                    waiting.append((link, depth + 1))


class _Client:
    def __init__(self, into: Path, limits: Limits) -> None:
        self._into = into
        self._limits = limits
        self._pool = httpcore.ConnectionPool(
            network_backend=_CheckedNetwork(allow_private=limits.allow_private),
            max_connections=1,
            keepalive_expiry=10.0,
        )
        self._robots: dict[str, Protego | None] = {}
        self._last: dict[str, float] = {}
        self._fetched = 0

    def close(self) -> None:
        self._pool.close()

    def get(self, address: str, known: Address | None) -> Address:
        """Raises CannotFetch."""
        url = address
        for _ in range(MAX_REDIRECTS + 1):
            self._ask_leave(url)
            status, headers, body = self._request(url, known, self._limits.max_bytes)
            if status in (301, 302, 303, 307, 308) and "location" in headers:
                url = _canonical(urljoin(url, headers["location"]))
                continue
            return self._page(address, url, status, headers, body, known)
        raise CannotFetch("It redirects without end. Give the address that a browser ends at.")

    def _page(
        self,
        address: str,
        url: str,
        status: int,
        headers: dict[str, str],
        body: bytes,
        known: Address | None,
    ) -> Address:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        if status == 304 and known is not None:
            return replace(known, fetched_at=now, path=None)
        if status != 200:
            raise CannotFetch(f"Its server answers {status}. Open it in a browser to see why.")
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type not in TAKEN:
            raise CannotFetch(f"It is {media_type}, neither a PDF nor a web page.")
        self._fetched += 1
        path = self._into / f"{self._fetched:06d}"
        path.write_bytes(body)
        return Address(
            address=address,
            final=url,
            etag=headers.get("etag", ""),
            last_modified=headers.get("last-modified", ""),
            fetched_at=now,
            links=() if b"%PDF-" in body[:1024] else _links(body, url),
            path=path,
        )

    def _ask_leave(self, url: str) -> None:
        """Raises CannotFetch where the site's robots.txt keeps us out."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            self._robots[site] = self._read_robots(f"{site}/robots.txt")
        rules = self._robots[site]
        if rules is None:
            raise CannotFetch(f"{site}/robots.txt cannot be read, so nothing may be. Try later.")
        if not rules.can_fetch(url, NAME):
            raise CannotFetch(
                f"{site}/robots.txt keeps programs out of it."
                " Save the page in a browser and ingest the file."
            )

    def _read_robots(self, url: str) -> Protego | None:
        """RFC 9309: none there allows all, one that the server fails to give forbids all."""
        for _ in range(MAX_REDIRECTS + 1):
            status, headers, body = self._request(url, None, MAX_ROBOTS, cut=True)
            if status in (301, 302, 303, 307, 308) and "location" in headers:
                url = urljoin(url, headers["location"])
                continue
            if status >= 500:
                return None
            found = body.decode("utf-8", errors="replace") if status == 200 else ""
            return Protego.parse(found)
        return Protego.parse("")

    def _request(
        self, url: str, known: Address | None, max_bytes: int, *, cut: bool = False
    ) -> tuple[int, dict[str, str], bytes]:
        """(status, headers with small names, body unpacked)."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise CannotFetch(f"{url} is not an address that Pincite reads: give http or https.")
        self._wait(parts.scheme + "://" + parts.netloc)
        headers = [("User-Agent", AGENT), ("Accept-Encoding", "gzip"), ("Accept", "*/*")]
        if known is not None and known.etag:
            headers.append(("If-None-Match", known.etag))
        if known is not None and known.last_modified:
            headers.append(("If-Modified-Since", known.last_modified))
        silence = self._limits.timeout_s
        timeouts = {"connect": silence, "read": silence, "write": silence, "pool": silence}
        try:
            with self._pool.stream(
                "GET", url, headers=headers, extensions={"timeout": timeouts}
            ) as response:
                found = {
                    name.decode("latin-1").lower(): value.decode("latin-1")
                    for name, value in response.headers
                }
                return response.status, found, self._body(response, found, max_bytes, cut)
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise CannotFetch(f"It cannot be reached: {error}. Try it in a browser.") from error
        except httpcore.TimeoutException as error:
            raise CannotFetch(f"Its server was silent for {silence:.0f} s. Try later.") from error

    def _body(
        self, response: httpcore.Response, headers: dict[str, str], max_bytes: int, cut: bool
    ) -> bytes:
        coding = headers.get("content-encoding", "identity").strip().lower()
        if coding not in ("identity", "gzip", "x-gzip", ""):
            raise CannotFetch(f"Its server packs it as {coding}, which was not asked for.")
        unpack = zlib.decompressobj(wbits=31) if "gzip" in coding else None
        body = bytearray()
        until = time.monotonic() + 10 * self._limits.timeout_s
        for block in response.iter_stream():
            if time.monotonic() > until:
                raise CannotFetch("Its server is too slow. Fetch it in a browser instead.")
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
        return bytes(body[:max_bytes])

    def _wait(self, site: str) -> None:
        rules = self._robots.get(site)
        asked = rules.crawl_delay(NAME) if rules else None
        delay = min(max(self._limits.delay_s, asked or 0.0), max(MAX_DELAY_S, self._limits.delay_s))
        left = self._last.get(site, -delay) + delay - time.monotonic()
        if site in self._last and left > 0:
            time.sleep(left)
        self._last[site] = time.monotonic()


class _CheckedNetwork(httpcore.NetworkBackend):
    """Connects to public addresses, each looked up once and checked before it is used."""

    def __init__(self, *, allow_private: bool) -> None:
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
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise CannotFetch(f"There is no server called {host}. Check the address.") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        for address in addresses:
            if not self._allow_private and not is_public(address):
                raise CannotFetch(
                    f"{host} is {address}, on this machine or a private network."
                    " Give --allow-private if that is meant."
                )
        for address in addresses[:-1]:
            try:
                return self._network.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue  # the name's next address may answer
        return self._network.connect_tcp(
            addresses[-1], port, timeout, local_address, socket_options
        )

    def sleep(self, seconds: float) -> None:
        self._network.sleep(seconds)


def is_public(address: str) -> bool:
    """Whether an IP address, and any IPv4 one that it wraps, is of the public internet."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
        if found in ipaddress.ip_network("64:ff9b::/96"):  # NAT64
            inner.append(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF))
        wrapped = [one for one in inner if one is not None]
        if wrapped:
            return all(is_public(str(one)) for one in wrapped)
    return found.is_global and not found.is_multicast


def _links(body: bytes, url: str) -> tuple[str, ...]:
    links = (_canonical(link) for link in find_links(body, url))
    return tuple(dict.fromkeys(link for link in links if is_address(link)))


def _canonical(address: str) -> str:
    """Without its fragment, its name in small letters, all else as bytes that HTTP can carry."""
    parts = urlsplit(address.strip())
    try:
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except ValueError:  # no such name or port can be: what asks for it says so
        return address
    if ":" in host:
        host = f"[{host}]"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    user = f"{parts.username}@" if parts.username else ""
    return urlunsplit(
        (parts.scheme.lower(), f"{user}{host}:{port}" if port else user + host, path, query, "")
    )


def _site(address: str) -> tuple[str, int | None]:
    parts = urlsplit(address)
    return (parts.hostname or "").removeprefix("www."), parts.port
