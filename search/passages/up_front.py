"""What reports name up front, in title, subject, path and opening: whom and what they are about."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import replace

from cachetools import LRUCache

from search.models.sentence_model import QuestionVectors, tokens_by_word
from search.passages.late_interaction import Match
from search.question.rewriting import Rewriting
from search.question.vocabulary import rarity
from search.storage.contract import Candidates, Floats, Generation

# By trial on 101 questions over reports of other kinds, docs/experiments.md.
OPENING = 400  # characters in which a report says what it is about
WEIGHT = 0.1  # of the share of a question's words that a report names up front
MET = 0.55  # how well a word named up front is met in every passage of its report
KEPT = 10_000  # reports whose words are remembered, some kilobytes each


class UpFront:
    """Knows the words that each report of one generation names up front."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._terms: LRUCache[int, frozenset[str]] = LRUCache(KEPT)
        self._lock = threading.Lock()

    def prefer(
        self, matches: Sequence[Match], words: Rewriting, reports: frozenset[int]
    ) -> list[Match]:
        """The matches in order again: those of reports that name the question's rare words go up.

        Not among look-alikes, which all name the same but for their subject: that is the scope's.
        """
        if reports <= self._generation.holdings.look_alikes:
            return list(matches)
        share = self._shares(words, {match.ref.report for match in matches})
        raised = [
            replace(match, score=match.score + gain, up_front=gain)
            for match in matches
            for gain in [WEIGHT * share[match.ref.report]]
        ]
        return sorted(raised, key=lambda match: -match.score)

    def speak_for(
        self, candidates: Candidates, vectors: QuestionVectors, similar: Floats
    ) -> dict[int, list[int]]:
        """Lets the passages of a report have what it names up front, whether they repeat it or not.

        Which of them answers is told by the other words alone. Sets the cosines in `similar`,
        (tokens of all candidates, question tokens), in place, and returns the tokens spoken for
        by each report.
        """
        reports = {ref.report for ref in candidates.refs}
        if reports <= self._generation.holdings.look_alikes:
            return {}
        words = [
            (own, set(self._generation.analyze("".join(vectors.words[token] for token in own))))
            for own in tokens_by_word(vectors)
        ]
        own_tokens = {
            report: [
                t for own, terms in words if terms and terms <= self._named(report) for t in own
            ]
            for report in reports
        }
        end = 0
        for ref, count in zip(candidates.refs, candidates.token_counts, strict=True):
            start, end = end, end + int(count)
            tokens = own_tokens[ref.report]
            similar[start:end, tokens] = MET
        return own_tokens

    def _shares(self, words: Rewriting, reports: set[int]) -> dict[int, float]:
        """Of each report the share, 0 to 1, of the question's words that it names, rare ones first."""
        generation = self._generation
        weights = {term: weight * rarity(generation, term) for term, weight in words.terms}
        total = sum(weights.values()) or 1.0
        return {
            report: sum(weights[term] for term in weights.keys() & self._named(report)) / total
            for report in reports
        }

    def _named(self, report: int) -> frozenset[str]:
        with self._lock:
            terms = self._terms.get(report)
        if terms is None:
            info = self._generation.holdings.by_number[report].info
            path = re.sub(r"[\W_]+", " ", info.source)
            opening = self._generation.report(report).text[:OPENING]
            words = " ".join((info.title, info.subject, path, opening))
            terms = frozenset(self._generation.analyze(words))
            with self._lock:
                self._terms[report] = terms
        return terms
