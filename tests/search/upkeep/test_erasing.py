"""What is taken out can be brought back until it is erased; then not a byte of it is left."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zlib
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from search.answers.resolving import resolve
from search.citations import citation_id
from search.holdings import Holding
from search.library import Library
from search.storage.contract import Generation
from search.storage.folder.segments import open_segment
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from search.upkeep.bringing_back import bring_back
from search.upkeep.checking import check
from search.upkeep.correcting import FILE, correct
from search.upkeep.erasing import erase
from search.upkeep.removing import NotThere, remove
from search.upkeep.retaining import past_retention
from tests.search.upkeep.pages import model, write_page

RARE = "quicksilverish"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Salford, and Luton as it was in two versions, both with a rare word."""
    folder = tmp_path_factory.mktemp("erasing")
    write_page(folder / "in/salford.html", "Salford", "Knife crime has fallen.")
    for version in ("first", "second"):
        write_page(folder / "in/luton.html", "Luton", f"The {version} {RARE} burglar was seen.")
        ingest(open_storage(folder / "library"), [folder / "in"], embedder=model())
    correct(open_storage(folder / "library"), "luton", {"subject": "The Quarrymen of Luton"})
    said = [{"gold": [{"doc": source}]} for source in ("luton.html", "salford.html")]
    lines = "".join(f"{json.dumps(line)}\n" for line in said)
    (folder / "library/feedback.jsonl").write_text(lines)
    (folder / "library/generations/1").mkdir(parents=True)
    return folder / "library"


@pytest.fixture
def library(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "library")


def held(generation: Generation, report_id: str) -> Holding:
    return generation.holdings.by_id[report_id]


def bytes_of(library: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in library.rglob("*") if path.is_file()}


def pieces_of(library: Path, report_id: str) -> dict[str, bytes]:
    """What stands for a report in a library's files: its words, packed and plain, and its vectors."""
    generation = open_storage(library).open()
    holding = held(generation, report_id)
    found = {"word": RARE.encode(), "title": b"Luton: inspection", "subject": b"Quarrymen"}
    past = generation.past("")
    texts = [generation.report(holding.number).text, *(one.text for one in past)]
    for number, text in enumerate(texts):
        found[f"text {number}"] = zlib.compress(text.encode())[20:60]
    row = next(row for row in generation.rows() if row.holding.info.id == report_id)
    segment = open_segment(library, row.segment)
    found["vector"] = segment.vectors[row.first].tobytes()
    found["tokens"] = np.array(segment.tokens_of(row.first)[:4]).tobytes()
    generation.close()
    return found


def test_not_a_byte_of_what_is_erased_is_left(library: Path) -> None:
    pieces = pieces_of(library, "luton")
    before = b"".join(bytes_of(library).values())
    assert [name for name, piece in pieces.items() if piece not in before] == []

    stones = erase(open_storage(library), ["luton"], by="Jo", why="A court asked for it.")

    after = bytes_of(library)
    left = {
        (name, path)
        for name, piece in pieces.items()
        for path, data in after.items()
        if piece in data
    }
    assert left == set()
    assert {(stone.report, stone.by, stone.why) for stone in stones} == {
        ("luton", "Jo", "A court asked for it.")
    }
    assert len(stones) == 2  # a file each
    assert not (library / "generations").exists()
    assert "luton" not in (library / FILE).read_text()
    assert len((library / "feedback.jsonl").read_text().splitlines()) == 1
    assert check(open_storage(library)).faults == ()


def test_what_was_taken_out_before_can_be_erased_too(library: Path) -> None:
    pieces = pieces_of(library, "luton")
    remove(open_storage(library), ["luton"])
    erase(open_storage(library), ["luton.html"], by="Jo", why="A court asked for it.")
    after = b"".join(bytes_of(library).values())
    assert [name for name, piece in pieces.items() if piece in after] == []
    with pytest.raises(NotThere):
        bring_back(open_storage(library), ["luton"], embedder=model())
    with pytest.raises(NotThere, match="There is and was no report derby"):
        erase(open_storage(library), ["derby"], by="Jo", why="")


