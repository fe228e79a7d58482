"""Fetches pages of the web, politely and within limits; knows nothing of libraries."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ingest.errors import CannotFetch
from ingest.fetching.addresses import Address, canonical, is_address, site_of
from ingest.fetching.client import MAX_REDIRECTS, Client, Response
from ingest.fetching.limits import USUAL, Limits
from ingest.fetching.links import find_links
from ingest.fetching.robots import Robots

MEDIA_TYPES = (
    "text/html",
    "application/xhtml+xml",
    "application/pdf",
    "application/octet-stream",
    "",
)


@dataclass(frozen=True, slots=True)
class Unfetched:
    """A page that could not be fetched: a sentence that says why and the way out."""

    address: str
    reason: str


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
    addresses = list(dict.fromkeys(canonical(start) for start in starts))
    waiting = deque((address, 0) for address in addresses)
    seen = set(addresses)
    sites = {site_of(address) for address in addresses}
    with closing(Client(limits)) as client:
        robots = Robots(client, limits.delay_s)
        for number in range(1, limits.count + 1):
            if not waiting:
                return
            address, depth = waiting.popleft()
            try:
                before = known(address)
                response = _get(client, robots, address, before, limits.max_bytes)
                page = _keep(response, address, before, into / f"{number:06d}")
            except CannotFetch as error:
                yield Unfetched(address, str(error))
                continue
            yield replace(page, asked_for=depth == 0)
            if not follow or depth >= limits.depth:
                continue
            # Reports first: a page of a list links to much else.
            for link in sorted(page.links, key=lambda link: not link.lower().endswith(".pdf")):
                if link not in seen and site_of(link) in sites:
                    seen.add(link)
                    waiting.append((link, depth + 1))


def _get(
    client: Client, robots: Robots, address: str, known: Address | None, max_bytes: int
) -> Response:
    """What is at the end of the address's redirects."""
    url = address
    for _ in range(MAX_REDIRECTS + 1):
        robots.ask_leave(url)
        response = client.request(url, known, max_bytes)
        if response.redirect is None:
            return response
        url = response.redirect
    raise CannotFetch("It redirects without end. Give the address that a browser ends at.")


def _keep(response: Response, address: str, known: Address | None, path: Path) -> Address:
    """The page, its file in `path`; raises CannotFetch for what is none."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    if response.status == 304 and known is not None:
        return replace(known, fetched_at=now, path=None)
    if response.status != 200:
        raise CannotFetch(f"Its server answers {response.status}. Open it in a browser to see why.")
    headers, body = response.headers, response.body
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in MEDIA_TYPES:
        raise CannotFetch(f"It is {media_type}, neither a PDF nor a web page.")
    path.write_bytes(body)
    return Address(
        address=address,
        final=response.url,
        etag=headers.get("etag", ""),
        last_modified=headers.get("last-modified", ""),
        fetched_at=now,
        links=() if b"%PDF-" in body[:1024] else _links(body, response.url),
        path=path,
    )


def _links(body: bytes, url: str) -> tuple[str, ...]:
    links = (canonical(link) for link in find_links(body, url))
    return tuple(dict.fromkeys(link for link in links if is_address(link)))
