"""What a question asks of grades, read off its words: "who got outstanding for care leavers since 2022"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.field.scales import fold
from search.question.areas import areas_in
from search.question.idle_words import idle_words
from search.question.scope import Scope

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
# Of those, the ones that can mean nothing else.
PLAINLY = re.compile(
    r"\b(?:grad(?:e[ds]?|ings?)|ratings?|rated|judge?ments?|judged|verdicts?)\b", re.I
)
INSPECTED = re.compile(r"\b(?:ofsteds?|inspect\w*|peel|send|jtai)\b", re.IGNORECASE)
# Words that ask for one once an area is named.
DID = re.compile(r"\bhow did\b.*\bdo\b|\b(?:get|got|receive)\b", re.IGNORECASE)
# Words that compare one inspection with another, and ask for nothing else.
MOVED = re.compile(
    r"\b(?:better|worse|improved?|improvements?|deteriorat\w+|declined?|chang(?:ed?|es)|compare[ds]?"
    r"|compared with|moved|progress(?:ed)?|history|over time|before and after|difference|went (?:up|down|from|to)|versus"
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
    r"|number of|what (?:share|proportion|percentage)|(?:show|give|tell) me (?:all|every|the \w+ (?:that|which)))\b"
    r"|\bhow many\b|\b(?:which|what) (?:\w+ )?(?:areas|councils|forces|authorities|places|las)\b"
    r"|\b(?:councils|forces|authorities|places|las) (?:that|which|with|rated|graded|judged)\b",
    re.IGNORECASE,
)
EVER = re.compile(
    r"\b(?:ever|always|history|all time|all (?:of )?(?:the |its |their )?"
    r"(?:years|inspections|reports|ofsteds|ratings|grades))\b",
    re.IGNORECASE,
)
NOW = re.compile(r"\b(?:now|current(?:ly)?|latest|still|at (?:the moment|present)|today)\b", re.I)
BEST = re.compile(r"\b(?:best|highest|top)\b", re.IGNORECASE)
WORST_OF = re.compile(r"\b(?:worst|lowest|poorest)\b", re.IGNORECASE)
# It asks for what lies behind a grade, or for something else altogether.
BEHIND = re.compile(
    r"^\W*(?:why\b|how (?:do|does|can|should|is|are)\b|what (?:makes?|made)\b)", re.I
)
NEVER = re.compile(r"\b(?:never|not once|hasn'?t ever|haven'?t ever)\b", re.IGNORECASE)
FIRST = re.compile(r"\b(?:first (?:time|got|get|reach(?:ed)?|became|become|rated|graded)|"
                   r"(?:first|earliest) (?:\w+ )?(?:outstanding|good|inadequate))\b", re.I)  # fmt: skip
TREND = re.compile(
    r"\b(?:over time|over (?:its|their|the) last|history|trend|every (?:year|inspection|time)"
    r"|last \w+ (?:inspections|ofsteds|reports))\b",
    re.I,
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
    most: str  # "best" or "worst" where it asks who did so; else ""


def read_grade_question(question: str, scope: Scope, known: frozenset[str]) -> GradeQuestion | None:
    """What a question asks of the grades; None where it asks for something else.

    `known` are the areas that the library's reports judge.
    """
    rest = fold(scope.rest)
    plainly = PLAINLY.search(rest) is not None
    if BEHIND.search(question) and not (plainly and question.casefold().startswith("how")):
        return None
    areas, without_areas = areas_in(rest, known)
    before, without_areas = _before_in(without_areas)
    grades, without_grades = _grades_in(without_areas)
    asks = ASKS.search(rest) is not None
    moved = bool(MOVED.search(without_grades)) or bool(scope.sides)
    by_subject = len({n.value for n in scope.named if n.field == "subject"}) > 1
    if moved and not (asks or areas or grades) and WHAT_MOVED.search(question):
        return None  # "What has X improved?" is told in the text
    leftover = _leftover(without_grades)
    lists = LISTS.search(question) is not None
    most = _most(without_grades, lists=lists or bool(areas))
    wanted = asks or (moved and not leftover) or bool(grades and lists)
    wanted = wanted or bool(most and areas and not leftover)
    wanted = wanted or bool(DID.search(rest) and INSPECTED.search(question) and not leftover)
    wanted = wanted or (not leftover and bool(grades or (areas and DID.search(rest))))
    names_overall = re.search(r"\boverall (?:effectiveness|grade|judge?ment)\b", rest) is not None
    if not wanted and not (names_overall and not leftover):
        return None
    if leftover and not (plainly or grades or names_overall or INSPECTED.search(question)):
        return None  # "what outcomes do care leavers have in employment"
    if len(leftover) > MOST_LEFT and not (plainly and len(leftover) <= MEANT):
        return None
    if re.search(r"\bfail(?:ed|s)?\b", rest):
        grades = (*grades, *WORST)
    history = bool(EVER.search(question) or TREND.search(question))
    history = history or (moved and not (by_subject or NOW.search(question)))
    yes_or_no = re.match(r"\W*(?:did|was|is|were|are|has|have)\b", question, re.IGNORECASE)
    return GradeQuestion(
        areas=areas,
        grades=() if yes_or_no and not lists and not history else grades,
        lists=lists,
        leftover=" ".join(leftover),
        never=bool(grades) and NEVER.search(question) is not None,
        first=bool(grades) and FIRST.search(question) is not None,
        history=history,
        moved="" if scope.sides else _moved(without_grades, before),
        before=before,
        most=most,
    )


def _moved(words: str, before: Sequence[str]) -> str:
    if DOWN.search(words):
        return "down"
    return "up" if before or UP.search(words) else ""


def _most(words: str, *, lists: bool) -> str:
    """Whether a question that lists asks for the best or the worst."""
    if not lists:
        return ""
    return "worst" if WORST_OF.search(words) else "best" if BEST.search(words) else ""


def _leftover(words: str) -> list[str]:
    told = MOVED.sub(" ", ASKS.sub(" ", NEVER.sub(" ", EVER.sub(" ", words))))
    return [
        word
        for word in re.findall(r"[a-z][a-z'&-]+", told)
        if word not in idle_words("grades") and len(word) > 2
    ]


GRADE_NAME = r"(?:outstanding|good|requires? improvement(?: to be good)?|ri|inadequate|adequate)"
FROM = re.compile(rf"\b(?:from|was|were|used to be) (?P<grade>{GRADE_NAME})(?= (?:to|but|and) )")
OR_BETTER = re.compile(r"\b(?:good or (?:better|outstanding|above)|at least good|good and (?:above|better))\b")  # fmt: skip
BELOW = re.compile(
    r"\b(?:(?:less|lower|worse) than good|below good|not good|under good|good or (?:worse|below))\b"
)


NOT = re.compile(
    rf"\b(?:not|(?:is|was|are|were|did|do)n't)(?: (?:been|be|rated|graded|judged|given|get|got))*"
    rf" (?P<grade>{GRADE_NAME})\b"
)


def _before_in(rest: str) -> tuple[tuple[str, ...], str]:
    """The grades that it asks to have moved from, and the words left."""
    match = FROM.search(rest)
    if match is None:
        return (), rest
    found, _ = _grades_in(match["grade"])
    return found, " ".join((rest[: match.start()] + rest[match.end() :]).split())


def _grades_in(rest: str) -> tuple[tuple[str, ...], str]:
    found: list[str] = []
    if denied := NOT.search(rest):
        but = denied["grade"].removesuffix(" to be good").replace("require ", "requires ")
        found.extend(BELOW_GOOD if but == "good" else (g for g in BEST_FIRST if g != but))
        rest = rest[: denied.start()] + " " + rest[denied.end() :]
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
    (re.compile(r"\b(?:inadequates?|worst (?:\w+ )?(?:outcome|grade|rating|mark)|bottom (?:\w+ )?(?:grade|rating|mark))\b"), WORST),
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
