"""A library copied from a folder to a database and back answers as it did, by the same citations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from search.library import Library
from search.models.sentence_model import Embedder
from search.results import Answer
from search.storage.contract import Storage
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from search.upkeep.checking import check
from search.upkeep.copying import NotACopy, copy
from search.upkeep.progress import Progress
from tests.conftest import ROOT
from tests.databases import Server
from tests.search.upkeep.pages import model, write_page

LINES = (ROOT / "demo/questions.jsonl").read_text(encoding="utf-8").splitlines()
QUESTIONS = [json.loads(line)["question"] for line in LINES] + [
    "summarise Westmarch",
    "which forces have problems with 999 calls",
    "“999 calls”",
    "grades of all forces",
    "recommendations on knife crime",
]


@pytest.fixture
def database(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Storage]:
    monkeypatch.chdir(tmp_path)  # where it keeps what is beside it
    with closing(open_storage(postgres.make_database())) as storage:
        yield storage


def test_the_demo_is_answered_alike_from_a_folder_and_from_a_database(
    demo_library: Path, database: Storage, tmp_path: Path, embedder: Embedder
) -> None:
    folder, back = open_storage(demo_library), open_storage(tmp_path / "back")
    assert copy(folder, database) == copy(database, back) == 12
    assert check(database).faults == check(back).faults == ()
    libraries = [Library(place, embedder=embedder) for place in (folder, database, back)]
    for question in QUESTIONS:
        first, *others = (told(library.ask(question, limit=50)) for library in libraries)
        assert others == [first, first], question


def told(answer: Answer) -> Answer:
    """An answer without its moment; numbers as a person is shown them: sums end in other bits."""
    return replace(
        answer,
        generation=0,
        took_ms=0.0,
        timings_ms={},
        confidence=round(answer.confidence, 4),
        nearest=tuple(replace(hit, score=round(hit.score, 4)) for hit in answer.nearest),
        rows=tuple(
            replace(row, confidence=row.confidence and round(row.confidence, 4))
            for row in answer.rows
        ),
    )


def test_what_left_what_failed_and_what_was_said_are_copied_too(
    tmp_path: Path, database: Storage
) -> None:
    folder = open_storage(tmp_path / "library")
    page = write_page(tmp_path / "in/salford.html", "Salford", "Knife crime has fallen.")
    (tmp_path / "in/empty.pdf").write_bytes(b"")
    ingest(folder, [tmp_path / "in"], embedder=model())
    before = page.read_bytes()
    write_page(page, "Salford", "Knife crime has risen.")
    ingest(folder, [tmp_path / "in"], embedder=model())
    (folder.beside.folder / "corrections.toml").write_text("# none\n", encoding="utf-8")

    copy(folder, database)
    ours, theirs = database.open(), folder.open()
    assert ours.past_files() == theirs.past_files()
    ((sha256, _, _),) = ours.past_files()
    assert ours.past(sha256) == theirs.past(sha256)
    file = ours.open_file(sha256)
    assert file is not None and file.read() == before
    assert [f.source for f in ours.failures()] == [f.source for f in theirs.failures()]
    assert [h.added_at for h in ours.holdings] == [h.added_at for h in theirs.holdings]
    assert database.beside.read("corrections.toml") == b"# none\n"
    theirs.close()


def test_a_copy_that_was_cut_off_goes_on_and_one_into_another_library_is_refused(
    tmp_path: Path, database: Storage
) -> None:
    folder = open_storage(tmp_path / "library")
    for name in ("Salford", "Luton", "Derby"):
        write_page(tmp_path / f"in/{name}.html", name, "Knife crime has fallen.")
    ingest(folder, [tmp_path / "in"], embedder=model())

    def stop(progress: Progress) -> None:
        if progress.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(folder, database, stop, publish_passages=1)
    assert len(database.open().holdings) == 2
    assert copy(folder, database) == 1
    assert check(database).faults == ()

    write_page(tmp_path / "in/Luton.html", "Luton", "Burglary has risen.")
    ingest(folder, [tmp_path / "in"], embedder=model())
    with pytest.raises(NotACopy, match="luton.*empty place"):
        copy(folder, database)
