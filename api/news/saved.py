"""What a saved question asks on a later visit; the browser keeps the questions and compares."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, BaseModel

from api.dependencies import LibraryDep
from api.etags import digest, edition_of, tag
from api.news.arrivals import added_at, find_arrivals
from api.pages.answers import answer_question
from api.pages.footnotes import Note
from api.pages.page_question import FIRST_MORE, asking_of
from api.problems import BadField
from api.shapes.questions import MAX_QUESTION
from search.answers.days import long_date
from search.results import Filters

router = APIRouter(include_in_schema=False)

LISTED = 12  # reports that came in, of however many


class SavedStatement(BaseModel):
    """A statement of an answer, as it is compared: the same where report and text are."""

    report: str
    text: str
    title: str
    date: str
    href: str


class State(BaseModel):
    """An answer in short."""

    summary: str
    said: list[SavedStatement]


class ArrivedReport(BaseModel):
    title: str
    about: str
    href: str
    revised: bool


class Arrived(BaseModel):
    """The reports that came in after a moment; `upto` is when the last one did."""

    upto: datetime | None
    new: int
    revised: int
    reports: list[ArrivedReport]


@router.get("/saved/answer", response_model=State)
def answer(request: Request, response: Response, library: LibraryDep) -> State:
    """What the page of the question in the address says now."""
    asking = replace(asking_of(request), more=FIRST_MORE)
    if not asking.question or len(asking.question) > MAX_QUESTION:
        raise BadField("q", f"Give a question of up to {MAX_QUESTION:,} characters as q.")
    tag(request, response, f'W/"{digest(edition_of(library.generation) + asking.query)}"')
    answered = answer_question(library, asking)
    notes = {note.number: note for note in answered.notes}
    summary = answered.answer.summary if answered.answer else ""
    statements = [_said(point.text, notes[point.numbers[0]]) for point in answered.points]
    return State(summary=summary, said=statements)


@router.get("/saved/arrived")
def arrived(library: LibraryDep, since: Annotated[AwareDatetime | None, Query()] = None) -> Arrived:
    """Without `since` none: a first visit begins with what is here."""
    generation = library.generation
    last = max((added_at(one) for one in generation.holdings), default=None)
    arrivals = find_arrivals(generation, Filters(), since or last or datetime.now(UTC))
    revised = sum(arrival.revised for arrival in arrivals)
    return Arrived(
        upto=last,
        new=len(arrivals) - revised,
        revised=revised,
        reports=[
            ArrivedReport(
                title=(info := arrival.holding.info).title,
                about=" · ".join(part for part in (info.subject, long_date(info)) if part),
                href=f"/reports/{info.id}",
                revised=arrival.revised,
            )
            for arrival in arrivals[:LISTED]
        ],
    )


def _said(text: str, note: Note) -> SavedStatement:
    info = note.citation.report
    return SavedStatement(
        report=info.id, text=text, title=info.title, date=long_date(info), href=note.href
    )
