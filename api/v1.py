"""The JSON routes that find and answer: one question, many, or as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import Field

from api.asked import note_asked
from api.parameters import Kinds, PublishedFrom, PublishedTo, Subjects
from api.shapes import (
    MAX_BATCH,
    MAX_LIMIT,
    MAX_QUESTION,
    AskingShape,
    AskShape,
    FiltersShape,
    QuestionShape,
    SearchShape,
    Shape,
    shape_answer,
    shape_hit,
    shape_scope,
    shape_search,
    shape_statement,
)
from api.shared import LibraryDep, only_known_parameters
from search.library import NEAREST
from search.results import Answer, Hit, ScopeShown, Statement

router = APIRouter(tags=["questions"], dependencies=[Depends(only_known_parameters)])


def _asked_by_link(
    question: Annotated[
        str,
        Query(
            min_length=1,
            max_length=MAX_QUESTION,
            description="In plain words.",
            examples=["How does the force handle knife crime?"],
        ),
    ],
    subject: Subjects = [],  # noqa: B006  # FastAPI copies it
    kind: Kinds = [],  # noqa: B006
    report_id: Annotated[
        list[Annotated[str, Query(max_length=300)]],
        Query(max_length=100, description="Only this report; may be given again."),
    ] = [],  # noqa: B006
    published_from: PublishedFrom = None,
    published_to: PublishedTo = None,
    limit: Annotated[
        int, Query(ge=1, le=MAX_LIMIT, description="Hits or statements at most.")
    ] = 10,
    timings: Annotated[bool, Query(description="Whether to say how long each stage took.")] = False,
) -> QuestionShape:
    filters = FiltersShape(
        subjects=subject,
        kinds=kind,
        report_ids=report_id,
        published_from=published_from,
        published_to=published_to,
    )
    return QuestionShape(question=question, filters=filters, limit=limit, timings=timings)


LinkedQuestion = Annotated[QuestionShape, Depends(_asked_by_link)]


def _asking_by_link(
    linked: LinkedQuestion,
    hits: Annotated[
        int, Query(ge=0, le=MAX_LIMIT, description="Nearest passages at most.")
    ] = NEAREST,
) -> AskingShape:
    return AskingShape(**dict(linked), hits=hits)


LinkedAsking = Annotated[AskingShape, Depends(_asking_by_link)]


class SearchBatchShape(Shape):
    """Up to a hundred questions at once."""

    questions: Annotated[list[QuestionShape], Field(min_length=1, max_length=MAX_BATCH)]


class AskBatchShape(Shape):
    """Up to a hundred questions at once."""

    questions: Annotated[list[AskingShape], Field(min_length=1, max_length=MAX_BATCH)]


class SearchesShape(Shape):
    results: list[SearchShape] = Field(description="In the order of the questions.")


class AnswersShape(Shape):
    answers: list[AskShape] = Field(description="In the order of the questions.")


@router.post("/v1/search", summary="Search")
def search(asked: QuestionShape, library: LibraryDep, request: Request) -> SearchShape:
    """The passages that fit a question best, best first."""
    found = library.search(asked.question, asked.filters.to_filters(), asked.limit)
    note_asked(request, "search", found)
    return shape_search(found, timings=asked.timings)


@router.get("/v1/search", summary="Search, by a link")
def search_by_link(asked: LinkedQuestion, library: LibraryDep, request: Request) -> SearchShape:
    """The passages that fit a question best, best first."""
    return search(asked, library, request)


@router.post("/v1/ask", summary="Ask")
def ask(asked: AskingShape, library: LibraryDep, request: Request) -> AskShape:
    """An answer in the reports' own words, each sentence cited, or that the reports do not say."""
    answer = library.ask(asked.question, asked.filters.to_filters(), asked.limit, asked.hits)
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


@router.get("/v1/ask/stream", summary="Ask, as a stream", response_class=EventSourceResponse)
def ask_stream(
    asked: LinkedAsking, library: LibraryDep, request: Request
) -> Iterator[ServerSentEvent]:
    """Server-sent events, each with JSON and sent as soon as it stands: `scope`, a `hit` for each

    of the nearest passages, a `statement` for each sentence of the answer, and `done` with the
    whole answer as /v1/ask returns it.
    """
    filters = asked.filters.to_filters()
    for step in library.ask_in_steps(asked.question, filters, asked.limit, asked.hits):
        match step:
            case ScopeShown():
                yield ServerSentEvent(event="scope", data=shape_scope(step))
            case Hit():
                yield ServerSentEvent(event="hit", data=shape_hit(step))
            case Statement():
                yield ServerSentEvent(event="statement", data=shape_statement(step))
            case Answer():
                note_asked(request, "ask", step)
                done = shape_answer(step, timings=asked.timings)
                yield ServerSentEvent(event="done", data=done)


@router.post("/v1/ask/stream", summary="Ask, as a stream", response_class=EventSourceResponse)
def ask_stream_posted(
    asked: AskingShape, library: LibraryDep, request: Request
) -> Iterator[ServerSentEvent]:
    """The same stream for a question in JSON."""
    yield from ask_stream(asked, library, request)
