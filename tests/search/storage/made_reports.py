"""Reports made by hand, for what keeps them: no file is read and nothing is embedded."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np

from ingest.judgements.recommendations import Recommendation
from ingest.passages import sentences_of
from ingest.reading import ReadReport
from ingest.report import Judgement, Page, Passage, Section
from search.holdings import Holding
from search.storage.contract import SENTENCE, NewReport, Storage
from tests.builders import make_report

SALFORD = "Salford\nKnife crime has fallen.\nPolice-led work, and knife\ncrime again, is good.\n"
LUTON = "Luton\nBurglary has risen.\nThe force should visit every home.\n"
NORTH, EAST = np.eye(2, 8, dtype=np.float32)
LEFT_OUT = (("crossed out", 2), ("in a frame that shows another page", 0))


def new(name: str, text: str, *vectors: object, replaces: Holding | None = None) -> NewReport:
    """A report of one passage for each vector, its lines dealt out among them."""
    lines = text.splitlines(keepends=True)
    half = len(lines[0]) + len(lines[1]) if len(vectors) > 1 else len(text)
    report = make_report(
        text,
        sections=[Section(lines[0].strip(), 1, 0, len(text))],
        pages=[Page(1, "i", 0, half), Page(2, "ii", half, len(text))],
        id=name,
        subject=name.title(),
        source=f"{name}.pdf",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    report = replace(
        report,
        judgements=(Judgement(name.title(), "knife crime", "good", 0, len(lines[0]) - 1),),
        boxes=np.array([[1, 0, 5, 10, 20, 30, 40]], np.int32),
    )
    asked = Recommendation("recommendation", lines[-1].strip(), (), len(text) - 9, len(text))
    spans = [(0, half), (half, len(text))][: len(vectors)]
    return NewReport(
        read=ReadReport(
            report,
            (asked,),
            ("Trafford",),
            (("KC", "knife crime"),),
            hashlib.sha256(text.encode()).hexdigest(),
            sentences_of(text),
            LEFT_OUT,
        ),
        location=f"/in/{name}.pdf",
        reader="reader 1",
        replaces=replaces,
        passages=[
            Passage(name, start, end, text[start:end], (number,), (lines[0].strip(),))
            for number, (start, end) in enumerate(spans, start=1)
        ],
        vectors=np.array(vectors, np.float16).reshape(-1, 8),
        codes=[np.full((3, 4), number, np.uint8) for number in range(len(spans))],
        sentences=[np.array([(start, end, 0)], SENTENCE) for start, end in spans],
    )


def publish(storage: Storage, *reports: NewReport) -> list[Holding]:
    with storage.hold() as writing:
        writing.use_model("a model")
        for report in reports:
            writing.add(report)
        return writing.publish()
