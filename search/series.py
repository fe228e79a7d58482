"""Kinds that a library's own reports show: what the titles of a series call each of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ingest.about.description import UNKNOWN_KIND
from ingest.report import ReportInfo

LEAST = 2  # reports, on more than one body or of more than one day, that are a series
LONGEST = 4  # words of such a name
# What reports are called; a name ends in one of these and has another word before it.
SORTS = frozenset(
    "accounts analysis appraisal assessment audit bulletin consultation decision evaluation factsheet"
    " framework guidance inquiry inspection investigation letter minutes plan policy profile programme"
    " report review scrutiny statement strategy study survey".split()
)
# With these alone a name says nothing: "final report".
PLAIN = SORTS | frozenset(
    "a an annual draft executive final first fourth full interim main of on quarterly second short"
    " summary the third".split()
)
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*|\d+|[^\s\w]")


def learn_kinds(reports: Mapping[int, ReportInfo]) -> dict[int, str]:
    """The kind of each report that has none and shares its title's form with others."""
    unknown = {n: info for n, info in reports.items() if info.kind == UNKNOWN_KIND}
    names = {number: set(_names(info)) for number, info in unknown.items()}
    sharing: dict[str, list[ReportInfo]] = {}
    for number, own in names.items():
        for name in own:
            sharing.setdefault(name, []).append(unknown[number])
    series = {name: len(infos) for name, infos in sharing.items() if _is_series(infos)}
    return {
        number: max(shared, key=lambda name: (series[name], len(name)))
        for number, own in names.items()
        if (shared := own & series.keys())
    }


def _is_series(infos: Iterable[ReportInfo]) -> bool:
    """Whether reports differ in whom they are on or in their days; else it is one, read twice."""
    differing = {(info.subject, info.published) for info in infos}
    return len(differing) >= LEAST


def _names(info: ReportInfo) -> Iterator[str]:
    """What a title may call its report: some words up to one of SORTS, none of its subject's."""
    subject = set(WORD.findall(info.subject.casefold()))
    run: list[str] = []
    for word in WORD.findall(info.title.casefold()):
        if not word[0].isalpha() or word in subject:
            run = []
            continue
        run = [*run, word][-LONGEST:]
        if word in SORTS:
            for start in range(len(run) - 1):
                if not set(run[start:]) <= PLAIN and run[start] not in (
                    "of",
                    "the",
                    "on",
                    "a",
                    "an",
                ):
                    yield " ".join(run[start:])
