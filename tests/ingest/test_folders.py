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


def test_a_name_that_would_act_on_a_screen_is_told_in_letters() -> None:
    assert printable("a\x1b[2J\nb\u202efdp.exe") == "a\\x1b[2J\\nb\\u202efdp.exe"


@pytest.mark.skipif(sys.platform == "win32", reason="links are for those who may make them")
def test_a_link_that_leads_out_of_its_folder_is_refused_unless_allowed(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("<html>", "utf-8")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.html").write_text("<html>", "utf-8")
    (folder / "near.html").symlink_to(folder / "a.html")
    (folder / "out.html").symlink_to(tmp_path / "secret.html")
    told: list[str] = []

    found = [below for _, below, _ in walk([folder], lambda path, why: told.append(path + why))]
    allowed = [below for _, below, _ in walk([folder], print, allow_links=True)]

    assert found == ["a.html", "near.html"]
    assert told == ["out.htmlIt is a link out of the folder. Allow that with --allow-links."]
    assert allowed == ["a.html", "near.html", "out.html"]
