"""The subjects, kinds and years of a library's reports, and the names that people use for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

from rapidfuzz import fuzz, process

from ingest.field.field import load_field
from ingest.field.places import Place
from search.results import Filters
from search.storage.folder.sqlite import Row

YEAR = re.compile(r"\b((?:19|20)\d\d)(?:\s*[/–-]\s*\d{2}\b(?!\d))?")
FIELD = load_field()
TYPO_SCORE = 88  # of 100: one letter in eight may be wrong
KNOWN_TYPO_SCORE = 93  # one letter more or less in seven


class Subjects:
    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = list(rows)
        self.all = frozenset(row.row for row in rows)
        self._names: dict[str, set[str]] = {}
        for subject in {row.info.subject for row in rows if row.info.subject}:
            place = FIELD.places.find_one(subject)
            names = {subject, FIELD.places.endings.sub("", subject)}
            if place is not None:
                names |= {place.name, *place.aliases, FIELD.places.endings.sub("", place.name)}
            for name in names:
                self._names.setdefault(_key(name), set()).add(subject)
                point, _, rest = name.partition(" ")
                if rest and point in ("North", "South", "East", "West"):
                    self._names.setdefault(_key(f"{point[0]} {rest}"), set()).add(subject)

    def select(self, filters: Filters) -> frozenset[int]:
        """The rows that given filters let through; a subject may be any of its names."""
        if filters == Filters():
            return self.all
        subjects = {
            subject for name in filters.subjects for subject in (self.called(name) or {name})
        }
        kinds = {FIELD.kinds.key(kind) for kind in filters.kinds}
        return frozenset(
            row.row
            for row in self.rows
            if (not filters.subjects or row.info.subject in subjects)
            and (not kinds or FIELD.kinds.key(row.info.kind) in kinds)
            and _within(row.info.published, filters.published_from, filters.published_to)
            and (not filters.report_ids or row.info.id in filters.report_ids)
        )

    def called(self, name: str) -> set[str]:
        """The library's subjects that go by a name; a council's name finds its police force too."""
        key = _key(name)
        found = set(self._names.get(key, ()))
        place = FIELD.places.find_one(name)
        if place is not None:
            found |= self._names.get(_key(place.name), set())
        if not found and (unslugged := _key(name.replace("-", " "))) != key:
            found = self.called(unslugged)
        return found

    @cached_property
    def _by_subject(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.info.subject, []).append(row)
        return found

    @cached_property
    def _by_mention(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            for name in row.mentions:
                found.setdefault(name, []).append(row)
        return found

    @cached_property
    def _by_key(self) -> dict[str, list[str]]:
        """The subjects, by their names in plain letters."""
        found: dict[str, list[str]] = {}
        for subject in self._by_subject:
            found.setdefault(_key(subject), []).append(subject)
        return found

    @cached_property
    def kinds(self) -> frozenset[str]:
        return frozenset(row.info.kind for row in self.rows)

    @cached_property
    def by_kind(self) -> dict[str, frozenset[int]]:
        """Rows by the key of their kind."""
        found: dict[str, set[int]] = {}
        for row in self.rows:
            found.setdefault(FIELD.kinds.key(row.info.kind), set()).add(row.row)
        return {key: frozenset(rows) for key, rows in found.items()}

    @property
    def _joint(self) -> frozenset[int]:
        return self.by_kind.get(FIELD.kinds.key("JTAI"), frozenset())

    @cached_property
    def years(self) -> dict[int, set[int]]:
        """Of each row the years that its report belongs to."""
        return {row.row: years_of(row) for row in self.rows}

    def on(self, subjects: Iterable[str]) -> frozenset[int]:
        """The rows of reports on subjects."""
        return frozenset(row.row for name in subjects for row in self._by_subject.get(name, ()))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = sorted(self._names, key=len, reverse=True)
        joined = "|".join(_spaced(name) for name in names if len(name) > 2) or r"(?!)"
        return re.compile(rf"\b(?:{joined})\b", re.IGNORECASE)

    def named_in(self, text: str) -> list[tuple[int, int, set[str]]]:
        """(start, end, subjects) of each of the library's own names in a text."""
        return [
            (m.start(), m.end(), self._names.get(_key(m.group()), set()))
            for m in self._pattern.finditer(text)
            if not (_key(m.group()) in FIELD.places.everyday and m.group().islower())
        ]

    def nearly_named(self, word: str, known: bool = False) -> str | None:
        """The library's name that a misspelt word most likely means.

        Words are known by their stems: "Blackpools" and "Sandwel" are, so a known one must be nearer.
        """
        names = [name for name in self._names if abs(len(name) - len(word)) <= 2]
        least = KNOWN_TYPO_SCORE if known else TYPO_SCORE
        found = process.extractOne(word.casefold(), names, scorer=fuzz.ratio, score_cutoff=least)
        return found[0] if found else None

    def about(self, place: Place) -> frozenset[int]:
        """Rows about a place: as their subject, or, a police force, because they dwell on it.

        A force's work is also told of in the joint inspections of the councils that it covers.
        """
        if place.kind == "council":
            return self.on(self.called(place.name))
        own = self.on(self._by_key.get(_key(place.name), ()))
        told_of = frozenset(row.row for row in self._by_mention.get(place.name, ()))
        if place.kind != "police":
            return own | told_of
        return own | told_of | (self.on(place.covers) & self._joint)


def years_of(row: Row) -> set[int]:
    """The years that a report belongs to: of its inspection, its publication and its title."""
    info = row.info
    dates = {d.year for d in (info.published, info.inspected_from, info.inspected_to) if d}
    return dates | {int(match[1]) for match in YEAR.finditer(info.title)}


def _within(day: date | None, first: date | None, last: date | None) -> bool:
    if first is None and last is None:
        return True
    return day is not None and (first or date.min) <= day <= (last or date.max)


def _key(name: str) -> str:
    return " ".join(
        re.sub(r"[’']", "", name.casefold()).replace("&", "and").replace("-", " ").split()
    )


def _spaced(name: str) -> str:
    return r"[\s-]+".join(
        r"(?:and|&)" if word == "and" else re.escape(word) for word in name.split()
    )
