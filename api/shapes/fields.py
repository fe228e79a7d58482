"""What shapes are made of: their base, and the fields that several have, each with an example."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AliasChoices,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
)


def described(
    description: str, *examples: object, alias: AliasChoices | None = None
) -> Any:  # as pydantic's Field, which stands for a value of any type
    """A field that has to be there, with examples of what it may hold; `alias` says where it is found."""
    return Field(description=description, examples=list(examples) or None, validation_alias=alias)


class Shape(BaseModel):
    """Of an answer: who reads it leaves fields that it does not know, since more may come."""

    model_config = ConfigDict(frozen=True)

    @classmethod
    def of(cls, value: object, origin: str = "") -> Self:
        """The shape of a value, or of a dictionary of values: each field from that of its name.

        `origin` comes before each path on this server, which is then a whole address.
        """
        return cls.model_validate(value, from_attributes=True, context={"origin": origin})


class SentShape(BaseModel):
    """Of a request: an unknown field is refused, lest a slip widen a search in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PageShape(Shape):
    """A page of the file."""

    number: int = described("Counts from 1 in the file.", 3)
    label: str = described("As printed on it.", "3", "iv")


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


def _after_origin(path: str, info: ValidationInfo) -> str:
    return f"{(info.context or {}).get('origin', '')}{path}" if path.startswith("/") else path


def _round_all(ms: dict[str, float] | None) -> dict[str, float] | None:
    return {stage: round(taken, 2) for stage, taken in ms.items()} if ms is not None else None


Day = Annotated[date, BeforeValidator(_is_day)]
IsNumber = BeforeValidator(_is_number)
Finite = Annotated[float, AfterValidator(_is_finite)]

Asked = Annotated[
    str, described("The question, as it was asked.", "Where do care leavers in Calderby live?")
]
ReadAs = Annotated[
    str,
    described(
        "The question as it was answered, where it goes on from the one before: send it as the next"
        " one's `before`. Empty where it stands alone.",
        "",
        "Where do care leavers in Calderby live in 2019?",
    ),
]
Start = Annotated[
    int,
    described(
        "Where it starts, in characters of the report's text.",
        5931,
        alias=_or_of_passage("start", "start"),
    ),
]
End = Annotated[
    int, described("The first character after it.", 5996, alias=_or_of_passage("end", "end"))
]
Quote = Annotated[
    str,
    described(
        "The report's text from start to end, to the letter.",
        "Almost all care leavers live in homes that are suitable for them.",
    ),
]
Headings = Annotated[
    list[str],
    described(
        "The headings it stands under, outermost first.",
        ["The experiences and progress of care leavers: outstanding"],
        alias=_or_of_passage("section", "headings"),
    ),
]
OnPage = Annotated[
    PageShape | None, described("The page that most of it is on; null in a web page.")
]
OnPages = Annotated[
    list[int],
    described(
        "The numbers of all the pages it is on; none in a web page.",
        [3],
        alias=_or_of_passage("pages", "pages"),
    ),
]
ReportIdField = Annotated[
    str,
    described(
        "The report's id, as GET /v1/reports lists it.", "calderby-childrens-services-2023-06-30"
    ),
]
PassageId = Annotated[
    str,
    described(
        "See /v1/passages/{id}. It lasts as long as a generation; a citation's id lasts.",
        "calderby-childrens-services-2023-06-30.10",
        alias=AliasChoices("passage_id", "id"),
    ),
]
CitationId = Annotated[
    str,
    described(
        "Lasts: /v1/citations/{id} finds the words again for years.", "-s28M2gZAAAXKwBBADXtOZMc"
    ),
]
Address = Annotated[str, AfterValidator(_after_origin)]
CitationAddress = Annotated[
    Address,
    described(
        "Opens the words for a person; with Accept: application/json it tells what became of them.",
        "http://127.0.0.1:8000/c/-s28M2gZAAAXKwBBADXtOZMc",
    ),
]
PassageAddress = Annotated[
    Address,
    described(
        "The report's page, opened at these words.",
        "http://127.0.0.1:8000/reports/calderby-childrens-services-2023-06-30?start=5603&end=6198",
    ),
]
ReportAddress = Annotated[
    Address,
    described(
        "The report's page.",
        "http://127.0.0.1:8000/reports/calderby-childrens-services-2023-06-30",
    ),
]
PassageText = Annotated[
    str,
    described(
        "The passage, to the letter.",
        "Almost all care leavers live in homes that are suitable for them.",
        alias=_or_of_passage("text", "text"),
    ),
]
GenerationNumber = Annotated[
    int, described("Of the library: it counts up with each change of what is held.", 7)
]
TookMs = Annotated[
    float,
    described("Milliseconds that it took here.", 41.7),
    AfterValidator(lambda ms: round(ms, 2)),
]
TimingsMs = Annotated[
    dict[str, float] | None,
    AfterValidator(_round_all),
    described(
        "Milliseconds of each stage, where `timings` asks for them; else null.",
        {"scope": 0.8, "encode": 11.2, "meaning": 1.9, "late interaction": 9.4},
    ),
]
Next = Annotated[
    str | None,
    described(
        "The `cursor` of what follows; null at the end.",
        "2023-06-30~calderby-childrens-services-2023-06-30",
    ),
]
SubjectName = Annotated[str, described("What it is about, by name.", "Calderby")]
KindName = Annotated[str, described("The family of reports, by name.", "children's services")]
LatestDay = Annotated[
    date | None,
    described("When its newest report was published; null where none is dated.", "2023-06-30"),
]
ReportCount = Annotated[int, described("How many reports there are.", 2)]
