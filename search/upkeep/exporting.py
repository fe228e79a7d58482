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

from ingest.passages import pages_of, trails_at
from search.holdings import Holding
from search.storage.contract import Generation, Storage


def export(storage: Storage) -> Iterator[str]:
    """Lines without their ends. Raises NoLibrary or WrongFormat."""
    generation = storage.open()
    try:
        for holding in generation.holdings:
            yield from _lines(generation, holding)
    finally:
        generation.close()


def _lines(generation: Generation, holding: Holding) -> Iterator[str]:
    report = generation.report(holding.number)
    about = asdict(holding.info)
    about |= {"text": report.text, "pages": [asdict(page) for page in report.pages]}
    about |= {"text_sha256": holding.text_sha256, "extractor": holding.reader}
    if (address := generation.address(holding.info.source)) is not None:
        about |= {"address": address.final, "fetched_at": address.fetched_at}
    yield _line("report", about)
    of_report = {"report": holding.info.id}
    for section in report.sections:
        yield _line("section", of_report | asdict(section))
    spans = generation.spans(holding.number).tolist()
    trails = trails_at(report.sections, [start for start, _ in spans])
    for number, ((start, end), headings) in enumerate(zip(spans, trails, strict=True)):
        passage = {
            "number": number,
            "start": start,
            "end": end,
            "text": report.text[start:end],
            "pages": pages_of(report.pages, start, end),
            "headings": headings,
        }
        yield _line("passage", of_report | passage)
    for judgement in report.judgements:
        yield _line("judgement", of_report | asdict(judgement))
    for _, recommendation in generation.recommendations([holding.number]):
        yield _line("recommendation", of_report | asdict(recommendation))


def _line(kind: str, values: dict[str, object]) -> str:
    return json.dumps({"type": kind} | values, ensure_ascii=False, default=str)
