"""What a question asks of grades, read off its words: "who got outstanding for care leavers since 2022"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.field.field import Field
from ingest.field.scales import fold
from search.question.areas import areas_in
from search.question.forms.named_grades import (
    GradeMention,
    grade_mentions,
    in_order,
    without_grade_mentions,
)
from search.question.idle_words import idle_words
from search.question.scope import Scope

# Words that ask for a grade.
ASKS = (
    r"\b(?:grad(?:e[ds]?|ings?)|ratings?|rated?|judge?ments?|judged|verdicts?|outcomes?|results?|<grade>s?|marked"
    r"|marks?|scored?|<inspection>(?:s|ed)?|fail(?:ed|ing)?|pass(?:ed)?)\b"
)
# Of those, the ones that can mean nothing else.
PLAINLY = r"\b(?:grad(?:e[ds]?|ings?)|ratings?|rated|judge?ments?|judged|verdicts?|<grade>s?)\b"
INSPECTED = r"\b(?:<inspection>s?|inspect\w*|<family>)\b"
FAILED = re.compile(r"\bfail(?:ed|s)?\b")
# Words that ask for one once an area is named.
DID = re.compile(r"\bhow did\b.*\bdo\b|\b(?:get|got|receive)\b|\bany good\b", re.IGNORECASE)
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
LISTS = (
    r"^\W*(?:which|who|whose|where|list|name|how many|any|number of"
    r"|what (?:share|proportion|percentage)|(?:show|give|tell) me (?:all|every|the \w+ (?:that|which)))\b"
    r"|\bhow many\b|\b(?:which|what) (?:\w+ )?<subjects>\b"
    r"|\b<subjects> (?:that|which|with|rated|graded|judged)\b"
)
EVER = (
    r"\b(?:ever|always|history|all time|all (?:of )?(?:the |its |their )?"
    r"(?:years|inspections|reports|<inspection>s|ratings|grades))\b"
)
NOW = re.compile(r"\b(?:now|current(?:ly)?|latest|still|at (?:the moment|present)|today)\b", re.I)
# All are set side by side, as they are: "compare all councils".
ALIKE = r"\b(?:all|every|each)(?: of)?(?: the)?(?: \w+)? <subjects>\b"
BEST = re.compile(r"\b(?:best|highest|top)\b", re.IGNORECASE)
WORST_OF = re.compile(r"\b(?:worst|lowest|poorest)\b", re.IGNORECASE)
RANKS = re.compile(
    r"^\W*(?:(?:which|what|who)\b.{0,40}?)?\b(?:best|worst|highest|lowest|poorest|top)\b",
    re.IGNORECASE,
)
# It asks for what lies behind a grade, or for something else altogether.
BEHIND = re.compile(
    r"^\W*(?:why\b|how (?:do|does|can|should|is|are)\b|what (?:makes?|made)\b)", re.I
)
NEVER = re.compile(r"\b(?:never|not once|hasn'?t ever|haven'?t ever)\b", re.IGNORECASE)
FIRST = re.compile(
    r"\bfirst (?:time|got|get|reach(?:ed)?|became|become|rated|graded)\b", re.IGNORECASE
)
TREND = (
    r"\b(?:over time|over (?:its|their|the) last|history|trend|every (?:year|inspection|time)"
    r"|last \w+ (?:inspections|<inspection>s|reports))\b"
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
    kind: str  # of report whose grade is meant where several are graded; "" for none
    whole: bool = False  # asks for every grade of the reports
    whether: tuple[str, ...] = ()  # the grades that a question for yes or no names

    @property
    def says_more(self) -> bool:
        """Whether it lists by something that is no area, or by more than one."""
        return self.lists and bool(self.leftover)


def read_grade_question(
    question: str, scope: Scope, known: frozenset[str], field: Field
) -> GradeQuestion | None:
    """What a question asks of the grades; None where it asks for something else.

    `known` are the areas that the library's reports judge.
    """
    scales, words = field.scales, field.questions
    rest = fold(scope.rest)
    plainly = words.pattern(PLAINLY).search(rest) is not None
    if BEHIND.search(question) and not (plainly and question.casefold().startswith("how")):
        return None
    areas, without_areas = areas_in(rest, known, scales)
    mentions = grade_mentions(without_areas, scales, plainly=plainly)
    came_from = next((each for each in mentions if each.is_before(without_areas)), None)
    before = in_order(came_from.grades, scales) if came_from else ()
    grades = in_order(
        (g for each in mentions if each is not came_from for g in each.grades), scales
    )
    without_grades = without_grade_mentions(without_areas, mentions, came_from)
    asks = words.pattern(ASKS).search(rest) is not None
    inspected = words.pattern(INSPECTED).search(question) is not None
    moved = bool(MOVED.search(without_grades)) or bool(scope.sides)
    by_subject = len({n.value for n in scope.named if n.field == "subject"}) > 1
    if moved and not (asks or areas or grades) and WHAT_MOVED.search(question):
        return None  # "What has X improved?" is told in the text
    leftover = _leftover(without_grades, field)
    lists = words.pattern(LISTS).search(question) is not None
    named = any(n.field == "subject" for n in scope.named)
    ranks = not named and RANKS.search(question) is not None
    most = _most(without_grades, lists=lists or ranks or bool(areas))
    is_meant = asks or (moved and not leftover) or bool(grades and lists)
    is_meant = is_meant or bool(most and (areas or ranks) and not leftover)
    is_meant = is_meant or bool(DID.search(rest) and inspected and not leftover)
    is_meant = is_meant or (not leftover and bool(grades or (areas and DID.search(rest))))
    names_overall = re.search(r"\boverall (?:effectiveness|grade|judge?ment)\b", rest) is not None
    if not is_meant and not (names_overall and not leftover):
        return None
    if leftover and not (plainly or grades or names_overall or inspected):
        return None  # "what outcomes do care leavers have in employment"
    if len(leftover) > MOST_LEFT and not (plainly and len(leftover) <= MEANT):
        return None
    if FAILED.search(rest):
        worst = {scale.grades[-1] for scale in scales.scales.values()}
        grades = in_order([*grades, *worst], scales)
    history = bool(words.pattern(EVER).search(question) or words.pattern(TREND).search(question))
    now = NOW.search(question) or words.pattern(ALIKE).search(question)
    history = history or (moved and not (by_subject or now))
    yes_or_no = re.match(r"\W*(?:did|was|is|were|are|has|have)\b", question, re.IGNORECASE)
    ever = history and not moved and words.pattern(EVER).search(question) is not None
    whether = grades if yes_or_no and not lists and (ever or not history) else ()
    return GradeQuestion(
        areas=areas,
        grades=() if whether and not ever else grades,
        lists=lists,
        leftover=" ".join(leftover),
        never=bool(grades) and NEVER.search(question) is not None,
        first=bool(grades) and _asks_first(question, without_areas, mentions),
        history=history,
        moved="" if scope.sides else _moved(without_grades, before),
        before=before,
        most=most,
        kind=field.kinds.meant_overall(question),
        whether=whether,
    )


def ask_of_sides(
    question: str, topic: str, known: frozenset[str], field: Field
) -> GradeQuestion | None:
    """The grades to set side by side on a topic, overall where it is ""; None where it is no area."""
    areas, left = areas_in(fold(topic), known, field.scales)
    if topic and (not areas or _leftover(left, field)):
        return None
    kind = field.kinds.meant_overall(question)
    return GradeQuestion(
        areas, (), False, "", False, False, False, "", (), "", kind, whole=not topic
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


def _leftover(words: str, field: Field) -> list[str]:
    for pattern in (EVER, NEVER.pattern, ASKS, MOVED.pattern):
        words = field.questions.pattern(pattern).sub(" ", words)
    idle = idle_words("grades", field.questions)
    tokens = re.findall(r"[a-z][a-z'&-]+", words)
    return [word for word in tokens if word not in idle and len(word) > 2]


def _asks_first(question: str, words: str, mentions: Sequence[GradeMention]) -> bool:
    """Whether it asks for the earliest: "first rated good", "the first outstanding"."""
    named = any(
        re.search(r"\b(?:first|earliest) (?:\w+ )?$", words[: each.start]) for each in mentions
    )
    return named or FIRST.search(question) is not None
