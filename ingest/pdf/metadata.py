"""What a PDF says of itself: outline, page labels, properties. Read with pypdf."""

from __future__ import annotations

import io
import logging
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import Destination

from ingest.control_characters import without_controls
from ingest.dates import find_day

MAX_ENTRIES = 5000  # of an outline
MAX_DEPTH = 12

# What a broken file makes pypdf raise. What it says is a help, not a need: without it
# the text is read all the same.
FAULTS = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)

_NAMES = {
    "/Title": "title",
    "/Author": "author",
    "/Subject": "subject",
    "/Keywords": "keywords",
    "/Creator": "creator",
    "/Producer": "producer",
    "/CreationDate": "created",
    "/ModDate": "modified",
}

logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of each oddity in each file


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    title: str
    level: int  # 1 is outermost
    page: int  # counts from 1


@dataclass(frozen=True, slots=True)
class Metadata:
    outline: tuple[OutlineEntry, ...] = ()
    labels: dict[int, str] = field(default_factory=dict)  # by page number; empty: none are set
    properties: dict[str, str] = field(default_factory=dict)
    attached: tuple[str, ...] = ()  # the names of the files that it holds beside its pages
    is_portfolio: bool = False  # these are what it is for
    has_layers: bool = False  # that may be off
    is_form: bool = False  # of the sort that only Adobe's own reader fills its pages with


def read_metadata(data: bytes) -> Metadata:
    """As much of it as the file holds unbroken."""
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            reader.decrypt("")
        page_count = len(reader.pages)
    except FAULTS:
        return Metadata()
    return Metadata(
        _outline(reader),
        _labels(reader, page_count),
        _properties(reader),
        _attached(reader),
        _is_said(reader, "/Collection"),
        _is_said(reader, "/OCProperties"),
        _is_form(reader),
    )


def _outline(reader: PdfReader) -> tuple[OutlineEntry, ...]:
    try:
        return tuple(_entries(reader, reader.outline, 1))[:MAX_ENTRIES]
    except FAULTS:
        return ()


def _entries(reader: PdfReader, nodes: Sequence[object], level: int) -> Iterator[OutlineEntry]:
    for node in nodes:
        if isinstance(node, list):
            if level < MAX_DEPTH:
                yield from _entries(reader, node, level + 1)
        elif isinstance(node, Destination):
            page = reader.get_destination_page_number(node)
            if page is not None and page >= 0 and node.title:
                yield OutlineEntry(" ".join(str(node.title).split()), level, page + 1)


def _attached(reader: PdfReader) -> tuple[str, ...]:
    try:
        return tuple(sorted(without_controls(name) for name in reader.attachments))
    except FAULTS:
        return ()


def _is_said(reader: PdfReader, key: str) -> bool:
    """Whether the file's catalogue has an entry."""
    try:
        return key in reader.root_object
    except FAULTS:
        return False


def _is_form(reader: PdfReader) -> bool:
    try:
        form = reader.root_object.get("/AcroForm")
        return form is not None and "/XFA" in form.get_object()
    except FAULTS:
        return False


def _labels(reader: PdfReader, page_count: int) -> dict[int, str]:
    try:
        if "/PageLabels" not in reader.root_object:
            return {}
        return {number: label for number, label in enumerate(reader.page_labels, 1) if label}
    except FAULTS:
        return {}


def _properties(reader: PdfReader) -> dict[str, str]:
    properties: dict[str, str] = {}
    try:
        values: Mapping[str, object] = reader.metadata or {}
        for key, name in _NAMES.items():
            value = values.get(key)
            text = " ".join(str(value).replace("\x00", "").split()) if value is not None else ""
            if name in ("created", "modified"):
                day = find_day(text.removeprefix("D:")[:8])  # "D:20230131090520+00'00'"
                text = day.isoformat() if day else ""
            if text:
                properties[name] = text
    except FAULTS:
        return properties
    return properties
