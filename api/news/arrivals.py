"""Reports by when they came into the library, and what each says on a question.

Nothing is kept to know it: a report's version and when it was published are in the library.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import groupby, islice
from uuid import NAMESPACE_URL, uuid5

from cachetools import LRUCache, cached

from api.etags import edition_of
from api.pages.page_question import FIRST_MORE, Asking
from search.holdings import Holding
from search.library import Library
from search.results import Answer, Filters, Statement
from search.storage.contract import Generation

MOST = 50  # arrivals told at a time
STATEMENTS = 50  # of an answer: what all its reports say, as far as it is good
QUOTES = 5  # of one report
DAYS = 5  # on which reports came in last, each asked by itself
A_DAY = 100  # reports of one day that are asked; a first import may be of thousands


@dataclass(frozen=True, slots=True)
class Arrival:
    """A version of a report, and what it says on what was asked."""

    holding: Holding
    revised: bool  # another file of this report was here before
    quotes: tuple[Statement, ...] = ()

    @property
    def at(self) -> datetime:
        return added_at(self.holding)

    def id(self, asked: str) -> str:
        """The same for the same version and question on every server; another for a revised one."""
        version = [self.holding.info.id, self.holding.text_sha256, asked]
        return uuid5(NAMESPACE_URL, f"pincite:{json.dumps(version)}").urn


def added_at(holding: Holding) -> datetime:
    """When a version came in; of a storage that does not say, the report's own day."""
    return holding.added_at or datetime.combine(max(holding.day, date(1970, 1, 1)), time(), UTC)


def newest_first(holdings: Iterable[Holding]) -> list[Holding]:
    return sorted(holdings, key=lambda one: (added_at(one), one.day, one.info.id), reverse=True)


def find_arrivals(
    generation: Generation, filters: Filters, since: datetime | None = None
) -> list[Arrival]:
    """The reports that filters let through, the last to come in first; all of those after `since`."""
    chosen = newest_first(generation.holdings.of(generation.holdings.select(filters)))
    if since is not None:
        chosen = [holding for holding in chosen if added_at(holding) > since]
    revised = _Revised(generation)
    return [Arrival(holding, revised(holding)) for holding in chosen]


def find_evidence(library: Library, asking: Asking) -> list[Arrival]:
    """The reports that say something on a question, the last to come in first, at most MOST."""
    return _find_evidence(library, replace(asking, more=FIRST_MORE))


@cached(
    LRUCache(64),
    key=lambda library, asking: (edition_of(library.generation), asking),
    lock=threading.Lock(),
)
def _find_evidence(library: Library, asking: Asking) -> list[Arrival]:
    """What the answer quotes, and what those that came in last say when they alone are asked.

    A good answer has room for few: a new report that says a little would never be told of.
    """
    generation = library.generation
    filters = asking.filters(generation)
    answer = library.ask(asking.question, filters, STATEMENTS, before=asking.earlier)
    by_report = {report: list(statements) for report, statements in _said(answer)}
    for late in _last_to_come(generation, answer):
        ids = Filters(report_ids=tuple(holding.info.id for holding in late))
        for report, statements in _said(
            library.ask(answer.read_as or asking.question, ids, STATEMENTS)
        ):
            known = by_report.setdefault(report, [])
            texts = {statement.text for statement in known}
            known += [statement for statement in statements if statement.text not in texts]
    revised, by_id = _Revised(generation), generation.holdings.by_id
    holdings = newest_first(by_id[report] for report in by_report if report in by_id)
    return [
        Arrival(holding, revised(holding), tuple(by_report[holding.info.id][:QUOTES]))
        for holding in holdings[:MOST]
    ]


def _last_to_come(generation: Generation, answer: Answer) -> Iterator[list[Holding]]:
    """Those in the answer's scope, a list a day; nothing where the scope is not here at all."""
    scope = answer.scope
    if scope.missing:
        return
    chosen = generation.holdings.select(replace(scope.filters, latest=scope.latest))
    days = groupby(newest_first(generation.holdings.of(chosen)), lambda one: added_at(one).date())
    for _, holdings in islice(days, DAYS):
        late = list(islice(holdings, A_DAY))
        if len(late) < len(chosen):  # else they were asked already
            yield late


def _said(answer: Answer) -> Iterator[tuple[str, list[Statement]]]:
    """What each report says, by its id; those that the answer only lists say nothing."""
    by_report: dict[str, list[Statement]] = {listed.report.id: [] for listed in answer.reports}
    for statement in answer.statements:
        by_report.setdefault(statement.citations[0].report.id, []).append(statement)
    yield from by_report.items()


class _Revised:
    """Whether another file of a report was in the library before."""

    def __init__(self, generation: Generation) -> None:
        self._files: dict[str, set[str]] = {}
        for sha256, _, source in generation.past_files():
            self._files.setdefault(source, set()).add(sha256)

    def __call__(self, holding: Holding) -> bool:
        return bool(self._files.get(holding.info.source, set()) - {holding.info.sha256})
