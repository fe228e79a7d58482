"""Which kinds of report a question asks for: only where it speaks of an inspection as such."""

from __future__ import annotations

import re
from functools import cache

from ingest.field.field import Field
from ingest.field.tables import NOTHING

# Words that make "SEND" or "custody" an inspection and not a topic.
INSPECTION = (
    r"(?:inspections?|inspected|inspectors?|reports?|outcome|result|verdict|judge?ment|judged|rating|rated"
    r"|grade[ds]?|<inspection>|assessment|visit)"
)


def find_kinds(question: str, field: Field) -> list[tuple[int, int, str]]:
    """(start, end, name) of each kind that is asked for, in order, none over another."""
    kinds: list[tuple[int, int, str]] = []
    for pattern, name in _patterns(field):
        for match in pattern.finditer(question):
            if not any(match.start() < end and start < match.end() for start, end, _ in kinds):
                kinds.append((match.start(), match.end(), name))
    if not kinds and field.questions.pattern(rf"\b{INSPECTION}\b").search(question):
        topics = ((kind.topic.search(question), kind.name) for kind in field.kinds)
        kinds = [(*topic.span(), name) for topic, name in topics if topic][:1]
    return sorted(kinds)


@cache
def _patterns(field: Field) -> list[tuple[re.Pattern[str], str]]:
    """Each way to ask for a kind, the longest first."""
    ways: list[tuple[str, str]] = []
    inspection = field.questions.pattern("<inspection>")
    for kind in field.kinds:
        for alias in {kind.name, *kind.aliases}:
            words = r"[\s-]+".join(re.escape(word).replace("'", "[’']?") for word in alias.split())
            plain = alias.casefold()
            if plain in kind.alone or "inspection" in plain or "assessment" in plain:
                ways.append((rf"\b{words}\b", kind.name))
            elif not (
                inspection.search(plain) or (alias == kind.name and kind.topic is not NOTHING)
            ):
                ways.append((rf"\b{words}\b(?=\W+(?:\w+\W+)?{INSPECTION}\b)", kind.name))
                ways.append((rf"(?<=inspection of )\b{words}\b", kind.name))
    ways.sort(key=lambda way: -len(way[0]))
    return [(field.questions.pattern(way), name) for way, name in ways]
