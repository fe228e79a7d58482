"""A library as JSON lines: one object a line, each with its `type`, every position as it is kept.

report          all that is known of it; its text and its pages follow in the same object
section         title, level, start, end, anchor
passage         number, start, end, text, pages, headings
judgement       subject, area, grade, start, end
recommendation  kind, text, section, start, end
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from ingest.passages import pages_of, trails_at
from ingest.report import Report
from search.storage.folder.segments import Segment, open_segment
from search.storage.folder.sqlite import Row, Store


def export(folder: Path) -> Iterator[str]:
    """Lines without their ends. Raises NoLibrary or WrongFormat."""
    store = Store(folder)
    try:
        segments: dict[int, Segment] = {}
        for row in store.rows():
            if row.segment not in segments:
                segments[row.segment] = open_segment(folder, row.segment)
            yield from _lines(store, row, segments[row.segment])
    finally:
        store.close()


def _lines(store: Store, row: Row, segment: Segment) -> Iterator[str]:
    report = store.report(row)
    about = asdict(row.info)
    about |= {"text": report.text, "pages": [asdict(page) for page in report.pages]}
    about |= {"text_sha256": row.text_sha256, "extractor": row.extractor}
    if (address := store.address(row.info.source)) is not None:
        about |= {"address": address.final, "fetched_at": address.fetched_at}
    yield _line("report", about)
    for section in report.sections:
        yield _line("section", {"report": row.info.id} | asdict(section))
    places = segment.passages[row.first : row.first + row.passages]
    trails = trails_at(report.sections, places["start"].tolist())
    for number, (place, headings) in enumerate(zip(places, trails, strict=True)):
        start, end = int(place["start"]), int(place["end"])
        passage = _passage(report, number, start, end) | {"headings": headings}
        yield _line("passage", {"report": row.info.id} | passage)
    for judgement in report.judgements:
        yield _line("judgement", {"report": row.info.id} | asdict(judgement))
    for _, recommendation in store.recommendations([row.row]):
        yield _line("recommendation", {"report": row.info.id} | asdict(recommendation))


def _passage(report: Report, number: int, start: int, end: int) -> dict[str, object]:
    return {
        "number": number,
        "start": start,
        "end": end,
        "text": report.text[start:end],
        "pages": pages_of(report.pages, start, end),
    }


def _line(kind: str, values: dict[str, object]) -> str:
    return json.dumps({"type": kind} | values, ensure_ascii=False, default=str)
