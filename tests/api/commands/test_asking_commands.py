"""The commands that ask and list: what they say, and how they end."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.commands.main import app
from tests.api.asking import copy_library
from tests.conftest import ROOT

FOUND, NOT_FOUND, NOT_UNDERSTOOD, NO_LIBRARY = 0, 1, 2, 3
QUESTION = "How does the force handle knife crime?"


@dataclass(frozen=True)
class Ran:
    returncode: int
    stdout: str
    stderr: str


Pincite = Callable[..., Ran]


@pytest.fixture
def pincite(demo_library: Path) -> Pincite:
    def run(*words: str | Path, library: Path = demo_library) -> Ran:
        runner = CliRunner(env={"COLUMNS": "80"})
        done = runner.invoke(app, [*map(str, words), "--library", str(library)])
        return Ran(done.exit_code, done.stdout, done.stderr)

    return run


def test_the_version_is_told() -> None:
    command = [sys.executable, "-m", "api.commands", "--version"]
    told = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert told.returncode == FOUND and told.stdout.startswith("pincite ")


def test_an_answer_has_links_that_the_citation_command_and_the_server_know(
    pincite: Pincite,
) -> None:
    told = pincite("ask", QUESTION, "--server", "https://reports.example/")
    assert told.returncode == FOUND
    assert told.stderr == "Searched 5 reports: PEEL\n\n"
    links = [line.strip() for line in told.stdout.splitlines() if "https://" in line]
    assert links and all(link.startswith("https://reports.example/c/") for link in links)
    assert all(len(line) <= 80 for line in told.stdout.splitlines())
    of_it = pincite("citation", links[0])
    assert of_it.returncode == FOUND and "“" in of_it.stdout
    as_json = json.loads(pincite("citation", links[0].rpartition("/")[2], "--json").stdout)
    assert as_json["state"] == "here"
    assert pincite("citation", "nothing").returncode == NOT_UNDERSTOOD
    assert pincite("citation", "A" * 24).returncode == NOT_FOUND


def test_every_form_keeps_to_the_limit_and_says_how_many_are_left(pincite: Pincite) -> None:
    asked = ("ask", "what must Harrowdale improve", "--limit", "3")
    told = pincite(*asked)
    assert told.stdout.count("[3] ") == 1 and "[4] " not in told.stdout
    assert told.stderr.endswith("5 more: --limit 8\n")
    found = json.loads(pincite(*asked, "--json").stdout)
    assert len(found["statements"]) == 3 and found["next"] is not None


def test_what_the_reports_do_not_say_ends_with_one(pincite: Pincite) -> None:
    told = pincite("ask", '"toxic trio"')
    assert told.returncode == NOT_FOUND and told.stdout.startswith("The reports do not say.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ask", "x", "--subject", "Calderbi"), "Did you mean Calderby or North Calderby?"),
        (("search", "x", "--kind", "PEL"), "Did you mean PEEL?"),
        (("judgements", "--grade", "outstandin"), "Did you mean outstanding?"),
        (("recommendations", "--type", "recomendation"), "Did you mean recommendation?"),
        (("ask", "x", "--from", "2024-13"), "--from 2024-13 is no date."),
        (("ask", "x", "--year", "2024", "--to", "2025"), "or --from and --to"),
        (("aks", "x"), "Did you mean 'ask'?"),
        (("ask", " "), "Ask in 1 to 1,000 characters."),
    ],
)
def test_what_is_not_understood_ends_with_two_and_the_nearest(
    pincite: Pincite, words: tuple[str, ...], said: str
) -> None:
    told = pincite(*words)
    assert (told.returncode, told.stdout) == (NOT_UNDERSTOOD, "")
    assert said in told.stderr


def test_no_library_ends_with_three(pincite: Pincite, tmp_path: Path) -> None:
    told = pincite("ask", QUESTION, library=tmp_path / "none")
    assert told.returncode == NO_LIBRARY and "Make one: pincite ingest PATH" in told.stderr
    assert not (tmp_path / "none").exists()


def test_dates_may_be_years_months_or_days(pincite: Pincite) -> None:
    def days(*words: str) -> set[str]:
        told = json.loads(pincite("judgements", "--json", *words).stdout)
        return {one["date"] for one in told}

    every = days()
    for words, kept in (
        (("--from", "2023"), {day for day in every if day >= "2023-01-01"}),
        (("--to", "2022-12"), {day for day in every if day <= "2022-12-31"}),
        (("--from", "2023-06-30", "--to", "2023-06-30"), {"2023-06-30"}),
    ):
        assert kept and days(*words) == kept, words


def test_lists_are_lines_of_cells_in_a_pipe_and_the_newest_where_it_is_asked(
    pincite: Pincite,
) -> None:
    told = pincite("recommendations", "--subject", "Harrowdale Constabulary")
    rows = [line.split("\t") for line in told.stdout.splitlines()]
    assert rows and {len(row) for row in rows} == {5}
    assert {row[0] for row in rows} == {"Harrowdale Constabulary"}
    newest = pincite("judgements", "--subject", "Calderby", "--latest").stdout.splitlines()
    assert {line.split("\t")[1] for line in newest} == {"2023-06-30"}
    none = pincite("judgements", "--from", "2090")
    assert (none.returncode, none.stdout) == (NOT_FOUND, "")


def test_a_search_can_give_each_subject_once(pincite: Pincite) -> None:
    found = json.loads(pincite("search", "children", "--by-subject", "--json").stdout)
    subjects = [hit["report"]["subject"] for hit in found["hits"]]
    assert len(subjects) == len(set(subjects)) > 5


def test_an_empty_folder_is_said_and_makes_no_library(pincite: Pincite, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "notes.docx").write_bytes(b"PK")
    told = pincite("ingest", tmp_path / "in", library=tmp_path / "library")
    assert told.returncode == NOT_UNDERSTOOD
    assert "holds no PDF and no web page" in told.stderr
    assert not (tmp_path / "library").exists()


def test_what_a_command_is_asked_is_told_and_on_record(
    pincite: Pincite, demo_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, log = copy_library(demo_library, tmp_path / "library"), tmp_path / "audit.jsonl"
    config = tmp_path / "pincite-server.toml"
    config.write_text('settings = { audit = "audit.jsonl", record = "answers" }')
    monkeypatch.setenv("PINCITE_CONFIG", str(config))
    monkeypatch.setenv("PINCITE_QUERY_LOG_TEXT", "yes")
    assert pincite("ask", QUESTION, library=library).returncode == FOUND
    assert pincite("search", "knife crime", library=library).returncode == FOUND
    told = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [(one["route"], one["question"]) for one in told] == [
        ("command ask", QUESTION),
        ("command search", "knife crime"),
    ]
    assert pincite("replay", told[0]["record"], library=library).returncode == FOUND

    log.unlink()
    log.mkdir()
    assert pincite("ask", QUESTION, library=library).returncode == FOUND
    monkeypatch.setenv("PINCITE_LOGS_NEEDED", "yes")
    refused = pincite("ask", QUESTION, library=library)
    assert (refused.returncode, refused.stdout) == (NO_LIBRARY, "")
    assert "the log cannot be written" in refused.stderr
