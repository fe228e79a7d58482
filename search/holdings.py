"""What a library holds, report by report, and the names that people use for what they are about."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar

from rapidfuzz import fuzz, process

from ingest.field.field import Field
from ingest.field.places import Place
from ingest.report import ReportInfo
from search.results import Filters
from search.series import learn_kinds

YEAR = re.compile(r"\b((?:19|20)\d\d)(?:\s*[/–-]\s*\d{2}\b(?!\d))?")
TYPO_SCORE = 88  # of 100: one letter in eight may be wrong
KNOWN_TYPO_SCORE = 93  # one letter more or less in seven

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Holding:
    """A report as a library lists it, without its text."""

    number: int  # in its library, never used twice
    info: ReportInfo
    location: str  # where its file was, or its address
    text_sha256: str
    reader: str  # the version of what read it, and what a person said of it
    passages: int
    pages_without_text: int
    characters: int
    mentions: tuple[str, ...]  # forces that it dwells on without their being its subject
    abbreviations: tuple[tuple[str, str], ...]  # that it spells out: ("cse", "child ...")
    left_out: tuple[
        tuple[str, int], ...
    ] = ()  # (why, words) that its pages do not show; 0: uncounted
    added_at: datetime | None = None  # when this version of it was published into its library

    @property
    def day(self) -> date:
        """When it was published, else inspected, else made; the first of all days if none is known."""
        info = self.info
        return info.published or info.inspected_to or info.file_date or date.min

    @property
    def years(self) -> set[int]:
        """Those that it belongs to: of its inspection, its publication and its title."""
        info = self.info
        dates = {d.year for d in (info.published, info.inspected_from, info.inspected_to) if d}
        return dates | {int(match[1]) for match in YEAR.finditer(info.title)}


class Holdings:
    """The reports of one generation, in the order of their passages.

    Some are of kinds that they do not tell but their likes do; `as_kept` has them without.
    """

    def __init__(self, holdings: Iterable[Holding], field: Field) -> None:
        self.field = field
        self.as_kept = tuple(holdings)
        learned = learn_kinds({holding.number: holding.info for holding in self.as_kept})
        self._holdings = tuple(_of_kind(each, learned.get(each.number)) for each in self.as_kept)
        self.by_number = {holding.number: holding for holding in self._holdings}
        self.by_id = {holding.info.id: holding for holding in self._holdings}
        self.all = frozenset(self.by_number)

    def __iter__(self) -> Iterator[Holding]:
        return iter(self._holdings)

    def __len__(self) -> int:
        return len(self._holdings)

    def of(self, numbers: Iterable[int]) -> list[Holding]:
        """The reports with these numbers, in the order of these."""
        return [self.by_number[number] for number in numbers]

    def are_on_few(self, numbers: Iterable[int], most: int) -> bool:
        """Whether the reports are on at most so many subjects."""
        subjects: set[str] = set()
        for number in numbers:
            info = self.by_number[number].info
            subjects.add(info.subject or info.id)
            if len(subjects) > most:
                return False
        return True

    def select(self, filters: Filters) -> frozenset[int]:
        """The numbers of those that filters let through; a subject may be any of its names."""
        if filters == Filters():
            return self.all
        subjects = {
            subject for name in filters.subjects for subject in (self.called(name) or {name})
        }
        kinds = {self.field.kinds.key(kind) for kind in filters.kinds}
        chosen = frozenset(
            holding.number
            for holding in self
            if (not filters.subjects or holding.info.known_as in subjects)
            and (not kinds or self.field.kinds.key(holding.info.kind) in kinds)
            and _within(holding.info, filters.published_from, filters.published_to)
            and (not filters.report_ids or holding.info.id in filters.report_ids)
            and (not filters.languages or holding.info.language in filters.languages)
        )
        return self.newest(chosen) if filters.latest else chosen

    def newest(self, numbers: Iterable[int]) -> frozenset[int]:
        """Of each subject and kind the newest report."""
        newest: dict[tuple[str, str], Holding] = {}
        for holding in sorted(self.of(numbers), key=lambda holding: holding.info.id):
            key = (holding.info.subject or holding.info.id, holding.info.kind)
            if key not in newest or holding.day > newest[key].day:
                newest[key] = holding
        return frozenset(holding.number for holding in newest.values())

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        """The subjects by each of their names in plain letters."""
        names: dict[str, set[str]] = {}
        endings = self.field.places.endings
        for subject in self._by_subject:
            place = self.field.places.find_one(subject)
            if not subject:
                continue
            ways = {subject, endings.sub("", subject)}
            if place is not None:
                ways |= {place.name, *place.aliases, endings.sub("", place.name)}
            else:  # "Wausau, WI" is asked for as "Wausau"
                ways.add(subject.partition(", ")[0])
            for name in ways:
                names.setdefault(_key(name), set()).add(subject)
                point, _, rest = name.partition(" ")
                if rest and point in ("North", "South", "East", "West"):
                    names.setdefault(_key(f"{point[0]} {rest}"), set()).add(subject)
        return names

    def called(self, name: str) -> set[str]:
        """The subjects that go by a name; a council's name finds its police force too."""
        key = _key(name)
        subjects = set(self._names.get(key, ()))
        place = self.field.places.find_one(name)
        if place is not None:
            subjects |= self._names.get(_key(place.name), set())
        if not subjects and (unslugged := _key(name.replace("-", " "))) != key:
            subjects = self.called(unslugged)
        return subjects

    @cached_property
    def _by_subject(self) -> dict[str, list[int]]:
        return _grouped((holding.info.subject, holding.number) for holding in self)

    @cached_property
    def _by_mention(self) -> dict[str, list[int]]:
        return _grouped((name, holding.number) for holding in self for name in holding.mentions)

    @cached_property
    def _by_key(self) -> dict[str, list[str]]:
        """The subjects, by their names in plain letters."""
        return _grouped((_key(subject), subject) for subject in self._by_subject)

    @cached_property
    def kinds(self) -> frozenset[str]:
        return frozenset(holding.info.kind for holding in self)

    @cached_property
    def by_kind(self) -> dict[str, frozenset[int]]:
        """Numbers by the key of their kind."""
        kinds = _grouped(
            (self.field.kinds.key(holding.info.kind), holding.number) for holding in self
        )
        return {key: frozenset(numbers) for key, numbers in kinds.items()}

    @cached_property
    def abbreviations(self) -> dict[str, str]:
        """What most reports say that an abbreviation stands for, in lower case."""
        votes = _grouped((short, long) for holding in self for short, long in holding.abbreviations)
        return {short: Counter(longs).most_common(1)[0][0] for short, longs in votes.items()}

    @cached_property
    def years(self) -> dict[int, set[int]]:
        """Of each number the years that its report belongs to."""
        return {holding.number: holding.years for holding in self}

    @cached_property
    def look_alikes(self) -> frozenset[int]:
        """Numbers of the reports of kinds with one publisher: one template, body by body, year by year.

        What one of them says of its body and its year is no answer on another's.
        """
        kinds = {kind: self.field.kinds.named(kind) for kind in self.kinds}
        return frozenset(
            holding.number for holding in self if (kind := kinds[holding.info.kind]) and kind.by
        )

    def naming(self, name: str) -> frozenset[int]:
        """Numbers of the reports that have a name in their title, their subject or their path."""
        whole = re.compile(rf"\b{re.escape(_key(name))}\b")
        return frozenset(number for number, words in self._up_front.items() if whole.search(words))

    @cached_property
    def _up_front(self) -> dict[int, str]:
        """Of each number what its report is called, in plain letters."""
        infos = {holding.number: holding.info for holding in self}
        return {
            number: _key(re.sub(r"[\W_]+", " ", f"{info.title} / {info.subject} / {info.source}"))
            for number, info in infos.items()
        }

    def on(self, subjects: Iterable[str]) -> frozenset[int]:
        """The numbers of reports on subjects."""
        return frozenset(number for name in subjects for number in self._by_subject.get(name, ()))

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
            if not (_key(m.group()) in self.field.places.everyday and m.group().islower())
        ]

    def nearly_named(self, word: str, known: bool = False) -> str | None:
        """The library's name that a misspelt word most likely means.

        Words are known by their stems: "Blackpools" and "Sandwel" are, so a known one must be nearer.
        """
        names = [name for name in self._names if abs(len(name) - len(word)) <= 2]
        least = KNOWN_TYPO_SCORE if known else TYPO_SCORE
        nearest = process.extractOne(word.casefold(), names, scorer=fuzz.ratio, score_cutoff=least)
        return nearest[0] if nearest else None

    def about(self, place: Place) -> frozenset[int]:
        """Numbers of reports about a place: as their subject, or, a police force, because they dwell on it.

        A force's work is also told of in the joint inspections of the councils that it covers.
        """
        if place.kind not in self.field.places.covering_types:
            return self.on(self.called(place.name))
        own = self.on(self._by_key.get(_key(place.name), ()))
        told_of = frozenset(self._by_mention.get(place.name, ()))
        telling = (kind.name for kind in self.field.kinds if place.kind in kind.tells_of)
        joint = (self.by_kind.get(self.field.kinds.key(name), frozenset()) for name in telling)
        return own | told_of | (self.on(place.covers) & frozenset().union(*joint))


def _of_kind(holding: Holding, kind: str | None) -> Holding:
    return replace(holding, info=replace(holding.info, kind=kind)) if kind else holding


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, list[Value]]:
    groups: dict[Key, list[Value]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def _within(info: ReportInfo, first: date | None, last: date | None) -> bool:
    """A report of which only the year is known may be of any day in it."""
    if first is None and last is None:
        return True
    since, until = info.published, info.published_until
    if since is None or until is None:
        return False
    return since <= (last or date.max) and until >= (first or date.min)


def _key(name: str) -> str:
    name = unicodedata.normalize("NFC", name).casefold()
    return " ".join(re.sub(r"[’']", "", name).replace("&", "and").replace("-", " ").split())


def _spaced(name: str) -> str:
    return r"[\s-]+".join(
        r"(?:and|&)" if word == "and" else re.escape(word) for word in name.split()
    )
