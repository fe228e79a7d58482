"""Which reports a question is about: subjects, kinds and years named in it, against the library's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from rapidfuzz import fuzz, process

from ingest.kinds import kind_key, load_kinds
from ingest.places import Place, find_place, find_places
from search.asked_kinds import find_kinds
from search.results import Filters
from search.store import Row

# What follows a name without being part of it: "Westmarch Police" is also asked for as "Westmarch".
ORGANISATION = re.compile(
    r"\s+(?:police(?: service)?|constabulary|(?:city |county |borough |metropolitan )*council"
    r"|fire and rescue service|nhs (?:foundation )?trust|plc|ltd|limited|inc\.?)$",
    re.IGNORECASE,
)
UNKNOWN_ORGANISATION = re.compile(
    r"\b((?:[A-Z][\w’'-]+ (?:and |& )?){1,4}(?:Police|Constabulary|Council))\b"
)
# Names that are words of everyday English: without a capital they are not meant as places.
ORDINARY = frozenset(
    [
        "reading",
        "bath",
        "sale",
        "rugby",
        "deal",
        "battle",
        "march",
        "ware",
        "wells",
        "barking",
        "bury",
        "poole",
        "cov",
        "sands",
        "city",
        "met",
        "mps",
        "asp",
        "beds",
        "hull",
        "sutton",
        "barry",
        "neath",
        "conway",
        "flint",
        "cleveland",
    ]
)
YEAR = re.compile(r"\b((?:19|20)\d\d)(?:\s*[/–-]\s*\d{2}\b(?!\d))?")
SINCE = re.compile(r"\b(?:since|after|from)\s+((?:19|20)\d\d)\b", re.IGNORECASE)
ONWARDS = re.compile(
    r"\b((?:19|20)\d\d)\s*(?:or later|onwards?|and later|to date)\b", re.IGNORECASE
)
BEFORE = re.compile(r"\b(?:before|until|up to)\s+((?:19|20)\d\d)\b", re.IGNORECASE)
BETWEEN = re.compile(
    r"\b(?:between|from)\s+((?:19|20)\d\d)\s+(?:and|to)\s+((?:19|20)\d\d)\b", re.IGNORECASE
)
LATEST = re.compile(
    r"\b(?:latest|most recent(?:ly)?|newest|last time|when (?:it was )?last (?:reviewed|inspected)"
    r"|current(?:ly)?|last (?:inspection|report|ofsted))\b",
    re.IGNORECASE,
)
RELATIVE = re.compile(r"\b(last|this) year(?:[’']s)?\b", re.IGNORECASE)
# "Young people placed in Kent": a place on the way, not what is asked about.
PASSING = re.compile(
    r"\b(?:placed|living|moved|move|sent|housed|accommodated|based|relocated|detained)"
    r"(?: \w+){0,2} (?:in|to|at|from|with|by)\s*(?:the )?$",
    re.IGNORECASE,
)
# "Shrewsbury and Telford hospitals" is no council.
OTHER_BODY = re.compile(
    r"^[’']?s?\s+(?:\w+\s+)?(?:hospitals?|nhs|icb|ccg|university|college|school|academy|airport|prison)\b",
    re.IGNORECASE,
)
# "How does the force handle ...": reports on police forces, whichever they are.
THE_FORCE = re.compile(
    r"\b(?:the|this|our|each|every|which) (?:police )?(?:forces?|constabulary)\b", re.I
)
# Words that set one thing beside another.
COMPARES = re.compile(
    r"\b(?:compar\w+|versus|vs?|against|both|than|differen\w+|better|worse)\b", re.IGNORECASE
)
TYPO_SCORE = 88  # of 100: one letter in eight may be wrong
KNOWN_TYPO_SCORE = 93  # one letter more or less in seven


@dataclass(frozen=True, slots=True)
class Named:
    """Words of the question that narrow it, and what they were taken to mean."""

    start: int
    end: int
    field: str  # "subject", "kind" or "year"
    value: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things that a question compares."""

    label: str
    rows: frozenset[int]


@dataclass(frozen=True, slots=True)
class Scope:
    filters: Filters  # what was given, and what the question adds
    named: tuple[Named, ...]
    missing: tuple[str, ...]  # what it names that no report is about: "Cumbria", "2019"
    choices: tuple[str, ...]  # the subjects that an ambiguous name may mean
    absent: bool  # what it asks about is not in the library, so nothing here can answer
    no_such_year: (
        bool  # no report of the subject is of the year named, which may be told of all the same
    )
    latest: bool
    before_latest: frozenset[int]  # the reports in scope, the older ones too
    subject_rows: frozenset[int]  # before kinds and years narrowed them; none of a missing subject
    places: tuple[str, ...]  # names in the question of subjects, here or missing, as typed first
    rows: frozenset[int]  # of the store: the reports in scope
    sides: tuple[Side, ...]  # two or more when the question compares
    rest: str  # the question without the words that named the scope

    @property
    def found(self) -> bool:
        """Whether the question itself narrowed it."""
        return bool(self.named)


