"""What is found by meaning, through an index and without one; real files, made vectors."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from search.library import Library
from search.models.sentence_model import Embedder
from search.storage.contract import SENTENCE, PassageRef
from search.storage.folder import vector_index, vectors
from search.storage.folder.segments import PLACE, Segment, open_segment, write_segment
from search.storage.folder.store import ReportRow
from search.storage.folder.vector_index import Indexing, build_index, is_due, remove_indexes
from search.storage.folder.vectors import Vectors
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from tests.conftest import ROOT
from tests.search.holdings import make_rows

DIMENSIONS = 32
PASSAGES = 40  # of a report


def test_a_library_too_small_for_an_index_is_scored_exactly(tmp_path: Path) -> None:
    rows, vectors = _library(tmp_path, reports=30)
    assert not is_due(tmp_path, rows)
    found = _open(tmp_path, rows).nearest(vectors[7], 5)
    nearest = np.argsort(-(vectors @ vectors[7]))[:5].tolist()
    assert [ref for ref, _ in found] == [_ref(rows, at) for at in nearest]
    cosines = [cosine for _, cosine in found]
    assert np.allclose(cosines, np.sort(vectors @ vectors[7])[::-1][:5], atol=1e-3)


def test_a_cosine_is_the_product_in_float32_of_the_smallest_components_too() -> None:
    drawn = np.random.default_rng(3)
    stored = (drawn.normal(size=(1300, 384)) * 10.0 ** drawn.uniform(-8, 0, (1300, 384))).astype(
        np.float16
    )
    stored[0] = 0
    wanted = drawn.normal(size=384).astype(np.float32)
    expected = stored.astype(np.float32) @ wanted
    assert np.allclose(vectors._products(stored, wanted), expected, rtol=1e-4, atol=1e-6)
    small = (stored == 0) | (np.abs(stored) >= 2.0**-14)
    assert not small.all()  # there are some that float16 keeps with fewer digits


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every library of more than 100 passages is a large one."""
    _make_large_from(100, monkeypatch)


def test_an_index_finds_what_exact_scoring_finds(tmp_path: Path, small: None) -> None:
    rows, vectors = _library(tmp_path, reports=200)
    assert is_due(tmp_path, rows)
    exact = _open(tmp_path, rows)
    wanted = [set(_refs(exact, vectors[i], 10)) for i in range(50)]
    build_index(tmp_path, 1, rows)
    assert not is_due(tmp_path, rows)
    indexed = _open(tmp_path, rows)
    shared = [len(w & set(_refs(indexed, vectors[i], 10))) for i, w in enumerate(wanted)]
    assert np.mean(shared) >= 9.5


def test_a_filter_lets_nothing_else_through(tmp_path: Path, small: None) -> None:
    rows, vectors = _library(tmp_path, reports=60)
    build_index(tmp_path, 1, rows)
    for chosen in (rows[3:5], rows[10:40]):  # few are scored exactly, many by the index
        allowed = frozenset(row.holding.number for row in chosen)
        found = _refs(_open(tmp_path, rows), vectors[0], 50, allowed)
        assert len(found) == 50
        assert {ref.report for ref in found} <= allowed


def test_under_a_filter_none_of_the_nearest_is_missed(
    tmp_path: Path, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, vectors = _library(tmp_path, reports=200)
    fifth = frozenset(row.holding.number for row in rows[::5])

    def tens() -> list[list[PassageRef]]:
        opened = _open(tmp_path, rows)
        return [_refs(opened, vector, 100, fifth)[:10] for vector in vectors[:50]]

    exact = tens()
    build_index(tmp_path, 1, rows)
    monkeypatch.setattr(vector_index, "PROBED", 8)
    monkeypatch.setattr(vector_index, "LEAST_PROBED", 0)
    assert tens() == exact
    monkeypatch.setattr(vector_index, "FILTERED", 0.1)
    assert tens() != exact


def test_what_came_after_the_index_is_found_and_what_left_is_not(
    tmp_path: Path, small: None
) -> None:
    rows, vectors = _library(tmp_path, reports=60)
    build_index(tmp_path, 1, rows[:59])
    today = rows[1:]  # the first has left since, the last has come
    opened = _open(tmp_path, today)
    assert _refs(opened, vectors[-1], 1) == [PassageRef(60, PASSAGES - 1)]
    gone = vectors[0]
    found = opened.nearest(gone, 5)
    places = [(ref.report - 1) * PASSAGES + ref.number for ref, _ in found]
    cosines = [cosine for _, cosine in found]
    assert all(ref.report > 1 for ref, _ in found)
    assert np.allclose(cosines, (vectors @ gone)[places], atol=1e-3)
    assert cosines[0] < 0.99


def test_a_reader_takes_an_index_that_is_made_after_it_opened(
    tmp_path: Path, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "LOOK_AGAIN_S", 0.0)
    rows, made = _library(tmp_path, reports=60)
    reader = _open(tmp_path, rows)
    before = _refs(reader, made[5], 3)
    build_index(tmp_path, 1, rows)
    after = _refs(reader, made[5], 3)
    assert before[0] == after[0] == PassageRef(1, 5)
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
    _make_large_from(10, monkeypatch)
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


def _library(folder: Path, *, reports: int) -> tuple[list[ReportRow], NDArray[np.float32]]:
    """Rows of reports in one segment, and the vectors of their passages: some are alike."""
    rng = np.random.default_rng(0)
    total = reports * PASSAGES
    topics = rng.normal(size=(20, DIMENSIONS))
    vectors = topics[rng.integers(0, 20, total)] + 0.6 * rng.normal(size=(total, DIMENSIONS))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)
    empty = np.zeros((0, 48), np.uint8), np.zeros(0, SENTENCE)
    write_segment(folder, 1, [Segment(np.zeros(total, PLACE), vectors, *empty)])
    return make_rows(reports, passages=PASSAGES), vectors.astype(np.float32)


def _open(folder: Path, rows: list[ReportRow]) -> Vectors:
    return Vectors(folder, rows, {1: open_segment(folder, 1)})


def _refs(
    opened: Vectors,
    vector: NDArray[np.float32],
    limit: int,
    reports: frozenset[int] | None = None,
) -> list[PassageRef]:
    return [ref for ref, _ in opened.nearest(vector, limit, reports)]


def _ref(rows: list[ReportRow], at: int) -> PassageRef:
    """The passage whose vector is at a place among all."""
    return PassageRef(rows[at // PASSAGES].holding.number, at % PASSAGES)


def _make_large_from(passages: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "EXACT", passages)
    monkeypatch.setattr(vector_index, "EXACT", passages)
