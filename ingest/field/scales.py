"""The scales and areas that reports judge by, and the headings under which they recommend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ingest.field.tables import Table

UNGRADED = "ungraded"  # a grade like the others where a report prints that it gives none
RECOMMENDATION = "recommendation"  # the sort of what no heading calls otherwise
CORRECTIVE = "corrective action"  # what an audit requires
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
    asked: Mapping[str, str]  # regular expressions of every way to ask for one -> the grade
    plainly: frozenset[str]  # of these the everyday words
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


class Reading:
    """How a report says that it grades, and that it does not."""

    def __init__(self, table: Table) -> None:
        years = table.table("ungraded_years")
        self.subjects = table.texts("subjects")  # what a report calls its subject: "the force"
        self.ungraded_kinds = frozenset(table.texts("ungraded_kinds"))
        self.ungraded_years = {kind: years.years(kind) for kind in years.entries}
        self.ungraded_openings = table.texts("ungraded_openings")
        self.other_headings = table.texts("other_headings")
        self.other_words = table.texts("other_words")


class Recommending:
    """The headings under which reports recommend, and what people call what stands there."""

    def __init__(self, table: Table) -> None:
        self.kinds_without = frozenset(table.texts("kinds_without"))
        self.lists = _by_way(table.lists("kinds"))  # a folded heading -> the sort of what it lists
        self.boxes = _by_way(table.lists("one"))  # -> the sort of the one that stands below
        self.ends = frozenset(table.texts("ends"))
        self.states = frozenset(table.texts("states"))  # sorts that say what is wrong
        self.said = table.lists("said")  # a heading -> words of sentences below it
        self.led = _by_way(table.lists("led"))  # words of a sentence that leads on -> their sort
        self.usual = table.text("asked_usual")  # stands for all where nothing is called so
        asked = table.table("asked")
        sorts = dict.fromkeys(
            [
                *asked.entries,
                *(s for w in (self.lists, self.boxes, self.led) for s in w.values()),
                CORRECTIVE,
            ]
        )
        self.asked = {  # a sort -> how people ask for it
            sort: asked.pattern(sort, r"\b(?:{})\b")
            if sort in asked.entries
            else re.compile(rf"\b{re.escape(sort)}s?\b")
            for sort in sorts
            if sort != RECOMMENDATION
        }


class Scales:
    """What the reports of a field grade and recommend."""

    def __init__(self, table: Table) -> None:
        self.reading = Reading(table.table("reading"))
        self.recommending = Recommending(table.table("recommendations"))
        self.scales = {name: _scale(entry) for name, entry in table.tables("scales")}
        self.frameworks = tuple(
            _framework(entry, self.scales) for entry in table.rows("frameworks")
        )
        areas = dict(table.tables("areas"))
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

    def beside(self, grade: str) -> list[str]:
        """The grade itself, and those of other scales that stand beside it."""
        return [each.grades[at] for each, at in self._where(grade)]

    def better(self, grade: str) -> list[str]:
        """The grades above this one, on each scale where it stands."""
        return [above for each, at in self._where(grade) for above in each.grades[:at]]

    def worse(self, grade: str) -> list[str]:
        """The grades below this one, on each scale where it stands."""
        return [below for each, at in self._where(grade) for below in each.grades[at + 1 :]]

    def denied(self, grade: str) -> list[str]:
        """What "not good" means: of the better half of a scale what is worse, else any other."""
        grades: list[str] = []
        for scale, at in self._where(grade):
            grades += scale.grades[at + 1 :]
            grades += scale.grades[:at] if 2 * at >= len(scale.grades) else ()
        return grades

    def moved(self, before: str, after: str) -> str:
        """ "up", "down" or "" on the first scale that has both grades."""
        for scale in self.scales.values():
            if before != after and before in scale.grades and after in scale.grades:
                return "up" if scale.grades.index(after) < scale.grades.index(before) else "down"
        return ""

    def _where(self, grade: str) -> list[tuple[Scale, int]]:
        """The scales on which a grade stands, and its place there."""
        placed = ((scale, scale.place(grade)) for scale in self.scales.values())
        return [(scale, at) for scale, at in placed if at is not None]


def _framework(entry: Table, scales: Mapping[str, Scale]) -> Framework:
    if entry.needed("scale") not in scales:
        raise entry.wrong("scale", f"which is none of [scales]: {', '.join(scales)}")
    scale = scales[entry.text("scale")]
    sentences = []
    for row in entry.rows("sentences"):
        if unknown := set(re.findall(r"{[^{}]*}", row.needed("says"))) - HOLES:
            raise row.wrong("says", f"with {unknown.pop()}; it can hold {', '.join(sorted(HOLES))}")
        if row.text("grade") not in ("", *scale.grades):
            raise row.wrong("grade", f"which is not on its scale: {', '.join(scale.grades)}")
        sentences.append(Sentence(row.text("says"), row.text("area"), row.text("grade")))
    areas = entry.lists("areas")
    return Framework(
        entry.needed("name"),
        entry.text("inspectorate"),
        entry.text("source"),
        entry.texts("kinds"),
        *entry.years("years"),
        scale.grades,
        scale.printed,
        _by_way({area: (*ways, area) for area, ways in areas.items()}),
        tuple(sentences),
    )


def _scale(entry: Table) -> Scale:
    grades, plainly = entry.texts("grades"), entry.texts("asked_plainly")
    asked, like = entry.table("asked"), entry.table("asked_like")
    ways = entry.lists("printed")
    for grade in {*ways, *asked.entries, *like.entries} - {*grades, UNGRADED}:
        raise entry.wrong(grade, f"which is none of its grades: {', '.join(grades)}")
    printed = {grade: grade for grade in grades} | _by_way(ways)
    return Scale(
        grades,
        printed,
        {re.escape(way): grade for way, grade in (printed | {UNGRADED: UNGRADED}).items()}
        | {w: grade for grade in asked.entries if asked.pattern(grade) for w in asked.texts(grade)},
        frozenset([*plainly, *map(re.escape, plainly)]),
        {grade: like.text(grade) for grade in like.entries},
    )


def _by_way(ways: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Folded words, and the name of the list that has them."""
    return {fold(way): name for name, listed in ways.items() for way in listed}


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
