"""The page in a file that browsers and word processors save a page with all its parts in (MHTML)."""

from __future__ import annotations

import re
from email import message_from_bytes

SAVED = re.compile(
    rb"(?:[\w-]{1,60}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,20}){0,30}?"
    rb"content-type:\s{0,5}multipart/related",
    re.I,
)
HEAD = 8_000  # bytes in which its first part begins


def is_archive(data: bytes) -> bool:
    return SAVED.match(data[:HEAD].lstrip()) is not None


def page_in(data: bytes) -> bytes:
    """The bytes of its first page, with the style sheets that lie beside it; else the bytes given."""
    if not is_archive(data):
        return data
    pages: list[bytes] = []
    sheets: list[bytes] = []
    for part in message_from_bytes(data.lstrip()).walk():
        kind, payload = part.get_content_type(), part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            continue
        if kind in ("text/html", "application/xhtml+xml"):
            pages.append(payload)
        elif kind == "text/css":
            sheets.append(b"<style>" + payload.replace(b"</", b"") + b"</style>")
    return b"".join([pages[0], *sheets]) if pages else data
