"""The JSON routes that find and answer: one question, many, or as a stream."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.dependencies import LibraryDep, OriginDep, only_known_parameters
from api.middleware.question_counts import note_asked
from api.middleware.turns import one_by_one
from api.shapes.answers import (
    AnswersShape,
    AskShape,
    ScopeShape,
    SearchesShape,
    SearchShape,
    shape_search,
)
from api.shapes.citations import HitShape
from api.shapes.questions import MAX_LIMIT, AskingShape, SearchingShape
from api.v1.across_collections import scope_told, tell_collections
from api.v1.checked_questions import (
    LinkedAsk,
    LinkedSearch,
    PostedAsk,
    PostedAsks,
    PostedSearch,
    PostedSearches,
    take_page,
)
from search.library import Library
from search.results import Answer, Hit, ScopeShown

router = APIRouter(tags=["questions"], dependencies=[Depends(only_known_parameters)])


@router.post("/v1/search", summary="Search")
def search(
    asked: PostedSearch, library: LibraryDep, origin: OriginDep, request: Request
) -> SearchShape:
    """The passages that fit a question best, best first."""
    return _search(asked, library, origin, request)


@router.get("/v1/search", summary="Search, by a link")
def search_by_link(
    asked: LinkedSearch, library: LibraryDep, origin: OriginDep, request: Request
) -> SearchShape:
    """The passages that fit a question best, best first."""
    return _search(asked, library, origin, request)


@router.post("/v1/ask", summary="Ask")
def ask(asked: PostedAsk, library: LibraryDep, origin: OriginDep, request: Request) -> AskShape:
    """An answer in the reports' own words, each sentence cited, or that the reports do not say."""
    return _ask(asked, library, origin, request)


@router.get("/v1/ask", summary="Ask, by a link")
def ask_by_link(
    asked: LinkedAsk, library: LibraryDep, origin: OriginDep, request: Request
) -> AskShape:
    """An answer in the reports' own words, each sentence cited, or that the reports do not say."""
    return _ask(asked, library, origin, request)


@router.post("/v1/search/batch", summary="Search for many questions")
async def search_batch(
    asked: PostedSearches, library: LibraryDep, origin: OriginDep, request: Request
) -> SearchesShape:
    """What /v1/search returns, for each question, which counts as a request."""
    results = await one_by_one(
        request, asked.questions, lambda one: _search(one, library, origin, request)
    )
    return SearchesShape(results=results)


@router.post("/v1/ask/batch", summary="Ask many questions")
async def ask_batch(
    asked: PostedAsks, library: LibraryDep, origin: OriginDep, request: Request
) -> AnswersShape:
    """What /v1/ask returns, for each question, which counts as a request."""
    answers = await one_by_one(
        request, asked.questions, lambda one: _ask(one, library, origin, request)
    )
    return AnswersShape(answers=answers)


EVENTS = {
    "description": "Events: `scope`, `hit`, `statement`, `done`, each with JSON in `data`.",
    "content": {
        "text/event-stream": {
            "example": 'event: scope\ndata: {"filters": {"subjects": ["Calderby"]},'
            ' "reports": 2}\n\nevent: done\ndata: {"answered": true}\n\n'
        }
    },
}


@router.get(
    "/v1/ask/stream",
    summary="Ask by a link, as a stream",
    name="stream_answer_by_link",
    response_class=EventSourceResponse,
    responses={200: EVENTS},
)
def ask_stream(
    asked: LinkedAsk, library: LibraryDep, origin: OriginDep, request: Request
) -> Iterator[ServerSentEvent]:
    """Server-sent events, each with JSON and sent as soon as it stands.

    They are `scope`, a `hit` for each of the nearest passages, a `statement` for each sentence of
    the answer's page, and `done` with that page whole, as /v1/ask returns it.
    """
    yield from _stream(asked, library, origin, request)


@router.post(
    "/v1/ask/stream",
    summary="Ask, as a stream",
    name="stream_answer",
    response_class=EventSourceResponse,
    responses={200: EVENTS},
)
def ask_stream_posted(
    asked: PostedAsk, library: LibraryDep, origin: OriginDep, request: Request
) -> Iterator[ServerSentEvent]:
    """The same stream for a question in JSON."""
    yield from _stream(asked, library, origin, request)


def _search(asked: SearchingShape, library: Library, origin: str, request: Request) -> SearchShape:
    result = library.search(
        asked.question,
        asked.filters.to_filters(),
        asked.limit,
        before=asked.goes_on_from(),
        by_subject=asked.group_by == "subject",
    )
    note_asked(request, "search", result)
    return tell_collections(request, shape_search(result, origin, timings=asked.timings))


def _ask(asked: AskingShape, library: Library, origin: str, request: Request) -> AskShape:
    filters, before = asked.filters.to_filters(), asked.goes_on_from()
    answer = library.ask(asked.question, filters, MAX_LIMIT, asked.hits, before=before)
    note_asked(request, "ask", answer)
    return tell_collections(request, take_page(asked, answer, library, origin))


def _stream(
    asked: AskingShape, library: Library, origin: str, request: Request
) -> Iterator[ServerSentEvent]:
    filters, before = asked.filters.to_filters(), asked.goes_on_from()
    steps = library.ask_in_steps(asked.question, filters, MAX_LIMIT, asked.hits, before=before)
    for step in steps:
        match step:
            case ScopeShown():
                yield ServerSentEvent(
                    event="scope", data=scope_told(request, ScopeShape.of(step, origin))
                )
            case Hit():
                yield ServerSentEvent(event="hit", data=HitShape.of(step, origin))
            case Answer():  # the statements of its page among them
                note_asked(request, "ask", step)
                done = tell_collections(request, take_page(asked, step, library, origin))
                for statement in done.statements:
                    yield ServerSentEvent(event="statement", data=statement)
                yield ServerSentEvent(event="done", data=done)
