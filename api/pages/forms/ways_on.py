"""Where no answer was found: what is here on the subject, and questions that do have an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from rapidfuzz import fuzz, process

from api.pages.example_questions import as_question, is_telling, plain_heading
from api.rendering.templates import address
from ingest.report import ReportInfo
from search.answers.look_up_answer import count
from search.library import Library
from search.results import Answer, Filters
from search.storage.contract import Generation

OFFERED = 3  # questions
TRIED = 6  # headings that are asked, each some tens of milliseconds
SURE = 0.65  # from here on an answer is more often right than not: docs/quality.md
SAID = re.compile(r"\b(?:is|are|was|were|has|have|do|does|should|must|can|need|needs|will)\b", re.I)
NEAR = 75  # of 100: a name this like another may be meant


@dataclass(frozen=True, slots=True)
class Way:
    text: str
    href: str
    about: str  # whom; "" for nobody in particular


@dataclass(frozen=True, slots=True)
class WaysOn:
    subjects: tuple[Way, ...]  # their pages
    questions: tuple[Way, ...]  # each of which has an answer


def find_ways_on(library: Library, answer: Answer) -> WaysOn:
    """Whom the question is about, or may mean, and what their reports do answer."""
    generation = library.generation
    all_subjects = dict.fromkeys(h.info.subject for h in generation.holdings if h.info.subject)
    filters = answer.scope.filters
    named = [subject for subject in filters.subjects if subject in all_subjects]
    named = named if len(named) < len(all_subjects) else []
    if not named:
        for name in answer.scope.missing:
            near = process.extract(
                name, list(all_subjects), scorer=fuzz.WRatio, score_cutoff=NEAR, limit=3
            )
            named += [subject for subject, *_ in near]
    subjects = dict.fromkeys(named)
    if not subjects:
        subjects = dict.fromkeys(
            hit.report.subject for hit in answer.nearest if hit.report.subject in all_subjects
        )
    counts = {name: len(generation.holdings.on([name])) for name in list(subjects)[:OFFERED]}
    return WaysOn(
        tuple(
            Way(f"{name}: {count(n, 'report')}", f"/subjects/{quote(name)}", name)
            for name, n in counts.items()
        ),
        tuple(_answered(library, _headings(generation, answer, tuple(named)))),
    )


def _answered(library: Library, headings: Sequence[tuple[str, str]]) -> Iterator[Way]:
    number = 0
    for heading, subject in headings[:TRIED]:
        question = as_question(heading)
        answer = library.ask(question, Filters(subjects=(subject,)), 3, 0)
        if answer.statements and answer.confidence >= SURE:
            yield Way(question, address("/", q=question, subject=subject), subject)
            number += 1
            if number == OFFERED:
                return


def _headings(
    generation: Generation, answer: Answer, subjects: tuple[str, ...]
) -> list[tuple[str, str]]:
    """(heading, subject): those that the nearest passages stand under, then others on them.

    Those that are questions come first.
    """
    by_heading: dict[str, str] = {}

    def add(text: str, info: ReportInfo) -> None:
        text = plain_heading(text)
        # A heading that is a sentence, "Vetting is up to date", is nothing to ask about.
        asks = text.endswith("?") or not SAID.search(text)
        if info.subject and asks and is_telling(text) and text not in (*by_heading, info.title):
            by_heading[text] = info.subject

    for hit in answer.nearest:
        if not subjects or hit.report.subject in subjects:
            for text in reversed(hit.passage.headings):
                add(text, hit.report)
    about = subjects or tuple(dict.fromkeys(hit.report.subject for hit in answer.nearest))
    numbers = generation.holdings.on(about)
    newest = sorted(generation.holdings.of(numbers), key=lambda h: h.day, reverse=True)
    for holding in newest[:2]:
        for section in generation.report(holding.number).sections:
            add(section.title, holding.info)
    return sorted(by_heading.items(), key=lambda one: not one[0].endswith("?"))
