"""Checksums of the files of a folder, in the form of `sha256sum`, which can check them too."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

SUMS = "SHA256SUMS"


def write_sums(folder: Path, known: Mapping[str, str] | None = None) -> None:
    """Notes what each file below a folder is; of those that are `known` it is taken as given."""
    known = known or {}
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not _is_apart(path))
    names = [path.relative_to(folder).as_posix() for path in paths]
    lines = [f"{known.get(name) or sum_of(folder / name)}  {name}\n" for name in names]
    partial = folder / f".{SUMS}"
    with partial.open("w", encoding="utf-8") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(folder / SUMS)


def read_sums(folder: Path) -> dict[str, str]:
    """By name; none where an earlier version of Pincite wrote the folder."""
    path = folder / SUMS
    lines = path.read_text("utf-8", errors="replace").splitlines() if path.exists() else []
    return {name: checksum for checksum, _, name in (line.partition("  ") for line in lines)}


def changed_files(folder: Path) -> Iterator[str]:
    """The names of the files that are not as they were written, or not there."""
    for name, expected in read_sums(folder).items():
        path = folder / name
        if not path.is_file() or sum_of(path) != expected:
            yield name


def sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_apart(path: Path) -> bool:
    """Locks and what is half written."""
    return path.name.startswith(".") or path.name == SUMS
