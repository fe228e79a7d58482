"""A model is fetched from a hub where that is asked for, and found again without a network."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.search.models.made import make_model

NAME, COMMIT = "someone/small-model", "0123456789abcdef0123456789abcdef01234567"
FETCH = """
from search.models.model_folder import download_model
download_model("someone/small-model")
"""
USE = """
from search.models.sentence_model import Embedder
print(len(Embedder("someone/small-model").embed_question("knife crime").vector))
"""


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[str]:
    """The address of a hub that has one model, and beside its files code that nobody asked for."""
    model = make_model(tmp_path / "made")
    (model / "modeling.py").write_text("raise SystemExit", encoding="utf-8")
    files = {
        p.relative_to(model).as_posix(): p.read_bytes() for p in model.rglob("*") if p.is_file()
    }

    class Hub(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if "/tree/" in path:
                kind = {"type": "file", "oid": COMMIT}
                sizes = {name: len(body) for name, body in files.items()}
                tree = [kind | {"path": name, "size": size} for name, size in sizes.items()]
                self.send(json.dumps(tree).encode())
            elif path.startswith("/api/"):
                siblings = [{"rfilename": name} for name in files]
                told = {"id": NAME, "modelId": NAME, "sha": COMMIT, "siblings": siblings}
                self.send(json.dumps(told).encode())
            else:
                self.send(files[path.split(f"/resolve/{COMMIT}/")[1]])

        do_HEAD = do_GET

        def send(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", f'"{hashlib.sha256(body).hexdigest()}"')
            self.send_header("X-Repo-Commit", COMMIT)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_it_is_fetched_without_code_and_found_again_without_the_hub(
    hub: str, tmp_path: Path
) -> None:
    home = {"HF_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
    run(FETCH, HF_ENDPOINT=hub, **home)
    fetched = {path.name for path in (tmp_path / "home").rglob("*")}
    assert "model.safetensors" in fetched and "modeling.py" not in fetched
    assert run(USE, HF_ENDPOINT="http://127.0.0.1:9", **home).strip() == "64"


def run(code: str, **environment: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, timeout=120, env=kept | environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout
