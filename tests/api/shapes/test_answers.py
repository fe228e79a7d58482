"""The JSON of answers tells what the library returned, field by field."""

from __future__ import annotations

import math
from dataclasses import fields

import pytest

from api.shapes.answers import AskShape, ElsewhereShape, ScopePartShape, ScopeShape, SearchShape
from api.shapes.citations import (
    HitShape,
    PassageShape,
    ReportShape,
    StatementCitationShape,
    StatementShape,
)
from api.shapes.fields import Shape
from ingest.report import Passage, ReportInfo
from search import results

INFO = ReportInfo("odd", "Odd", "", "", None, "odd.html", 0, "text/html", "0" * 64)
PASSAGE = Passage("odd", 4, 9, "It is", (2, 3), ("One", "Two"))


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (results.Answer, AskShape),
        (results.Citation, StatementCitationShape),
        (results.Elsewhere, ElsewhereShape),
        (results.ScopePart, ScopePartShape),
        (results.ScopeShown, ScopeShape),
        (results.SearchResult, SearchShape),
        (results.Statement, StatementShape),
    ],
)
def test_all_that_the_library_says_is_told(value: type, shape: type[Shape]) -> None:
    told = {field.name for field in fields(value)} - {
        "made_of"
    }  # for records, of no use to readers
    assert told <= set(shape.model_fields)


def test_a_report_is_told_but_for_the_hash_of_its_file() -> None:
    told = {field.name for field in fields(ReportInfo)} - {"sha256"}
    assert told == set(ReportShape.model_fields)


def test_a_hit_is_told_with_the_place_of_its_passage() -> None:
    hit = results.Hit("odd.1", PASSAGE, INFO, -math.inf, results.PagePlace(2, "ii"), "/reports/odd")
    told = HitShape.of(hit).model_dump(mode="json")
    report = ReportShape.of(INFO).model_dump(mode="json")
    assert told == {
        "passage_id": "odd.1",
        "score": 0.0,  # what fits nothing
        "text": "It is",
        "start": 4,
        "end": 9,
        "section": ["One", "Two"],
        "page": {"number": 2, "label": "ii"},
        "pages": [2, 3],
        "report": report,
        "url": "/reports/odd",
    }
    assert PassageShape.of(hit).model_dump(mode="json") | {"score": 0.0} == told
    assert HitShape.model_validate(told).model_dump(mode="json") == told  # as a client reads it
