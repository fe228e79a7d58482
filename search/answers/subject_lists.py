"""Every subject of which something is said: a row each, with the quote of it, the newest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from search.answers.look_up_answer import LookUpAnswer, count
from search.answers.quotes import SHORTEST, weigh_sentence
from search.answers.sentences import Sentence, with_lead_in
from search.holdings import Holding
from search.passages.confidence import telling_words
from search.passages.finding import Findings
from search.passages.late_interaction import Match
from search.results import Choice, Count, Row
from search.storage.contract import Generation

# A report is listed whose best sentence fits this share of what the first fit, docs/experiments.md.
SHARE, FIRST = 0.85, 5
WEAKEST = 0.25  # of the word that it meets worst: manageable caseloads are no problem
LEAST_MET = 0.42  # of the question's rarest word, in the sentence or a word of its kin
LEAST = 0.37  # of the first: below it nothing here is about what is asked
NEAR = 0.03  # a newer report of a subject is quoted before one that fits better by no more
SUREST = 0.8  # of a row: it rests on meaning, so that the opposite may be said


@dataclass(frozen=True, slots=True)
class Said:
    """The sentence of a report that fits best, and how well."""

    holding: Holding
    fit: float
    choice: Choice


def list_subjects(
    generation: Generation, findings: Findings, each: dict[int, tuple[Match, ...]], topic: str
) -> LookUpAnswer | None:
    """The subjects whose reports say what is asked; None where none does.

    `each` are the best passages of every report in scope.
    """
    said = [one for own in each.values() for one in _say(generation, findings, own)]
    said.sort(key=lambda one: -one.fit)
    if not said or said[0].fit < LEAST:
        return None
    first = sum(one.fit for one in said[:FIRST]) / len(said[:FIRST])
    own: dict[str, list[Said]] = {}
    for one in said:
        if one.fit >= SHARE * first:
            own.setdefault(one.holding.info.known_as, []).append(one)
    shown = sorted(map(_newest, own.values()), key=lambda one: one.holding.day, reverse=True)
    if not shown:
        return None
    reports = Counter(h.info.known_as for h in generation.holdings.of(findings.reports))
    rows = tuple(
        Row(
            by="subject",
            label=one.holding.info.known_as,
            found=len(own[one.holding.info.known_as]),
            of=reports[one.holding.info.known_as],
            statement=place,
            confidence=min(SUREST, SUREST * one.fit / first),
        )
        for place, one in enumerate(shown)
    )
    of = len([subject for subject in reports if subject])
    return LookUpAnswer(
        entries=(),
        summary=(
            f"{len(rows):,} of {count(of, 'subject')} have a report with a sentence on “{topic}”."
            " Told by meaning: one may say the opposite, so read it."
        ),
        reason="",
        count=Count(len(rows), of, "subjects"),
        rows=rows,
        choices=tuple(one.choice for one in shown),
        confidence=max(row.confidence or 0.0 for row in rows),
    )


def _newest(own: Iterable[Said]) -> Said:
    """The newest report of a subject that fits about as well as its best."""
    said = list(own)
    least = max(one.fit for one in said) - NEAR
    return max((one for one in said if one.fit >= least), key=lambda one: one.holding.day)


def _say(generation: Generation, findings: Findings, matches: Iterable[Match]) -> Iterator[Said]:
    """What one report says: the sentence that fits best of its passages, if any could be quoted."""
    telling = telling_words(findings.vectors, generation.field.questions)
    rarest = _rarest(generation, findings, telling)
    best: tuple[float, Match, int] | None = None
    for match in matches:
        met = np.stack([match.similarities[:, own].mean(axis=1) for own in telling])
        for at, sentence in enumerate(match.sentences):
            if met[rarest, at] < LEAST_MET:
                continue
            fit = (1 - WEAKEST) * weigh_sentence(match, at) + WEAKEST * float(met[:, at].min())
            if (best is None or fit > best[0]) and _may_stand(generation, match, sentence):
                best = fit, match, at
    if best is not None:
        fit, match, at = best
        holding = generation.holdings.by_number[match.ref.report]
        start, end = int(match.sentences[at]["start"]), int(match.sentences[at]["end"])
        found = Sentence(match.ref, holding.info.known_as, start, end, fit)
        yield Said(holding, fit, with_lead_in(generation.report(match.ref.report), found))


def _rarest(generation: Generation, findings: Findings, telling: Sequence[list[int]]) -> int:
    """Which telling word is in the fewest passages: "backlogs" of those in the MASH."""
    words = ("".join(findings.vectors.words[token] for token in own) for own in telling)
    having = [
        min(map(generation.passages_with, generation.analyze(word)), default=generation.passages)
        for word in words
    ]
    return having.index(min(having))


def _may_stand(generation: Generation, match: Match, sentence: object) -> bool:
    """Whether it says something by itself: no heading, and more than a word or two."""
    report = generation.report(match.ref.report)
    start, end = int(sentence["start"]), int(sentence["end"])  # type: ignore[index]  # a row of SENTENCE
    line = report.text.rfind("\n", 0, start) + 1
    heading = any(section.start == line for section in report.sections)
    return not heading and len(report.text[start:end].split()) >= SHORTEST
