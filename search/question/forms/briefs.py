"""Questions for what reports say as a whole: a bare name, "summarise ...", "why was it inadequate"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from ingest.field.scales import Scales, fold
from search.holdings import Holdings
from search.question.forms.named_grades import grade_mentions, in_order
from search.question.forms.report_lists import MOST_OF_ONE_NAME
from search.question.idle_words import idle_words
from search.question.kinds import find_kinds
from search.question.scope import Scope
from search.question.titles import titled_reports
from search.question.vocabulary import Vocabulary
from search.results import Filters

SUMMARY = r"(?:summary|summaries|overview|briefing|synopsis|digest|outline|run-?down|recap)"
MAIN = r"(?:main|key|overall|headline|top|biggest|principal|most important|general)"
# Each asks for the whole of what is said, be it of a report or of a theme in it.
OF_A_THEME = (
    r"\b(?:help (?:me|us)(?: to)? )?summari[sz](?:e|ing)\b(?: what .{0,40}?\b(?:says?|said|found) (?:about|on|of)\b)?",
    r"\bin (?:a nutshell|short|brief)\b|\b(?:sum|summing) up\b|\bbrief (?:me|us)\b|\btl;?dr\b",
    rf"\b(?:an? |the )?(?:(?:short|quick|brief|one[- ]page|concise|executive) )*{SUMMARY}\b(?: (?:report|note|paper|page))?",
    r"\b(?:an? |the )?brief(?= (?:on|of|about|for)\b)|\bbriefing\b",
    r"\bstrengths?,? (?:and|&|or|vs|versus) weakness(?:es)?\b|\bpros and cons\b",
)
# Each asks for the whole only where it says of nothing else.
OF_ALL = (
    rf"\b(?:the |its |their )?{MAIN} (?:findings?|points|messages?|conclusions?|takeaways?|risks?|issues?|concerns?"
    r"|problems?|challenges|strengths?|weaknesses|judge?ments)\b",
    r"\b(?:the |its |their )?(?:findings|conclusions?|headlines|highlights|weaknesses|strengths|shortcomings)\b",
    r"\bwhat(?: has| is|[’']?s|s)? (?:went|gone|going|was|is|[’']s)? ?(?:so )?(?:wrong|right|well|badly)\b(?: (?:with|at|in|for))?",
    r"\bwhere (?:do|does|did|has|have|is|are|was|were) (?:it |they )?(?:fall(?:en|ing)? (?:short|down)|gone? (?:wrong|right)"
    r"|going (?:wrong|right)|do(?:ne|ing)? (?:well|badly|poorly)|struggl(?:e|ed|ing)|excel(?:led)?)\b",
    r"\bwhat (?:has |have )?lets? (?:it |them )?down\b|\b(?:any |the )?(?:good|bad) news\b(?: (?:on|about|in|for|from))?",
    r"\b(?:what(?:[’']?s| is| was) )?(?:the )?(?:gist|low-?down|bottom line|state of play|state of affairs)\b(?: (?:on|of|with|in|at|for))?",
)
# So does each of these, and none of them names a report by a word of its title.
LOOSELY = (
    r"\b(?:(?:are|is|was|were) )?(?:it )?(?:any|no) good\b|\bgood or bad\b",
    r"\bhow(?:[’']?s)?(?: (?:good|bad|well))?(?: (?:is|are|was|were|did|does|do))?(?: (?:it|they))?"
    r"(?: (?:do|doing|done|performing|getting on|faring|fare))?\b(?: (?:on|at|with|for|in)\b)?",
    r"\bwhat (?:do|does|did) (?:the |these |its )?(?:<inspection>|<inspectors>|inspectors?|inspection|reports?|it|they) (?:say|said|find|found|conclude|think)\b(?: (?:about|of|on|in|for|at))?",
    r"\bwhat(?:[’']?s| is| was)? (?:up|going on|happening|the (?:crack|craic|story|deal|score|situation|position|picture|news))\b(?: (?:with|at|in|on|for))?",
    r"\b(?:tell me|what do (?:we|you|i) know|anything|everything|info(?:rmation)?|details?) (?:about|on)\b|\bwhat about\b",
)
# Of the whole what is well, or what is not.
WELL = r"\bwhat(?: has| is|[’']?s|s)? (?:went|gone|going|was|is|[’']s)? ?(?:so )?(?:right|well)\b|\b(?:strengths|good news)\b"
BADLY = r"\bwhat(?: has| is|[’']?s|s)? (?:went|gone|going|was|is|[’']s)? ?(?:so )?(?:wrong|badly)\b|\b(?:weaknesses|shortcomings|bad news)\b"
WHY = re.compile(
    r"^\W*(?:so )?why (?:is|was|were|are|did|does|has|have|had)\b(?: been| get| got)*",
    re.IGNORECASE,
)
FAILED = re.compile(r"\bfail(?:ed|ing|s|ure)?\b|\bso (?:bad|poor)\b", re.IGNORECASE)
THEMES = re.compile(
    r"\b(?:common|recurring|recurrent|shared|cross-cutting|repeated|frequent|main|key|most common) "
    r"(?:themes?|threads?|patterns?|issues?|weaknesses|problems?|concerns|messages?|lessons)"
    r"(?: (?:across|in|from|of|between|among|throughout))?\b",
    re.IGNORECASE,
)
MANY = 3  # subjects: of more it may be asked what they have in common
MISSPELT = (
    "summarise", "summarize", "summary", "findings", "overview", "briefing", "strengths", "weaknesses",
)  # fmt: skip
TYPO_SCORE = 86  # of 100
# Words of such questions, beside those that ask: they say nothing of what it is about.
BESIDE = frozenset(
    """
    a about all an and are at be can cheers could council did do does draft for from full get gimme give got
    had has have i in been is it its me need of on our outline please pls plz prepare produce provide put quick
    report reports section short show tell thank thanks that the their there these they this to together
    us want was were than or by what which with would write you your
    document graded inspected inspection inspections judged local published rated review reviewed
    """.split()
)
SAME_TITLE = 0.7  # of the words of a title that is asked for by these alone
FEWEST = 2  # words that may be a title

How = Literal["theme", "whole", "loosely", ""]


@dataclass(frozen=True, slots=True)
class BriefQuestion:
    topic: str  # what of it is asked; "" for the whole
    reports: frozenset[int]  # that may be meant
    why: bool = False  # asks for what lies behind a grade
    grades: tuple[str, ...] = ()  # behind which
    kind: str = ""  # of report, where it asks for one as for a theme
    themes: bool = False  # asks what many reports say alike
    side: Literal["well", "badly", ""] = ""  # asks for what is well alone, or for what is not


def read_brief_question(
    text: str, given: Filters, scope: Scope, holdings: Holdings, vocabulary: Vocabulary
) -> BriefQuestion | None:
    """What is to be told in brief; None where it asks for one thing, or of what is not held."""
    if scope.absent or scope.sides or scope.no_such_year or not scope.reports:
        return None
    rest = _mended(scope.rest)
    if (themes := THEMES.search(rest)) and not holdings.are_on_few(scope.reports, most=MANY):
        others = f"{rest[: themes.start()]} {rest[themes.end() :]}"
        if not telling_words(others, holdings):
            return BriefQuestion("", scope.reports, themes=True)
    how, topic = _without_ways(rest, holdings)
    grades: tuple[str, ...] = ()
    if why := WHY.match(rest) is not None:
        grades, topic = _behind(topic, holdings.field.scales)
        if not grades:
            return None
    left = telling_words(topic, holdings)
    if (
        left
        and not _is_told_on(left[0], rest)
        and (titled := _titled(left, how, scope.reports, holdings, vocabulary))
    ):
        return BriefQuestion("", titled)
    subject = any(named.field == "subject" for named in scope.named)
    if not (subject or len(given.subjects) == 1 or len(given.report_ids) == 1):
        return None
    if left and how and (kinds := _kinds_meant(topic, holdings)):
        keys = map(holdings.field.kinds.key, kinds)
        of_kind = frozenset().union(*(holdings.by_kind.get(key, ()) for key in keys))
        return BriefQuestion("", scope.reports & of_kind, why, grades, " or ".join(kinds))
    if left and how != "theme":
        return None
    topic = told_between(" ".join(topic.split()), holdings)
    return BriefQuestion(topic, scope.reports, why, grades, side="" if topic else _side(rest))


def _side(rest: str) -> Literal["well", "badly", ""]:
    well, badly = re.search(WELL, rest, re.IGNORECASE), re.search(BADLY, rest, re.IGNORECASE)
    if (well is None) == (badly is None):
        return ""
    return "well" if well else "badly"


def _without_ways(rest: str, holdings: Holdings) -> tuple[How, str]:
    """How it asks for a brief, and the words left.

    What asks stands first or last: "an overview" inside a sentence is what that is about.
    """
    ways: list[tuple[How, str]] = [("theme", way) for way in OF_A_THEME]
    ways += [("whole", way) for way in OF_ALL] + [("loosely", way) for way in LOOSELY]
    for how, way in ways:
        if match := holdings.field.questions.pattern(way).search(rest):
            before, after = rest[: match.start()], rest[match.end() :]
            if not (telling_words(before, holdings) and telling_words(after, holdings)):
                return how, f"{before} {after}"
    if match := WHY.match(rest):
        return "theme", rest[match.end() :]
    return "", rest


def _behind(topic: str, scales: Scales) -> tuple[tuple[str, ...], str]:
    """The grades whose reasons are asked for, and the words left."""
    folded = fold(topic)
    mentions = grade_mentions(folded, scales, plainly=True)
    grades = [grade for each in mentions for grade in each.grades]
    for each in reversed(mentions):
        folded = f"{folded[: each.start]} {folded[each.end :]}"
    if FAILED.search(folded):
        grades += [scale.grades[-1] for scale in scales.scales.values()]
    return in_order(grades, scales), FAILED.sub(" ", folded)


def told_between(part: str, holdings: Holdings) -> str:
    """The words from the first to the last of the telling ones."""
    idle = telling_words(part, holdings)
    if not idle:
        return ""
    first = re.search(rf"(?<!\w){re.escape(idle[0])}(?!\w)", part)
    last = list(re.finditer(rf"(?<!\w){re.escape(idle[-1])}(?!\w)", part))[-1]
    return part[first.start() if first else 0 : last.end()]


def telling_words(part: str, holdings: Holdings) -> list[str]:
    """The words of it that say more than that reports are meant."""
    words = holdings.field.questions
    idle = BESIDE | (words.idle["grades"] - words.topics)
    tokens = re.findall(r"[^\W_]+(?:[’'&-][^\W_]+)*", part)
    return [w for w in tokens if re.sub(r"’", "'", w.casefold()) not in idle and len(w) > 1]


def _is_told_on(word: str, rest: str) -> bool:
    """Whether it follows an "on" or "about" that no report stands before: "a briefing on X"."""
    before = re.search(
        rf"(\w+) (?:on|about|regarding|concerning|around) (?:the )?{re.escape(word)}", rest
    )
    return before is not None and before[1].casefold() not in ("report", "audit", "review")


def _titled(
    left: Sequence[str],
    how: How,
    reports: frozenset[int],
    holdings: Holdings,
    vocabulary: Vocabulary,
) -> frozenset[int]:
    """The few reports that words name by their titles; a word that many titles have names none."""
    plain = [re.sub(r"[’']s$", "", word) for word in left]
    titled = titled_reports(" ".join(plain), list(holdings), vocabulary)
    if not 0 < len(titled) <= MOST_OF_ONE_NAME:
        return frozenset()
    if how not in ("theme", "whole"):
        asked = set(vocabulary.analyze(" ".join(left)))
        titled = frozenset(n for n in titled if _is_title(asked, n, holdings, vocabulary))
    return titled & reports


def _is_title(asked: set[str], number: int, holdings: Holdings, vocabulary: Vocabulary) -> bool:
    """Whether words are nearly all of a title."""
    idle = idle_words("any", holdings.field.questions)
    title = re.findall(r"[^\W\d_]+", holdings.by_number[number].info.title)
    own = set(vocabulary.analyze(" ".join(w for w in title if w.casefold() not in idle)))
    return len(asked) >= FEWEST and len(own & asked) >= SAME_TITLE * len(own)


def _kinds_meant(topic: str, holdings: Holdings) -> list[str]:
    """The kinds of report that the words name, and nothing beside: "how good is X at SEND"."""
    spoken = f"{topic.strip(' ?.!')} inspection"  # beside which a kind's name is no topic
    rest, kinds = list(spoken), find_kinds(spoken, holdings.field)
    for start, end, _ in kinds:
        rest[start:end] = " " * (end - start)
    return [] if telling_words("".join(rest), holdings) else [kind for _, _, kind in kinds]


def _mended(words: str) -> str:
    """With "findngs" and the like spelt as they are meant."""

    def mended(match: re.Match[str]) -> str:
        word = match.group()
        near = process.extractOne(
            word.casefold(), MISSPELT, scorer=fuzz.ratio, score_cutoff=TYPO_SCORE
        )
        return near[0] if near and abs(len(near[0]) - len(word)) <= 1 else word

    return re.sub(r"[^\W\d_]{6,}", mended, words)
