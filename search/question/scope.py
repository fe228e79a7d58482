"""Which reports a question is about: subjects, kinds and years named in it, against the library's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.field.field import Field
from search.holdings import Subjects
from search.question.kinds import find_kinds
from search.question.names import Named, NamedSubjects, find_named
from search.question.years import LATEST, latest_of, narrow_by_year
from search.results import Filters

# "How does the force handle ...": reports on police forces, whichever they are.
THE = r"\b(?:the|this|our|each|every|which) "


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


def resolve_scope(
    question: str,
    given: Filters,
    subjects: Subjects,
    field: Field,
    *,
    known_word: Callable[[str], bool] | None = None,
    today: date | None = None,
) -> Scope:
    """What the question narrows itself to, on top of what was given; given filters are kept.

    `known_word(word) -> bool` says whether the reports use a word, which is then no misspelling.
    """
    rows = subjects.select(given)
    found = NamedSubjects([], [], [], [], [])
    if not given.subjects and not given.report_ids:
        found = find_named(question, subjects, known_word, field)
    groups, named, missing = found.groups, found.named, found.missing
    if groups:
        rows &= frozenset().union(*(asked for _, asked in groups))
    named_subject = bool(groups or given.subjects)
    absent = bool(missing) and not named_subject and not given.report_ids
    subject_rows = frozenset() if absent else rows
    before_kinds = len(missing)
    if not given.kinds:
        rows = _narrow_by_kind(question, rows, subjects, named, missing, field)
    absent = absent or (named_subject and len(missing) > before_kinds)
    years: list[int] = []
    no_such_year = False
    if not (given.published_from or given.published_to):
        within = narrow_by_year(question, rows, subjects, today)
        rows, years, no_such_year = within.rows, within.years, within.no_such_year
        named += within.named
        missing += within.missing
    latest = [match.span() for match in field.questions.pattern(LATEST).finditer(question)]
    before_latest = rows
    if latest and (groups or given.subjects):
        rows = latest_of(rows, subjects)
    return Scope(
        filters=_as_filters(given, named, years),
        named=tuple(sorted(named, key=lambda n: n.start)),
        missing=tuple(dict.fromkeys(missing)),
        choices=tuple(found.choices),
        absent=absent,
        no_such_year=no_such_year and named_subject,
        latest=bool(latest),
        before_latest=before_latest,
        subject_rows=subject_rows,
        places=tuple(dict.fromkeys(found.places)),
        rows=rows,
        sides=_sides(groups, years, rows, subjects, named),
        rest=_without(
            question,
            [(n.start, n.end) for n in named] + latest,
        ),
    )


def _narrow_by_kind(
    question: str,
    rows: frozenset[int],
    subjects: Subjects,
    named: list[Named],
    missing: list[str],
    field: Field,
) -> frozenset[int]:
    found = find_kinds(question, field)
    if not found and len(rows) == len(subjects.rows):
        found = _on_any(question, subjects, field)
    if not found:
        return rows
    wanted = {field.kinds.key(kind) for _, _, kind in found}
    kept = rows & frozenset().union(*(subjects.by_kind.get(key, ()) for key in wanted))
    if not kept:
        missing.extend(kind for _, _, kind in found)
        return rows
    named.extend(Named(start, end, "kind", kind) for start, end, kind in found)
    return kept


def _on_any(question: str, subjects: Subjects, field: Field) -> list[tuple[int, int, str]]:
    """The kinds of report that are about police forces, where a question is about "the force"."""
    for kind in field.places.types.values():
        match = re.search(rf"{THE}{kind.asked}\b", question, re.IGNORECASE)
        if kind.asked and match:
            keys = {field.kinds.key(each.name) for each in field.kinds if each.about == kind.name}
            held = {each for each in subjects.kinds if field.kinds.key(each) in keys}
            return [(*match.span(), each) for each in sorted(held)]
    return []


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
