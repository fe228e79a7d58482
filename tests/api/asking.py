"""What tests of the API share: an application in this process, or a server in its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi.testclient import TestClient

from api.server import build_app
from api.settings import Settings
from search.library import Library
from tests.conftest import ROOT, wait_for_server


@contextmanager
def client_of(folder: Path, settings: Settings | None = None) -> Iterator[TestClient]:
    library = Library(folder)
    app = build_app(library, settings)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        assert app.state.ready.wait(60)
        yield client
    library.close()


def copy_library(folder: Path, target: Path) -> Path:
    return Path(shutil.copytree(folder, target))


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[str]:
    """The address of a server of its own over a library, without a slash at its end."""
    command = [sys.executable, "-m", "api.commands", "serve", "--port", "0", "--library", folder]
    with subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env={**os.environ, **settings}
    ) as server:
        assert server.stderr is not None
        address = wait_for_server(server)
        threading.Thread(target=server.stderr.read, daemon=True).start()
        yield address
        server.terminate()
