"""Whether a page of this server sent a request, or another one had a browser send it."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request


def from_here(request: Request) -> bool:
    """Whether a page of this server sent it; what is not a browser says neither."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")
