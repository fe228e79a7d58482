"""Questions for reports themselves: which there are, the latest, when, how many, who led them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ingest.dates import MONTHS
from ingest.field.field import Field
from ingest.field.questions import QuestionWords
from search.holdings import Holding, Holdings
from search.question.forms.exact_words import REPORTS
from search.question.idle_words import idle_words
from search.question.kinds import find_kinds
from search.question.scope import Scope
from search.question.titles import titled_reports
from search.question.vocabulary import Vocabulary

MONTH = (
    r"\b(jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)(?= (?:of )?(?:19|20)\d\d\b)"
)
NOUN = rf"\b(?:{REPORTS}|reviews?|audits?)(?: {REPORTS})*\b"
WHEN = r"\bwhen (?:was|were|is|did|has|have)\b|\b(?:what|which) (?:date|day|month|year)\b|\bdates? of\b|\bhow (?:recent|recently|long ago)\b|^\W*(?:has|have) .+ been (?:re-?)?inspected\b"
LED = (
    r"\bwho (?:led|inspected|headed|ran|(?:carried out|conducted|did|wrote) )"
    r"|\bwho (?:was|were|is) (?:the |in charge of )?(?:<leads>|inspectors?\b)|\b<leads>|\bled by\b"
)
DONE = r"\b(?:seen|checked|looked at) by (?:the )?(?:inspectors|<inspectors>)\b|\binspectors (?:\w+ ){0,2}(?:go|come|went|came|in)\b|\b(?:(?:re-?)?inspect(?:ed|ions?)?|assessed|reviewed|audited|visit(?:ed)?|published|issued|released|<inspection>|<reports>)\b"
OPENS = r"^\W*(?:(?:please|can you|could you) )*(?:list|show|give|name|display|find|get|which|what|how many|all|any|are there|do you have|number of)\b"
# It asks for what they say, or for whom they are about.
ELSE = r"\b(?:says?|said|found|finds|concluded?|tells?|told)\b|\b(?:which|what|how many) (?:\w+ )?<subjects>\b"
MOST_OF_ONE_NAME = 3  # reports: of more, a word that all their titles have is a topic
MANY = rf"^\W*(?:do you have|have you got|is there|are there)\b|\b(?:every|each) (?:\S+ ){{0,3}}{REPORTS}\b"
TIMES = r"^\W*(?:how many (?!times)|number of )|\bhow many times (?:has|have|was|were) .+ (?:re-?)?inspected\b"
# Words of such questions, beside those that no question is about.
ASKING = frozenset(
    """
    assessed audited available by carried charge checked conducted covered covering current currently date
    been dated day dates display documents give go headed held hold here how inspect inspected inspecting
    inspection inspections inspector inspectors issued latest lead led library list listed me month
    months name newest ofsted order ran recently reinspected released review reviewed report reports show
    place published seen times took visit visited when which who whom written wrote year ago
    """.split()
)


@dataclass(frozen=True, slots=True)
class ReportQuestion:
    asks: Literal["which", "how many", "latest", "when", "who"]
    reports: frozenset[int]  # all that are asked for
    by_title: str  # the words that they were told by; "" where the scope alone tells them
    month: str = ""  # of publication, or of the inspection, where one is asked for


def read_report_question(
    text: str, scope: Scope, holdings: Holdings, vocabulary: Vocabulary
) -> ReportQuestion | None:
    """Which reports a question asks for; None where it asks for what they say."""
    words = holdings.field.questions
    rest = _without_missing(text, scope, holdings.field)
    noun = words.pattern(NOUN).search(rest)
    kinds = [text[n.start : n.end] for n in scope.named if n.field == "kind"]
    several = _several(text, noun, kinds) or words.pattern(MANY).search(text) is not None
    any_noun = bool(kinds) or words.pattern(NOUN).search(text) is not None
    asks = _asks(text, scope, words, several=several and any_noun, any_noun=any_noun)
    if asks is None or words.pattern(ELSE).search(text):
        return None
    month = re.search(MONTH, text, re.IGNORECASE)
    month_name = f"{date(1, _number(month), 1):%B}" if month else ""
    reports = _within(scope, text, month, holdings)
    before = rest[: noun.start()] if noun else ""
    after = rest[noun.end() :] if noun else rest
    title_words = [*_telling(before, words, month), *_telling(after, words, month)]
    if noun and not title_words and not words.pattern(rf".*{REPORTS}").fullmatch(noun.group()):
        title_words = [noun.group()]  # "all audits"
    if not title_words:
        narrowed = bool(scope.named or scope.missing or scope.latest or month)
        return (
            ReportQuestion(asks, reports, "", month_name)
            if narrowed or _all_are_asked(text, words)
            else None
        )
    if scope.absent or (_telling(after, words, month) and asks not in ("when", "who", "latest")):
        return None  # "reports on neglect": what they say of it is asked for
    titled = titled_reports(" ".join(title_words), holdings.of(sorted(reports)), vocabulary)
    if not titled or (_telling(after, words, month) and len(titled) > MOST_OF_ONE_NAME):
        return None
    return ReportQuestion(asks, titled, " ".join(title_words), month_name)


def _without_missing(text: str, scope: Scope, field: Field) -> str:
    """The question without the words that name its scope, be there reports on it or none."""
    rest = scope.rest
    names = list(scope.places) if scope.missing else []
    names += [text[a:b] for a, b, kind in find_kinds(text, field) if kind in scope.missing]
    for name in sorted(names, key=len, reverse=True):
        rest = re.sub(rf"(?<!\w){re.escape(name)}(?:['’]s)?(?!\w)", " ", rest, flags=re.IGNORECASE)
    return rest


def _asks(
    text: str, scope: Scope, words: QuestionWords, *, several: bool, any_noun: bool
) -> Literal["which", "how many", "latest", "when", "who"] | None:
    if words.pattern(LED).search(text):
        return "who"
    if words.pattern(WHEN).search(text) and (any_noun or words.pattern(DONE).search(text)):
        return "when"
    counted = re.search(TIMES, text, re.IGNORECASE)
    if counted and (several or "times" in counted.group()):
        return "how many"
    if scope.latest and any_noun:
        return "latest"
    return "which" if several else None


def _several(text: str, noun: re.Match[str] | None, kinds: Sequence[str]) -> bool:
    """Whether it speaks of reports, or of JTAIs, and not of one."""
    return bool(noun and noun.group().endswith("s")) or any(kind.endswith("s") for kind in kinds)


def _all_are_asked(text: str, words: QuestionWords) -> bool:
    return words.pattern(OPENS).search(text) is not None


def _telling(part: str, words: QuestionWords, month: re.Match[str] | None) -> list[str]:
    """The words that say more of the reports than that they are some."""
    idle = (idle_words("any", words) | ASKING | words.idle["grades"]) - words.topics
    tokens = re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", part.casefold())
    named = month[1].casefold() if month else ""
    return [
        word
        for word in tokens
        if re.sub(r"[’']", "", word) not in idle and word != named and len(word) > 1
    ]


def years_named(scope: Scope) -> set[int]:
    """The years that a question names one by one, be they in dates or text."""
    named = (n.value.partition(",")[0] for n in scope.named if n.field == "year")
    return {int(year) for year in named if year.isdigit()}


def _number(month: re.Match[str]) -> int:
    return MONTHS.index(month[1][:3].casefold()) + 1


def _within(
    scope: Scope, text: str, month: re.Match[str] | None, holdings: Holdings
) -> frozenset[int]:
    """Those in scope; where a month is named, or it says "published", by that day alone."""
    published = re.search(r"\b(?:published|issued|released|came out|dated)\b", text, re.IGNORECASE)
    inspected = re.search(r"\b(?:inspected|visited|carried out)\b", text, re.IGNORECASE)
    years = years_named(scope)
    if not years or not (month or published):
        of_them = frozenset(n for n in scope.reports if holdings.years[n] & years)
        return of_them or scope.reports
    number = _number(month) if month else 0

    def fits(holding: Holding) -> bool:
        info = holding.info
        days = [info.inspected_from, info.inspected_to] if inspected else [info.published]
        return any(d is not None and d.year in years and number in (0, d.month) for d in days)

    return frozenset(h.number for h in holdings.of(sorted(scope.reports)) if fits(h))
