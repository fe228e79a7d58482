"""One question on its way through one generation: read, found, answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from search.answers.briefs.report_briefs import briefed
from search.answers.briefs.theme import answer_theme
from search.answers.briefs.trend import answer_trend
from search.answers.cells import Column
from search.answers.citing import Citer
from search.answers.comparisons import compare, show_sides, tell_sides
from search.answers.elsewhere import look_elsewhere
from search.answers.look_up import look_up
from search.answers.look_up_answer import LookUpAnswer, own_reports
from search.answers.quotes import choose_statements
from search.answers.remarks.silence import answered_instead, explain_silence, tell_other_years
from search.answers.remarks.yes_or_no import tell_yes_or_no
from search.answers.subject_lists import list_subjects
from search.citations import page_place
from search.holdings import Holdings
from search.models.library_model import LibraryModel
from search.models.reranker import Reranker
from search.passages.confidence import ANSWERING, judge_confidence
from search.passages.finding import Finder, Findings
from search.passages.late_interaction import Match
from search.passages.up_front import UpFront
from search.question.reading import Asked, read_on, read_question
from search.question.rewriting import Rewriting
from search.question.scope import Scope
from search.results import (
    Answer,
    AnswerSection,
    Before,
    Choice,
    Elsewhere,
    Filters,
    Hit,
    Listed,
    Row,
    ScopePart,
    ScopeShown,
    Span,
    Statement,
)
from search.storage.contract import Generation
from search.timings import Timings

MOST_HITS = 100  # that anyone asks for
MOST_IDS = 1000  # by which reports are told where no filter lets through just them


class Answering:
    """Begins with the question read; each step is timed."""

    def __init__(
        self,
        generation: Generation,
        citer: Citer,
        model: LibraryModel,
        reranker: Reranker | None,
        up_front: UpFront,
        question: str,
        given: Filters,
        before: Before | None = None,
    ) -> None:
        self._generation = generation
        self._citer = citer
        self._model = model
        self.timings = Timings()
        self._finder = Finder(self._generation, model, reranker, up_front, self.timings)
        with self.timings.stage("question"):
            read = partial(
                read_question,
                holdings=self._generation.holdings,
                vocabulary=self._generation,
                areas=self._generation.areas,
                is_word=model.embedder.knows_word,
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
        return _show_scope(self._asked, self._generation.holdings)

    @property
    def column(self) -> Column:
        """The question, to be asked of some reports alone."""
        return Column(self._generation, self._citer, self._model, self._finder, self._asked)

    def find(self) -> tuple[Findings, LookUpAnswer | None]:
        """The passages, those that a table names first, and what it answers, if it is asked."""
        with self.timings.stage("tables"):
            listed = look_up(self._generation, self._asked, self._model)
        if listed is None and self._asked.each_topic:
            listed = self._find_each(self._asked, self._asked.each_topic)
        entries = listed.entries if listed else ()
        first = [self._generation.passage_at(number, start) for number, start, _ in entries]
        return self._finder.find(self._asked, first[:MOST_HITS]), listed

    def find_by_subject(self) -> tuple[Match, ...]:
        """The best passage of every subject that is meant, best first; a report of none is one."""
        words = self._asked.topic
        findings, _ = self._finder.find_in_each(self._asked, words)
        best: dict[str, Match] = {}
        for match in findings.matches:
            info = self._generation.holdings.by_number[match.ref.report].info
            best.setdefault(info.subject or info.id, match)
        return tuple(best.values())

    def _find_each(self, asked: Asked, words: Rewriting) -> LookUpAnswer | None:
        """What every report that is meant says, one by one: a list's, a trend's, a brief's."""
        if asked.brief is not None:
            holdings, _ = briefed(self._generation, asked, asked.brief)
            by_report = [(holding, self._find_in(holding.number, words)) for holding in holdings]
            with self.timings.stage("brief"):
                return answer_theme(self._generation, asked.brief.topic, by_report)
        if asked.trend is not None:
            own = own_reports(self._generation, asked.scope, asked.trend.reports)
            each = {number: self._find_in(number, words) for number in sorted(own)}
            with self.timings.stage("trend"):
                return answer_trend(self._generation, asked.trend, each)
        if asked.subjects is None:
            return None
        findings, of_each = self._finder.find_in_each(asked, words)
        with self.timings.stage("list"):
            return list_subjects(self._generation, findings, of_each, asked.subjects.topic)

    def _find_in(self, report: int, words: Rewriting) -> Findings:
        return self._finder.find_in(self._asked, words, frozenset({report}))

    def answer(
        self,
        findings: Findings,
        listed: LookUpAnswer | None,
        nearest: tuple[Hit, ...],
        limit: int,
    ) -> Answer:
        asked = self._asked
        with self.timings.stage("answer"):
            statements, confidence, reason, places = self._statements(findings, listed, limit)
        elsewhere = None
        compared = asked.comparison
        if (listed is None or compared) and not statements:
            elsewhere = look_elsewhere(self._generation, self._finder, self._citer, findings)
        elif listed is not None and listed.beyond is not None:
            elsewhere = self._beyond(*listed.beyond)
        reports = self._reports(listed.reports if listed else (), statements)
        sides = show_sides(self._generation, asked.scope.sides, statements)
        if listed is not None and asked.trend is not None:
            sides = ()  # whose years are its rows
        summary = listed.summary if listed and (statements or reports) else ""
        if listed is None:
            summary = tell_yes_or_no(self._generation, findings, statements)
        if compared and statements:
            scales = self._generation.field.scales
            summary = tell_sides(sides, statements, compared.topic, scales)
        if statements and (years := tell_other_years(self._generation, asked.scope)):
            summary = f"{years} {summary}".strip()
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
            rows=_placed(listed.rows, places) if listed else (),
            generation=self._generation.number,
            took_ms=self.timings.total_ms,
            timings_ms=self.timings.ms,
            sections=self._sections(listed, places),
            instead=answered_instead(self._generation, findings) if reason else (),
        )

    def hits(self, matches: Sequence[Match]) -> tuple[Hit, ...]:
        with self.timings.stage("hits"):
            return tuple(self._hit(match) for match in matches)

    def weighed(self, matches: Sequence[Match]) -> tuple[tuple[str, int, float], ...]:
        """(report's id, passage's number, score) of each, in order."""
        by_number = self._generation.holdings.by_number
        return tuple(
            (by_number[ref.report].info.id, ref.number, round(score, 4))
            for ref, score in ((match.ref, match.score) for match in matches)
        )

    def _statements(
        self, findings: Findings, listed: LookUpAnswer | None, limit: int
    ) -> tuple[tuple[Statement, ...], float, str, dict[int, int]]:
        """Statements with the confidence in them; none, and why, where the reports do not say.

        And, of what was looked up, where among them each choice went.
        """
        statements: tuple[Statement, ...] = ()
        places: dict[int, int] = {}
        confidence = 0.0
        if self._asked.comparison is not None:
            graded = list(self._quoted(listed.entries)) if listed else []
            chosen, confidence = compare(self._generation, findings, graded, limit)
            statements = self._citer.cite_all(chosen)
        elif listed is not None:
            parts = tuple(choice for part in listed.parts for choice in part.choices)
            choices = parts or listed.choices or tuple(self._quoted(listed.entries))
            statements, places = self._citer.cite_each(choices)
            confidence = listed.confidence if statements or listed.reports else 0.0
        elif not self._asked.scope.absent:
            confidence = judge_confidence(findings, self._generation.field.questions)
            if confidence >= ANSWERING:
                chosen = choose_statements(self._generation, findings, limit)
                statements = self._citer.cite_all(chosen)
        if statements or (listed is not None and listed.reports):
            return statements, confidence, "", places
        looked_up = listed.reason if listed else ""
        return (), confidence, explain_silence(self._generation, findings, looked_up), places

    def _sections(
        self, listed: LookUpAnswer | None, places: dict[int, int]
    ) -> tuple[AnswerSection, ...]:
        sections, at = [], 0
        for part in listed.parts if listed else ():
            own = range(at, at + len(part.choices))
            at += len(part.choices)
            info = self._generation.holdings.by_number[part.report].info
            stand = tuple(places[place] for place in own if place in places)
            sections.append(AnswerSection(part.title, info, part.told, stand))
        return tuple(section for section in sections if section.statements)

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


