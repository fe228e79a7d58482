"""What is found by meaning, through an index and without one; real files, made vectors."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from search.storage.folder.sqlite import Row

import search.storage.folder.vectors
from search.library import Library
from search.models.sentence_model import Embedder
from search.storage.folder.segments import PLACE, SENTENCE, Segment, open_segment, write_segment
from search.storage.folder.vectors import Indexing, Meaning, build_index, is_due, remove_indexes
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from tests.conftest import ROOT
from tests.search.rows import make_row

DIMENSIONS = 32
PASSAGES = 40  # of a report


def test_a_library_too_small_for_an_index_is_scored_exactly(tmp_path: Path) -> None:
    rows, vectors = _library(tmp_path, reports=30)
    assert not is_due(tmp_path, rows)
    found, cosines = _open(tmp_path, rows).nearest(vectors[7], 5)
    assert found.tolist() == np.argsort(-(vectors @ vectors[7]))[:5].tolist()
    assert np.allclose(cosines, np.sort(vectors @ vectors[7])[::-1][:5], atol=1e-3)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every library of more than 100 passages is a large one."""
    monkeypatch.setattr(search.storage.folder.vectors, "EXACT", 100)


def test_an_index_finds_what_exact_scoring_finds(tmp_path: Path, small: None) -> None:
    rows, vectors = _library(tmp_path, reports=200)
    assert is_due(tmp_path, rows)
    exact = _open(tmp_path, rows).nearest
    wanted = [set(exact(vectors[i], 10)[0].tolist()) for i in range(50)]
    build_index(tmp_path, 1, rows)
    assert not is_due(tmp_path, rows)
    indexed = _open(tmp_path, rows).nearest
    shared = [len(w & set(indexed(vectors[i], 10)[0].tolist())) for i, w in enumerate(wanted)]
    assert np.mean(shared) >= 9.5


def test_a_filter_lets_nothing_else_through(tmp_path: Path, small: None) -> None:
    rows, vectors = _library(tmp_path, reports=60)
    build_index(tmp_path, 1, rows)
    for chosen in (rows[3:5], rows[10:40]):  # few are scored exactly, many by the index
        allowed = {row.row for row in chosen}
        found, _ = _open(tmp_path, rows).nearest(vectors[0], 50, frozenset(allowed))
        assert len(found) == 50
        assert {rows[at // PASSAGES].row for at in found.tolist()} <= allowed


def test_under_a_filter_none_of_the_nearest_is_missed(
    tmp_path: Path, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, vectors = _library(tmp_path, reports=200)
    fifth = frozenset(row.row for row in rows[::5])

    def tens() -> list[list[int]]:
        meaning = _open(tmp_path, rows)
        found = [meaning.nearest(vector, 100, fifth)[0][:10] for vector in vectors[:50]]
        return [positions.tolist() for positions in found]

    exact = tens()
    build_index(tmp_path, 1, rows)
    monkeypatch.setattr(search.storage.folder.vectors, "PROBED", 8)
    monkeypatch.setattr(search.storage.folder.vectors, "LEAST_PROBED", 0)
    assert tens() == exact
    monkeypatch.setattr(search.storage.folder.vectors, "FILTERED", 0.1)
    assert tens() != exact


def test_what_came_after_the_index_is_found_and_what_left_is_not(
    tmp_path: Path, small: None
) -> None:
    rows, vectors = _library(tmp_path, reports=60)
    build_index(tmp_path, 1, rows[:59])
    today = rows[1:]  # the first has left since, the last has come
    nearest = _open(tmp_path, today).nearest
    assert nearest(vectors[-1], 1)[0].tolist() == [59 * PASSAGES - 1]
    gone = vectors[0]
    found, cosines = nearest(gone, 5)
    assert np.allclose(cosines, (vectors[PASSAGES:] @ gone)[found], atol=1e-3)
    assert cosines[0] < 0.99


def test_a_reader_takes_an_index_that_is_made_after_it_opened(
    tmp_path: Path, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search.storage.folder.vectors, "LOOK_AGAIN_S", 0.0)
    rows, vectors = _library(tmp_path, reports=60)
    reader = _open(tmp_path, rows)
    before, _ = reader.nearest(vectors[5], 3)
    build_index(tmp_path, 1, rows)
    after, _ = reader.nearest(vectors[5], 3)
    assert before[0] == after[0] == 5
    assert reader._index is not None


def test_what_stops_an_index_is_said_by_whoever_waits_for_it(tmp_path: Path) -> None:
    rows, _ = _library(tmp_path, reports=5)
    (tmp_path / "meaning").write_text("in the way")
    indexing = Indexing(tmp_path, 1, rows)
    indexing.start()
    with pytest.raises(OSError, match="meaning"):
        indexing.finish()


def test_an_ingest_makes_the_index_that_is_due_and_questions_find_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, embedder: Embedder
) -> None:
    reports = sorted((ROOT / "demo" / "reports").iterdir())[:2]
    ingest(open_storage(tmp_path), reports, embedder=embedder)
    question = "How well are children in care supported?"
    exact = Library(open_storage(tmp_path), embedder=embedder)
    wanted = exact.search(question).hits
    monkeypatch.setattr(search.storage.folder.vectors, "EXACT", 10)
    ingest(
        open_storage(tmp_path),
        sorted((ROOT / "demo" / "reports").iterdir())[2:3],
        embedder=embedder,
    )
    assert [path.name for path in (tmp_path / "meaning").iterdir()] == ["2"]
    indexed = Library(open_storage(tmp_path), embedder=embedder)
    assert {hit.id for hit in wanted[:3]} <= {hit.id for hit in indexed.search(question).hits}
    exact.close()
    indexed.close()


def test_the_two_newest_indexes_are_kept(tmp_path: Path, small: None) -> None:
    rows, _ = _library(tmp_path, reports=5)
    for number in (1, 2, 10):
        build_index(tmp_path, number, rows)
    (tmp_path / "meaning" / ".coming-11").mkdir()  # what a crash left
    remove_indexes(tmp_path)
    assert sorted(path.name for path in (tmp_path / "meaning").iterdir()) == ["10", "2"]


def _library(folder: Path, *, reports: int) -> tuple[list[Row], NDArray[np.float32]]:
    """Rows of reports in one segment, and the vectors of their passages: some are alike."""
    rng = np.random.default_rng(0)
    total = reports * PASSAGES
    topics = rng.normal(size=(20, DIMENSIONS))
    vectors = topics[rng.integers(0, 20, total)] + 0.6 * rng.normal(size=(total, DIMENSIONS))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)
    empty = np.zeros((0, 48), np.uint8), np.zeros(0, SENTENCE)
    write_segment(folder, 1, [Segment(np.zeros(total, PLACE), vectors, *empty)])
    rows = [make_row(number, passages=PASSAGES) for number in range(reports)]
    return rows, vectors.astype(np.float32)


def _open(folder: Path, rows: list[Row]) -> Meaning:
    return Meaning(folder, rows, {1: open_segment(folder, 1)})
