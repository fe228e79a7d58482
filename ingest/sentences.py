"""Where the sentences of a text are, by its marks and a list of abbreviations.

Knows British and American report prose; a line of the text is a hard boundary.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Their full stop ends no sentence, whatever follows.
TITLES = frozenset(
    "mr mrs ms mx dr prof rev hon sir st messrs supt insp sgt det capt col lt gen cllr".split()
)
# Theirs ends one unless a number follows.
BEFORE_NUMBERS = frozenset(
    "no nos p pp para paras fig figs vol ch sec sect art cl reg regs ref q qs pt ver".split()
)
# Theirs ends one only where a capital follows and the sentence is not about to begin a name.
INNER = frozenset("e.g i.e cf viz vs v al approx incl excl eg ie ca c ed eds esp dept".split())
# After an initial these open a sentence: "Plan B. The", "in the U.S. It"; names do not.
OPENERS = frozenset(
    (
        "a all an and as at but by children each for he her his however if in it its leaders many "
        "most no our overall she since some staff that the their there these they this those to "
        "we when where while with you"
    ).split()
)
MONTHS = frozenset("jan feb mar apr jun jul aug sep sept oct nov dec".split())

_CLOSERS = "\"'”’)\\]»"
# A run of marks is tried once, from its first: else a line of dots would cost their square.
_END = re.compile(rf"(?<![.!?…])[.!?…]++[{_CLOSERS}]*+ ++(?=(\S))")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"([^\W\d_]{1,24}(?:\.[^\W\d_]{1,24}){0,12})\.$")
_NUMBER = re.compile(
    r"(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\d{1,2}(?:\.\d{1,3})+\.?)[ \t]+"
)
_INITIALS = re.compile(r"[A-Z](?:\.[A-Z])*")
_LINE = re.compile(r"[^\n]+")

MOST = 5000  # characters of a sentence; nobody writes longer ones, and a citation holds 65,535


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The half-open spans of the sentences between start and end, without white space around.

    A bullet or a paragraph's number that opens a line is in no sentence, and the cells of
    a table row stay together in one.
    """
    spans: list[tuple[int, int]] = []
    for line in _LINE.finditer(text, start, len(text) if end is None else end):
        _split_line(text, line.start(), line.end(), spans)
    return spans


@lru_cache(16)
def sentences_of_line(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """As `split_sentences`, of a line that is asked for again at each of its words."""
    return tuple(split_sentences(text, start, end))


def _split_line(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    if text.startswith("• ", start, end):
        start += 2
    number = _NUMBER.match(text, start, end)
    if number and number.end() < end:
        start = number.end()
    is_row = text.find("\t", start, end) >= 0
    for stop in () if is_row else _END.finditer(text, start, end):
        if stop.start() == start or _goes_on(text, start, stop):
            continue
        _keep(text, start, stop.end(), spans)
        start = stop.end()
    _keep(text, start, end, spans)


def _keep(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    """A sentence without white space around; one that never ends, in pieces of whole words."""
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > MOST:
        stop = max(text.rfind(" ", start, start + MOST), text.rfind("\t", start, start + MOST))
        stop = stop if stop > start else start + MOST
        spans.append((start, stop))
        start = stop
        while text[start].isspace():
            start += 1
    if end > start:
        spans.append((start, end))


def _goes_on(text: str, start: int, stop: re.Match[str]) -> bool:
    """Whether the sentence goes on after this full stop, question or exclamation mark."""
    following = stop.group(1)
    if following.islower():
        return True
    marks = stop.group().rstrip()
    if marks[0] != "." or marks.startswith(".."):
        return False
    word = _LAST_WORD.search(text, max(start, stop.start() - 24), stop.start() + 1)
    if word is None:
        return False
    last = word.group(1)
    folded = last.lower()
    if folded in TITLES or folded in INNER:
        return True
    if folded in BEFORE_NUMBERS or folded in MONTHS:
        return following.isdigit()
    if len(last) > 1 and not _INITIALS.fullmatch(last):
        return False
    first = _FIRST_WORD.match(text, stop.end())
    return following.isupper() and (first is None or first.group().lower() not in OPENERS)
