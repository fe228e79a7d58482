"""The JSON of reports, their sections, passages and judgements, and of the library itself."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.shapes.answers import ReportShape, shape_page, shape_report
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
    PageShape,
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
from ingest.passages import headings_at, page_of_most
from ingest.report import Judgement, Report, Section
from search.citations import MAX_LENGTH, citation_id
from search.holdings import Holding
from search.results import PagePlace
from search.storage import contract
from search.storage.contract import PassageRef

Sort = Literal[
    "id",
    "title",
    "subject",
    "kind",
    "published",
    "-id",
    "-title",
    "-subject",
    "-kind",
    "-published",
]


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


def shape_detail(row: Holding, report: Report) -> ReportDetailShape:
    return ReportDetailShape(
        **dict(shape_report(row.info)),
        sha256=row.info.sha256,
        characters=row.characters,
        passages=row.passages,
        pages_without_text=row.pages_without_text,
        sections=[_section(report, section) for section in report.sections],
        judgements=[_grade(report, judgement) for judgement in report.judgements],
    )


def shape_passage(generation: contract.Generation, ref: PassageRef) -> PassageShape:
    report = generation.report(ref.report)
    passage = generation.passage(ref)
    return PassageShape(
        passage_id=f"{report.info.id}.{ref.number}",
        text=passage.text,
        start=passage.start,
        end=passage.end,
        section=list(passage.headings),
        page=place_of(report, passage.start, passage.end),
        pages=list(passage.pages),
        report=shape_report(report.info),
        url=f"/reports/{report.info.id}?start={passage.start}&end={passage.end}",
    )


def shape_judgement(report: Report, judgement: Judgement) -> JudgementShape:
    grade = _grade(report, judgement)
    return JudgementShape(
        **dict(grade), report=shape_report(report.info), url=f"/c/{grade.citation_id}"
    )


def shape_recommendation(report: Report, kind: str, start: int, end: int) -> RecommendationShape:
    pin = pin_of(report, start, end)
    return RecommendationShape(
        kind=kind,
        text=report.text[start:end],
        start=start,
        end=end,
        page=place_of(report, start, end),
        section=list(headings_at(report.sections, start)),
        citation_id=pin,
        report=shape_report(report.info),
        url=f"/c/{pin}",
    )


def place_of(report: Report, start: int, end: int) -> PageShape | None:
    page = page_of_most(report.pages, start, end)
    return shape_page(PagePlace(page.number, page.label)) if page else None


def pin_of(report: Report, start: int, end: int) -> str:
    """The citation id of a span; of its first 65,535 characters where it is longer."""
    return citation_id(report.info.sha256, report.text, start, min(end, start + MAX_LENGTH))


def _section(report: Report, section: Section) -> SectionShape:
    return SectionShape(
        title=section.title,
        level=section.level,
        start=section.start,
        end=section.end,
        anchor=section.anchor,
        page=place_of(report, section.start, section.start + 1),
    )


def _grade(report: Report, judgement: Judgement) -> GradeShape:
    start, end = judgement.start, judgement.end
    return GradeShape(
        subject=judgement.subject,
        area=judgement.area,
        grade=judgement.grade,
        start=start,
        end=end,
        quote=report.text[start:end],
        page=place_of(report, start, end),
        section=list(headings_at(report.sections, start)),
        citation_id=pin_of(report, start, end),
    )
