"""The library: open one, find passages in it, answer from it. Everything else is thin over this."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.field.field import load_field
from search.answers.citing import cite_all, page_place
from search.answers.elsewhere import keep_mentioning, look_beyond
from search.answers.look_up import look_up
from search.answers.look_up_answer import TableAnswer
from search.answers.quotes import choose_statements, table_statements
from search.models.reranker import RERANKED, Reranker
from search.models.sentence_model import Embedder, QuestionVectors
from search.models.token_codes import default_codes
from search.passages.confidence import explain_silence, judge_confidence
from search.passages.late_interaction import (
    CANDIDATES,
    FIRST_STAGE,
    Match,
    fuse_rankings,
    match_passages,
)
from search.question.answer_type import Wanted, read_wanted, weigh_wanted
from search.question.rewriting import Rewriting, rewrite
from search.question.scope import Scope, resolve_scope
from search.results import (
    Answer,
    Elsewhere,
    Filters,
    Hit,
    ScopePart,
    ScopeShown,
    SearchResult,
    Statement,
)
from search.storage.folder.generation import Snapshot

FIELD = load_field()

LOOK_AGAIN_S = 1.0  # how often a new generation is looked for
ANSWERING = 0.6  # the confidence from which on it is answered, docs/quality.md
MOST_HITS = 100  # that anyone asks for
MOST_ELSEWHERE = 3  # statements of reports outside the scope
NEAREST = 5  # passages shown where they do not
SURE = 0.97  # of what is looked up: the table misreads about one grade in a hundred, docs/judgements.md
SAME_AREA = 0.6  # cosine from which other words are taken for an area's name


@dataclass
class Timings:
    ms: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.ms[name] = self.ms.get(name, 0.0) + (time.perf_counter() - started) * 1000


@dataclass(frozen=True, slots=True)
class Found:
    scope: Scope
    rewriting: Rewriting
    vectors: QuestionVectors
    matches: tuple[Match, ...]  # best first
    sides: tuple[tuple[str, tuple[Match, ...]], ...]  # where the question compares
    wanted: Wanted | None  # the kind of thing that it asks for
    listed: TableAnswer | None  # where it asks for grades or recommendations


class Library:
    """Answers from the newest published generation of a folder. Safe to share between threads."""

    def __init__(
        self,
        folder: Path,
        *,
        embedder: Embedder | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self.folder = folder
        self.reranker = reranker
        self._snapshot = Snapshot(folder)
        self.embedder = embedder or Embedder(self._snapshot.store.model or None)
        self._looked_at = time.monotonic()
        self._lock = threading.Lock()
        self._areas: dict[str, NDArray[np.float32]] = {}  # vectors of their names

    def close(self) -> None:
        self._snapshot.close()

    @property
    def snapshot(self) -> Snapshot:
        """The newest generation; what holds an older one may go on with it.

        One thread opens it, a second where reports are many; the others do not wait.
        """
        late = time.monotonic() - self._looked_at > LOOK_AGAIN_S
        if late and self._lock.acquire(blocking=False):
            try:
                if Snapshot.published(self.folder) != self._snapshot.generation:
                    self._snapshot = Snapshot(self.folder)
                self._looked_at = time.monotonic()
            finally:
                self._lock.release()
        return self._snapshot

    def find(self, question: str, filters: Filters | None = None) -> Found:
        """What an answer is made of, before anything is judged or quoted."""
        timings, snapshot = Timings(), self.snapshot
        scope = self._scope(snapshot, question, filters or Filters(), timings)
        return self._find(snapshot, question, scope, timings)

    def search(
        self, question: str, filters: Filters | None = None, limit: int = 10
    ) -> SearchResult:
        """The passages that fit the question best, best first, at most `limit`."""
        started, timings, snapshot = time.perf_counter(), Timings(), self.snapshot
        filters = filters or Filters()
        scope = self._scope(snapshot, question, filters, timings)
        found = self._find(snapshot, question, scope, timings)
        with timings.stage("hits"):
            hits = [self._hit(snapshot, match) for match in found.matches[:limit]]
        return SearchResult(
            question=question,
            scope=_show(scope, question, filters),
            hits=tuple(hits),
            generation=snapshot.generation,
            took_ms=(time.perf_counter() - started) * 1000,
            timings_ms=timings.ms,
        )

    def ask(
        self, question: str, filters: Filters | None = None, limit: int = 5, hits: int = NEAREST
    ) -> Answer:
        """At most `limit` statements of the reports' own words, or none and why."""
        *_, answer = self.ask_in_steps(question, filters, limit, hits)
        assert isinstance(answer, Answer)
        return answer

    def ask_in_steps(
        self, question: str, filters: Filters | None = None, limit: int = 5, hits: int = NEAREST
    ) -> Iterator[ScopeShown | Hit | Statement | Answer]:
        """The scope, then at most `hits` hits, then the statements, each as soon as it stands;

        last the answer that they are parts of.
        """
        started, timings, snapshot = time.perf_counter(), Timings(), self.snapshot
        filters = filters or Filters()
        scope = self._scope(snapshot, question, filters, timings)
        shown = _show(scope, question, filters)
        yield shown
        found = self._find(snapshot, question, scope, timings)
        with timings.stage("hits"):
            nearest = tuple(self._hit(snapshot, match) for match in found.matches[:hits])
        yield from nearest
        with timings.stage("answer"):
            statements, confidence = self._answer(snapshot, found, limit)
            reason = "" if statements else explain_silence(snapshot, found)
        elsewhere = None
        if not statements and found.listed is None:
            elsewhere = self._elsewhere(snapshot, question, scope, filters, timings)
        yield from statements
        yield Answer(
            question=question,
            scope=shown,
            statements=statements,
            nearest=nearest,
            confidence=confidence,
            reason=reason,
            sides=tuple(side.label for side in scope.sides),
            elsewhere=elsewhere,
            summary=found.listed.summary if found.listed and statements else "",
            generation=snapshot.generation,
            took_ms=(time.perf_counter() - started) * 1000,
            timings_ms=timings.ms,
        )

    def _answer(
        self, snapshot: Snapshot, found: Found, limit: int
    ) -> tuple[tuple[Statement, ...], float]:
        """Statements with the confidence in them; none where the reports do not say."""
        if found.listed is not None:
            listed = table_statements(snapshot, found)  # each cited while its report is at hand
            statements = cite_all(snapshot, listed)
            return statements, SURE if statements else 0.0
        confidence = judge_confidence(found)
        if confidence < ANSWERING:
            return (), confidence
        return cite_all(snapshot, choose_statements(snapshot, found, limit)), confidence

    def _elsewhere(
        self, snapshot: Snapshot, question: str, scope: Scope, filters: Filters, timings: Timings
    ) -> Elsewhere | None:
        """What a report outside the scope says, if one answers."""
        for beyond in look_beyond(question, scope, snapshot.subjects.select(filters)):
            found = self._find(snapshot, question, beyond.scope, timings)
            matches = keep_mentioning(snapshot, found.matches, beyond.mentioning)
            found = replace(found, matches=matches, listed=None)
            if judge_confidence(found) < ANSWERING:
                continue
            statements = cite_all(snapshot, choose_statements(snapshot, found, MOST_ELSEWHERE))
            if statements:
                return Elsewhere(beyond.about, statements)
        return None

    def _scope(
        self, snapshot: Snapshot, question: str, filters: Filters, timings: Timings
    ) -> Scope:
        with timings.stage("scope"):
            return resolve_scope(
                question, filters, snapshot.subjects, FIELD, known_word=snapshot.knows_word
            )

    def _find(self, snapshot: Snapshot, question: str, scope: Scope, timings: Timings) -> Found:
        with timings.stage("rewrite"):
            rewriting = self._rewrite(snapshot, scope.rest or question)
        with timings.stage("encode"):
            vectors = self.embedder.embed_question(rewriting.text)
        with timings.stage("tables"):
            listed = look_up(
                snapshot, question, scope, self._closest_area, partial(self._rewrite, snapshot)
            )
        wanted = read_wanted(question)

        def match(rows: frozenset[int]) -> tuple[Match, ...]:
            found = self._match(snapshot, rows, rewriting, vectors, timings)
            with timings.stage("wanted"):
                found = weigh_wanted(snapshot, found, wanted)
            if self.reranker is None:
                return found
            with timings.stage("reranker"):
                return _rerank(snapshot, self.reranker, question, found)

        matches = match(scope.rows)
        sides = tuple((side.label, match(side.rows)) for side in scope.sides)
        if sides:
            matches = _in_turn([found for _, found in sides], matches)
        if listed is not None and listed.found:
            pinned = [snapshot.position_of(e.row, e.start) for e in listed.found]
            order = {position: i for i, position in enumerate(dict.fromkeys(pinned))}
            first = self._rank(snapshot, list(order)[:MOST_HITS], vectors, {}, {})
            first.sort(key=lambda match: order[match.position])
            matches = _in_turn([first], matches)
        return Found(scope, rewriting, vectors, matches, sides, wanted, listed)

    def _rewrite(self, snapshot: Snapshot, text: str) -> Rewriting:
        words = snapshot.words
        return rewrite(
            text,
            words.analyze,
            words.passages_with,
            words.terms_like,
            snapshot.abbreviations,
            self.embedder.knows_word,
            FIELD.questions.everyday,
        )

    def _closest_area(self, words: str, areas: Sequence[str]) -> str | None:
        """The area whose name is nearest in meaning to some words, if any is near."""
        for area in areas:
            if area not in self._areas:
                self._areas[area] = self.embedder.embed_question(area).vector
        wanted = self.embedder.embed_question(words).vector
        cosines = [float(self._areas[area] @ wanted) for area in areas]
        best = int(np.argmax(cosines))
        return areas[best] if cosines[best] >= SAME_AREA else None

    def _match(
        self,
        snapshot: Snapshot,
        rows: frozenset[int],
        rewriting: Rewriting,
        vectors: QuestionVectors,
        timings: Timings,
    ) -> tuple[Match, ...]:
        """The best passages of some reports, best first."""
        if not rows or not vectors.words:
            return ()
        asked = None if len(rows) == len(snapshot.rows) else rows
        with timings.stage("meaning"):
            near, cosines = snapshot.nearest(vectors.vector, FIRST_STAGE, asked)
        with timings.stage("words"):
            keys, scores = snapshot.words.best(rewriting.terms, FIRST_STAGE, asked)
            by_words = [snapshot.position(int(key)) for key in keys]
        dense = dict(zip(near.tolist(), cosines.tolist(), strict=True))
        shares = scores / scores[0] if len(scores) else scores
        worded = dict(zip(by_words, shares.tolist(), strict=True))
        with timings.stage("late interaction"):
            candidates = fuse_rankings([by_words, near.tolist()])[:CANDIDATES]
            matches = self._rank(snapshot, candidates, vectors, dense, worded)
        return tuple(matches)

    def _rank(
        self,
        snapshot: Snapshot,
        candidates: Sequence[int],
        vectors: QuestionVectors,
        dense: dict[int, float],
        worded: dict[int, float],
    ) -> list[Match]:
        held = snapshot.candidates(candidates)
        if not held.positions:
            return []
        similar = default_codes().similarities(held.codes, vectors.tokens)
        return match_passages(held, similar, self._rarity(snapshot, vectors), dense, worded)

    def _rarity(self, snapshot: Snapshot, question: QuestionVectors) -> NDArray[np.float32]:
        """(question tokens,) of sum 1: the logarithm of how few passages have each token's word."""
        words = snapshot.words
        held = [
            max(
                (words.passages_with(term) for term in words.analyze(word)),
                default=snapshot.passages,
            )
            for word in question.words
        ]
        rarity = np.log1p(snapshot.passages / (1.0 + np.array(held, np.float32)))
        return (rarity / max(float(rarity.sum()), 1e-9)).astype(np.float32)

    def _hit(self, snapshot: Snapshot, match: Match) -> Hit:
        row = snapshot.row_at(match.position)
        passage = snapshot.passage(match.position)
        report = snapshot.report(row)
        return Hit(
            id=f"{row.info.id}.{snapshot.number_at(match.position)}",
            passage=passage,
            report=row.info,
            score=round(match.score, 4),
            page=page_place(report, passage.start, passage.end),
            url=f"/reports/{row.info.id}?start={passage.start}&end={passage.end}",
        )


