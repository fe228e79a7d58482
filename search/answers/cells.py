"""What some reports alone say to a question that is asked of many: one statement, or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from search.answers.citing import Citer
from search.answers.look_up import look_up
from search.answers.look_up_answer import LookUpAnswer, as_it_stands
from search.answers.quotes import choose_statements, weigh_sentence
from search.answers.sentences import stands
from search.models.library_model import LibraryModel
from search.passages.confidence import ANSWERING, judge_confidence
from search.passages.finding import Finder, Findings
from search.passages.late_interaction import Match
from search.question.reading import Asked
from search.results import Choice, Filters, Statement
from search.storage.contract import Generation

# A cell is silent whose sentence fits less than this share of how the first fit, docs/experiments.md.
SHARE, FIRST = 0.88, 5

CellState = Literal["said", "silent", "outside"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What some reports say: "outside" where the question names others than these."""

    state: CellState
    reports: int  # that were asked
    statement: Statement | None = None  # the best; never None where they say it
    grade: str = ""  # that it states, where grades are asked for
    more: int = 0  # further statements that answer as well, where all of them are asked for
    confidence: float = 0.0  # 0 to 1: how likely it is that these reports answer


class Column:
    """A question that was read once, to be asked of some reports after others."""

    def __init__(
        self,
        generation: Generation,
        citer: Citer,
        model: LibraryModel,
        finder: Finder,
        asked: Asked,
    ) -> None:
        self.generation = generation
        self.asked = asked
        self._citer = citer
        self._model = model
        self._finder = finder

    def find_in_each(
        self, reports: frozenset[int]
    ) -> tuple[Findings, dict[int, tuple[Match, ...]]]:
        """The best passages of each of some reports, in one pass."""
        return self._finder.find_in_each(self._of(reports), self.asked.topic)

    def cite(self, choice: Choice) -> tuple[Statement, ...]:
        """The choice as a statement; none where its report does not bear it out."""
        return self._citer.cite_all([choice])

    def nearness(self, reports: Iterable[int]) -> float:
        """How well the best sentences fit, of the few reports where they fit best."""
        if _is_looked_up(self.asked):
            return 0.0
        _, each = self.find_in_each(self._within(reports))
        fits = [
            max(weigh_sentence(match, at) for match in own for at in range(len(match.sentences)))
            for own in each.values()
        ]
        best = sorted(fits, reverse=True)[:FIRST]
        return sum(best) / max(1, len(best))

    def ask(self, reports: Iterable[int], nearness: float = 0.0) -> Cell:
        """The best statement of some reports: by the law of an answer of theirs alone, and no
        further from the question than others', whose `nearness` is given.
        """
        within = self._within(reports)
        if not within:
            return Cell("outside", 0)
        listed = _look_up(self.generation, self._of(within), self._model)
        if listed is not None:
            return self._looked_up(listed, len(within))
        findings = self._finder.find_in(self.asked, self.asked.topic, within)
        confidence = judge_confidence(findings, self.generation.field.questions)
        chosen = choose_statements(self.generation, findings, 1) if confidence >= ANSWERING else []
        near = [choice for choice in chosen if _fit(findings, choice) >= SHARE * nearness]
        statements = self._citer.cite_all(near)
        if not statements:
            return Cell("silent", len(within), confidence=confidence)
        return Cell("said", len(within), statements[0], confidence=confidence)

    def _of(self, reports: frozenset[int]) -> Asked:
        """The question of some reports alone: of others it is not said what they say."""
        ids = tuple(holding.info.id for holding in self.generation.holdings.of(reports))
        scope = replace(
            self.asked.scope, reports=reports, before_latest=reports, subject_reports=reports, sides=()
        )  # fmt: skip
        return replace(self.asked, scope=scope, given=Filters(report_ids=ids))

    def _within(self, reports: Iterable[int]) -> frozenset[int]:
        scope = self.asked.scope
        return frozenset() if scope.absent else frozenset(reports) & scope.reports

    def _looked_up(self, listed: LookUpAnswer, reports: int) -> Cell:
        choices: list[Choice] = [choice for part in listed.parts for choice in part.choices]
        choices += listed.choices
        choices = choices or [as_it_stands(self.generation, *entry) for entry in listed.entries]
        if self.asked.words:  # a heading that has them says less than a sentence
            choices.sort(key=lambda choice: not self._stands(choice))
        statements = self._citer.cite_all(choices[:1])
        if not statements:
            return Cell("silent", reports)
        graded = self.asked.grades is not None
        return Cell(
            state="said",
            reports=reports,
            statement=statements[0],
            grade=self._grade_in(choices[0]) if graded else "",
            more=0 if graded else len(choices) - 1,
            confidence=listed.confidence,
        )

    def _stands(self, choice: Choice) -> bool:
        report, start, end, _ = choice.places[0][0]
        return stands(self.generation.report(report), start, end)

    def _grade_in(self, choice: Choice) -> str:
        report, start, end, _ = choice.places[0][0]
        judged = self.generation.judgements_of(report)
        return next(j.grade for j in judged if (j.start, j.end) == (start, end))


def _fit(findings: Findings, choice: Choice) -> float:
    """How well a statement fits, whether or not it gives the number or name that is asked for."""
    report, start, *_ = choice.places[0][0]
    return next(
        weigh_sentence(match, int(at))
        for match in findings.matches
        if match.ref.report == report
        for at in np.flatnonzero(match.sentences["start"] == start)
    )


def _look_up(generation: Generation, asked: Asked, model: LibraryModel) -> LookUpAnswer | None:
    """What a table or the very words give; None for what search answers.

    Of grades whichever there is: "which are inadequate" asks each what its grade is.
    """
    if asked.grades is not None:
        plain = replace(
            asked.grades, grades=(), lists=False, never=False, first=False, moved="", most=""
        )  # fmt: skip
        return look_up(generation, replace(asked, grades=plain), model)
    return look_up(generation, asked, model) if _is_looked_up(asked) else None


def _is_looked_up(asked: Asked) -> bool:
    return any((asked.grades, asked.words, asked.recommendations))
