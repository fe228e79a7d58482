"""What many reports ask to improve alike: the phrases that most of their recommendations share."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from ingest.judgements.recommendations import Recommendation
from search.answers.exact.exact_words import newest_first
from search.answers.look_up_answer import LookUpAnswer, Part, as_it_stands, count, entries_of
from search.question.forms.briefs import BriefQuestion
from search.question.idle_words import idle_words
from search.storage.contract import Generation

MOST = 8  # themes
SHARE, FEWEST = 0.15, 3  # of the reports that a theme is in, at least
QUOTED = 2  # of the newest reports, of each theme
TOLD = 0.8  # of what is told by words: another phrase may mean the same
CLAUSES = re.compile(r"[.,;:()\n•]")
WHOSE = re.compile(r"(?:[’']s|s[’'])(?: |$)")
WORD = re.compile(r"[^\W\d_]{3,}(?:[’'-][^\W\d_]+)*")

Terms = tuple[str, ...]


def answer_themes(generation: Generation, question: BriefQuestion) -> LookUpAnswer | None:
    """A part for each theme, the commonest first; None where the reports share none."""
    first: dict[Terms, dict[int, Recommendation]] = defaultdict(dict)
    written: dict[Terms, Counter[str]] = defaultdict(Counter)
    listing: set[int] = set()
    for number, item in generation.recommendations(question.reports):
        if "@" in item.text:
            continue  # where to send the answer is no theme
        listing.add(number)
        for phrase in _phrases(generation, item.text):
            terms = tuple(generation.analyze(phrase))
            first[terms].setdefault(number, item)
            written[terms][phrase] += 1
    least = max(FEWEST, SHARE * len(listing))
    common = sorted(
        (terms for terms in first if len(first[terms]) >= least), key=lambda t: -len(first[t])
    )
    parts: list[Part] = []
    themes: list[str] = []
    taken: set[str] = set()
    for terms in common:
        if taken.intersection(terms) or len(parts) == MOST:
            continue
        taken.update(terms)
        name, own = written[terms].most_common(1)[0][0], first[terms]
        reports = [holding.number for holding in newest_first(generation, own)]
        quotes = tuple(
            as_it_stands(generation, n, own[n].start, own[n].end) for n in reports[:QUOTED]
        )
        of = f"{len(own):,} of {count(len(listing), 'report')} ask for something on this."
        parts.append(Part(name[:1].upper() + name[1:], reports[0], of, quotes))
        themes.append(f"{name} ({len(own):,})")
    if not parts:
        return None
    summary = f"What {count(len(listing), 'report')} most often ask to improve, by their words: {', '.join(themes)}."
    return LookUpAnswer(entries_of(parts), summary, "", parts=tuple(parts), confidence=TOLD)


def _phrases(generation: Generation, text: str) -> set[str]:
    """Each two words that stand together and are both of some matter."""
    words = generation.field.questions
    idle = (
        idle_words("any", words)
        | idle_words("recommendations", words)
        | idle_words("grades", words)
    )
    phrases = set()
    for clause in CLAUSES.split(text):
        own = WORD.findall(clause)
        phrases |= {
            f"{a} {b}"
            for a, b in zip(own, own[1:], strict=False)
            if not {a.casefold(), b.casefold()} & idle and not WHOSE.search(f"{a} {b}")
        }
    return {phrase for phrase in phrases if len(generation.analyze(phrase)) > 1}
