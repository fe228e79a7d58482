"""An answer as pages show it: points, their notes, its sides; and a reader's place among the notes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.editions import edition_of
from api.pages.footnotes import Asked, Note, Point, number_notes
from api.pages.page_question import FIRST_MORE, Asking
from api.shapes.questions import MAX_QUESTION
from search.library import Library
from search.results import Answer, ScopeShown

STATEMENTS = 5
MOST = 50  # passages beyond an answer
KEPT = 64  # answers: a reader goes from one to its quotes and back, and takes it away


@dataclass(frozen=True, slots=True)
class Column:
    """One side of a comparison; without points it is silent."""

    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What reports outside the question's scope say, where those within do not."""

    about: str
    points: tuple[Point, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question's statements with their notes, however many sides it has."""

    asked: Asked
    scope: ScopeShown
    points: tuple[Point, ...]
    notes: tuple[Note, ...]
    columns: tuple[Column, ...]  # empty where nothing is compared
    answer: Answer | None  # None where each side was asked by itself
    answers: tuple[Answer, ...]  # one, or one a side
    beside: Beside | None = None


@dataclass(frozen=True, slots=True)
class NotePlace:
    """Where a reader is among the notes of an answer."""

    number: int
    count: int
    question: str
    back: str  # the answer's address, at this note
    before: str  # where the quote before is seen; empty at the first
    after: str


_kept: OrderedDict[tuple[str, Asking], Answered] = OrderedDict()
_lock = threading.Lock()


def answer_question(library: Library, asking: Asking) -> Answered:
    """The answer from the newest generation, worked out once for the pages that show it."""
    asking = replace(asking, more=FIRST_MORE)
    key = edition_of(library.generation), asking
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    answered = _compare(library, asking) if asking.compares else _answer(library, asking)
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


def place_in_answer(
    library: Library, asking: Asking, report_id: str, span: tuple[int, int]
) -> NotePlace | None:
    """Which note of an answer the words are; None where nothing was asked or they are none."""
    if not 0 < len(asking.question) <= MAX_QUESTION or not span[1]:
        return None
    answered = answer_question(library, asking)
    notes = answered.notes or (answered.beside.notes if answered.beside else ())
    for i, note in enumerate(notes):
        cited = note.citation
        if (cited.report.id, cited.start, cited.end) == (report_id, *span):
            return NotePlace(
                number=note.number,
                count=len(notes),
                question=asking.question,
                back=f"{asking.address()}#note-{note.number}",
                before=notes[i - 1].href if i else "",
                after=notes[i + 1].href if i + 1 < len(notes) else "",
            )
    return None


def _answer(library: Library, asking: Asking) -> Answered:
    generation = library.generation
    answer = library.ask(asking.question, asking.filters(generation), STATEMENTS, MOST)
    asked = Asked(generation, asking.question, [part.words for part in answer.scope.parts])
    points, notes = number_notes(generation, asked, answer.statements, asking.query)
    columns = _columns(answer.sides if points else (), points)
    beside = None
    if answer.elsewhere is not None:
        said, where = number_notes(
            generation, asked, answer.elsewhere.statements, asking.query, names=True
        )
        beside = Beside(answer.elsewhere.about, tuple(said), tuple(where))
    return Answered(
        asked, answer.scope, tuple(points), tuple(notes), columns, answer, (answer,), beside
    )


def _compare(library: Library, asking: Asking) -> Answered:
    """Each side that was chosen is asked by itself."""
    generation = library.generation
    asked = Asked(generation, asking.question)
    sides = [
        (label, library.ask(side.question, side.filters(generation), 3))
        for label, side in asking.sides()
    ]
    statements = [replace(s, side=label) for label, found in sides for s in found.statements]
    points, notes = number_notes(generation, asked, statements, asking.query)
    filters = asking.filters(generation)
    reports = len(generation.holdings.select(filters))
    scope = ScopeShown(filters, (), (), (), False, reports)
    columns = _columns([label for label, _ in sides], points)
    answers = tuple(answer for _, answer in sides)
    return Answered(asked, scope, tuple(points), tuple(notes), columns, None, answers)


def _columns(labels: Sequence[str], points: Sequence[Point]) -> tuple[Column, ...]:
    return tuple(
        Column(label, tuple(point for point in points if point.side == label)) for label in labels
    )
