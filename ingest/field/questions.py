"""The words of questions that are of a field: what people call an inspection, what they type for what."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.field.tables import Table

HOLES = (
    "inspection",
    "grade",
    "family",
    "subjects",
    "inspectors",
    "papers",
    "bodies",
    "other_bodies",
    "reports",
    "leads",
    "summaries",
)
WORD = re.compile(r"[^\W_]+(?:[’'&-][^\W_]+)*")


class QuestionWords:
    def __init__(self, table: Table) -> None:
        words, idle, everyday = (table.table(key) for key in ("words", "idle", "everyday"))
        self._holes = tuple((f"<{name}>", words.pattern(name).pattern) for name in HOLES)
        self.idle = {
            name: frozenset(idle.texts(name)) for name in ("grades", "recommendations", "any")
        }
        self.topics = frozenset(idle.texts("topics"))  # idle beside grades, but a topic otherwise
        # What people type, word by word in lower case, and what reports call it.
        self.everyday = {
            tuple(plain_word(word) for word in WORD.findall(typed)): everyday.text(typed)
            for typed in everyday.entries
        }

    def pattern(self, template: str, flags: int = re.I) -> re.Pattern[str]:
        """A regular expression whose holes, <inspection> or <subjects>, have the field's words."""
        return _fill(template, self._holes, flags)


@lru_cache(256)
def _fill(template: str, holes: tuple[tuple[str, str], ...], flags: int) -> re.Pattern[str]:
    for hole, words in holes:
        template = template.replace(hole, words)
    return re.compile(template, flags)


def plain_word(word: str) -> str:
    return word.casefold().replace("’", "'")
