"""What a report asks for: areas for improvement, causes of concern, recommendations, priority actions.

They are the items of lists, boxes and tables under such headings, those that are labelled one by
one, and where there are none the sentences in which the report's authors recommend. scales.toml
has the headings of a field; how reports of any field recommend is known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.field.scales import CORRECTIVE, RECOMMENDATION, Recommending, fold
from ingest.judgements.boxes_and_tables import stops
from ingest.judgements.headed_lists import items_below
from ingest.judgements.labelled import labelled_items
from ingest.judgements.lines import Line, read_lines
from ingest.judgements.list_items import Item
from ingest.judgements.own_numbers import own_number
from ingest.judgements.recommending import headed_kind, is_mixed, recommends, title_of
from ingest.judgements.recommending_sentences import (
    paragraphs_that_ask,
    sentences_that_recommend,
)
from ingest.report import Section

ALL_LABELLED = 3  # a report with as many labels its recommendations one by one
REPLIES = re.compile(r"\b(?:respon(?:se|ses|ding)|repl(?:y|ies)|comments?)\b")
NUMBERED_END = re.compile(r"[(\[][Rr]ecommendation \d+[)\]]\.?\s*$")
# Names, figures and what denies: by these two recommendations differ
TELLING = re.compile(r"\b(?:[A-Z][\w’'-]+|\d[\d.,]*)\b")
DENIES = re.compile(r"\b(?:not?|never|none|without|cease|stop)\b")
WEIGHTY = 4  # letters of a word that says what is recommended
MOST = 0.6  # of the weighty words of a summary
SAME = 25  # characters of words that are not said twice by chance


@dataclass(frozen=True, slots=True)
class Recommendation:
    kind: str  # "area for improvement", "cause of concern", "recommendation", "priority action" ...
    text: str  # == report_text[start:end]
    headings: tuple[str, ...]  # of the sections it is in, outermost first
    start: int
    end: int


def find_recommendations(
    report_text: str, sections: Sequence[Section], kind: str, words: Recommending
) -> list[Recommendation]:
    """Every item, in the order of the text; none from a kind of report that asks for nothing."""
    if kind in words.kinds_without:
        return []
    lines = read_lines(report_text, sections)
    items = list(_items(report_text, lines, sections, words))
    if not items:
        ending = [line for line in lines if NUMBERED_END.search(line.text)]
        items = list(paragraphs_that_ask(ending, coded=True))
        items = items or list(sentences_that_recommend(report_text, lines))
    recommendations = []
    for item_kind, start, end in _once(report_text, items):
        text = report_text[start:end]
        headings = tuple(s.title for s in sections if s.start <= start < s.end)
        recommendations.append(Recommendation(item_kind, text, headings, start, end))
    return recommendations


def _items(
    text: str, lines: list[Line], sections: Sequence[Section], words: Recommending
) -> Iterator[Item]:
    labelled = _without_replies(text, list(labelled_items(lines, sections, words)), sections)
    yield from labelled
    required = any(kind == CORRECTIVE for kind, _, _ in labelled)
    for at, line in enumerate(lines):
        items = list(items_below(text, lines, at, words))
        listed = headed_kind(line, words) == RECOMMENDATION
        if items and required and items[0][0] == CORRECTIVE:
            continue  # a table of what the report requires in full elsewhere
        if items and items[0][0] == CORRECTIVE:
            items = [item for item in items if recommends(text[item[1] : item[2]])]
        if not (listed or items):
            continue
        scope = _scope(lines, at, words)
        below = range(line.start, scope[-1].end if scope else line.end)
        starts = [start for kind, start, _ in labelled if kind == RECOMMENDATION]
        aside = line.section is None or is_mixed(title_of(line.text)) or len(items) == 1
        if any(start in below for start in starts) or (aside and len(starts) >= ALL_LABELLED):
            items = [item for item in items if item[0] != RECOMMENDATION]
        elif listed and not items and not starts:
            items = list(sentences_that_recommend(text, scope, headed=True))
            items = items or list(paragraphs_that_ask(scope))
        yield from items


def _without_replies(text: str, labelled: list[Item], sections: Sequence[Section]) -> list[Item]:
    """Without what a section of responses says below the label of one that stands elsewhere."""
    replies = [(each.start, each.end) for each in sections if REPLIES.search(fold(each.title))]
    numbers = {item: own_number(text, *item[1:]) for item in labelled}
    replying = {item for item in labelled if any(a <= item[1] < b for a, b in replies)}
    elsewhere = {numbers[item] for item in labelled if item not in replying} - {""}
    return [item for item in labelled if item not in replying or numbers[item] not in elsewhere]


def _scope(lines: list[Line], at: int, words: Recommending) -> list[Line]:
    """The lines below a heading, up to the next of its level or one that ends its list."""
    heading = lines[at].section
    until = at + 1
    while until < len(lines) and not stops(lines[until], words):
        section = lines[until].section
        if section is not None and (heading is None or section.start >= heading.end):
            break
        until += 1
    return lines[at + 1 : until]


def _once(text: str, items: Sequence[Item]) -> list[Item]:
    """The items in the order of the text, of those that say the same the fullest."""
    places: dict[int, Item] = {}
    for item in items:
        places.setdefault(item[1], item)
    kept: list[tuple[str, str, Item]] = []
    for item in sorted(places.values(), key=lambda each: (each[1] - each[2], each[1])):
        kind, start, end = item
        words, number = text[start:end], own_number(text, start, end)
        if not any(
            kind == other[0] and _repeats(words, number, fuller, its) for fuller, its, other in kept
        ):
            kept.append((words, number, item))
    return sorted((item for _, _, item in kept), key=lambda each: each[1])


def _repeats(words: str, number: str, fuller: str, its: str) -> bool:
    """Whether some words are those of the fuller ones, or a summary of them under one number."""
    own, other = _said(words), _said(fuller)
    if own == other:
        return True
    denied = [sorted(DENIES.findall(each)) for each in (own, other)]
    if (number and its and number != its) or denied[0] != denied[1]:
        return False
    if len(own) >= SAME and f" {own} " in f" {other} ":
        return True
    has = set(other.split())
    weighty = {word for word in own.split() if len(word) >= WEIGHTY}
    telling = set(_said(" ".join(TELLING.findall(words))).split())
    enough = len(weighty & has) >= MOST * max(len(weighty), 1)
    return bool(number) and number == its and enough and telling <= has


def _said(words: str) -> str:
    return " ".join(re.findall(r"\w+", fold(words)))
