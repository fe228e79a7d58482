"""Addresses of the web: which form each is kept in, and what is kept of its page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit


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


def is_address(source: str) -> bool:
    return re.match(r"https?://", source, re.I) is not None


def canonical(address: str) -> str:
    """Without its fragment, its name in small letters, all else as bytes that HTTP can carry."""
    try:
        parts = urlsplit(address.strip())
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


def origin_of(url: str) -> str:
    """What has one robots.txt: "https://www.example.org"."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def site_of(address: str) -> tuple[str, int | None]:
    """Where links may lead to and stay on one site: with "www." or without, http or https."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:  # no such port can be: it leads nowhere
        return address, None
