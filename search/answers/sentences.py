"""A sentence as a statement: with what it leans on, and whether two statements are one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.report import Report
from ingest.sentences import split_sentences
from search.results import Choice

ALIKE = 0.8  # the share of words in common from which two statements are one

# A sentence that begins so leans on the one before it.
LEANING = re.compile(
    r"^(?:It|This|These|Those|That|They|Their|He|She|His|Her|Its|Such|However|Also|Both|Others?"
    r"|Therefore|Nevertheless|Similarly|As a result|In addition|For example|Consequently)\b"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a report, and how well it fits a question."""

    report: int  # its number
    subject: str
    start: int
    end: int
    score: float


def with_lead_in(report: Report, sentence: Sentence) -> Choice:
    """The sentence with what it leans on: the one before it, or the stem of its list."""
    text = report.text
    start, end = sentence.start, sentence.end
    line = text.rfind("\n", 0, start) + 1
    if text.startswith("•", line):
        stem = _stem(text, line)
        item = (sentence.report, start, end)
        if stem is not None:
            words = f"{text[slice(*stem)]} {text[start:end]}"
            return Choice(words, (item, (sentence.report, *stem)), sentence.score)
        return Choice(text[start:end], (item,), sentence.score)
    if LEANING.match(text[start:end]) and start > line:
        before = _sentence_before(text, line, start)
        start = before if before is not None else start
    return Choice(text[start:end], ((sentence.report, start, end),), sentence.score)


def _stem(text: str, line: int) -> tuple[int, int] | None:
    """The line that opens a list, "Inspectors found that:", for an item of it."""
    at = line
    for _ in range(12):
        if at == 0:
            return None
        previous = text.rfind("\n", 0, at - 1) + 1
        words = text[previous : at - 1].rstrip()
        if not words.startswith("•"):
            if not words.endswith(":"):
                return None
            stop = max(words.rfind(". "), words.rfind("? "))
            return previous + stop + 2 if stop >= 0 else previous, previous + len(words)
        at = previous
    return None


def _sentence_before(text: str, line: int, start: int) -> int | None:
    spans = split_sentences(text, line, start)
    return spans[-1][0] if spans else None


def are_alike(one: Choice, other: Choice) -> bool:
    a, b = _words(one.text), _words(other.text)
    shared = len(a & b) / max(1, min(len(a), len(b)))
    return overlap(one, other) or (shared >= ALIKE and len(a & b) / max(1, len(a | b)) >= 0.6)


def overlap(one: Choice, other: Choice) -> bool:
    return any(
        row == row2 and start < end2 and start2 < end
        for row, start, end in one.spans
        for row2, start2, end2 in other.spans
    )


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
