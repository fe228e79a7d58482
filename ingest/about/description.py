"""What a report is about, who wrote it and when: from its own words first, its path last."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from ingest.about.days import find_inspected, find_published
from ingest.about.subject import find_subject
from ingest.about.title import find_title
from ingest.extract import Extract
from ingest.field.field import Field
from ingest.field.kinds import INSTITUTION

OPENING = 4000  # characters in which a report says what it is
COVER = 700  # characters; a first page with fewer is a cover, and the next one is read too
UNKNOWN_KIND = "report"


@dataclass(frozen=True, slots=True)
class About:
    title: str
    subject: str
    kind: str
    published: date | None
    inspected_from: date | None = None
    inspected_to: date | None = None
    publisher: str = ""


def describe(extract: Extract, source: str, media_type: str, field: Field) -> About:
    """What can be known of a report from its text, its properties and its path."""
    source = unicodedata.normalize("NFC", source)  # a Mac's file names have accents of their own
    opening = _opening(extract)
    title = find_title(extract, opening, media_type, field.kinds)
    shown = extract.properties.get("shown", "")
    kind = field.kinds.find([words for words in (title, shown) if words], opening, source)
    about = kind.about if kind else INSTITUTION
    subject = find_subject(about, title, opening, extract.text, source, field.places)
    inspected_from, inspected_to = find_inspected(opening)
    name = PurePosixPath(source).stem
    return About(
        title=title or name,
        subject=subject or title or name,
        kind=kind.name if kind else UNKNOWN_KIND,
        published=find_published(opening, extract.properties, source, inspected_to),
        inspected_from=inspected_from,
        inspected_to=inspected_to,
        publisher=(kind.by if kind else "") or extract.properties.get("site", ""),
    )


def _opening(extract: Extract) -> str:
    """The first page, and the next ones while that is only a cover."""
    end = next((page.end for page in extract.pages if page.end >= COVER), OPENING)
    return extract.text[: min(end, OPENING)]