class Subjects:
    """The subjects, kinds and years of a library's reports, and the names that people use."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = list(rows)
        self.all = frozenset(row.row for row in rows)
        self._names: dict[str, set[str]] = {}
        for subject in {row.info.subject for row in rows if row.info.subject}:
            place = find_place(subject)
            names = {subject, ORGANISATION.sub("", subject)}
            if place is not None:
                names |= {place.name, *place.aliases, ORGANISATION.sub("", place.name)}
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
        kinds = {kind_key(kind) for kind in filters.kinds}
        return frozenset(
            row.row
            for row in self.rows
            if (not filters.subjects or row.info.subject in subjects)
            and (not kinds or kind_key(row.info.kind) in kinds)
            and _within(row.info.published, filters.published_from, filters.published_to)
            and (not filters.report_ids or row.info.id in filters.report_ids)
        )

    def called(self, name: str) -> set[str]:
        """The library's subjects that go by a name; a council's name finds its police force too."""
        key = _key(name)
        found = set(self._names.get(key, ()))
        place = find_place(name)
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
            found.setdefault(kind_key(row.info.kind), set()).add(row.row)
        return {key: frozenset(rows) for key, rows in found.items()}

    @property
    def _joint(self) -> frozenset[int]:
        return self.by_kind.get(kind_key("JTAI"), frozenset())

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
            if not (_key(m.group()) in ORDINARY and m.group().islower())
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


def resolve_scope(
    question: str,
    given: Filters,
    subjects: Subjects,
    *,
    known_word: Callable[[str], bool] | None = None,
    today: date | None = None,
) -> Scope:
    """What the question narrows itself to, on top of what was given; given filters are kept.

    `known_word(word) -> bool` says whether the reports use a word, which is then no misspelling.
    """
    rows = subjects.select(given)
    named: list[Named] = []
    missing: list[str] = []
    choices: list[str] = []
    places: list[str] = []
    groups: list[tuple[str, frozenset[int]]] = []
    if not given.subjects and not given.report_ids:
        groups = _find_subjects(question, subjects, known_word, named, missing, choices, places)
        asked = frozenset().union(*(found for _, found in groups)) if groups else rows
        rows &= asked
    named_subject = bool(groups or given.subjects)
    absent = bool(missing) and not named_subject and not given.report_ids
    subject_rows = frozenset() if absent else rows
    before_kinds = len(missing)
    if not given.kinds:
        rows = _narrow_by_kind(question, rows, subjects, named, missing)
    absent = absent or (named_subject and len(missing) > before_kinds)
    years: list[int] = []
    no_such_year = False
    if not (given.published_from or given.published_to):
        rows, years, no_such_year = _narrow_by_year(question, rows, subjects, named, missing, today)
    latest = LATEST.search(question) is not None
    before_latest = rows
    if latest and (groups or given.subjects):
        rows = _latest(rows, subjects)
    return Scope(
        filters=_as_filters(given, named, years),
        named=tuple(sorted(named, key=lambda n: n.start)),
        missing=tuple(dict.fromkeys(missing)),
        choices=tuple(choices),
        absent=absent,
        no_such_year=no_such_year and named_subject,
        latest=latest,
        before_latest=before_latest,
        subject_rows=subject_rows,
        places=tuple(dict.fromkeys(places)),
        rows=rows,
        sides=_sides(groups, years, rows, subjects, named),
        rest=_without(
            question,
            [(n.start, n.end) for n in named] + [m.span() for m in LATEST.finditer(question)],
        ),
    )


def years_of(row: Row) -> set[int]:
    """The years that a report belongs to: of its inspection, its publication and its title."""
    info = row.info
    dates = {d.year for d in (info.published, info.inspected_from, info.inspected_to) if d}
    return dates | {int(match[1]) for match in YEAR.finditer(info.title)}


def _find_subjects(
    question: str,
    subjects: Subjects,
    known_word: Callable[[str], bool] | None,
    named: list[Named],
    missing: list[str],
    choices: list[str],
    places: list[str],
) -> list[tuple[str, frozenset[int]]]:
    groups: list[tuple[str, frozenset[int]]] = []
    meant: dict[str, list[Place]] = {}
    taken: list[tuple[int, int]] = []
    passing: list[tuple[int, int, dict[str, frozenset[int]]]] = []

    def take(start: int, end: int, label: str, rows: frozenset[int]) -> None:
        taken.append((start, end))
        named.append(Named(start, end, "subject", label))
        places.extend([question[start:end], *label.split(" or ")])
        if rows and all(rows != other for _, other in groups):
            groups.append((label, rows))

    for mention in find_places(question):
        if OTHER_BODY.match(question[mention.end :]):
            continue
        options = [p for p in mention.places if p.kind != "nation"]
        found = {p.name: subjects.about(p) for p in options}
        present = {name: rows for name, rows in found.items() if rows}
        if PASSING.search(question[: mention.start]):
            passing.append((mention.start, mention.end, present))
            continue
        if len(present) > 1:
            choices.extend(sorted(present))
        if present:
            rows = frozenset().union(*present.values())
            meant[" or ".join(present)] = [p for p in options if p.name in present]
            take(mention.start, mention.end, " or ".join(present), rows)
        elif options and not subjects.named_in(question[mention.start : mention.end]):
            taken.append((mention.start, mention.end))
            missing.append(" or ".join(p.name for p in options))
            places.extend([question[mention.start : mention.end], *(p.name for p in options)])
    for start, end, names in subjects.named_in(question):
        if _overlaps(start, end, taken):
            continue
        rows = subjects.on(names)
        if PASSING.search(question[:start]):
            passing.append((start, end, {" or ".join(sorted(names)): rows}))
            continue
        take(start, end, " or ".join(sorted(names)), rows)
    for match in UNKNOWN_ORGANISATION.finditer(question):
        if not _overlaps(match.start(), match.end(), taken):
            taken.append(match.span())
            missing.append(match.group())
            places.append(match.group())
    if not groups:  # "children placed in Southwark", and no other name: it may well be meant
        for start, end, present in passing:
            if present:
                take(start, end, " or ".join(present), frozenset().union(*present.values()))
    if not groups and not missing and known_word is not None:
        for match in re.finditer(r"[^\W\d_]{6,}", question):
            name = subjects.nearly_named(match.group(), known_word(match.group()))
            if name is not None:
                names = subjects.called(name)
                rows = subjects.on(names)
                take(match.start(), match.end(), " or ".join(sorted(names)), rows)
    return groups if COMPARES.search(question) else _within_forces(groups, meant, subjects)


def _within_forces(
    groups: Sequence[tuple[str, frozenset[int]]],
    meant: Mapping[str, Sequence[Place]],
    subjects: Subjects,
) -> list[tuple[str, frozenset[int]]]:
    """ "GMP in Salford" asks about one thing: the council's reports, and the force's own."""
    forces = {
        label: places
        for label, places in meant.items()
        if all(place.kind == "police" for place in places)
    }
    merged = dict(groups)
    for label, places in forces.items():
        covered = {name for place in places for name in place.covers}
        own = frozenset(row for place in places for row in subjects.on(subjects.called(place.name)))
        within = [
            name
            for name, _ in groups
            if name not in forces and any(place.name in covered for place in meant.get(name, ()))
        ]
        if within:
            merged.pop(label, None)
        for name in within:
            merged[name] |= own - subjects.on(covered)
    return list(merged.items())


def _narrow_by_kind(
    question: str,
    rows: frozenset[int],
    subjects: Subjects,
    named: list[Named],
    missing: list[str],
) -> frozenset[int]:
    found = find_kinds(question)
    if not found and len(rows) == len(subjects.rows):
        found = _on_forces(question, subjects)
    if not found:
        return rows
    wanted = {kind_key(kind) for _, _, kind in found}
    kept = rows & frozenset().union(*(subjects.by_kind.get(key, ()) for key in wanted))
    if not kept:
        missing.extend(kind for _, _, kind in found)
        return rows
    named.extend(Named(start, end, "kind", kind) for start, end, kind in found)
    return kept


def _on_forces(question: str, subjects: Subjects) -> list[tuple[int, int, str]]:
    """The kinds of report that are about police forces, where a question is about "the force"."""
    match = THE_FORCE.search(question)
    if match is None:
        return []
    on_police = {kind_key(kind.name) for kind in load_kinds() if kind.about == "police"}
    held = {kind for kind in subjects.kinds if kind_key(kind) in on_police}
    return [(*match.span(), kind) for kind in sorted(held)]


def _narrow_by_year(
    question: str,
    rows: frozenset[int],
    subjects: Subjects,
    named: list[Named],
    missing: list[str],
    today: date | None,
) -> tuple[frozenset[int], list[int], bool]:
    """The rows of the years that are named, those years, and whether there are none of them."""
    this_year = (today or date.today()).year
    years: list[int] = []
    low, high = 0, 9999
    if match := BETWEEN.search(question):
        low, high = int(match[1]), int(match[2])
        years = [low, high]
        named.append(Named(*match.span(), "year", f"{low}–{high}"))
    elif match := (SINCE.search(question) or ONWARDS.search(question)):
        low = int(match[1])
        named.append(Named(*match.span(), "year", f"{low} or later"))
    elif match := BEFORE.search(question):
        high = int(match[1])
        named.append(Named(*match.span(), "year", f"before {high}"))
    elif match := RELATIVE.search(question):
        years = [this_year - (match[1].lower() == "last")]
    else:
        years = [int(m[1]) for m in YEAR.finditer(question)]
    if not years and (low, high) == (0, 9999):
        return rows, [], False
    held = [r for r in subjects.rows if r.row in rows]
    if years:
        kept = frozenset(r.row for r in held if subjects.years[r.row] & set(years))
        following = {year + 1 for year in years}
        # A year that is told of in the next year's report: "in 2016" in one of January 2017.
        near = frozenset(r.row for r in held if subjects.years[r.row] & following)
        if not kept and len({r.info.subject for r in held}) <= 3:
            missing.extend(str(year) for year in years)
            kept = near
        if not kept:
            return rows, [], True
        found = [m for m in YEAR.finditer(question)]
        if (low, high) == (0, 9999):
            named.extend(Named(*m.span(), "year", m[1]) for m in found)
        return kept, years, False
    kept = frozenset(r.row for r in held if any(low <= y <= high for y in subjects.years[r.row]))
    return (kept or rows), [], not kept


def _latest(rows: frozenset[int], subjects: Subjects) -> frozenset[int]:
    """Of each subject and kind the newest report."""
    newest: dict[tuple[str, str], Row] = {}
    for row in subjects.rows:
        if row.row not in rows:
            continue
        key = (row.info.subject, row.info.kind)
        if key not in newest or _newness(row) > _newness(newest[key]):
            newest[key] = row
    return frozenset(row.row for row in newest.values())


def _newness(row: Row) -> date:
    return row.info.published or row.info.inspected_to or date.min


def _sides(
    groups: Sequence[tuple[str, frozenset[int]]],
    years: Sequence[int],
    rows: frozenset[int],
    subjects: Subjects,
    named: Sequence[Named],
) -> tuple[Side, ...]:
    sides: tuple[Side, ...] = ()
    if len(groups) > 1:
        paired = _years_of_each([label for label, _ in groups], named)
        sides = tuple(
            Side(
                f"{label} {paired[label]}" if label in paired else label,
                frozenset(
                    row
                    for row in found & rows
                    if label not in paired or paired[label] in subjects.years[row]
                ),
            )
            for label, found in groups
        )
    elif len(set(years)) > 1:
        sides = tuple(
            Side(
                str(year),
                frozenset(
                    r.row for r in subjects.rows if r.row in rows and year in subjects.years[r.row]
                ),
            )
            for year in dict.fromkeys(years)
        )
    # Two years that one later report tells of are no sides.
    return sides if any(side.rows for side in sides) else ()


def _years_of_each(labels: Sequence[str], named: Sequence[Named]) -> dict[str, int]:
    """ "Newham 2022 vs Ealing 2019": the year of each subject, where each has one beside it."""
    years = [n for n in named if n.field == "year" and n.value.isdigit()]
    if len(years) != len(labels):
        return {}
    found: dict[str, int] = {}
    for year in years:
        nearest = min(
            (n for n in named if n.field == "subject" and n.value in labels),
            key=lambda n: max(year.start - n.end, n.start - year.end),
        )
        found.setdefault(nearest.value, int(year.value))
    return found if len(found) == len(labels) else {}


def _as_filters(given: Filters, named: Iterable[Named], years: Sequence[int]) -> Filters:
    found = list(named)
    filters = given
    if not filters.subjects:
        names = [n.value for n in found if n.field == "subject"]
        filters = replace(filters, subjects=tuple(dict.fromkeys(names)))
    if not filters.kinds:
        kinds = [n.value for n in found if n.field == "kind"]
        filters = replace(filters, kinds=tuple(dict.fromkeys(kinds)))
    if years and not (filters.published_from or filters.published_to):
        filters = replace(
            filters,
            published_from=date(min(years), 1, 1),
            published_to=date(max(years), 12, 31),
        )
    return filters


def _without(question: str, spans: Sequence[tuple[int, int]]) -> str:
    kept = list(question)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    rest = re.sub(r"(?<=\s)[’']s\b", " ", "".join(kept))
    return " ".join(rest.split())


def _within(day: date | None, first: date | None, last: date | None) -> bool:
    if first is None and last is None:
        return True
    return day is not None and (first or date.min) <= day <= (last or date.max)


def _overlaps(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    return any(start < e and s < end for s, e in taken)


def _key(name: str) -> str:
    return " ".join(
        re.sub(r"[’']", "", name.casefold()).replace("&", "and").replace("-", " ").split()
    )


def _spaced(name: str) -> str:
    return r"[\s-]+".join(
        r"(?:and|&)" if word == "and" else re.escape(word) for word in name.split()
    )
