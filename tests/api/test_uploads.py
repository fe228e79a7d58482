"""What is sent waits on disk until it is read, takes nobody's place, and leaves no trace if refused."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import api.jobs
from api.jobs import NotReplaceable, QueueFull, Upload, Uploads
from search.library import Library
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from tests.conftest import ROOT, started, wait_for_server
from tests.search.upkeep.pages import model, write_page


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    write_page(tmp_path / "in/a.html", "Salford")
    ingest(open_storage(tmp_path / "library"), [tmp_path / "in"], embedder=model())
    opened = Library(open_storage(tmp_path / "library"), embedder=model())
    yield opened
    opened.close()


def page_on(tmp_path: Path, about: str) -> bytes:
    return write_page(tmp_path / "page.html", about).read_bytes()


def wait(uploads: Uploads, *sent: Upload) -> list[Upload]:
    until = time.monotonic() + 240
    while time.monotonic() < until:
        found = [uploads.find(one.id) or one for one in sent]
        if all(one.state in ("done", "failed") for one in found):
            return found
        time.sleep(0.05)
    raise AssertionError(found)


def files_in(library: Library) -> list[str]:
    folder = library.beside.folder / "uploads"
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_files_of_one_name_are_reports_of_their_own(library: Library, tmp_path: Path) -> None:
    uploads = Uploads(library)
    names = ("report.html", "C:\\report.html", "تقرير.html", "отчёт.html", "....html")
    sent = [
        uploads.add(name, page_on(tmp_path, place))
        for name, place in zip(
            names, ("Bolton", "Bury", "Oldham", "Rochdale", "Trafford"), strict=True
        )
    ]

    found = wait(uploads, *sent)
    uploads.stop()

    assert [one.state for one in found] == ["done"] * 5
    stems = [one.source.rpartition("-")[0] for one in found]
    assert stems == ["report", "report", "تقرير", "отчёт", "report"]
    assert len({one.source for one in found}) == 5
    sources = {
        holding.info.source for holding in open_storage(tmp_path / "library").open().holdings
    }
    assert sources == {"a.html", *(one.source for one in found)}


def test_a_report_is_replaced_only_where_that_is_asked_for(
    library: Library, tmp_path: Path
) -> None:
    uploads = Uploads(library)
    first, *_ = wait(uploads, uploads.add("report.html", page_on(tmp_path, "Bolton")))
    generation = open_storage(tmp_path / "library").open()
    (old,) = (one.info for one in generation.holdings if one.info.source == first.source)
    while library.generation.number < generation.number:
        time.sleep(0.1)
    for other in ("a", "nobody", library.generation.holdings.by_id[old.id].info.id + "x"):
        with pytest.raises(NotReplaceable, match="no report .* that was uploaded"):
            uploads.add("report.html", page_on(tmp_path, "Bury"), replaces=other)

    wait(uploads, uploads.add("newer.html", page_on(tmp_path, "Oldham"), replaces=old.id))
    bad = uploads.add("x.html", b"<html><title>404 Not found</title></html>", replaces=old.id)
    (refused,) = wait(uploads, bad)
    uploads.stop()

    assert refused.state == "failed"
    new = open_storage(tmp_path / "library").open().holdings.by_id[old.id].info
    assert new.source == first.source and new.sha256 != old.sha256
    assert b"Oldham" in (library.beside.folder / "uploads" / first.source).read_bytes()


def test_what_is_refused_leaves_nothing_on_disk(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploads = Uploads(library)
    (failed,) = wait(uploads, uploads.add("x.html", b"<html><title>Not found</title></html>"))
    assert failed.state == "failed" and files_in(library) == []
    monkeypatch.setattr(api.jobs, "MAX_WAITING_BYTES", 10)

    with pytest.raises(QueueFull, match="Too many files wait"):
        uploads.add("x.html", page_on(tmp_path, "Bolton"))

    uploads.stop()
    assert files_in(library) == []


def test_no_sender_fills_the_queue_and_they_take_turns(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.jobs, "MAX_WAITING", 8)
    uploads = Uploads(library)
    uploads._stopping.set()  # nothing is read
    page = page_on(tmp_path, "Bolton")
    sent = [uploads.add(f"{n}.html", page, sender="key:hasty") for n in range(4)]
    with pytest.raises(QueueFull, match="4 of your files wait"):
        uploads.add("more.html", page, sender="key:hasty")
    sent += [uploads.add(f"{n}.html", page, sender="user:slow") for n in range(2)]
    with pytest.raises(QueueFull, match="2 of your files wait"):
        uploads.add("more.html", page, sender="user:slow")
    sent.append(uploads.add("more.html", page, sender="user:third"))
    uploads.stop()

    after = Uploads(library)
    after.resume()
    order = []
    while after._waiting:
        job, path = after._next()
        order.append(next(one.sender for one in sent if one.id == job))
        del after._waiting[path]
    after.stop()
    hasty, slow, third = "key:hasty", "user:slow", "user:third"
    assert order == [hasty, slow, third, hasty, slow, hasty, hasty]


def test_what_waits_is_read_after_the_next_start(library: Library, tmp_path: Path) -> None:
    before = Uploads(library)
    before._stopping.set()  # it ends before it comes to anything
    sent = [before.add(f"{place}.html", page_on(tmp_path, place)) for place in ("Bolton", "Bury")]
    before.stop()
    assert len(files_in(library)) == 4

    after = Uploads(library)
    after.resume()
    found = wait(after, *sent)
    after.stop()

    assert [one.state for one in found] == ["done", "done"]
    assert files_in(library) == sorted(one.source for one in found)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes otherwise")
def test_who_is_still_sending_when_the_server_ends_is_told_and_nothing_is_kept(
    library: Library, tmp_path: Path
) -> None:
    head = (
        "POST /upload HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=X"
        "\r\nContent-Length: 5000000\r\n\r\n--X\r\nContent-Disposition: form-data;"
        ' name="file"; filename="a.html"\r\n\r\n<!doctype html><h1>Half a report</h1>'
    )
    with started(tmp_path / "library", PINCITE_UPLOADS="yes") as server:
        port = int(wait_for_server(server).rpartition(":")[2].strip("/"))
        with socket.create_connection(("127.0.0.1", port), timeout=30) as sender:
            sender.sendall(head.encode() + b"<p>words</p>" * 10_000)
            time.sleep(1)
            server.send_signal(signal.SIGTERM)
            began = time.monotonic()
            time.sleep(0.3)
            sender.sendall(b"<p>more</p>" * 1000)  # which must not lose it the answer
            told = b"".join(iter(lambda: sender.recv(4096), b""))
        server.wait(30)

    assert time.monotonic() - began < 5
    assert told.startswith(b"HTTP/1.1 503 ") and b"Retry-After: 10" in told
    assert b"send it again" in told and told.count(b"HTTP/1.1") == 1
    assert files_in(library) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes otherwise")
def test_a_server_ends_within_ten_seconds_and_goes_on_with_the_file_it_read(
    library: Library, tmp_path: Path
) -> None:
    long = (
        "<p>The force is good at keeping people safe, and plans well for what comes.</p>" * 60_000
    )
    parts = long.replace("<p>", "<h2>Part</h2><p>", 8000)
    folder, port_file = tmp_path / "library", tmp_path / "port"
    script = (
        "import sys; from pathlib import Path; from api.collections import only; from api.listening import serve\n"
        "from api.settings import Settings; from search.library import Library\n"
        "from search.storage.opening import open_storage\n"
        "if __name__ == '__main__':\n"
        "    serve(only(Library(open_storage(sys.argv[1]))), Settings(uploads=True), '127.0.0.1', 0,"
        " on_listening=Path(sys.argv[2]).write_text)\n"
    )
    (tmp_path / "server.py").write_text(script)

    server = subprocess.Popen(
        [sys.executable, tmp_path / "server.py", folder, port_file], env={"PYTHONPATH": str(ROOT)}
    )
    while not port_file.exists() or not port_file.read_text():
        time.sleep(0.1)
    file = {"file": ("long.html", f"<!doctype html><h1>Long</h1>{parts}".encode())}
    headers = {"Accept": "application/json"}
    sent = httpx.post(f"{port_file.read_text()}upload", files=file, headers=headers, timeout=60)
    path = sent.json()["address"]
    until = time.monotonic() + 240
    while "Being read" not in httpx.get(f"{port_file.read_text().rstrip('/')}{path}").text:
        assert time.monotonic() < until
        time.sleep(0.2)
    time.sleep(3)
    server.send_signal(signal.SIGTERM)
    began = time.monotonic()
    server.wait(30)

    assert time.monotonic() - began < 10
    assert [Path(name).suffix for name in files_in(library) if name[0] == "0"] == [".file", ".json"]
    after = Uploads(library)
    after.resume()
    assert len(after._waiting) + (after.find(path.partition("=")[2]) is not None) >= 1
    after.stop()
