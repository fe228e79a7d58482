"""What a question asks of recommendations, read off its words: "what must the force improve"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from ingest.field.scales import fold
from search.question.grades import EVER
from search.question.idle_words import idle_words
from search.question.scope import Scope

# What the lists in reports are called; "recommendation" is also the word for all of them.
NOUNS = {
    "area for improvement": r"(?:areas?|points?) (?:for|of|needing) improvements?|afis?",
    "cause of concern": r"causes? (?:of|for) concerns?",
    "priority action": r"priority actions?|areas? for (?:priority|immediate) action|immediate actions?"
    r"|priority areas?",
    "priority concern": r"priority concerns?",
    "": r"recommendations?|improvement (?:areas?|points|priorities)|(?:areas?|things) to improve",
}
NOUN = re.compile("|".join(rf"\b(?:{words})\b" for words in NOUNS.values()))
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
TODO = re.compile(
    rf"\b(?:which|who)\b.*{ORDER} (?:improve|do better|fix|put right)\b"
    r"|\bwhat (?:did|do|have) (?:the )?(?:inspectors?|ofsted|hmicfrs|inspectorates?|they|reports?)\b.*"
    r"\b(?:recommend|ask(?:ed)? for|(?:tell|told|ask|asked|want|wanted) (?:\w+ ){0,6}to (?:improve|fix|change|do better))"
    r"|\bwhat (?:was|were|is|are) (?:\w+ ){0,6}recommended\b"
)
BARE_TODO = re.compile(rf"\bwhat\b.*{ORDER}(?: \w+){{0,5}} (?:do|done|change)\b")
# It asks what became of them, how well or why: that is told in the text.
ELSE = re.compile(
    r"\b(?:acted|acting|act on|implement\w*|follow\w*|progress|met|meet|complet\w+|respon\w+|track\w*"
    r"|monitor\w*|learn\w*|address\w*|deliver\w*|tackl\w+|deal\w*|why|how (?:well|far|quickly|is|are|do|does|did|has|have)"
    r"|case reviews?|audits?|coroner|serious case|conferences?|accepted|closed|discharged|made since"
    r"|what (?:has|have) (?:\w+ ){0,4}(?:improved|changed)|when)\b"
)
TOPIC_FOLLOWS = re.compile(r"\b(?:about|on|regarding|around|concerning|relating to)\b")
STARTS = re.compile(
    r"^\W*(?:(?:can|could|would|please|you|i|want|need|to|see|know)\W+)*(?:what|which|list|show|give|tell|name|any|all|how many|who|where|number of|(?:does|do|did|has|have|had|is|are|were|was)\b.*\b(?:have|had|given?|get|got|receive|any|there)\b)"
)
VERB = re.compile(r"\b(?:is|are|was|were|do|does|did|has|have|can|will)\b")
KEPT = frozenset(["send", "social"])  # idle beside grades, but a topic here
HISTORY = re.compile(r"\b(?:all|every|over time|across|so far|to date|previous|older|past)\b")


@dataclass(frozen=True, slots=True)
class RecommendationQuestion:
    kind: str  # of recommendation; "" for all of them
    about: str  # the words beside those that ask, folded; topic_words are what they are about
    history: bool  # asks for those of older reports too


def read_recommendation_question(question: str, scope: Scope) -> RecommendationQuestion | None:
    """What a question asks of recommendations; None where it asks for something else."""
    rest = _mend(fold(scope.rest)).replace("areas for development", "areas for improvement")
    asked = fold(question)
    noun = NOUN.search(rest)
    todo = _is_told(rest) or TODO.search(rest) is not None
    bare = BARE_TODO.search(asked)  # is meant where it has no topic: "what should they do next"
    if not (noun or todo or bare) or (not todo and ELSE.search(TOPIC_FOLLOWS.split(rest)[0])):
        return None
    if noun and not todo and VERB.search(rest) and not STARTS.search(asked):
        return None
    kind = next((name for name, words in NOUNS.items() if re.search(rf"\b(?:{words})\b", rest)), "")
    about = NOUN.sub(" ", rest)
    if not (noun or todo) and topic_words(about):
        return None
    history = bool(EVER.search(asked) or HISTORY.search(rest))
    return RecommendationQuestion(kind, about, history)


def _is_told(words: str) -> bool:
    """Whether folded words ask what must improve; "what support do carers need to ..." does not."""
    match = WHAT_TODO.search(words)
    then = re.findall(r"[a-z']+", match["then"])[:1] if match else []
    return bool(then) and bool(re.match(ORDER, then[0]) or then[0] in _idle())


def _idle() -> frozenset[str]:
    return idle_words("grades") | idle_words("recommendations")


def topic_words(words: str) -> list[str]:
    """Those of some folded words that say what a question is about."""
    idle = _idle() - KEPT
    found = re.findall(r"[a-z0-9][a-z0-9'&-]*", words)
    return [word for word in found if word not in idle and len(word) > 1]


def _mend(words: str) -> str:
    """The words with "recomendations" and the like spelt as they are meant."""

    def mended(match: re.Match[str]) -> str:
        word = match.group()
        found = process.extractOne(word, MISSPELT, scorer=fuzz.ratio, score_cutoff=TYPO_SCORE)
        return found[0] if found and word not in idle_words("recommendations") else word

    return re.sub(r"[a-z]{6,}", mended, words)
