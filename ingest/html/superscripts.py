"""Raised and lowered words as letters that keep their meaning: m², 10⁶, CO2, 2 1/2, 5th.

They come between marks that no text holds, so that what is beside them can be looked at.
"""

from __future__ import annotations

import re

RAISE, RAISED, LOWER, LOWERED = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
SUPERSCRIPTS = dict(
    zip(
        map(ord, "0123456789+-−–=()abcdefghijklmnoprstuvwxyz"),
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ",
        strict=True,
    )
)
SUBSCRIPTS = dict(zip(map(ord, "0123456789+-−=()"), "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))
MARKS = re.compile(f"[{RAISE}{LOWER}]([^{RAISE}-{LOWERED}]*)[{RAISED}{LOWERED}]")
STRAY = re.compile(f"[{RAISE}-{LOWERED}]")
FRACTION = re.compile(
    rf"(\d?){RAISE}\s*(\d+)\s*{RAISED}\s*"
    rf"(?:[/⁄∕]\s*{LOWER}\s*(\d+)\s*{LOWERED}|[⁄∕]\s*(\d+))"
)
DEGREE = re.compile(r"\s?[CFKNSEW]?(?![A-Za-z])")


def resolve_marks(text: str) -> str:
    """The text with raised and lowered words in plain letters or in those made for it."""
    if RAISE not in text and LOWER not in text:
        return text
    text = FRACTION.sub(lambda m: f"{m[1]}{' ' if m[1] else ''}{m[2]}/{m[3] or m[4]}", text)
    pieces: list[str] = []
    at = 0
    for match in MARKS.finditer(text):
        pieces.append(text[at : match.start()])
        at = match.end()
        before = "".join(pieces[-3:])[-1:]
        write = raise_words if match[0][0] == RAISE else lower_words
        pieces.append(write(" ".join(match[1].split()), before, text[at : at + 3]))
    return STRAY.sub("", "".join([*pieces, text[at:]]))


def raise_words(words: str, before: str = "", after: str = "") -> str:
    """An exponent, a mark or an ordinal's ending: ², ⁻¹, "th"."""
    if words.isalpha():
        if words == "o" and before.isdigit() and DEGREE.match(after):
            return "°"
        alone = len(words) == 1 and not after[:1].isalpha()
        if alone and not before.isdigit() and ord(words) in SUPERSCRIPTS:
            return words.translate(SUPERSCRIPTS)
        return words
    if words.startswith("[") or not any(character.isdigit() for character in words):
        return words
    if all(ord(character) in SUPERSCRIPTS for character in words):
        return words.translate(SUPERSCRIPTS)
    if re.fullmatch(r"\d+(?:(?:[,;] ?| )\d+)*", words):  # marks of notes
        return words.translate(SUPERSCRIPTS)
    if words[:1] in "/,;:":
        return words
    return f"^{words}" if before.isalnum() or before == ")" else words


def lower_words(words: str, before: str = "", after: str = "") -> str:
    """An index: plain where it is part of a name, CO2; else of the letters made for it."""
    digits = bool(words) and all(ord(character) in SUBSCRIPTS for character in words)
    if digits and (not (before.isalpha() or before in ")]") or after[:1].isdigit()):
        return words.translate(SUBSCRIPTS)
    return words
