"""A reader as a later version may have it: plain quotation marks, joined words, a line on top."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from itertools import accumulate

import numpy as np

from ingest.reading import Job, ReadReport, read_report
from ingest.workers import Failed

ON_TOP = "This line was furniture to the reader before.\n"
CHANGED = re.compile(r"(?<=\w)-(?=\w)|[‘’“”]| (?=\w)|ffi|fi")
PLAIN = {"‘": "'", "’": "'", "“": '"', "”": '"', " ": "\u00a0", "-": "", "ffi": "ﬃ", "fi": "ﬁ"}


def read_newly(job: Job) -> ReadReport | Failed:
    """For a worker, as ingest.reading.read_file is: each span moves with the text."""
    read = read_report(job.path.read_bytes(), job.source, job.field, job.overrides)
    report = read.report
    pieces = [*re.split(rf"({CHANGED.pattern})", report.text)]
    text = ON_TOP + "".join(PLAIN.get(piece, piece) for piece in pieces)
    ends = list(accumulate(len(piece) for piece in pieces))
    newer = list(accumulate(len(PLAIN.get(piece, piece)) for piece in pieces))
    moved = np.interp(np.arange(len(report.text) + 1), [0, *ends], [0, *newer])
    place = (moved.astype(np.int64) + len(ON_TOP)).tolist()
    place[0] = 0  # what was first holds the new line too

    boxes = report.boxes.copy()
    boxes[:, 1:3] = np.array(place)[boxes[:, 1:3]]
    report = replace(
        report,
        text=text,
        pages=tuple(replace(p, start=place[p.start], end=place[p.end]) for p in report.pages),
        sections=tuple(replace(s, start=place[s.start], end=place[s.end]) for s in report.sections),
        judgements=tuple(
            replace(j, start=place[j.start], end=place[j.end]) for j in report.judgements
        ),
        boxes=boxes,
    )
    asked = tuple(
        replace(r, start=place[r.start], end=place[r.end], text=text[place[r.start] : place[r.end]])
        for r in read.recommendations
    )
    return replace(
        read,
        report=report,
        recommendations=asked,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
