"""Small figures: a raised one is a power after ten or a unit, else a note's mark; two make a fraction."""

from __future__ import annotations

import re
import unicodedata

from ingest.pdf.word import Word

_MARK = r"(?:\d{1,3}|[*†‡§]|\[\d{1,3}\]|\(\d{1,3}\))"
NOTE_MARK = re.compile(
    rf"(?:[-−–]?{_MARK}(?:[,–-]{_MARK}){{0,9}}|(?<=[^\W_][^\W_])[a-h])[.,;:]?$"
)  # may end a word: "Board1,2"
_LONE_MARK = re.compile(r"\d+|[*†‡§]|\[\d\]|\(\d\)")
# What follows is a power: of ten any, of a unit the second, the third or one below nothing.
_TEN = re.compile(r"(?:^|[^\d.,])10$")
_UNIT = re.compile(r"(?:^|[^a-zA-Z])(?:[mckd]?m|ft|in|mi|yd|s)$")
_ORDINAL = re.compile(r"[a-zA-Z]{2,3}")  # "st" after 21; a letter alone may be a note's mark
_STOPS = frozenset(".,;:)")
POWERS = str.maketrans("0123456789-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻")
_MINUS = ("-", "−", "–")  # before a raised figure: no mark of a note has one
_NUMERATOR = re.compile(r"(\d{1,3})[/⁄]")
_DENOMINATOR = re.compile(r"[/⁄](\d{1,3})(\W*)")
_FRACTIONS = {unicodedata.normalize("NFKC", sign): sign for sign in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"}


def close_fraction(words: list[Word]) -> None:
    """Makes one word of a number and a fraction that is set in small figures: 2, 1 and /2 are 2½."""
    if len(words) < 2 or not (words[-2].raised or words[-2].text[-1] in "/⁄"):
        return
    if numerator := _NUMERATOR.fullmatch(words[-2].text):
        _move_stroke(words[-2], words[-1], numerator[1])
    if not words[-2].raised:
        return
    if _is_under(words[-1], words[-2]):
        over, last = words[-2:]
        last.text, last.y0 = f"/{last.text}", over.y0
    under = _DENOMINATOR.fullmatch(words[-1].text)
    if under is None or not (touch(words[-2], words[-1]) or words[-1].x0 < words[-2].x1):
        return
    over, last = words.pop(-2), words[-1]
    sign = _FRACTIONS.get(f"{over.text}⁄{under[1]}")
    last.text, last.x0 = (sign + under[2]) if sign else over.text + last.text, over.x0
    if sign and len(words) > 1 and words[-2].text.isdigit() and touch(words[-2], last):
        whole = words.pop(-2)
        last.text, last.x0 = whole.text + last.text, whole.x0


def with_fraction(fraction: re.Match[str], whole: int) -> str:
    """A word whose figures before the stroke are a whole number, so many of them, and a small one:
    "21/2" is 2½."""
    before, over = fraction[1][:whole], fraction[1][whole:]
    sign = _FRACTIONS.get(f"{over}⁄{fraction[2]}", f"{' ' * bool(before)}{over}/{fraction[2]}")
    start, end = fraction.span()
    return fraction.string[:start] + before + sign + fraction.string[end:]


def _move_stroke(over: Word, under: Word, figure: str) -> None:
    """Gives the stroke between small figures to the one below, as most makers write it."""
    if (
        under.text[:1].isdecimal()
        and under.size <= over.size
        and under.base > over.base + 0.1 * over.size
        and touch(over, under)
    ):
        under.text, over.text, over.raised = f"{over.text[-1]}{under.text}", figure, True


def is_power(before: str, raised: str) -> bool:
    """Whether raised figures are a power, and no mark of a note."""
    figures = raised.rstrip(".,;:")
    if figures[:1] in _MINUS:
        return True
    if not figures.isdecimal():
        return False
    return bool(_TEN.search(before) or (figures in ("2", "3") and _UNIT.search(before)))


def _is_under(figure: Word, over: Word) -> bool:
    """Whether a figure stands straight under a raised one: 1 over 2 is a half."""
    shared = min(figure.x1, over.x1) - max(figure.x0, over.x0)
    return (
        figure.text.isdecimal()
        and over.text.isdecimal()
        and figure.size < 1.2 * over.size
        and shared > 0.5 * (over.x1 - over.x0)
        and 0.5 * over.size < figure.base - over.base < 2 * over.size
    )


def touch(left: Word, right: Word) -> bool:
    return abs(right.x0 - left.x1) < 0.3 * right.size


def is_raised(word: Word, before: Word) -> bool:
    """Whether a word of its own is a note's mark, high beside the word before."""
    return (
        _LONE_MARK.fullmatch(word.text) is not None
        and not is_power(before.text, word.text)
        and _is_high(word, before)
    )


def joins(before: Word, last: Word, word: Word) -> bool:
    """Makes a power, or a stop after a small figure, part of the word before, that it touches or
    that the note's mark does which comes last."""
    if not abs(word.x0 - last.x1) < 0.1 * before.size:
        return False
    is_ordinal = (
        before is last
        and word.size > 0.5 * before.size  # no word after a large initial
        and _ORDINAL.fullmatch(word.text) is not None
    )
    is_stop = word.text in _STOPS and abs(word.base - before.base) < 0.4 * before.size
    if is_power(before.text, word.text) and _is_high(word, before):
        before.text += word.text.translate(POWERS)
    elif is_stop or (is_ordinal and _is_high(word, before)):
        before.text += word.text
    else:
        return False
    before.x1 = max(before.x1, word.x1) if before is last else before.x1
    return True


def _is_high(word: Word, before: Word) -> bool:
    lift = before.base - word.base
    least = 0.15 if word.size < 0.8 * before.size else 0.25  # browsers make it little smaller
    return word.size < 0.9 * before.size and least * before.size < lift < before.size
