"""The links of a web page, read in plain Python: this page has not been through a worker."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin

MAX_LINKS = 5000  # of one page
MAX_BYTES = 4 * 2**20  # where links are looked for


def find_links(body: bytes, address: str) -> list[str]:
    """The addresses that a page's links lead to, in order; any charset will do for these."""
    parser = _Links()
    parser.feed(body[:MAX_BYTES].decode("utf-8", errors="replace"))
    base = _joined(address, parser.base) or address
    joined = (_joined(base, link) for link in parser.links[:MAX_LINKS])
    return [link for link in joined if link]


def _joined(base: str, link: str) -> str:
    """ "" for what is no address."""
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return ""


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.base = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        href = attributes.get("href")
        if tag == "base" and href:
            self.base = href
        elif tag == "a" and href and "nofollow" not in (attributes.get("rel") or ""):
            self.links.append(href)
