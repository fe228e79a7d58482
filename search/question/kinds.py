"""Which families of reports a question asks for: only where it speaks of an inspection as such."""

from __future__ import annotations

import re
from functools import cache

from ingest.field.kinds import load_kinds

# Words that make "SEND" or "custody" an inspection and not a topic.
INSPECTION = (
    r"(?:inspection|inspected|inspectors?|report|outcome|result|verdict|judge?ment|judged|rating|rated"
    r"|grade[ds]?|ofsted|assessment|visit)"
)
ALWAYS = frozenset(["jtai", "jtais", "peel", "ilacs", "sif", "ncpi", "cdi"])
CHILDRENS_SERVICES = re.compile(
    r"\bchild(?:ren)?[’']?s[’']? (?:social (?:care|services)|services)\b", re.I
)
JUDGED = re.compile(rf"\b{INSPECTION}\b", re.IGNORECASE)


def find_kinds(question: str) -> list[tuple[int, int, str]]:
    """(start, end, name) of each family that is asked for, in order, none over another."""
    found: list[tuple[int, int, str]] = []
    for pattern, name in _patterns():
        for match in pattern.finditer(question):
            if not any(match.start() < end and start < match.end() for start, end, _ in found):
                found.append((match.start(), match.end(), name))
    judged = JUDGED.search(question) is not None
    services = CHILDRENS_SERVICES.search(question)
    if not found and judged and services is not None:
        found.append((*services.span(), "children's services"))
    return sorted(found)


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Each way to ask for a family, the longest first."""
    ways: list[tuple[str, str]] = []
    for kind in load_kinds():
        for alias in {kind.name, *kind.aliases}:
            words = r"[\s-]+".join(re.escape(word).replace("'", "[’']?") for word in alias.split())
            plain = alias.casefold()
            if plain in ALWAYS or "inspection" in plain or "assessment" in plain:
                ways.append((rf"\b{words}\b", kind.name))
            elif plain != "children's services" and "ofsted" not in plain:
                ways.append((rf"\b{words}\b(?=\W+(?:\w+\W+)?{INSPECTION}\b)", kind.name))
                ways.append((rf"(?<=inspection of )\b{words}\b", kind.name))
    ways.sort(key=lambda way: -len(way[0]))
    return [(re.compile(way, re.IGNORECASE), name) for way, name in ways]
