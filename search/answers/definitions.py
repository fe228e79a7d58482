"""What a word means: where a report spells it out, or says what it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.about.abbreviations import long_form
from ingest.report import Report
from search.answers.boilerplate import LEADERS
from search.answers.exact.exact_words import Entry, newest_first, sentence_around
from search.answers.look_up_answer import LookUpAnswer, count
from search.answers.sentences import fold, in_heading
from search.holdings import Holding
from search.question.forms.definitions import DefinitionQuestion
from search.question.reading import Asked
from search.storage.contract import Generation
from search.storage.phrases import phrase_pattern

MOST = 3  # quotes
FEW = 3  # reports: what no more use is a name of theirs, of which they tell without defining it
PROBABLE = 0.8  # of a sentence that says what something is: it may say it of one case alone
MARKS = "\"“”'‘’"
# "X is a ...", "X (the Y) means ...", "X, also known as ...": not what is said of one case of it.
SAYS = (
    rf"(?:^|(?<=[.!?:•] )|(?<=[.!?]\s))(?:an? |the (?:term )?)?[{MARKS}]?TERM[{MARKS}]?(?: \([^)\n]{{{{2,40}}}}\))?,?"
    r" (?:(?:is|are) (?:an?|the|one of|when|where|defined as|known as|used to (?:describe|mean))\b|means?\b|refers? to\b"
    r"|(?:is|are) (?:a |the )?terms?\b)(?! (?:\w+ ){0,3}(?:priorit|strength|weakness|concern|challenge|problem|issue"
    r"|focus|feature|factor|risk|key|significant|good|strong|area for|number|result|same|lack|positive|case)\w*)"
)


def answer_definition(
    generation: Generation, asked: Asked, question: DefinitionQuestion
) -> LookUpAnswer | None:
    """The words that spell a term out, else sentences that say what it is; None: search answers."""
    if asked.scope.absent or not asked.scope.reports:
        return LookUpAnswer((), "", "")
    reports = newest_first(generation, asked.scope.reports)
    spelled = list(_spelled_out(generation, reports, question.term))
    if spelled:
        votes = Counter(_one(meaning) for meaning, _ in spelled)
        usual = votes.most_common(1)[0][0]
        first = [(meaning, entry) for meaning, entry in spelled if _one(meaning) == usual]
        others = {_one(meaning): entry for meaning, entry in reversed(spelled)}
        entries = [entry for _, entry in first[:MOST]]
        entries += [entry for meaning, entry in others.items() if meaning != usual][:MOST]
        definition = f"{question.term} stands for “{first[0][0]}”"
        lead = f"{definition}, as {count(votes[usual], 'report')} {_spell(votes[usual])} out."
        return LookUpAnswer(tuple(entries), lead + _otherwise(votes, usual), "")
    times = generation.count(question.term, asked.scope.reports)
    having = newest_first(generation, times)
    said_of = _says_what_it_is(generation, having, question.term)
    if said_of:
        lead = f"{count(len(said_of), 'report')} {'says' if len(said_of) == 1 else 'say'}"
        summary = f"{lead} what “{question.term}” is."
        return LookUpAnswer(tuple(said_of[:MOST]), summary, "", confidence=PROBABLE)
    letters = question.term.isupper() and not having  # which a search takes for others
    if not (question.plainly or letters) and (not question.sure or len(having) <= FEW):
        return None
    reason = f"No report here says what “{question.term}” means."
    if having:
        reason += (
            f" {count(len(having), 'report')} of {len(reports):,} use{'s' * (len(having) == 1)} it"
        )
        reason += f", the newest of them {having[0].info.title}."
    return LookUpAnswer((), "", reason)


def _one(meaning: str) -> str:
    """The same for what differs in its marks or in being one or several."""
    return " ".join(map(_singular, fold(meaning).replace("-", " ").split()))


def _spell(reports: int) -> str:
    return "spells it" if reports == 1 else "spell it"


def _otherwise(votes: Counter[str], usual: str) -> str:
    others = [f"“{meaning}”" for meaning, _ in votes.most_common() if meaning != usual]
    return f" Others use it for {' or '.join(others[:MOST])}." if others else ""


def _spelled_out(
    generation: Generation, reports: Sequence[Holding], term: str
) -> Iterator[tuple[str, Entry]]:
    """(what it stands for, where a report says so), of each report that does, the newest first."""
    short = _singular(term)
    if " " in short or len(short) > 10:
        return
    having = generation.count(short, frozenset(holding.number for holding in reports))
    plural = generation.count(f"{short}s", frozenset(holding.number for holding in reports))
    for holding in reports:
        if holding.number not in having and holding.number not in plural:
            continue
        report = generation.report(holding.number)
        if expansion := _expansion(report, short):
            meaning, start, end = expansion
            yield meaning, (holding.number, start, end)


def _expansion(report: Report, short: str) -> tuple[str, int, int] | None:
    """What a report says that letters stand for, and where: in prose, if it does so there."""
    expansions = list(_expansions(report.text, short))
    in_prose = (
        each
        for each in expansions
        if not in_heading(report, each[1]) and not LEADERS.search(report.text[each[1] : each[2]])
    )
    return next(in_prose, expansions[0] if expansions else None)


def _expansions(text: str, short: str) -> Iterator[tuple[str, int, int]]:
    letters = re.escape(short)
    for match in re.finditer(rf"\(\s*[{MARKS}]?({letters})s?[{MARKS}]?\s*\)", text, re.I):
        meaning = long_form(short, text[max(0, match.start() - 120) : match.start()])
        if meaning and not match[1].islower():
            yield " ".join(meaning.split()), *sentence_around(text, match)
    after = rf"(?<!\w)({letters})s?\s*(?:\(|[:–=—-]\s|\t)([^()\n\t]{{4,90}})"
    for match in re.finditer(after, text, re.I):
        meaning = re.split(r"[.;:]\s|,\s(?:which|an?|the)\s", match[2])[0].strip()
        if not match[1].islower() and long_form(short, meaning) == meaning:
            yield meaning, *sentence_around(text, match)


def _says_what_it_is(generation: Generation, reports: Sequence[Holding], term: str) -> list[Entry]:
    """The first sentence of each report that says what a term is."""
    singular = _singular(term)
    written = "|".join(
        phrase_pattern(each).pattern for each in dict.fromkeys([term, singular, f"{singular}s"])
    )
    pattern = re.compile(SAYS.replace("TERM", f"(?:{written})"), re.IGNORECASE | re.MULTILINE)
    entries: list[Entry] = []
    for holding in reports:
        text = generation.report(holding.number).text
        if match := pattern.search(text):
            entries.append((holding.number, *sentence_around(text, match)))
    return entries


def _singular(term: str) -> str:
    return term[:-1] if term.endswith("s") and not term.endswith("ss") and len(term) > 3 else term
