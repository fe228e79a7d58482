"""The JSON of reports, their sections, passages and judgements, and of the library itself."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from api.shapes import PageShape, ReportShape, Shape, shape_page, shape_report
from ingest.passages import headings_at, page_of_most
from ingest.report import Judgement, Report, Section
from search.citations import MAX_LENGTH, citation_id
from search.results import PagePlace
from search.snapshot import Snapshot
from search.store import Row

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

    title: str
    level: int = Field(description="1 is outermost.")
    start: int = Field(description="Where its heading starts, in the report's text.")
    end: int
    anchor: str | None = Field(description="The heading's id in a web page.")
    page: PageShape | None


class GradeShape(Shape):
    """A grade that a report gives."""

    subject: str
    area: str = Field(examples=["Responding to the public"])
    grade: str = Field(examples=["requires improvement"])
    start: int = Field(description="Where the report says so.")
    end: int
    quote: str
    page: PageShape | None
    section: list[str]
    citation_id: str = Field(description="See /v1/citations/{id}.")


class ReportDetailShape(ReportShape):
    """A report with its sections and judgements."""

    sha256: str = Field(description="Of the file.")
    characters: int = Field(description="Of its text.")
    passages: int
    pages_without_text: int = Field(description="Pages that are pictures and could not be read.")
    sections: list[SectionShape]
    judgements: list[GradeShape]


class TextShape(Shape):
    """A slice of a report's text: its positions are the ones that citations use."""

    report_id: str
    start: int
    end: int
    characters: int = Field(description="Of the whole text.")
    text: str


class PassageShape(Shape):
    """A run of sentences of one section."""

    passage_id: str = Field(examples=["westmarch-peel-2022-10-14.9"])
    text: str
    start: int
    end: int
    section: list[str]
    page: PageShape | None
    pages: list[int]
    report: ReportShape
    url: str


class NeighboursShape(Shape):
    """A passage and what stands around it."""

    passage: PassageShape
    before: list[PassageShape] = Field(description="In the order of the text.")
    after: list[PassageShape]


class SubjectShape(Shape):
    name: str
    reports: int
    kinds: list[str]
    latest: date | None = Field(description="When its newest report was published.")


class SubjectsShape(Shape):
    subjects: list[SubjectShape]


class KindShape(Shape):
    name: str
    reports: int
    subjects: int
    latest: date | None


class KindsShape(Shape):
    kinds: list[KindShape]


class FailureShape(Shape):
    source: str
    reason: str = Field(description="Why it could not be read, and the way out.")
    failed_at: str


class StatusShape(Shape):
    """What the library holds and what could not be read."""

    version: str
    generation: int
    reports: int
    pages: int
    passages: int
    model: str
    subjects: int
    kinds: int
    pages_without_text: int
    failures: list[FailureShape]


class JudgementShape(GradeShape):
    report: ReportShape
    url: str


class JudgementsShape(Shape):
    judgements: list[JudgementShape]
    next: str | None = Field(description="The `cursor` of what follows; null at the end.")


class RecommendationShape(Shape):
    """Something that a report asks for, in its own words."""

    kind: str = Field(examples=["recommendation", "area for improvement", "cause of concern"])
    text: str
    start: int
    end: int
    page: PageShape | None
    section: list[str]
    citation_id: str
    report: ReportShape
    url: str


class RecommendationsShape(Shape):
    recommendations: list[RecommendationShape]
    next: str | None = Field(description="The `cursor` of what follows; null at the end.")


def shape_detail(row: Row, report: Report) -> ReportDetailShape:
    return ReportDetailShape(
        **dict(shape_report(row.info)),
        sha256=row.info.sha256,
        characters=row.characters,
        passages=row.passages,
        pages_without_text=row.pages_without_text,
        sections=[_section(report, section) for section in report.sections],
        judgements=[_grade(report, judgement) for judgement in report.judgements],
    )


def shape_passage(snapshot: Snapshot, position: int) -> PassageShape:
    row = snapshot.row_at(position)
    passage = snapshot.passage(position)
    return PassageShape(
        passage_id=f"{row.info.id}.{snapshot.number_at(position)}",
        text=passage.text,
        start=passage.start,
        end=passage.end,
        section=list(passage.headings),
        page=place_of(snapshot.report(row), passage.start, passage.end),
        pages=list(passage.pages),
        report=shape_report(row.info),
        url=f"/reports/{row.info.id}?start={passage.start}&end={passage.end}",
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
