"""Recommendation questions, answered completely by lookup: every item that they ask for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from ingest.field.scales import Scales, fold
from ingest.judgements.recommendations import Recommendation
from search.answers.look_up_answer import LookUpAnswer, count, own_reports, tell_coverage
from search.holdings import Holding
from search.question.areas import names_area
from search.question.recommendations import RecommendationQuestion
from search.question.scope import Scope
from search.storage.contract import Generation

ABOUT = 0.7  # the share of a topic's words, the rare ones weighing more, that an item must have
INNER = 2  # headings around an item whose words are read as its own

_Item = tuple[Holding, Recommendation]


def answer_recommendations(
    generation: Generation,
    scope: Scope,
    asked: RecommendationQuestion,
) -> LookUpAnswer | None:
    """The items that are asked for; None where search must answer, since no item does."""
    holdings, scales = generation.holdings, generation.field.scales
    reports = own_reports(generation, scope, scope.reports if scope.latest else scope.before_latest)
    every = [
        (holdings.by_number[number], item) for number, item in generation.recommendations(reports)
    ]
    if scope.no_such_year or not every:
        return None
    by_year = any(part.field == "year" for part in scope.named)
    listed = every
    if scope.filters.subjects and not by_year and not asked.history:
        newest = holdings.newest({holding.number for holding, _ in every})
        listed = [(holding, item) for holding, item in every if holding.number in newest]
    coverage = _coverage(generation, reports, listed)
    chosen = [(holding, item) for holding, item in listed if asked.kind in ("", item.kind)]
    said = ""
    if not chosen and asked.kind != scales.recommending.usual:
        reason = f"No {asked.kind} is listed. {coverage} Listed: {_told(listed)}."
        return LookUpAnswer((), "", reason)
    if not chosen:
        chosen, said = listed, f" No report in scope calls them {_plural(asked.kind, 2)}."
    topic = _topic(asked, scales)
    if topic:
        chosen = _about(generation, chosen, asked)
        if not chosen:
            chosen = _about(generation, every, asked)
            said += " None is in the newest reports." if chosen else ""
            coverage = _coverage(generation, reports, every)
        if not chosen:
            return None
    elif len(listed) < len(every):
        said += f" Older reports list {len(every) - len(listed):,} more."
    many = len({holding.info.subject for holding, _ in chosen}) > 1
    chosen.sort(key=lambda each: _order(each, many))
    about = f"About “{topic}”: " if topic else ""
    return LookUpAnswer(
        tuple((holding.number, item.start, item.end) for holding, item in chosen),
        f"{about}{_told(chosen)}. {coverage}{said}",
        "",
    )


def words_of(item: Recommendation) -> str:
    """What an item says, with the headings that it stands below, folded."""
    return fold(" ".join([*item.headings[-INNER:], item.text]))


def _topic(asked: RecommendationQuestion, scales: Scales) -> str:
    """What is asked about, in words; "" where it is about nothing in particular."""
    own = [a for a in asked.areas if not set(scales.covered(a)[1:]) & set(asked.areas)]
    return " ".join(filter(None, [*own, asked.topic]))


def _about(
    generation: Generation, items: Iterable[_Item], asked: RecommendationQuestion
) -> list[_Item]:
    """Those whose words, or whose headings, are about what is asked."""
    analyze = generation.analyze
    ways = [set(analyze(asked.topic)), set(analyze(asked.spelled))]

    def weigh(terms: set[str]) -> float:
        passages = generation.passages
        return sum(math.log1p(passages / (1 + generation.passages_with(t))) for t in terms)

    chosen = []
    for holding, item in items:
        text = words_of(item)
        if asked.areas and not any(
            names_area(text, area, generation.field.scales) for area in asked.areas
        ):
            continue
        terms = set(analyze(text))
        if any(weigh(way & terms) >= ABOUT * weigh(way) for way in ways):
            chosen.append((holding, item))
    return chosen


def _told(items: Sequence[_Item]) -> str:
    counts = Counter(item.kind for _, item in items)
    told = [f"{number:,} {_plural(kind, number)}" for kind, number in counts.most_common()]
    reports = len({holding.number for holding, _ in items})
    listed = " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)
    return f"{listed} in {count(reports, 'report')}"


def _plural(kind: str, number: int) -> str:
    """ "areas for improvement", "causes of concern", "priority actions"."""
    if number == 1:
        return kind
    first, _, rest = kind.partition(" ")
    counted = first in ("area", "cause")
    return f"{first}s {rest}" if counted else f"{kind}s"


def _coverage(generation: Generation, reports: frozenset[int], items: Sequence[_Item]) -> str:
    listing = {holding.number: holding for holding, _ in items}
    without = generation.field.scales.recommending.kinds_without
    silent = reports - {number for number, _ in generation.recommendations(reports)}
    unread = [h for h in generation.holdings.of(sorted(silent)) if h.info.kind not in without]
    return tell_coverage(list(listing.values()), unread, "list of what to improve")


def _order(each: _Item, many: bool) -> tuple[str, int, int, int]:
    holding, item = each
    newness = -holding.day.toordinal()
    return (holding.info.subject if many else "", newness, holding.number, item.start)
