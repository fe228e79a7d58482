"""What a question asks of grades, read off its words: "who got outstanding for care leavers since 2022"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.scales import fold
from search.area_names import areas_in
from search.scope import Scope

# Grades of every scale, the best first: what "good or better" takes in.
BEST_FIRST = ("outstanding", "good", "adequate", "requires improvement", "inadequate")
WORST = ("inadequate", "widespread or systemic failings")
BELOW_GOOD = ("adequate", "requires improvement", *WORST, "inconsistent")

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
    r"|vs?|as against|trend|dropped|slipped|fallen|fell|gone (?:up|down)|up|down)\b",
    re.IGNORECASE,
)
WHAT_MOVED = re.compile(r"^\W*(?:what|how|why|where)\W+(?:has|have|had|did)\b", re.IGNORECASE)
UP = re.compile(r"\b(?:better|improved?|improvements?|gone up|went up|risen|rose)\b", re.I)
DOWN = re.compile(
    r"\b(?:worse|deteriorat\w+|declined?|dropped|slipped|fallen|fell|gone down|went down)\b", re.I
)
LISTS = re.compile(
    r"^\W*(?:which|who|whose|where|list|name|how many|any|what (?:areas|councils|forces|authorities)"
    r"|what (?:share|proportion|percentage)|(?:show|give|tell) me (?:all|every|the \w+ (?:that|which)))\b"
    r"|\bhow many\b|\b(?:councils|forces|authorities|places|las) (?:that|which|with|rated|graded|judged)\b",
    re.IGNORECASE,
)
EVER = re.compile(r"\b(?:ever|always|history|all time|all (?:the )?years)\b", re.IGNORECASE)
NEVER = re.compile(r"\b(?:never|not once|hasn'?t ever|haven'?t ever)\b", re.IGNORECASE)
FIRST = re.compile(r"\b(?:first (?:time|got|get|reach(?:ed)?|became|become|rated|graded)|"
                   r"(?:first|earliest) (?:\w+ )?(?:outstanding|good|inadequate))\b", re.I)  # fmt: skip
TREND = re.compile(
    r"\b(?:over time|over (?:its|their|the) last|history|trend|every (?:year|inspection|time)"
    r"|last \w+ (?:inspections|ofsteds|reports))\b",
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
    never: bool  # asks who has never had one of the grades
    first: bool  # asks for the earliest
    history: bool  # asks for the older ones too
    moved: str  # "up" or "down" where it asks who moved so; else ""
    before: tuple[str, ...]  # the grades that it moved from


def read_grade_question(question: str, scope: Scope, known: frozenset[str]) -> GradeQuestion | None:
    """What a question asks of the grades; None where it asks for something else.

    `known` are the areas that the library's reports judge.
    """
    rest = fold(scope.rest)
    areas, without_areas = areas_in(rest, known)
    before, without_areas = _before_in(without_areas)
    grades, without_grades = _grades_in(without_areas)
    asks = ASKS.search(rest) is not None
    moved = bool(MOVED.search(without_grades)) or bool(scope.sides)
    if moved and not (asks or areas or grades) and WHAT_MOVED.search(question):
        return None  # "What has X improved?" is told in the text
    leftover = _leftover(without_grades)
    lists = LISTS.search(question) is not None
    wanted = asks or (moved and not leftover) or bool(grades and lists)
    wanted = wanted or (not leftover and bool(grades or (areas and GOT.search(rest))))
    names_overall = re.search(r"\boverall (?:effectiveness|grade|judge?ment)\b", rest) is not None
    if not wanted and not (names_overall and not leftover):
        return None
    plainly = PLAINLY.search(rest) is not None
    if len(leftover) > MOST_LEFT and not (plainly and len(leftover) <= MEANT):
        return None
    if re.search(r"\bfail(?:ed|s)?\b", rest):
        grades = (*grades, *WORST)
    history = bool(EVER.search(question) or TREND.search(question))
    yes_or_no = re.match(r"\W*(?:did|was|is|were|are|has|have)\b", question, re.IGNORECASE)
    return GradeQuestion(
        areas=areas,
        grades=() if yes_or_no and not lists and not history else grades,
        lists=lists,
        leftover=" ".join(leftover),
        never=bool(grades) and NEVER.search(question) is not None,
        first=bool(grades) and FIRST.search(question) is not None,
        history=history or moved,
        moved=(
            "down"
            if DOWN.search(without_grades)
            else "up"
            if UP.search(without_grades) or before
            else ""
        ),
        before=before,
    )


def _leftover(words: str) -> list[str]:
    told = MOVED.sub(" ", ASKS.sub(" ", NEVER.sub(" ", EVER.sub(" ", words))))
    return [
        word for word in re.findall(r"[a-z][a-z'&-]+", told) if word not in IDLE and len(word) > 2
    ]


GRADE_NAME = r"(?:outstanding|good|requires? improvement(?: to be good)?|ri|inadequate|adequate)"
FROM = re.compile(rf"\b(?:from|was|were|used to be) (?P<grade>{GRADE_NAME})(?= (?:to|but|and) )")
OR_BETTER = re.compile(r"\b(?:good or (?:better|outstanding|above)|at least good|good and (?:above|better))\b")  # fmt: skip
BELOW = re.compile(
    r"\b(?:(?:less|lower|worse) than good|below good|not good|under good|good or (?:worse|below))\b"
)


def _before_in(rest: str) -> tuple[tuple[str, ...], str]:
    """The grades that it asks to have moved from, and the words left."""
    match = FROM.search(rest)
    if match is None:
        return (), rest
    found, _ = _grades_in(match["grade"])
    return found, rest[: match.start()] + " " + rest[match.end() :]


def _grades_in(rest: str) -> tuple[tuple[str, ...], str]:
    found: list[str] = []
    for words, grades in _GRADES:
        if words.search(rest):
            rest = words.sub(" ", rest)
            found.extend(grades)
    return tuple(dict.fromkeys(found)), rest


_GRADES: Sequence[tuple[re.Pattern[str], tuple[str, ...]]] = [
    (OR_BETTER, ("outstanding", "good")),
    (BELOW, BELOW_GOOD),
    (re.compile(r"\b(?:outstandings?|top (?:marks?|grade|rating))\b"), ("outstanding",)),
    (
        re.compile(r"\b(?:require?s? improvement(?: to be good)?|\bri\b|requiring improvement)"),
        ("requires improvement",),
    ),
    (re.compile(r"\b(?:inadequates?|worst (?:outcome|grade|rating)|bottom (?:grade|rating))\b"), WORST),
    (re.compile(r"\badequate\b"), ("adequate",)),
    (re.compile(r"\bungraded\b"), ("ungraded",)),
    (re.compile(r"\b(?:typically positive|best outcome)\b"), ("typically positive",)),
    (re.compile(r"\binconsistent (?:experiences|outcome)s?\b"), ("inconsistent",)),
    (
        re.compile(r"\b(?:widespread|systemic)(?: and/?or systemic| or systemic)? failings?\b"),
        ("widespread or systemic failings",),
    ),
    (re.compile(r"(?<!how )(?<!any )\bgoods?\b"), ("good",)),
]  # fmt: skip
