"""The commands that judge a library by questions whose evidence is known, and learn from them."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.opening import (
    DEFAULT_LIBRARY,
    NOT_UNDERSTOOD,
    DownloadOption,
    JsonOption,
    LibraryOption,
    RerankerOption,
    embedder_of,
    fail,
    library_faults_said,
    open_library,
    said,
)  # fmt: skip

if TYPE_CHECKING:
    from search.evaluation.judging import Question
    from search.library import Library


def add_evaluating_command(app: typer.Typer) -> None:
    for command in (evaluate, calibrate):
        app.command()(command)


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
    model: Annotated[
        list[str],
        typer.Option(help="Judge by this model, side by side with others: docs/models.md."),
    ] = [],  # noqa: B006
    download: DownloadOption = False,
) -> None:
    """Judge a library by questions whose evidence is known, or models by them.

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

    with said(BadQuestion, OSError, code=NOT_UNDERSTOOD):
        asked = read_questions(questions)
    opened = open_library(library, reranker)
    if model:
        _compare(opened, model, asked, download, as_json)
        return
    opened.load()
    opened.search("warm up")
    outcomes = judge(opened, asked)
    if page is not None:
        page.write_text(as_page(outcomes), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(as_record(outcomes), indent=2))
    else:
        typer.echo(as_table(outcomes))


def _compare(
    library: Library, models: list[str], asked: list[Question], download: bool, as_json: bool
) -> None:
    from api.commands.progress import show_progress
    from search.evaluation.comparing import compare_models
    from search.evaluation.figures import as_comparison, as_record

    with library_faults_said(), show_progress() as on_progress:
        embedders = [embedder_of(name, download) for name in models]
        judged = compare_models(library, embedders, asked, on_progress)
    if as_json:
        records = {name: as_record(outcomes) for name, outcomes in judged.items()}
        typer.echo(json.dumps(records, indent=2))
    else:
        typer.echo(as_comparison(judged))


def calibrate(
    questions: Annotated[Path, typer.Argument(help="JSON lines of questions, docs/quality.md.")],
    library: LibraryOption = DEFAULT_LIBRARY,
    reranker: RerankerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Learn how sure answers of a library are, by its model and reranker, from known questions.

    What is learned is kept with the library where it does better on questions held back.

    Example: pincite calibrate questions.jsonl --library indexes/default
    """
    from search.evaluation.calibrating import TooFewQuestions
    from search.evaluation.calibrating import calibrate as learn
    from search.evaluation.judging import BadQuestion, read_questions

    with library_faults_said(), said(BadQuestion, OSError, TooFewQuestions, code=NOT_UNDERSTOOD):
        learned = learn(open_library(library, reranker), read_questions(questions))
    if as_json:
        typer.echo(json.dumps(asdict(learned), indent=2))
        return
    typer.echo("| on questions held back | as it comes | as learned |\n|---|--:|--:|")
    for name, value in learned.before.items():
        typer.echo(f"| {name} | {value:.3f} | {learned.after[name]:.3f} |")
    typer.echo(
        f"kept with {library}"
        if learned.is_kept
        else "not kept: on questions held back it does no better than what comes along"
    )


def _print_drafts(library: Library, count: int) -> None:
    from search.evaluation.drafting import draft_questions

    for number, draft in enumerate(draft_questions(library.generation, count), start=1):
        record = {
            "id": f"draft-{number:03}",
            "question": draft.question,
            "type": draft.type,
            "filters": {"authority": None, "year": None, "kind": None},
            "gold": [{"doc": draft.doc, "page": draft.page, "quote": draft.quote}],
            "must_mention": list(draft.must_mention),
        }
        typer.echo(json.dumps(record, ensure_ascii=False))
