"""A report as the rows of its table, and back."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, astuple
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg.types.json import Json

from ingest.judgements.recommendations import Recommendation
from ingest.report import Judgement, Page, Passage, Report, ReportInfo, Section
from search.holdings import Holding
from search.storage.contract import NewReport
from search.storage.postgres.connecting import Row

HOLDING = "number, info, about, text_sha256, added_at"
BODY = "text, pages, sections, judgements"
DAYS = ("published", "inspected_from", "inspected_to", "file_date")


def values_of(new: NewReport, born: int) -> dict[str, object]:
    """All of a new report's columns that its words do not tell."""
    read = new.read
    report = read.report
    boxes = np.ascontiguousarray(report.boxes, np.int32)
    return {
        "born": born,
        "added_at": new.added_at or datetime.now(UTC).replace(microsecond=0),
        "sha256": report.info.sha256,
        "text_sha256": read.text_sha256,
        "info": plain(asdict(report.info)),
        "about": plain(
            {
                "location": new.location,
                "reader": new.reader,
                "passages": len(new.passages),
                "pages_without_text": sum(not page.has_text for page in report.pages),
                "characters": len(report.text),
                "mentions": read.mentions,
                "abbreviations": read.abbreviations,
                "left_out": read.left_out,
            }
        ),
        "text": zlib.compress(report.text.encode()),
        "pages": plain([astuple(page) for page in report.pages]),
        "sections": plain([astuple(section) for section in report.sections]),
        "spans": packed_spans(new.passages),
        "boxes": zlib.compress(boxes.tobytes()),
        "judgements": plain([astuple(judgement) for judgement in report.judgements]),
        "recommendations": plain([astuple(each) for each in read.recommendations]),
    }


def packed_spans(passages: Sequence[Passage]) -> bytes:
    return np.array([(p.start, p.end) for p in passages], np.int32).tobytes()


def plain(value: object) -> Json:
    """As JSON; days as they are written."""
    return Json(value, dumps=lambda it: json.dumps(it, default=date.isoformat))


def holding_of(row: Row) -> Holding:
    """Of a row of HOLDING."""
    number, info, about, text_sha256, added_at = row
    known = dict(about)
    known["mentions"] = tuple(known["mentions"])
    for name in ("abbreviations", "left_out"):
        known[name] = tuple(map(tuple, known[name]))
    return Holding(
        number=number,
        info=info_of(info),
        text_sha256=text_sha256,
        added_at=added_at.astimezone(UTC),
        **known,
    )


def info_of(values: dict[str, Any]) -> ReportInfo:
    days = {name: values[name] and date.fromisoformat(values[name]) for name in DAYS}
    return ReportInfo(**values | days)


def report_of(info: ReportInfo, row: Row) -> Report:
    """Of a row of BODY."""
    text, pages, sections, judgements = row
    return Report(
        info=info,
        text=zlib.decompress(text).decode(),
        pages=tuple(Page(*page) for page in pages),
        sections=tuple(Section(*section) for section in sections),
        judgements=judgements_of(judgements),
    )


def boxes_of(packed: bytes) -> NDArray[np.int32]:
    return np.frombuffer(zlib.decompress(packed), np.int32).reshape(-1, 7)


def spans_of(packed: bytes) -> NDArray[np.int64]:
    return np.frombuffer(packed, np.int32).reshape(-1, 2).astype(np.int64)


def judgements_of(rows: Sequence[Sequence[Any]]) -> tuple[Judgement, ...]:
    return tuple(Judgement(*row) for row in rows)


def recommendations_of(rows: Sequence[Sequence[Any]]) -> list[Recommendation]:
    return [
        Recommendation(kind, text, tuple(headings), start, end)
        for kind, text, headings, start, end in rows
    ]
