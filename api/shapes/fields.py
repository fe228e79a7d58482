"""What shapes are made of: their base, and the fields that several have, each with an example."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    AliasChoices,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
)


class Shape(BaseModel):
    """Of an answer: who reads it leaves fields that it does not know, since more may come."""

    model_config = ConfigDict(frozen=True)

    @classmethod
    def of(cls, value: object) -> Self:
        """The shape of a value, or of a dictionary of values: each field from that of its name."""
        return cls.model_validate(value, from_attributes=True)


class SentShape(BaseModel):
    """Of a request: an unknown field is refused, lest a slip widen a search in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PageShape(Shape):
    """A page of the file."""

    number: int = Field(description="Counts from 1 in the file.", examples=[3])
    label: str = Field(description="As printed on it.", examples=["3", "iv"])


def _is_day(value: object) -> object:
    """Refuses what pydantic would take for a date as well: seconds since 1970."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise ValueError("write the day as 2024-01-31")
    if isinstance(value, (int, float)):
        raise ValueError("write the day as 2024-01-31")
    return value


def _is_number(value: object) -> object:
    """Refuses what pydantic would take for a number as well."""
    if isinstance(value, (str, bool)):
        raise ValueError("write a whole number, without quotes")
    return value


def _or_of_passage(name: str, there: str) -> AliasChoices:
    """Where a field is found: by its own name, or else in the passage of a hit."""
    return AliasChoices(name, AliasPath("passage", there))


def _is_finite(score: float) -> float:
    """0.0 for what fits nothing: a question without a word has no score at all."""
    return score if math.isfinite(score) else 0.0


def _round_all(ms: dict[str, float] | None) -> dict[str, float] | None:
    return {stage: round(taken, 2) for stage, taken in ms.items()} if ms is not None else None


Day = Annotated[date, BeforeValidator(_is_day)]
IsNumber = BeforeValidator(_is_number)
Finite = Annotated[float, AfterValidator(_is_finite)]

Asked = Annotated[
    str,
    Field(
        description="The question, as it was asked.",
        examples=["Where do care leavers in Calderby live?"],
    ),
]
Start = Annotated[
    int,
    Field(
        description="Where it starts, in characters of the report's text.",
        examples=[5931],
        validation_alias=_or_of_passage("start", "start"),
    ),
]
End = Annotated[
    int,
    Field(
        description="The first character after it.",
        examples=[5996],
        validation_alias=_or_of_passage("end", "end"),
    ),
]
Quote = Annotated[
    str,
    Field(
        description="The report's text from start to end, to the letter.",
        examples=["Almost all care leavers live in homes that are suitable for them."],
    ),
]
Headings = Annotated[
    list[str],
    Field(
        description="The headings it stands under, outermost first.",
        examples=[["The experiences and progress of care leavers: outstanding"]],
        validation_alias=_or_of_passage("section", "headings"),
    ),
]
OnPage = Annotated[
    PageShape | None, Field(description="The page that most of it is on; null in a web page.")
]
OnPages = Annotated[
    list[int],
    Field(
        description="The numbers of all the pages it is on; none in a web page.",
        examples=[[3]],
        validation_alias=_or_of_passage("pages", "pages"),
    ),
]
ReportIdField = Annotated[
    str,
    Field(
        description="The report's id, as GET /v1/reports lists it.",
        examples=["calderby-childrens-services-2023-06-30"],
    ),
]
PassageId = Annotated[
    str,
    Field(
        description="See /v1/passages/{id}. It lasts as long as a generation; a citation's id lasts.",
        examples=["calderby-childrens-services-2023-06-30.10"],
        validation_alias=AliasChoices("passage_id", "id"),
    ),
]
CitationId = Annotated[
    str,
    Field(
        description="Lasts: /v1/citations/{id} finds the words again for years.",
        examples=["-s28M2gZAAAXKwBBADXtOZMc"],
    ),
]
CitationAddress = Annotated[
    str,
    Field(
        description="Opens the words for a person; a path on this server.",
        examples=["/c/-s28M2gZAAAXKwBBADXtOZMc"],
    ),
]
PassageAddress = Annotated[
    str,
    Field(
        description="The report's page, opened at these words; a path on this server.",
        examples=["/reports/calderby-childrens-services-2023-06-30?start=5603&end=6198"],
    ),
]
PassageText = Annotated[
    str,
    Field(
        description="The passage, to the letter.",
        examples=["Almost all care leavers live in homes that are suitable for them."],
        validation_alias=_or_of_passage("text", "text"),
    ),
]
Generation = Annotated[
    int,
    Field(
        description="Of the library: it counts up with each change of what is held.", examples=[7]
    ),
]
TookMs = Annotated[
    float,
    Field(description="Milliseconds that it took here.", examples=[41.7]),
    AfterValidator(lambda ms: round(ms, 2)),
]
TimingsMs = Annotated[
    dict[str, float] | None,
    AfterValidator(_round_all),
    Field(
        description="Milliseconds of each stage, where `timings` asks for them; else null.",
        examples=[{"scope": 0.8, "encode": 11.2, "meaning": 1.9, "late interaction": 9.4}],
    ),
]
Next = Annotated[
    str | None,
    Field(
        description="The `cursor` of what follows; null at the end.",
        examples=["2023-06-30~calderby-childrens-services-2023-06-30"],
    ),
]
SubjectName = Annotated[str, Field(description="What it is about, by name.", examples=["Calderby"])]
KindName = Annotated[
    str, Field(description="The family of reports, by name.", examples=["children's services"])
]
LatestDay = Annotated[
    date | None,
    Field(
        description="When its newest report was published; null where none is dated.",
        examples=["2023-06-30"],
    ),
]
ReportCount = Annotated[int, Field(description="How many reports there are.", examples=[2])]
