"""The command that tells what is new on watched questions, and posts it where that is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.opening import DEFAULT_LIBRARY, LibraryOption, fail, open_library, said


def notify(
    questions: Annotated[Path, typer.Argument(help="A file of watched questions, docs/news.md.")],
    library: LibraryOption = DEFAULT_LIBRARY,
) -> None:
    """Say what is new on watched questions since it was last said, and post it to their hooks.

    Example: pincite notify watch.toml
    """
    from api.news.hooks import NotPosted, post
    from api.news.watching import BadWatch, find_news, note, read_noted, read_watch

    kept = questions.with_suffix(".told.json")
    with said(BadWatch):
        watch, noted = read_watch(questions), read_noted(kept)
    secret = b""
    if watch.secret_file:
        with said(OSError):
            secret = (questions.parent / watch.secret_file).read_bytes().strip()
        if not secret:
            fail(f"{watch.secret_file} is empty: there is nothing to sign with.")
    failed = False
    for news in find_news(open_library(library), watch, noted):
        question = news.watched.question
        if news.first:
            typer.echo(f"{question}: watched from now on, {len(news.noted.ids)} reports so far")
        else:
            typer.echo(f"{question}: {len(news.entries) or 'nothing'} new")
        for entry in news.entries:
            typer.echo(f"  {entry['title']}\n  {entry['link']}")
        if news.entries and news.watched.post:
            message = {"question": question, "feed": news.feed, "entries": news.entries}
            try:
                post(news.watched.post, message, secret)
            except NotPosted as error:
                typer.echo(str(error), err=True)
                failed = True
                continue  # so that it is told the next time
        noted[news.watched.asking.query] = news.noted
        note(kept, noted)
    if failed:
        raise typer.Exit(1)
