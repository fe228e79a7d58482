"""Recommendation questions, answered completely by lookup: every item that they ask for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ingest.field.field import load_field
from ingest.field.scales import fold
from ingest.judgements.recommendations import Recommendation
from search.answers.look_up_answer import Entry, TableAnswer, count, own_rows, tell_coverage
from search.question.areas import areas_in, names_area
from search.question.recommendations import RecommendationQuestion, topic_words
from search.question.rewriting import Rewriting
from search.question.scope import Scope
from search.storage.folder.sqlite import Row

if TYPE_CHECKING:
    from search.storage.folder.generation import Snapshot

FIELD = load_field()

ABOUT = 0.7  # the share of a topic's words, the rare ones weighing more, that an item must have
INNER = 2  # headings around an item whose words are read as its own

_Held = tuple[Row, Recommendation]


def answer_recommendations(
    snapshot: Snapshot,
    scope: Scope,
    asked: RecommendationQuestion,
    spell: Callable[[str], Rewriting],
) -> TableAnswer | None:
    """The items that are asked for; None where search must answer, since no item does.

    `spell(words)` puts words as the reports would.
    """
    rows = own_rows(snapshot, scope, scope.rows if scope.latest else scope.before_latest)
    every = [(snapshot.by_row[row], item) for row, item in snapshot.store.recommendations(rows)]
    if scope.no_such_year or not every:
        return None
    by_year = any(part.field == "year" for part in scope.named)
    held = every
    if scope.filters.subjects and not by_year and not asked.history:
        newest = _newest(every)
        held = [(row, item) for row, item in every if row.row in newest]
    coverage = _coverage(snapshot, rows, held)
    chosen = [(row, item) for row, item in held if asked.kind in ("", item.kind)]
    said = ""
    if not chosen and asked.kind != FIELD.scales.recommending.usual:
        return TableAnswer((), "", f"No {asked.kind} is listed. {coverage} Listed: {_told(held)}.")
    if not chosen:
        chosen, said = held, f" No report in scope calls them {_plural(asked.kind, 2)}."
    areas, words = areas_in(asked.about, snapshot.areas, FIELD.scales)
    areas = tuple(area for area in areas if area not in FIELD.scales.overall)
    topic = _Topic(areas, " ".join(topic_words(words, FIELD.questions)))
    if topic.name:
        chosen = _about(snapshot, chosen, topic, spell)
        if not chosen:
            chosen = _about(snapshot, every, topic, spell)
            said += " None is in the newest reports." if chosen else ""
            coverage = _coverage(snapshot, rows, every)
        if not chosen:
            return None
    elif len(held) < len(every):
        said += f" Older reports list {len(every) - len(held):,} more."
    many = len({row.info.subject for row, _ in chosen}) > 1
    chosen.sort(key=lambda found: _order(found, many))
    about = f"About “{topic.name}”: " if topic.name else ""
    return TableAnswer(
        tuple(Entry(row, item.start, item.end) for row, item in chosen),
        f"{about}{_told(chosen)}. {coverage}{said}",
        "",
    )


def words_of(item: Recommendation) -> str:
    """What an item says, with the headings that it stands below, folded."""
    return fold(" ".join([*item.headings[-INNER:], item.text]))


def _newest(held: Sequence[_Held]) -> set[int]:
    """Of each subject and kind the newest report that lists anything."""
    newest: dict[tuple[str, str], Row] = {}
    for row, _ in held:
        key = (row.info.subject, row.info.kind)
        if key not in newest or _day(row) > _day(newest[key]):
            newest[key] = row
    return {row.row for row in newest.values()}


@dataclass(frozen=True, slots=True)
class _Topic:
    areas: tuple[str, ...]
    words: str

    @property
    def name(self) -> str:
        own = [a for a in self.areas if not set(FIELD.scales.covered(a)[1:]) & set(self.areas)]
        return " ".join(filter(None, [*own, self.words]))


def _about(
    snapshot: Snapshot, held: Sequence[_Held], topic: _Topic, spell: Callable[[str], Rewriting]
) -> list[_Held]:
    """Those whose words, or whose headings, are about a topic."""
    words = snapshot.words
    ways = [set(words.analyze(topic.words)), set(words.analyze(spell(topic.words).text))]

    def weigh(terms: set[str]) -> float:
        return sum(
            math.log1p(snapshot.passages / (1 + words.passages_with(term))) for term in terms
        )

    chosen = []
    for row, item in held:
        text = words_of(item)
        if topic.areas and not any(names_area(text, area, FIELD.scales) for area in topic.areas):
            continue
        has = set(words.analyze(text))
        if any(weigh(way & has) >= ABOUT * weigh(way) for way in ways):
            chosen.append((row, item))
    return chosen


def _told(held: Sequence[_Held]) -> str:
    counts = Counter(item.kind for _, item in held)
    told = [f"{number:,} {_plural(kind, number)}" for kind, number in counts.most_common()]
    reports = len({row.row for row, _ in held})
    listed = " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)
    return f"{listed} in {count(reports, 'report')}"


def _plural(kind: str, number: int) -> str:
    """ "areas for improvement", "causes of concern", "priority actions"."""
    if number == 1:
        return kind
    first, _, rest = kind.partition(" ")
    counted = first in ("area", "cause")
    return f"{first}s {rest}" if counted else f"{kind}s"


def _coverage(snapshot: Snapshot, rows: frozenset[int], held: Sequence[_Held]) -> str:
    listing = {row.row: row for row, _ in held}
    without = FIELD.scales.recommending.kinds_without
    silent = rows - {row for row, _ in snapshot.store.recommendations(rows)}
    unread = [snapshot.by_row[row] for row in sorted(silent)]
    return tell_coverage(
        listing.values(),
        [row for row in unread if row.info.kind not in without],
        "list of what to improve",
    )


def _order(found: _Held, many: bool) -> tuple[str, int, int, int]:
    row, item = found
    return (row.info.subject if many else "", -_day(row).toordinal(), row.row, item.start)


def _day(row: Row) -> date:
    return row.info.published or date.min
