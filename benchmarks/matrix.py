"""How long a matrix over a library takes, the questions read and embedded anew each time.

python -m benchmarks.matrix LIBRARY
"""

from __future__ import annotations

import sys
import time

from search.across.matrix import By
from search.library import Library, open_library
from search.results import Filters

QUESTIONS = [
    "How long do children wait for autism assessments?",
    "Do care leavers live in suitable homes?",
    "How high are social workers' caseloads?",
    "grade for leadership",
    "What must they improve?",
    '"county lines"',
]
PASSES = 3


def measure(library: Library, questions: list[str], filters: Filters, by: By) -> str:
    """A line of a Markdown table: rows, columns, cells, those with words, the quickest pass.

    Of one thread, so that the processor's time is the clock's where nothing else runs.
    """
    taken, worked = [], []
    for _ in range(PASSES):
        began, at_work = time.perf_counter(), time.process_time()
        matrix = library.matrix(questions, filters, by)
        cells = [matrix.cell(*place) for place in matrix.places()]
        taken.append(time.perf_counter() - began)
        worked.append(time.process_time() - at_work)
    said = sum(cell.statement is not None for cell in cells)
    rows = len(matrix.plan.lines)
    return (
        f"| {rows} {by}s | {len(questions)} | {len(cells)} | {said} | {min(taken):.2f} |"
        f" {min(worked):.2f} |"
    )


def main() -> None:
    library = open_library(sys.argv[1])
    library.load()
    library.search("warm up")
    print("| rows | questions | cells | with words | s | processor s |\n|---|--:|--:|--:|--:|--:|")
    for count in (1, len(QUESTIONS)):
        print(measure(library, QUESTIONS[:count], Filters(latest=True), "subject"))
        print(measure(library, QUESTIONS[:count], Filters(), "report"))


if __name__ == "__main__":
    main()
