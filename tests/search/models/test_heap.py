"""Memory that was freed in pieces goes back to the system."""

from __future__ import annotations

import platform
from pathlib import Path

import numpy as np
import pytest

from search.models.heap import give_back


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries give it back")
def test_what_the_c_library_keeps_is_given_back() -> None:
    pieces = [np.ones(12_000) for _ in range(2000)]  # 96 kB each: too small to be mapped alone
    last = pieces[-1]  # holds the end of the heap
    del pieces
    before = resident_bytes()

    give_back()

    assert before - resident_bytes() > 100 * 2**20
    assert last.sum() == 12_000
