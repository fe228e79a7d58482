"""The library keeps its own copies of files: whole, and for as long as they are named."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from search.storage.errors import Changed
from search.storage.folder.files import file_path, keep_file, remove_files

WORDS = b"<html><body>The force is good.</body></html>"
SHA256 = hashlib.sha256(WORDS).hexdigest()


def test_a_kept_file_stays_as_it_was_when_its_owner_edits_the_original(tmp_path: Path) -> None:
    original = tmp_path / "report.html"
    original.write_bytes(WORDS)
    keep_file(tmp_path / "library", original, SHA256)

    with original.open("r+b") as file:
        file.write(b"changed")

    assert file_path(tmp_path / "library", SHA256).read_bytes() == WORDS


def test_a_file_that_is_no_longer_what_was_read_is_not_kept(tmp_path: Path) -> None:
    original = tmp_path / "report.html"
    original.write_bytes(WORDS + b" And more.")

    with pytest.raises(Changed):
        keep_file(tmp_path / "library", original, SHA256)

    assert [path for path in (tmp_path / "library").rglob("*") if path.is_file()] == []


def test_files_that_nothing_names_are_deleted_with_what_a_crash_left(tmp_path: Path) -> None:
    original = tmp_path / "report.html"
    original.write_bytes(WORDS)
    keep_file(tmp_path, original, SHA256)
    kept = file_path(tmp_path, SHA256)
    half, unnamed = kept.with_name(f".coming-{SHA256}"), kept.with_name(SHA256[::-1])
    half.write_bytes(b"<html")
    unnamed.write_bytes(b"gone")

    remove_files(tmp_path, {SHA256})

    assert kept.exists()
    assert not half.exists()
    assert not unnamed.exists()
