"""A page of a long report opens as fast as one of a short report."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]  # ships no types

from search.models.sentence_model import Embedder
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from tests.conftest import serving

LONG, SHORT = 300, 3


def print_report(path: Path, pages: int) -> None:
    canvas = Canvas(str(path), invariant=1)
    for number in range(1, pages + 1):
        for line in range(5):
            words = f"Station {number} answered {number * 7 + line} calls on day {line + 1}."
            canvas.drawString(72, 760 - 20 * line, words)
        canvas.showPage()
    canvas.save()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("long")
    for name, pages in (("long", LONG), ("short", SHORT)):
        print_report(folder / f"{name}.pdf", pages)
    library = tmp_path_factory.mktemp("library")
    assert ingest(open_storage(library), [folder], embedder=embedder).failed == []
    with serving(library) as address:
        yield address


def median_s(address: str) -> float:
    """Of five, each the first of its page: a picture is kept once it is drawn."""
    times = []
    for query in ("start=0&end=9", "start=0&end=12", "start=0&end=15", "start=0&end=18", ""):
        started = time.perf_counter()
        assert httpx.get(f"{address}?{query}").status_code == 200
        times.append(time.perf_counter() - started)
    return statistics.median(times)


@pytest.mark.parametrize("what", ["", ".png"])
def test_page_150_of_300_opens_about_as_fast_as_page_2_of_3(server: str, what: str) -> None:
    found = httpx.get(f"{server}/v1/reports").json()["reports"]
    ids = {report["page_count"]: report["id"] for report in found}
    median_s(f"{server}/reports/{ids[SHORT]}/pages/1{what}")  # warm
    short = median_s(f"{server}/reports/{ids[SHORT]}/pages/2{what}")
    long = median_s(f"{server}/reports/{ids[LONG]}/pages/150{what}")
    assert long < 5 * short + 0.1
