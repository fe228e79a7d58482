"""A library can be backed up while it lives, restored as it was, and repaired where it was damaged."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from search import library as library_module
from search.library import Library
from search.storage.folder.backing_up import BadBackup
from search.storage.folder.segments import segment_folder
from search.storage.opening import back_up, open_storage, restore
from search.upkeep.adding import ingest
from search.upkeep.checking import check
from search.upkeep.repairing import BeyondRepair, repair
from tests.search.upkeep.pages import model, write_page

QUESTION = "Has knife crime fallen in Salford?"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("safe")
    write_page(folder / "in/salford.html", "Salford", "Knife crime has fallen.")
    write_page(folder / "in/luton.html", "Luton", "Burglary has risen.")
    ingest(open_storage(folder / "library"), [folder / "in"], embedder=model())
    (folder / "library/feedback.jsonl").write_text("{}\n")
    return folder / "library"


@pytest.fixture
def library(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "library")


def answered(library: Path) -> tuple[object, ...]:
    opened = Library(open_storage(library), embedder=model())
    answer = opened.ask(QUESTION)
    opened.close()
    return answer.statements, {hit.id for hit in answer.nearest}, round(answer.confidence, 4)


def test_what_is_restored_answers_as_what_was_backed_up(library: Path, tmp_path: Path) -> None:
    number = back_up(open_storage(library), tmp_path / "backup")
    assert restore(tmp_path / "backup", tmp_path / "again") == number == 1
    assert answered(tmp_path / "again") == answered(library)
    assert (tmp_path / "again/feedback.jsonl").exists()
    assert check(open_storage(tmp_path / "again")).faults == ()
    command = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
    assert subprocess.run(command, cwd=tmp_path / "backup", check=False).returncode == 0
    write_page(tmp_path / "more/derby.html", "Derby")
    ingest(open_storage(library), [tmp_path / "more"], embedder=model())
    assert back_up(open_storage(library), tmp_path / "backup") == 2  # in place of the first
    assert restore(tmp_path / "backup", tmp_path / "third") == 2
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_a_damaged_backup_and_a_place_that_is_taken_are_refused(
    library: Path, tmp_path: Path
) -> None:
    back_up(open_storage(library), tmp_path / "backup")
    with pytest.raises(BadBackup, match="has other things in it"):
        back_up(open_storage(library), tmp_path)
    with pytest.raises(BadBackup, match="is not empty"):
        restore(tmp_path / "backup", library)
    with pytest.raises(BadBackup, match="is no backup"):
        restore(library, tmp_path / "again")
    path = next((tmp_path / "backup/files").glob("*/*"))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(BadBackup, match="1 files of .+ are not as they were"):
        restore(tmp_path / "backup", tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_backups_that_are_taken_while_it_is_written_are_whole(
    library: Path, tmp_path: Path
) -> None:
    ended = threading.Event()

    def write() -> None:
        for number in range(5):
            page = write_page(tmp_path / f"more/{number % 3}.html", f"Derby {number}")
            ingest(open_storage(library), [page], embedder=model())
        ended.set()

    writer = threading.Thread(target=write)
    writer.start()
    numbers = []
    while not ended.is_set():
        backup = tmp_path / f"backup-{len(numbers)}"
        numbers.append(back_up(open_storage(library), backup))
        opened = open_storage(backup).open()
        assert opened.number == numbers[-1]
        opened.close()
        assert check(open_storage(backup)).faults == ()
    writer.join()
    assert len(numbers) > 1 and numbers == sorted(numbers)


def test_the_log_of_the_store_does_not_grow_while_it_is_read(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_module, "LOOK_AGAIN_S", 0.0)
    opened = Library(open_storage(library), embedder=model())
    assert opened.generation.number == 1
    log = library / "library.sqlite-wal"
    sizes = []
    for number in range(8):
        page = write_page(tmp_path / "long.html", f"Derby {number}")
        ingest(open_storage(library), [page], embedder=model())
        sizes.append(log.stat().st_size)
        assert opened.generation.number == number + 2  # goes over to it
        assert opened.generation.number == number + 2  # and looks again
    assert sum(sizes) > 200_000  # it would have come to that
    assert max(sizes) < 100_000
    assert log.stat().st_size == 0
    assert "Derby 7" in opened.generation.report(10).text
    opened.close()


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-64])


def with_a_number_lost(library: Path) -> None:
    path = segment_folder(library, 1) / "vectors.npy"
    vectors = np.load(path)
    vectors[0, 0] = np.nan
    np.save(path, vectors)


def with_tokens_cut_off(library: Path) -> None:
    cut_off(segment_folder(library, 1) / "tokens.npy")


def without_a_segment(library: Path) -> None:
    shutil.rmtree(segment_folder(library, 1))


def with_a_bit_turned(library: Path) -> None:
    path = segment_folder(library, 1) / "tokens.npy"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def without_words(library: Path) -> None:
    shutil.rmtree(library / "words")


def with_words_spoilt(library: Path) -> None:
    for path in (library / "words/1").glob("*.term"):
        path.write_bytes(bytes(len(path.read_bytes())))


def with_a_text_spoilt(library: Path) -> None:
    with sqlite3.connect(library / "library.sqlite") as database:
        database.execute("UPDATE bodies SET text = X'00' WHERE report = 1")
    database.close()


def without_files(library: Path) -> None:
    shutil.rmtree(library / "files")


@pytest.mark.parametrize(
    "damage",
    [
        with_a_number_lost,
        with_tokens_cut_off,
        without_a_segment,
        with_a_bit_turned,
        without_words,
        with_words_spoilt,
        with_a_text_spoilt,
        without_files,
    ],
)
def test_what_is_damaged_is_found_and_made_anew(
    library: Path, damage: Callable[[Path], None]
) -> None:
    before = answered(library)
    damage(library)
    assert check(open_storage(library)).faults != ()
    repair(open_storage(library), embedder=model())
    assert check(open_storage(library)).faults == ()
    assert answered(library) == before
    opened = open_storage(library).open()
    assert opened.past_files() == []
    opened.close()


def test_what_is_damaged_twice_is_said_to_be_beyond_repair(library: Path) -> None:
    with_a_text_spoilt(library)
    for path in (library / "files").glob("*/*"):
        path.write_bytes(b"other")
    with sqlite3.connect(library / "library.sqlite") as database:
        database.execute("UPDATE reports SET location = '/gone'")
    database.close()
    with pytest.raises(BeyondRepair, match="Neither the text nor the file of"):
        repair(open_storage(library), embedder=model())
    assert open_storage(library).published() == 1
