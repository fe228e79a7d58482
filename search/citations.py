"""Citation ids: each carries its file, its place and a hash of its words, so that no table is needed.

An id made today finds its words again in a library that was rebuilt with other passages,
another model or a newer extractor, and proves that they are the same words.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

# The file's SHA-256, first 6 bytes; start; length in characters; count of words; their hash.
_LAYOUT = struct.Struct(">6sIHH4s")
_WORD = re.compile(r"\w+")
MAX_LENGTH = 0xFFFF  # characters of a quote

State = Literal["here", "moved", "changed", "gone"]


class BadCitation(ValueError):
    """The id is not one that Pincite makes."""


@dataclass(frozen=True, slots=True)
class Pin:
    """What an id says."""

    file_prefix: str  # the first 12 hexadecimal digits of the file's SHA-256
    start: int
    length: int
    words: int
    digest: bytes


def citation_id(file_sha256: str, text: str, start: int, end: int) -> str:
    """24 letters, digits, "-" and "_", for text[start:end] of the file with that hash."""
    words = _words(text[start:end])
    packed = _LAYOUT.pack(
        bytes.fromhex(file_sha256[:12]), start, end - start, len(words), _digest(words)
    )
    return base64.urlsafe_b64encode(packed).decode()


def read_id(citation: str) -> Pin:
    """Raises BadCitation for what no `citation_id` returned."""
    try:
        raw = base64.b64decode(citation.encode("ascii"), altchars=b"-_", validate=True)
        prefix, start, length, words, digest = _LAYOUT.unpack(raw)
    except (binascii.Error, UnicodeEncodeError, struct.error):
        raise BadCitation(f"{citation!r} is not a citation id: they have 24 characters.") from None
    return Pin(prefix.hex(), start, length, words, digest)


def find_pin(pin: Pin, text: str) -> tuple[int, int] | None:
    """Where the pin's words stand in a text: at its own place, or else the nearest to it."""
    end = pin.start + pin.length
    if end <= len(text) and _digest(_words(text[pin.start : end])) == pin.digest:
        return pin.start, end
    found = min(_windows(pin, text), key=lambda span: abs(span[0] - pin.start), default=None)
    return found and (found[0], _closing(text, found[1]))


def _windows(pin: Pin, text: str) -> Iterator[tuple[int, int]]:
    """Every run of as many words whose hash is the pin's."""
    spans = [(m.start(), m.end()) for m in _WORD.finditer(text)]
    words = [text[start:end].casefold() for start, end in spans]
    for i in range(len(words) - pin.words + 1):
        if _digest(words[i : i + pin.words]) == pin.digest:
            yield spans[i][0], spans[i + pin.words - 1][1]


def _closing(text: str, end: int) -> int:
    """`end`, past the stops and closing quotes that belong to the words before it."""
    while end < len(text) and text[end] in ".,;:!?)]’”'\"%":
        end += 1
    return end


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _digest(words: list[str]) -> bytes:
    return blake2b(" ".join(words).encode(), digest_size=4).digest()
