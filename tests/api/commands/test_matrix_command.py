"""`pincite matrix` as a process of its own."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def matrix(library: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "api.commands", "matrix", *words, "--library", str(library)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


def test_the_matrix_is_printed_a_line_a_row_or_as_csv_a_line_a_cell(demo_library: Path) -> None:
    asked = ("knife crime", "grade for investigating crime", "--kind", "PEEL", "--latest")
    told, as_csv = matrix(demo_library, *asked), matrix(demo_library, *asked, "--csv")
    lines = [line.split("\t") for line in told.stdout.splitlines()]
    rows = list(csv.DictReader(io.StringIO(as_csv.stdout.lstrip("\ufeff"))))
    assert (told.returncode, as_csv.returncode) == (0, 0)
    assert [line[0] for line in lines] == sorted({row["row"] for row in rows})
    assert "4 subjects, 4 reports of 2019 to 2025: PEEL" in told.stderr
    assert [line[2].partition(" (")[0] for line in lines] == [r["grade"] for r in rows[1::2]]


def test_more_than_six_questions_are_refused(demo_library: Path) -> None:
    refused = matrix(demo_library, *"abcdefg")
    assert refused.returncode == 2 and "one to 6 questions" in refused.stderr
