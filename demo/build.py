"""Writes the demo collection: reports, faulty files, and the lists of what they judge.

Every force, council, person and figure in it is invented. The same sources give the same
bytes. Run as `python demo/build.py [FOLDER]`; FOLDER is demo/ unless given.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from printed import write_pdf
from source import judgements, read_source, recommendations
from webpage import write_page

HERE = Path(__file__).parent
SOURCES = HERE / "sources"

NOT_FOUND = """<!DOCTYPE html>
<html lang="en-GB">
<head><meta charset="utf-8"><title>Report not found - Inspection Reports</title></head>
<body>
<p><a href="#main">Skip to main content</a></p>
<main id="main">
<h1>Report not found</h1>
<p>The report you asked for is not here. It may have been moved or withdrawn.</p>
<p><a href="/">Search for another report</a></p>
</main>
</body>
</html>
"""


def build(folder: Path) -> None:
    """Fills folder with reports/, faults/, judgements.csv and recommendations.csv."""
    judged: list[tuple[str, ...]] = []
    recommended: list[tuple[str, ...]] = []
    for path in sorted(SOURCES.glob("*/*.txt")):
        source = read_source(path)
        is_page = "force" in source.fields
        doc = source.name + (".html" if is_page else ".pdf")
        target = folder / "reports" / doc
        target.parent.mkdir(parents=True, exist_ok=True)
        if is_page:
            target.write_text(write_page(source), encoding="utf-8", newline="\n")
        else:
            write_pdf(source, SOURCES, target)
        judged += [(doc, area, grade) for area, grade in judgements(source)]
        recommended += [(doc, item.kind, item.text) for item in recommendations(source)]
    write_csv(folder / "judgements.csv", ("doc", "area", "grade"), judged)
    write_csv(folder / "recommendations.csv", ("doc", "kind", "text"), recommended)
    write_faults(folder / "faults", folder / "reports/eastmere/jtai-2022-07-08.pdf")


def write_faults(folder: Path, whole: Path) -> None:
    """Files that cannot be read as reports; whole is a good PDF to cut short."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "not-found.pdf").write_text(NOT_FOUND, encoding="utf-8", newline="\n")
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "cut-short.pdf").write_bytes(whole.read_bytes()[:1500])


def write_csv(path: Path, names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
