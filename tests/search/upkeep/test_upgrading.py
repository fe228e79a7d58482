"""A library that 0.1 made is asked, looked after and read anew by today's Pincite.

library-0.1.zip was made by 0.1.0's own code from four reports: a revised page, one that was taken
out, and one as each other is. The ids are those that it gave their words before that.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.library import Library
from search.storage.opening import back_up, open_storage, restore
from search.upkeep.adding import ingest
from search.upkeep.checking import check
from search.upkeep.erasing import erase
from tests.search.upkeep.pages import model

MADE = Path(__file__).with_name("library-0.1.zip")
CITED = {
    "bAQrL8r-AAAA0wArAAnq_pmu": "Burglary has risen by 12 percent in a year.",
    "UXoU_oacAAAGuQAiAAb7ND3Z": "Autism assessment (age 5 and over)",
    "UXoU_oacAAALlQBEAAqTS4Q6": "Oversight of children placed in residential special schools is poor.",
}
REVISED = {
    "tgU-cWiIAAAA1wAiAAVC5hhC": ("changed", "Officers answer 999 calls quickly."),
    "tgU-cWiIAAABbgArAAdCWM-I": ("moved", "Response times have fallen to nine minutes."),
    "ADxTWsxsAAAA0QAmAAgdnp7g": ("gone", "Victims wait too long for a call back."),
}
SOURCES = ("luton.html", "salford.html", "thornborough.pdf")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with zipfile.ZipFile(MADE) as made:
        made.extractall(tmp_path / "library")
    return tmp_path / "library"


@pytest.fixture
def library(folder: Path) -> Iterator[Library]:
    opened = Library(open_storage(folder), embedder=model())
    yield opened
    opened.close()


def all_cited_are_found(library: Library) -> None:
    for made, words in CITED.items():
        found = library.resolve(made)
        assert found.now is not None and found.now.quote == words
        assert found.state in ("here", "moved")
    for made, (state, words) in REVISED.items():
        found = library.resolve(made)
        assert (found.state, found.was and found.was.quote) == (state, words)


def test_it_is_asked_as_it_is_and_its_citations_lead_to_their_words(library: Library) -> None:
    answer = library.ask("oversight of children in residential special schools")
    assert any(one.text == CITED["UXoU_oacAAALlQBEAAqTS4Q6"] for one in answer.statements)
    assert library.search("has burglary risen").hits[0].report.id == "luton"
    all_cited_are_found(library)


@pytest.mark.parametrize("given", ["in/reports", "in"])  # as before, and under another path
def test_it_is_read_anew_and_old_citations_go_on(folder: Path, tmp_path: Path, given: str) -> None:
    held = {one.info.source: one.info.sha256 for one in open_storage(folder).open().holdings}
    assert sorted(held) == sorted(SOURCES)
    for source, digest in held.items():
        (tmp_path / "in/reports").mkdir(parents=True, exist_ok=True)
        shutil.copy(folder / "files" / digest[:2] / digest, tmp_path / "in/reports" / source)

    summary = ingest(open_storage(folder), [tmp_path / given], embedder=model())

    assert (summary.updated, summary.added, summary.failed) == (3, 0, [])
    assert (summary.reports, summary.moved) == (3, 0)
    assert check(open_storage(folder)).faults == ()
    library = Library(open_storage(folder), embedder=model())
    all_cited_are_found(library)
    assert library.ask("Has burglary risen in Luton?").statements
    library.close()


def test_it_is_backed_up_restored_and_erased_from(folder: Path, tmp_path: Path) -> None:
    assert check(open_storage(folder)).faults == ()
    back_up(open_storage(folder), tmp_path / "backup")
    restore(tmp_path / "backup", str(tmp_path / "again"))
    again = Library(open_storage(tmp_path / "again"), embedder=model())
    all_cited_are_found(again)
    again.close()

    erase(open_storage(folder), ["luton"], by="Jo", why="A court ordered it.")
    left = Library(open_storage(folder), embedder=model())
    assert left.resolve("bAQrL8r-AAAA0wArAAnq_pmu").state == "erased"
    assert len(left.generation.holdings) == 2
    left.close()
    assert b"Burglary has risen" not in b"".join(
        one.read_bytes() for one in folder.rglob("*") if one.is_file()
    )
