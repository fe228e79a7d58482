"""An answer as pages show it: points, notes, sides, reports; and a reader's place among the notes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.etags import edition_of
from api.pages.facets import LISTED
from api.pages.footnotes import Note, Point, TellingWords, number_notes
from api.pages.forms.brief_view import write_about
from api.pages.forms.first_view import take_first_view, take_up_to
from api.pages.forms.recommendation_groups import newest_first
from api.pages.page_question import FIRST_MORE, Asking
from api.rendering.grade_steps import Badge, badge_of
from api.shapes.questions import MAX_QUESTION
from ingest.field.scales import Scales
from ingest.report import ReportInfo
from search.library import Library
from search.results import Answer, Row, ScopeShown
from search.storage.contract import Generation

STATEMENTS = 5
MOST = 50  # passages beyond an answer
ASKED_ONCE = ("reports", "count", "definition")  # what of several sides is one list
# Words that compare, which no quote needs to have.
COMPARING = ("compare compared difference differences between better worse than versus vs",)
KEPT = 64  # answers: a reader goes from one to its quotes and back, and takes it away


@dataclass(frozen=True, slots=True)
class SideMark:
    """A grade of a side, with the notes that it is read from."""

    area: str
    grade: Badge
    point: Point


@dataclass(frozen=True, slots=True)
class Column:
    """One side of a comparison; without points and grades it is silent."""

    label: str
    points: tuple[Point, ...]
    grades: tuple[SideMark, ...] = ()
    held: bool = True  # whether any report here is on it


@dataclass(frozen=True, slots=True)
class Beside:
    """What reports outside the question's scope say, where those within do not."""

    about: str
    points: tuple[Point, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question's statements with their notes, however many sides it has."""

    asked: TellingWords
    scope: ScopeShown
    points: tuple[Point, ...]
    notes: tuple[Note, ...]
    columns: tuple[Column, ...]  # empty where nothing is compared
    answer: Answer | None  # None where each side was asked by itself
    answers: tuple[Answer, ...]  # one, or one a side
    beside: Beside | None = None
    left: int = 0  # statements or rows of the answer that are not on the page


@dataclass(frozen=True, slots=True)
class NotePlace:
    """Where a reader is among the notes of an answer."""

    number: int
    count: int
    question: str
    back: str  # the answer's address, at this note
    before: str  # where the quote before is seen; empty at the first
    after: str


@dataclass(frozen=True, slots=True)
class ListedReport:
    info: ReportInfo
    href: str  # its page, opened at the first of its quotes
    about: str  # when it was made, and how often it has the words
    points: tuple[Point, ...]  # what the answer quotes of it


@dataclass(frozen=True, slots=True)
class Share:
    """A line of the count, with the address that asks the same of these reports alone."""

    row: Row
    href: str


_kept: OrderedDict[tuple[str, Asking], Answered] = OrderedDict()
_lock = threading.Lock()


def answer_question(library: Library, asking: Asking) -> Answered:
    """The answer whole, from the newest generation, worked out once for the pages that show it."""
    asking = replace(asking, more=FIRST_MORE, whole=False)
    key = edition_of(library.generation), asking
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    answered = _compare(library, asking) if asking.compares else _answer(library, asking)
    if any(answer.form in ASKED_ONCE for answer in answered.answers[1:]):
        answered = _answer(library, asking)
    with _lock:
        for other in [other for other in _kept if other[0] != key[0]]:
            del _kept[other]  # an older generation's: it would hold that in memory
        _kept[key] = replace(answered, answers=tuple(_at_once(a) for a in answered.answers))
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return answered


def _at_once(answer: Answer) -> Answer:
    """The same, to be shown again: it takes no time."""
    return replace(answer, took_ms=0.0, timings_ms={})


def show_answer(library: Library, asking: Asking) -> Answered:
    """What its page has of it: what is light, or all that may be, as the address says."""
    answered = answer_question(library, asking)
    if answered.answer is None:
        return answered
    generation = library.generation
    subjects = len({holding.info.subject for holding in generation.holdings})
    listed = subjects if subjects <= LISTED else 0
    answer = answered.answer
    page = take_up_to(answer) if asking.whole else take_first_view(answer, listed)
    return _number(generation, answered.asked, page.answer, asking, page.left)


def place_in_answer(
    library: Library, asking: Asking, report_id: str, span: tuple[int, int]
) -> NotePlace | None:
    """Which note of an answer the words are; None where nothing was asked or they are none."""
    if not 0 < len(asking.question) <= MAX_QUESTION or not span[1]:
        return None
    for view in (asking, replace(asking, whole=True)):
        answered = show_answer(library, view)
        notes = answered.notes or (answered.beside.notes if answered.beside else ())
        for i, note in enumerate(notes):
            cited = note.citation
            if (cited.report.id, cited.start, cited.end) == (report_id, *span):
                return NotePlace(
                    number=note.number,
                    count=len(notes),
                    question=asking.question,
                    back=f"{view.address()}#note-{note.number}",
                    before=notes[i - 1].href if i else "",
                    after=notes[i + 1].href if i + 1 < len(notes) else "",
                )
    return None


def _answer(library: Library, asking: Asking) -> Answered:
    generation = library.generation
    filters = asking.filters(generation)
    answer = library.ask(asking.question, filters, STATEMENTS, MOST, before=asking.earlier)
    scope = [*(part.words for part in answer.scope.parts), *answer.scope.missing]
    scope += COMPARING if answer.form == "comparison" else ()
    if answer.form == "recommendations":
        answer = replace(answer, statements=tuple(newest_first(answer.statements)))
    asked = TellingWords(generation, answer.read_as or asking.question, scope)
    return _number(generation, asked, answer, asking)


def _number(
    generation: Generation, asked: TellingWords, answer: Answer, asking: Asking, left: int = 0
) -> Answered:
    """The answer with its notes numbered and its sides apart."""
    points, notes = number_notes(generation, asked, answer.statements, asking.query)
    columns = _sides(answer, points, generation.field.scales) if points else ()
    beside = None
    if answer.elsewhere is not None:
        other_points, where = number_notes(
            generation, asked, answer.elsewhere.statements, asking.query, names=True
        )
        beside = Beside(answer.elsewhere.about, tuple(other_points), tuple(where))
    return Answered(
        asked, answer.scope, tuple(points), tuple(notes), columns, answer, (answer,), beside, left
    )


def _compare(library: Library, asking: Asking) -> Answered:
    """Each side that was chosen is asked by itself."""
    generation = library.generation
    asked = TellingWords(generation, asking.question)
    sides = [
        (label, library.ask(side.question, side.filters(generation), 3, before=side.earlier))
        for label, side in asking.sides()
    ]
    statements = [replace(s, side=label) for label, answer in sides for s in answer.statements]
    points, notes = number_notes(generation, asked, statements, asking.query)
    filters = asking.filters(generation)
    reports = len(generation.holdings.select(filters))
    scope = ScopeShown(filters, (), (), (), False, reports)
    columns = _columns([label for label, _ in sides], points)
    answers = tuple(answer for _, answer in sides)
    return Answered(asked, scope, tuple(points), tuple(notes), columns, None, answers)


def _sides(answer: Answer, points: Sequence[Point], scales: Scales) -> tuple[Column, ...]:
    """The sides of an answer, each with its grades apart from its other points."""
    columns = []
    for side in answer.sides:
        stated = {grade.statement for grade in side.grades}
        marks = tuple(
            SideMark(
                grade.area,
                _badge(answer, grade.statement, grade.grade, scales),
                points[grade.statement],
            )
            for grade in side.grades
        )
        others = tuple(points[at] for at in side.statements if at not in stated)
        columns.append(Column(side.label, others, marks, bool(side.reports)))
    return tuple(columns)


def _badge(answer: Answer, statement: int, grade: str, scales: Scales) -> Badge:
    return badge_of(grade, answer.statements[statement].citations[0].report, scales)


def _columns(labels: Sequence[str], points: Sequence[Point]) -> tuple[Column, ...]:
    return tuple(
        Column(label, tuple(point for point in points if point.side == label)) for label in labels
    )


def list_reports(
    answer: Answer, points: Sequence[Point], notes: Sequence[Note]
) -> list[ListedReport]:
    """In the answer's order, each with its points."""
    by_number = {note.number: note for note in notes}
    quoted: dict[str, list[Point]] = {}
    for point in points:
        quoted.setdefault(by_number[point.numbers[0]].citation.report.id, []).append(point)
    reports = []
    for listed in answer.reports:
        info = listed.report
        own = quoted.get(info.id, [])
        href = by_number[own[0].numbers[0]].href if own else f"/reports/{info.id}"
        reports.append(ListedReport(info, href, write_about(info, listed.times), tuple(own)))
    return reports


def share_out(asking: Asking, rows: Sequence[Row]) -> list[tuple[str, list[Share]]]:
    """The count by kind and by year, those that it was narrowed to already left out."""
    kinds = [Share(row, replace(asking, kinds=(row.label,)).address()) for row in _of(rows, "kind")]
    years = [Share(row, asking.of_year(row.label).address()) for row in _of(rows, "year")]
    tables = [("Kind of report", kinds), ("Published in", years)]
    return [(name, shares) for name, shares in tables if len(shares) > 1]


def _of(rows: Sequence[Row], by: str) -> list[Row]:
    return [row for row in rows if row.by == by]