def test_readers_of_an_older_generation_keep_nothing_in_the_files(library: Path) -> None:
    storage = open_storage(library)
    reader = storage.open()
    pieces = pieces_of(library, "luton")
    reader.close()
    erase(storage, ["luton"], by="Jo", why="")
    assert pieces["text 0"] not in b"".join(bytes_of(library).values())


def test_a_server_that_erases_goes_over_and_lets_the_words_go_at_once(
    library: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pieces = pieces_of(library, "luton")
    serving = Library(open_storage(library), embedder=model())
    before = serving.generation.number
    with serving.followed():
        serving.erase(["luton"], by="Jo", why="")
    assert caplog.messages == []  # nobody was waited for, in vain
    assert pieces["text 0"] not in b"".join(bytes_of(library).values())
    assert serving.held is not None and serving.held.number == before + 1


def test_a_citation_of_what_was_erased_says_so(library: Path) -> None:
    generation = open_storage(library).open()
    report = generation.report(held(generation, "luton").number)
    made = citation_id(report.info.sha256, report.text, 0, 20)
    generation.close()
    erase(open_storage(library), ["luton"], by="Jo", why="A court asked for it.")
    found = resolve(open_storage(library).open(), made)
    assert (found.state, found.now, found.was) == ("erased", None, None)
    assert found.tombstone is not None and found.tombstone.report == "luton"


def test_a_file_that_was_erased_is_read_again_only_where_that_is_allowed(
    library: Path, tmp_path: Path
) -> None:
    page = write_page(tmp_path / "in/luton.html", "Luton", f"The second {RARE} burglar was seen.")
    erase(open_storage(library), ["luton"], by="Jo", why="A court asked for it.")
    again = ingest(open_storage(library), [tmp_path / "in"], embedder=model())
    assert (again.added, again.erased, again.reports) == (0, 1, 1)
    allowed = ingest(open_storage(library), [page], embedder=model(), allow_erased=True)
    assert (allowed.added, allowed.reports) == (1, 2)


def test_what_was_taken_out_is_brought_back_as_it_was(library: Path, tmp_path: Path) -> None:
    generation = open_storage(library).open()
    before = generation.report(held(generation, "luton").number)
    remove(open_storage(library), ["luton"])
    with pytest.raises(NotThere, match="salford is in"):
        bring_back(open_storage(library), ["salford"], embedder=model())

    assert bring_back(open_storage(library), ["luton"], embedder=model()) == ["luton"]

    after = open_storage(library).open()
    report = after.report(held(after, "luton").number)
    assert (report.info, report.text) == (before.info, before.text)
    assert report.info.subject == "The Quarrymen of Luton"
    assert check(open_storage(library)).faults == ()
    write_page(tmp_path / "in/luton.html", "Luton", f"The second {RARE} burglar was seen.")
    summary = ingest(open_storage(library), [tmp_path / "in"], embedder=model())
    assert (summary.added, summary.reports) == (0, 2)  # its folder knows it again


def test_a_rule_lets_go_of_what_is_older_than_it_says(library: Path) -> None:
    storage = open_storage(library)
    # Both are of 3 May 2024.
    assert past_retention(storage, 7, today=date(2031, 5, 3)) == []
    assert len(past_retention(storage, 7, today=date(2031, 5, 4))) == 2
    found = past_retention(storage, 7, ["PEEL"], today=date(2031, 5, 4))
    assert found == []
    with sqlite3.connect(library / "library.sqlite") as database:
        database.execute("UPDATE reports SET published = NULL, file_date = NULL WHERE id = 'luton'")
    database.close()
    ((day, holding),) = past_retention(storage, 7, today=date(2031, 5, 4))
    assert (day, holding.info.id) == (date(2024, 5, 3), "salford")
