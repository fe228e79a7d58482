"""Questions for words to the letter: in quotation marks, or counted: "how many reports mention ..."."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.field.questions import QuestionWords
from search.question.idle_words import idle_words
from search.question.names import Named
from search.question.scope import Scope, blank

# In double marks, or in single ones that are no apostrophe.
QUOTED = re.compile(
    r"[\"“”„]\s*(?P<double>[^\"“”„]*\w[^\"“”„]*?)\s*[\"“”]"
    r"|(?<![\w’'])['‘]\s*(?P<single>(?:[^'‘’]|['’](?=\w))*\w(?:[^'‘’]|['’](?=\w))*?)\s*['’](?!\w)"
)
REPORTS = r"(?:reports?|documents?|publications?|texts?|<reports>)"
MENTION = (
    r"(?:mention(?:s|ed|ing)?|(?:talk|speak)(?:s|ing)? about|discuss(?:es|ed|ing)?|contain(?:s|ing)?|refer(?:s|ring)? to|names?|quotes?|speaks? of"
    r"|(?:us(?:e|es|ing)|includ(?:e|es|ing)|ha(?:ve|s)|having|with)"
    r" (?:the|these|this) (?:exact |very )?(?:words?|terms?|phrases?|names?))"
)
SOME = r"(?:\S+ ){0,5}?"  # what says which of the reports: "JTAI", "of the 2019"
COMES_UP = r"(?:mentioned|named|referred to|quoted|comes? up|crops? up|turns? up|appears?)"
STANDS = r"(?:occurs?|stands?|used|found|features?|featured)"
HERE = rf"in (?:the|these|all|our|any)(?: \w+)? {REPORTS}"
ANY = r"(?:any|some|all|the|these|our)"
# Each with what is looked for in `what`.
COUNTS = (
    rf"\bhow many {SOME}(?:{REPORTS}|<subjects>) {SOME}(?:that |which |do |also )*{MENTION} (?P<what>.+)",
    rf"\bin how many {SOME}{REPORTS} {SOME}(?:do|does|did|is|are|was|were|has|have) (?P<what>.+?)"
    rf" (?:been )?(?:{COMES_UP}|{STANDS})\b",
    rf"\bhow (?:often|many times|frequently) (?:do|does|is|are|was|were|has|have) (?P<what>.+?)"
    rf" (?:been |get )?(?:{COMES_UP}\b|{STANDS} {HERE})",
    rf"\bhow (?:often|many times|frequently) (?:do|does|did) {SOME}{REPORTS} {MENTION} (?P<what>.+)",
    rf"\b(?:number|count|share|proportion|percentage|%)(?: of)? {SOME}{REPORTS} {SOME}(?:that |which )?{MENTION} (?P<what>.+)",
    r"\b(?:number of|count(?: of)?|any)(?: the| all)? mentions? of (?P<what>.+)",
    rf"\b(?:number of|how many) times {SOME}(?:{REPORTS}|<inspection>|<inspectors>|inspectors?|they|it) {MENTION} (?P<what>.+)",
    rf"^\W*(?:do|does|did) {SOME}{REPORTS} {SOME}{MENTION} (?P<what>.+)",
    rf"^\W*(?:is|are) there {SOME}{REPORTS} {SOME}(?:that |which )?{MENTION} (?P<what>.+)",
    rf"^\W*(?:is|are|was|were) (?P<what>.+?) (?:ever )?{COMES_UP} (?:anywhere|{HERE})",
)
LISTS = (
    rf"(?:^\W*|\b(?:which|what|list|show|find)(?: me)?(?: all)?(?: of)? ){SOME}{REPORTS} {SOME}"
    rf"(?:that |which |do )?{MENTION} (?P<what>.+)",
)
# Of the reports on one subject; of those on several a list tells what each says.
OF_ONE = (
    rf"^\W*(?:which|what)(?: of)? {SOME}{REPORTS} (?:that |which )?(?:(?:are|is|were) )?"
    r"(?:about|on|cover(?:s|ing)?|deal(?:s|ing)? with|look(?:s|ing)? (?:at|into)) (?P<what>.+)",
)
PLACES = (
    rf"\bwhere (?:is|are|does|do) (?:the )?(?P<what>.+?) {COMES_UP}\b",
    rf"\bwhere (?:do|does) {SOME}{REPORTS} {MENTION} (?P<what>.+)",
    r"^\W*(?:the )?(?:exact|very) (?:words?|phrase)s? (?P<what>.+)",
)
LEADING = ("in", "from", "since", "before", "after", "during", "between", "within", "published")
# What leads from the verb to the words meant, and what may follow them.
LEAD = re.compile(
    r"^(?:(?:the |a |an )?(?:exact |very )?(?:words?|phrases?|terms?|names?)(?: of)?\s+)?(?:the|an?|any)?\b\s*",
    re.IGNORECASE,
)
TRAIL = re.compile(
    r"(?:[\s,]+(?:at all|anywhere|overall|altogether|in total|please|pls|thanks"
    r"|in (?:any|all|the|these|our)(?: of)?(?: the| these| our)? (?:reports?|library|collection|texts?)))*[\s?.!,;:]*$",
    re.IGNORECASE,
)
# Words that ask where, beside those that no question is about.
ASKING = frozenset(
    """
    anywhere appear appears ask asked call called come comes contain contains count exact exactly
    find list mention mentioned mentions occur occurs phrase phrases place places quote quotes
    refer refers show state states tell term terms use used uses word words write writes written
    """.split()
)


@dataclass(frozen=True, slots=True)
class WordQuestion:
    phrases: tuple[str, ...]  # any of them, to the letter
    form: Literal["quotes", "count", "reports"]  # places are asked for, how many, or which
    unit: Literal["reports", "subjects"]  # that are counted
    quoted: bool  # it has quotation marks, so that nothing else can be meant
    beside: tuple[str, ...]  # other words that say what it is about
    beyond: str  # the question with these words blanked: what may name its scope


def read_word_question(text: str, scope: Scope, words: QuestionWords) -> WordQuestion | None:
    """What words a question asks for to the letter; None where it asks for what they mean."""
    quoted = list(QUOTED.finditer(text))
    matched = _cue(text, COUNTS, words)
    places = None if matched else _cue(text, PLACES, words)
    lists = None if matched or places else _cue(text, LISTS, words)
    if not (matched or places or lists) and (on := _cue(text, OF_ONE, words)):
        lists = (
            on
            if any(n.field == "subject" and n.end < on.start("what") for n in scope.named)
            else None
        )
    if quoted:
        spans = [match.span() for match in quoted]
        phrases = [match["double"] or match["single"] for match in quoted]
    elif cue := matched or places or lists:
        start, end = _without_scope(text, *cue.span("what"), scope.named)
        spans = [(start, end)]
        phrases = re.split(r"(?<!\s)\s+or\s+", text[start:end], flags=re.IGNORECASE)
    else:
        return None
    phrases = [phrase for phrase in (_trim(phrase) for phrase in phrases) if phrase]
    beyond = blank(text, spans)
    beside = _beside(beyond, scope.named, words) if quoted else ()
    if not phrases or any(_is_no_phrase(phrase, beside) for phrase in phrases):
        return None
    which = words.pattern(rf"^\W*(?:which|what|list|show me|find) {SOME}{REPORTS}\b").search(text)
    how_many = words.pattern(
        r"^\W*(?:in )?how (?:many|often|frequently)\b|\bnumber of\b|\bcount\b"
    ).search(text)
    counts = bool(matched or (quoted and how_many))
    return WordQuestion(
        phrases=tuple(dict.fromkeys(phrases)),
        form="count" if counts else "reports" if lists or which else "quotes",
        unit="subjects"
        if words.pattern(r"\bhow many (?:\w+ )?<subjects>\b").search(text)
        else "reports",
        quoted=bool(quoted),
        beside=beside,
        beyond=beyond,
    )


def _cue(text: str, ways: Sequence[str], words: QuestionWords) -> re.Match[str] | None:
    matches = (words.pattern(way).search(text) for way in ways)
    return next((match for match in matches if match), None)


def _without_scope(text: str, start: int, end: int, named: Sequence[Named]) -> tuple[int, int]:
    """The span without what narrows it at its end: "county lines (in Durham since 2019)"."""
    for name in sorted(named, key=lambda name: name.start):
        if not start < name.start < end:
            continue
        before = text[start : name.start].rstrip()
        led = re.search(
            rf"\s(?:{'|'.join(LEADING)})(?: the| (?:19|20)\d\d and)?$", before, re.IGNORECASE
        )
        if led or name.field == "year":
            return start, start + (led.start() if led else len(before))
    return start, end


def _is_no_phrase(phrase: str, beside: Sequence[str]) -> bool:
    """Whether its sense is meant: a clause, or a word between marks: what does "good" look like."""
    return phrase.casefold().startswith("that ") or (
        bool(beside) and phrase.isalpha() and phrase.islower()
    )


def _trim(phrase: str) -> str:
    phrase = TRAIL.sub("", phrase.strip().strip("\"“”„‘'"))
    return " ".join(LEAD.sub("", phrase).strip("\"“”„‘’' ").split())


def _beside(text: str, named: Sequence[Named], words: QuestionWords) -> tuple[str, ...]:
    text = blank(text, [(name.start, name.end) for name in named])
    idle = idle_words("any", words) | idle_words("grades", words) | ASKING
    tokens = re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", text.casefold())
    return tuple(
        word
        for word in tokens
        if word not in idle and not words.pattern(rf"{REPORTS}").fullmatch(word)
    )
