"""The JSON that comes out, the same from the command line and from HTTP."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.shapes.answer_pages import AnswerPage
from api.shapes.fields import (
    Asked,
    CitationAddress,
    CitationId,
    End,
    Finite,
    GenerationNumber,
    Headings,
    Next,
    OnPage,
    OnPages,
    PassageAddress,
    PassageId,
    PassageText,
    Quote,
    ReadAs,
    ReportAddress,
    ReportIdField,
    Shape,
    Start,
    TimingsMs,
    TookMs,
    described,
)
from api.shapes.questions import FiltersShape
from ingest.dates import Precision
from search import results

Confidence = Annotated[Finite, AfterValidator(lambda share: round(share, 4))]


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


class HitShape(Shape):
    """A passage that was found, and how well it fits."""

    passage_id: PassageId
    score: Finite = described("Higher fits better; comparable within one answer.", 0.5478)
    text: PassageText
    start: Start
    end: End
    section: Headings
    page: OnPage
    pages: OnPages
    report: ReportShape
    url: PassageAddress


class CarriedShape(Shape):
    """What a question took over from the one before."""

    field: str = described(
        "`topic`, or what was narrowed: `subject`, `kind` or `year`.", "topic", "subject"
    )
    value: str = described("What it is.", "care leavers", "Calderby")


class ScopePartShape(Shape):
    """One thing that narrowed the question."""

    field: str = described("What was narrowed: `subject`, `kind` or `year`.", "subject")
    value: str = described("What it was narrowed to.", "Calderby")
    words: str = described("Of the question; empty where a filter chose it.", "Calderby")


class ScopeShape(Shape):
    """Which reports were searched, and why these."""

    filters: FiltersShape = described(
        "Sent with a question they choose the very reports that were searched: `report_ids` where"
        " no date does, since a year may be that of a title or an inspection."
    )
    parts: list[ScopePartShape] = described("What narrowed the search, one by one.")
    missing: list[str] = described(
        "What the question names and no report is about.", [], ["Eastmarch"]
    )
    choices: list[str] = described(
        "Subjects that an ambiguous name may mean.", [], ["Calderby", "North Calderby"]
    )
    latest: bool = described("Whether only each subject's newest reports were searched.", False)
    reports: int = described("How many reports were searched: those that `filters` choose.", 2)
    beside: int = described(
        "How many reports on others were looked through too, for passages that name the subject.",
        0,
    )
    carried: list[CarriedShape] = described(
        "What was taken over from the question before; none where it stands alone."
    )


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


class CollectionAskedShape(Shape):
    """A collection that a question was put to."""

    name: str = described("As in its addresses: /in/inspections/.", "inspections")
    title: str = described("For a person.", "Inspection reports")
    answered: bool = described("Whether it answers.", True)
    confidence: Confidence = described("From 0 to 1, of its answer.", 0.8467)


CollectionsAsked = Annotated[
    list[CollectionAskedShape],
    Field(
        description="The collections that the question was put to, where it was to several: what is"
        " told here is of the first, which answers most surely.",
        examples=[[]],
    ),
]


class SearchShape(Shape):
    """The passages that fit, best first."""

    question: Asked
    read_as: ReadAs
    scope: ScopeShape
    hits: list[HitShape] = described("Best first.")
    collections: CollectionsAsked = []
    generation: GenerationNumber
    took_ms: TookMs
    timings_ms: TimingsMs


class ElsewhereShape(Shape):
    """What reports outside the question's scope say, where those within do not."""

    about: str = described("Which reports, for a sentence.", "other reports on Westmarch Police")
    statements: list[StatementShape] = described("What they say, best first; never none.")


class Counted(BaseModel):
    """How many have what was asked for: exact, of everything that was looked through."""

    model_config = ConfigDict(frozen=True)  # no Shape: that has an `of` of its own

    found: int = described("How many have it.", 1)
    of: int = described("How many were looked through.", 2)


class CountShape(Counted):
    """How many have what was asked for: exact, of everything that was looked through."""

    unit: Literal["reports", "subjects"] = described("Of what.", "reports")


class ListedShape(ReportShape):
    """A report that the answer lists."""

    url: ReportAddress
    times: int = described(
        "How often the words asked for stand in it; 0 where it is not listed for its words.", 0
    )
    statement: int | None = described(
        "Which of `statements` quotes it first, from 0; null where none of this page does.", 0
    )


class RowShape(Counted):
    """A line of a count, a list or a trend: so many reports of a kind, of a year, on a subject; or one."""

    by: Literal["kind", "year", "subject", "report"] = described("What it counts together.", "kind")
    label: str = described(
        "The kind, year or subject; of a report its year and kind.", "children's services"
    )
    statement: int | None = described(
        "Of a subject or report: which of `statements` quotes it, from 0; else null.", None, 0
    )
    confidence: Confidence | None = described(
        "Of a subject or report, from 0 to 1: that this is said of it; null where that was not"
        " told by meaning.",
        None,
        0.8214,
    )
    says: Literal["for", "against", ""] = described(
        "Of a subject: whether its quote says what is asked or the opposite; empty where its words do"
        " not tell.",
        "",
        "for",
    )
    report: ReportShape | None = described("Of a trend: the report that it is; else null.", None)
    grade: str = described(
        "Of a trend: what the report grades the matter; empty where it does not.", "", "good"
    )
    also: list[int] = described("Of a trend: which of `statements` quote it too, from 0.", [], [3])
    graded: int | None = described(
        "Of a trend: which of `statements` gives that grade, from 0; else null.", None, 1
    )


