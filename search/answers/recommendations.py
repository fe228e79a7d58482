"""Recommendation questions, answered completely by lookup: every item that they ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial

from ingest.field.scales import CORRECTIVE, RECOMMENDATION, Scales, fold
from ingest.judgements.own_numbers import own_number
from ingest.judgements.recommendations import Recommendation
from ingest.judgements.responses import response_to
from search.answers.look_up_answer import (
    LookUpAnswer,
    count,
    join_and,
    name_all,
    own_reports,
    tell_coverage,
)
from search.holdings import Holding
from search.question.areas import names_area
from search.question.forms.recommendations import RecommendationQuestion
from search.question.scope import Scope
from search.question.titles import best_titled
from search.question.vocabulary import rarity
from search.storage.contract import Generation

ABOUT = 0.7  # the share of a topic's words, the rare ones weighing more, that an item must have
LOOKED_INTO = 500  # reports whose texts are read for the numbers of what they recommend
NO_STEM = frozenset({"missing", "nursing", "housing", "building", "buildings", "outstanding"})
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
    note = ""
    if asked.number or asked.response:
        for items in (chosen, every):
            if answer := _looked_into(generation, items, asked, coverage):
                return answer
        if asked.response:
            return None
        note = f" None has the number {asked.number}."
    if not chosen and asked.kind == CORRECTIVE:
        return None  # no kind of the field's, so it is not said that there are none
    if not chosen and asked.kind != scales.recommending.usual:
        reason = f"No {asked.kind} is listed. {coverage} Listed: {_told(listed)}."
        return LookUpAnswer((), "", reason)
    if not chosen:
        chosen, note = listed, f" No report in scope calls them {_plural(asked.kind, 2)}."
    topic = _topic(asked, scales)
    if topic:
        own = chosen
        chosen = _titled(generation, own, asked, wholly=True)
        if not (asked.by or (chosen and asked.titled)):
            saying = _about(generation, own, asked)
            chosen += [each for each in saying if each not in chosen]
        if not (chosen or asked.by):
            chosen = _about(generation, every, asked)
            note += " None is in the newest reports." if chosen else ""
            coverage = _coverage(generation, reports, every)
        chosen = chosen or _titled(generation, own, asked, wholly=False)
        if not chosen:
            return None
    elif len(listed) < len(every):
        note += f" Older reports list {len(every) - len(listed):,} more."
    subjects = {holding.info.known_as for holding, _ in chosen}
    many = len(subjects) > 1
    who = f", on {name_all(sorted(subjects))}" if asked.whose else ""
    chosen.sort(key=lambda each: _order(each, many))
    about = f"About “{topic}”: " if topic else ""
    return LookUpAnswer(
        tuple((holding.number, item.start, item.end) for holding, item in chosen),
        f"{about}{_told(chosen)}{who}. {coverage}{note}",
        "",
    )


def _looked_into(
    generation: Generation,
    items: Sequence[_Item],
    asked: RecommendationQuestion,
    coverage: str,
) -> LookUpAnswer | None:
    """Those of one number or with one response, which stand beside them in the report's text."""
    if asked.topic:
        items = _titled(generation, items, asked, wholly=False) or _about(generation, items, asked)
    listing = {holding.number for holding, _ in items}
    if len(listing) > LOOKED_INTO:
        return None
    texts = {number: generation.report(number).text for number in listing}
    chosen = []
    for holding, item in items:
        text = texts[holding.number]
        number = own_number(text, item.start, item.end) if asked.number else ""
        response = response_to(text, item.start, item.end) if asked.response else ""
        of_it = item.kind == RECOMMENDATION and number.casefold() == asked.number
        if (of_it or not asked.number) and response.startswith(asked.response):
            chosen.append((holding, item))
    if not chosen:
        return None
    which = (
        f"Recommendation {asked.number.upper()}" if asked.number else asked.response.capitalize()
    )
    chosen.sort(key=lambda each: _order(each, True))
    return LookUpAnswer(
        tuple((holding.number, item.start, item.end) for holding, item in chosen),
        f"{which}: {_told(chosen)}. {coverage}",
        "",
    )


def words_of(item: Recommendation) -> str:
    """What an item says, with the headings that it stands below, folded."""
    return fold(" ".join([*item.headings[-INNER:], item.text]))


def _topic(asked: RecommendationQuestion, scales: Scales) -> str:
    """What is asked about, in words; "" where it is about nothing in particular."""
    own = [a for a in asked.areas if not set(scales.covered(a)[1:]) & set(asked.areas)]
    return " ".join(filter(None, [*own, asked.topic]))


def _titled(
    generation: Generation,
    items: Sequence[_Item],
    asked: RecommendationQuestion,
    *,
    wholly: bool,
) -> list[_Item]:
    """Those of the reports that the topic names by title, about the rest of it if not `wholly`."""
    if asked.areas:
        return []
    terms, by = _terms(generation, asked.topic), _terms(generation, asked.by)
    holdings = {holding.number: holding for holding, _ in items}.values()
    weigh = partial(_weigh, generation)
    responses = bool(asked.response)
    named, title = best_titled(generation, holdings, by or terms, weigh, responses=responses)
    left = terms - title
    if not named or by - title or (wholly and left and not by):
        return []
    own = [(holding, item) for holding, item in items if holding.number in named]
    return [each for each in own if has_most(generation, words_of(each[1]), left)] if left else own


def _about(
    generation: Generation, items: Iterable[_Item], asked: RecommendationQuestion
) -> list[_Item]:
    """Those whose words, or whose headings, are about what is asked."""
    ways = [set(generation.analyze(asked.topic)), set(generation.analyze(asked.spelled))]
    chosen = []
    for holding, item in items:
        text = words_of(item)
        if asked.areas and not any(
            names_area(text, area, generation.field.scales) for area in asked.areas
        ):
            continue
        if _say_the_same(asked.topic, text) and any(
            has_most(generation, text, way) for way in ways
        ):
            chosen.append((holding, item))
    return chosen


def _terms(generation: Generation, words: str) -> set[str]:
    """Without the "s" of "the inquiry's"."""
    return {term for term in generation.analyze(words) if len(term) > 1}


def _say_the_same(topic: str, text: str) -> bool:
    """Whether a text has those words of a topic whose stem means something else: "missing", "missed"."""
    return all(word in text for word in topic.split() if word in NO_STEM)


def has_most(generation: Generation, text: str, terms: set[str]) -> bool:
    return share_of(generation, text, terms) >= ABOUT


def share_of(generation: Generation, text: str, terms: set[str]) -> float:
    """Which share of some terms a text has, the rare ones weighing more; 1 of none."""
    own = terms.intersection(generation.analyze(text))
    whole = _weigh(generation, terms)
    return _weigh(generation, own) / whole if whole else 1.0


def _weigh(generation: Generation, terms: set[str]) -> float:
    return sum(rarity(generation, term) for term in terms)


def _told(items: Sequence[_Item]) -> str:
    counts = Counter(item.kind for _, item in items)
    parts = [f"{number:,} {_plural(kind, number)}" for kind, number in counts.most_common()]
    reports = len({holding.number for holding, _ in items})
    return f"{join_and(parts)} in {count(reports, 'report')}"


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
    return (holding.info.known_as if many else "", newness, holding.number, item.start)
