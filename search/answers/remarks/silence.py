"""What is not there, in a sentence for the reader, and what can be answered instead."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from search.answers.look_up_answer import join_and
from search.passages.confidence import telling_words
from search.passages.finding import WEIGHED, Findings
from search.question.scope import Scope
from search.question.vocabulary import rarity
from search.storage.contract import Generation

KIN = 0.42  # how well a word is met where one of its kin stands
HAVING = 5000  # passages in which a word is looked for
MOST_INSTEAD = 3  # questions


def explain_silence(generation: Generation, findings: Findings, looked_up: str = "") -> str:
    """`looked_up` is why a table does not answer, where one was asked."""
    scope = findings.asked.scope
    if scope.absent:
        about = {holding.info.known_as for holding in generation.holdings.of(scope.reports)}
        where = f" about {about.pop()}" if len(about) == 1 and about != {""} else ""
        return f"There is no report here{where} on {' or '.join(scope.missing)}."
    if not scope.reports:
        return "No report here is in the scope that was chosen."
    if looked_up:
        return looked_up
    number = len(findings.reports)
    searched = "the report that was" if number == 1 else f"the {number:,} reports that were"
    reason = f"I could not find a direct answer in {searched} searched."
    if unsaid := sorted(_unsaid(generation, findings), key=len):
        reason += (
            f" {'It has no' if number == 1 else 'None of them has a'} word for “{unsaid[-1]}”."
        )
    return reason


def answered_instead(generation: Generation, findings: Findings) -> tuple[str, ...]:
    """A few questions near to one that is not answered, each of which a look-up answers."""
    return tuple(islice(_instead(generation, findings), MOST_INSTEAD))


def tell_other_years(generation: Generation, scope: Scope) -> str:
    """ "No report on Salford here is of 2016: there are those of 2015 and 2018."; "" where it is not so."""
    years = [name for name in scope.missing if name.isdigit()]
    if scope.no_such_year and not years:
        years = [part.value for part in scope.named if part.field == "year"]
    subjects = list(dict.fromkeys(scope.filters.subjects))
    reports = generation.holdings.of(sorted(scope.subject_reports))
    there = sorted({holding.day.year for holding in reports if holding.day.year > 1})
    if not years or len(subjects) != 1 or not there:
        return ""
    those = f"{'is one' if len(there) == 1 else 'are those'} of {join_and([str(year) for year in there])}"
    sentence = (
        f"No report on {subjects[0]} here is of {' or '.join(dict.fromkeys(years))}: there {those}."
    )
    used = sorted({h.day.year for h in generation.holdings.of(sorted(scope.reports))})
    return f"{sentence} This is of {used[0]}." if len(used) == 1 else sentence


def _instead(generation: Generation, findings: Findings) -> Iterator[str]:
    holdings, scales = generation.holdings, generation.field.scales
    nearest = generation.passage(findings.matches[0].ref).text if findings.matches else ""
    near = set(generation.analyze(nearest))
    telling = _telling(generation, findings)
    mentioned = [word for word in telling if near.intersection(generation.analyze(word))]
    mentioned.sort(key=lambda word: -_rarity(generation, word))  # a rare one is soon counted
    written = next((word for word in mentioned if generation.count(word, holdings.all)), None)
    if written is not None:
        yield f"How many reports mention “{written}”?"
    for subject in dict.fromkeys(findings.asked.scope.filters.subjects):
        own = holdings.on(holdings.called(subject))
        if own:
            yield f"Main findings for {subject}"
        judged = (one.area for number in own for one in generation.judgements_of(number))
        if any(map(scales.is_overall, judged)):
            yield f"What grades did {subject} get?"
        if generation.recommendations(own):
            yield f"What does {subject} need to improve?"


def _unsaid(generation: Generation, findings: Findings) -> Iterator[str]:
    """The telling words that no report searched has, nor any of their kin in what comes nearest."""
    for word, own in _telling(generation, findings).items():
        terms = generation.analyze(word)
        is_said = any(ref.report in findings.reports for ref in generation.having(terms, HAVING))
        met = (
            match.similarities[:, own].mean(axis=1).max() for match in findings.matches[:WEIGHED]
        )
        if terms and not is_said and max(met, default=0.0) < KIN:
            yield word


def _telling(generation: Generation, findings: Findings) -> dict[str, list[int]]:
    """The words that a question is about, as they are looked for, with their tokens."""
    vectors = findings.vectors
    telling = telling_words(vectors, generation.field.questions)
    return {"".join(vectors.words[token] for token in own): own for own in telling}


def _rarity(generation: Generation, word: str) -> float:
    return max((rarity(generation, term) for term in generation.analyze(word)), default=0.0)
