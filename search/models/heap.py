"""Gives memory that is no longer used back to the system, which the C library puts off."""

from __future__ import annotations

import ctypes
from functools import cache


def give_back() -> None:
    """After much work in pieces of unlike size: glibc keeps such pieces, and grows."""
    trim = _malloc_trim()
    if trim is not None:
        trim(0)


@cache
def _malloc_trim() -> ctypes._NamedFuncPointer | None:
    """glibc's own function; other C libraries have none and need none."""
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # musl, macOS; Windows opens no program by None
        return None
