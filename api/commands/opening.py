"""Opens a library for a command; what is wrong is said in a sentence, with an exit status of its own.

0: done, or found. 1: not found, or not all of it done: a file could not be read, a check found
faults. 2: what was given is not understood. 3: there is no library, or it cannot be used.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from api.settings import Settings
    from search.library import Library
    from search.models.sentence_model import Embedder
    from search.results import Answer, SearchResult

# What needs the library is imported where it is used, in every command: --help does not wait for it.

NOT_FOUND, NOT_UNDERSTOOD, NO_LIBRARY = 1, 2, 3

DEFAULT_LIBRARY = "indexes/default"
LibraryOption = Annotated[
    str, typer.Option("--library", help="The library's folder, or postgresql://HOST/DATABASE.")
]
ConfigOption = Annotated[
    Path | None,
    typer.Option(
        envvar="PINCITE_CONFIG", help="The server’s file: collections, sign-in, settings."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ModelOption = Annotated[
    str | None,
    typer.Option(help="A sentence-transformers model's folder, or name: docs/models.md."),
]
DownloadOption = Annotated[
    bool, typer.Option("--download", help="Fetch the model from the Hugging Face hub.")
]
RerankerOption = Annotated[
    str | None,
    typer.Option(help="A sentence-transformers CrossEncoder on disk that orders what is found."),
]


def open_library(place: str, reranker: str | None = None, *, to_ask: bool = True) -> Library:
    """With `to_ask` where its model is needed: that it is another one is said at once."""
    from search.library import open_library
    from search.models.reranker import Reranker, RerankerMissing

    with library_faults_said(), said(RerankerMissing, code=NOT_UNDERSTOOD):
        second = Reranker(reranker) if reranker else None
        if second is not None:
            second.load()
        opened = open_library(place, reranker=second)
        if to_ask:
            opened.embedder  # noqa: B018  # is looked at
        return opened


def settings_of(config: Path | None) -> Settings:
    """Those of the environment, and of the server's file where there is one."""
    from api.access.server_file import BadServerFile, read_server_file
    from api.settings import BadSetting, read_settings

    with said(BadSetting, BadServerFile):
        return read_settings(os.environ, read_server_file(config) if config else None)


def tell_question(library: Library, result: Answer | SearchResult, route: str) -> None:
    """Logs and records what a command was asked, as the settings have it."""
    config = os.environ.get("PINCITE_CONFIG")
    settings = settings_of(Path(config) if config else None)
    if not (settings.audit or settings.query_log or settings.record != "no"):
        return
    from api.question_logs import NotTold, Telling, whoever_runs_it

    with said(NotTold, OSError, code=NO_LIBRARY):
        Telling(settings).question(library, result, route, whoever_runs_it())


def library_of(place: str, embedder: Embedder | None = None) -> Library:
    """The library of a place, whether there is one yet or not."""
    from search.library import Library
    from search.storage.opening import open_storage

    with library_faults_said():
        return Library(open_storage(place), embedder=embedder)


def embedder_of(model: str, download: bool = False) -> Embedder:
    """The model of that name or folder; it is fetched where it may be. Raises ModelMissing."""
    from search.models.model_folder import download_model
    from search.models.sentence_model import shared_embedder

    if download:
        download_model(model)
    return shared_embedder(model)


@contextmanager
def said(*errors: type[Exception], code: int = NOT_FOUND) -> Iterator[None]:
    try:
        yield
    except errors as error:
        fail(str(error), code)


@contextmanager
def library_faults_said() -> Iterator[None]:
    """Whatever may be wrong with a library, beside errors of the command's own."""
    from ingest.overrides import BadOverrides
    from search.models.model_folder import ModelDiffers, ModelMissing
    from search.storage.errors import LibraryError

    try:
        with (
            said(LibraryError, ModelDiffers, ModelMissing, code=NO_LIBRARY),
            said(BadOverrides, code=NOT_UNDERSTOOD),
        ):
            yield
    except sqlite3.DatabaseError as error:
        fail(
            f"library.sqlite is damaged: {error}. Restore a backup, or ingest its reports into a new"
            " folder.",
            NO_LIBRARY,
        )


def fail(message: str, code: int = NOT_UNDERSTOOD) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)
