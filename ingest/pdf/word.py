"""A word as it is printed on a page: its text, made readable, and how and where it stands."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_LIGATURES = dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ["ff", "fi", "fl", "ffi", "ffl", "st", "st"], strict=True))
# Where symbol fonts keep the signs that they share with others; pictographs stand alone.
_SYMBOLS = {0xF000 + ord(sign): sign for sign in "()+,-./0123456789:;<=>[]"}
_DROPPED = dict.fromkeys(
    [
        *(*range(0x20), *range(0x7F, 0xA0), 0xFEFF, 0xFFFE),
        *(*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)),
    ]
)
# A soft hyphen that is drawn shows as a hyphen: in a PDF nothing else is kept.
_CLEAN = str.maketrans(_LIGATURES) | _DROPPED | {0xAD: "-"}
_CLEAN_WORD = _CLEAN | _SYMBOLS
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Ink:
    """How letters are painted: those of one object of the page, which share it."""

    run: int  # the address of the object
    colour: tuple[int, int, int]  # red, green, blue, 0 to 255
    doubt: str = ""  # why it may not show at all, where it is painted oddly


@dataclass(slots=True)
class Word:
    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float  # where the letters stand, from the top of the page
    size: float  # of the type, in points
    bold: bool
    turned: int = 0  # clockwise quarters that would set it upright
    parted: bool = False  # by a hyphen at the line's end; the next word is its other half
    raised: bool = False  # a note's mark, set small and high
    ink: Ink | None = None  # none: read from a picture
    letter: int = 0  # the first of its letters, among those of the page
    hides_to: float = 0.0  # where what follows and does not show ends: no gap is there

    @property
    def box(self) -> tuple[float, float, float, float]:
        return self.x0, self.y0, self.x1, self.y1

    @property
    def end(self) -> float:
        """Where white space after it begins."""
        return self.x1 if self.x1 > self.hides_to else self.hides_to


def clean_word(text: str) -> str:
    """The word without ligatures and control characters, its accents composed; else as printed."""
    if text.isascii() and text.isprintable():
        return text
    if _SURROGATES.search(text):  # PDFium counts an emoji as two letters
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return unicodedata.normalize("NFC", text.translate(_CLEAN if len(text) == 1 else _CLEAN_WORD))
