"""Reports laid out as a segment: whose passage stands where, with its tokens and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from search.holdings import Holding
from search.storage.contract import SENTENCE, EmbeddedAgain, NewReport
from search.storage.folder.segments import PLACE, Segment
from search.storage.folder.store import ReportRow


def lay_out_new(
    reports: Sequence[NewReport], first_number: int, segment: int
) -> tuple[list[ReportRow], Segment]:
    """Where new reports stand in a new segment, numbered on from `first_number`, and that segment."""
    holdings = [_holding_of(new, number) for number, new in enumerate(reports, start=first_number)]
    return _lay_out(holdings, reports, segment)


def lay_out_again(
    reports: Sequence[EmbeddedAgain], segment: int
) -> tuple[list[ReportRow], Segment]:
    """The same of reports that are in and have other passages from now on."""
    holdings = [replace(again.holding, passages=len(again.passages)) for again in reports]
    return _lay_out(holdings, reports, segment)


def _lay_out(
    holdings: Sequence[Holding],
    reports: Sequence[NewReport] | Sequence[EmbeddedAgain],
    segment: int,
) -> tuple[list[ReportRow], Segment]:
    rows: list[ReportRow] = []
    first = 0
    for holding in holdings:
        rows.append(ReportRow(holding, segment, first))
        first += holding.passages
    places = np.zeros(first, PLACE)
    codes = [code for new in reports for code in new.codes]
    sentences = [own for new in reports for own in new.sentences]
    passages = [passage for new in reports for passage in new.passages]
    counts = [row.holding.passages for row in rows]
    places["report"] = np.repeat([row.holding.number for row in rows], counts)
    places["start"] = [passage.start for passage in passages]
    places["end"] = [passage.end for passage in passages]
    places["tokens"] = counts = [len(code) for code in codes]
    places["first_token"] = np.cumsum([0, *counts])[:-1]
    places["sentences"] = counts = [len(own) for own in sentences]
    places["first_sentence"] = np.cumsum([0, *counts])[:-1]
    return rows, Segment(
        passages=places,
        vectors=np.concatenate([new.vectors for new in reports]),
        tokens=np.concatenate(codes) if codes else np.zeros((0, 0), np.uint8),
        sentences=np.concatenate(sentences) if sentences else np.zeros(0, SENTENCE),
    )


def _holding_of(new: NewReport, number: int) -> Holding:
    report = new.read.report
    return Holding(
        number=number,
        info=report.info,
        location=new.location,
        text_sha256=new.read.text_sha256,
        reader=new.reader,
        passages=len(new.passages),
        pages_without_text=sum(not page.has_text for page in report.pages),
        characters=len(report.text),
        mentions=new.read.mentions,
        abbreviations=new.read.abbreviations,
        left_out=new.read.left_out,
        added_at=new.added_at,
    )
