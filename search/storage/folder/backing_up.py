"""Copies of a folder that fit together, taken while it is read and written; and what is made of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from search.storage.errors import LibraryError
from search.storage.folder.files import file_path, sync_folder
from search.storage.folder.generation import FolderGeneration, open_generation
from search.storage.folder.segments import segment_folder
from search.storage.folder.sums import SUMS, changed_files, read_sums, write_sums
from search.storage.folder.words import words_folder

TRIES = 5  # to copy a generation before its writer has tidied it away
OWN = {"library.sqlite", "segments", "words", "meaning", "files", "writer.lock", "writer.txt"}
APART = {
    "generations"
}  # generations that records stand on: they are large, and can be done without


class BadBackup(LibraryError):
    """The place cannot be backed up to, or what is there is no whole backup."""


def back_up(folder: Path, into: Path, *, linked: bool = False) -> int:
    """The number of the newest generation, which is in `into` when it returns, as a library.

    What is kept beside it is there too, with a checksum of every file; an earlier backup in `into`
    is replaced once this one is whole. With `linked` it shares the
    files that never change with the folder, and has nothing else: it takes little room, and its
    words and vectors last no longer than the disk they are on.

    Raises NoLibrary, BadBackup.
    """
    if not _is_empty(into) and not (into / SUMS).exists():
        raise BadBackup(f"{into} has other things in it. Give a new folder, or an earlier backup.")
    coming = into.with_name(f".coming-{into.name}")
    for left in range(TRIES)[::-1]:
        shutil.rmtree(coming, ignore_errors=True)
        coming.parent.mkdir(parents=True, exist_ok=True)
        coming.mkdir(mode=0o700)
        try:
            number = _copy(folder, coming, linked=linked)
            break
        except FileNotFoundError:  # the writer has published since, and joined segments
            if not left:
                raise
    if not linked:
        _copy_beside(folder, coming)
        write_sums(coming)
    _put(coming, into)
    return number


def restore(backup: Path, folder: Path) -> int:
    """The number of the generation that is in the folder when it returns: whole, or not at all.

    Raises BadBackup where a file is not as it was backed up, or the folder has a library.
    """
    if not read_sums(backup):
        raise BadBackup(f"{backup} is no backup: it has no {SUMS}.")
    changed = list(changed_files(backup))
    if changed:
        raise BadBackup(
            f"{len(changed)} files of {backup} are not as they were backed up, {changed[0]} the"
            " first. Take an earlier backup."
        )
    if not _is_empty(folder):
        raise BadBackup(f"{folder} is not empty. Move it away first, or restore beside it.")
    coming = folder.with_name(f".coming-{folder.name}")
    shutil.rmtree(coming, ignore_errors=True)
    shutil.copytree(backup, coming)
    (coming / SUMS).unlink()
    generation = open_generation(coming)
    generation.close()
    _put(coming, folder)
    return generation.number


def _copy(folder: Path, into: Path, *, linked: bool) -> int:
    generation = open_generation(folder)
    try:
        for path in _files(folder, generation):
            target = into / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            if linked:
                _link(path, target)
            else:
                shutil.copyfile(path, target)
        generation.copy_to(into / "library.sqlite")
        return generation.number
    finally:
        generation.close()


def _files(folder: Path, generation: FolderGeneration) -> Iterator[Path]:
    """Those that a generation is made of, but for its store; none of them ever changes.

    Raises FileNotFoundError where one is gone.
    """
    views = [segment_folder(folder, n) for n in sorted({r.segment for r in generation.rows()})]
    for view in [*views, words_folder(folder, generation.number)]:
        names = {path.name for path in view.iterdir() if path.suffix != ".lock"}
        yield from (view / name for name in sorted(names | set(read_sums(view))))
    yield from (folder / "meaning").glob("[0-9]*/*")
    kept = (file_path(folder, sha256) for sha256 in sorted(generation.files()))
    yield from (path for path in kept if path.exists())


def _copy_beside(folder: Path, into: Path) -> None:
    for path in folder.iterdir():
        if path.name in OWN | APART or path.name.startswith((".", "library.sqlite-")):
            continue
        if path.is_dir():
            shutil.copytree(path, into / path.name)
        else:
            shutil.copy2(path, into / path.name)


def _link(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except OSError:  # a file system without hard links, or another one
        shutil.copyfile(path, target)


def _put(coming: Path, final: Path) -> None:
    """In one step, on disk for good when it returns."""
    for path in coming.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    before = final.with_name(f".before-{final.name}")
    shutil.rmtree(before, ignore_errors=True)
    if final.exists():
        final.replace(before)
    coming.replace(final)
    sync_folder(final.parent)
    shutil.rmtree(before, ignore_errors=True)


def _is_empty(place: Path) -> bool:
    return not place.exists() or (place.is_dir() and not any(place.iterdir()))
