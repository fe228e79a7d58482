"""Proposes questions on a library from its headings, recommendations and grades, for a person to mend.

Without a language model: the words are the reports' own, so they are easier than what people ask.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.passages import page_of_most
from ingest.report import Report
from ingest.sentences import split_sentences
from search.holdings import Holding
from search.storage.contract import Generation

ROUNDS = 3  # drafts of one report by one way, where there are few reports
SHORTEST = 8  # words of a quote that can be told from others
NUMBERED = re.compile(r"^[\d.]+\s+")
# What every report of a family has under the same words.
COMMON = re.compile(
    r"\b(?:inspection|recommendations?|improvements?|contents|introduction|about|information|summary"
    r"|overall|main findings|what needs|next steps|context|background|annex|appendix|inspectors?"
    r"|priority|actions?|outstanding|good|requires|inadequate|adequate)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Draft:
    question: str
    type: str  # "finding" or "grade"
    doc: str
    page: int | None
    quote: str
    must_mention: tuple[str, ...] = ()


def draft_questions(generation: Generation, count: int, seed: int = 0) -> list[Draft]:
    """At most `count`, a third each of headings, recommendations and grades, of reports drawn."""
    drawn = random.Random(seed)
    holdings = list(generation.holdings)
    drawn.shuffle(holdings)
    ways = (_of_headings, _of_recommendations, _of_grades)
    questions: list[Draft] = []
    for i, way in enumerate(ways, start=1):
        for holding in holdings * ROUNDS:
            if len(questions) >= count * i // len(ways):
                break
            drafts = [draft for draft in way(generation, holding) if draft not in questions]
            if drafts:
                questions.append(drawn.choice(drafts))
    return questions


def _of_grades(generation: Generation, holding: Holding) -> Iterator[Draft]:
    for judgement in generation.judgements_of(holding.number):
        question = f"What grade did {_whom(holding)} get for {judgement.area}?"
        yield _draft(generation, holding, question, judgement.start, judgement.end, judgement.grade)


def _of_recommendations(generation: Generation, holding: Holding) -> Iterator[Draft]:
    for _, item in generation.recommendations([holding.number]):
        about = _plain(item.headings[-1]) if item.headings else ""
        if len(item.text.split()) < SHORTEST or not about or COMMON.search(about):
            continue
        question = f"What must {_whom(holding)} improve about {about}?"
        yield _draft(generation, holding, question, item.start, item.end)


def _of_headings(generation: Generation, holding: Holding) -> Iterator[Draft]:
    report = generation.report(holding.number)
    for section in report.sections:
        title = _plain(section.title)
        if len(title.split()) < 3 or COMMON.search(title):
            continue
        span = _first_sentence(report, section.start, section.end)
        if span is None:
            continue
        asked = f"{section.title.strip()} ({_whom(holding)})"
        about = f"What did inspectors find about {title} in {_whom(holding)}?"
        yield _draft(generation, holding, asked if title.endswith("?") else about, *span)


def _first_sentence(report: Report, start: int, end: int) -> tuple[int, int] | None:
    after_title = report.text.find("\n", start, end)
    if after_title < 0:
        return None
    for span in split_sentences(report.text, after_title + 1, end)[:3]:
        words = report.text[slice(*span)]
        if len(words.split()) >= SHORTEST and "\t" not in words:  # a table's row says nothing alone
            return span
    return None


def _draft(
    generation: Generation, holding: Holding, question: str, start: int, end: int, *mention: str
) -> Draft:
    report = generation.report(holding.number)
    page = page_of_most(report.pages, start, end)
    return Draft(
        question=" ".join(question.split()),
        type="grade" if mention else "finding",
        doc=holding.info.source,
        page=page.number if page else None,
        quote=" ".join(report.text[start:end].split()),
        must_mention=mention,
    )


def _whom(holding: Holding) -> str:
    day = holding.info.published
    return f"{holding.info.known_as}{f' in {day.year}' if day else ''}"


def _plain(title: str) -> str:
    """A heading as it stands within a sentence: without its number, its first letter small."""
    words = NUMBERED.sub("", " ".join(title.split())).rstrip(".:")
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
