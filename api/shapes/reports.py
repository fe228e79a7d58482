"""The JSON of reports, their sections, passages and judgements, and of the library itself."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

from pydantic import Field

from api.shapes.answers import ReportShape
from api.shapes.fields import (
    CitationAddress,
    CitationId,
    End,
    Generation,
    Headings,
    KindName,
    LatestDay,
    Next,
    OnPage,
    OnPages,
    PassageAddress,
    PassageId,
    PassageText,
    Quote,
    ReportCount,
    ReportIdField,
    Shape,
    Start,
    SubjectName,
)
from ingest.judgements.recommendations import Recommendation
from ingest.passages import headings_at
from ingest.report import Judgement, Report
from search.answers.citing import page_place
from search.citations import MAX_LENGTH, citation_id
from search.results import Hit
from search.storage.folder.generation import Snapshot
from search.storage.folder.sqlite import Row

Sort = Literal[
    "id", "title", "subject", "kind", "published",
    "-id", "-title", "-subject", "-kind", "-published",
]  # fmt: skip


class SectionShape(Shape):
    """A heading and all that stands under it."""

    title: str = Field(
        description="The heading.",
        examples=["The experiences and progress of care leavers: outstanding"],
    )
    level: int = Field(description="1 is outermost.", examples=[2])
    start: Start
    end: End
    anchor: str | None = Field(
        description="The heading's id in a web page.", examples=[None, "main-findings"]
    )
    page: OnPage


class GradeShape(Shape):
    """A grade that a report gives."""

    subject: str = Field(description="Who was graded.", examples=["Calderby"])
    area: str = Field(
        description="What was graded.", examples=["The experiences and progress of care leavers"]
    )
    grade: str = Field(description="In the scale's words, in lower case.", examples=["outstanding"])
    start: Start
    end: End
    quote: Quote
    page: OnPage
    section: Headings
    citation_id: CitationId


class ReportDetailShape(ReportShape):
    """A report with its sections and judgements."""

    sha256: str = Field(
        description="Of the file.",
        examples=["8ba4b0beeccd0f5b0d3a4b0c8f0a4d5c3c9a35d1c1f4a6c4d5a1c7b2e9f01d23"],
    )
    characters: int = Field(description="Of its text.", examples=[7391])
    passages: int = Field(description="That it was divided into.", examples=[21])
    pages_without_text: int = Field(
        description="Pages that are pictures and could not be read.", examples=[0]
    )
    sections: list[SectionShape] = Field(
        description="In the order of the text, an outer one before its inner ones."
    )
    judgements: list[GradeShape] = Field(description="The grades that it gives.")


class TextShape(Shape):
    """A slice of a report's text: its positions are the ones that citations use."""

    report_id: ReportIdField
    start: Start
    end: End
    characters: int = Field(description="Of the whole text.", examples=[7391])
    text: Quote


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


class NeighboursShape(Shape):
    """A passage and what stands around it."""

    passage: PassageShape
    before: list[PassageShape] = Field(
        description="Those before it in its report, in the order of the text."
    )
    after: list[PassageShape] = Field(
        description="Those after it in its report, in the order of the text."
    )


class SubjectShape(Shape):
    """What reports are about: a force, a council, a company."""

    name: SubjectName
    reports: ReportCount
    kinds: list[str] = Field(
        description="The families of its reports.", examples=[["children's services"]]
    )
    latest: LatestDay


class SubjectsShape(Shape):
    """All subjects."""

    subjects: list[SubjectShape] = Field(description="By name.")


class KindShape(Shape):
    """A family of reports."""

    name: KindName
    reports: ReportCount
    subjects: int = Field(description="How many subjects they are about.", examples=[6])
    latest: LatestDay


class KindsShape(Shape):
    """All kinds."""

    kinds: list[KindShape] = Field(description="By name.")


