"""Watched questions: only what came in since is told, signed, to hosts that are allowed."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from api.news import hooks
from api.news.hooks import SIGNATURE, WAITS_S, NotPosted, post, sign
from api.news.watching import BadWatch, read_watch
from search.models.sentence_model import Embedder
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from tests.conftest import ROOT

REPORTS = ROOT / "demo" / "reports" / "westmarch"
ASKED = "how quickly does Westmarch Police answer 999 calls"


@dataclass
class Hook:
    """A server that takes posts, once it has refused as often as it is told to."""

    address: str = ""
    answers: list[int] = field(default_factory=list)
    got: list[tuple[str, bytes]] = field(default_factory=list)


@pytest.fixture
def hook() -> Iterator[Hook]:
    held = Hook()

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            held.got.append((self.headers[SIGNATURE], body))
            self.send_response(held.answers.pop(0) if held.answers else 204)
            self.send_header("Location", "http://elsewhere.example/")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Takes)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    held.address = f"http://127.0.0.1:{server.server_port}/hook"
    yield held
    server.shutdown()
    server.server_close()


def watch_file(folder: Path, **lines: str) -> Path:
    path = folder / "watch.toml"
    told = {"address": '"https://pincite.example"', "hosts": '["127.0.0.1"]'} | lines
    question = told.pop("question")
    head = "\n".join(f"{name} = {value}" for name, value in told.items())
    path.write_text(f"{head}\n[[question]]\n{question}\n", encoding="utf-8")
    return path


def notify(path: Path, library: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "api.commands", "notify", str(path), "--library", str(library)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


def test_what_came_in_since_is_posted_once_with_its_quotes_and_a_signature(
    tmp_path: Path, embedder: Embedder, hook: Hook
) -> None:
    reports, library = tmp_path / "reports", tmp_path / "library"
    reports.mkdir()
    shutil.copy(REPORTS / "peel-2022-10-14.html", reports / "older.html")
    ingest(open_storage(library), [reports], embedder=embedder)
    (tmp_path / "secret").write_text("a secret\n", encoding="utf-8")
    question = f'question = "{ASKED}"\npost = "{hook.address}"'
    path = watch_file(tmp_path, secret_file='"secret"', question=question)

    first = notify(path, library)
    assert first.stdout == f"{ASKED}: watched from now on, 1 reports so far\n"
    assert "nothing new" in notify(path, library).stdout and hook.got == []

    shutil.copy(REPORTS / "peel-2025-03-28.html", reports / "newer.html")
    time.sleep(1.1)  # the library says in seconds when a report came in
    ingest(open_storage(library), [reports], embedder=embedder)
    hook.answers = [400]
    refused = notify(path, library)
    assert refused.returncode == 1 and "did not take it: it answered 400" in refused.stderr
    assert "1 new" in notify(path, library).stdout
    assert "nothing new" in notify(path, library).stdout

    signature, body = hook.got[-1]
    assert len(hook.got) == 2 and hook.got[0][1] == body
    told = json.loads(body)
    assert told["question"] == ASKED and told["feed"].startswith("https://pincite.example/feeds/")
    (entry,) = told["entries"]
    assert entry["title"] == "Westmarch PEEL 2023–2025: Police Inspections"
    assert all(q["link"].startswith("https://pincite.example/c/") for q in entry["quotes"])
    found = re.fullmatch(r"t=(\d+),sha256=(\w+)", signature)
    assert found is not None
    made = hmac.new(b"a secret", f"{found[1]}.".encode() + body, hashlib.sha256).hexdigest()
    assert found[2] == made


def test_a_hook_that_is_away_for_a_while_is_tried_again_later_and_later(hook: Hook) -> None:
    waited: list[float] = []
    hook.answers = [503, 429]
    post(hook.address, {}, b"s", wait=waited.append)
    assert len(hook.got) == 3 and waited == [0.0, *WAITS_S[:2]]
    hook.answers = [500] * 9
    with pytest.raises(NotPosted, match="it answered 500"):
        post(hook.address, {}, b"s", wait=waited.append)
    assert len(hook.got) == 3 + 1 + len(WAITS_S)


def test_a_redirect_is_not_followed(hook: Hook) -> None:
    hook.answers = [307]
    with pytest.raises(NotPosted, match="307"):
        post(hook.address, {}, b"s", wait=lambda _: None)
    assert len(hook.got) == 1


@pytest.mark.parametrize(
    ("answer", "again", "told"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 2**20, None),
        (b"HTTP/1.1 200 OK\r\n", b"X-Slow: 1\r\n", "had not answered after 1 s"),
    ],
    ids=["a body without end", "headers without end"],
)
def test_a_hook_is_given_up_that_answers_without_end(
    answer: bytes, again: bytes, told: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "WHOLE_S", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer_on() -> None:
            with suppress(OSError):
                while True:
                    taken, _ = listening.accept()
                    with taken, suppress(OSError):
                        taken.recv(2**16)
                        taken.sendall(answer)
                        for _ in range(100):
                            taken.sendall(again)
                            time.sleep(0.1)

        threading.Thread(target=answer_on, daemon=True).start()
        address = f"http://name:password@127.0.0.1:{listening.getsockname()[1]}/hook/secret"
        started = time.monotonic()
        with pytest.raises(NotPosted, match=told) if told else nullcontext() as refused:
            post(address, {}, b"s", wait=lambda _: None)
        assert time.monotonic() - started < 9  # it answers for ten seconds each time
    said = str(refused.value) if refused else ""
    assert "password" not in said and "hook/secret" not in said


def test_a_signature_is_of_its_time() -> None:
    assert sign(b"s", b"body", 1) != sign(b"s", b"body", 2)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            {"question": 'question = "a"\npost = "https://elsewhere.example/"'},
            "hosts does not allow",
        ),
        ({"question": 'question = "a"\npost = "file:///127.0.0.1"'}, "hosts does not allow"),
        ({"question": 'question = "a"\npost = "http://127.0.0.1/"'}, "no secret_file"),
        ({"question": 'questoin = "a"'}, "question.0.question: Field required"),
        ({"question": 'question = "'}, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_in_a_sentence(
    tmp_path: Path, lines: dict[str, str], said: str
) -> None:
    with pytest.raises(BadWatch, match=re.escape(said)):
        read_watch(watch_file(tmp_path, **lines))


def test_the_file_in_the_docs_is_one_and_so_is_the_check_of_a_signature(tmp_path: Path) -> None:
    docs = (ROOT / "docs" / "news.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", docs, re.DOTALL)
    (check,) = re.findall(r"```python\n(.*?)```", docs, re.DOTALL)
    path = tmp_path / "watch.toml"
    path.write_text(example, encoding="utf-8")
    assert read_watch(path).question[0].asking.kinds == ("PEEL",)
    names: dict[str, Any] = {}
    exec(check, names)
    assert names["is_ours"](b"s", sign(b"s", b"body", 1), b"body")
    assert not names["is_ours"](b"s", sign(b"other", b"body", 1), b"body")
