"""What another body's report says of the one that is named is found, where reports are no look-alikes."""

from __future__ import annotations

import pytest

from search.library import Library
from search.models.sentence_model import Embedder
from search.results import Filters
from search.storage.opening import open_storage

PAGES = {
    "derby-people.html": (
        "Derby: people and places",
        "Derby lies on the river Derwent. About 260,000 people live there, most of them under 40.",
    ),
    "coast-alcohol.html": (
        "Alcohol",
        "Of adults in Derby, 12.9% do not drink at all. In Leeds it is 10.8% of adults.",
    ),
    "leeds-buses.html": (
        "Leeds bus survey",
        "Of adults in Leeds, a third take no bus at all, and many of them walk to work.",
    ),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Library:
    folder = tmp_path_factory.mktemp("pages")
    for name, (title, words) in PAGES.items():
        page = f"<title>{title}</title><main><h1>{title}</h1><p>{words}</p></main>"
        (folder / name).write_text(page, encoding="utf-8")
    made = Library(open_storage(tmp_path_factory.mktemp("library") / "x"), embedder=embedder)
    made.ingest([folder])
    return made


def sources(library: Library, question: str) -> list[str]:
    return [hit.report.source for hit in library.search(question).hits]


def test_a_passage_that_names_the_body_is_found_in_a_report_on_no_body(library: Library) -> None:
    found = sources(library, "what share of adults in Derby do not drink")
    assert found == ["coast-alcohol.html", "derby-people.html"]


def test_a_report_that_does_not_name_the_body_is_not_looked_through(library: Library) -> None:
    assert "leeds-buses.html" not in sources(library, "how many in Derby take no bus")


def test_a_subject_that_was_chosen_beside_the_box_is_kept_to(library: Library) -> None:
    subject = next(h.info.subject for h in library.generation.holdings if "derby" in h.info.source)
    hits = library.search("adults who do not drink", Filters(subjects=(subject,))).hits
    assert {hit.report.source for hit in hits} == {"derby-people.html"}
