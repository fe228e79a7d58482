"""Lists, a page at a time: each entry has a key that sorts it, and the last one's is the cursor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from api.problems import BadField

Entry = TypeVar("Entry")

BAD_CURSOR = (
    "It is no `next` of this list as it is asked for now. Send all else as it was, or begin again"
    " without it."
)


def take_page(
    entries: Iterable[tuple[str, Entry]], cursor: str | None, limit: int, *, down: bool = False
) -> tuple[list[Entry], str | None]:
    """(at most `limit` entries that follow the cursor, the cursor of what follows them).

    Raises BadField where the cursor is none of these.
    """
    ordered = sorted(entries, key=lambda pair: pair[0], reverse=down)
    first = 0
    if cursor is not None:
        keys = [key for key, _ in ordered]
        if cursor not in keys:
            raise BadField("cursor", f"cursor: {BAD_CURSOR}")
        first = keys.index(cursor) + 1
    page = ordered[first : first + limit]
    following = page[-1][0] if len(ordered) > first + limit else None
    return [entry for _, entry in page], following
