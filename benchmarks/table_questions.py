"""Whether grade and recommendation questions get every row that answers them, and no other question does.

    python -m benchmarks.table_questions LIBRARY [QUESTIONS]

A question's gold is all of its rows; one of type "searched" must not be answered from a table.
"""

from __future__ import annotations

import sys
from pathlib import Path

from search.evaluation.judging import Question, read_questions
from search.library import Library
from search.results import Answer
from search.storage.opening import open_storage

QUESTIONS = Path(__file__).parent / "questions" / "grades.jsonl"


def main(folder: Path, path: Path) -> None:
    library = Library(open_storage(folder))
    right = {"grade": [0, 0], "recommendation": [0, 0], "searched": [0, 0]}
    for question in read_questions(path):
        answer = library.ask(question.question, question.filters)
        wrong = fault(question, answer)
        counts = right[question.type]
        counts[0] += not wrong
        counts[1] += 1
        if wrong:
            print(f"{question.id} {question.question}\n    {wrong}\n    {said(answer)}")
    for name, (good, asked) in right.items():
        print(f"{name}: {good} of {asked} right")


def fault(question: Question, answer: Answer) -> str:
    """What is wrong with an answer; "" where nothing is."""
    looked_up = "table covers" in said(answer)
    if question.type == "searched":
        return "answered from a table" if looked_up else ""
    if not looked_up:
        return "not answered from a table"
    wanted = {(gold.doc, gold.quote) for gold in question.gold}
    got = {
        (citation.report.source, " ".join(citation.quote.split()))
        for statement in answer.statements
        for citation in statement.citations
    }
    missing, extra = len(wanted - got), len(got - wanted)
    examples = "; ".join(f"{doc}: {quote[:60]}" for doc, quote in [*(wanted ^ got)][:3])
    return f"{missing} rows missing, {extra} too many: {examples}" if missing or extra else ""


def said(answer: Answer) -> str:
    return answer.summary or answer.reason


if __name__ == "__main__":
    arguments = [Path(each) for each in sys.argv[1:]]
    if len(arguments) not in (1, 2):
        sys.exit("Give the folder of a library of the reports, and the questions.")
    main(arguments[0], arguments[1] if len(arguments) == 2 else QUESTIONS)
