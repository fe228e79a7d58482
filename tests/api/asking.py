"""What tests of the API share: an application over a copy of the demo library, in this process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


def copy_library(folder: Path, target: Path) -> Path:
    return Path(shutil.copytree(folder, target))
