"""Which judged areas some words name: as reports print them, and as people ask for them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from ingest.field.scales import Scales, fold

OVERALL_TOO = re.compile(r"(?:\band|\bplus|[,&+]) (?:the )?overall\b|\boverall (?:and|plus|&)")


def areas_in(words: str, known: frozenset[str], scales: Scales) -> tuple[tuple[str, ...], str]:
    """The canonical areas that folded words name, the longest names first, and the words left.

    `known` are the areas that the library's reports judge; others are not found.
    """
    named_areas: list[str] = []
    also_overall = OVERALL_TOO.search(words) is not None
    judged = _judged(known, scales)
    for pattern, areas in _patterns(scales):
        present = [area for area in areas if area in judged]
        if present and pattern.search(words):
            words = pattern.sub(" ", words)
            named_areas.extend(present)
    if not also_overall:  # "the overall grade for care leavers" is that for care leavers
        named_areas = [area for area in named_areas if area not in scales.overall]
    return tuple(dict.fromkeys(named_areas)), words


def areas_called(names: Iterable[str], known: frozenset[str], scales: Scales) -> frozenset[str]:
    """The areas that go by any of some names: as they are recorded, else as reports print them."""
    areas: set[str] = set()
    for name in map(fold, names):
        recorded = {area for area in known if area.casefold() == name}
        areas |= recorded or set(areas_in(name, known, scales)[0])
    return frozenset(areas)


def names_area(words: str, area: str, scales: Scales) -> bool:
    """Whether folded words hold any name of an area."""
    return any(pattern.search(words) for pattern, areas in _patterns(scales) if area in areas)


@cache
def _judged(known: frozenset[str], scales: Scales) -> frozenset[str]:
    """The areas that the known ones are or cover."""
    return frozenset(part for area in known for part in scales.covered(area))


@cache
def _patterns(scales: Scales) -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
    names: dict[str, list[str]] = {}
    for framework in scales.frameworks:
        for printed, area in framework.areas.items():
            names.setdefault(printed, []).append(area)
            names.setdefault(fold(area), []).append(area)
    for area, asked in scales.asked.items():
        for name in asked:
            names.setdefault(fold(name), []).append(area)
    ordered = sorted(names.items(), key=lambda item: -len(item[0]))
    return [(re.compile(rf"\b{re.escape(name)}\b"), tuple(areas)) for name, areas in ordered]
