"""Which reports a question is about: subjects, kinds and years named in it, against the library's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from search.holdings import Holdings
from search.question.kinds import find_kinds
from search.question.names import Named, NamedSubjects, find_named
from search.question.years import LATEST, narrow_by_year
from search.results import Filters

# "How does the force handle ...": reports on police forces, whichever they are.
THE = r"\b(?:the|this|our|each|every|which) "
MOST_CHOSEN = (
    6  # subjects chosen beside a question that are set side by side; more are searched as one
)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things that a question compares."""

    label: str
    reports: frozenset[int]


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
    subject_reports: frozenset[
        int
    ]  # before kinds and years narrowed them; none of a missing subject
    places: tuple[str, ...]  # names in the question of subjects, here or missing, as typed first
    reports: frozenset[int]  # the numbers of those in scope
    beside: frozenset[int]  # of others, no look-alikes, whose passages may tell of what is named
    sides: tuple[Side, ...]  # two or more when the question compares
    rest: str  # the question without the words that named the scope

    @property
    def found(self) -> bool:
        """Whether the question itself narrowed it."""
        return bool(self.named)


def resolve_scope(
    question: str,
    given: Filters,
    holdings: Holdings,
    *,
    known_word: Callable[[str], bool] | None = None,
    today: date | None = None,
) -> Scope:
    """What the question narrows itself to, on top of what was given; given filters are kept.

    `known_word(word) -> bool` says whether the reports use a word, which is then no misspelling.
    """
    reports = holdings.select(given)
    subjects = NamedSubjects([], [], [], [], [])
    if not given.subjects and not given.report_ids:
        subjects = find_named(question, holdings, known_word)
    groups, named, missing = subjects.groups, subjects.named, subjects.missing
    if groups:
        reports &= frozenset().union(*(group for _, group in groups))
    named_subject = bool(groups or given.subjects)
    absent = bool(missing) and not named_subject and not given.report_ids
    subject_reports = frozenset() if absent else reports
    before_kinds = len(missing)
    if not given.kinds:
        reports = _narrow_by_kind(question, reports, holdings, named, missing)
    absent = absent or (named_subject and len(missing) > before_kinds)
    years: list[int] = []
    told_years: list[Named] = []
    no_such_year = False
    if not (given.published_from or given.published_to):
        within = narrow_by_year(question, reports, holdings, today)
        reports, years, no_such_year = within.reports, within.years, within.no_such_year
        named += within.named
        missing += within.missing
        told_years = within.told
    latest = [match.span() for match in holdings.field.questions.pattern(LATEST).finditer(question)]
    before_latest = reports
    if latest and (groups or given.subjects):
        reports = holdings.newest(reports)
    return Scope(
        filters=_as_filters(given, named, years),
        named=tuple(sorted(named + told_years, key=lambda n: n.start)),
        missing=tuple(dict.fromkeys(missing)),
        choices=tuple(subjects.choices),
        absent=absent,
        no_such_year=no_such_year and named_subject,
        latest=bool(latest) or given.latest,
        before_latest=before_latest,
        subject_reports=subject_reports,
        places=tuple(dict.fromkeys(subjects.places)),
        reports=reports,
        beside=(holdings.select(given) - holdings.look_alikes - reports) if groups else frozenset(),
        sides=_sides(groups or _chosen(given, holdings), years, reports, holdings, named),
        rest=without_spans(
            question,
            [(n.start, n.end) for n in named] + latest,
        ),
    )


def _narrow_by_kind(
    question: str,
    reports: frozenset[int],
    holdings: Holdings,
    named: list[Named],
    missing: list[str],
) -> frozenset[int]:
    field = holdings.field
    kinds = find_kinds(question, field)
    if not kinds and len(reports) == len(holdings):
        kinds = _on_any(question, holdings)
    if not kinds:
        return reports
    keys = {field.kinds.key(kind) for _, _, kind in kinds}
    kept = reports & frozenset().union(*(holdings.by_kind.get(key, ()) for key in keys))
    if not kept:
        missing.extend(kind for _, _, kind in kinds)
        return reports
    named.extend(Named(start, end, "kind", kind) for start, end, kind in kinds)
    return kept


