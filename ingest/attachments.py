"""The files that a PDF holds beside its pages, a portfolio's above all, taken out to be read."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader

from ingest.folders import may_be_report, printable
from ingest.pdf.metadata import FAULTS
from ingest.reading import MAX_BYTES
from ingest.workers import Failed

IN = " > "  # "cover.pdf > report.pdf" is the source of what is in a file
MOST = 200  # files of one
DEEPEST = 3  # files in files in files
LONGEST = 120  # characters of a name


@dataclass(frozen=True, slots=True)
class Container:
    path: Path
    source: str
    into: Path  # a folder, for what it holds


@dataclass(frozen=True, slots=True)
class Attached:
    path: Path
    source: str


def take_out(container: Container) -> tuple[Attached, ...] | Failed:
    """For a worker: the reports in a PDF and in the PDFs in it, written under names of our own, as
    many and as large as the limits allow. What it holds that is no report is passed over."""
    try:
        return tuple(_attached(container, _Limits(), DEEPEST))
    except FAULTS as fault:  # the reader says what is wrong with the file itself
        return Failed(f"The files in it cannot be taken out: {fault}. Save them from a PDF viewer.")


@dataclass(slots=True)
class _Limits:
    """How much may still be taken out of one file."""

    files: int = MOST
    bytes: int = MAX_BYTES


def _attached(container: Container, left: _Limits, deep: int) -> Iterator[Attached]:
    if not may_be_report(container.path) or b"%PDF-" not in _head(container.path):
        return
    reader = PdfReader(io.BytesIO(container.path.read_bytes()), strict=False)
    if reader.is_encrypted:
        reader.decrypt("")
    folder = container.into / hashlib.sha256(container.source.encode()).hexdigest()[:32]
    names: set[str] = set()
    for taken, attachment in enumerate(reader.attachment_list):
        data = attachment.content or b""
        left.bytes -= len(data)
        left.files -= 1
        if left.bytes < 0 or left.files < 0:
            raise ValueError(f"there are more than {MOST}, or {MAX_BYTES >> 20} MB of them")
        path = folder / str(taken)
        folder.mkdir(exist_ok=True)
        path.write_bytes(data)
        if may_be_report(path):
            source = f"{container.source}{IN}{_free(safe_name(attachment.name), names)}"
            yield Attached(path, source)
            if deep:
                yield from _attached(Container(path, source, container.into), left, deep - 1)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(1024)


def safe_name(name: str) -> str:
    """The last part of a name that somebody gave, without what acts on a screen or a shell's path."""
    last = re.split(r"[/\\]", name)[-1].strip(" .")
    return printable(last)[-LONGEST:] or "file"


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    taken.add(free)
    return free
