"""The shapes of what is cited: reports, passages, citations and the statements they are under."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from api.shapes.fields import (
    CitationAddress,
    CitationId,
    End,
    Finite,
    Headings,
    OnPage,
    OnPages,
    PassageAddress,
    PassageId,
    PassageText,
    Quote,
    ReportIdField,
    Shape,
    Start,
    described,
)
from ingest.dates import Precision
from search import results


class ReportShape(Shape):
    """A report, without its text."""

    id: ReportIdField
    title: str = described(
        "As the report calls itself.", "Inspection of Calderby local authority children’s services"
    )
    subject: str = described("What it is about; empty where that is not known.", "Calderby")
    kind: str = described(
        "The family it is of; empty where that is not known.", "children's services"
    )
    published: date | None = described(
        "When, or the first day of the month or year; null where that is not known.", "2023-06-30"
    )
    published_precision: Precision = described("How much of `published` is known.", "day")
    source: str = described(
        "The path below the folder that was ingested, or the address.",
        "calderby/childrens-services-2023-06-30.pdf",
    )
    page_count: int = described("Pages of the file; 0 in a web page.", 3)
    media_type: str = described("Of the original file.", "application/pdf", "text/html")
    publisher: str = described("Who published it; empty where that is not known.", "Ofsted")
    inspected_from: date | None = described(
        "The first day of the inspection, where the report says so.", "2023-05-15"
    )
    inspected_to: date | None = described(
        "The last day of the inspection, where the report says so.", "2023-05-26"
    )
    file_date: date | None = described(
        "When a PDF file was made, where it says so; not when it was published.", "2023-06-27"
    )
    subject_by: str = described(
        "What tells its subject, the surest first: `pincite.toml`, `label`, `title`, `cover`, `letter`,"
        " `text`, `path`, `site`; empty where nothing does.",
        "title",
    )
    published_by: str = described(
        "What tells when it was published: `pincite.toml`, `label`, `meeting`, `cover`, `path`, `page`,"
        " `title`; empty where nothing does.",
        "label",
    )
    language: str = described(
        "That it is written in, by its ISO 639-1 code; empty where too little is said to tell.",
        "en",
        "cy",
    )


class PassageShape(Shape):
    """A run of sentences of one section."""

    passage_id: PassageId
    text: PassageText
    start: Start
    end: End
    section: Headings
    page: OnPage
    pages: OnPages
    report: ReportShape
    url: PassageAddress


class HitShape(PassageShape):
    """A passage that was found, and how well it fits."""

    score: Finite = described("Higher fits better; comparable within one answer.", 0.5478)


class CitationShape(Shape):
    """The exact words, and where they stand."""

    id: CitationId
    quote: Quote
    start: Start
    end: End
    page: OnPage
    section: Headings
    report: ReportShape
    url: CitationAddress


class StatementCitationShape(CitationShape):
    """The exact words, where they stand, and what they are to the statement."""

    part: results.Part = described(
        "`statement`: the same sentence, letter by letter and digit by digit. `lead-in`: the"
        " sentence before it, on which it leans. `stem`: the line that opens the list of which it"
        " is an item. Show the last two before the statement and apart from it: each is a quote of"
        " its own.",
        "statement",
        "lead-in",
        "stem",
    )


class StatementShape(Shape):
    """A sentence of the answer, in the reports' own words."""

    text: str = described(
        "The sentence alone, to be shown after the stem or lead-in among its citations.",
        "Almost all care leavers live in homes that are suitable for them.",
    )
    citations: list[StatementCitationShape] = Field(
        min_length=1,
        description="Where it stands, the best place first; the others say the same. A place is"
        " the citation of the sentence itself and, after it, those of what it leans on there.",
    )
    side: str = described(
        "Where the question compares: what this is about. Else empty.", "", "Calderby"
    )
