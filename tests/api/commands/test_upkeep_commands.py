"""The commands that look after a library, each as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from tests.conftest import ROOT
from tests.search.upkeep.pages import model, write_page

HAS_TABLES = "SELECT 1 FROM sqlite_master WHERE name = 'library'"


def pincite(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "api.commands", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("commands")
    write_page(folder / "in/salford.html", "Salford", "Knife crime has fallen.")
    write_page(folder / "in/luton.html", "Luton", "Burglary has risen.")
    (folder / "in/empty.pdf").write_bytes(b"")
    ingest(open_storage(folder / "library"), [folder / "in"], embedder=model())
    return folder / "library"


def test_status_tells_people_and_programs_the_same(library: Path) -> None:
    told = pincite("status", "--library", library)
    parsed = json.loads(pincite("status", "--library", library, "--json").stdout)

    assert told.returncode == 0
    assert told.stdout.startswith(f"{library}: 2 reports, 0 pages, {parsed['passages']} passages")
    assert "  empty.pdf: It is empty. Fetch it again from where it came.\n" in told.stdout
    assert parsed["years"] == {"2024": 2}
    assert parsed["failed"][0]["source"] == "empty.pdf"


def test_export_check_and_remove_do_what_they_say(library: Path) -> None:
    exported = pincite("export", "--library", library)
    checked = pincite("check", "--library", library)
    removed = pincite("remove", "luton.html", "--library", library)
    again = pincite("remove", "luton.html", "--library", library)

    kinds = [json.loads(line)["type"] for line in exported.stdout.splitlines()]
    assert kinds.count("report") == 2
    assert (checked.returncode, checked.stdout) == (0, "")
    assert checked.stderr.endswith("checked: no faults\n")
    assert removed.stdout == "luton is out\n"
    assert again.returncode == 1
    assert again.stderr.startswith("There is no report luton.html in")


def test_a_check_that_finds_faults_lists_them_and_fails(library: Path) -> None:
    spoilt = next((library / "files").glob("*/*"))
    kept = spoilt.read_bytes()
    spoilt.write_bytes(b"other")

    checked = pincite("check", "--library", library)
    spoilt.write_bytes(kept)

    assert checked.returncode == 1
    assert "its file is not the one that was read." in checked.stdout


def test_a_folder_without_a_library_is_said(tmp_path: Path) -> None:
    for command in ("status", "export", "check"):
        found = pincite(command, "--library", tmp_path / "none")
        assert found.returncode == 3
        assert found.stderr.startswith("There is no library in ")
        assert found.stderr.endswith("Make one: pincite ingest PATH\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no interrupt to one process")
def test_watch_takes_in_what_comes_until_it_is_interrupted(tmp_path: Path) -> None:
    write_page(tmp_path / "in/a.html", "Salford", "Knife crime has fallen.")
    command = ["watch", str(tmp_path / "in"), "--library", str(tmp_path / "library")]
    watching = subprocess.Popen(
        [sys.executable, "-m", "api.commands", *command, "--every", "0.1"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert watching.stdout is not None
    with watching.stdout as said:
        first = said.readline()
        write_page(tmp_path / "in/b.html", "Luton", "Burglary has risen.")
        second = said.readline()
        (tmp_path / "in/a.html").unlink()
        third = said.readline()
        watching.send_signal(signal.SIGINT)
        assert watching.wait(timeout=60) == 0

    assert first == "1 added, 0 updated, 0 moved, 0 removed, 0 failed: 1 reports\n"
    assert second == "1 added, 0 updated, 0 moved, 0 removed, 0 failed: 2 reports\n"
    assert third == "0 added, 0 updated, 0 moved, 1 removed, 0 failed: 1 reports\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no interrupt to one process")
def test_an_ingest_that_is_interrupted_says_how_to_go_on(tmp_path: Path) -> None:
    for number in range(300):
        write_page(tmp_path / f"in/{number}.html", f"Town {number}")
    library = tmp_path / "library"
    reading = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "api.commands",
            "ingest",
            tmp_path / "in",
            "--library",
            library,
        ],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not has_tables(library / "library.sqlite"):
        assert reading.poll() is None
        time.sleep(0.05)
    reading.send_signal(signal.SIGINT)
    _, said = reading.communicate(timeout=60)
    assert reading.returncode == 130
    assert "Stopped." in said and "run the same command again to go on" in said
    assert pincite("status", "--library", library).returncode == 0


def has_tables(file: Path) -> bool:
    """Whether a library has been begun: its file is there a moment before it holds anything."""
    if not file.exists():
        return False
    with closing(sqlite3.connect(file)) as database:
        return database.execute(HAS_TABLES).fetchone() is not None
