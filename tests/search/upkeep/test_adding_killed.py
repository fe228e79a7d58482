"""An ingest killed at any moment leaves the last published library, and the next goes on from it.

PINCITE_KILLS says how many times; 50 take about two minutes.
"""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from search.storage.errors import NoLibrary
from search.storage.opening import open_storage
from search.upkeep.checking import check
from tests.conftest import ROOT
from tests.search.upkeep.pages import write_page

KILLS = int(os.environ.get("PINCITE_KILLS", "12"))
DEMO = ROOT / "demo/reports"
SECONDS = 2.5  # in which a process gets some way into its work, and may end it


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL, no fork")
def test_killed_at_random_moments_it_answers_as_last_published_and_goes_on(tmp_path: Path) -> None:
    library, folder = tmp_path / "library", tmp_path / "in"
    for number in range(12):
        write_page(folder / f"{number:02}.html", f"Town {number}", f"Alpha{number}x is here.")
    for path in sorted(DEMO.rglob("*.pdf"))[:3]:
        (folder / path.name).write_bytes(path.read_bytes())
    moments = random.Random(7)
    filling = subprocess.Popen(
        [sys.executable, "-m", "tests.search.upkeep.fill", library, folder],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert filling.stdin is not None
    assert filling.stdout is not None
    with filling.stdin as commands, filling.stdout as answers:
        assert answers.readline() == "ready\n"
        published: dict[str, int] = {}
        killed = 0
        while killed < KILLS:
            commands.write(f"{moments.uniform(0, SECONDS)}\n")
            commands.flush()
            killed += answers.readline() == "killed\n"
            published = look_at(library, folder, published)
            changed = moments.randrange(12)  # some work for the next one
            said = f"Beta{killed}x has come."
            write_page(folder / f"{changed:02}.html", f"Town {changed}", said)
            published.pop(f"{changed:02}.html", None)
        commands.write("600\n")
        commands.flush()
        assert answers.readline() == "ended\n"
    assert filling.wait() == 0

    published = look_at(library, folder, published)
    assert len(published) == 15
    assert [path.name for path in (library / "files").glob("*/.coming*")] == []
    assert len(list((library / "words").iterdir())) <= 3


def look_at(library: Path, folder: Path, before: dict[str, int]) -> dict[str, int]:
    """The number of each file that is in as it is now; what was in before has the same one."""
    try:
        found = check(open_storage(library))
    except NoLibrary:  # killed before there was anything
        assert before == {}
        return {}
    assert found.faults == ()
    generation = open_storage(library).open()
    holdings = generation.holdings
    numbers = {
        holding.info.source: holding.number
        for holding in holdings
        if holding.info.sha256
        == hashlib.sha256((folder / holding.info.source).read_bytes()).hexdigest()
    }
    assert {source: numbers.get(source) for source in before} == before
    best = generation.best([("inspector", 1.0)], 100) if len(holdings) else []
    reports = {generation.report(ref.report).info.id for ref, _ in best}
    pages = {holding.info.id for holding in holdings if holding.info.media_type == "text/html"}
    assert pages <= reports
    assert generation.passages == found.passages
    generation.close()
    return numbers