def _on_any(question: str, holdings: Holdings) -> list[tuple[int, int, str]]:
    """The kinds of report that are about police forces, where a question is about "the force"."""
    field = holdings.field
    for place_type in field.places.types.values():
        match = re.search(rf"{THE}{place_type.asked}\b", question, re.IGNORECASE)
        if place_type.asked and match:
            about = (kind.name for kind in field.kinds if kind.about == place_type.name)
            keys = {field.kinds.key(name) for name in about}
            kinds = {kind for kind in holdings.kinds if field.kinds.key(kind) in keys}
            own = frozenset[int]().union(*(holdings.by_kind.get(key, ()) for key in keys))
            if match.group().casefold().startswith("which") and holdings.are_on_few(own, most=1):
                return []  # of one force alone nobody asks which: others' reports tell of more
            return [(*match.span(), kind) for kind in sorted(kinds)]
    return []


def _chosen(given: Filters, holdings: Holdings) -> list[tuple[str, frozenset[int]]]:
    """The reports of each subject that was chosen, where these are few enough to be set side by side."""
    groups: dict[frozenset[int], str] = {}
    for name in given.subjects:
        called = holdings.called(name)
        label = next(iter(called)) if len(called) == 1 else name
        groups.setdefault(holdings.select(Filters(subjects=(name,))), label)
    return [(label, group) for group, label in groups.items()] if len(groups) <= MOST_CHOSEN else []


def _sides(
    groups: Sequence[tuple[str, frozenset[int]]],
    years: Sequence[int],
    reports: frozenset[int],
    holdings: Holdings,
    named: Sequence[Named],
) -> tuple[Side, ...]:
    sides: tuple[Side, ...] = ()
    if len(groups) > 1:
        paired = _years_of_each([label for label, _ in groups], named)
        sides = tuple(
            Side(
                f"{label} {paired[label]}" if label in paired else label,
                frozenset(
                    number
                    for number in group & reports
                    if label not in paired or paired[label] in holdings.years[number]
                ),
            )
            for label, group in groups
        )
    elif len(set(years)) > 1:
        days = {number: holdings.by_number[number].day.year for number in reports}
        dated = set(years) <= set(days.values())  # then a report is of one side: its own year's
        sides = tuple(
            Side(
                str(year),
                frozenset(
                    number
                    for number in reports
                    if (days[number] == year if dated else year in holdings.years[number])
                ),
            )
            for year in dict.fromkeys(years)
        )
    # Two years that one later report tells of are no sides.
    return sides if any(side.reports for side in sides) else ()


def _years_of_each(labels: Sequence[str], named: Sequence[Named]) -> dict[str, int]:
    """ "Newham 2022 vs Ealing 2019": the year of each subject, where each has one beside it."""
    years = [n for n in named if n.field == "year" and n.value.isdigit()]
    if len(years) != len(labels):
        return {}
    by_label: dict[str, int] = {}
    for year in years:
        nearest = min(
            (n for n in named if n.field == "subject" and n.value in labels),
            key=lambda n: max(year.start - n.end, n.start - year.end),
        )
        by_label.setdefault(nearest.value, int(year.value))
    return by_label if len(by_label) == len(labels) else {}


def _as_filters(given: Filters, named: Iterable[Named], years: Sequence[int]) -> Filters:
    all_named = list(named)
    filters = given
    if not filters.subjects:
        names = [n.value for n in all_named if n.field == "subject"]
        filters = replace(filters, subjects=tuple(dict.fromkeys(names)))
    if not filters.kinds:
        kinds = [n.value for n in all_named if n.field == "kind"]
        filters = replace(filters, kinds=tuple(dict.fromkeys(kinds)))
    if years and not (filters.published_from or filters.published_to):
        filters = replace(
            filters,
            published_from=date(min(years), 1, 1),
            published_to=date(max(years), 12, 31),
        )
    return filters


def without_spans(question: str, spans: Sequence[tuple[int, int]]) -> str:
    """A question without some of its words."""
    rest = re.sub(r"(?<=\s)[’']s\b", " ", blank(question, spans))
    return " ".join(rest.split())


def blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Spaces for the words, so that all others stand where they stood."""
    kept = list(text)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return "".join(kept)
