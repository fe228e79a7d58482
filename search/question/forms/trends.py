"""Questions for how something changed from report to report: "over time", "improved since 2018"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.field.scales import fold
from search.holdings import YEAR, Holdings
from search.question.forms.briefs import told_between
from search.question.forms.grades import LISTS, PLAINLY
from search.question.forms.named_grades import grade_mentions
from search.question.scope import Scope
from search.question.years import BEFORE, BETWEEN, ONWARDS, SINCE
from search.results import Filters

OVER_TIME = re.compile(
    r"\b(?:over|through(?:out)?|across) (?:the )?(?:time|years|(?:last|past) [\w ]{1,12}?(?:years|inspections|reports)"
    r"|(?:successive |different )?(?:reports|inspections))\b"
    r"|\b(?:from|in) (?:each|one|every) (?:report|inspection|year)(?: to (?:the next|another))?\b"
    r"|\b(?:report|inspection|year) (?:by|on|to|after) (?:report|inspection|year)\b"
    r"|\b(?:the )?(?:trends?|trajectory|timeline|history)\b(?: (?:in|on|for|of|with))?",
    re.IGNORECASE,
)
# What moves: a verb is no part of the topic, a noun is.
MOVED = re.compile(
    r"\b(?:(?:has|have|had|is|are|was|were|did|does|do|been|be) )*(?:chang(?:ed?|ing)|improv(?:ed?|ing)"
    r"|(?:(?:got|get|gets|gotten|getting|gone|become|becoming|been|done|doing) )?(?:any |much )?(?:better|worse)"
    r"|worsened|deteriorat(?:ed?|ing)|declin(?:ed?|ing)|progressed|evolved?|developed|moved on"
    r"|gone(?: (?:up|down|backwards?|forwards?))?|fared|come along|slipped)\b",
    re.IGNORECASE,
)
MOVES = re.compile(
    r"\b(?:changes|improvements?|developments?|progress|decline|deterioration)\b", re.IGNORECASE
)
COMPARED = re.compile(r"\b(?:compar\w+|versus|vs|differen\w+|against)\b", re.IGNORECASE)
ASKS = re.compile(
    r"^\W*(?:(?:and|so|please|tell me|show me) )*(?:how(?:[’']?s)?|has|have|had|did|is|are|in what ways?)\b",
    re.IGNORECASE,
)


# "Has their work on X got better": nothing but a way is asked, whatever of.
GOT = re.compile(
    r"\b(?:got|gotten|getting|become|becoming|gone) (?:any |much )?(?:better|worse|up|down|backwards?|forwards?)\b",
    re.IGNORECASE,
)
# "Has supervision improved": nothing follows that it is done to.
HAS_MOVED = re.compile(
    r"^\W*(?:has|have|had|is|are|did)\b.+\b(?:improved?|improving|changed?|changing|worsened|worse|better"
    r"|deteriorat(?:ed?|ing)|declin(?:ed?|ing))(?: (?:much|at all|yet|recently|now|in|for|on|with|across))*\W*$",
    re.IGNORECASE,
)
OPENS = re.compile(
    r"^\W*(?:(?:please|show|tell|me|us|and|so|what|how|whether|if|in|ways?)\b\W*)+", re.IGNORECASE
)
UNTIL_NOW = re.compile(
    r"\b(?:up )?(?:to|until|till) (?:now|date|today|the present)\b", re.IGNORECASE
)
# Of the whole: "overall effectiveness over the years".
OVERALL = re.compile(r"\boverall(?: (?:effectiveness|performance))?\b", re.IGNORECASE)
ALL_THAT_MOVED = "has improved or become worse since the last report"


@dataclass(frozen=True, slots=True)
class TrendQuestion:
    about: str  # what is followed; "" for all that changed
    reports: frozenset[int]  # of the subject, in the years that are asked for

    @property
    def topic(self) -> str:
        """What is looked for in each report."""
        return self.about or ALL_THAT_MOVED

    @property
    def of_changes(self) -> bool:
        """Whether changes are what is followed: "leadership changes" are none of its grade."""
        return any(match.end() == len(self.about) for match in MOVES.finditer(self.about))


def read_trend_question(
    text: str, given: Filters, scope: Scope, holdings: Holdings
) -> TrendQuestion | None:
    """What is to be followed through a subject's reports; None where it asks for something else."""
    words = holdings.field.questions
    subjects = {named.value for named in scope.named if named.field == "subject"}
    if scope.absent or scope.latest or len(subjects | set(given.subjects)) != 1:
        return None
    if COMPARED.search(text) or words.pattern(LISTS).search(text):
        return None
    rest = fold(scope.rest)
    if words.pattern(PLAINLY).search(rest) or grade_mentions(
        rest, holdings.field.scales, plainly=False
    ):
        return None  # the table of grades knows that
    topic = scope.rest
    for span in (BETWEEN, SINCE, ONWARDS, BEFORE, YEAR, UNTIL_NOW):
        topic = span.sub(" ", topic)
    over = OVER_TIME.search(topic) is not None
    moved = MOVED.search(topic) is not None
    topic = OPENS.sub("", MOVED.sub(" ", OVER_TIME.sub(" ", OVERALL.sub(" ", topic))))
    topic = told_between(" ".join(topic.split()), holdings)
    within = _within(text)
    followed = over or ((moved or MOVES.search(topic)) and within is not None)
    asked = ASKS.search(text) is not None and (
        not topic or GOT.search(text) is not None or HAS_MOVED.search(scope.rest) is not None
    )
    if not followed and not (moved and asked):
        return None
    reports = scope.subject_reports & holdings.select(given)
    if kinds := {named.value for named in scope.named if named.field == "kind"}:
        keys = {holdings.field.kinds.key(kind) for kind in kinds}
        reports &= frozenset().union(*(holdings.by_kind.get(key, frozenset()) for key in keys))
    low, high = within or (0, 9999)
    chosen = frozenset(n for n in reports if any(low <= y <= high for y in holdings.years[n]))
    return TrendQuestion(topic, chosen) if len(chosen) > 1 else None


def _within(text: str) -> tuple[int, int] | None:
    """The first and the last year that it asks about; None where it names none, or one alone."""
    if match := BETWEEN.search(text):
        return int(match[1]), int(match[2])
    if match := SINCE.search(text) or ONWARDS.search(text):
        return int(match[1]), 9999
    if match := BEFORE.search(text):
        return 0, int(match[1])
    years = [int(match[1]) for match in YEAR.finditer(text)]
    return (min(years), max(years)) if len(set(years)) > 1 else None
