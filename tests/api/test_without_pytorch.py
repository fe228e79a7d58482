"""Whoever asks waits for no PyTorch: neither the command line nor the server imports it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

# What a machine that only asks can do without, docs/performance.md.
SPARED = {"torch", "transformers", "sentence_transformers", "sklearn", "scipy", "sympy", "networkx"}
ASKED = "How does the force handle knife crime?"
COMMAND = f"""
import sys
from api.commands.main import app
app([sys.argv[1], "{ASKED}", "--library", sys.argv[2]], standalone_mode=False)
print(sorted({SPARED} & set(sys.modules)))
"""
SERVER = f"""
import sys
from pathlib import Path
from tests.api.asking import client_of
with client_of(Path(sys.argv[1])) as client:
    assert client.get("/v1/ask", params={{"question": "{ASKED}"}}).json()["statements"]
    assert client.get("/", params={{"q": "{ASKED}"}}).status_code == 200
print(sorted({SPARED} & set(sys.modules)))
"""


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_question_on_the_command_line_imports_no_pytorch(
    command: str, demo_library: Path
) -> None:
    assert last_line(COMMAND, command, demo_library) == "[]"


def test_a_served_question_imports_no_pytorch(demo_library: Path) -> None:
    assert last_line(SERVER, demo_library) == "[]"


def last_line(code: str, *given: str | Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *given], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]
