"""Turns one file into a report: sniffs its bytes, reads it, and finds out what it is about."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from ingest.about.abbreviations import find_abbreviations
from ingest.about.description import describe
from ingest.control_characters import without_controls
from ingest.errors import Empty, ReadError, TooLarge, UnknownType
from ingest.extract import Extract
from ingest.field.field import Field
from ingest.field.places import Places
from ingest.html.archive import is_archive
from ingest.html.markup import unmarked_utf16
from ingest.html.web_page import read_html
from ingest.judgements.grades import find_judgements
from ingest.judgements.recommendations import Recommendation, find_recommendations
from ingest.overrides import Overrides
from ingest.passages import Sentences, sentences_of
from ingest.pdf.file import read_pdf
from ingest.report import Report, ReportInfo
from ingest.workers import Failed

VERSION = "9"  # goes up whenever the same file may be read, or told what it is, otherwise
MAX_BYTES = 500 * 2**20
MAX_CHARACTERS = 10_000_000  # some 4,000 full pages; what the main process makes of it fits in 2 GB
MAX_SECTIONS = 20_000
DWELLS_ON = 3  # times that a report must name a police force to tell of it too

_TAG = re.compile(
    rb"<(?:!doctype\s+html|(?:\w{1,9}:)?html|head|body|meta|title|link|base|script|style|frameset|main|article"
    rb"|section|header|nav|aside|footer|form|details|figure|noscript|div|center|table|[uo]l|dl|h[1-6]|p|pre|blockquote|span|font|strong|b|br)"
    rb"\b",
    re.IGNORECASE,
)

MediaType = Literal["application/pdf", "text/html"]


@dataclass(frozen=True, slots=True)
class Job:
    path: Path
    source: str  # the path below the folder that was given, or the address
    field: Field
    overrides: Overrides | None = None
    within: Path | None = None  # the file that it was taken out of


@dataclass(frozen=True, slots=True)
class ReadReport:
    report: Report
    recommendations: tuple[Recommendation, ...]
    mentions: tuple[str, ...]  # places that cover others and that it dwells on: police forces
    abbreviations: tuple[tuple[str, str], ...]
    text_sha256: str
    sentences: Sentences  # of the whole text: a text that is slow to split costs its worker
    left_out: tuple[tuple[str, int], ...] = ()  # (why, words) that the pages do not show


def reader_version(field: Field) -> str:
    """What a report's text and metadata depend on beside its bytes and its folder's overrides."""
    return f"{VERSION}.{field.digest}"


def read_file(job: Job) -> ReadReport | Failed:
    """For a worker: what is wrong with the file comes back as a reason."""
    try:
        size = job.path.stat().st_size
        if size > MAX_BYTES:
            return Failed(f"It has {size / 2**20:.0f} MB, more than {MAX_BYTES >> 20}. Split it.")
        return read_report(job.path.read_bytes(), job.source, job.field, job.overrides)
    except ReadError as error:
        return Failed(str(error), cause=type(error).__name__)
    except OSError as error:
        return Failed(f"It cannot be read: {error.strerror}. Check that you may open it.")


def read_report(
    data: bytes, source: str, field: Field, overrides: Overrides | None = None
) -> ReadReport:
    """Raises ReadError, whose message says what is wrong and the way out."""
    media_type = sniff(data)
    extract = (
        read_pdf(data) if media_type == "application/pdf" else read_html(data, _address(source))
    )
    return _assemble(extract, data, source, media_type, field, overrides)


def sniff(data: bytes) -> MediaType:
    """What the bytes are, whatever the file is called."""
    if not data.strip(b"\0 \t\r\n"):
        raise Empty("It is empty. Fetch it again from where it came.")
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    if looks_like_html(data):
        return "text/html"
    raise UnknownType("It is neither a PDF nor a web page. Save it as one of these.")


def looks_like_html(data: bytes) -> bool:
    head = data[:4096]
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else unmarked_utf16(head)
    if encoding:
        head = head.decode(encoding, errors="replace").encode(errors="replace")
    start = re.sub(rb"^(?:\xef\xbb\xbf|\s|<!--.*?-->|<\?xml.*?\?>)*", b"", head, flags=re.S)
    return _TAG.match(start) is not None or is_archive(head)


def slug(source: str) -> str:
    """An id for a report from its path or address: "hertfordshire-jtai-2024-12-12"."""
    stem = re.sub(r"\.(?:pdf|html?|xhtml)$", "", re.sub(r"^https?://(?:www\.)?", "", source))
    words = re.sub(r"[^a-z0-9]+", "-", stem.casefold()).strip("-")
    return words[:100].strip("-") or "report"


def _assemble(
    extract: Extract,
    data: bytes,
    source: str,
    media_type: MediaType,
    field: Field,
    overrides: Overrides | None,
) -> ReadReport:
    _refuse_too_long(extract)
    about = describe(extract, source, media_type, field)
    if overrides is not None:
        about = overrides.apply(about, source, field)
    info = ReportInfo(
        id=slug(source),
        title=without_controls(about.title),
        subject=without_controls(about.subject),
        kind=about.kind,
        published=about.published,
        source=source,
        page_count=len(extract.pages),
        media_type=media_type,
        sha256=hashlib.sha256(data).hexdigest(),
        inspected_from=about.inspected_from,
        inspected_to=about.inspected_to,
        publisher=without_controls(about.publisher),
        published_precision=about.published_precision,
        file_date=about.file_date,
        subject_by=about.subject_by,
        published_by=about.published_by,
        language=about.language,
    )
    judgements = find_judgements(
        extract.text, extract.sections, info.known_as, about.kind, about.published, field.scales
    )
    report = Report(
        info=info,
        text=extract.text,
        pages=extract.pages,
        sections=extract.sections,
        judgements=tuple(judgements),
        boxes=extract.boxes,
    )
    return ReadReport(
        report=report,
        recommendations=tuple(
            find_recommendations(
                extract.text, extract.sections, about.kind, field.scales.recommending
            )
        ),
        mentions=_dwelt_on(extract.text, about.subject, field.places),
        abbreviations=tuple(sorted(find_abbreviations(extract.text).items())),
        text_sha256=hashlib.sha256(extract.text.encode()).hexdigest(),
        sentences=sentences_of(extract.text),
        left_out=tuple(sorted(extract.left_out.items())),
    )


def _refuse_too_long(extract: Extract) -> None:
    for what, count, most in (
        ("characters", len(extract.text), MAX_CHARACTERS),
        ("sections", len(extract.sections), MAX_SECTIONS),
    ):
        if count > most:
            raise TooLarge(f"Its text has {count:,} {what}, more than {most:,}. Split it.")


def _dwelt_on(text: str, subject: str, places: Places) -> tuple[str, ...]:
    """Forces that are named often, or at all where they serve the subject's own area."""
    named = [mention.places[0] for mention in places.find(text) if len(mention.places) == 1]
    counts = Counter(place for place in named if place.kind in places.covering_types)
    return tuple(
        sorted(
            place.name
            for place, count in counts.items()
            if count >= DWELLS_ON or subject in place.covers
        )
    )


def _address(source: str) -> str | None:
    return source if re.match(r"https?://", source) else None


def with_id(read: ReadReport, report_id: str) -> ReadReport:
    report = replace(read.report, info=replace(read.report.info, id=report_id))
    return replace(read, report=report)
