"""The JSON of reports, their sections, passages and judgements, and of the library itself."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

from api.shapes.citations import PassageShape, ReportShape
from api.shapes.fields import (
    CitationAddress,
    CitationId,
    End,
    GenerationNumber,
    Headings,
    KindName,
    LatestDay,
    Next,
    OnPage,
    Quote,
    ReportCount,
    ReportIdField,
    Shape,
    Start,
    SubjectName,
    described,
)
from ingest.judgements.own_numbers import own_number
from ingest.judgements.recommendations import Recommendation
from ingest.passages import headings_at
from ingest.report import Judgement, Report
from search.citations import MAX_LENGTH, citation_id, page_place
from search.holdings import Holding
from search.results import Hit
from search.storage.contract import Generation, PassageRef

Sort = Literal[
    "id", "title", "subject", "kind", "published",
    "-id", "-title", "-subject", "-kind", "-published",
]  # fmt: skip


class ReportSectionShape(Shape):
    """A heading and all that stands under it."""

    title: str = described(
        "The heading.", "The experiences and progress of care leavers: outstanding"
    )
    level: int = described("1 is outermost.", 2)
    start: Start
    end: End
    anchor: str | None = described("The heading's id in a web page.", None, "main-findings")
    page: OnPage


class GradeShape(Shape):
    """A grade that a report gives."""

    subject: str = described("Who was graded.", "Calderby")
    area: str = described("What was graded.", "The experiences and progress of care leavers")
    grade: str = described("In the scale's words, in lower case.", "outstanding")
    start: Start
    end: End
    quote: Quote
    page: OnPage
    section: Headings
    citation_id: CitationId


class ReportDetailShape(ReportShape):
    """A report with its sections and judgements."""

    sha256: str = described(
        "Of the file.", "8ba4b0beeccd0f5b0d3a4b0c8f0a4d5c3c9a35d1c1f4a6c4d5a1c7b2e9f01d23"
    )
    characters: int = described("Of its text.", 7391)
    passages: int = described("That it was divided into.", 21)
    pages_without_text: int = described("Pages that are pictures and could not be read.", 0)
    left_out: dict[str, int] = described(
        "Words that the file holds and its pages do not show, by why; 0 where they are not counted.",
        {},
        {"crossed out": 12, "hidden by the page": 3},
    )
    sections: list[ReportSectionShape] = described(
        "In the order of the text, an outer one before its inner ones."
    )
    judgements: list[GradeShape] = described("The grades that it gives.")


class TextShape(Shape):
    """A slice of a report's text: its positions are the ones that citations use."""

    report_id: ReportIdField
    start: Start
    end: End
    characters: int = described("Of the whole text.", 7391)
    text: Quote


class NeighboursShape(Shape):
    """A passage and what stands around it."""

    passage: PassageShape
    before: list[PassageShape] = described(
        "Those before it in its report, in the order of the text."
    )
    after: list[PassageShape] = described("Those after it in its report, in the order of the text.")


class SubjectShape(Shape):
    """What reports are about: a force, a council, a company."""

    name: SubjectName
    reports: ReportCount
    kinds: list[str] = described("The families of its reports.", ["children's services"])
    latest: LatestDay


class SubjectsShape(Shape):
    """All subjects."""

    subjects: list[SubjectShape] = described("By name.")


class KindShape(Shape):
    """A family of reports."""

    name: KindName
    reports: ReportCount
    subjects: int = described("How many subjects they are about.", 6)
    latest: LatestDay


class KindsShape(Shape):
    """All kinds."""

    kinds: list[KindShape] = described("By name.")


class FailureShape(Shape):
    """A file that could not be read."""

    source: str = described(
        "The path below the folder that was ingested, or the address.", "calderby/cut-short.pdf"
    )
    reason: str = described(
        "Why it could not be read, and the way out.", "It ends before it should. Download it again."
    )
    failed_at: str = described("When it was last tried.", "2026-01-05T09:30:00+00:00")


class StatusShape(Shape):
    """What the library holds and what could not be read."""

    version: str = described("Of Pincite.", "0.1.0")
    generation: GenerationNumber
    reports: ReportCount
    pages: int = described("Of all its PDFs.", 310)
    passages: int = described("That the reports were divided into.", 4200)
    model: str = described("That questions are compared by.", "all-MiniLM-L6-v2")
    subjects: int = described("How many subjects there are.", 8)
    kinds: int = described("How many kinds there are.", 4)
    pages_without_text: int = described("Pages that are pictures and could not be read.", 1)
    words_left_out: int = described("Words that files hold and their pages do not show.", 12)
    failures: list[FailureShape] = described("What could not be read, by source.")


class JudgementShape(GradeShape):
    """A grade, with the report that gives it."""

    report: ReportShape
    url: CitationAddress


class JudgementsShape(Shape):
    """A page of a list of judgements."""

    judgements: list[JudgementShape] = described("By report, in the order of its text.")
    next: Next


class RecommendationShape(Shape):
    """Something that a report asks for, in its own words."""

    kind: str = described(
        "What the report calls it.", "recommendation", "area for improvement", "cause of concern"
    )
    number: str = described(
        "By which the report calls it; empty where it has none.", "12", "4.1", "R-15-23"
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

    recommendations: list[RecommendationShape] = described("By report, in the order of its text.")
    next: Next


def shape_detail(holding: Holding, report: Report) -> ReportDetailShape:
    return ReportDetailShape.of(
        {
            **asdict(holding.info),
            "characters": holding.characters,
            "passages": holding.passages,
            "pages_without_text": holding.pages_without_text,
            "left_out": dict(holding.left_out),
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


def shape_passage(generation: Generation, ref: PassageRef, origin: str = "") -> PassageShape:
    report, passage = generation.report(ref.report), generation.passage(ref)
    place = page_place(report, passage.start, passage.end)
    url = f"/reports/{report.info.id}?start={passage.start}&end={passage.end}"
    passage_id = f"{report.info.id}.{ref.number}"
    return PassageShape.of(Hit(passage_id, passage, report.info, 0.0, place, url), origin)


def shape_judgement(report: Report, judgement: Judgement, origin: str = "") -> JudgementShape:
    words = _words(report, judgement.start, judgement.end)
    return JudgementShape.of({**asdict(judgement), **words}, origin)


def shape_recommendation(
    report: Report, item: Recommendation, origin: str = ""
) -> RecommendationShape:
    words = _words(report, item.start, item.end)
    number = own_number(report.text, item.start, item.end)
    values = {**words, "kind": item.kind, "number": number, "text": words["quote"]}
    return RecommendationShape.of(values, origin)


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
