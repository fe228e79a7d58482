"""The families of reports and the words that tell them: PEEL, JTAI, area SEND, 10-K."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.field.tables import Table

COVER = 600  # characters at the top in which a line may say what a report is
LINE = 120  # characters of such a line; a longer one is a paragraph
INSTITUTION = "institution"  # what a kind is about that is about no place


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    name: str
    title: re.Pattern[str]
    path: re.Pattern[str]
    aliases: tuple[str, ...]
    about: str  # a type of place, or INSTITUTION
    by: str
    tells_of: tuple[
        str, ...
    ]  # types of place that cover what it is about, and of whose work it tells
    alone: tuple[str, ...]  # aliases that need no word for an inspection beside them
    topic: re.Pattern[str]  # asks for it where its name is a topic too
    overall: re.Pattern[str]  # says that its overall grade is meant


class Kinds:
    """The kinds of a field, the most particular first; iterating gives each."""

    def __init__(self, table: Table) -> None:
        self._kinds = tuple(_kind(name, entry) for name, entry in table.tables("kinds"))
        titles = table.table("titles")
        self.sites = frozenset(titles.texts("sites"))
        self.stops = titles.pattern("stops")
        self.parts = titles.pattern("parts")
        self.usual = table.text("asked_usual")  # whose overall grade is meant where none is said
        self._called: dict[str, Kind] = {}
        for kind in self._kinds:
            for name in (kind.name, *kind.aliases):
                self._called.setdefault(_plain(name), kind)

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._kinds)

    def find(self, titles: Sequence[str], opening: str, path: str) -> Kind | None:
        """The kind that a title tells, else a line at the top, else, of what has no title, its path.

        What a report only speaks of further down is not what it is.
        """
        for title in titles:
            for kind in self:
                if kind.title.search(title):
                    return kind
        led = [
            (match.start(), kind)
            for kind in self
            for match in kind.title.finditer(opening, 0, COVER)
            if len(_line_at(opening, match.start())) <= LINE
        ]
        if led:
            return min(led, key=lambda pair: pair[0])[1]
        if titles:
            return None
        spaced = re.sub(r"[-_/\\.]+", " ", path)
        return next((kind for kind in self if kind.path.search(spaced)), None)

    def named(self, words: str) -> Kind | None:
        """The kind that a person means by a name or an alias, whatever its case and hyphens."""
        return self._called.get(_plain(words))

    def key(self, words: str) -> str:
        """The same for a kind's name, its aliases and its file-name form: "childrens-services"."""
        kind = self.named(words)
        return _plain(kind.name if kind else words)

    def meant_overall(self, question: str) -> str:
        """The name of the kind whose overall grade a question means; "" where the field says none."""
        meant = (kind.name for kind in self if kind.overall.search(question))
        return next(meant, self.usual)


def _line_at(text: str, at: int) -> str:
    return text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0]


def _kind(name: str, entry: Table) -> Kind:
    return Kind(
        name,
        entry.pattern("title", flags=re.I | re.S),
        entry.pattern("path"),
        entry.texts("aliases"),
        entry.text("about", INSTITUTION),
        entry.text("by"),
        entry.texts("tells_of"),
        entry.texts("asked_alone"),
        entry.pattern("asked_topic", r"\b(?:{})\b"),
        entry.pattern("asked_overall", r"\b(?:{})\b"),
    )


@lru_cache(1024)
def _plain(name: str) -> str:
    name = re.sub(r"[’']", "", unicodedata.normalize("NFC", name))
    return re.sub(r"\W+", " ", name).casefold().strip()
