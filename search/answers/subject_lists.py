"""Every subject of which something is said: a row each, with the quote of it, the newest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, takewhile

import numpy as np

from search.answers.exact.exact_words import sentences_with
from search.answers.look_up_answer import LookUpAnswer, count, name_all
from search.answers.quotes import weigh_sentence
from search.answers.sentences import Sentence, stands, with_lead_in
from search.answers.speaking.harms import harm_in
from search.answers.speaking.matter import is_thing, matter_of, passages_having
from search.answers.speaking.stance import says, tells_of
from search.holdings import Holding
from search.passages.confidence import telling_words
from search.passages.finding import Findings
from search.passages.late_interaction import Match
from search.question.idle_words import idle_words
from search.results import Choice, Count, Row, Says
from search.storage.contract import Generation, PassageRef
from search.storage.phrases import phrase_pattern

# A report is listed whose best sentence fits this share of what the first fit, docs/experiments.md.
SHARE, FIRST = 0.85, 5
WEAKEST = 0.25  # of the word that it meets worst: manageable caseloads are no problem
LEAST_MET = 0.42  # of the question's rarest word, in the sentence or a word of its kin
LEAST_THING = 0.3  # of its rarest word for a thing, where that is another
TRIED = 8  # further sentences of a report
LEAST = 0.37  # of the first: below it nothing here is about what is asked
ORDER: tuple[Says, ...] = ("for", "", "against")
NEAR = 0.03  # a newer report of a subject is quoted before one that fits better by no more
SUREST = 0.8  # of a row: it rests on meaning and words
LIKELY: dict[Says, float] = {"for": SUREST, "": 0.5, "against": 0.1}


@dataclass(frozen=True, slots=True)
class ReportSentence:
    """The sentence of a report that fits best, and how well."""

    holding: Holding
    fit: float
    choice: Choice


def list_subjects(
    generation: Generation, findings: Findings, each: dict[int, tuple[Match, ...]], topic: str
) -> LookUpAnswer | None:
    """The subjects whose reports say what is asked; None where none does.

    `each` are the best passages of every report in scope.
    """
    spelled = findings.asked.each_topic
    matter = matter_of(spelled.text if spelled else topic, generation)
    sentences = say_best(generation, findings, each, lambda one: _way(one, topic, matter) == "for")
    first = _first(sentences) or 1.0
    phrase = _phrase(topic, generation)
    exact = generation.count(phrase, findings.reports) if phrase else {}
    if not exact and (not sentences or sentences[0].fit < LEAST):
        return None
    worded = _worded(generation, phrase, exact, sentences, first)
    sentences = [worded.pop(one.holding.number, one) for one in sentences] + list(worded.values())
    own: dict[str, list[ReportSentence]] = {}
    for one in sentences:
        if one.fit >= SHARE * first:
            own.setdefault(one.holding.info.known_as, []).append(one)
    if not own:
        return None
    spoken = [
        _spoken(telling, topic, matter)
        for own_said in own.values()
        if (telling := [one for one in own_said if tells_of(one.choice.whole, topic, matter)])
    ]
    if not spoken:
        return None
    spoken.sort(key=lambda each: each[1].holding.day, reverse=True)
    spoken.sort(key=lambda each: ORDER.index(each[0]))
    reports = Counter(h.info.known_as for h in generation.holdings.of(findings.reports))
    rows = tuple(
        Row(
            by="subject",
            label=one.holding.info.known_as,
            found=len(own[one.holding.info.known_as]),
            of=reports[one.holding.info.known_as],
            statement=place,
            confidence=LIKELY[way] * min(1.0, one.fit / first),
            says=way,
        )
        for place, (way, one) in enumerate(spoken)
    )
    words = (
        f" {count(len(exact), 'report')} {'has' if len(exact) == 1 else 'have'} the very words “{phrase}”."
        if exact
        else ""
    )
    of = len([subject for subject in reports if subject])
    ways = Counter(way for way, _ in spoken)
    who = name_all(one.holding.info.known_as for way, one in spoken if way == "for")
    return LookUpAnswer(
        entries=(),
        summary=f"{_tell_ways(ways, who, of, topic)}{words} Told by meaning and by words: read the quotes.",
        reason="",
        count=Count(ways["for"], of, "subjects"),
        rows=rows,
        choices=tuple(one.choice for _, one in spoken),
        confidence=max(row.confidence or 0.0 for row in rows),
    )


def _tell_ways(ways: Counter[Says], who: str, of: int, topic: str) -> str:
    """ "2 of 39 subjects have a report that says so (“high caseloads”): Halton, Luton; of 9 ...".

    All are told of, those too of which no sentence was found.
    """
    have = "has" if ways["for"] == 1 else "have"
    lead = f"{ways['for']:,} of {count(of, 'subject')} {have} a report that says so (“{topic}”)"
    lead += f": {who}" if who else ""
    others = []
    if ways["against"]:
        others.append(f"of {ways['against']:,} it says the opposite")
    if ways[""]:
        others.append(f"of {ways['']:,} its words do not tell which")
    if silent := of - ways.total():
        others.append(f"of {silent:,} no sentence on it was found")
    return "; ".join([lead, *others]) + "."


def _phrase(topic: str, generation: Generation) -> str:
    """The words of a topic from the first to the last that tell what it is about, if several."""
    idle = idle_words("any", generation.field.questions)
    words = topic.split()
    telling = [at for at, word in enumerate(words) if word.strip(",;").casefold() not in idle]
    return " ".join(words[telling[0] : telling[-1] + 1]) if len(telling) > 1 else ""


def _worded(
    generation: Generation,
    phrase: str,
    exact: Iterable[int],
    sentences: Iterable[ReportSentence],
    first: float,
) -> dict[int, ReportSentence]:
    """Of each report that has the very words, a sentence with them: they are surely listed."""
    by_number = {one.holding.number: one for one in sentences}
    with_phrase = {}
    for number in exact:
        nearest = by_number.get(number)
        if nearest is not None and phrase_pattern(phrase).search(nearest.choice.text):
            with_phrase[number] = replace(nearest, fit=max(first, nearest.fit))
            continue
        report, holding = generation.report(number), generation.holdings.by_number[number]
        spans = sentences_with(report, [phrase])
        start, end = next((s for s in spans if stands(report, *s)), spans[0])
        ref = generation.passage_at(number, start)
        sentence = Sentence(ref, holding.info.known_as, start, end, first)
        with_phrase[number] = ReportSentence(holding, first, with_lead_in(report, sentence))
    return with_phrase


def _spoken(
    own: Iterable[ReportSentence], topic: str, matter: Sequence[str]
) -> tuple[Says, ReportSentence]:
    """The newest report of a subject whose way can be told, and which way it speaks; else the newest."""
    ways = [(_way(one.choice, topic, matter), one) for one in own]
    sure = [each for each in ways if each[0]]
    if sure:  # what was said before may be past
        return max(sure, key=lambda each: each[1].holding.day)
    return "", _newest(one for _, one in ways)


def _way(choice: Choice, topic: str, matter: Sequence[str]) -> Says:
    """Which way a sentence speaks, by itself or else with what it leans on."""
    return says(choice.text, topic, matter) or says(choice.whole, topic, matter)


def _newest(own: Iterable[ReportSentence]) -> ReportSentence:
    """The newest report of a subject that fits about as well as its best."""
    sentences = list(own)
    least = max(one.fit for one in sentences) - NEAR
    return max((one for one in sentences if one.fit >= least), key=lambda one: one.holding.day)


def say_best(
    generation: Generation,
    findings: Findings,
    each: Mapping[int, Sequence[Match]],
    is_sought: Callable[[Choice], bool] = lambda _: True,
) -> list[ReportSentence]:
    """The sentence of each report that fits best and could be quoted, best first.

    Of those that fit about as well the first that is sought. Reports that fit far worse than the
    first are left out, unread.
    """
    telling = telling_words(findings.vectors, generation.field.questions)
    rarest = _rarest(generation, findings, telling)
    fits = [
        (number, own)
        for number, matches in each.items()
        if (own := _fits(matches, telling, rarest))
    ]
    sentences: list[ReportSentence] = []
    for number, own in sorted(fits, key=lambda pair: -pair[1][0][0]):
        if own[0][0] < SHARE * _first(sentences) and len(sentences) >= FIRST:
            break
        report, holding = generation.report(number), generation.holdings.by_number[number]
        standing = (
            ReportSentence(
                holding,
                fit,
                with_lead_in(report, Sentence(ref, holding.info.known_as, start, end, fit)),
            )
            for fit, ref, start, end in own
            if stands(report, start, end)
        )
        if (best := next(standing, None)) is None:
            continue
        near = takewhile(lambda one: one.fit >= SHARE * best.fit, islice(standing, TRIED))
        sentences.append(next((one for one in chain([best], near) if is_sought(one.choice)), best))
    return sorted(sentences, key=lambda one: -one.fit)


def _fits(
    matches: Iterable[Match], telling: Sequence[Sequence[int]], rarest: tuple[int, int]
) -> list[tuple[float, PassageRef, int, int]]:
    """(fit, passage, start, end) of a report's sentences that meet the rarest words, best first."""
    fits = []
    for match in matches:
        met = np.stack([match.similarities[:, own].mean(axis=1) for own in telling])
        word, thing = rarest
        meets = (met[word] >= LEAST_MET) & (met[thing] >= LEAST_THING)
        for at in map(int, np.flatnonzero(meets)):
            fit = (1 - WEAKEST) * weigh_sentence(match, at) + WEAKEST * float(met[:, at].min())
            start, end = match.sentences[at]["start"], match.sentences[at]["end"]
            fits.append((fit, match.ref, int(start), int(end)))
    return sorted(fits, reverse=True)


def _rarest(
    generation: Generation, findings: Findings, telling: Sequence[Sequence[int]]
) -> tuple[int, int]:
    """Which telling word is in the fewest passages, and which of those for a thing.

    "Backlogs" of those in the MASH; of "gaps for disabled children" these too.
    """
    words = ["".join(findings.vectors.words[token] for token in own).casefold() for own in telling]
    having = [passages_having(word, generation) for word in words]
    things = [at for at, word in enumerate(words) if is_thing(word)]
    harms = [at for at, word in enumerate(words) if harm_in(word) is not None]
    every = [*things, *harms] or range(len(words))
    return (
        min(every, key=lambda at: having[at]),
        min(things or every, key=lambda at: having[at]),
    )


def _first(sentences: Sequence[ReportSentence]) -> float:
    """How well the first fit."""
    return sum(one.fit for one in sentences[:FIRST]) / max(1, len(sentences[:FIRST]))
