"""Lists of reports: complete, the newest first, with their days and who led them where they say so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from search.answers.days import long_date, write_days
from search.answers.exact.exact_words import Entry, newest_first
from search.answers.look_up_answer import LookUpAnswer, count, own_reports
from search.holdings import Holding
from search.question.forms.report_lists import ReportQuestion, years_named
from search.question.reading import Asked
from search.results import Count
from search.storage.contract import Generation

MOST_TOLD = 3  # reports whose days or inspectors the first sentence tells
NAME = r"(?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?[A-Z][\w’'-]+(?: [A-Z](?:\.| ))*(?: [A-Z][\w’'-]+){1,3}"
LEADS = rf"^(?:<leads>)[ ]*(?::|\t|–|-)\s*(?P<name>(?-i:{NAME}))"
LED_BY = rf"(?P<name>(?-i:{NAME})),(?: (?-i:[A-Z])\w+)*,? (?:<leads>)\b"
POST = re.compile(r"(?: [A-Z]{2,})+$")  # "Gary Lamb HMI"


def answer_reports(generation: Generation, asked: Asked, question: ReportQuestion) -> LookUpAnswer:
    """Every report that is asked for, the newest first."""
    if asked.scope.absent:
        return LookUpAnswer((), "", "")
    if missing := [name for name in asked.scope.missing if not name.isdigit()]:
        return LookUpAnswer((), "", f"There is no report here of the kind {' or '.join(missing)}.")
    reports = newest_first(generation, own_reports(generation, asked.scope, question.reports))
    tally = Count(len(reports), len(generation.holdings.select(asked.given)), "reports")
    if not reports or asked.scope.no_such_year:
        return LookUpAnswer(
            (), "", "No report here is of that time.", Count(0, tally.of, "reports")
        )
    entries: list[Entry] = []
    if question.asks == "who":
        names, entries = _leaders(generation, reports)
        if not entries:
            return LookUpAnswer((), "", f"{_who(reports)} not say who led the inspection.", tally)
        summary = _tell_leaders(reports, names)
        if len(entries) < len(reports):
            summary += f" {count(len(reports) - len({e[0] for e in entries}), 'report')} more of those asked for name nobody."
    elif question.asks == "when":
        summary = _tell_days(reports)
    elif question.asks == "latest":
        summary = _tell_latest(reports)
    else:
        summary = _tell_all(reports, question.month) + _tell_by_what(
            reports, years_named(asked.scope)
        )
    if question.by_title:
        summary += f" Told by these words of their titles or files: “{question.by_title}”."
    listed = tuple((holding.number, 0) for holding in reports)
    return LookUpAnswer(tuple(entries), summary, "", tally, listed)


def name_leaders(text: str, generation: Generation) -> list[tuple[str, int, int]]:
    """(name, start, end of the line) of each who is called its leader in a labelled line."""
    leaders = []
    words = generation.field.questions
    for way in (LEADS, LED_BY):
        for match in words.pattern(way, re.IGNORECASE | re.MULTILINE).finditer(text):
            start = text.rfind("\n", 0, match.start()) + 1
            end = text.find("\n", match.end())
            line = (start, len(text) if end < 0 else end)
            if line[1] - line[0] < 200:  # a sentence of prose names others too
                leaders.append((match.start("name"), POST.sub("", match["name"]), *line))
    return [(name, start, end) for _, name, start, end in sorted(set(leaders))]


def _leaders(
    generation: Generation, reports: Sequence[Holding]
) -> tuple[dict[int, list[str]], list[Entry]]:
    names: dict[int, list[str]] = {}
    entries: dict[Entry, None] = {}
    for holding in reports:
        for name, start, end in name_leaders(generation.report(holding.number).text, generation):
            own = names.setdefault(holding.number, [])
            own += [name] if name not in own else []
            entries[holding.number, start, end] = None
    return names, list(entries)


def _tell_leaders(reports: Sequence[Holding], names: dict[int, list[str]]) -> str:
    clauses = [
        f"{' and '.join(names[holding.number])} led {_inspection(holding)}"
        for holding in reports
        if holding.number in names
    ]
    rest = f"; {len(clauses) - MOST_TOLD} more follow" if len(clauses) > MOST_TOLD else ""
    return f"{'; '.join(clauses[:MOST_TOLD])}{rest}."


def _tell_days(reports: Sequence[Holding]) -> str:
    info = reports[0].info
    last = "last " if len(reports) > 1 else ""
    on = "on" if info.published_precision == "day" else "in"
    published = f"published {on} {long_date(info)}" if info.published else ""
    if days := write_days(info.inspected_from, info.inspected_to):
        about = info.known_as
        return f"{about} was {last}inspected on {days} ({info.kind}, {published or 'undated'})."
    dated = f"was {published}" if published else "is undated"
    return f"The {last}report on {info.known_as} {dated} ({info.kind})."


def _inspection(holding: Holding) -> str:
    year = f" of {holding.day.year}" if holding.day.year > 1 else ""
    return f"the {holding.info.kind} inspection of {holding.info.known_as}{year}"


def _tell_latest(reports: Sequence[Holding]) -> str:
    names = [
        f"{h.info.known_as}, {h.info.kind}, {long_date(h.info) or 'undated'}"
        for h in reports[:MOST_TOLD]
    ]
    if len({holding.info.known_as for holding in reports}) > 1 or len(reports) == 1:
        rest = f" {len(reports) - 1:,} more follow, the newest first." if len(reports) > 1 else ""
        return f"The latest is {names[0]}.{rest}"
    more = f"; {len(reports) - MOST_TOLD} of other kinds follow" if len(reports) > MOST_TOLD else ""
    return f"The latest of each kind are {'; '.join(names)}{more}."


def _who(reports: Sequence[Holding]) -> str:
    return "The report does" if len(reports) == 1 else f"The {len(reports):,} reports do"


def _tell_all(reports: Sequence[Holding], month: str) -> str:
    """ "20 JTAI reports of 2016 to 2025.", "4 reports of January 2025: 3 PEEL, 1 JTAI."."""
    span = _span(reports).replace(" of ", f" of {month} ") if month else _span(reports)
    counts = Counter(holding.info.kind or "of no known kind" for holding in reports)
    if len(counts) == 1 and reports[0].info.kind not in ("", "report"):
        return f"{count(len(reports), f'{reports[0].info.kind} report')}{span}."
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in counts.most_common())
    return f"{count(len(reports), 'report')}{span}{f': {kinds}' if len(counts) > 1 else ''}."


def _tell_by_what(reports: Sequence[Holding], years: set[int]) -> str:
    """ " 11 were published in 2016; the other 3 were inspected or tell of it then."."""
    others = sum(h.info.published is None or h.info.published.year not in years for h in reports)
    if not years or not others:
        return ""
    year = " or ".join(map(str, sorted(years)))
    were = "was" if len(reports) - others == 1 else "were"
    rest = "the other has" if others == 1 else f"the other {others:,} have"
    return f" {len(reports) - others:,} {were} published in {year}; {rest} that year among the days of the inspection or in the title."


def _span(reports: Sequence[Holding]) -> str:
    years = sorted({holding.day.year for holding in reports if holding.day.year > 1})
    if not years:
        return ""
    return f" of {years[0]}" + (f" to {years[-1]}" if len(years) > 1 else "")
