"""The demo collection is what its script writes, and its questions quote it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import lxml.html
import pypdf
import pytest

DEMO = Path(__file__).parent.parent / "demo"
QUESTIONS = [
    json.loads(line) for line in (DEMO / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    subprocess.run([sys.executable, DEMO / "build.py", folder], check=True)
    return folder


@pytest.fixture(scope="module")
def page_texts() -> dict[tuple[str, int | None], str]:
    """(report, page number or None in a web page) -> its text with white space folded."""
    texts: dict[tuple[str, int | None], str] = {}
    for path in (DEMO / "reports").glob("*/*"):
        doc = path.relative_to(DEMO / "reports").as_posix()
        if path.suffix == ".html":
            body = lxml.html.fromstring(path.read_text(encoding="utf-8"))
            texts[doc, None] = fold(body.text_content())
        else:
            for number, page in enumerate(pypdf.PdfReader(path).pages, 1):
                texts[doc, number] = fold(page.extract_text())
    return texts


def test_the_demo_is_what_its_script_builds(built: Path) -> None:
    names = [name for name in list_files(DEMO) if name.startswith(("reports/", "faults/"))]
    names += ["judgements.csv", "recommendations.csv"]
    assert list_files(built) == sorted(names)
    assert [name for name in names if read(DEMO, name) != read(built, name)] == []


def test_every_gold_quote_of_the_demo_is_on_its_page(
    page_texts: dict[tuple[str, int | None], str],
) -> None:
    missing = [
        (question["id"], gold["quote"])
        for question in QUESTIONS
        for gold in question["gold"]
        if fold(gold["quote"]) not in page_texts[gold["doc"], gold["page"]]
    ]
    assert missing == []


def test_only_the_unanswerable_questions_of_the_demo_have_no_gold() -> None:
    without = [question["type"] for question in QUESTIONS if not question["gold"]]
    assert set(without) == {"unanswerable"}
    assert len(without) == sum(question["type"] == "unanswerable" for question in QUESTIONS)


def list_files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def read(folder: Path, name: str) -> bytes:
    return (folder / name).read_bytes()


def fold(text: str) -> str:
    return " ".join(text.split())
