"""How far an ingest is: lines in a pipe, for a bar would fill a log."""

from __future__ import annotations

import pytest

from api.commands.progress import show_progress
from search.upkeep.progress import Progress


def test_a_pipe_gets_whole_lines_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    with show_progress(line_s=0.0) as tell:
        tell(Progress(3, 12, 40, 200, "calderby/a.pdf"))
    said = capsys.readouterr().err
    assert said == "3 of 12 reports · calderby/a.pdf\n"
    with show_progress() as tell:
        tell(Progress(3, 12, 40, 200, "calderby/a.pdf"))
    assert capsys.readouterr().err == ""
