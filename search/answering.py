"""One question on its way through one generation: read, found, answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from search.answers.citing import Citer
from search.answers.comparisons import compare, show_sides, tell_sides
from search.answers.elsewhere import look_elsewhere
from search.answers.look_up import look_up
from search.answers.look_up_answer import LookUpAnswer
from search.answers.quotes import choose_statements
from search.answers.silence import explain_silence
from search.answers.subject_lists import list_subjects
from search.citations import page_place
from search.models.reranker import Reranker
from search.models.sentence_model import Embedder
from search.passages.confidence import ANSWERING, judge_confidence
from search.passages.finding import Finder, Findings
from search.passages.late_interaction import Match
from search.passages.up_front import UpFront
from search.question.reading import Asked, read_on, read_question
from search.question.rewriting import Rewriting
from search.results import (
    Answer,
    Before,
    Choice,
    Elsewhere,
    Filters,
    Hit,
    Listed,
    ScopePart,
    ScopeShown,
    Span,
    Statement,
)
from search.storage.contract import Generation
from search.timings import Timings

MOST_HITS = 100  # that anyone asks for


class Answering:
    """Begins with the question read; each step is timed."""

    def __init__(
        self,
        generation: Generation,
        citer: Citer,
        embedder: Embedder,
        reranker: Reranker | None,
        up_front: UpFront,
        question: str,
        given: Filters,
        before: Before | None = None,
    ) -> None:
        self._generation = generation
        self._citer = citer
        self._embedder = embedder
        self.timings = Timings()
        self._finder = Finder(self._generation, embedder, reranker, up_front, self.timings)
        with self.timings.stage("question"):
            read = partial(
                read_question,
                holdings=self._generation.holdings,
                vocabulary=self._generation,
                areas=self._generation.areas,
                is_word=embedder.knows_word,
            )
            self._asked = (
                read_on(question, given, before, self._generation.holdings, read)
                if before
                else read(question, given)
            )

    @property
    def generation(self) -> int:
        return self._generation.number

    @property
    def read_as(self) -> str:
        """The question that is answered, where it goes on from another; else ""."""
        return self._asked.text if self._asked.typed else ""

    @property
    def scope_shown(self) -> ScopeShown:
        return _show_scope(self._asked)

    def find(self) -> tuple[Findings, LookUpAnswer | None]:
        """The passages, those that a table names first, and what it answers, if it is asked."""
        with self.timings.stage("tables"):
            listed = look_up(self._generation, self._asked, self._embedder)
        if listed is None and self._asked.subjects and self._asked.each_topic:
            listed = self._list_subjects(self._asked.subjects.topic, self._asked.each_topic)
        entries = listed.entries if listed else ()
        first = [self._generation.passage_at(number, start) for number, start, _ in entries]
        return self._finder.find(self._asked, first[:MOST_HITS]), listed

    def _list_subjects(self, topic: str, words: Rewriting) -> LookUpAnswer | None:
        findings, each = self._finder.find_in_each(self._asked, words)
        with self.timings.stage("list"):
            return list_subjects(self._generation, findings, each, topic)

    def answer(
        self,
        findings: Findings,
        listed: LookUpAnswer | None,
        nearest: tuple[Hit, ...],
        limit: int,
    ) -> Answer:
        asked = self._asked
        with self.timings.stage("answer"):
            statements, confidence, reason = self._statements(findings, listed, limit)
        elsewhere = None
        compared = asked.comparison
        if (listed is None or compared) and not statements:
            elsewhere = look_elsewhere(self._generation, self._finder, self._citer, findings)
        elif listed is not None and listed.beyond is not None:
            elsewhere = self._beyond(*listed.beyond)
        reports = self._reports(listed.reports if listed else (), statements)
        sides = show_sides(self._generation, asked.scope.sides, statements)
        summary = listed.summary if listed and (statements or reports) else ""
        if compared and statements:
            scales = self._generation.field.scales
            summary = tell_sides(sides, statements, compared.topic, scales)
        return Answer(
            question=asked.typed or asked.text,
            read_as=self.read_as,
            form=asked.searched_form if listed is None else asked.form,
            scope=self.scope_shown,
            statements=statements,
            nearest=nearest,
            confidence=confidence,
            reason=reason,
            sides=sides,
            elsewhere=elsewhere,
            summary=summary,
            count=listed.count if listed and not compared else None,
            reports=reports,
            rows=listed.rows if listed else (),
            generation=self._generation.number,
            took_ms=self.timings.total_ms,
            timings_ms=self.timings.ms,
        )

    def hits(self, matches: Sequence[Match]) -> tuple[Hit, ...]:
        with self.timings.stage("hits"):
            return tuple(self._hit(match) for match in matches)

    def _statements(
        self, findings: Findings, listed: LookUpAnswer | None, limit: int
    ) -> tuple[tuple[Statement, ...], float, str]:
        """Statements with the confidence in them; none, and why, where the reports do not say."""
        statements: tuple[Statement, ...] = ()
        confidence = 0.0
        if self._asked.comparison is not None:
            graded = list(self._quoted(listed.entries)) if listed else []
            choices, confidence = compare(self._generation, findings, graded, limit)
            statements = self._citer.cite_all(choices)
        elif listed is not None:
            statements = self._citer.cite_all(listed.choices or self._quoted(listed.entries))
            confidence = listed.confidence if statements or listed.reports else 0.0
        elif not self._asked.scope.absent:
            confidence = judge_confidence(findings, self._generation.field.questions)
            if confidence >= ANSWERING:
                choices = choose_statements(self._generation, findings, limit)
                statements = self._citer.cite_all(choices)
        if statements or (listed is not None and listed.reports):
            return statements, confidence, ""
        looked_up = listed.reason if listed else ""
        return (), confidence, explain_silence(self._generation, findings, looked_up)

    def _reports(
        self, listed: Sequence[tuple[int, int]], statements: Sequence[Statement]
    ) -> tuple[Listed, ...]:
        """The reports that are listed, each with the first statement that quotes it."""
        first: dict[str, int] = {}
        for place, statement in enumerate(statements):
            first.setdefault(statement.citations[0].report.id, place)
        infos = [(self._generation.holdings.by_number[n].info, times) for n, times in listed]
        return tuple(Listed(info, times, first.get(info.id)) for info, times in infos)

    def _beyond(self, about: str, entries: Sequence[tuple[int, int, int]]) -> Elsewhere | None:
        statements = self._citer.cite_all(self._quoted(entries))
        return Elsewhere(about, statements) if statements else None

    def _quoted(self, entries: Iterable[tuple[int, int, int]]) -> Iterator[Choice]:
        """What was looked up, by its own words; all of it, never cut short."""
        for number, start, end in entries:
            words = self._generation.report(number).text[start:end]
            sides = self._asked.scope.sides
            side = next((side.label for side in sides if number in side.reports), "")
            yield Choice(words, ((Span(number, start, end),),), side=side)

    def _hit(self, match: Match) -> Hit:
        passage = self._generation.passage(match.ref)
        report = self._generation.report(match.ref.report)
        return Hit(
            id=f"{report.info.id}.{match.ref.number}",
            passage=passage,
            report=report.info,
            score=round(match.score, 4),
            page=page_place(report, passage.start, passage.end),
            url=f"/reports/{report.info.id}?start={passage.start}&end={passage.end}",
        )


def _show_scope(asked: Asked) -> ScopeShown:
    scope, given = asked.scope, asked.given
    chosen = [ScopePart("subject", name, "") for name in given.subjects]
    chosen += [ScopePart("kind", name, "") for name in given.kinds]
    if given.published_from or given.published_to:
        years = sorted({d.year for d in (given.published_from, given.published_to) if d})
        chosen.append(ScopePart("year", "–".join(str(year) for year in years), ""))
    named = [ScopePart(n.field, n.value, asked.text[n.start : n.end]) for n in scope.named]
    return ScopeShown(
        filters=scope.filters,
        parts=(*chosen, *named),
        missing=scope.missing,
        choices=scope.choices,
        latest=scope.latest,
        reports=len(scope.reports),
        carried=asked.carried,
    )
