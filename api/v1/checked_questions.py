"""What is asked, once it is sure that every name and cursor in it is of this library."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import Depends, Request

from api.dependencies import LibraryDep
from api.etags import digest, edition_of
from api.problems import BadField
from api.shapes.answer_pages import take_answer_page
from api.shapes.answers import AskShape, shape_answer
from api.shapes.known_names import unknown_in
from api.shapes.questions import (
    AskBatchShape,
    AskingShape,
    LinkedAsking,
    LinkedSearching,
    QuestionShape,
    SearchBatchShape,
    SearchingShape,
)
from api.v1.across_collections import enter_surest, refuse_collections
from api.v1.narrowing import linked, refuse_unknown
from api.v1.paging import BAD_CURSOR
from search.library import Library
from search.results import Answer


def make_cursor(place: int, asked: AskingShape, library: Library) -> str:
    """Leads on from a place of an answer, for as long as the library stands as it is."""
    of = asked.model_dump_json(include={"question", "filters", "before"})
    return f"{place}-{digest(json.dumps([edition_of(library.generation), of, place]))}"


def take_page(asked: AskingShape, answer: Answer, library: Library, origin: str = "") -> AskShape:
    """The page of an answer that is asked for."""
    place = int(asked.cursor.partition("-")[0]) if asked.cursor else 0
    page = take_answer_page(answer, place, asked.limit)
    if page is None:  # the library was published anew just now
        raise BadField("cursor", f"cursor: {BAD_CURSOR}")
    following = page.following and make_cursor(page.following, asked, library)
    return shape_answer(answer, page, origin, following=following or None, timings=asked.timings)


def _search(asked: SearchingShape, request: Request) -> SearchingShape:
    enter_surest(request, asked, partial(_refuse_unknown_names, asked, _posted))
    return asked


def _linked_search(asked: LinkedSearching, request: Request) -> SearchingShape:
    enter_surest(request, asked, partial(_refuse_unknown_names, asked, _by_link))
    return asked


def _searches(asked: SearchBatchShape, library: LibraryDep, request: Request) -> SearchBatchShape:
    for place, one in enumerate(asked.questions):
        refuse_collections(request, one.filters, f"questions.{place}.")
        _refuse_unknown_names(one, _posted, library, f"questions.{place}.")
    return asked


def _ask(asked: AskingShape, request: Request) -> AskingShape:
    enter_surest(request, asked, partial(_refuse_others, asked, _posted))
    return asked


def _linked_ask(asked: LinkedAsking, request: Request) -> AskingShape:
    enter_surest(request, asked, partial(_refuse_others, asked, _by_link))
    return asked


def _asks(asked: AskBatchShape, library: LibraryDep, request: Request) -> AskBatchShape:
    for place, one in enumerate(asked.questions):
        refuse_collections(request, one.filters, f"questions.{place}.")
        _refuse_unknown_names(one, _posted, library, f"questions.{place}.")
        refuse_other_cursors(one, library, f"questions.{place}.")
    return asked


PostedSearch = Annotated[SearchingShape, Depends(_search)]
LinkedSearch = Annotated[SearchingShape, Depends(_linked_search)]
PostedSearches = Annotated[SearchBatchShape, Depends(_searches)]
PostedAsk = Annotated[AskingShape, Depends(_ask)]
LinkedAsk = Annotated[AskingShape, Depends(_linked_ask)]
PostedAsks = Annotated[AskBatchShape, Depends(_asks)]


def _refuse_unknown_names(
    asked: QuestionShape,
    called: Callable[[str, str], str],
    library: Library,
    within: str = "",
) -> None:
    holdings = library.generation.holdings
    for at, one in (("", asked), ("before", asked.before)):
        for unknown in unknown_in(holdings, one.filters.to_filters()) if one else ():
            refuse_unknown([unknown], within + called(unknown.what, at))


def _refuse_others(asked: AskingShape, called: Callable[[str, str], str], library: Library) -> None:
    _refuse_unknown_names(asked, called, library)
    refuse_other_cursors(asked, library)


def refuse_other_cursors(asked: AskingShape, library: Library, within: str = "") -> None:
    """Raises BadField for a cursor of another question, or of the library as it was."""
    place = (asked.cursor or "").partition("-")[0]
    known = place.isascii() and place.isdigit() and len(place) < 8
    if asked.cursor is not None and not (
        known and asked.cursor == make_cursor(int(place), asked, library)
    ):
        raise BadField(f"{within}cursor", f"{within}cursor: {BAD_CURSOR}")


def _posted(what: str, at: str) -> str:
    """The field of a body that names something: "before.filters.subjects"."""
    return f"{at}{'.' if at else ''}filters.{linked(what)}s"


def _by_link(what: str, at: str) -> str:
    """The parameter of a link: "before_subject"."""
    return f"{at}{'_' if at else ''}{linked(what)}"
