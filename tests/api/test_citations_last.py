"""Old citations resolve after the library is rebuilt, or say what became of them."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.sentences import split_sentences
from search.adding import ingest
from search.citations import BadCitation, citation_id
from search.embeddings import Embedder
from search.resolving import UnknownCitation, resolve
from search.snapshot import Snapshot

REPORTS = Path(__file__).parent.parent.parent / "demo" / "reports"
PAGE = "westmarch/peel-2022-10-14.html"
OTHER = "westmarch/peel-2025-03-28.html"


def cite_every_sentence(folder: Path) -> dict[str, str]:
    """The citation id of each sentence and of each pair of sentences -> its words."""
    snapshot = Snapshot(folder)
    found = {}
    for row in snapshot.rows:
        report = snapshot.report(row)
        spans = split_sentences(report.text, 0, len(report.text))
        pairs = [(a, d) for (a, _), (_, d) in pairwise(spans)]
        for start, end in [*spans, *pairs]:
            if re.search(r"\w", report.text[start:end]):
                pin = citation_id(row.info.sha256, report.text, start, end)
                found[pin] = report.text[start:end]
    snapshot.close()
    return found


def words(text: str) -> list[str]:
    return [word.casefold() for word in re.findall(r"\w+", text)]


@pytest.fixture(scope="module")
def old(demo_library: Path) -> dict[str, str]:
    return cite_every_sentence(demo_library)


@pytest.fixture
def revised(demo_library: Path, tmp_path: Path, embedder: Embedder) -> tuple[Path, Path]:
    """(a library that holds one web page, that page's file, to be written anew)."""
    file = tmp_path / "reports" / PAGE
    file.parent.mkdir(parents=True)
    shutil.copy(REPORTS / PAGE, file)
    ingest(tmp_path / "library", [tmp_path / "reports"], embedder=embedder)
    return tmp_path / "library", file


def test_every_old_citation_resolves_after_a_rebuild_with_smaller_passages(
    old: dict[str, str], tmp_path: Path, embedder: Embedder
) -> None:
    assert len(old) > 1000
    ingest(tmp_path, [REPORTS], embedder=embedder, max_tokens=60)
    snapshot = Snapshot(tmp_path)
    for pin, quote in old.items():
        found = resolve(snapshot, pin)
        assert (found.state, found.was) == ("here", None)
        assert found.now is not None and found.now.quote == quote
    snapshot.close()


def test_every_old_citation_moves_along_when_words_come_before_it(
    revised: tuple[Path, Path], embedder: Embedder
) -> None:
    library, file = revised
    old = cite_every_sentence(library)
    heading = re.search(r"<h2[^>]*>", file.read_text(encoding="utf-8"))
    assert heading is not None
    _rewrite(file, heading[0], f"<p>We wrote this line later than all the others.</p>{heading[0]}")
    ingest(library, [file.parent.parent], embedder=embedder)
    snapshot = Snapshot(library)
    states = set()
    for pin, quote in old.items():
        found = resolve(snapshot, pin)
        states.add(found.state)
        if found.state == "changed":  # the pair between whose sentences the line came
            assert found.was is not None and found.was.quote == quote
            continue
        assert found.state == "moved"
        assert found.now is not None and words(found.now.quote) == words(quote)
        assert found.was is not None and found.was.quote == quote
    assert states <= {"moved", "changed"}
    changed = [pin for pin in old if resolve(snapshot, pin).state == "changed"]
    assert len(changed) <= 2
    snapshot.close()


def test_a_revised_sentence_is_shown_beside_what_it_was(
    revised: tuple[Path, Path], embedder: Embedder
) -> None:
    library, file = revised
    (pin,) = [p for p, q in cite_every_sentence(library).items() if q == SURRENDERED]
    _rewrite(file, "118 knives were surrendered", "131 knives were surrendered")
    ingest(library, [file.parent.parent], embedder=embedder)
    snapshot = Snapshot(library)
    found = resolve(snapshot, pin)
    assert found.state == "changed"
    assert found.was is not None and found.was.quote == SURRENDERED
    assert found.now is not None and "131 knives were surrendered" in found.now.quote
    snapshot.close()


def test_a_removed_report_still_says_what_was_cited(
    revised: tuple[Path, Path], embedder: Embedder
) -> None:
    library, file = revised
    (pin,) = [p for p, q in cite_every_sentence(library).items() if q == SURRENDERED]
    shutil.copy(REPORTS / OTHER, file.parent)  # a folder without any report looks like a lost disk
    file.unlink()
    ingest(library, [file.parent.parent], embedder=embedder, prune=True)
    snapshot = Snapshot(library)
    found = resolve(snapshot, pin)
    assert (found.state, found.now) == ("gone", None)
    assert found.was is not None and found.was.quote == SURRENDERED
    snapshot.close()


def test_what_was_never_cited_is_not_made_up(demo_library: Path) -> None:
    snapshot = Snapshot(demo_library)
    with pytest.raises(BadCitation):
        resolve(snapshot, "nothing")
    with pytest.raises(UnknownCitation):
        resolve(snapshot, "A" * 24)
    snapshot.close()


SURRENDERED = (
    "In 2021, 118 knives were surrendered in bins outside police stations and supermarkets."
)


def _rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
