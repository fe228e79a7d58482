"""What many tests stand on: the demo reports in a library, and a real server over it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from search.adding import ingest
from search.embeddings import Embedder

ROOT = Path(__file__).resolve().parent.parent
REAL_REPORTS = Path(os.environ.get("PINCITE_REPORTS", ROOT.parent / "shared" / "reports"))
START_S = 120


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
    """The base address of a server process over the demo library, ready to answer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "api.commands", "serve", "--port", str(port)]
    process = subprocess.Popen([*command, "--library", str(demo_library)], cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended by itself"
        try:
            if httpx.get(f"{address}/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"the server did not answer within {START_S} s")