class FailureShape(Shape):
    """A file that could not be read."""

    source: str = Field(
        description="The path below the folder that was ingested, or the address.",
        examples=["calderby/cut-short.pdf"],
    )
    reason: str = Field(
        description="Why it could not be read, and the way out.",
        examples=["It ends before it should. Download it again."],
    )
    failed_at: str = Field(
        description="When it was last tried.", examples=["2026-01-05T09:30:00+00:00"]
    )


class StatusShape(Shape):
    """What the library holds and what could not be read."""

    version: str = Field(description="Of Pincite.", examples=["0.1.0"])
    generation: Generation
    reports: ReportCount
    pages: int = Field(description="Of all its PDFs.", examples=[310])
    passages: int = Field(description="That the reports were divided into.", examples=[4200])
    model: str = Field(description="That questions are compared by.", examples=["all-MiniLM-L6-v2"])
    subjects: int = Field(description="How many subjects there are.", examples=[8])
    kinds: int = Field(description="How many kinds there are.", examples=[4])
    pages_without_text: int = Field(
        description="Pages that are pictures and could not be read.", examples=[1]
    )
    failures: list[FailureShape] = Field(description="What could not be read, by source.")


class JudgementShape(GradeShape):
    """A grade, with the report that gives it."""

    report: ReportShape
    url: CitationAddress


class JudgementsShape(Shape):
    """A page of a list of judgements."""

    judgements: list[JudgementShape] = Field(description="By report, in the order of its text.")
    next: Next


class RecommendationShape(Shape):
    """Something that a report asks for, in its own words."""

    kind: str = Field(
        description="What the report calls it.",
        examples=["recommendation", "area for improvement", "cause of concern"],
    )
    text: Quote
    start: Start
    end: End
    page: OnPage
    section: Headings
    citation_id: CitationId
    report: ReportShape
    url: CitationAddress


class RecommendationsShape(Shape):
    """A page of a list of recommendations."""

    recommendations: list[RecommendationShape] = Field(
        description="By report, in the order of its text."
    )
    next: Next


def shape_detail(row: Row, report: Report) -> ReportDetailShape:
    return ReportDetailShape.of(
        {
            **asdict(row.info),
            "characters": row.characters,
            "passages": row.passages,
            "pages_without_text": row.pages_without_text,
            "sections": [
                {**asdict(each), "page": page_place(report, each.start, each.start + 1)}
                for each in report.sections
            ],
            "judgements": [
                {**asdict(each), **_words(report, each.start, each.end)}
                for each in report.judgements
            ],
        }
    )


def shape_passage(snapshot: Snapshot, position: int) -> PassageShape:
    row = snapshot.row_at(position)
    passage = snapshot.passage(position)
    place = page_place(snapshot.report(row), passage.start, passage.end)
    url = f"/reports/{row.info.id}?start={passage.start}&end={passage.end}"
    passage_id = f"{row.info.id}.{snapshot.number_at(position)}"
    return PassageShape.of(Hit(passage_id, passage, row.info, 0.0, place, url))


def shape_judgement(report: Report, judgement: Judgement) -> JudgementShape:
    words = _words(report, judgement.start, judgement.end)
    return JudgementShape.of({**asdict(judgement), **words})


def shape_recommendation(report: Report, item: Recommendation) -> RecommendationShape:
    words = _words(report, item.start, item.end)
    return RecommendationShape.of({**words, "kind": item.kind, "text": words["quote"]})


def _words(report: Report, start: int, end: int) -> dict[str, object]:
    """The words of a span and where they stand, by the names of the fields that tell it."""
    # A citation holds 65,535 characters at most: the first ones of what is longer.
    pin = citation_id(report.info.sha256, report.text, start, min(end, start + MAX_LENGTH))
    return {
        "start": start,
        "end": end,
        "quote": report.text[start:end],
        "page": page_place(report, start, end),
        "section": headings_at(report.sections, start),
        "citation_id": pin,
        "report": report.info,
        "url": f"/c/{pin}",
    }
