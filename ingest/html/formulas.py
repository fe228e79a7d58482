"""A formula in MathML as a line of words: "a/b", "x²", "√(n + 1)"."""

from __future__ import annotations

from ingest.html.markup import Element
from ingest.html.superscripts import SUBSCRIPTS, SUPERSCRIPTS, lower_words, raise_words

MAX_DEPTH = 60  # elements inside each other; a formula needs some ten
SPACED = frozenset("=<>≤≥≈≠+−±×÷·∙→∑∏∝≡")
NO_WORDS = frozenset(["annotation", "annotation-xml", "mphantom", "none", "mprescripts", "unseen"])


def formula_text(math: Element) -> str:
    """Its words in order; "" where it has none."""
    return " ".join(_written(math, 0).split()) or math.get("alttext")


def _written(element: Element, depth: int) -> str:
    tag = element.tag
    if tag in NO_WORDS:
        return ""
    if depth > MAX_DEPTH:
        return element.text(1000)
    parts = [
        _written(item, depth + 1)
        for item in element.content
        if isinstance(item, Element) and item.tag not in NO_WORDS
    ]
    if not parts or tag in ("mi", "mn", "mo", "mtext", "ms"):
        return _token(tag, element.text(1000))
    if tag == "mfrac" and len(parts) == 2:
        return f"{_whole(parts[0])}/{_whole(parts[1])}"
    if tag == "msup" and len(parts) == 2:
        return _whole(parts[0]) + _raised(parts[1], parts[0])
    if tag == "msub" and len(parts) == 2:
        return _whole(parts[0]) + _lowered(parts[1], parts[0])
    if tag in ("msubsup", "munderover") and len(parts) == 3:
        low, high = _lowered(parts[1], parts[0]), _raised(parts[2], parts[0])
        return f"{_whole(parts[0])}{low}{high}"
    if tag in ("munder", "mover") and len(parts) == 2:
        return f"{parts[0]}{parts[1]}" if len(parts[1].strip()) == 1 else " ".join(parts)
    if tag == "msqrt":
        return f"√{_whole(''.join(parts))}"
    if tag == "mroot" and len(parts) == 2:
        return f"{_raised(parts[1], '')}√{_whole(parts[0])}"
    if tag in ("mtable", "semantics"):
        return parts[0] if tag == "semantics" else "; ".join(part.strip() for part in parts)
    if tag == "mtr":
        return " ".join(part.strip() for part in parts)
    if tag == "mfenced":
        opened, closed = element.attributes.get("open", "("), element.attributes.get("close", ")")
        return f"{opened}{', '.join(parts)}{closed}"
    # A whole number before a fraction is no part of it: 2 1/2.
    joined = ""
    for part, inner in zip(parts, _elements(element), strict=True):
        gap = inner.tag == "mfrac" and joined[-1:].isdigit()
        joined += f" {part}" if gap else part
    return joined


def _elements(element: Element) -> list[Element]:
    return [i for i in element.content if isinstance(i, Element) and i.tag not in NO_WORDS]


def _token(tag: str, text: str) -> str:
    words = " ".join(text.split())
    if tag == "mtext":
        return text
    return f" {words} " if tag == "mo" and words in SPACED else words


def _whole(part: str) -> str:
    """In brackets where it has parts of its own."""
    part = part.strip()
    simple = " " not in part and "/" not in part
    return part if simple or (part.startswith("(") and part.endswith(")")) else f"({part})"


def _raised(part: str, base: str) -> str:
    part = part.strip()
    letters = "".join(part.split())
    if letters and all(ord(character) in SUPERSCRIPTS for character in letters):
        return letters.translate(SUPERSCRIPTS)
    return f"^{_whole(part)}" if part else raise_words(part, base)


def _lowered(part: str, base: str) -> str:
    part = part.strip()
    letters = "".join(part.split())
    if letters and all(ord(character) in SUBSCRIPTS for character in letters):
        return lower_words(letters, base.strip()[-1:])
    return f"_{_whole(part)}" if part else ""
