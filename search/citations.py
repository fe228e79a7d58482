"""Citation ids: each carries its file, its place and a hash of its words, so that no table is needed.

An id made today finds its words again in a library that was rebuilt with other passages,
another model or a newer extractor, and proves that they are the same words. They count as the
same where their letters and digits are: what a newer extractor changes is how lines are joined,
hyphens, quotation marks and ligatures.
"""

from __future__ import annotations

import base64
import re
import struct
import unicodedata
from collections import deque
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ingest.passages import headings_at, page_of_most
from ingest.report import Report
from search.results import Citation, PagePlace, Part

# The file's SHA-256, first 6 bytes; start; length in characters; count of letters; their hash.
_LAYOUT = struct.Struct(">6sIHH4s")
_WORD = re.compile(r"\w+")
FOLDED = 8  # texts kept folded: an old id is looked for in a few
MAX_LENGTH = 0xFFFF  # characters of a quote
ID_LENGTH = 24
MAX_MOVED = 5000  # letters that are looked for elsewhere than at their place: no sentence has more
EACH = 100  # letters that take as long to hash as a place takes to be looked at
FOLDING = 3  # and as each character of a text takes to be folded
READING = 14  # ... of a quote, to be folded by itself
SORTING = 3  # characters of a text whose words are put in order by their distance meanwhile

State = Literal["here", "moved", "changed", "gone", "erased"]


class BadCitation(ValueError):
    """The id is not one that Pincite makes."""


@dataclass(frozen=True, slots=True)
class Pin:
    """What an id says."""

    file_prefix: str  # the first 12 hexadecimal digits of the file's SHA-256
    start: int
    length: int
    letters: int
    digest: bytes


def citation_id(file_sha256: str, text: str, start: int, end: int) -> str:
    """24 letters, digits, "-" and "_", for text[start:end] of the file with that hash."""
    letters = letters_of(text[start:end])
    packed = _LAYOUT.pack(
        bytes.fromhex(file_sha256[:12]),
        start,
        end - start,
        min(len(letters), MAX_LENGTH),
        _digest(letters),
    )
    return base64.urlsafe_b64encode(packed).decode()


def cite(report: Report, start: int, end: int, part: Part = "statement") -> Citation:
    """A citation of report.text[start:end]."""
    made = citation_id(report.info.sha256, report.text, start, end)
    return Citation(
        id=made,
        report=report.info,
        page=page_place(report, start, end),
        section=headings_at(report.sections, start),
        start=start,
        end=end,
        quote=report.text[start:end],
        url=f"/c/{made}",
        part=part,
    )


def page_place(report: Report, start: int, end: int) -> PagePlace | None:
    page = page_of_most(report.pages, start, end)
    return PagePlace(page.number, page.label) if page else None


def says(quote: str, statement: str) -> bool:
    """Whether a quote has a statement's letters and digits, all of them and no others."""
    return letters_of(quote) == letters_of(statement)


def letters_of(text: str) -> str:
    """What must stay the same of a quote: its letters and digits, without case, accents and ligatures."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def read_id(citation: str) -> Pin:
    """Raises BadCitation for what no `citation_id` returned."""
    try:
        if len(citation) != ID_LENGTH:
            raise ValueError
        raw = base64.b64decode(citation.encode("ascii"), altchars=b"-_", validate=True)
        prefix, start, length, letters, digest = _LAYOUT.unpack(raw)
    except (ValueError, struct.error):
        raise BadCitation(
            f"{citation[:40]!r} is not a citation id: they have {ID_LENGTH} characters."
        ) from None
    return Pin(prefix.hex(), start, length, letters, digest)


@dataclass(slots=True)
class Budget:
    """How many letters may be hashed for one request: anybody can make up ids that are nowhere."""

    letters: int = 30_000_000  # half a second; a sentence that moved by 300 pages takes no more
    _folded: deque[int] = field(default_factory=lambda: deque(maxlen=FOLDED))

    def pays(self, letters: int) -> bool:
        """Whether there are so many left; what more costs is not begun."""
        self.letters -= letters
        return not self.is_spent

    @property
    def is_spent(self) -> bool:
        return self.letters < 0

    def pays_folding(self, text: str) -> bool:
        """The texts that were folded last are at hand."""
        key = hash(text)
        if key in self._folded:
            return self.pays(len(text) // SORTING)
        self._folded.append(key)
        return self.pays(FOLDING * len(text))


def find_pin(
    pin: Pin, text: str, budget: Budget | None = None, quote: str | None = None
) -> tuple[int, int] | None:
    """Where the pin's words stand in a text: at its own place, or else the nearest to it.

    `quote` is what they are, where that is known: then no place is hashed in a text without them.
    None also where the budget ends before they are found.
    """
    budget = budget or Budget()
    if stands(pin, text, budget):
        return pin.start, pin.start + pin.length
    if not 0 < pin.letters <= MAX_MOVED or not budget.pays_folding(text):
        return None
    letters, places, words = _fold(text)
    if quote is not None and letters_of(quote) not in letters:
        return None
    cost = pin.letters + EACH
    # The digest is of the words as a whole, so no hash can roll from one place to the next.
    for first in words[np.argsort(np.abs(places[words] - pin.start), kind="stable")].tolist():
        last = first + pin.letters - 1
        if last >= len(places):
            continue
        if not budget.pays(cost):
            return None
        if _digest(letters[first : last + 1]) == pin.digest:
            return int(places[first]), _closing(text, int(places[last]) + 1)
    return None


def stands(pin: Pin, text: str, budget: Budget) -> bool:
    """Whether the pin's words are at its own place."""
    end = pin.start + pin.length
    if end > len(text) or not budget.pays(READING * pin.length):
        return False
    return _has_words(text[pin.start : end], pin.digest)


@lru_cache(FOLDED)
def _fold(text: str) -> tuple[str, NDArray[np.int64], NDArray[np.int64]]:
    """The letters of a text, where each stands in it, and which of them begin a word."""
    folds = {letter: letters_of(letter) for letter in set(text)}
    lengths = np.zeros(0x110000, np.int8)
    in_word = np.zeros(0x110000, bool)
    for letter, folded in folds.items():
        lengths[ord(letter)], in_word[ord(letter)] = len(folded), _WORD.match(letter) is not None
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    each = lengths[codes].astype(np.int64)
    places = np.repeat(np.arange(len(text)), each)
    word = in_word[codes]
    begins = word & ~np.concatenate(([False], word[:-1])) & (each > 0)
    return (
        text.translate({ord(one): to or None for one, to in folds.items()}),
        places,
        ((np.cumsum(each) - each)[begins]),
    )


def _closing(text: str, end: int) -> int:
    """`end`, past the stops and closing quotes that belong to the words before it."""
    while end < len(text) and text[end] in ".,;:!?)]’”'\"%":
        end += 1
    return end


def _has_words(quote: str, digest: bytes) -> bool:
    """Whether they are those of an id: by letters, or by words, as the first ids of 0.1 had it."""
    if _digest(letters_of(quote)) == digest:
        return True
    return _digest(" ".join(_WORD.findall(quote)).casefold()) == digest


def _digest(letters: str) -> bytes:
    return blake2b(letters.encode(), digest_size=4).digest()
