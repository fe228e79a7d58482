"""The JSON routes that find and answer: one question, many, or as a stream."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.dependencies import LibraryDep, only_known_parameters
from api.middleware.question_counts import note_asked
from api.shapes.answers import (
    AnswersShape,
    AskShape,
    HitShape,
    ScopeShape,
    SearchesShape,
    SearchShape,
    StatementShape,
    shape_answer,
    shape_search,
)
from api.shapes.questions import (
    AskBatchShape,
    AskingShape,
    LinkedAsking,
    LinkedQuestion,
    QuestionShape,
    SearchBatchShape,
)
from search.results import Answer, Hit, ScopeShown, Statement

router = APIRouter(tags=["questions"], dependencies=[Depends(only_known_parameters)])


@router.post("/v1/search", summary="Search")
def search(asked: QuestionShape, library: LibraryDep, request: Request) -> SearchShape:
    """The passages that fit a question best, best first."""
    filters, before = asked.filters.to_filters(), asked.goes_on_from()
    found = library.search(asked.question, filters, asked.limit, before=before)
    note_asked(request, "search", found)
    return shape_search(found, timings=asked.timings)


@router.get("/v1/search", summary="Search, by a link")
def search_by_link(asked: LinkedQuestion, library: LibraryDep, request: Request) -> SearchShape:
    """The passages that fit a question best, best first."""
    return search(asked, library, request)


@router.post("/v1/ask", summary="Ask")
def ask(asked: AskingShape, library: LibraryDep, request: Request) -> AskShape:
    """An answer in the reports' own words, each sentence cited, or that the reports do not say."""
    filters, before = asked.filters.to_filters(), asked.goes_on_from()
    answer = library.ask(asked.question, filters, asked.limit, asked.hits, before=before)
    note_asked(request, "ask", answer)
    return shape_answer(answer, timings=asked.timings)


@router.get("/v1/ask", summary="Ask, by a link")
def ask_by_link(asked: LinkedAsking, library: LibraryDep, request: Request) -> AskShape:
    """An answer in the reports' own words, each sentence cited, or that the reports do not say."""
    return ask(asked, library, request)


@router.post("/v1/search/batch", summary="Search for many questions")
def search_batch(asked: SearchBatchShape, library: LibraryDep, request: Request) -> SearchesShape:
    """What /v1/search returns, for each question."""
    return SearchesShape(results=[search(one, library, request) for one in asked.questions])


@router.post("/v1/ask/batch", summary="Ask many questions")
def ask_batch(asked: AskBatchShape, library: LibraryDep, request: Request) -> AnswersShape:
    """What /v1/ask returns, for each question."""
    return AnswersShape(answers=[ask(one, library, request) for one in asked.questions])


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
    summary="Ask, as a stream",
    response_class=EventSourceResponse,
    responses={200: EVENTS},
)
def ask_stream(
    asked: LinkedAsking, library: LibraryDep, request: Request
) -> Iterator[ServerSentEvent]:
    """Server-sent events, each with JSON and sent as soon as it stands.

    They are `scope`, a `hit` for each of the nearest passages, a `statement` for each sentence of
    the answer, and `done` with the whole answer as /v1/ask returns it.
    """
    filters, before = asked.filters.to_filters(), asked.goes_on_from()
    steps = library.ask_in_steps(asked.question, filters, asked.limit, asked.hits, before=before)
    for step in steps:
        match step:
            case ScopeShown():
                yield ServerSentEvent(event="scope", data=ScopeShape.of(step))
            case Hit():
                yield ServerSentEvent(event="hit", data=HitShape.of(step))
            case Statement():
                yield ServerSentEvent(event="statement", data=StatementShape.of(step))
            case Answer():
                note_asked(request, "ask", step)
                done = shape_answer(step, timings=asked.timings)
                yield ServerSentEvent(event="done", data=done)


@router.post(
    "/v1/ask/stream",
    summary="Ask, as a stream, in JSON",
    response_class=EventSourceResponse,
    responses={200: EVENTS},
)
def ask_stream_posted(
    asked: AskingShape, library: LibraryDep, request: Request
) -> Iterator[ServerSentEvent]:
    """The same stream for a question in JSON."""
    yield from ask_stream(asked, library, request)
