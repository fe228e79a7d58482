"""Recommendations that no list holds: "We recommend that ...", "The Board should ... (R-15-23)"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.field.scales import RECOMMENDATION
from ingest.judgements.lines import Line
from ingest.judgements.list_items import Item, with_subitems
from ingest.judgements.recommending import CODED, OWN, OWN_PAST, leads_on, recommends
from ingest.sentences import split_sentences


def sentences_that_recommend(
    text: str, lines: Sequence[Line], *, headed: bool = False
) -> Iterator[Item]:
    """Those in which the report's authors recommend, or the items of the list that one leads on to.

    What they say that they recommended is of this report where its heading says so.
    """
    lines, at = list(lines), 0
    while at < len(lines):
        line = lines[at]
        if line.section is None and line.sort != "row":
            for start, end in split_sentences(text, line.start + line.lead, line.end):
                words = text[start:end]
                own = OWN.search(words) or (headed and OWN_PAST.search(words))
                if not own or _is_quoted(words):
                    continue
                until = _end_of_list(lines, at) if end == line.end and leads_on(line) else at
                if until > at and _stand_alone(lines[at + 1]):
                    yield from _each(lines, at + 1, until)
                else:
                    yield RECOMMENDATION, start, lines[until].end if until > at else end
                at = until
        at += 1


def paragraphs_that_ask(lines: Sequence[Line], *, coded: bool = False) -> Iterator[Item]:
    """Those that end in a recommendation's number, and if not only `coded` those with "should"."""
    lines, at = list(lines), 0
    while at < len(lines):
        line, until = lines[at], at
        if line.section is None and line.sort != "row":
            printed = line.text.rstrip()
            asks = recommends(line.words) and printed.endswith((".", ":", ";"))
            if CODED.search(printed) or (asks and not coded):
                until = with_subitems(lines, at)
                yield RECOMMENDATION, line.start + line.lead, lines[until].end
        at = until + 1


def _is_quoted(words: str) -> bool:
    return words.startswith(("“", "‘", '"')) or words.count("”") > words.count("“")


def _end_of_list(lines: Sequence[Line], at: int) -> int:
    """The index of the last line of the list below this one; its own where there is none."""
    sort = lines[at + 1].sort if at + 1 < len(lines) else "plain"
    until = at
    if sort in ("bullet", "number"):
        while until + 1 < len(lines) and lines[until + 1].sort in (sort, "bullet"):
            until += 1
    return until


def _stand_alone(first: Line) -> bool:
    """Whether the items of a list are sentences of their own, and not ends of the one above it."""
    return first.sort == "number" or first.words[:1].isupper()


def _each(lines: Sequence[Line], at: int, until: int) -> Iterator[Item]:
    """The items of a list, each with the bullets below its number."""
    sort = lines[at].sort
    starts = [place for place in range(at, until + 1) if lines[place].sort == sort]
    for start, following in zip(starts, [*starts[1:], until + 1], strict=True):
        yield RECOMMENDATION, lines[start].start + lines[start].lead, lines[following - 1].end
