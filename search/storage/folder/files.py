"""The files themselves, kept in the library by the hash of their bytes, so that pages can be shown.

They are copies: a hard link would change along with a file that its owner edits in place.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection
from io import BufferedIOBase
from pathlib import Path

from search.storage.errors import Changed
from search.storage.folder.sums import sum_of

BLOCK = 2**20


def file_path(folder: Path, sha256: str) -> Path:
    """Where a library keeps the file with that hash."""
    return folder / "files" / sha256[:2] / sha256


def keep_file(folder: Path, path: Path, sha256: str) -> None:
    """Copies a file into the library, on disk for good when it returns.

    Raises Changed when its bytes no longer have that hash.
    """
    final = file_path(folder, sha256)
    if final.exists() and sum_of(final) == sha256:
        return
    final.parent.mkdir(parents=True, exist_ok=True)
    coming = final.with_name(f".coming-{sha256}")  # there is one writer at a time
    try:
        with coming.open("wb") as target, path.open("rb") as source:
            digest = hashlib.sha256()
            while block := source.read(BLOCK):
                digest.update(block)
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
        if digest.hexdigest() != sha256:
            raise Changed(f"{path} changed while it was read.")
        coming.replace(final)
    finally:
        coming.unlink(missing_ok=True)
    sync_folder(final.parent)


def open_file(folder: Path, sha256: str) -> BufferedIOBase | None:
    """The library's own copy; None where it is not kept."""
    try:
        return file_path(folder, sha256).open("rb")
    except FileNotFoundError:
        return None


def remove_files(folder: Path, keep: Collection[str]) -> None:
    """Deletes the files whose hashes no report and no past text names, and what a crash left."""
    for path in (folder / "files").glob("??/*"):
        if path.name not in keep:
            try:
                path.unlink()
            except PermissionError:  # Windows, while a reader has it open: it goes next time
                if os.name != "nt":
                    raise


def remove_others(folder: Path, keep: Collection[str]) -> None:
    """Deletes all in a folder but what has these names; what Windows holds open goes next time."""
    for path in folder.glob("*"):
        if path.name not in keep:
            shutil.rmtree(path, ignore_errors=os.name == "nt")


def sync_folder(folder: Path) -> None:
    """Puts the names in a folder on disk for good, where the system knows how to."""
    if os.name == "nt":  # Windows opens no folder, and writes names through
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
