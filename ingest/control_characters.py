"""Characters that act on what shows a text instead of showing, in names that strangers choose."""

from __future__ import annotations

import re

# Control characters, separators of lines, and marks that turn the direction of what follows.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+")


def without_controls(text: str) -> str:
    """A text as one line, each run of them a space."""
    return " ".join(_CONTROLS.sub(" ", text).split(" ")).strip() if _CONTROLS.search(text) else text


def escape_controls(text: str) -> str:
    """A text with each of them as Python writes it, "\\x1b": two names stay two."""
    return _CONTROLS.sub(lambda match: ascii(match[0])[1:-1], text)
