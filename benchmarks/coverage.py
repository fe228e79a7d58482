"""Reads every report of a folder and says what was found in each: the table of docs/ingest.md.

python -m benchmarks.coverage REPORTS [--blind] [--each]

What reports are found to be about is held against their paths, <area>/<kind>-<date>.pdf; with
--blind they are read under a name that tells nothing. A date is right when the path's is the
published one, or lies in the days of the inspection; it is near within ten days of it.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.field.field import load_field
from ingest.reading import Job, ReadReport, read_file
from ingest.report import Report
from ingest.workers import Failed, Workers

FIELD = load_field()
DATED = re.compile(r"(.+?)-(\d{4}-\d\d-\d\d|\d{4})(?:-.*)?$")


@dataclass(frozen=True, slots=True)
class Read:
    path: str
    report: Report
    recommendations: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: sums over some reports."""

    name: str
    reports: Sequence[Read]

    def cells(self) -> list[str]:
        held = [one.report for one in self.reports]
        dated = [is_date_right(one) for one in self.reports]
        return [
            self.name,
            str(len(held)),
            str(sum(len(report.pages) for report in held)),
            str(sum(not page.has_text for report in held for page in report.pages)),
            f"{sum(len(report.text) for report in held):,}",
            str(sum(len(report.sections) for report in held)),
            str(sum(bool(report.sections) for report in held)),
            str(sum(tables_in(report.text) for report in held)),
            str(sum(len(report.judgements) for report in held)),
            str(sum(one.recommendations for one in self.reports)),
            f"{sum(is_subject_right(one) for one in self.reports)}/{len(held)}",
            f"{sum(map(bool, dated))}/{sum(right is not None for right in dated)}",
            f"{sum(is_date_near(one) for one in self.reports)}/{len(held)}",
            f"{sum(is_kind_right(one) for one in self.reports)}/{len(held)}",
        ]


HEADS = [
    "family",
    "reports",
    "pages",
    "without text",
    "characters",
    "sections",
    "reports with sections",
    "tables",
    "judgements",
    "recommendations",
    "subject right",
    "date right",
    "date near",
    "kind right",
]


def read_all(folder: Path, *, blind: bool) -> tuple[list[Read], dict[str, str]]:
    """(reports, reasons of the failed ones by path)."""
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".pdf", ".html", ".htm"))
    found: list[Read] = []
    failed: dict[str, str] = {}
    names = {path: path.relative_to(folder).as_posix() for path in paths}
    jobs = [
        Job(path, f"file{path.suffix}" if blind else name, FIELD) for path, name in names.items()
    ]
    workers: Workers[Job, ReadReport | Failed] = Workers(read_file)
    for job, outcome in workers.run(jobs):
        if isinstance(outcome, Failed):
            failed[names[job.path]] = outcome.reason
        else:
            counted = len(outcome.recommendations)
            found.append(Read(names[job.path], outcome.report, counted))
    return sorted(found, key=lambda one: one.path), dict(sorted(failed.items()))


def is_subject_right(read: Read) -> bool:
    """Whether its subject and its folder's name are one place, whatever either calls it."""
    wanted = read.path.split("/")[0].replace("-", " ")
    found = read.report.info.subject
    place, named = FIELD.places.find_one(wanted), FIELD.places.find_one(found)
    same_place = place is not None and place == named
    return same_place or wanted.casefold() in found.casefold().replace("-", " ")


def is_date_right(read: Read) -> bool | None:
    """None where the path tells no date."""
    match = DATED.match(Path(read.path).stem)
    if match is None:
        return None
    info = read.report.info
    said = match[2]
    if len(said) == 4:
        return any(
            day is not None and day.year == int(said)
            for day in (info.published, info.inspected_from, info.inspected_to)
        )
    day = date.fromisoformat(said)
    first, last = info.inspected_from, info.inspected_to or info.inspected_from
    inspected = first is not None and last is not None and first <= day <= last
    return info.published == day or inspected


def is_date_near(read: Read) -> bool:
    """Publishers' sites show a report some days after its file was made."""
    match, found = DATED.match(Path(read.path).stem), read.report.info.published
    if match is None or len(match[2]) == 4 or found is None:
        return bool(is_date_right(read))
    return abs((found - date.fromisoformat(match[2])).days) <= 10 or bool(is_date_right(read))


def is_kind_right(read: Read) -> bool:
    match = DATED.match(Path(read.path).stem)
    kind = FIELD.kinds.named((match[1] if match else Path(read.path).stem).replace("-", " "))
    return kind is not None and kind.name == read.report.info.kind


def tables_in(text: str) -> int:
    """Runs of lines whose cells are parted by tabs."""
    rows = ["\t" in line for line in text.splitlines()]
    return sum(now and not before for before, now in zip([False, *rows], rows, strict=False))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--blind", action="store_true", help="read under a name that tells nothing")
    parser.add_argument("--each", action="store_true", help="name what is wrong")
    asked = parser.parse_args()
    started = time.monotonic()
    found, failed = read_all(asked.reports, blind=asked.blind)
    families: dict[str, list[Read]] = defaultdict(list)
    for read in found:
        match = DATED.match(Path(read.path).stem)
        families[match[1] if match else "other"].append(read)
    lines = [Line(name, reads) for name, reads in sorted(families.items())]
    rows = [HEADS, ["---"] * len(HEADS)]
    rows += [line.cells() for line in [*lines, Line("all", found)]]
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print(f"\n{len(found)} reports read in {time.monotonic() - started:.0f} s, {len(failed)} not:")
    for path, reason in failed.items():
        print(f"- {path}: {reason}")
    if asked.each:
        for read in found:
            info = read.report.info
            if not is_subject_right(read):
                print(f"subject {read.path}: {info.subject}")
            if is_date_right(read) is False:
                print(f"date {read.path}: {info.published} {info.inspected_from}")
            if not is_kind_right(read):
                print(f"kind {read.path}: {info.kind}")


if __name__ == "__main__":
    main()
