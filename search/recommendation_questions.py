"""What a question asks of recommendations, read off its words: "what must the force improve"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from ingest.scales import fold
from search.grade_questions import EVER, IDLE
from search.scope import Scope

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

# "What must Durham improve", "what does the force need to do better".
ORDER = r"\b(?:must|should|ought to|needs?(?: to)?|needed to|ha(?:s|ve|d) (?:got )?to|told to|asked to|required to)\b"
TODO = re.compile(
    rf"\bwhat(?:'s| is| are)?\b.*{ORDER}.*\b(?:improve|improving|improved|better|fix|fixing|sort(?:ed)? out|put right|putting right)\b"
    rf"|\bwhat (?:did|do|have) (?:the )?(?:inspectors?|ofsted|hmicfrs|inspectorates?|they|reports?)\b.*\b(?:recommend|ask for|asked for|(?:tell|told|ask|asked|want|wanted) (?:\w+ ){{1,6}}to (?:improve|fix|change|do better)|say (?:\w+ )*{ORDER})"
    r"|\bwhat (?:was|were|is|are) (?:\w+ ){0,6}recommended\b"
)
BARE_TODO = re.compile(rf"\bwhat\b.*{ORDER}(?: be)? (?:do|done|change)\b")  # without a topic only
# It asks what became of them, how well or why: that is told in the text.
ELSE = re.compile(
    r"\b(?:acted|acting|act on|implement\w*|follow\w*|progress|met|meet|complet\w+|respon\w+|track\w*"
    r"|monitor\w*|learn\w*|address\w*|deliver\w*|tackl\w+|deal\w*|why|how (?:well|far|quickly|is|are|do|does|did|has|have)"
    r"|case reviews?|audits?|coroner|serious case|conferences?|accepted|closed|discharged|made since"
    r"|what (?:has|have) (?:\w+ ){0,4}(?:improved|changed)|when)\b"
)
STARTS = re.compile(
    r"^\W*(?:what|which|list|show|give|tell|name|any|all|how many|who|where|number of|(?:does|do|did|has|have|had|is|are|were|was)\b.*\b(?:have|had|given?|get|got|receive|any|there)\b)"
)
VERB = re.compile(r"\b(?:is|are|was|were|do|does|did|has|have|can|will)\b")
HISTORY = re.compile(r"\b(?:all|every|over time|across|so far|to date|previous|older|past)\b")
SAID_BESIDE = frozenset(
    [
        "must",
        "should",
        "ought",
        "need",
        "needs",
        "needed",
        "improve",
        "improving",
        "improved",
        "improvement",
        "improvements",
        "better",
        "fix",
        "fixing",
        "sort",
        "sorted",
        "put",
        "right",
        "putting",
        "recommend",
        "recommended",
        "recommendations",
        "recommendation",
        "told",
        "asked",
        "required",
        "ask",
        "identified",
        "identify",
        "highlighted",
        "raised",
        "issued",
        "made",
        "make",
        "listed",
        "number",
        "action",
        "actions",
        "priority",
        "priorities",
        "concern",
        "concerns",
        "cause",
        "causes",
        "point",
        "points",
        "things",
        "thing",
        "doing",
        "done",
        "going",
        "further",
        "more",
        "particular",
        "specific",
        "exactly",
        "current",
        "currently",
        "open",
        "outstanding",
        "relation",
        "relating",
        "regarding",
        "related",
        "concerning",
        "around",
        "terms",
        "respect",
        "mention",
        "mentions",
        "mentioned",
        "ofsted's",
        "hmicfrs",
        "hmic",
        "cqc",
        "inspectorate",
        "inspectorates",
        "inspectors'",
        "say",
        "says",
        "partners",
        "agencies",
        "see",
        "can",
        "could",
        "immediate",
        "immediately",
        "main",
        "key",
        "there",
        "anything",
        "really",
        "actually",
        "against",
    ]
)


@dataclass(frozen=True, slots=True)
class RecommendationQuestion:
    kind: str  # of recommendation; "" for all of them
    topic: str  # the words that they must be about; "" where there are none
    names_list: bool  # it calls them by a name that reports give their lists
    history: bool  # asks for those of older reports too


def read_recommendation_question(question: str, scope: Scope) -> RecommendationQuestion | None:
    """What a question asks of recommendations; None where it asks for something else."""
    rest = _mend(fold(scope.rest)).replace("areas for development", "areas for improvement")
    asked = fold(question)
    noun = NOUN.search(rest)
    todo = TODO.search(_mend(asked))
    bare = BARE_TODO.search(asked)
    if ELSE.search(rest) or not (noun or todo or bare):
        return None
    if noun and not todo and VERB.search(rest) and not STARTS.search(asked):
        return None
    kind = next((name for name, words in NOUNS.items() if re.search(rf"\b(?:{words})\b", rest)), "")
    without = NOUN.sub(" ", rest)
    topic = " ".join(
        word
        for word in re.findall(r"[a-z0-9][a-z0-9'&-]*", without)
        if (word not in IDLE or word in ("send", "social"))
        and word not in SAID_BESIDE
        and len(word) > 1
    )
    if not (noun or todo) and topic:
        return None
    history = bool(EVER.search(asked) or HISTORY.search(rest))
    return RecommendationQuestion(kind, topic, noun is not None, history)


def _mend(words: str) -> str:
    """The words with "recomendations" and the like spelt as they are meant."""

    def mended(match: re.Match[str]) -> str:
        word = match.group()
        found = process.extractOne(word, MISSPELT, scorer=fuzz.ratio, score_cutoff=TYPO_SCORE)
        return found[0] if found and word not in SAID_BESIDE else word

    return re.sub(r"[a-z]{6,}", mended, words)
