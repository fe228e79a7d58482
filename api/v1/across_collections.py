"""A question put to several collections: the one that answers it most surely answers, and all are told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from fastapi import Request

from api.collections import Collection, enter
from api.problems import BadField
from api.shapes.answers import AskShape, CollectionAskedShape, ScopeShape, SearchShape
from api.shapes.questions import AskingShape, FiltersShape, QuestionShape
from search.library import Library

Answered = TypeVar("Answered", AskShape, SearchShape)


def enter_surest(
    request: Request, asked: QuestionShape, refuse_others: Callable[[Library], None]
) -> None:
    """Has a request go on in the collection that answers most surely, and notes which were asked.

    `refuse_others` raises BadField where a name or a cursor in the question is not of a library.
    How sure an answer is means the same in each library; how near a passage is, or a count, does
    not: so one of them answers, and their answers are not mixed.
    """
    named = _named(request.state.to_ask, asked.filters.collections)
    fitting, refused = [], None
    for one in named:
        try:
            refuse_others(one.library)
            fitting.append(one)
        except BadField as error:
            refused = refused or error
    if not fitting:
        assert refused is not None
        raise refused
    if len(fitting) > 1:
        fitting = _surest_first(request, asked, fitting)
    enter(request, fitting[0])


def tell_collections(request: Request, answer: Answered) -> Answered:
    """An answer that says of which collection it is, where they have names."""
    scope = scope_told(request, answer.scope)
    asked = getattr(request.state, "asked_of", [])
    return answer.model_copy(update={"scope": scope, "collections": asked})


def scope_told(request: Request, scope: ScopeShape) -> ScopeShape:
    name = request.state.collection.name
    filters = scope.filters.model_copy(update={"collections": [name] if name else []})
    return scope.model_copy(update={"filters": filters})


def refuse_collections(request: Request, filters: FiltersShape, within: str = "") -> None:
    """Raises BadField where one collection is asked, as by a batch, and the filters name another."""
    if {*filters.collections} - {request.state.collection.name}:
        field = f"{within}filters.collections"
        detail = f"This asks one collection. Send it to /in/NAME{request.scope['path']}."
        raise BadField(field, f"{field}: {detail}")


def _named(there: Sequence[Collection], names: Sequence[str]) -> list[Collection]:
    for name in names:
        if name not in {one.name for one in there}:
            known = ", ".join(one.name for one in there if one.name) or "none"
            detail = f"There is no collection “{name}” here. There are {known}."
            raise BadField("filters.collections", f"filters.collections: {detail}")
    return [one for one in there if not names or one.name in names]


def _surest_first(
    request: Request, asked: QuestionShape, collections: Sequence[Collection]
) -> list[Collection]:
    if isinstance(asked, AskingShape) and asked.cursor:
        return list(collections)  # only one of them gave it
    filters, before = asked.filters.to_filters(), asked.goes_on_from()
    answers = []
    for one in collections:
        answer = one.library.ask(asked.question, filters, 1, 0, before=before)
        answers.append((one, answer.answered, answer.confidence))
    answers.sort(key=lambda each: each[1:], reverse=True)
    request.state.asked_of = [
        CollectionAskedShape(
            name=one.name, title=one.title, answered=answered, confidence=confidence
        )
        for one, answered, confidence in answers
    ]
    return [one for one, *_ in answers]
