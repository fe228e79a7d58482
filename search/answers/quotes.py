"""Picks the sentences that answer: verbatim, few, none twice, each with what it needs before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.report import Report
from ingest.sentences import split_sentences

if TYPE_CHECKING:
    from search.library import Found
    from search.passages.late_interaction import Match
    from search.storage.folder.generation import Snapshot

READ = 20  # passages whose sentences are weighed
PASSAGE_WEIGHT = 0.5  # of the passage's own score beside its sentence's, docs/quality.md
GIVEN_WEIGHT = 0.05  # of a sentence's having the number, date or name that is asked for
MARGIN = 0.09  # statements within this of the best are shown with it: .07 loses evidence
ALIKE = 0.8  # the share of words in common from which two statements are one
LEAST_RARE, ONE_IN = 5, 1000  # a word is rare that so few passages have, or one in so many
SHORTEST = 4  # words: below that a line says nothing by itself

# A sentence that begins so leans on the one before it.
LEANING = re.compile(
    r"^(?:It|This|These|Those|That|They|Their|He|She|His|Her|Its|Such|However|Also|Both|Others?"
    r"|Therefore|Nevertheless|Similarly|As a result|In addition|For example|Consequently)\b"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A statement before it is cited: spans of reports, the first of them the best."""

    text: str
    spans: tuple[tuple[int, int, int], ...]  # report row, start, end
    score: float
    side: str = ""


@dataclass(frozen=True, slots=True)
class _Sentence:
    row: int
    subject: str
    start: int
    end: int
    score: float


def choose_statements(snapshot: Snapshot, found: Found, limit: int) -> list[Choice]:
    """The fewest statements that answer, best first; one a subject when no subject is named."""
    if found.sides:
        per_side = max(1, limit // len(found.sides))
        return [
            replace(choice, side=label)
            for label, matches in found.sides
            for choice in _choose(snapshot, matches, per_side, spread=False)
        ]
    subjects: set[str] = set()
    for row in found.scope.rows:
        subjects.add(snapshot.by_row[row].info.subject)
        if len(subjects) > 3:
            break
    if len(subjects) <= 3:
        return _choose(snapshot, found.matches, limit, spread=False)
    return _choose(snapshot, _with_its_names(snapshot, found), limit, spread=True)


def _with_its_names(snapshot: Snapshot, found: Found) -> Sequence[Match]:
    """Where no subject is named, the matches that have the rare words that the best one has.

    "Merrivale" and "Salisbury hospital" are in few passages: what lacks them is about another.
    """
    if not found.matches:
        return ()
    words = snapshot.words
    most = max(LEAST_RARE, snapshot.passages // ONE_IN)
    rare = {term for term, _ in found.rewriting.terms if 0 < words.passages_with(term) <= most}
    held = [
        rare & set(words.analyze(snapshot.passage(match.position).text)) if rare else set()
        for match in found.matches[:READ]
    ]
    if not held[0]:
        return found.matches
    return [match for match, has in zip(found.matches, held, strict=False) if has & held[0]]


def table_statements(snapshot: Snapshot, found: Found) -> Iterator[Choice]:
    """Each row of the table that answers, by its own words; all of them, never cut short."""
    for entry in found.listed.found if found.listed else ():
        citation = snapshot.citation(entry.row.row, entry.start, entry.end)
        side = next((s.label for s in found.scope.sides if entry.row.row in s.rows), "")
        span = (entry.row.row, entry.start, entry.end)
        yield Choice(citation.quote if citation else "", (span,), 1.0, side)


def _choose(
    snapshot: Snapshot, matches: Sequence[Match], limit: int, *, spread: bool
) -> list[Choice]:
    sentences = sorted(_weigh(snapshot, matches[:READ]), key=lambda s: -s.score)
    chosen: list[Choice] = []
    subjects: set[str] = set()
    for sentence in sentences:
        if sentence.score < sentences[0].score - MARGIN:
            break
        if spread and sentence.subject in subjects:
            continue
        report = snapshot.report(snapshot.by_row[sentence.row])
        choice = _with_lead_in(report, sentence)
        twin = next((i for i, other in enumerate(chosen) if _alike(choice, other)), None)
        if twin is not None:
            if not _overlap(choice, chosen[twin]):
                spans = (*chosen[twin].spans, *choice.spans)
                chosen[twin] = replace(chosen[twin], spans=spans)
            continue
        if len(chosen) == limit:
            break
        chosen.append(choice)
        subjects.add(sentence.subject)
    return chosen


def _weigh(snapshot: Snapshot, matches: Iterable[Match]) -> Iterator[_Sentence]:
    """Every sentence that could stand as a statement, with how well it fits."""
    for match in matches:
        row = snapshot.row_at(match.position)
        report = snapshot.report(row)
        headings = {section.start for section in report.sections}
        scores = (1 - PASSAGE_WEIGHT) * match.sentence_scores
        if match.gives is not None:
            scores = scores + GIVEN_WEIGHT * match.gives
        for sentence, score in zip(match.sentences, scores, strict=True):
            start, end = int(sentence["start"]), int(sentence["end"])
            line = report.text.rfind("\n", 0, start) + 1
            if line in headings or len(report.text[start:end].split()) < SHORTEST:
                continue
            total = float(score) + PASSAGE_WEIGHT * match.score
            yield _Sentence(row.row, row.info.subject, start, end, total)


def _with_lead_in(report: Report, sentence: _Sentence) -> Choice:
    """The sentence with what it leans on: the one before it, or the stem of its list."""
    text = report.text
    start, end = sentence.start, sentence.end
    line = text.rfind("\n", 0, start) + 1
    if text.startswith("•", line):
        stem = _stem(text, line)
        item = (sentence.row, start, end)
        if stem is not None:
            words = f"{text[slice(*stem)]} {text[start:end]}"
            return Choice(words, (item, (sentence.row, *stem)), sentence.score)
        return Choice(text[start:end], (item,), sentence.score)
    if LEANING.match(text[start:end]) and start > line:
        before = _sentence_before(text, line, start)
        start = before if before is not None else start
    return Choice(text[start:end], ((sentence.row, start, end),), sentence.score)


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


def _alike(one: Choice, other: Choice) -> bool:
    a, b = _words(one.text), _words(other.text)
    shared = len(a & b) / max(1, min(len(a), len(b)))
    return _overlap(one, other) or (shared >= ALIKE and len(a & b) / max(1, len(a | b)) >= 0.6)


def _overlap(one: Choice, other: Choice) -> bool:
    return any(
        row == row2 and start < end2 and start2 < end
        for row, start, end in one.spans
        for row2, start2, end2 in other.spans
    )


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
