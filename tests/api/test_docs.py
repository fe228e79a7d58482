"""The examples of docs/api.md run as they are printed, and the small client does what it says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys

import httpx
import pytest
from playwright.sync_api import sync_playwright

from api.client import Client, Refused
from api.shapes.answers import AskShape
from api.shapes.questions import FiltersShape
from tests.conftest import ROOT

DOCS = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
WORDS = "knife"


def examples(language: str, server: str) -> list[str]:
    found = re.findall(rf"```{language}\n(.*?)```", DOCS, re.DOTALL)
    assert found
    return [one.replace("http://127.0.0.1:8000", server) for one in found]


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed: apt install curl")
def test_the_example_with_curl_answers(demo_server: str) -> None:
    answer = json.loads(run("sh", "-c", examples("sh", demo_server)[0]))
    assert answer["answered"] and 1 <= len(answer["statements"]) <= 3
    assert "knife" in answer["statements"][0]["text"]


def test_the_examples_in_python_answer(demo_server: str) -> None:
    for one in examples("python", demo_server):
        assert WORDS in run(sys.executable, "-c", one)


@pytest.mark.skipif(not shutil.which("node"), reason="Node is not installed: apt install nodejs")
def test_the_example_in_javascript_answers_in_node(demo_server: str) -> None:
    (script,) = examples("javascript", demo_server)
    assert WORDS in run("node", "--input-type=module", "-e", script)


def test_the_example_in_javascript_answers_in_a_browser(demo_server: str) -> None:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("Chromium is not on this machine. Install it: apt-get install chromium")
    told: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.goto(f"{demo_server}/healthz")  # the same origin: no setting lets others read
        page.evaluate(f"(async () => {{ {examples('javascript', demo_server)[0]} }})()")
        browser.close()
    assert WORDS in " ".join(told)


def test_every_path_in_the_docs_is_served(demo_server: str) -> None:
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
        found = pincite.citation(citation.id).citation
        assert found is not None and found.model_dump() == citation.model_dump(exclude={"part"})
        assert len(pincite.search("knife crime", limit=3).hits) == 3
        assert len(pincite.reports()) == 12
        with pytest.raises(Refused, match="not a citation id"):
            pincite.citation("nothing")


def test_a_client_reads_on_where_a_newer_server_says_more(demo_server: str) -> None:
    answer = httpx.get(f"{demo_server}/v1/ask", params={"question": "knife crime"}).json()
    more = answer | {"mood": "good", "scope": answer["scope"] | {"mood": "good"}}
    assert AskShape.model_validate(more) == AskShape.model_validate(answer)
    told = httpx.get(f"{demo_server}/openapi.json").json()["components"]["schemas"]
    strict = {name for name, schema in told.items() if "additionalProperties" in schema}
    assert strict == {
        "AskBatchShape",
        "AskingShape",
        "BeforeShape",
        "FiltersShape",
        "QuestionShape",
        "SearchBatchShape",
    }
