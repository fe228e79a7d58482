"""What a report is about, who wrote it and when: from its own words first, its path last."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from ingest.about.cover import cover_lines
from ingest.about.inspected import find_inspected
from ingest.about.language import find_language
from ingest.about.published import find_published
from ingest.about.subject import find_subject
from ingest.about.title import find_title, subject_line
from ingest.about.weighing import NOBODY
from ingest.dates import Precision, find_day
from ingest.extract import Extract
from ingest.field.field import Field
from ingest.field.kinds import INSTITUTION

OPENING = 4000  # characters in which a report says what it is
COVER = 700  # characters; a first page with fewer is a cover, and the next one is read too
UNKNOWN_KIND = "report"
CAPITALS = ("en", "")  # languages whose capitals tell a name


@dataclass(frozen=True, slots=True)
class About:
    title: str
    subject: str
    kind: str
    published: date | None
    inspected_from: date | None = None
    inspected_to: date | None = None
    publisher: str = ""
    published_precision: Precision = "day"
    file_date: date | None = None
    subject_by: str = ""  # what tells it: "title", "label" ...; "" where nothing does
    published_by: str = ""
    language: str = ""


def describe(extract: Extract, source: str, media_type: str, field: Field) -> About:
    """What can be known of a report from its text, its properties and its path."""
    source = unicodedata.normalize("NFC", source)  # a Mac's file names have accents of their own
    opening = _opening(extract)
    title = find_title(extract, opening, media_type, field.kinds)
    shown = extract.properties.get("shown", "")
    titles = [words for words in (title, shown) if words]
    kind = field.kinds.find(titles, "\n".join(cover_lines(opening)), source)
    title_kind = field.kinds.find(titles, "", "")
    # A kind that only the cover or the path tells is too unsure to look for an institution by.
    weakly = kind.about if kind and kind.about != INSTITUTION else ""
    about = title_kind.about if title_kind else weakly
    subject = find_subject(
        about, title, opening, extract.text, source, extract.properties, field.places
    )
    language = find_language(extract.text)
    if (
        subject.by == "text"
        and language not in CAPITALS
        and not field.places.find_one(subject.name)
    ):
        subject = NOBODY  # German writes every noun as English writes a name
    if subject.name and title == subject_line(opening) and subject.name not in title:
        title = f"{title}: {subject.name}"  # a letter leaves to its address whom it is about
    inspected_from, inspected_to = find_inspected(opening)
    published = find_published(
        title, opening, extract.text, extract.properties, source, (inspected_from, inspected_to)
    )
    return About(
        title=title or PurePosixPath(source).stem,
        subject=subject.name,
        kind=kind.name if kind else UNKNOWN_KIND,
        published=published.day,
        inspected_from=inspected_from,
        inspected_to=inspected_to,
        publisher=(kind.by if kind else "") or extract.properties.get("site", ""),
        published_precision=published.precision,
        subject_by=subject.by,
        published_by=published.by,
        language=language,
        file_date=find_day(extract.properties.get("created", "")),
    )


def _opening(extract: Extract) -> str:
    """The first page, and the next ones while that is only a cover."""
    end = next((page.end for page in extract.pages if page.end >= COVER), OPENING)
    return extract.text[: min(end, OPENING)]
