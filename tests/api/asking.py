"""What tests of the API share: an application over a copy of the demo library, in this process."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from fastapi.testclient import TestClient

from api.app import build_app
from api.settings import Settings
from search.library import Library
from search.storage.opening import open_storage


@contextmanager
def client_of(place: Path | str, settings: Settings | None = None) -> Iterator[TestClient]:
    library = Library(open_storage(place))
    app = build_app(library, settings)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        assert app.state.readiness.ready
        yield client
    library.close()


def wait_for_newest(client: httpx.Client, library: Path | str) -> None:
    """Until a server answers from what was published last; it looks once a second, when asked."""
    storage = open_storage(library)
    number, until = storage.published(), time.monotonic() + 60
    storage.close()
    while client.get("/healthz").json()["generation"] != number:
        assert time.monotonic() < until
        client.get("/v1/kinds")
        time.sleep(0.05)


def copy_library(folder: Path, target: Path) -> Path:
    return Path(shutil.copytree(folder, target))
