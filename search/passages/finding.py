"""Finds passages: by meaning and by words, fused, then ranked by late interaction and by what they give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from search.models.calibration import (
    CALIBRATION,
    COMES_ALONG,
    Calibration,
    read_calibrations,
)
from search.models.library_model import LibraryModel
from search.models.reranker import Reranker
from search.models.sentence_model import QuestionVectors
from search.passages.late_interaction import Match, fuse_rankings, match_passages
from search.passages.reranking import rerank
from search.passages.up_front import UpFront
from search.passages.word_weights import WordWeights, weigh_words
from search.question.answer_type import AnswerType
from search.question.reading import Asked
from search.question.rewriting import Rewriting
from search.question.scope import Scope
from search.storage.contract import Floats, Generation, PassageRef
from search.timings import Timings

CANDIDATES = 100  # that late interaction ranks: more gained nothing, docs/quality.md
FIRST_STAGE = 300  # that each of the two rankings brings
WORDED_OF_EACH, OF_EACH = 2000, 3  # by words, in all and of each report, where each is looked into
NAMING = 5000  # passages that name a body, whoever their report is on
WEIGHED = 20  # passages whose sentences are read for the type of thing that is asked for
LACK_WEIGHT = 0.1  # of what a passage lacks, docs/quality.md


@dataclass(frozen=True, slots=True)
class Findings:
    """The passages of the reports that a question is about, before anything is judged or quoted."""

    asked: Asked
    words: Rewriting  # of it, that were looked for
    vectors: QuestionVectors
    rarity: Floats  # (question tokens,) of sum 1: of each token's word in the reports
    reports: frozenset[int]  # that were looked through
    matches: tuple[Match, ...]  # best first
    sides: tuple[tuple[str, tuple[Match, ...]], ...]  # where it compares
    calibration: Calibration = COMES_ALONG  # by which it is told how sure they are


class Finder:
    """Finds passages of one generation; `reranker` puts the first in an order of its own."""

    def __init__(
        self,
        generation: Generation,
        model: LibraryModel,
        reranker: Reranker | None,
        up_front: UpFront,
        timings: Timings,
    ) -> None:
        self._generation = generation
        self._up_front = up_front
        self._model = model
        self._reranker = reranker
        self._timings = timings
        known = read_calibrations(generation.kept(CALIBRATION))
        self._calibration = known.get(reranker.weights if reranker else "", COMES_ALONG)
        self._vectors: dict[str, QuestionVectors] = {}  # by the words that they are of
        self._weights: dict[str, WordWeights] = {}

    def find(self, asked: Asked, first: Sequence[PassageRef] = ()) -> Findings:
        """In the scope of a question: the passages that come `first`, then the best.

        Where it compares, the best of each side in turn.
        """
        vectors = self._embed(asked.topic)
        scope = asked.scope
        beside = frozenset() if scope.sides else self._naming(scope)
        matches = self._match(asked, scope.reports, asked.topic, vectors, beside)
        sides = tuple(
            (side.label, self._match(asked, side.reports, asked.topic, vectors))
            for side in scope.sides
        )
        if sides:
            matches = in_turn([best for _, best in sides], matches)
        if first:
            order = {ref: i for i, ref in enumerate(dict.fromkeys(first))}
            known = self._rank(list(order), asked.topic, {}, {})
            matches = in_turn([sorted(known, key=lambda match: order[match.ref])], matches)
        rarity = self._weigh(asked.topic).rarity
        return Findings(
            asked, asked.topic, vectors, rarity, scope.reports, matches, sides, self._calibration
        )

    def find_in(self, asked: Asked, words: Rewriting, reports: frozenset[int]) -> Findings:
        """In some reports, be they in its scope or not, by the question's words or by others."""
        vectors = self._embed(words)
        matches = self._match(asked, reports, words, vectors)
        rarity = self._weigh(words).rarity
        return Findings(asked, words, vectors, rarity, reports, matches, (), self._calibration)

    def find_in_each(
        self, asked: Asked, words: Rewriting
    ) -> tuple[Findings, dict[int, tuple[Match, ...]]]:
        """Of every report in scope its best passages, by meaning and by words, best first."""
        generation, reports = self._generation, asked.scope.reports
        vectors = self._embed(words)
        near = generation.best_of_each(vectors.vector, sorted(reports)) if vectors.words else []
        within = None if len(reports) == len(generation.holdings) else reports
        worded = generation.best(words.terms, WORDED_OF_EACH, within)
        shares = {ref: score / worded[0][1] for ref, score in worded}
        with self._timings.stage("late interaction"):
            refs = list(dict.fromkeys([ref for ref, _ in near] + _first_of_each(worded)))
            matches = self._rank(refs, words, dict(near), shares)
        each: dict[int, list[Match]] = {}
        for match in matches:
            each.setdefault(match.ref.report, []).append(match)
        rarity = self._weigh(words).rarity
        findings = Findings(
            asked, words, vectors, rarity, reports, tuple(matches), (), self._calibration
        )
        return findings, {report: tuple(own) for report, own in each.items()}

    def _naming(self, scope: Scope) -> frozenset[PassageRef]:
        """Passages of reports on other bodies, no look-alikes, that name the one asked about."""
        generation, names = self._generation, scope.places
        if not scope.beside or not names:
            return frozenset()
        refs = (generation.having(generation.analyze(name), NAMING) for name in names)
        return frozenset(ref for own in refs for ref in own if ref.report in scope.beside)

    def _embed(self, words: Rewriting) -> QuestionVectors:
        if words.text not in self._vectors:
            with self._timings.stage("encode"):
                self._vectors[words.text] = self._model.embedder.embed_question(words.text)
        return self._vectors[words.text]

    def _match(
        self,
        asked: Asked,
        reports: frozenset[int],
        words: Rewriting,
        vectors: QuestionVectors,
        beside: frozenset[PassageRef] = frozenset(),
    ) -> tuple[Match, ...]:
        """Of some reports, and of what stands `beside` them in others."""
        matches = self._best(reports, words, vectors, beside)
        with self._timings.stage("answer type"):
            matches = prefer_given(self._generation, matches, asked.answer_type)
        with self._timings.stage("up front"):
            matches = self._up_front.prefer(matches, asked.whole if beside else words, reports)
        if self._reranker is None:
            return tuple(matches)
        with self._timings.stage("reranker"):
            return rerank(self._generation, self._reranker, asked.text, matches)

    def _best(
        self,
        reports: frozenset[int],
        words: Rewriting,
        vectors: QuestionVectors,
        beside: frozenset[PassageRef] = frozenset(),
    ) -> list[Match]:
        """The best passages of some reports, and of those beside, best first."""
        generation = self._generation
        own = reports
        reports |= {ref.report for ref in beside}
        if not reports or not vectors.words:
            return []
        within = None if len(reports) == len(generation.holdings) else reports
        with self._timings.stage("meaning"):
            near = generation.nearest(vectors.vector, FIRST_STAGE, within)
        with self._timings.stage("words"):
            worded = generation.best(words.terms, FIRST_STAGE, within)
        best_score = worded[0][1] if worded else 1.0
        with self._timings.stage("late interaction"):
            rankings = [
                [ref for ref, _ in ranking if ref.report in own or ref in beside]
                for ranking in (worded, near)
            ]
            shares = {ref: score / best_score for ref, score in worded}
            return self._rank(fuse_rankings(rankings)[:CANDIDATES], words, dict(near), shares)

    def _rank(
        self,
        refs: Sequence[PassageRef],
        words: Rewriting,
        dense: dict[PassageRef, float],
        worded: dict[PassageRef, float],
    ) -> list[Match]:
        candidates = self._generation.candidates(refs)
        if not candidates.refs:
            return []
        vectors = self._embed(words)
        similar = self._model.similarities(candidates.codes, vectors.tokens)
        dense = {ref: self._model.scale.vectors.of(cosine) for ref, cosine in dense.items()}
        spoken = self._up_front.speak_for(candidates, vectors, similar)
        return match_passages(candidates, similar, self._weigh(words), dense, worded, spoken)

    def _weigh(self, words: Rewriting) -> WordWeights:
        if words.text not in self._weights:
            weights = weigh_words(self._generation, words, self._embed(words))
            self._weights[words.text] = weights
        return self._weights[words.text]


