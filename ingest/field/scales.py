"""The scales and areas that reports judge by, and the headings under which they recommend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ingest.field.tables import Table

UNGRADED = "ungraded"  # a grade like the others where a report prints that it gives none
RECOMMENDATION = "recommendation"  # the sort of what no heading calls otherwise
HOLES = frozenset({"{area}", "{grade}", "{is grade}", "{subject}", "{words}"})  # of a sentence
OPENING = 1500  # characters in which a report says what sort of visit it is about
NUMBER = re.compile(
    r"^(?:•\s*)?(?:(?:question |q|p ?)?\d{1,3}(?:\.\d{1,2})*[.:)]?\s+)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Sentence:
    says: str  # "the judgement for {area} {is grade}"
    area: str  # "" where the sentence names it
    grade: str


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    grades: tuple[str, ...]  # the best first
    printed: Mapping[str, str]  # folded words -> the grade they mean, each grade's own among them
    asked: tuple[tuple[str, str], ...]  # regular expressions of other ways to ask, and their grade
    plainly: frozenset[str]  # of all these ways the everyday words
    like: Mapping[str, str]  # a grade -> that of other scales which it stands beside

    def place(self, grade: str) -> int | None:
        """0 for the best, then 1 and so on; of another scale's grade that of the one beside it."""
        beside = next((own for own, other in self.like.items() if other == grade), grade)
        return self.grades.index(beside) if beside in self.grades else None


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


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    subjects: tuple[str, ...]  # what a report calls its subject: "the force"
    ungraded_kinds: frozenset[str]
    ungraded_years: Mapping[str, tuple[int, int]]  # a kind -> the years in which it graded nothing
    ungraded_openings: tuple[str, ...]
    other_headings: tuple[str, ...]
    other_words: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Recommending:
    kinds_without: frozenset[str]
    lists: Mapping[str, str]  # a folded heading -> the sort of what it lists
    boxes: Mapping[str, str]  # a folded heading -> the sort of the one that stands below
    ends: frozenset[str]
    states: frozenset[str]  # sorts that say what is wrong
    said: tuple[tuple[str, str], ...]  # a heading, and words of a sentence below it
    led: tuple[tuple[str, str], ...]  # words of a sentence that leads on to a list, and their sort
    asked: Mapping[str, re.Pattern[str]]  # a sort -> how people ask for it
    usual: str  # the sort that stands for all where nothing is called so


class Scales:
    """What the reports of a field grade and recommend."""

    def __init__(self, table: Table) -> None:
        table.known("reading", "scales", "frameworks", "recommendations", "areas")
        self.reading = _reading(table.table("reading"))
        self.recommending = _recommending(table.table("recommendations"))
        self.scales = {name: _scale(entry) for name, entry in table.tables("scales")}
        self.frameworks = tuple(self._framework(entry) for entry in table.rows("frameworks"))
        areas = {
            name: entry.known("asked", "covers", "overall") for name, entry in table.tables("areas")
        }
        self.asked = {area: entry.texts("asked") for area, entry in areas.items()}
        self.covers = {area: entry.texts("covers") for area, entry in areas.items()}
        self.overall = tuple(area for area, entry in areas.items() if entry.flag("overall"))
        self.best_first = _merge(scale.grades for scale in self.scales.values())

    def frameworks_of(self, kind: str, published: date | None) -> tuple[Framework, ...]:
        """Those by which a report of this kind and date may have judged; none where none grades."""
        made = [framework for framework in self.frameworks if kind in framework.kinds]
        current = [
            framework
            for framework in made
            if published is None or framework.first_year <= published.year <= framework.last_year
        ]
        return tuple(current or made)

    def expects_grades(self, report_text: str, kind: str, published: date | None = None) -> bool:
        """Whether a report of this kind and date that opens like this grades something."""
        first, last = self.reading.ungraded_years.get(kind, (0, 0))
        if published is not None and first <= published.year <= last:
            return False
        if kind in self.reading.ungraded_kinds or not self.frameworks_of(kind, None):
            return False
        opening = [fold(line) for line in report_text[:OPENING].splitlines()]
        return not any(line.startswith(self.reading.ungraded_openings) for line in opening)

    def rank(self, grade: str, kind: str, published: date | None = None) -> int | None:
        """0 for the best grade of the scale, then 1 and so on; None for one that is not on it."""
        for framework in self.frameworks_of(kind, published):
            if grade in framework.scale:
                return framework.scale.index(grade)
        return None

    def covered(self, area: str) -> tuple[str, ...]:
        """The area itself and those of other years or reports that it can be set beside."""
        return (area, *self.covers.get(area, ()))

    def is_overall(self, area: str) -> bool:
        return any(part in self.overall for part in self.covered(area))

    def beside(self, grade: str) -> tuple[str, ...]:
        """The grade itself, and those of other scales that stand beside it."""
        return tuple(
            scale.grades[at]
            for scale in self.scales.values()
            if (at := scale.place(grade)) is not None
        )

    def better(self, grade: str) -> tuple[str, ...]:
        """The grades above this one, on each scale where it stands."""
        return tuple(
            each
            for scale in self.scales.values()
            if (at := scale.place(grade)) is not None
            for each in scale.grades[:at]
        )

    def worse(self, grade: str) -> tuple[str, ...]:
        """The grades below this one, on each scale where it stands."""
        return tuple(
            each
            for scale in self.scales.values()
            if (at := scale.place(grade)) is not None
            for each in scale.grades[at + 1 :]
        )

    def denied(self, grade: str) -> tuple[str, ...]:
        """What "not good" means: of the better half of a scale what is worse, else any other."""
        found: list[str] = []
        for scale in self.scales.values():
            if (at := scale.place(grade)) is not None:
                found += scale.grades[at + 1 :]
                found += scale.grades[:at] if 2 * at >= len(scale.grades) else ()
        return tuple(found)

    def moved(self, before: str, after: str) -> str:
        """ "up", "down" or "" on the first scale that has both grades."""
        for scale in self.scales.values():
            if before != after and before in scale.grades and after in scale.grades:
                return "up" if scale.grades.index(after) < scale.grades.index(before) else "down"
        return ""

    def _framework(self, entry: Table) -> Framework:
        entry.known(
            "name", "inspectorate", "source", "kinds", "years", "scale", "areas", "sentences"
        )
        if entry.needed("scale") not in self.scales:
            raise entry.wrong("scale", f"which is none of [scales]: {', '.join(self.scales)}")
        scale = self.scales[entry.text("scale")]
        areas = entry.table("areas")
        said = [each.known("says", "area", "grade") for each in entry.rows("sentences")]
        for each in said:
            if unknown := set(re.findall(r"{.*?}", each.needed("says"))) - HOLES:
                raise each.wrong(
                    "says", f"with {unknown.pop()}; it can hold {', '.join(sorted(HOLES))}"
                )
            if each.text("grade") not in ("", *scale.grades):
                raise each.wrong("grade", f"which is not on its scale: {', '.join(scale.grades)}")
        return Framework(
            entry.needed("name"),
            entry.text("inspectorate"),
            entry.text("source"),
            entry.texts("kinds"),
            *entry.years("years"),
            scale.grades,
            scale.printed,
            {fold(way): area for area in areas.entries for way in [*areas.texts(area), area]},
            tuple(Sentence(s.needed("says"), s.text("area"), s.text("grade")) for s in said),
        )


