"""Every command on a library in a database, each as a process of its own, and a server over it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.api.asking import wait_for_newest
from tests.conftest import ROOT, serving
from tests.databases import Server
from tests.search.upkeep.pages import write_page

ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}


@pytest.fixture
def address(postgres: Server) -> str:
    """Of an empty database."""
    return postgres.make_database()


def pincite(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "api.commands", *words]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=folder, env=ENVIRONMENT, check=False
    )


def test_a_library_is_made_asked_looked_after_and_copied_by_its_address(
    address: str, tmp_path: Path
) -> None:
    write_page(tmp_path / "in/salford.html", "Salford", "Knife crime has fallen.")
    write_page(tmp_path / "in/luton.html", "Luton", "Burglary has risen.")
    at = ("--library", address)

    missing = pincite(tmp_path, "status", *at)
    assert missing.returncode == 3 and missing.stderr.startswith("There is no library in postgres")
    made = pincite(tmp_path, "ingest", "in", *at)
    assert (made.returncode, made.stdout[:22]) == (0, "2 added, 0 updated, 0 "), made.stderr
    asked = pincite(tmp_path, "ask", "has knife crime fallen in Salford", *at)
    assert "Knife crime has fallen." in asked.stdout
    told = pincite(tmp_path, "status", *at).stdout
    assert "2 reports" in told and address not in told  # no password
    assert pincite(tmp_path, "remove", "luton.html", *at).returncode == 0
    assert pincite(tmp_path, "check", *at).stderr.endswith("checked: no faults\n")
    copied = pincite(tmp_path, "copy", address, "copy")
    assert copied.stdout.startswith("1 reports copied to copy"), copied.stderr
    assert pincite(tmp_path, "check", "--library", "copy").returncode == 0


def test_a_server_sees_what_another_process_adds_and_says_when_the_database_is_gone(
    address: str, postgres: Server, tmp_path: Path
) -> None:
    write_page(tmp_path / "in/salford.html", "Salford", "Knife crime has fallen.")
    assert pincite(tmp_path, "ingest", "in", "--library", address).returncode == 0
    with serving(address) as origin:
        write_page(tmp_path / "in/luton.html", "Luton", "Burglary has risen.")
        assert pincite(tmp_path, "ingest", "in", "--library", address).returncode == 0
        with httpx.Client(base_url=origin) as client:
            wait_for_newest(client, address)
        assert "Luton" in httpx.get(f"{origin}/v1/reports").text

        postgres.kill()
        try:
            refused = httpx.get(f"{origin}/v1/ask?question=burglary+in+Luton", timeout=60)
            assert refused.status_code == 503 and "Retry-After" in refused.headers
            assert "127.0.0.1" not in refused.text  # where the database is, is not for readers
        finally:
            postgres.start()
        answered = httpx.get(f"{origin}/v1/ask?question=burglary+in+Luton", timeout=60)
        assert answered.status_code == 200 and "Burglary has risen." in answered.text
