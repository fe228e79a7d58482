"""Names that a request gives and the library does not have, each with the nearest that it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from search.holdings import Holdings
from search.question.areas import areas_called
from search.results import Filters
from search.storage.contract import Generation

NEAR = 75  # of 100: "Herfordshire" is at 96 of Hertfordshire, "PEL" at 86 of PEEL
AS_NEAR = 8  # what is so little further is told too
MOST = 3


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that is not here."""

    what: str  # "subject", "kind", "report", "grade", "area" or "type"
    name: str
    nearest: tuple[str, ...]

    def __str__(self) -> str:
        meant = f" Did you mean {' or '.join(self.nearest)}?" if self.nearest else ""
        return f"There is no {self.what} “{self.name[:100]}” here.{meant}"


def unknown_in(holdings: Holdings, filters: Filters) -> Iterator[Unknown]:
    """Subjects, kinds and ids of reports that no report here has."""
    known_as = {holding.info.known_as for holding in holdings} if filters.subjects else set()
    for name in filters.subjects:
        if name not in known_as and not holdings.called(name):
            yield _unknown("subject", name, known_as)
    for name in filters.kinds:
        if holdings.field.kinds.key(name) not in holdings.by_kind:
            yield _unknown("kind", name, holdings.kinds)
    for name in filters.report_ids:
        if name not in holdings.by_id:
            yield _unknown("report", name, holdings.by_id)


def unknown_grades(generation: Generation, names: Iterable[str]) -> Iterator[Unknown]:
    """Those that no scale has and no report gives."""
    scales = generation.field.scales.scales.values()
    grades = (
        judgement.grade
        for holding in generation.holdings
        for judgement in generation.judgements_of(holding.number)
    )
    known = dict.fromkeys([*(grade for scale in scales for grade in scale.grades), *grades])
    yield from _unknown_of("grade", names, known)


def unknown_areas(generation: Generation, names: Iterable[str]) -> Iterator[Unknown]:
    """Those that no report grades, by whatever name."""
    scales = generation.field.scales
    known = {*generation.areas, *scales.asked, *scales.covers}
    for name in names:
        if not areas_called([name], generation.areas, scales) and name.casefold() not in {
            area.casefold() for area in known
        }:
            yield _unknown("area", name, known)


def unknown_types(generation: Generation, names: Iterable[str]) -> Iterator[Unknown]:
    """Those that no report calls what it asks for."""
    yield from _unknown_of(
        "type", names, dict.fromkeys(item.kind for _, item in generation.recommendations())
    )


def _unknown_of(what: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Unknown]:
    known = list(known)
    folded = {name.casefold() for name in known}
    return (_unknown(what, name, known) for name in names if name.casefold() not in folded)


def _unknown(what: str, name: str, known: Iterable[str]) -> Unknown:
    called = {each.casefold(): each for each in sorted(known) if each}
    matches = process.extract(
        name.casefold(), list(called), scorer=fuzz.WRatio, limit=MOST, score_cutoff=NEAR
    )
    nearest = (called[key] for key, score, _ in matches if score >= matches[0][1] - AS_NEAR)
    return Unknown(what, name, tuple(nearest))