def _first_of_each(worded: Sequence[tuple[PassageRef, float]]) -> list[PassageRef]:
    """The first passages of each report."""
    taken: dict[int, list[PassageRef]] = {}
    for ref, _ in worded:
        if len(own := taken.setdefault(ref.report, [])) < OF_EACH:
            own.append(ref)
    return [ref for own in taken.values() for ref in own]


def prefer_given(
    generation: Generation, matches: Sequence[Match], answer_type: AnswerType | None
) -> list[Match]:
    """The first matches put in order again: those that lack what is asked for go down."""
    if answer_type is None:
        return list(matches)
    head = [_weigh(generation, match, answer_type) for match in matches[:WEIGHED]]
    head.sort(key=lambda match: -match.score)
    return [*head, *matches[WEIGHED:]]


def _weigh(generation: Generation, match: Match, answer_type: AnswerType) -> Match:
    text = generation.report(match.ref.report).text
    gives = np.array([answer_type.gives(text[s["start"] : s["end"]]) for s in match.sentences])
    best = float(match.sentence_scores.max())
    lack = best - float(match.sentence_scores[gives].max()) if gives.any() else best
    return replace(match, score=match.score - LACK_WEIGHT * lack, gives=gives, lack=lack)


def in_turn(sides: Sequence[Sequence[Match]], others: Sequence[Match]) -> tuple[Match, ...]:
    """The best of each side, then the second of each, and so on, without any twice."""
    longest = max((len(side) for side in sides), default=0)
    turns = [side[i] for i in range(longest) for side in sides if i < len(side)]
    ordered: dict[PassageRef, Match] = {}
    for match in [*turns, *others]:
        ordered.setdefault(match.ref, match)
    return tuple(ordered.values())
