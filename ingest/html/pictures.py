"""The words of pictures that say a grade: their alternative text is what the eye reads there."""

from __future__ import annotations

import re

from ingest.html.markup import Element

GRADE = re.compile(
    r"(?:(?:overall|inspection|ofsted|cqc|current|latest|new|the|a|is|was|of|rated|icon|symbol|image"
    r"|rating|grade[ds]?|judge?ment|outcome|effectiveness|result|score)\b[\s:=–—-]*)*"
    r"(?:outstanding|good|requires improvement(?: to be good)?|inadequate|satisfactory|adequate"
    r"|excellent|very good|fair|poor|weak|unsatisfactory|ungraded|not (?:yet )?rated|unrated"
    r"|improvement (?:required|needed)|(?:does not|partly|partially|not|fully)? ?(?:met|meet|meets)"
    r"|(?:non-?)?compliant|pass(?:ed)?|fail(?:ed)?|yes|no|red|amber|green|high|medium|low"
    r"|[0-5](?:\.\d)?(?: out of [\d]+)?(?: stars?)?|(?:grade|level|band|tier) \w{1,2}"
    r"|tick|cross|[✓✔✗✘])"
    r"(?:[\s:–—-]*\b(?:rating|rated|grade|judge?ment|outcome|overall|icon|symbol|badge|stars?))*[.!]?",
    re.I,
)
FILE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp)$|logo|photo|[_/\\]", re.I)
MAX_WORDS = 4  # in a cell that holds a picture and nothing else
MAX_ALT = 60  # letters
CELLS = frozenset(["td", "th", "dd"])


def words_of_picture(element: Element) -> str:
    """What a picture says in a report's place for words; "" for one that only shows something."""
    if element.get("role") in ("presentation", "none"):
        return ""
    words = element.get("alt") if element.tag in ("img", "area") else ""
    words = words or element.get("aria-label") or _title_of(element)
    words = " ".join(words.split())
    if not words or len(words) > MAX_ALT or FILE.search(words):
        return ""
    if GRADE.fullmatch(words) is not None:
        return words
    alone = (
        element.parent is not None and element.parent.tag in CELLS and not element.parent.letters
    )
    return words if alone and len(words.split()) <= MAX_WORDS else ""


def _title_of(element: Element) -> str:
    if element.tag != "svg":
        return element.get("title") if element.tag != "img" else ""
    titles = (i for i in element.content[:5] if isinstance(i, Element) and i.tag == "title")
    return next((title.text(5) for title in titles), "")
