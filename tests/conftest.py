"""What many tests stand on: the demo reports in a library, and a real server over it.

What loads the model or a server is imported late, so that quick tests are quick.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from tests.databases import Server, postgres_server

if TYPE_CHECKING:
    from search.models.sentence_model import Embedder

ROOT = Path(__file__).resolve().parent.parent
REAL_REPORTS = Path(os.environ.get("PINCITE_REPORTS", ROOT.parent / "shared" / "reports"))

# Tests, by file or folder, that need no torch, no browser and no server, and take seconds in all.
QUICK = [
    ROOT / "tests" / place
    for place in """
        test_layers.py
        ingest/about  ingest/fetching  ingest/field  ingest/html/test_html.py  ingest/judgements
        ingest/pdf
        ingest/test_coverage.py  ingest/test_dates.py  ingest/test_overrides.py
        ingest/test_sentences.py
        search/answers/test_citing.py  search/answers/test_quotes.py
        search/answers/test_silence.py
        search/evaluation/test_judging.py  search/passages/test_confidence.py
        search/question/test_answer_type.py  search/question/test_grade_questions.py
        search/question/test_reading.py  search/question/test_recommendation_questions.py
        search/question/test_rewriting.py
        search/storage/test_files.py
        search/storage/test_words.py  search/test_citations.py
        api/rendering/test_citation_styles.py  api/v1/test_formats.py
    """.split()
]

# Tests, by file, that hold what is done to the clock: nothing else runs beside them.
TIMED = [
    ROOT / "tests" / place
    for place in """
        test_speed.py
        api/test_connections.py  api/test_load.py  api/test_uploads.py
        api/middleware/test_turns.py  api/rendering/test_page_pictures.py
        ingest/fetching/test_fetching.py
        search/storage/test_replicas.py
        web/test_long_reports.py
    """.split()
]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With `-m quick` the other tests are not even imported, for what they import is slow."""
    leads_to_quick = is_quick(collection_path) or any(
        place.is_relative_to(collection_path) for place in QUICK
    )
    return True if config.option.markexpr == "quick" and not leads_to_quick else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if is_quick(item.path):
            item.add_marker("quick")
        if item.path in TIMED:
            item.add_marker("timed")


def is_quick(path: Path) -> bool:
    return any(path.is_relative_to(place) for place in QUICK)


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    from search.models.sentence_model import Embedder

    return Embedder()


@pytest.fixture(scope="session")
def demo_library(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, request: pytest.FixtureRequest
) -> Path:
    """A library of the demo reports, one for all processes that run tests: do not write to it."""
    from search.storage.opening import open_storage
    from search.upkeep.adding import ingest

    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "demo"
    with FileLock(folder.with_suffix(".lock")):
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            summary = ingest(
                open_storage(unfinished),
                [ROOT / "demo" / "reports"],
                embedder=request.getfixturevalue("embedder"),
            )
            assert summary.failed == []
            unfinished.rename(folder)
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server that is the tests' own; skips what asks for it where there is none."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def demo_server(demo_library: Path) -> Iterator[str]:
    """The address of a server over the demo library, without a slash at its end."""
    with serving(demo_library) as address:
        yield address


@contextmanager
def serving(library: Path | str, **settings: str) -> Iterator[str]:
    """The address of a server over a library, told its settings by its environment."""
    with started(library, **settings) as server:
        try:
            assert server.stderr is not None
            address = wait_for_server(server)
            # What it says later is read too: a full pipe would stop it.
            threading.Thread(target=server.stderr.read, daemon=True).start()
            yield address
        finally:  # a test that fails must not wait for it for ever
            server.terminate()


def started(library: Path | str, **settings: str) -> subprocess.Popen[str]:
    """A server over a library that has just been started; what it says is on its stderr."""
    command = [sys.executable, "-m", "api.commands", "serve", "--port", "0"]
    return subprocess.Popen(
        [*command, "--library", str(library)],
        cwd=ROOT,
        env=os.environ | settings,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_server(server: subprocess.Popen[str], timeout_s: float = 120.0) -> str:
    """The address that a server says it listens at, once it can answer."""
    import httpx

    assert server.stderr is not None
    for line in server.stderr:
        if found := re.search(r"http://[\w.:]+", line):
            break
    else:
        raise AssertionError("The server ended before it said where it listens.")
    until = time.monotonic() + timeout_s
    while time.monotonic() < until:
        try:
            if httpx.get(f"{found[0]}/readyz").status_code == 200:
                return found[0]
        except (httpx.ConnectError, httpx.ReadTimeout):  # a busy machine
            pass
        time.sleep(0.1)
    raise AssertionError(f"{found[0]} did not become ready in {timeout_s} s.")