def _rerank(
    snapshot: Snapshot, reranker: Reranker, question: str, matches: Sequence[Match]
) -> tuple[Match, ...]:
    """The first matches in the reranker's order; the others after them."""
    head = matches[:RERANKED]
    scores = reranker.score(question, [snapshot.passage(m.position).text for m in head])
    order = np.argsort(-scores, kind="stable")
    return (*(head[i] for i in order), *matches[RERANKED:])


def _in_turn(sides: Sequence[Sequence[Match]], others: Sequence[Match]) -> tuple[Match, ...]:
    """The best of each side, then the second of each, and so on, without any twice."""
    longest = max((len(side) for side in sides), default=0)
    turns = [side[i] for i in range(longest) for side in sides if i < len(side)]
    ordered: dict[int, Match] = {}
    for match in [*turns, *others]:
        ordered.setdefault(match.position, match)
    return tuple(ordered.values())


def _show(scope: Scope, question: str, given: Filters) -> ScopeShown:
    chosen = [ScopePart("subject", name, "") for name in given.subjects]
    chosen += [ScopePart("kind", name, "") for name in given.kinds]
    if given.published_from or given.published_to:
        years = sorted({d.year for d in (given.published_from, given.published_to) if d})
        chosen.append(ScopePart("year", "–".join(str(year) for year in years), ""))
    named = [ScopePart(n.field, n.value, question[n.start : n.end]) for n in scope.named]
    return ScopeShown(
        filters=scope.filters,
        parts=(*chosen, *named),
        missing=scope.missing,
        choices=scope.choices,
        latest=scope.latest,
        reports=len(scope.rows),
    )
