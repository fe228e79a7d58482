"""How well grades are read: against a list of grades, by year, and samples to check by hand.

    python benchmarks/judgements.py REPORTS_FOLDER CSV [SAMPLE_SIZE [SEED]]

The list has the columns doc, area and grade; doc is the path below the folder.
"""

from __future__ import annotations

import csv
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path

from ingest.errors import ReadError
from ingest.field.field import load_field
from ingest.judgements.grade_words import words_of
from ingest.judgements.recommendations import Recommendation
from ingest.reading import read_report
from ingest.report import Judgement, Report

FIELD = load_field()
SEED = 20240501  # of the sample, unless another is given: the same one each time
AROUND = 90  # characters shown on either side of a quote


def main(folder: Path, listed: Path, sample_size: int, seed: int) -> None:
    reports, asked = read_folder(folder)
    print_match(reports, listed)
    print_coverage(reports)
    print_sample(reports, sample_size, seed)
    print_recommendations(asked, sample_size, seed)


def read_folder(folder: Path) -> tuple[dict[str, Report], list[tuple[str, Recommendation]]]:
    """The reports by their path below the folder, and what they ask for; other files are named."""
    reports = {}
    asked: list[tuple[str, Recommendation]] = []
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".pdf", ".html"):
            continue
        source = path.relative_to(folder).as_posix()
        try:
            read = read_report(path.read_bytes(), source, FIELD)
        except ReadError as error:
            print(f"{source} is left out. {error}")
            continue
        reports[source] = read.report
        asked += [(source, each) for each in read.recommendations]
    return reports, asked


def print_match(reports: dict[str, Report], listed: Path) -> None:
    cells = matched = 0
    with listed.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            report = reports[row["doc"]]
            kind, published = report.info.kind, report.info.published
            words = words_of(FIELD.scales, kind, published)
            area = words.area(row["area"]) or row["area"]
            grade = words.grade(row["grade"]) or row["grade"]
            found = [
                judged.grade
                for judged in report.judgements
                if area in FIELD.scales.covered(judged.area)
            ]
            cells += 1
            matched += grade in found
            if grade not in found:
                print(f"  differs: {row['doc']}, {area}: listed {grade}, read {found or 'nothing'}")
    print(f"{listed.name}: {matched} of {cells} cells match ({matched / cells:.1%})")


def print_coverage(reports: dict[str, Report]) -> None:
    """By year of publication: graded reports, those with judgements, and judgements."""
    graded: defaultdict[int, list[Report]] = defaultdict(list)
    for source, report in reports.items():
        if not FIELD.scales.expects_grades(report.text, report.info.kind, report.info.published):
            continue
        graded[report.info.published.year if report.info.published else 0].append(report)
        if not report.judgements:
            print(f"  nothing read: {source}")
    print("\nyear  graded  with judgements  judgements")
    for year, made in sorted(graded.items()):
        read = [report for report in made if report.judgements]
        judged = sum(len(report.judgements) for report in made)
        print(f"{year}  {len(made):6}  {len(read):9} ({len(read) / len(made):4.0%})  {judged:10}")
    sizes = Counter(
        (report.info.kind, len(report.judgements)) for made in graded.values() for report in made
    )
    print("\njudgements a report, by kind:")
    for (kind, size), count in sorted(sizes.items()):
        print(f"  {kind}: {size} in {count} reports")
    ungraded = [
        source
        for source, report in reports.items()
        if not FIELD.scales.expects_grades(report.text, report.info.kind, report.info.published)
    ]
    wrong = [source for source in ungraded if reports[source].judgements]
    print(
        f"{len(ungraded)} reports grade nothing; {len(wrong)} of them have judgements {wrong or ''}"
    )


def print_sample(reports: dict[str, Report], size: int, seed: int) -> None:
    judged = [(source, each) for source, report in reports.items() for each in report.judgements]
    print(f"\n{size} of {len(judged)} judgements, drawn with seed {seed}:")
    drawn = random.Random(seed).sample(judged, min(size, len(judged)))
    for number, (source, each) in enumerate(sorted(drawn, key=lambda pair: pair[0]), start=1):
        print(
            f"{number:3} {source}: {each.area} | {each.grade}\n    {in_context(reports[source].text, each)}"
        )


def print_recommendations(asked: list[tuple[str, Recommendation]], size: int, seed: int) -> None:
    kinds = Counter(each.kind for _, each in asked)
    print(f"\n{len(asked)} recommendations: {dict(kinds.most_common())}")
    for source, each in random.Random(seed).sample(asked, min(size, len(asked))):
        print(f"{source}: {each.kind} | {' > '.join(each.headings[-2:])}\n    {each.text!r}")


def in_context(text: str, judged: Judgement) -> str:
    before = text[max(0, judged.start - AROUND) : judged.start]
    after = text[judged.end : judged.end + AROUND]
    shown = f"{before}[[{text[judged.start : judged.end]}]]{after}"
    return shown.replace("\n", " / ").replace("\t", " -> ")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if not 2 <= len(arguments) <= 4:
        sys.exit("Give the folder of reports, the list of grades, how many to draw, and a seed.")
    numbers = [int(each) for each in arguments[2:]]
    size, seed = [*numbers, *[100, SEED][len(numbers) :]]
    main(Path(arguments[0]), Path(arguments[1]), size, seed)
