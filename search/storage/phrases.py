"""Finds words to the letter: whatever their case, but for initials, over line ends, however their marks are written."""

from __future__ import annotations

import re

FORMS = ("'‘’", '"“”', "-‐‑–")  # that a text may write for one another


def phrase_pattern(phrase: str) -> re.Pattern[str]:
    """Finds these very words in a text, over line ends and however it writes hyphens and quotes."""
    words = r"\s+".join("".join(map(_any_form, word)) for word in phrase.split())
    return re.compile(
        rf"(?<!\w){words}(?!\w)", re.NOFLAG if are_initials(phrase) else re.IGNORECASE
    )


def are_initials(phrase: str) -> bool:
    """Whether a phrase is known by its capitals alone: "SEND" is no "send", "IT" no "it"."""
    short = phrase.removesuffix("s")
    return len(short) > 1 and short.isalpha() and short.isupper()


def _any_form(letter: str) -> str:
    return next((f"[{re.escape(forms)}]" for forms in FORMS if letter in forms), re.escape(letter))
