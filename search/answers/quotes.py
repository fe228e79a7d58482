"""Picks the sentences that answer: verbatim, few, none twice, each with what it needs before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from search.answers.boilerplate import is_boilerplate
from search.answers.sentences import Sentence, are_alike, are_same, overlap, stands, with_lead_in
from search.holdings import Holdings
from search.passages.finding import Findings
from search.passages.late_interaction import Match
from search.results import Choice
from search.storage.contract import Generation

READ = 20  # passages whose sentences are weighed
PASSAGE_WEIGHT = 0.5  # of the passage's own score beside its sentence's, docs/quality.md
GIVEN_WEIGHT = 0.1  # of a sentence's having the number, date or name that is asked for
MARGIN = 0.09  # statements within this of the best are shown with it: .07 loses evidence
GIVEN_MARGIN = 0.05  # where the best has what is asked for, docs/experiments.md
LEAST_RARE, ONE_IN = 5, 1000  # a word is rare that so few passages have, or one in so many
AS_MUCH = 0.7  # of what the best one's report names up front of a question
BESIDE = 0.7  # of how well the best meets the matter: what meets less of it is beside it
RAREST, MET = 0.7, 0.4  # of how well the best meets the rarest word, where it meets it at all
NEAR = 0.03  # sentences that are this near one another answer equally well
FEW = 3  # subjects: of more, each has one statement at most


def choose_statements(generation: Generation, findings: Findings, limit: int) -> list[Choice]:
    """The fewest statements that answer, best first; one a subject when no subject is named."""
    if findings.sides:
        per_side = max(1, limit // len(findings.sides))
        return [
            replace(choice, side=label)
            for label, matches in findings.sides
            for choice in _of_a_side(generation, matches, per_side)
        ]
    if generation.holdings.are_on_few(findings.reports, most=FEW):
        return choose_from(generation, findings.matches, limit, spread=False)
    matches = _naming_as_much(_with_its_names(generation, findings))
    return choose_from(generation, matches, limit, spread=True)


def _of_a_side(generation: Generation, matches: Sequence[Match], limit: int) -> list[Choice]:
    """What answers best, then the newest of what answers too in reports of its kind, then the rest.

    Sides are set beside each other as they are now.
    """
    best = choose_from(generation, matches, 1)
    by_number = generation.holdings.by_number
    kinds = {by_number[one.places[0][0].report].info.kind for one in best}
    alike = [match for match in matches if by_number[match.ref.report].info.kind in kinds]
    chosen = best
    for one in (
        *choose_from(generation, alike, limit, near=MARGIN),
        *choose_from(generation, matches, limit),
    ):
        if not any(overlap(one, other) or are_alike(one, other) for other in chosen):
            chosen.append(one)
    return chosen[:limit]


def _naming_as_much(matches: Sequence[Match]) -> list[Match]:
    """Those of reports that name up front about as much of the question as the best one's does.

    A question on a prison is not answered by a report that does not say it is on that prison.
    """
    least = AS_MUCH * matches[0].up_front if matches else 0.0
    return [match for match in matches if match.up_front >= least]


def _with_its_names(generation: Generation, findings: Findings) -> Sequence[Match]:
    """Where no subject is named, the matches that have the rare words that the best one has.

    "Merrivale" and "Salisbury hospital" are in few passages: what lacks them is about another.
    """
    if not findings.matches:
        return ()
    most = max(LEAST_RARE, generation.passages // ONE_IN)
    with_term = generation.passages_with
    rare = {term for term, _ in findings.words.terms if 0 < with_term(term) <= most}
    names = [
        rare & set(generation.analyze(generation.passage(match.ref).text)) if rare else set()
        for match in findings.matches[:READ]
    ]
    if not names[0]:
        return findings.matches
    return [match for match, own in zip(findings.matches, names, strict=False) if own & names[0]]


def choose_from(
    generation: Generation,
    matches: Sequence[Match],
    limit: int,
    *,
    spread: bool = False,
    margin: float = MARGIN,
    near: float = NEAR,
) -> list[Choice]:
    """The fewest statements of some passages that answer, best first, none `margin` below the best.

    Of those within `near` of one another the newest is the first.
    """
    weighed = sorted(_weigh(generation, matches[:READ]), key=lambda s: -s.score)
    ranked = newest_first(weighed, generation.holdings, near)
    pick = partial(_pick, generation, ranked, limit, spread=spread, margin=margin)
    own = pick(boilerplate=False)
    # Where boilerplate alone fits, it is what was asked for.
    return own or pick(boilerplate=True)


def _pick(
    generation: Generation,
    ranked: Sequence[Sentence],
    limit: int,
    *,
    spread: bool,
    margin: float,
    boilerplate: bool,
) -> list[Choice]:
    """The first of the sentences nearly as good as the best of them that may stand.

    After the first only those on the matter too. Where the best has what is asked for, only others
    that have it, and fewer.
    """
    chosen: list[Choice] = []
    gives = False  # whether the first does
    subjects: set[str] = set()
    least = BESIDE * max((one.score, one.matter) for one in ranked)[1] if ranked else 0.0
    met = max((one.score, one.rarest) for one in ranked)[1] if ranked else 0.0
    least_rarest = RAREST * met if met >= MET else 0.0
    for sentence in ranked:
        beside = sentence.matter < least or sentence.rarest < least_rarest
        if chosen and beside and (gives or not sentence.gives):
            continue  # it is near the best by its passage, or by the commoner words, alone
        best = max(one.score for one in chosen or ranked)
        if sentence.score < best - (min(margin, GIVEN_MARGIN) if gives else margin):
            continue
        if gives and not sentence.gives:
            continue
        alike = sentence.report in generation.holdings.look_alikes
        if spread and alike and sentence.subject in subjects:
            continue
        report = generation.report(sentence.report)
        choice = with_lead_in(report, sentence)
        if any(overlap(choice, other) for other in chosen):
            continue
        twin = next((i for i, other in enumerate(chosen) if are_same(choice, other)), None)
        if twin is not None:
            places = (*chosen[twin].places, *choice.places)
            chosen[twin] = replace(chosen[twin], places=places)
            continue
        if any(are_alike(choice, other) for other in chosen):
            continue
        words = report.text[sentence.start : sentence.end]
        if not boilerplate and is_boilerplate(generation, sentence.ref, words):
            continue
        if len(chosen) == limit:
            break
        gives = gives or (not chosen and sentence.gives)
        chosen.append(choice)
        subjects.add(sentence.subject)
    return chosen


def newest_first(
    ranked: Sequence[Sentence], holdings: Holdings, near: float = NEAR
) -> list[Sentence]:
    """The best first, but of those about as good the one of the newest report."""
    left, ordered = list(ranked), list[Sentence]()
    while left:
        end = next((at for at, one in enumerate(left) if one.score < left[0].score - near), None)
        newest = max(left[:end], key=lambda one: (holdings.by_number[one.report].day, one.score))
        left.remove(newest)
        ordered.append(newest)
    return ordered


def weigh_sentence(match: Match, at: int) -> float:
    """How well one sentence of a passage fits, with the passage that it is in."""
    return (1 - PASSAGE_WEIGHT) * float(match.sentence_scores[at]) + PASSAGE_WEIGHT * match.score


def _weigh(generation: Generation, matches: Iterable[Match]) -> Iterator[Sentence]:
    """Every sentence that could stand as a statement, with how well it fits."""
    for match in matches:
        report = generation.report(match.ref.report)
        gives = np.zeros(len(match.sentences), bool) if match.gives is None else match.gives
        scores = (1 - PASSAGE_WEIGHT) * match.sentence_scores + GIVEN_WEIGHT * gives
        rows = zip(match.sentences, scores, match.matter, match.rarest, gives, strict=True)
        for sentence, score, matter, rarest, gives_it in rows:
            start, end = int(sentence["start"]), int(sentence["end"])
            if not stands(report, start, end):
                continue
            total = float(score) + PASSAGE_WEIGHT * match.score
            subject = report.info.subject or report.info.id  # unknown ones are not one
            yield Sentence(
                match.ref, subject, start, end, total, float(matter), float(rarest), bool(gives_it)
            )
