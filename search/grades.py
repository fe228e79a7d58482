"""Grade questions, answered completely by lookup: "who got outstanding for care leavers since 2022"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from ingest.kinds import kind_key
from ingest.report import Judgement
from ingest.scales import covered_areas, fold, load_scales
from search.scope import Scope
from search.store import Row

if TYPE_CHECKING:
    from search.snapshot import Snapshot

OVERALL = ("overall effectiveness", "inspection outcome", "effectiveness")

# Words that ask for a grade.
ASKS = re.compile(
    r"\b(?:grad(?:e[ds]?|ings?)|ratings?|rated?|judge?ments?|judged|verdicts?|outcomes?|results?|marked"
    r"|marks?|scored?|ofsted(?:s|ed)?|fail(?:ed|ing)?|pass(?:ed)?)\b",
    re.IGNORECASE,
)
# Of those, the ones that can mean nothing else, and words that ask for one once an area is named.
PLAINLY = re.compile(
    r"\b(?:grad(?:e[ds]?|ings?)|ratings?|rated|judge?ments?|judged|verdicts?)\b", re.I
)
GOT = re.compile(r"\b(?:get|got|receive|do|did)\b", re.IGNORECASE)
# Words that compare one inspection with another, and ask for nothing else.
MOVED = re.compile(
    r"\b(?:better|worse|improved?|improvements?|deteriorat\w+|declined?|chang(?:ed?|es)|compare[ds]?"
    r"|compared with|moved|progress(?:ed)?|history|over time|before and after|difference|went|versus"
    r"|vs?|as against)\b",
    re.IGNORECASE,
)
LISTS = re.compile(
    r"^\W*(?:which|who|whose|where|list|name|how many|what (?:areas|councils|forces|authorities))\b"
    r"|\bhow many\b",
    re.IGNORECASE,
)
EVER = re.compile(r"\b(?:ever|always|history|all time)\b", re.IGNORECASE)
TREND = re.compile(
    r"\b(?:over time|over (?:its|their|the) last|history|last \w+ (?:inspections|ofsteds|reports))\b",
    re.I,
)

# Words that say nothing of what is graded.
IDLE = frozenset(
    [
        "a",
        "about",
        "across",
        "after",
        "all",
        "an",
        "and",
        "any",
        "are",
        "area",
        "areas",
        "as",
        "at",
        "authorities",
        "authority",
        "back",
        "be",
        "been",
        "before",
        "by",
        "came",
        "children",
        "children's",
        "childrens",
        "come",
        "council",
        "councils",
        "county",
        "city",
        "date",
        "dates",
        "did",
        "do",
        "does",
        "due",
        "each",
        "early",
        "end",
        "every",
        "everything",
        "final",
        "find",
        "first",
        "for",
        "force",
        "forces",
        "from",
        "full",
        "get",
        "given",
        "gave",
        "go",
        "got",
        "had",
        "has",
        "have",
        "heading",
        "headings",
        "her",
        "his",
        "how",
        "hold",
        "i",
        "in",
        "inspected",
        "inspection",
        "inspections",
        "inspector",
        "inspectors",
        "is",
        "it",
        "its",
        "just",
        "kind",
        "last",
        "late",
        "latest",
        "list",
        "local",
        "many",
        "me",
        "most",
        "much",
        "my",
        "name",
        "next",
        "no",
        "now",
        "of",
        "ofsted",
        "on",
        "one",
        "or",
        "other",
        "our",
        "out",
        "overall",
        "own",
        "partnership",
        "per",
        "please",
        "police",
        "recent",
        "report",
        "reports",
        "review",
        "reviewed",
        "said",
        "say",
        "second",
        "separate",
        "send",
        "sen",
        "worst",
        "best",
        "over",
        "service",
        "services",
        "show",
        "since",
        "single",
        "so",
        "social",
        "something",
        "slip",
        "still",
        "tell",
        "than",
        "that",
        "the",
        "their",
        "them",
        "there",
        "these",
        "they",
        "this",
        "three",
        "time",
        "times",
        "to",
        "two",
        "under",
        "up",
        "us",
        "was",
        "way",
        "we",
        "well",
        "were",
        "what",
        "what's",
        "whats",
        "when",
        "where",
        "which",
        "who",
        "whose",
        "why",
        "will",
        "with",
        "work",
        "would",
        "year",
        "years",
        "you",
        "your",
    ]
)
MEANT = 6  # words that may stand for an area by another name
MOST_LEFT = 2  # words that are about neither grades nor areas: more, and it asks for something else


@dataclass(frozen=True, slots=True)
class GradeQuestion:
    areas: tuple[str, ...]  # canonical; empty: overall
    grades: tuple[str, ...]  # that the judgements must have; empty: any
    lists: bool  # asks who or how many
    leftover: str  # the words that are about neither; "" where there are none


@dataclass(frozen=True, slots=True)
class GradeAnswer:
    """The judgements that answer, in the order in which they are shown, and what they cover."""

    found: tuple[tuple[Row, Judgement], ...]
    summary: str  # a sentence with the counts; from the table, not from a report
    reason: str  # why there are none


def read_grade_question(question: str, scope: Scope, known: frozenset[str]) -> GradeQuestion | None:
    """What a question asks of the grades; None where it asks for something else.

    `known` are the areas that the library's reports judge.
    """
    rest = fold(scope.rest)
    areas, without_areas = _areas_in(rest, known)
    grades, without_grades = _grades_in(without_areas)
    asks = ASKS.search(rest) is not None
    moved = bool(MOVED.search(rest)) or bool(scope.sides)
    leftover = [
        word
        for word in re.findall(r"[a-z][a-z'&-]+", MOVED.sub(" ", ASKS.sub(" ", without_grades)))
        if word not in IDLE and len(word) > 2
    ]
    wanted = asks or (moved and not leftover) or bool(grades and LISTS.search(question))
    wanted = wanted or (not leftover and bool(grades or (areas and GOT.search(rest))))
    names_overall = re.search(r"\boverall (?:effectiveness|grade|judge?ment)\b", rest) is not None
    if not wanted and not (names_overall and not leftover):
        return None
    plainly = PLAINLY.search(rest) is not None
    if len(leftover) > MOST_LEFT and not (plainly and len(leftover) <= MEANT):
        return None
    if re.search(r"\bfail(?:ed|s)?\b", rest):
        grades = (*grades, "inadequate", "widespread or systemic failings")
    yes_or_no = re.match(r"\W*(?:did|was|is|were|are|has|have)\b", question, re.IGNORECASE)
    return GradeQuestion(
        areas=areas,
        grades=() if yes_or_no and not LISTS.search(question) else grades,
        lists=LISTS.search(question) is not None,
        leftover=" ".join(leftover),
    )


def answer_grades(
    snapshot: Snapshot,
    question: str,
    scope: Scope,
    asked: GradeQuestion,
    closest_area: Callable[[str, Sequence[str]], str | None],
) -> GradeAnswer | None:
    """The judgements that a grade question asks for; None where nothing in scope is graded.

    `closest_area(words, areas)` says which of the areas the words mean, if any.
    """
    rows = scope.before_latest if asked.areas else scope.rows
    held = [
        (snapshot.by_row[row], found)
        for row in sorted(rows)
        for found in snapshot.judgements_of(row)
    ]
    if scope.no_such_year:
        years = ", ".join(name for name in scope.missing if name.isdigit())
        return GradeAnswer((), "", f"There is no report here of {years} that grades this.")
    if not held:
        return GradeAnswer((), "", _why_ungraded(snapshot, scope))
    areas = _expand(asked.areas)
    if not areas and asked.leftover:
        known = sorted({judgement.area for _, judgement in held})
        closest = closest_area(asked.leftover, known)
        if closest is None and len(asked.leftover.split()) > MOST_LEFT:
            return None
        if closest is None:
            return GradeAnswer((), "", _not_graded(asked.leftover, known))
        areas = (closest,)
    one_subject = len({row.info.subject for row, _ in held}) == 1
    any_area = bool(asked.grades) and not areas and one_subject
    chosen = [(row, j) for row, j in held if any_area or _wanted(j.area, areas)]
    if asked.areas and not chosen:
        known = sorted({judgement.area for _, judgement in held})
        return GradeAnswer((), "", _not_graded(" and ".join(asked.areas), known))
    chosen = _of_the_kind_meant(chosen, question, scope)
    many = len({row.info.subject for row, _ in chosen}) > 1
    if not (
        EVER.search(question) or TREND.search(question) or scope.sides or MOVED.search(question)
    ):
        chosen = _latest(chosen, per_area=bool(areas))
    covered = len({row.row for row, _ in chosen})
    if asked.grades:
        chosen = [(row, j) for row, j in chosen if j.grade in asked.grades]
    if not areas and not many and not asked.grades and not scope.sides:
        chosen = _with_the_rest(chosen, held)
    chosen.sort(key=lambda found: _order(found, many))
    return GradeAnswer(
        found=tuple(chosen),
        summary=_summary(chosen, covered, asked, scope, snapshot) if many else "",
        reason="" if chosen else "No report in scope gave that grade.",
    )


def _areas_in(rest: str, known: frozenset[str]) -> tuple[tuple[str, ...], str]:
    """The canonical areas that the words name, the longest names first, and the words left."""
    found: list[str] = []
    for pattern, areas in _area_patterns():
        held = [area for area in areas if area in _held(known)]
        if held and pattern.search(rest):
            rest = pattern.sub(" ", rest)
            found.extend(held)
    if set(found) & set(OVERALL):
        found = [area for area in found if area not in OVERALL]
    return tuple(dict.fromkeys(found)), rest


@cache
def _held(known: frozenset[str]) -> frozenset[str]:
    """The areas that the known ones are or cover."""
    return frozenset(part for area in known for part in covered_areas(area))


@cache
def _area_patterns() -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
    scales = load_scales()
    names: dict[str, list[str]] = {}
    for framework in scales.frameworks:
        for printed, area in framework.areas.items():
            names.setdefault(printed, []).append(area)
            names.setdefault(fold(area), []).append(area)
    for area, asked in scales.asked.items():
        for name in asked:
            names.setdefault(fold(name), []).append(area)
    for area, ways in EVERYDAY_AREAS.items():
        for way in ways:
            names.setdefault(way, []).append(area)
    names.pop("send", None)
    ordered = sorted(names.items(), key=lambda item: -len(item[0]))
    return [(re.compile(rf"\b{re.escape(name)}\b"), tuple(areas)) for name, areas in ordered]


# How staff say it; scales.toml has how reports do.
EVERYDAY_AREAS = {
    "children in care": ("kids in care", "looked after kids", "children in council care"),
    "care leavers": ("young people who have left care", "leaving care", "kids leaving care"),
    "help and protection": ("help & protection", "safeguarding"),
    "LSCB": ("lscb",),
}


def _grades_in(rest: str) -> tuple[tuple[str, ...], str]:
    found: list[str] = []
    for words, grades in _GRADES:
        if words.search(rest):
            rest = words.sub(" ", rest)
            found.extend(grades)
    return tuple(dict.fromkeys(found)), rest


_GRADES = [
    (re.compile(r"\b(?:outstanding|top (?:marks?|grade|rating))\b"), ("outstanding",)),
    (re.compile(r"\b(?:requires? improvement(?: to be good)?|\bri\b)"), ("requires improvement",)),
    (
        re.compile(r"\b(?:inadequate|worst (?:outcome|grade|rating)|bottom (?:grade|rating))\b"),
        ("inadequate", "widespread or systemic failings"),
    ),
    (re.compile(r"\badequate\b"), ("adequate",)),
    (re.compile(r"\bungraded\b"), ("ungraded",)),
    (re.compile(r"(?<!how )\bgood\b"), ("good",)),
]


def _expand(areas: Iterable[str]) -> tuple[str, ...]:
    """The areas with those of other years that hold or make up the same."""
    wanted = dict.fromkeys(areas)
    for area in load_scales().covers:
        if any(part in wanted for part in covered_areas(area)):
            wanted.setdefault(area)
    return tuple(wanted)


def _wanted(area: str, areas: Sequence[str]) -> bool:
    return area in areas if areas else area in OVERALL


def _of_the_kind_meant(
    found: list[tuple[Row, Judgement]], question: str, scope: Scope
) -> list[tuple[Row, Judgement]]:
    """Ofsted's overall grade is that of children's services unless SEND is asked about."""
    kinds = {kind_key(row.info.kind) for row, _ in found}
    if len(kinds) < 2 or any(named.field == "kind" for named in scope.named):
        return found
    if re.search(r"\bsend?\b", question, re.IGNORECASE):
        meant = kind_key("area SEND")
    elif re.search(r"\b(?:police|constabulary|force|peel)\b", question, re.IGNORECASE):
        meant = kind_key("PEEL")
    else:
        meant = kind_key("children's services")
    return [(row, j) for row, j in found if kind_key(row.info.kind) == meant] or found


def _latest(
    found: Sequence[tuple[Row, Judgement]], *, per_area: bool
) -> list[tuple[Row, Judgement]]:
    """Of each subject the newest report that judges what is asked."""
    newest: dict[tuple[str, str], date] = {}
    for row, _ in found:
        key = (row.info.subject, row.info.kind)
        newest[key] = max(newest.get(key, date.min), row.info.published or date.min)
    return [
        (row, j)
        for row, j in found
        if (row.info.published or date.min) == newest[(row.info.subject, row.info.kind)]
    ]


def _with_the_rest(
    chosen: Sequence[tuple[Row, Judgement]], held: Sequence[tuple[Row, Judgement]]
) -> list[tuple[Row, Judgement]]:
    """An overall grade with the other grades of its report."""
    rows = {row.row for row, _ in chosen}
    return [(row, j) for row, j in held if row.row in rows]


def _order(found: tuple[Row, Judgement], many: bool) -> tuple[str, int, int, int]:
    row, judgement = found
    newest = -(row.info.published or date.min).toordinal()
    overall = 0 if judgement.area in OVERALL else 1
    return (row.info.subject if many else "", newest, overall, judgement.start)


def _summary(
    chosen: Sequence[tuple[Row, Judgement]],
    covered: int,
    asked: GradeQuestion,
    scope: Scope,
    snapshot: Snapshot,
) -> str:
    counts = Counter(judgement.grade for _, judgement in chosen)
    told = ", ".join(f"{count} {grade}" for grade, count in counts.most_common())
    unread = sum(
        1
        for row in scope.rows
        if not snapshot.judgements_of(row) and snapshot.by_row[row].info.kind != "JTAI"
    )
    tail = f" In {unread} more no grade could be read." if unread else ""
    what = " or ".join(asked.areas) or "overall"
    return f"Graded for {what}: {told or 'none'}; {covered} reports judge it.{tail}"


def _why_ungraded(snapshot: Snapshot, scope: Scope) -> str:
    kinds = {snapshot.by_row[row].info.kind for row in scope.rows}
    if kinds == {"JTAI"}:
        return "Joint targeted area inspections give no grades."
    return "No report in scope states a grade that could be read."


def _not_graded(words: str, known: Sequence[str]) -> str:
    return f"No grade is given for {words}. Graded are: {', '.join(known)}."
