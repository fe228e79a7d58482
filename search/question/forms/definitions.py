"""Questions for what a word means: "what is a JTAI", "what does ILACS stand for"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.field.questions import QuestionWords
from search.question.idle_words import idle_words
from search.question.scope import Scope

TERM = r"[\"“'‘]?(?:an? |the )?(?:(?:word|term|abbreviation|acronym|initials) )?[\"“'‘]?(?P<term>[\w&’'/ -]+?)[\"”'’]?"
END = r"(?: (?:please|pls|exactly|again|actually|here|in (?:these|the|this) (?:reports?|context|text)))*\W*$"
# Each way to ask for nothing else.
PLAINLY = (
    rf"\bwhat (?:does|do|did|would) {TERM} (?:mean|stand for|refer to){END}",
    rf"\bwhat (?:do|does) (?:you|we|they|it|people|<inspection>|<inspectors>|(?:the )?(?:reports?|inspectors)) mean by {TERM}{END}",
    rf"\b(?:meaning|definition) of {TERM}{END}",
    rf"\bwhat(?:[’']?s| is| are) meant by {TERM}{END}",
    rf"^\W*define {TERM}{END}",
    rf"\b(?:explain|tell me) what {TERM} (?:is|are|means?){END}",
    rf"^\W*{TERM} (?:stands for(?: what)?|meaning|definition){END}",
)
WHAT_IS = rf"^\W*what(?:[’']?s| is| are) (?P<article>an? |the (?=(?-i:[A-Z]{{2}})|[\"“'‘]))?[\"“'‘]?(?P<term>[\w&’'/ -]+?)[\"”'’]?{END}"
MOST_WORDS = 4  # of a term that is asked for by "what is" alone
# What makes more of it than a term: "what is the budget", "what is working well in ..."
NO_TERM = re.compile(
    r"^the\b|\b(?:of|for|in|at|to|from|with|about|by|on|per|and|as|than|that|not)\b|\d|\w[’']s\b|s[’'](?:\s|$)"
    r"|^\w+(?:ing|ed) |s (?:\w+ )*\w+ing$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DefinitionQuestion:
    term: str
    plainly: bool  # it asks for the meaning in so many words
    sure: bool  # nothing but a meaning can be asked for
    beyond: str  # the question with the term blanked: what may name its scope


def read_definition_question(
    text: str, scope: Scope, words: QuestionWords
) -> DefinitionQuestion | None:
    """The term whose meaning a question asks for; None where it asks for more or for else."""
    rest = list(text)
    for named in scope.named:  # "what does MASH mean in Durham"
        if led := re.search(r"\s(?:in|for|at|since)(?: the)? $", text[: named.start]):
            rest[led.start() : named.end] = " " * (named.end - led.start())
    asked = "".join(rest)
    for way in PLAINLY:
        if match := words.pattern(way).search(asked):
            return _question(text, match, plainly=True, sure=True)
    match = re.search(WHAT_IS, asked, re.IGNORECASE)
    if match is None or not _is_term(match["term"], words):
        return None
    subjects = [named for named in scope.named if named.field == "subject"]
    if subjects or scope.missing or len(match["term"].split()) > MOST_WORDS:
        return None
    several = re.search(r"\bare\b", text[: match.start("term")]) is not None
    a_name = not match["term"].islower()
    sure = bool(match["article"]) or a_name or (" " in match["term"].strip() and not several)
    return _question(text, match, plainly=False, sure=sure)


def _question(text: str, match: re.Match[str], *, plainly: bool, sure: bool) -> DefinitionQuestion:
    start, end = match.span("term")
    beyond = text[:start] + " " * (end - start) + text[end:]
    return DefinitionQuestion(match["term"].strip(" '‘’"), plainly, sure, beyond)


def _is_term(term: str, words: QuestionWords) -> bool:
    own = term.casefold().split()
    idle = idle_words("any", words) - words.idle["any"]  # "a PEEL inspection" is a term
    return not NO_TERM.search(term) and idle.isdisjoint(own)
