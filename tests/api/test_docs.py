"""The examples of docs/api.md run as they are printed, and the small client does what it says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from api.client import Client, Refused
from api.questions import FiltersShape

DOCS = (Path(__file__).parent.parent.parent / "docs" / "api.md").read_text(encoding="utf-8")
WORDS = "knife"


def example(language: str, server: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", DOCS, re.DOTALL)
    assert found is not None
    return found[1].replace("http://127.0.0.1:8000", server)


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed: apt install curl")
def test_the_example_with_curl_answers(demo_server: str) -> None:
    answer = json.loads(run("sh", "-c", example("sh", demo_server)))
    assert answer["answered"] and len(answer["statements"]) == 3


def test_the_example_in_python_answers(demo_server: str) -> None:
    assert WORDS in run(sys.executable, "-c", example("python", demo_server))


@pytest.mark.skipif(not shutil.which("node"), reason="Node is not installed: apt install nodejs")
def test_the_example_in_javascript_answers(demo_server: str) -> None:
    script = example("javascript", demo_server)
    assert WORDS in run("node", "--input-type=module", "-e", script)


def test_every_path_in_the_docs_is_served(demo_server: str) -> None:
    import httpx

    served = " ".join(httpx.get(f"{demo_server}/openapi.json").json()["paths"])
    named = re.findall(r"`(?:GET|POST)?,? ?(?:`POST )?(/v1/[a-z/{}.]+)", DOCS)
    assert len(named) > 15
    for path in named:
        pattern = re.sub(r"\\{[a-z]+\\}", r"\\{[a-z_]+\\}", re.escape(path.rstrip(".")))
        assert re.search(rf"{pattern}(?: |$)", served), path


def test_the_client_asks_reads_and_says_why_it_was_refused(demo_server: str) -> None:
    with Client(demo_server) as pincite:
        peel = FiltersShape(kinds=["PEEL"])
        answer = pincite.ask("How does the force handle knife crime?", peel, 2)
        citation = answer.statements[0].citations[0]
        assert citation.report.kind == "PEEL"
        assert pincite.citation(citation.id).citation == citation
        assert len(pincite.search("knife crime", limit=3).hits) == 3
        assert len(pincite.reports()) == 12
        with pytest.raises(Refused, match="not a citation id"):
            pincite.citation("nothing")