def _placed(rows: Sequence[Row], places: dict[int, int]) -> tuple[Row, ...]:
    """The rows with their statements where these went; of what none quotes as they are."""
    return tuple(
        replace(
            row,
            statement=None if row.statement is None else places.get(row.statement),
            also=tuple(places[place] for place in row.also if place in places),
            graded=None if row.graded is None else places.get(row.graded),
        )
        for row in rows
    )


def _show_scope(asked: Asked, holdings: Holdings) -> ScopeShown:
    scope, given = asked.scope, asked.given
    chosen = [ScopePart("subject", name, "") for name in given.subjects]
    chosen += [ScopePart("kind", name, "") for name in given.kinds]
    if given.published_from or given.published_to:
        years = sorted({d.year for d in (given.published_from, given.published_to) if d})
        chosen.append(ScopePart("year", "–".join(str(year) for year in years), ""))
    named = [ScopePart(n.field, n.value, asked.text[n.start : n.end]) for n in scope.named]
    return ScopeShown(
        filters=_choosing(scope, holdings),
        parts=(*chosen, *named),
        missing=scope.missing,
        choices=scope.choices,
        latest=scope.latest,
        reports=len(scope.reports),
        carried=asked.carried,
        beside=len(scope.beside) if scope.places and not scope.sides else 0,
    )


def _choosing(scope: Scope, holdings: Holdings) -> Filters:
    """The filters that let through what was searched: a year in a title is no day of publication."""
    filters = scope.filters
    for same in (filters, replace(filters, latest=True)):
        if holdings.select(same) == scope.reports:
            return same
    if len(scope.reports) > MOST_IDS:
        return filters
    ids = tuple(sorted(holding.info.id for holding in holdings.of(scope.reports)))
    named = replace(filters, published_from=None, published_to=None, report_ids=ids)
    return named if holdings.select(named) == scope.reports else Filters(report_ids=ids)
