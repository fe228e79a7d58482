"""The command line, thin over the library: results to standard output, all else to the other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.matrix import add_matrix_command
from api.commands.notifying import notify
from api.commands.opening import (
    DEFAULT_LIBRARY,
    JsonOption,
    LibraryOption,
    RerankerOption,
    fail,
    open_library,
    said,
)  # fmt: skip
from api.commands.serving import add_server_commands
from api.commands.upkeep import add_library_commands

if TYPE_CHECKING:
    from search.library import Library
    from search.results import Before, Filters

app = typer.Typer(
    name="pincite",
    help="Answers questions over a collection of reports and pins every sentence to its words.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

SubjectOption = Annotated[list[str], typer.Option("--subject", help="Only reports on it.")]
KindOption = Annotated[list[str], typer.Option("--kind", help="Only this family of reports.")]
YearOption = Annotated[int | None, typer.Option("--year", help="Only those published in it.")]
LatestOption = Annotated[
    bool, typer.Option("--latest", help="Only the newest report of each subject and kind.")
]
BeforeOption = Annotated[
    str, typer.Option("--before", help="The question before, that this one goes on from.")
]


@app.command()
def search(
    question: str,
    subject: SubjectOption = [],  # noqa: B006  # typer copies it
    kind: KindOption = [],  # noqa: B006
    year: YearOption = None,
    latest: LatestOption = False,
    before: BeforeOption = "",
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    library: LibraryOption = DEFAULT_LIBRARY,
    reranker: RerankerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the passages that fit a question best.

    Example: pincite search "waiting times for autism assessments" --year 2024
    """
    from api.commands.printing import print_search

    filters, earlier = _filters(subject, kind, year, latest=latest), _before(before)
    found = open_library(library, reranker).search(question, filters, limit, before=earlier)
    if as_json:
        from api.shapes.answers import shape_search  # it takes as long as the rest

        typer.echo(shape_search(found).model_dump_json(indent=2))
    else:
        print_search(found)


@app.command()
def ask(
    question: str,
    subject: SubjectOption = [],  # noqa: B006
    kind: KindOption = [],  # noqa: B006
    year: YearOption = None,
    latest: LatestOption = False,
    before: BeforeOption = "",
    limit: Annotated[int, typer.Option(min=1, max=100)] = 5,
    library: LibraryOption = DEFAULT_LIBRARY,
    reranker: RerankerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question in the reports' own words, each pinned to its place.

    Example: pincite ask "how does the force handle knife crime"
    """
    from api.commands.printing import print_answer

    filters, earlier = _filters(subject, kind, year, latest=latest), _before(before)
    answer = open_library(library, reranker).ask(question, filters, limit, before=earlier)
    if as_json:
        from api.shapes.answers import shape_answer  # it takes as long as the rest

        typer.echo(shape_answer(answer).model_dump_json(indent=2))
    else:
        print_answer(answer)


@app.command()
def evaluate(
    questions: Annotated[
        Path | None, typer.Argument(help="JSON lines of questions, docs/quality.md.")
    ] = None,
    library: LibraryOption = DEFAULT_LIBRARY,
    as_json: JsonOption = False,
    page: Annotated[
        Path | None, typer.Option("--html", help="Write a page with every miss.")
    ] = None,
    draft: Annotated[
        int, typer.Option(min=0, max=10_000, help="Propose so many questions to mend, and stop.")
    ] = 0,
    reranker: RerankerOption = None,
) -> None:
    """Judge a library by questions whose evidence is known.

    Example: pincite evaluate demo/questions.jsonl --library indexes/demo
    """
    if draft:
        _print_drafts(open_library(library), draft)
        return
    if questions is None:
        fail("Give a file of questions, or --draft 60 to have some proposed. See docs/quality.md.")
    from search.evaluation.figures import as_page, as_record, as_table
    from search.evaluation.judging import BadQuestion, read_questions
    from search.evaluation.judging import evaluate as judge

    with said(BadQuestion, OSError):
        asked = read_questions(questions)
    opened = open_library(library, reranker)
    opened.embedder.load()
    opened.search("warm up")
    outcomes = judge(opened, asked)
    if page is not None:
        page.write_text(as_page(outcomes), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(as_record(outcomes), indent=2))
    else:
        typer.echo(as_table(outcomes))


def _print_drafts(library: Library, count: int) -> None:
    from search.evaluation.drafting import draft_questions

    for number, found in enumerate(draft_questions(library.generation, count), start=1):
        record = {
            "id": f"draft-{number:03}",
            "question": found.question,
            "type": found.type,
            "filters": {"authority": None, "year": None, "kind": None},
            "gold": [{"doc": found.doc, "page": found.page, "quote": found.quote}],
            "must_mention": list(found.must_mention),
        }
        typer.echo(json.dumps(record, ensure_ascii=False))


@app.command()
def judgements(
    subject: SubjectOption = [],  # noqa: B006
    kind: KindOption = [],  # noqa: B006
    year: YearOption = None,
    library: LibraryOption = DEFAULT_LIBRARY,
    as_json: JsonOption = False,
) -> None:
    """List the grades that the reports give, each with the words that state it.

    Example: pincite judgements --subject Salford --json
    """
    from api.rendering.words import iso_date
    from api.shapes.filters import select_reports
    from api.shapes.reports import shape_judgement

    generation = open_library(library).generation
    shapes = [
        shape_judgement(generation.report(holding.number), judgement)
        for holding in select_reports(generation, _filters(subject, kind, year))
        for judgement in generation.judgements_of(holding.number)
    ]
    if as_json:
        records = [
            shape.model_dump(mode="json") | {"date": iso_date(shape.report) or None}
            for shape in shapes
        ]
        typer.echo(json.dumps(records, ensure_ascii=False, indent=2))
        return
    for shape in shapes:
        day = iso_date(shape.report)
        typer.echo(f"{shape.subject}\t{day}\t{shape.area}\t{shape.grade}")


def _before(question: str) -> Before | None:
    from search.results import Before

    return Before(question) if question else None


def _filters(
    subjects: list[str], kinds: list[str], year: int | None, *, latest: bool = False
) -> Filters:
    from api.shapes.filters import days_of
    from search.results import Filters

    return Filters(tuple(subjects), tuple(kinds), *days_of(year, year), latest=latest)


add_matrix_command(app)
add_library_commands(app)
app.command()(notify)
add_server_commands(app)


def main() -> None:
    app()
