"""The examples of docs/api.md run as they are printed, and answer what is printed below them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise

import httpx
import pytest
from playwright.sync_api import sync_playwright

from api.shapes.answers import AskShape
from tests.conftest import ROOT

DOCS = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
WORDS = re.compile("knife|knives")
BLOCK = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)

needs_curl = pytest.mark.skipif(
    not shutil.which("curl"), reason="curl is not installed: apt install curl"
)


def examples(language: str, server: str) -> list[str]:
    found = [text for name, text in BLOCK.findall(DOCS) if name == language]
    assert found
    return [one.replace("http://127.0.0.1:8000", server) for one in found]


def run(*command: str) -> str:
    paths = os.pathsep.join([str(ROOT), str(ROOT / "api" / "client")])
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, env=os.environ | {"PYTHONPATH": paths}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@needs_curl
def test_the_first_example_with_curl_answers(demo_server: str) -> None:
    answer = json.loads(run("sh", "-c", examples("sh", demo_server)[0]))
    assert answer["answered"] and 1 <= len(answer["statements"]) <= 3
    assert "knife" in answer["statements"][0]["text"]


@needs_curl
def test_every_example_with_curl_answers_what_is_printed_below_it(demo_server: str) -> None:
    here = DOCS.replace("http://127.0.0.1:8000", demo_server)
    paired = 0
    for one, below in pairwise(BLOCK.finditer(here)):
        if one[1] != "sh":
            continue
        told = run("sh", "-c", one[2])
        if told.startswith("event: "):
            assert "event: done" in told
            continue
        answer = json.loads(told)
        assert "status" not in answer, answer
        if below[1] == "json" and not here[one.end() : below.start()].strip():
            assert_holds(answer, json.loads(below[2]))
            paired += 1
    assert paired >= 4


def test_every_answer_that_is_printed_is_given(demo_server: str) -> None:
    printed = [json.loads(one) for one in examples("json", demo_server)]
    asked = [one for one in printed if "question" in one and not one.get("read_as")]
    assert {one["form"] for one in asked} >= {"count", "comparison", "brief"}
    for one in asked:
        body = {"question": one["question"], "limit": 100}
        assert_holds(httpx.post(f"{demo_server}/v1/ask", json=body, timeout=30).json(), one)


def assert_holds(whole: object, part: object) -> None:
    """Whether JSON holds other JSON: of objects these fields, of lists these entries in this order."""
    if isinstance(part, dict):
        assert isinstance(whole, dict)
        for name, value in part.items():
            assert_holds(whole[name], value)
    elif isinstance(part, list) and isinstance(whole, list) and part:
        left = iter(whole)
        for value in part:
            assert any(holds(one, value) for one in left), (value, whole)
    else:
        assert whole == part


def holds(whole: object, part: object) -> bool:
    try:
        assert_holds(whole, part)
    except AssertionError:
        return False
    return True


def test_every_form_is_asked_as_the_table_says(demo_server: str) -> None:
    start = DOCS.index("| `form` | asked as |")
    rows = [line.split("|")[1:] for line in DOCS[start:].partition("\n\n")[0].splitlines()[2:]]
    seen: set[str] = set()
    forms: list[str] = []
    for first, asked, *_ in rows:
        forms = re.findall(r"`(\w+)`", first) or forms
        for plain, phrase in re.findall(r"\"([^\"]+)\"|`(\"[^`]+\")`", asked):
            question = {"question": plain or phrase}
            answer = httpx.get(f"{demo_server}/v1/ask", params=question, timeout=30).json()
            assert answer["form"] in forms, question
            seen.add(answer["form"])
    assert len(seen) == 10


def test_the_examples_in_python_answer(demo_server: str) -> None:
    for one in examples("python", demo_server):
        assert WORDS.search(run(sys.executable, "-c", one))


@pytest.mark.skipif(not shutil.which("node"), reason="Node is not installed: apt install nodejs")
def test_the_example_in_javascript_answers_in_node(demo_server: str) -> None:
    (script,) = examples("javascript", demo_server)
    assert WORDS.search(run("node", "--input-type=module", "-e", script))


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
    assert WORDS.search(" ".join(told))


def test_every_path_in_the_docs_is_served(demo_server: str) -> None:
    served = " ".join(httpx.get(f"{demo_server}/openapi.json").json()["paths"])
    named = re.findall(r"`(?:GET|POST)?,? ?(?:`POST )?(/v1/[a-z/{}.-]+)", DOCS)
    assert len(named) > 15
    for path in named:
        pattern = re.sub(r"\\{[a-z]+\\}", r"\\{[a-z_]+\\}", re.escape(path.rstrip(".")))
        assert re.search(rf"{pattern}(?: |$)", served), path


def test_a_client_reads_on_where_a_newer_server_says_more(demo_server: str) -> None:
    answer = httpx.get(f"{demo_server}/v1/ask", params={"question": "knife crime"}).json()
    more = answer | {"mood": "good", "scope": answer["scope"] | {"mood": "good"}}
    assert AskShape.model_validate(more) == AskShape.model_validate(answer)
    told = httpx.get(f"{demo_server}/openapi.json").json()["components"]["schemas"]
    strict = {name for name, schema in told.items() if "additionalProperties" in schema}
    assert strict == {
        "Briefing",
        "BriefingHeading",
        "BriefingNote",
        "BriefingQuote",
        "Correction",
        "Filters",
        "MatrixAsked",
        "QuestionBefore",
        "QuestionToAnswer",
        "QuestionToSearch",
        "QuestionsToAnswer",
        "QuestionsToSearch",
    }
