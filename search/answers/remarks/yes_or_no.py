"""Yes or no, or both, where quotes of an answer say so in the question's own words; else nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from search.answers.look_up_answer import count
from search.answers.speaking.harms import harm_in, harm_told
from search.answers.speaking.matter import matter_of
from search.answers.speaking.presence import ABSENT
from search.answers.speaking.stance import OPPOSITE, says
from search.answers.speaking.words import DENYING, clauses_on
from search.passages.finding import Findings
from search.question.idle_words import idle_words
from search.results import Says, Statement
from search.storage.contract import Generation

ASKS = re.compile(
    r"^\W*(?:(?:and|so|but|then)\W+)?(?:is|are|was|were|do|does|did|has|have|had)\b", re.IGNORECASE
)
# Questions that a person must weigh, or that offer a choice.
WEIGHED = re.compile(
    r"\b(?:or|well|good|bad|right|better|worse|too|all|any good|always|most)\b", re.IGNORECASE
)
# What asks how well something is done, and the words that ask it.
HOW_WELL = re.compile(
    r"\b(?:any |no |really |very )*(?:good|great|well|properly|right|effective(?:ly)?|strong|up to scratch)(?: enough)?\b(?: (?:at|in|with|on))?",
    re.IGNORECASE,
)
CHOICE = re.compile(r"\bor\b", re.IGNORECASE)
# Sentences that say it of some alone, of another time or on a condition.
HEDGED = re.compile(
    r"\b(?:some|most(?:ly)?|many|few|majority|minority|partly|partially|often|usually|generally|sometimes|variable"
    r"|but|however|although|though|while|despite|if|unless|until|when|previous(?:ly)?|had been|may|might|could|would|will|plan\w*|aim\w*|should|must|need\w*)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
MOST_READ = 10  # quotes: the best
REACH = 3  # words after a denial that it denies


def tell_yes_or_no(
    generation: Generation, findings: Findings, statements: Sequence[Statement]
) -> str:
    """A sentence for the first quote, with its date; "" where anything is unsure."""
    asked = findings.asked
    if not statements or not ASKS.search(asked.text):
        return ""
    if HOW_WELL.search(asked.topic.text) and not CHOICE.search(asked.text):
        return _tell_how_well(generation, asked.topic.text, statements)
    if WEIGHED.search(asked.text):
        return ""
    topic = asked.topic.text
    idle = idle_words("any", generation.field.questions)
    words = [word for word in WORD.findall(topic) if word.casefold() not in idle]
    terms = set(generation.analyze(" ".join(words)))
    if DENYING.search(topic) or len(terms) < 2:
        return ""
    ways = [(_way(generation, one.text, topic, terms), one) for one in statements]
    first = ways[0][0]
    if not first:
        return ""
    other = next((one for way, one in ways if way not in ("", first)), None)
    if other is not None:
        yes, no = (statements[0], other) if first == "for" else (other, statements[0])
        return f"Both are said: yes by {_by(yes)}, no by {_by(no)}."
    if first == "for":
        return f"Yes, {_by(statements[0])} says so."
    return f"No, by {_by(statements[0])}."


def _tell_how_well(generation: Generation, topic: str, statements: Sequence[Statement]) -> str:
    """How many of the quotes praise what is asked about, and how many find fault; "" where none does."""
    matter = matter_of(HOW_WELL.sub(" ", topic), generation)
    read = statements[:MOST_READ]
    ways = Counter(_praise(one.text, matter) for one in read)
    parts = [
        f"{number:,} {one if number == 1 else many}"
        for number, one, many in (
            (ways["for"], "praises it", "praise it"),
            (ways["against"], "finds fault", "find fault"),
        )
        if number
    ]
    first = "the first " if len(read) < len(statements) else ""
    return f"Of {first}{count(len(read), 'quote')} {', '.join(parts)}." if parts else ""


def _praise(sentence: str, matter: Sequence[str]) -> Says:
    """Whether a sentence praises a matter ("for") or finds fault; a backlog that is cleared is no fault."""
    harm = harm_in(sentence)
    if harm is not None:
        return OPPOSITE[harm_told(sentence, harm)] if clauses_on(sentence, matter) else ""
    return says(sentence, f"good {' '.join(matter)}", matter)


def _way(generation: Generation, sentence: str, topic: str, terms: set[str]) -> Says:
    """Which way a sentence speaks that has all the words of the question; "" where that is unsure."""
    if (
        ABSENT.search(sentence)
        or HEDGED.search(sentence)
        or not terms <= set(generation.analyze(sentence))
    ):
        return ""
    harm = harm_in(topic)
    way = "for" if harm is None else harm_told(sentence, harm)
    if not DENYING.search(sentence) or not way:
        return way
    after = (WORD.findall(sentence[match.end() :])[:REACH] for match in DENYING.finditer(sentence))
    denied = any(terms.intersection(generation.analyze(" ".join(words))) for words in after)
    return "against" if denied else ""


def _by(statement: Statement) -> str:
    info = statement.citations[0].report
    year = f" of {info.published.year}" if info.published else ""
    return f"the report{year} on {info.subject}" if info.subject else f"the report{year}"
