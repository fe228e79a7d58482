"""A matter, and which reports of each year and kind raise it: in its very words, or by meaning."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from search.answers.cells import Column
from search.answers.exact.exact_words import sentences_with
from search.answers.sentences import Sentence, stands, with_lead_in
from search.answers.subject_lists import say_best
from search.holdings import Holding
from search.results import Choice, Filters, Statement

# By meaning a report raises a matter whose best sentence fits this share of how the five best of
# all fit, or which has the very words: nearly all such sentences are on it, docs/experiments.md.
BAR, FIRST = 0.9, 5

HowRaised = Literal["words", "meaning"]


@dataclass(frozen=True, slots=True)
class Share:
    """The reports of one kind and year: all, and those that raise the matter, the newest first."""

    kind: str  # "" where it is not known
    year: int  # 0 where no date of the report is known
    reports: tuple[Holding, ...]
    raising: tuple[Holding, ...]


class Theme:
    """A matter in the reports of one generation that filters let through."""

    def __init__(self, column: Column, words: str, by: HowRaised, filters: Filters) -> None:
        self._column = column
        self._words = words
        generation = column.generation
        reports = generation.holdings.select(filters)
        self._exact = generation.count(words, reports)
        self._near = _near(column, reports) if by == "meaning" else {}
        raising = self._exact.keys() | self._near.keys()
        self.generation = generation.number
        self.shares = share_by_year(generation.holdings.of(sorted(reports)), raising)

    def quote(self, holdings: Iterable[Holding]) -> list[tuple[Holding, Statement | None]]:
        """The sentence by which each report raises it; None where it was withdrawn."""
        quoted = []
        for holding in holdings:
            choice = self._near.get(holding.number) or self._worded(holding)
            statements = self._column.cite(choice)
            quoted.append((holding, statements[0] if statements else None))
        return quoted

    def _worded(self, holding: Holding) -> Choice:
        """A sentence with the very words, the first that says something by itself."""
        generation = self._column.generation
        report = generation.report(holding.number)
        spans = sentences_with(report, [self._words])
        start, end = next((span for span in spans if stands(report, *span)), spans[0])
        ref = generation.passage_at(holding.number, start)
        return with_lead_in(report, Sentence(ref, holding.info.known_as, start, end, 1.0))


def _near(column: Column, reports: frozenset[int]) -> dict[int, Choice]:
    """The sentence of each report that is near enough, by the report's number."""
    findings, each = column.find_in_each(reports)
    sentences = say_best(column.generation, findings, each) if each else []
    best = sentences[:FIRST]
    least = BAR * sum(one.fit for one in best) / max(1, len(best))
    return {one.holding.number: one.choice for one in sentences if one.fit >= least}


def share_by_year(holdings: Iterable[Holding], raising: Collection[int]) -> tuple[Share, ...]:
    """A share for each kind and year that there are reports of, by kind, the oldest year first.

    `raising` are the numbers of the reports that raise the matter.
    """
    groups: dict[tuple[str, int], list[Holding]] = {}
    for holding in sorted(holdings, key=lambda each: each.day, reverse=True):
        year = holding.day.year if holding.day.year > 1 else 0
        groups.setdefault((holding.info.kind, year), []).append(holding)
    return tuple(
        Share(kind, year, tuple(own), tuple(h for h in own if h.number in raising))
        for (kind, year), own in sorted(groups.items())
    )
