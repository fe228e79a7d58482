"""The commands that ask: `ask`, `search`, and `citation` for what became of a quote."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.choosing import (
    Chosen,
    FromOption,
    KindOption,
    LatestOption,
    SubjectOption,
    ToOption,
    YearOption,
)
from api.commands.opening import (
    DEFAULT_LIBRARY,
    NOT_FOUND,
    NOT_UNDERSTOOD,
    JsonOption,
    LibraryOption,
    RerankerOption,
    fail,
    open_library,
    said,
    tell_question,
)

MAX_QUESTION = 1000  # characters, as over HTTP


def _asks_something(question: str) -> str:
    if not 0 < len(question.strip()) <= MAX_QUESTION:
        fail(f"Ask in 1 to {MAX_QUESTION:,} characters.")
    return question


QuestionArgument = Annotated[str, typer.Argument(callback=_asks_something)]
BeforeOption = Annotated[
    str, typer.Option("--before", help="The question before, that this one goes on from.")
]
ServerOption = Annotated[
    str, typer.Option("--server", help="What links begin with: where `pincite serve` answers.")
]
LimitOption = Annotated[
    int, typer.Option(min=1, max=1000, help="Statements, rows or passages at most.")
]
HERE = "http://127.0.0.1:8000"


def add_asking_commands(app: typer.Typer) -> None:
    for command in (ask, search, citation):
        app.command()(command)


def ask(
    question: QuestionArgument,
    subject: SubjectOption = [],  # noqa: B006  # typer copies it
    kind: KindOption = [],  # noqa: B006
    year: YearOption = None,
    published_from: FromOption = "",
    published_to: ToOption = "",
    latest: LatestOption = False,
    before: BeforeOption = "",
    limit: LimitOption = 10,
    library: LibraryOption = DEFAULT_LIBRARY,
    server: ServerOption = HERE,
    reranker: RerankerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question in the reports' own words, each pinned to its place.

    Ends with status 1 where the reports do not say.

    Example: pincite ask "how does the force handle knife crime"
    """
    from api.commands.printing import print_answer
    from api.shapes.answer_pages import take_answer_page
    from api.shapes.answers import shape_answer
    from api.shapes.questions import MAX_LIMIT, AskingShape, BeforeShape, FiltersShape
    from api.v1.checked_questions import make_cursor
    from search.results import Before

    chosen = Chosen(subject, kind, year, published_from, published_to, latest)
    opened = open_library(library, reranker)
    filters, earlier = chosen.filters(opened), Before(before) if before else None
    answer = opened.ask(question, filters, max(limit, MAX_LIMIT), before=earlier)
    tell_question(opened, answer, "command ask")
    page = take_answer_page(answer, 0, limit)
    origin = server.rstrip("/")
    if as_json:
        sent = AskingShape(
            question=question,
            filters=FiltersShape.model_validate(filters, from_attributes=True),
            before=BeforeShape(question=before) if before else None,
        )
        leads_on = page and page.following and make_cursor(page.following, sent, opened)
        shape = shape_answer(answer, page, origin, following=leads_on or None)
        typer.echo(shape.model_dump_json(indent=2))
    else:
        print_answer(answer, page, origin)
    if not answer.answered:
        raise typer.Exit(NOT_FOUND)


def search(
    question: QuestionArgument,
    subject: SubjectOption = [],  # noqa: B006
    kind: KindOption = [],  # noqa: B006
    year: YearOption = None,
    published_from: FromOption = "",
    published_to: ToOption = "",
    latest: LatestOption = False,
    by_subject: Annotated[
        bool, typer.Option("--by-subject", help="Of every subject its best passage alone.")
    ] = False,
    before: BeforeOption = "",
    limit: LimitOption = 10,
    library: LibraryOption = DEFAULT_LIBRARY,
    server: ServerOption = HERE,
    reranker: RerankerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the passages that fit a question best.

    Example: pincite search "waiting times for autism assessments" --year 2024
    """
    from api.commands.printing import print_search
    from api.shapes.answers import shape_search
    from search.results import Before

    chosen = Chosen(subject, kind, year, published_from, published_to, latest)
    opened = open_library(library, reranker)
    filters, earlier = chosen.filters(opened), Before(before) if before else None
    result = opened.search(question, filters, limit, before=earlier, by_subject=by_subject)
    tell_question(opened, result, "command search")
    if as_json:
        typer.echo(shape_search(result, server.rstrip("/")).model_dump_json(indent=2))
    else:
        print_search(result)
    if not result.hits:
        raise typer.Exit(NOT_FOUND)


def citation(
    citation_id: Annotated[str, typer.Argument(metavar="ID", help="Or a link that ends in it.")],
    library: LibraryOption = DEFAULT_LIBRARY,
    server: ServerOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Show the words of a citation, however old, and what became of them.

    Example: pincite citation http://127.0.0.1:8000/c/-s28M2gZAAAXKwBBADXtOZMc
    """
    from api.commands.printing import print_resolved
    from api.v1.citations import shape_resolved
    from search.answers.resolving import UnknownCitation
    from search.citations import BadCitation

    opened = open_library(library)
    with said(BadCitation, code=NOT_UNDERSTOOD), said(UnknownCitation):
        resolved = opened.resolve(citation_id.rpartition("/c/")[2])
    if as_json:
        typer.echo(shape_resolved(resolved, server.rstrip("/")).model_dump_json(indent=2))
    else:
        print_resolved(resolved)
