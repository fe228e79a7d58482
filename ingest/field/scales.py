"""The scales and areas that inspectorates judge by: what scales.toml says, ready to look up."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

UNGRADED = "ungraded"  # a grade like the others where a report prints that it gives none
OPENING = 1500  # characters in which a report says what sort of visit it is about
NUMBER = re.compile(
    r"^(?:•\s*)?(?:(?:question |q|p ?)?\d{1,3}(?:\.\d{1,2})*[.:)]?\s+)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Sentence:
    says: str  # "the judgement for {area} {is grade}"
    area: str  # "" where the sentence names it
    grade: str


@dataclass(frozen=True, slots=True, eq=False)  # the one of its kind, so a key for caches
class Framework:
    name: str
    inspectorate: str
    source: str
    kinds: tuple[str, ...]
    first_year: int
    last_year: int
    scale: tuple[str, ...]  # the grades, the best first
    printed: Mapping[str, str]  # folded words -> the grade they mean
    areas: Mapping[str, str]  # folded words -> the area they mean
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    ungraded_kinds: frozenset[str]
    ungraded_years: Mapping[str, tuple[int, int]]  # a kind -> the years in which it graded nothing
    ungraded_openings: tuple[str, ...]
    other_headings: tuple[str, ...]
    other_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recommending:
    kinds_without: frozenset[str]
    lists: Mapping[str, str]  # a folded heading -> the kind of what it lists
    boxes: Mapping[str, str]  # a folded heading -> the kind of the one that stands below
    ends: frozenset[str]
    said: tuple[tuple[str, str], ...]  # a heading, and words of a sentence below it
    led: tuple[tuple[str, str], ...]  # words of a sentence that leads on to a list, and their kind


@dataclass(frozen=True, slots=True)
class Scales:
    reading: Reading
    recommending: Recommending
    frameworks: tuple[Framework, ...]
    asked: Mapping[str, tuple[str, ...]]  # an area -> what else people call it
    covers: Mapping[str, tuple[str, ...]]  # an area -> those that it can be set beside


@cache
def load_scales() -> Scales:
    table = tomllib.loads(
        files(__package__).joinpath("uk_inspection", "scales.toml").read_text("utf-8")
    )
    reading = table["reading"]
    areas = table["areas"]
    frameworks = []
    for entry in table["frameworks"]:
        scale = table["scales"][entry["scale"]]
        printed = {grade: grade for grade in scale["grades"]}
        printed |= {fold(way): grade for grade, ways in scale["printed"].items() for way in ways}
        first_year, last_year = entry["years"]
        frameworks.append(
            Framework(
                entry["name"],
                entry["inspectorate"],
                entry["source"],
                tuple(entry["kinds"]),
                first_year,
                last_year,
                tuple(scale["grades"]),
                printed,
                {fold(way): area for area, ways in entry["areas"].items() for way in [*ways, area]},
                tuple(
                    Sentence(said["says"], said.get("area", ""), said.get("grade", ""))
                    for said in entry.get("sentences", ())
                ),
            )
        )
    return Scales(
        Reading(
            frozenset(reading["ungraded_kinds"]),
            {kind: (years[0], years[1]) for kind, years in reading["ungraded_years"].items()},
            tuple(reading["ungraded_openings"]),
            tuple(reading["other_headings"]),
            tuple(reading["other_words"]),
        ),
        _recommending(table["recommendations"]),
        tuple(frameworks),
        {area: tuple(entry.get("asked", ())) for area, entry in areas.items()},
        {area: tuple(entry.get("covers", ())) for area, entry in areas.items()},
    )


def _recommending(table: Mapping[str, Any]) -> Recommending:
    return Recommending(
        frozenset(table["kinds_without"]),
        {fold(heading): kind for kind, headings in table["kinds"].items() for heading in headings},
        {fold(heading): kind for kind, headings in table["one"].items() for heading in headings},
        frozenset(table["ends"]),
        tuple((heading, words) for heading, words in table["said"]),
        tuple((words, kind) for words, kind in table["led"]),
    )


def find_frameworks(kind: str, published: date | None) -> tuple[Framework, ...]:
    """Those by which a report of this kind and date may have judged; none where nothing is graded."""
    made = [framework for framework in load_scales().frameworks if kind in framework.kinds]
    current = [
        framework
        for framework in made
        if published is None or framework.first_year <= published.year <= framework.last_year
    ]
    return tuple(current or made)


def expects_grades(report_text: str, kind: str, published: date | None = None) -> bool:
    """Whether a report of this kind and date that opens like this grades something."""
    reading = load_scales().reading
    first, last = reading.ungraded_years.get(kind, (0, 0))
    if published is not None and first <= published.year <= last:
        return False
    if kind in reading.ungraded_kinds or not find_frameworks(kind, None):
        return False
    opening = [fold(line) for line in report_text[:OPENING].splitlines()]
    return not any(line.startswith(reading.ungraded_openings) for line in opening)


def grade_rank(grade: str, kind: str, published: date | None = None) -> int | None:
    """0 for the best grade of the scale, then 1 and so on; None for one that is not on it."""
    for framework in find_frameworks(kind, published):
        if grade in framework.scale:
            return framework.scale.index(grade)
    return None


def covered_areas(area: str) -> tuple[str, ...]:
    """The area itself and those of other years or reports that it can be set beside."""
    return (area, *load_scales().covers.get(area, ()))


def fold_area(words: str) -> str:
    """The words of an area without what may stand around them: "2.1 Care leavers:" -> "care leavers"."""
    return NUMBER.sub("", fold(words)).strip(" .:–—-")


def fold(words: str) -> str:
    """One case, one kind of quotation mark and hyphen, single spaces."""
    folded = (
        words.casefold().replace("’", "'").replace("‘", "'").replace("‐", "-").replace("‑", "-")
    )
    return " ".join(folded.split())
