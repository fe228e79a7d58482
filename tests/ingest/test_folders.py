"""A file's name costs it nothing: what is no UTF-8 is written so that all can print it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ingest.folders import printable, walk


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_utf8_is_told_in_letters_and_opened_by_its_own(tmp_path: Path) -> None:
    folder = os.path.join(os.fsencode(tmp_path), b"caf\xe9")
    os.mkdir(folder)
    for name in (b"b\xff.html", "c é.html".encode()):
        Path(os.fsdecode(os.path.join(folder, name))).write_text("read", encoding="utf-8")
    told: list[str] = []

    found = list(walk([tmp_path], lambda path, why: told.append(path + why)))

    assert [below for _, below, _ in found] == ["caf\\xe9/b\\xff.html", "caf\\xe9/c é.html"]
    assert [path.read_text(encoding="utf-8") for path, _, _ in found] == ["read", "read"]
    assert not told


def test_a_name_in_any_alphabet_is_told_as_it_is() -> None:
    assert printable("a/Šiauliai 2024 ✓.pdf") == "a/Šiauliai 2024 ✓.pdf"
