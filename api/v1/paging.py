"""Lists, a page at a time: each entry has a key that sorts it, and the last one's is the cursor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

Entry = TypeVar("Entry")


def take_page(
    entries: Iterable[tuple[str, Entry]], cursor: str | None, limit: int, *, down: bool = False
) -> tuple[list[Entry], str | None]:
    """(at most `limit` entries that follow the cursor, the cursor of what follows them)."""
    ordered = sorted(entries, key=lambda pair: pair[0], reverse=down)
    if cursor is not None:
        ordered = [pair for pair in ordered if (pair[0] < cursor if down else pair[0] > cursor)]
    following = ordered[limit - 1][0] if len(ordered) > limit else None
    return [entry for _, entry in ordered[:limit]], following
