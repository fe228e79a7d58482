"""What many tests stand on: the demo reports in a library, and a real server over it."""

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

import httpx
import pytest

from search.models.sentence_model import Embedder
from search.upkeep.adding import ingest

ROOT = Path(__file__).resolve().parent.parent
REAL_REPORTS = Path(os.environ.get("PINCITE_REPORTS", ROOT.parent / "shared" / "reports"))


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return Embedder()


@pytest.fixture(scope="session")
def demo_library(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """A library of the demo reports: read it, do not write to it."""
    folder = tmp_path_factory.mktemp("library")
    summary = ingest(folder, [ROOT / "demo" / "reports"], embedder=embedder)
    assert summary.failed == []
    return folder


@pytest.fixture(scope="session")
def demo_server(demo_library: Path) -> Iterator[str]:
    """The address of a server over the demo library, without a slash at its end."""
    with serving(demo_library) as address:
        yield address


@contextmanager
def serving(library: Path, **settings: str) -> Iterator[str]:
    """The address of a server over a library, told its settings by its environment."""
    with started(library, **settings) as server:
        assert server.stderr is not None
        address = wait_for_server(server)
        # What it says later is read too: a full pipe would stop it.
        threading.Thread(target=server.stderr.read, daemon=True).start()
        yield address
        server.terminate()


def started(library: Path, **settings: str) -> subprocess.Popen[str]:
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
        except httpx.ConnectError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{found[0]} did not become ready in {timeout_s} s.")
