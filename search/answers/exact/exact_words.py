"""Words to the letter: in how many reports they stand, which these are, and a quote of each."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.report import Report
from ingest.sentences import sentences_of_line
from search.answers.exact.other_forms import Forms, forms_of, in_capitals, tell_initials
from search.answers.look_up_answer import LookUpAnswer, count
from search.answers.sentences import fold, stands
from search.holdings import Holding
from search.question.forms.exact_words import WordQuestion
from search.question.reading import Asked
from search.results import Count, Row
from search.storage.contract import Generation
from search.storage.phrases import phrase_pattern

EVERY_PLACE = 3  # reports: of no more than these each place is quoted
MOST_QUOTED = 100  # quotes; the reports are all listed
MOST_BEYOND = 3  # quotes of other reports, where the words are not in those that were asked about
MEANT = 3  # words: more than these, without quotation marks, may be meant by their sense

Entry = tuple[int, int, int]


def answer_words(
    generation: Generation, asked: Asked, question: WordQuestion
) -> LookUpAnswer | None:
    """Every report that has the words; None where search must answer, since none has them."""
    scope = asked.scope
    if scope.absent or not scope.reports:
        return LookUpAnswer((), "", "")
    if not question.quoted:
        question, others_told = _with_forms(generation, asked, question)
    else:
        others_told = ""
    times = _times(generation, question, scope.reports)
    one = len(question.phrases) == 1 and " " not in question.phrases[0]
    wording = "the word " if one else "the words "
    wording += " or ".join(f"“{phrase}”" for phrase in question.phrases)
    if not times:
        others = _others(generation, asked, question)
        if not others and not _is_exact(question):
            return None
        return _none(generation, question, wording, len(scope.reports), others)
    reports = newest_first(generation, times)
    entries = _quotes(generation, question, reports)
    subjects = {holding.info.known_as for holding in generation.holdings.of(scope.reports)}
    having = {holding.info.known_as for holding in reports}
    tally = Count(len(reports), len(scope.reports), "reports")
    if question.unit == "subjects":
        tally = Count(len(having), len(subjects), "subjects")
    return LookUpAnswer(
        entries=tuple(entries),
        summary=_summary(tally, len(reports), wording, sum(times.values()))
        + _tell_each(generation, question, scope.reports)
        + tell_initials(question.phrases, reports)
        + others_told,
        reason="",
        count=tally,
        reports=tuple((holding.number, times[holding.number]) for holding in reports),
        rows=tuple(_rows(generation.holdings.of(scope.reports), reports)),
    )


def _with_forms(
    generation: Generation, asked: Asked, question: WordQuestion
) -> tuple[WordQuestion, str]:
    """The question with the forms that are counted as well, and a sentence on those that are not.

    Where only another form stands in the reports, it is the one that is meant.
    """
    reports = asked.scope.reports
    shown = in_capitals(question.phrases, asked.text, generation.holdings.abbreviations)
    question = replace(question, phrases=shown)
    counted, uncounted = list(shown), list[str]()
    for phrase in shown:
        forms: Forms = forms_of(phrase)
        counted += [form for form in forms.same if generation.count(form, reports)]
        having = frozenset(n for one in counted for n in generation.count(one, reports))
        others = {form: generation.count(form, reports).keys() - having for form in forms.other}
        if not having and (best := max(others, key=lambda form: len(others[form]), default="")):
            counted = [best] if others[best] else counted
            others.pop(best)
        uncounted += [f"“{form}” in {len(own):,} more" for form, own in others.items() if own]
    more = f" Not counted: {', '.join(uncounted)}." if uncounted else ""
    return replace(question, phrases=tuple(dict.fromkeys(counted))), more


def _is_exact(question: WordQuestion) -> bool:
    """Whether its words alone can be meant, so that it is answered where nothing has them."""
    if question.quoted:
        return not question.beside
    return question.form == "count" and all(len(p.split()) <= MEANT for p in question.phrases)


def _times(
    generation: Generation, question: WordQuestion, reports: frozenset[int]
) -> dict[int, int]:
    """How often any of the words stand in each report that has them."""
    times: dict[int, int] = {}
    for phrase in question.phrases:
        for number, own in _times_of(generation, question, phrase, reports).items():
            times[number] = times.get(number, 0) + own
    return times


def _times_of(
    generation: Generation, question: WordQuestion, phrase: str, reports: frozenset[int]
) -> dict[int, int]:
    return {
        number: own
        for number, own in generation.count(phrase, reports).items()
        if not _means_other(generation, question, phrase, number)
    }


def _tell_each(generation: Generation, question: WordQuestion, reports: frozenset[int]) -> str:
    """ " By words: “Brexit” in none, “covid” in 19.": where any of several was asked for."""
    if len(question.phrases) == 1:
        return ""
    having = [len(_times_of(generation, question, phrase, reports)) for phrase in question.phrases]
    counts = [f"“{p}” in {n or 'none'}" for p, n in zip(question.phrases, having, strict=True)]
    return f" By words: {', '.join(counts)}."


def _means_other(generation: Generation, question: WordQuestion, short: str, number: int) -> bool:
    """Whether a report spells out an abbreviation as something else than the question does.

    "AI or artificial intelligence" is not in one whose AI is an additional inspector.
    """
    spelled = dict(generation.holdings.by_number[number].abbreviations)
    means = spelled.get(short.casefold())
    initials = "".join(word[0] for word in means.split()) if means else ""
    others = [fold(phrase) for phrase in question.phrases if phrase != short]
    alike = [o for o in others if "".join(word[0] for word in o.split()) == initials]
    return bool(means and alike) and fold(means or "") not in alike


def newest_first(generation: Generation, numbers: Iterable[int]) -> list[Holding]:
    holdings = generation.holdings.of(sorted(numbers))
    return sorted(holdings, key=lambda holding: holding.day, reverse=True)


def _quotes(
    generation: Generation, question: WordQuestion, reports: Sequence[Holding]
) -> list[Entry]:
    """The sentences that have the words: one of each report, all of those of a few."""
    entries: list[Entry] = []
    beside = set(generation.analyze(" ".join(question.beside)))
    for holding in reports:
        report = generation.report(holding.number)
        spans = sentences_with(report, question.phrases)
        if (
            len(reports) > EVERY_PLACE
        ):  # the one that has most of the other words, the first of these
            spans = [max(spans, key=lambda s: _fits(generation, report, s, beside))]
        entries += [(holding.number, *span) for span in spans]
        if len(entries) >= MOST_QUOTED:
            break
    return entries[:MOST_QUOTED]


def _fits(
    generation: Generation, report: Report, span: tuple[int, int], beside: set[str]
) -> tuple[bool, int]:
    """Whether it says something by itself, and how many of the other words it has."""
    words = report.text[slice(*span)]
    return stands(report, *span), len(beside & set(generation.analyze(words))) if beside else 0


def sentences_with(report: Report, phrases: Sequence[str]) -> list[tuple[int, int]]:
    """The spans of the sentences that have any of the words to the letter, in order."""
    spans: dict[tuple[int, int], None] = {}
    for phrase in phrases:
        for match in phrase_pattern(phrase).finditer(report.text):
            spans[sentence_around(report.text, match)] = None
    return sorted(spans)


def sentence_around(text: str, match: re.Match[str]) -> tuple[int, int]:
    """From the sentence that the words begin in to the one that they end in."""
    first = text.rfind("\n", 0, match.start()) + 1
    last = text.find("\n", match.end())
    spans = sentences_of_line(text, first, len(text) if last < 0 else last)
    begins = bisect_right(spans, match.start(), key=lambda span: span[1])
    around = spans[begins : bisect_left(spans, match.end(), key=lambda span: span[0])]
    start = around[0][0] if around else match.start()
    return min(start, match.start()), around[-1][1] if around else match.end()


def _rows(searched: Sequence[Holding], having: Sequence[Holding]) -> list[Row]:
    """The count by kind, those that have most first, and by year, the newest first."""
    kinds = {holding.info.kind for holding in searched if holding.info.kind}
    years = {holding.day.year for holding in searched if holding.day.year > 1}
    rows = [
        Row("kind", kind, *(sum(h.info.kind == kind for h in some) for some in (having, searched)))
        for kind in sorted(kinds)
    ]
    rows.sort(key=lambda row: -row.found)
    rows += [
        Row(
            "year",
            str(year),
            *(sum(h.day.year == year for h in some) for some in (having, searched)),
        )
        for year in sorted(years, reverse=True)
    ]
    return [row for row in rows if row.found]


def _summary(tally: Count, reports: int, wording: str, times: int) -> str:
    often = "once" if times == 1 else f"{times:,} times"
    what = f"{tally.found:,} of {count(tally.of, tally.unit.removesuffix('s'))}"
    have = "has" if tally.found == 1 else "have"
    if tally.unit == "subjects":
        return f"{what} {have} a report with {wording}: {often} in {count(reports, 'report')}."
    return f"{what} {have} {wording}, {often} in all."


def _none(
    generation: Generation,
    question: WordQuestion,
    wording: str,
    searched: int,
    others: tuple[str, list[Holding]] | None,
) -> LookUpAnswer:
    where = "the report" if searched == 1 else f"any of the {searched:,} reports"
    stand = "is" if wording.startswith("the word ") else "are"
    were = "was" if searched == 1 else "were"
    reason = f"{wording[:1].upper()}{wording[1:]} {stand} not in {where} that {were} searched."
    tally = Count(0, searched, "reports")
    if not others:
        return LookUpAnswer((), "", reason, tally)
    about, having = others
    have = "has" if len(having) == 1 else "have"
    reason += f" {len(having):,} of {about} {have} {'it' if stand == 'is' else 'them'}."
    entries = _quotes(generation, question, having)
    first = {number: (number, start, end) for number, start, end in reversed(entries)}
    beyond = tuple(first[h.number] for h in having if h.number in first)[:MOST_BEYOND]
    return LookUpAnswer((), "", reason, tally, beyond=(about, beyond))


def _others(
    generation: Generation, asked: Asked, question: WordQuestion
) -> tuple[str, list[Holding]] | None:
    """The reports outside the scope that have the words: the subject's own, else any."""
    scope = asked.scope
    own = scope.subject_reports - scope.reports if scope.places else frozenset[int]()
    names = " or ".join(dict.fromkeys(scope.filters.subjects))
    rest = generation.holdings.select(asked.given) - scope.reports
    for about, reports in ((f"the other reports on {names}", own), ("the other reports", rest)):
        if having := _times(generation, question, reports):
            return about, newest_first(generation, having)
    return None
