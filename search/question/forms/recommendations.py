"""What a question asks of recommendations, read off its words: "what must the force improve"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from ingest.field.field import Field
from ingest.field.questions import QuestionWords
from ingest.field.scales import Recommending, fold
from ingest.judgements.responses import response_in
from search.question.areas import areas_in
from search.question.forms.grades import EVER
from search.question.forms.subject_lists import ABOUT, SOME
from search.question.idle_words import idle_words
from search.question.rewriting import Rewriting
from search.question.scope import Scope

# The words for all of them.
ANY = re.compile(
    r"\b(?:(?:safety )?recommendations?|improvement (?:areas?|points|priorities)|(?:areas?|things) to improve)\b"
)
MISSPELT = (
    "recommendation",
    "recommendations",
    "improvement",
    "improvements",
    "concern",
    "improve",
)
TYPO_SCORE = 86  # of 100

# "What must Durham improve", "what does the force need to do better", "who must improve ...".
ORDER = r"\b(?:must|should|ought to|needs?(?: to)?|needed to|ha(?:s|ve|d) (?:got )?to|told to|asked to|required to)\b"
BETTER = r"\b(?:improve|improving|improved|(?:do|be|get) better|fix|fixing|sort(?:ed)? out|put(?:ting)? right)\b"
WHAT_TODO = re.compile(rf"\bwhat\b(?P<then>.*?{ORDER}).*{BETTER}")
TODO = (
    rf"\b(?:which|who)\b.*{ORDER} (?:improve|do better|fix|put right)\b"
    r"|\bwhat (?:did|do|have) (?:the )?(?:inspectors?|<inspectors>|inspectorates?|they|reports?)\b.*"
    r"\b(?:recommend|ask(?:ed)? for|(?:tell|told|ask|asked|want|wanted) (?:\w+ ){0,6}to (?:improve|fix|change|do better))"
    r"|\bwhat (?:was|were|is|are) (?:\w+ ){0,6}recommended\b"
    rf"|\bwhat (?:\w+ ){{0,2}}(?:actions?|steps|measures) (?:\w+ ){{0,3}}{ORDER}.*\b(?:take|taken)\b"
    r"|\bwhat (?:\w+ ){0,6}(?:told|asked|required|instructed) to (?:do|change)\b"
)
# "What does the Bridge Inquiry recommend about records": who, if not the report itself
RECOMMENDS = re.compile(
    r"\bwhat (?:\w+ ){0,3}?(?:did|do|does|have|has) (?P<who>[^?]{1,80}?) (?:recommend(?:ed|s)?\b(?! (?:by|in|for)\b)"
    r"|(?:make|made|give|given) recommendations?)"
)
AUTHORS = frozenset(
    "inquiry enquiry review committee commission board panel inspectorate inspector inspectors auditor"
    " auditors authors author final also actually really then".split()
)
# "Recommendation 12", "recommendation no. 4.1", "recommendation R-15-23"
NUMBERED = re.compile(
    r"\brec(?:ommendation)?\.? (?:no\.? |number |#)?(?P<number>\d{1,3}(?:\.\d{1,3})*[a-z]?"
    r"|[a-z]{1,2}-\d\d-\d+|\d{4}-\d{1,3})(?![\w-])"
)
# "Which recommendations did the government accept in part", "rejected recommendations"
_WHOSE = r"(?:government|ministers?|department|management|agency|minister)"
RESPONSE = re.compile(
    rf"\brecommendations?\b.*?(?P<said>\b(?:(?:that|were|was|are|have|been|did|does|has|the|{_WHOSE}) )*"
    r"(?:not |partially |partly )?(?:accept|agree|reject)(?:e?d)?\b(?: in part)?"
    rf"(?: by (?:the )?{_WHOSE})?)"
    r"|(?P<before>\b(?:partially |partly )?(?:accepted|rejected) )recommendations?\b"
)
BARE_TODO = re.compile(rf"\bwhat\b.*{ORDER}(?: \w+){{0,5}} (?:do|done|change)\b")
# It asks what became of them, how well or why: that is told in the text.
ELSE = (
    r"\b(?:acted|acting|act on|implement\w*|follow\w*|progress|met|meet|complet\w+|respon\w+|track\w*"
    r"|monitor\w*|learn\w*|address\w*|deliver\w*|tackl\w+|deal\w*|why|how (?:well|far|quickly|is|are|do|does|did|has|have)"
    r"|<papers>|accepted|closed|discharged|made since"
    r"|what (?:has|have) (?:\w+ ){0,4}(?:improved|changed)|when)\b"
)
TOPIC_FOLLOWS = re.compile(r"\b(?:about|on|regarding|around|concerning|relating to)\b")
STARTS = re.compile(
    r"^\W*(?:(?:can|could|would|please|you|i|want|need|to|see|know)\W+)*(?:what|which|list|show|give|tell|name|any|all|how many|who|where|number of|(?:does|do|did|has|have|had|is|are|were|was)\b.*\b(?:have|had|given?|get|got|receive|any|there)\b)"
)
VERB = re.compile(r"\b(?:is|are|was|were|do|does|did|has|have|can|will)\b")
HISTORY = re.compile(r"\b(?:all|every|over time|across|so far|to date|previous|older|past)\b")
WHOSE = rf"^\W*(?:which|what) {SOME}{ABOUT}\b"


@dataclass(frozen=True, slots=True)
class RecommendationQuestion:
    kind: str  # of recommendation; "" for all of them
    areas: tuple[str, ...]  # that it is about
    topic: str  # the words beside them that say what it is about, folded
    spelled: str  # the same as the reports would put them
    history: bool  # asks for those of older reports too
    by: str = ""  # who recommends, where it names more than "the report"; folded
    number: str = ""  # that the one asked for has
    response: str = ""  # "accepted", "accepted in part" or "rejected"
    titled: bool = False  # the topic may be whose they are: "those of the Bridge Inquiry"
    whose: bool = False  # asks which subjects they are made to


def read_recommendation_question(
    question: str,
    scope: Scope,
    known: frozenset[str],
    field: Field,
    put: Callable[[str], Rewriting],
) -> RecommendationQuestion | None:
    """What a question asks of recommendations; None where it asks for something else.

    `known` are the areas that the library's reports judge; `put(words)` puts words as its
    reports would.
    """
    words = field.questions
    rest = _mend(fold(scope.rest), words)
    asked = fold(question)
    rest, number = _cut(NUMBERED, rest, "recommendation")
    rest, response = _cut(RESPONSE, rest, "recommendations")
    kind, about = _kind_in(rest, field.scales.recommending)
    noun = about != rest
    recommends = RECOMMENDS.search(rest)
    todo = _is_told(rest, words) or words.pattern(TODO).search(rest) is not None
    bare = BARE_TODO.search(asked)  # is meant where it has no topic: "what should they do next"
    if not (noun or recommends or todo or bare) or (
        not todo and words.pattern(ELSE).search(TOPIC_FOLLOWS.split(rest)[0])
    ):
        return None
    if noun and not todo and VERB.search(rest) and not STARTS.search(asked):
        return None
    if not (noun or recommends or todo) and topic_words(about, words):
        return None
    history = bool(words.pattern(EVER).search(asked) or HISTORY.search(rest))
    areas, left = areas_in(about, known, field.scales)
    topic = " ".join(topic_words(left, words))
    return RecommendationQuestion(
        kind=kind,
        areas=tuple(area for area in areas if area not in field.scales.overall),
        topic=topic,
        spelled=put(topic).text if topic else "",
        history=history,
        by=_author(recommends["who"], words) if recommends and not todo else "",
        number=number,
        response=response_in(response),
        titled=TOPIC_FOLLOWS.search(rest) is None,
        whose=words.pattern(WHOSE).search(asked) is not None,
    )


def _cut(pattern: re.Pattern[str], rest: str, noun: str) -> tuple[str, str]:
    """Folded words without what a pattern finds beside a noun, and what it finds."""
    match = pattern.search(rest)
    if match is None:
        return rest, ""
    words = next(filter(None, match.groups()))
    return f"{rest[: match.start()]}{noun}{rest[match.end() :]}", words


def _author(who: str, words: QuestionWords) -> str:
    """Those of the words for who recommends that are a name, and not "the report"."""
    return " ".join(word for word in topic_words(who, words) if word not in AUTHORS)


def _kind_in(rest: str, asked: Recommending) -> tuple[str, str]:
    """The kind of recommendation that folded words ask for, "" for any, and the words left."""
    named = [
        (match.start() - match.end(), kind)
        for kind, ways in asked.asked.items()
        for match in ways.finditer(rest)
    ]
    kind = min(named, default=(0, ""))[1]  # the longest
    for ways in (*asked.asked.values(), ANY):
        rest = ways.sub(" ", rest)
    return kind, rest


def _is_told(words: str, question_words: QuestionWords) -> bool:
    """Whether folded words ask what must improve; "what support do carers need to ..." does not."""
    match = WHAT_TODO.search(words)
    then = re.findall(r"[a-z']+", match["then"])[:1] if match else []
    return bool(then) and bool(re.match(ORDER, then[0]) or then[0] in _idle(question_words))


def _idle(words: QuestionWords) -> frozenset[str]:
    return idle_words("grades", words) | idle_words("recommendations", words)


def topic_words(words: str, question_words: QuestionWords) -> list[str]:
    """Those of some folded words that say what a question is about."""
    idle = _idle(question_words) - question_words.topics
    tokens = re.findall(r"[a-z0-9][a-z0-9'&-]*", words)
    return [word for word in tokens if word not in idle and len(word) > 1]


def _mend(words: str, question_words: QuestionWords) -> str:
    """The words with "recomendations" and the like spelt as they are meant."""

    idle = idle_words("recommendations", question_words)

    def mended(match: re.Match[str]) -> str:
        word = match.group()
        nearest = process.extractOne(word, MISSPELT, scorer=fuzz.ratio, score_cutoff=TYPO_SCORE)
        return nearest[0] if nearest and word not in idle else word

    return re.sub(r"[a-z]{6,}", mended, words)
