"""The headings of a library's reports: questions to begin with, and what to suggest while typing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.holdings import Holding
from search.storage.contract import Generation

READ = 150  # reports whose headings are looked at, evenly spread: enough, and soon done
EXAMPLES = 4
NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*[.:)]?|[a-z][.)])\s+", re.IGNORECASE)
ORDINARY = re.compile(
    r"^(?:contents|introduction|annex|appendix|summary|about|note|table|figure|chapter|what next"
    r"|information about|the local authority|published|foreword|glossary)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Example:
    question: str
    subject: str


@dataclass(frozen=True, slots=True)
class Headings:
    texts: tuple[str, ...]  # the commonest first
    examples: tuple[Example, ...]


@lru_cache(maxsize=1)  # of the newest generation
def held_headings(generation: Generation) -> Headings:
    holdings = list(generation.holdings)[:: max(1, len(generation.holdings) // READ)]
    counts: Counter[str] = Counter()
    places: dict[str, Holding] = {}
    for holding in holdings:
        for section in generation.report(holding.number).sections:
            text = plain_heading(section.title)
            if len(text.split()) >= 2 and _is_short(text):
                counts[text] += 1
                places.setdefault(text, holding)
    texts = tuple(text for text, _ in counts.most_common())
    return Headings(texts, tuple(_examples(texts, places)))


def _examples(texts: Sequence[str], places: dict[str, Holding]) -> list[Example]:
    """Headings that are questions, of as many kinds of report as there are."""
    asked = [text for text in texts if text.endswith("?") and is_telling(text)]
    others = [text for text in texts if not text.endswith("?") and is_telling(text)]
    chosen: dict[str, Example] = {}
    kinds: Counter[str] = Counter()
    for most in (1, 2, EXAMPLES):
        for text in asked if len(asked) > 1 else [*asked, *others]:
            info = places[text].info
            if len(chosen) < EXAMPLES and kinds[info.kind] < most and text not in chosen:
                chosen[text] = Example(as_question(text), info.subject)
                kinds[info.kind] += 1
    return list(chosen.values())


def plain_heading(title: str) -> str:
    """A section's title without its number."""
    return NUMBER.sub("", title).strip()


def is_telling(text: str) -> bool:
    """Whether a heading says enough to be asked as it stands."""
    return text[:1].isupper() and len(text.split()) >= 4 and _is_short(text)


def as_question(heading: str) -> str:
    if heading.endswith("?"):
        return heading
    return f"What do the reports say about {_lower(heading)}?"


def _is_short(text: str) -> bool:
    return len(text.split()) <= 16 and len(text) <= 110 and not ORDINARY.match(text)


def _lower(text: str) -> str:
    """Without its capital, unless the first word is a name or an abbreviation."""
    first = text.split()[0]
    ordinary = first.lower() in ["the", "a", "an", "how", "what", "children", "leaders", "areas"]
    return text[0].lower() + text[1:] if ordinary else text
