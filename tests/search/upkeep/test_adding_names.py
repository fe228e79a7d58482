"""What a file is called costs no other file, and it is found again under the same name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from search.library import Library
from search.results import Filters
from search.storage.analyzer import analyze
from search.storage.contract import PassageRef
from search.storage.folder.words import WordsWriter, words_folder
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from search.upkeep.exporting import export
from tests.search.upkeep.pages import model, write_page

linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
LATIN = os.fsdecode(b"caf\xe9-report.html")


@linux
def test_a_name_that_is_no_utf8_is_read_kept_moved_and_taken_out(tmp_path: Path) -> None:
    write_page(tmp_path / "in" / LATIN, "Salford")
    write_page(tmp_path / "in/b.html", "Trafford")
    write_page(tmp_path / "in" / os.fsdecode(b"\xff.html"), "Bury").write_bytes(b"<html>no")
    storage = open_storage(tmp_path / "library")

    first = ingest(storage, [tmp_path / "in"], embedder=model())
    again = ingest(storage, [tmp_path / "in"], embedder=model())
    found = [json.loads(line) for line in export(storage)]
    (tmp_path / "in" / LATIN).unlink()
    pruned = ingest(storage, [tmp_path / "in"], embedder=model(), prune=True)

    assert (first.added, [one.source for one in first.failed]) == (2, ["\\xff.html"])
    assert (again.unchanged, again.added) == (2, 0)
    sources = {record["source"] for record in found if record["type"] == "report"}
    assert sources == {"caf\\xe9-report.html", "b.html"}
    assert (pruned.removed, pruned.reports) == (1, 1)


def test_a_question_and_a_report_agree_on_accents_however_they_are_typed(tmp_path: Path) -> None:
    composed, typed_apart = "Ynys Môn", "Ynys Mo\u0302n"
    write_page(tmp_path / "in/a.html", composed, "The café in Llangefni is good.")
    write_page(tmp_path / "in/b.html", typed_apart, "The cafe\u0301 in Amlwch is good.")
    write_page(tmp_path / "in/c.html", "Salford")
    for page in (tmp_path / "in").iterdir():
        said = page.read_text(encoding="utf-8")
        said = said.replace(
            "inspection report", "inspection of local authority children’s services"
        )
        page.write_text(said, encoding="utf-8")
    storage = open_storage(tmp_path / "library")

    ingest(storage, [tmp_path / "in"], embedder=model())
    library = Library(storage, embedder=model())
    one, other = (library.search(f"cafés in {name}") for name in (composed, typed_apart))

    assert {hit.report.subject for hit in one.hits} == {"Isle of Anglesey"}
    assert one.scope == other.scope
    assert [hit.id for hit in one.hits] == [hit.id for hit in other.hits]
    chosen = [Filters(subjects=(name,)) for name in (composed, typed_apart)]
    assert {library.generation.holdings.select(filters) for filters in chosen} == {
        frozenset(h.number for h in library.generation.holdings if h.info.subject != "Salford")
    }


def test_a_library_that_may_only_be_read_says_what_it_needs(tmp_path: Path) -> None:
    writer = WordsWriter(tmp_path, 1)
    writer.add(PassageRef(1, 0), "A title", "knife crime")
    writer.commit()
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from search.storage.errors import CannotWrite\n"
        "from search.storage.folder.words import Words\n"
        "import tempfile\n"
        "os.access = lambda *_: False\n"
        "tempfile._candidate_tempdir_list = lambda: ['/nowhere']\n"
        "try: Words(Path(sys.argv[1]))\n"
        "except CannotWrite as error: print(error)\n"
    )

    said = subprocess.run(
        [sys.executable, "-c", script, words_folder(tmp_path, 1)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert "Set TMPDIR to a folder that may be written to." in said.stdout
    assert analyze("cafe\u0301") == analyze("café")