class AnswerSectionShape(Shape):
    """A part of a brief: what one report says of its strengths, say."""

    title: str = described(
        "`Grades`, `In the report’s own words`, `Strengths`, `What must improve` and the like.",
        "Strengths",
    )
    report: ReportShape = described("Whose words these are.")
    url: ReportAddress
    told: str = described(
        "What the quotes show, in a sentence that no report says; empty where they do alone.",
        "",
        "Since the report before of 2019, up from requires improvement to good: care leavers.",
    )
    statements: list[int] = described("Which of the answer's `statements`, from 0.", [0, 1])


class SideGradeShape(Shape):
    """A grade of one of the things compared."""

    area: str = described("What is graded.", "care leavers")
    grade: str = described("The grade.", "good")
    statement: int = described("Which of `statements` states it, from 0.", 0)


class SideShape(Shape):
    """One of the things that are compared: its grades and its words on the topic, together."""

    label: str = described("What it is: a subject, a year, or both.", "Calderby", "2022")
    grades: list[SideGradeShape] = described("What it was graded for what is compared.")
    statements: list[int] = described(
        "Which of `statements` are on it, from 0, those of its grades too; none where it is silent.",
        [0, 1],
    )
    reports: list[str] = described(
        "The ids of the reports on it that were searched, the newest first; none where none is here.",
        ["calderby-childrens-services-2023-06-30"],
    )


class AskShape(Shape):
    """An answer, or why there is none and what comes nearest."""

    question: Asked
    read_as: ReadAs
    form: results.Form = described(
        "What the question asks for, and so what the answer is made of.", "quotes", "reports"
    )
    scope: ScopeShape
    collections: CollectionsAsked = []
    answered: bool = described(
        "Whether it gives what its form is asked for, be it by `reports`; false for a count of none.",
        True,
    )
    confidence: Confidence = described("From 0 to 1, of what the form claims.", 0.8467)
    reason: str = described(
        "Why they do not answer, for a person to read; empty where they do.",
        "",
        "I could not find a direct answer in the 4 reports that were searched.",
    )
    instead: list[str] = described(
        "A few questions near to it that the reports do answer, where they do not answer this.",
        [],
        ["What grades did Calderby get?"],
    )
    summary: str = described(
        "What answers first, in a sentence that no report says; empty where quotes do alone.",
        "",
        "1 grade for care leavers: 1 good. The table covers 2 reports of 2019 to 2023.",
    )
    count: CountShape | None = described("Of what is counted to the last; else null.")
    statements: list[StatementShape] = described(
        "What is quoted, best first, at most `limit`; none where the reports do not say. Of a"
        " brief or comparison a page has something of every part or side."
    )
    reports: list[ListedShape] = described(
        "The reports that are asked for, or that have the words asked for, the newest first: all of them."
    )
    rows: list[RowShape] = described(
        "A count by kind, then by year; of a list, a row a subject, the newest first, and of a"
        " trend, a row a report, the oldest first: at most `limit`, each with what it quotes."
    )
    sections: list[AnswerSectionShape] = described(
        "Of a brief: its parts on this page, report by report; else none."
    )
    sides: list[SideShape] = described(
        "What is compared, one by one: named in the question, or the subjects that were chosen"
        " beside it. A side without statements is silent, or they are on another page."
    )
    elsewhere: ElsewhereShape | None = described(
        "What others say, where the reports that were searched do not; else null."
    )
    nearest: list[HitShape] = described("The nearest passages, whether they answer or not.")
    next: Annotated[
        str | None,
        described(
            "The `cursor` of the statements or rows that follow; null at the end.",
            None,
            "10-5b0c1d2e3f4a596877665544",
        ),
    ]
    generation: GenerationNumber
    took_ms: TookMs
    timings_ms: TimingsMs


class SearchesShape(Shape):
    """What was found for each of several questions."""

    results: list[SearchShape] = described("In the order of the questions.")


class AnswersShape(Shape):
    """The answers to several questions."""

    answers: list[AskShape] = described("In the order of the questions.")


class ReportsShape(Shape):
    """A page of a list of reports."""

    reports: list[ReportShape] = described("In the order that was asked for.")
    next: Next


def shape_search(
    result: results.SearchResult, origin: str = "", *, timings: bool = False
) -> SearchShape:
    shape = SearchShape.of(result, origin)
    return shape if timings else shape.model_copy(update=UNTIMED)


def shape_answer(
    whole: results.Answer,
    page: AnswerPage | None = None,
    origin: str = "",
    *,
    following: str | None = None,
    timings: bool = False,
) -> AskShape:
    """An answer, or a page of it; `following` is the cursor of the next one."""
    answer = page.answer if page else whole
    listed = [
        {
            **asdict(each.report),
            "url": f"/reports/{each.report.id}",
            "times": each.times,
            "statement": each.statement,
        }
        for each in answer.reports
    ]
    values = {field.name: getattr(answer, field.name) for field in fields(answer)}
    sections = [
        {
            "title": each.title,
            "report": each.report,
            "url": f"/reports/{each.report.id}",
            "told": each.told,
            "statements": each.statements,
        }
        for each in answer.sections
    ]
    values |= {"answered": whole.answered, "reports": listed, "sections": sections}
    shape = AskShape.of(values | {"next": following}, origin)
    return shape if timings else shape.model_copy(update=UNTIMED)


UNTIMED = {"timings_ms": None}
