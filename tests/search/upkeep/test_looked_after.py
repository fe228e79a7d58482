"""What a library says of itself, what leaves it, what can be taken out of it as lines."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from search.storage.errors import NoLibrary
from search.storage.folder.segments import segment_folder
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from search.upkeep.checking import check
from search.upkeep.exporting import export
from search.upkeep.progress import Summary
from search.upkeep.removing import NotThere, remove
from search.upkeep.status import read_status
from search.upkeep.watching import watch
from tests.conftest import ROOT
from tests.search.upkeep.pages import model, write_page


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    write_page(folder / "in/salford.html", "Salford", "Knife crime has fallen.")
    write_page(folder / "in/luton.html", "Luton", "Burglary has risen.")
    (folder / "in/empty.pdf").write_bytes(b"")
    ingest(open_storage(folder / "library"), [folder / "in"], embedder=model())
    return folder / "library"


@pytest.fixture
def library(made: Path, tmp_path: Path) -> Path:
    """Two reports and a failed file; a copy, so that a test may do with it as it likes."""
    return shutil.copytree(made, tmp_path / "library")


def test_the_status_counts_what_is_in(library: Path) -> None:
    found = read_status(open_storage(library))

    assert (found.reports, found.pages, found.generation) == (2, 0, 1)
    assert found.passages == check(open_storage(library)).passages
    assert sum(found.subjects.values()) == 2
    assert found.years == {"2024": 2}
    assert [(failure.source, failure.reason) for failure in found.failed] == [
        ("empty.pdf", "It is empty. Fetch it again from where it came.")
    ]
    assert found.bytes_on_disk > (library / "library.sqlite").stat().st_size


def test_a_removed_report_is_gone_but_for_its_old_citations(library: Path) -> None:
    before = open_storage(library).open()
    (info,) = [held.info for held in before.holdings if held.info.source == "luton.html"]
    before.close()

    gone = remove(open_storage(library), ["luton.html", "empty.pdf"])

    assert gone == [info.id]
    found = read_status(open_storage(library))
    assert (found.reports, found.kept, found.failed) == (1, 1, ())
    after = open_storage(library).open()
    assert "Burglary has risen." in after.past(info.sha256)[0].text
    file = after.open_file(info.sha256)
    assert file is not None
    file.close()
    after.close()
    assert check(open_storage(library)).faults == ()


def test_what_told_subjects_and_dates_is_counted_and_who_is_unknown_listed(
    library: Path, tmp_path: Path
) -> None:
    write_page(tmp_path / "in/harbours.html", "The state of harbours", "Harbours have silted up.")
    ingest(open_storage(library), [tmp_path / "in"], embedder=model())
    found = read_status(open_storage(library))
    assert (found.subjects_by, found.without_subject) == ({"title": 2, "": 1}, ("harbours.html",))
    assert found.dates_by == {"label": 3}
    command = [sys.executable, "-m", "api.commands", "status", "--library", str(library)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert "subjects told by: title 2, nothing 1\n" in told
    assert "pincite.toml can say whom:\n  harbours.html\n" in told


def test_what_pages_do_not_show_is_told_of_their_report(library: Path, tmp_path: Path) -> None:
    write_page(tmp_path / "in/derby.html", "Derby", "Burglary has <del>fallen by half</del> risen.")
    ingest(open_storage(library), [tmp_path / "in"], embedder=model())
    source = "derby.html"
    assert read_status(open_storage(library)).left_out == ((source, "crossed out", 3),)
    command = [sys.executable, "-m", "api.commands", "status", "--library", str(library)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert f"3 words are left out, for no page shows them:\n  {source}: crossed" in told


def test_a_library_of_an_earlier_version_is_read_and_written(library: Path, tmp_path: Path) -> None:
    with sqlite3.connect(library / "library.sqlite") as database:
        for column in (
            "left_out",
            "published_precision",
            "file_date",
            "subject_by",
            "published_by",
            "language",
        ):
            database.execute(f"ALTER TABLE reports DROP COLUMN {column}")
    database.close()
    generation = open_storage(library).open()
    assert [holding.left_out for holding in generation.holdings] == [(), ()]
    told = [(held.info.published_precision, held.info.file_date) for held in generation.holdings]
    assert told == [("day", None)] * 2
    generation.close()
    write_page(tmp_path / "in/derby.html", "Derby", "Burglary has <del>fallen</del> risen.")
    ingest(open_storage(library), [tmp_path / "in"], embedder=model())
    assert len(read_status(open_storage(library)).left_out) == 1


def test_all_that_is_named_is_removed_or_nothing(library: Path) -> None:
    with pytest.raises(NotThere, match=r"There is no report derby in .+\. Nothing was removed"):
        remove(open_storage(library), ["luton.html", "derby"])
    with pytest.raises(NoLibrary):
        remove(open_storage(library / "none"), ["luton.html"])

    assert read_status(open_storage(library)).reports == 2
    assert not (library / "none").exists()


def test_every_line_of_an_export_is_a_slice_of_its_report(library: Path) -> None:
    lines = [json.loads(line) for line in export(open_storage(library))]

    texts = {line["id"]: line["text"] for line in lines if line["type"] == "report"}
    passages = [line for line in lines if line["type"] == "passage"]
    sections = [line for line in lines if line["type"] == "section"]
    assert len(texts) == 2
    assert len(passages) == read_status(open_storage(library)).passages
    for passage in passages:
        text = texts[passage["report"]]
        assert text[passage["start"] : passage["end"]] == passage["text"]
    for section in sections:
        assert texts[section["report"]][section["start"] :].startswith(section["title"])


def spoil_text(library: Path) -> None:
    database = sqlite3.connect(library / "library.sqlite")
    with database:
        database.execute("UPDATE bodies SET text = (SELECT text FROM bodies WHERE report = 2)")
    database.close()


def spoil_file(library: Path) -> None:
    path = next((library / "files").glob("*/*"))
    path.write_bytes(b"other bytes")


def lose_file(library: Path) -> None:
    next((library / "files").glob("*/*")).unlink()


def spoil_vectors(library: Path) -> None:
    path = segment_folder(library, 1) / "vectors.npy"
    np.save(path, np.load(path) * 2)


def lose_a_number(library: Path) -> None:
    path = segment_folder(library, 1) / "vectors.npy"
    vectors = np.load(path)
    vectors[0, 0] = np.nan
    np.save(path, vectors)


def spoil_places(library: Path) -> None:
    path = segment_folder(library, 1) / "passages.npy"
    places = np.load(path)
    places["end"][0] += 100_000
    np.save(path, places)


def lose_words(library: Path) -> None:
    (library / "words/1/meta.json").unlink()


def lose_segment(library: Path) -> None:
    (segment_folder(library, 1) / "tokens.npy").unlink()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoil_text, "its text is not what was read from its file."),
        (spoil_file, "its file is not the one that was read."),
        (lose_file, "its file is not in the library."),
        (spoil_vectors, "a vector of its passages is not of length 1."),
        (lose_a_number, "a vector of its passages is not of length 1."),
        (spoil_places, "is no slice of its text."),
        (lose_words, "the words index cannot be opened."),
        (lose_segment, "segment 1 cannot be opened"),
    ],
)
def test_a_check_names_what_is_wrong(
    library: Path, spoil: Callable[[Path], None], said: str
) -> None:
    assert check(open_storage(library)).faults == ()

    spoil(library)

    assert any(said in fault for fault in check(open_storage(library)).faults)


def test_a_watched_folder_and_its_library_stay_in_step(tmp_path: Path) -> None:
    library, folder = tmp_path / "library", tmp_path / "in"
    write_page(folder / "a.html", "Salford", "Knife crime has fallen.")
    watching = watch(open_storage(library), [folder], look_s=0.02)

    first = next(watching)
    later = threading.Timer(0.2, write_page, (folder / "b.html", "Luton", "Burglary has risen."))
    later.start()
    second = next(watching)
    (folder / "a.html").unlink()
    third = next(watching)
    watching.close()

    assert [summary_of(found) for found in (first, second, third)] == [
        (1, 0, 1),
        (1, 0, 2),
        (0, 1, 1),
    ]


def summary_of(found: Summary | str) -> tuple[int, int, int]:
    assert isinstance(found, Summary)
    return found.added, found.removed, found.reports
