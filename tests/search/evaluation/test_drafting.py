"""Questions that are proposed from a library's own headings, recommendations and grades."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from search.evaluation.drafting import draft_questions
from search.evaluation.judging import has_evidence, read_questions
from search.storage.contract import Generation
from search.storage.opening import open_storage


@pytest.fixture(scope="module")
def generation(demo_library: Path) -> Generation:
    return open_storage(demo_library).open()


def test_every_quote_stands_on_the_page_that_is_named(generation: Generation) -> None:
    drafts = draft_questions(generation, 30)
    assert len(drafts) == 30
    assert {draft.type for draft in drafts} == {"finding", "grade"}
    by_source = {holding.info.source: holding.number for holding in generation.holdings}
    for draft in drafts:
        report = generation.report(by_source[draft.doc])
        pages = [p for p in report.pages if p.number == draft.page]
        text = report.text[pages[0].start : pages[0].end] if pages else report.text
        assert has_evidence(text, draft.quote)


def test_the_same_seed_draws_the_same(generation: Generation) -> None:
    assert draft_questions(generation, 9, seed=4) == draft_questions(generation, 9, seed=4)
    assert draft_questions(generation, 9, seed=4) != draft_questions(generation, 9, seed=5)


def test_the_command_writes_what_evaluate_reads(demo_library: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "api.commands",
        "evaluate",
        "--library",
        str(demo_library),
    ]
    drafted = subprocess.run(
        [*command, "--draft", "6"], capture_output=True, text=True, check=True
    ).stdout
    file = tmp_path / "questions.jsonl"
    file.write_text(drafted, encoding="utf-8")
    assert [q.id for q in read_questions(file)] == [f"draft-{n:03}" for n in range(1, 7)]
    assert all(json.loads(line)["gold"] for line in drafted.splitlines())


def test_evaluate_without_questions_says_what_to_give(demo_library: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "api.commands",
        "evaluate",
        "--library",
        str(demo_library),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Give a file of questions, or --draft 60" in done.stderr
