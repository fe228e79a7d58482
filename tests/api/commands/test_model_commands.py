"""The commands that take a model or learn for one, each as a process of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.search.models.made import make_multi_vector
from tests.search.upkeep.pages import write_page


def pincite(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "api.commands", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    write_page(tmp_path / "in/salford.html", "Salford", "Knife crime has fallen.")
    return tmp_path / "in"


def test_a_library_is_begun_by_a_model_of_ones_own_and_goes_over_to_another(
    reports: Path, tmp_path: Path
) -> None:
    library, model = tmp_path / "library", make_multi_vector(tmp_path / "model", 48)
    begun = pincite("ingest", reports, "--library", library, "--model", model)
    assert (begun.returncode, begun.stdout[:7]) == (0, "1 added"), begun.stderr
    told = pincite("status", "--library", library).stdout
    assert f"model {model}, field" in told
    assert "what that model needs was learned from 3 passages of the library's own" in told
    refused = pincite("ingest", reports, "--library", library, "--model", "all-MiniLM-L6-v2")
    assert refused.returncode == 3
    assert f"pincite rebuild --model all-MiniLM-L6-v2 --library {library}" in refused.stderr
    rebuilt = pincite("rebuild", "--library", library, "--model", "all-MiniLM-L6-v2")
    assert rebuilt.stdout == f"{library}: 2 passages embedded by all-MiniLM-L6-v2\n"
    assert pincite("search", "knife crime", "--library", library).returncode == 0


def test_a_model_that_is_gone_is_said_where_it_is_needed_and_only_there(
    reports: Path, tmp_path: Path
) -> None:
    library, model = tmp_path / "library", make_multi_vector(tmp_path / "model", 48)
    pincite("ingest", reports, "--library", library, "--model", model)
    shutil.rmtree(model)
    asked = pincite("search", "knife crime", "--library", library)
    assert asked.returncode == 3 and f"The model {model} is not on this machine" in asked.stderr
    assert "fetched" not in asked.stderr
    assert pincite("status", "--library", library).returncode == 0


def test_a_model_whose_folder_was_moved_is_known_by_its_weights(
    reports: Path, tmp_path: Path
) -> None:
    library, model = tmp_path / "library", make_multi_vector(tmp_path / "model", 48)
    pincite("ingest", reports, "--library", library, "--model", model)
    moved = shutil.move(model, tmp_path / "elsewhere")
    gone = pincite("search", "knife crime", "--library", library)
    assert "pincite ingest PATH --model FOLDER --library LIBRARY" in gone.stderr
    told = pincite("ingest", reports, "--library", library, "--model", moved)
    assert (told.returncode, told.stdout[:7]) == (0, "0 added"), told.stderr
    assert pincite("search", "knife crime", "--library", library).returncode == 0


def test_a_library_that_is_not_there_is_not_rebuilt(tmp_path: Path) -> None:
    done = pincite("rebuild", "--library", tmp_path / "none", "--model", "all-MiniLM-L6-v2")
    assert done.returncode == 3 and "There is no library in" in done.stderr, done.stderr
    assert not (tmp_path / "none").exists()


def test_a_name_on_a_hub_is_not_fetched_unasked(reports: Path, tmp_path: Path) -> None:
    done = pincite("ingest", reports, "--library", tmp_path / "new", "--model", "someone/model")
    assert done.returncode == 3
    assert "pincite ingest PATH --model someone/model --download" in done.stderr


def test_a_folder_that_is_not_there_is_taken_for_no_name_on_a_hub(
    reports: Path, tmp_path: Path
) -> None:
    done = pincite("ingest", reports, "--library", tmp_path / "new", "--model", tmp_path / "none")
    assert done.returncode == 3 and "is not on this machine" in done.stderr
    assert "--download" not in done.stderr


def test_what_is_on_this_machine_is_not_fetched_where_fetching_is_allowed(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    model = make_multi_vector(tmp_path / "model", 48)
    for name in (model, "all-MiniLM-L6-v2"):
        library = tmp_path / f"by {Path(name).name}"
        done = pincite("ingest", reports, "--library", library, "--model", name, "--download")
        assert done.returncode == 0, done.stderr


def test_too_few_questions_to_calibrate_by_are_refused(demo_library: Path) -> None:
    done = pincite("calibrate", "demo/questions.jsonl", "--library", demo_library)
    assert done.returncode == 2
    assert "20 and 10 are needed at least" in done.stderr