def _scale(entry: Table) -> Scale:
    entry.known("grades", "printed", "asked", "asked_plainly", "asked_like")
    grades = entry.texts("grades")
    ways = {key: entry.table(key) for key in ("printed", "asked")}
    for table in ways.values():
        table.known(*grades, UNGRADED)
    return Scale(
        grades,
        {grade: grade for grade in grades}
        | {
            fold(w): grade
            for grade in ways["printed"].entries
            for w in ways["printed"].texts(grade)
        },
        tuple((w, grade) for grade in ways["asked"].entries for w in ways["asked"].texts(grade)),
        frozenset(entry.texts("asked_plainly")),
        {
            grade: entry.table("asked_like").text(grade)
            for grade in entry.table("asked_like").entries
        },
    )


def _reading(entry: Table) -> Reading:
    entry.known(
        "subjects",
        "ungraded_kinds",
        "ungraded_years",
        "ungraded_openings",
        "other_headings",
        "other_words",
    )
    years = entry.table("ungraded_years")
    return Reading(
        entry.texts("subjects"),
        frozenset(entry.texts("ungraded_kinds")),
        {kind: years.years(kind) for kind in years.entries},
        entry.texts("ungraded_openings"),
        entry.texts("other_headings"),
        entry.texts("other_words"),
    )


def _recommending(entry: Table) -> Recommending:
    entry.known(
        "kinds_without", "kinds", "one", "ends", "states", "said", "led", "asked", "asked_usual"
    )
    lists, boxes, asked = entry.table("kinds"), entry.table("one"), entry.table("asked")
    led = entry.pairs("led")
    sorts = dict.fromkeys(
        [*asked.entries, *lists.entries, *boxes.entries, *(sort for _, sort in led)]
    )
    return Recommending(
        frozenset(entry.texts("kinds_without")),
        {fold(heading): sort for sort in lists.entries for heading in lists.texts(sort)},
        {fold(heading): sort for sort in boxes.entries for heading in boxes.texts(sort)},
        frozenset(entry.texts("ends")),
        frozenset(entry.texts("states")),
        entry.pairs("said"),
        led,
        {
            sort: asked.pattern(sort, r"\b(?:{})\b")
            if sort in asked.entries
            else re.compile(rf"\b{re.escape(sort)}s?\b")
            for sort in sorts
            if sort != RECOMMENDATION
        },
        entry.text("asked_usual"),
    )


def _merge(scales: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The grades of all scales in one order that keeps that of each, as far as they agree."""
    order: list[str] = []
    for grades in scales:
        for at, grade in enumerate(grades):
            if grade not in order:
                following = next((each for each in grades[at:] if each in order), None)
                order.insert(order.index(following) if following else len(order), grade)
    return tuple(order)


def fold_area(words: str) -> str:
    """The words of an area without what may stand around them: "2.1 Care leavers:" -> "care leavers"."""
    return NUMBER.sub("", fold(words)).strip(" .:–—-")


def fold(words: str) -> str:
    """One case, one kind of quotation mark and hyphen, single spaces."""
    folded = (
        words.casefold().replace("’", "'").replace("‘", "'").replace("‐", "-").replace("‑", "-")
    )
    return " ".join(folded.split())
