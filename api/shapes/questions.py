"""What is asked: a question in JSON or in a link's parameters, one or up to a hundred."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, HTTPException, Query
from pydantic import ConfigDict, Field

from api.shapes.fields import Day, IsNumber, SentShape
from api.shapes.parameters import (
    LANGUAGE,
    Kinds,
    Language,
    Languages,
    LinkedFilters,
    NewestOnly,
    OnlyReports,
    PublishedFrom,
    PublishedTo,
    Subjects,
)
from search import results
from search.library import NEAREST

MAX_QUESTION = 1000  # characters
MAX_LIMIT = 100
MAX_BATCH = 100

LIMIT = "Hits, or statements or rows of an answer, at most; `next` leads to those that follow."
CURSOR = "The `next` of the answer before, with all else as it was."
CURSOR_EXAMPLE = "10-5b0c1d2e3f4a596877665544"
GROUP_BY = (
    "`subject`: of every subject in scope its best passage alone, the best subject first, and"
    " `limit` is of subjects."
)
HITS = "Nearest passages at most, beside the answer."
BEFORE = "The question before: what leans on it (“and in 2019?”) takes over what it lacks."
TIMINGS = "Whether to say how long each stage took."

Name = Annotated[str, Field(max_length=300)]


class FiltersShape(SentShape):
    """Which reports to search; an empty list lets all through."""

    subjects: Annotated[
        list[Name],
        Field(
            max_length=100,
            description="What the reports are about, as /v1/subjects names it.",
            examples=[["Calderby"]],
        ),
    ] = []
    kinds: Annotated[
        list[Name],
        Field(
            max_length=100,
            description="Families of reports, as /v1/kinds names them.",
            examples=[["children's services"]],
        ),
    ] = []
    published_from: Day | None = Field(
        default=None, description="The first day, itself included.", examples=["2022-01-01"]
    )
    published_to: Day | None = Field(
        default=None, description="The last day, itself included.", examples=["2025-12-31"]
    )
    report_ids: Annotated[
        list[Name],
        Field(
            max_length=1000,
            description="These reports alone.",
            examples=[["calderby-childrens-services-2023-06-30"]],
        ),
    ] = []
    latest: Annotated[
        bool,
        Field(
            strict=True,
            description="Of the reports let through only the newest of each subject and kind.",
            examples=[True],
        ),
    ] = False
    languages: Annotated[
        list[Language],
        Field(max_length=20, description=f"Only reports in these. {LANGUAGE}", examples=[["en"]]),
    ] = []
    collections: Annotated[
        list[Name],
        Field(
            max_length=100,
            description="Where a server has several: only these of those that one may read.",
            examples=[[]],
        ),
    ] = []

    def to_filters(self) -> results.Filters:
        return results.Filters(
            tuple(self.subjects),
            tuple(self.kinds),
            self.published_from,
            self.published_to,
            tuple(self.report_ids),
            self.latest,
            tuple(self.languages),
        )


class BeforeShape(SentShape):
    """The question before, which this one may go on from."""

    question: Annotated[
        str,
        Field(
            min_length=1,
            max_length=MAX_QUESTION,
            description="As it was asked; where it went on from another itself, its `read_as`.",
            examples=["Where do care leavers in Calderby live?"],
        ),
    ]
    filters: FiltersShape = Field(
        default=FiltersShape(), description="Which reports it searched, by its filters."
    )

    def to_before(self) -> results.Before:
        return results.Before(self.question, self.filters.to_filters())


class QuestionShape(SentShape):
    """A question, the reports to ask, and how much to return."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"question": "How does the force handle knife crime?", "limit": 5},
                {
                    "question": "How long do callers wait?",
                    "filters": {"kinds": ["PEEL"], "published_from": "2022-01-01"},
                    "limit": 3,
                },
                {
                    "question": "and in 2019?",
                    "before": {"question": "Where do care leavers in Calderby live?"},
                },
            ]
        }
    )

    question: Annotated[
        str,
        Field(
            min_length=1,
            max_length=MAX_QUESTION,
            description="In plain words. Subjects and years that it names narrow the search.",
            examples=["Where do care leavers in Calderby live?"],
        ),
    ]
    filters: FiltersShape = Field(
        default=FiltersShape(),
        description="Which reports to search; they go before what the question names.",
    )
    before: BeforeShape | None = Field(default=None, description=BEFORE)
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT, description=LIMIT, examples=[5]), IsNumber] = 10
    timings: Annotated[bool, Field(strict=True, description=TIMINGS, examples=[True])] = False

    def goes_on_from(self) -> results.Before | None:
        """The question before, if one was sent."""
        return self.before.to_before() if self.before else None


class SearchingShape(QuestionShape):
    """A question to find passages for."""

    group_by: Literal["subject"] | None = Field(
        default=None, description=GROUP_BY, examples=["subject"]
    )


class AskingShape(QuestionShape):
    """A question to answer, with how many of the nearest passages to return beside the answer."""

    hits: Annotated[int, Field(ge=0, le=MAX_LIMIT, description=HITS, examples=[10]), IsNumber] = (
        NEAREST
    )
    cursor: str | None = Field(
        default=None, max_length=100, description=CURSOR, examples=[CURSOR_EXAMPLE]
    )


class SearchBatchShape(SentShape):
    """Up to a hundred questions to search for."""

    questions: Annotated[
        list[SearchingShape],
        Field(min_length=1, max_length=MAX_BATCH, description="Each with its own filters."),
    ]


class AskBatchShape(SentShape):
    """Up to a hundred questions to answer."""

    questions: Annotated[
        list[AskingShape],
        Field(min_length=1, max_length=MAX_BATCH, description="Each with its own filters."),
    ]


def _before_by_link(
    before: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=MAX_QUESTION,
            description=BEFORE,
            examples=["Where do care leavers in Calderby live?"],
        ),
    ] = None,
    before_subject: Subjects = [],  # noqa: B006  # FastAPI copies it
    before_kind: Kinds = [],  # noqa: B006
    before_report_id: OnlyReports = [],  # noqa: B006
    before_published_from: PublishedFrom = None,
    before_published_to: PublishedTo = None,
    before_latest: NewestOnly = False,
    before_language: Languages = [],  # noqa: B006
) -> BeforeShape | None:
    filters = FiltersShape(
        subjects=before_subject,
        kinds=before_kind,
        report_ids=before_report_id,
        published_from=before_published_from,
        published_to=before_published_to,
        latest=before_latest,
        languages=before_language,
    )
    if before is None and filters != FiltersShape():
        raise HTTPException(422, "before_subject and its like narrow `before`. Send it too.")
    return BeforeShape(question=before, filters=filters) if before else None


def _asked_by_link(
    question: Annotated[
        str,
        Query(
            min_length=1,
            max_length=MAX_QUESTION,
            description="In plain words. Subjects and years that it names narrow the search.",
            examples=["Where do care leavers in Calderby live?"],
        ),
    ],
    chosen: LinkedFilters,
    before: Annotated[BeforeShape | None, Depends(_before_by_link)],
    latest: NewestOnly = False,
    collection: Annotated[
        list[Name],
        Query(
            max_length=100,
            description="Where a server has several: only this one; may be given again.",
            examples=[[]],
        ),
    ] = [],  # noqa: B006  # FastAPI copies it
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description=LIMIT, examples=[5])] = 10,
    timings: Annotated[bool, Query(description=TIMINGS, examples=[True])] = False,
) -> QuestionShape:
    filters = FiltersShape(
        collections=collection,
        subjects=list(chosen.subjects),
        kinds=list(chosen.kinds),
        report_ids=list(chosen.report_ids),
        published_from=chosen.published_from,
        published_to=chosen.published_to,
        latest=latest,
        languages=list(chosen.languages),
    )
    return QuestionShape(
        question=question, filters=filters, before=before, limit=limit, timings=timings
    )


LinkedQuestion = Annotated[QuestionShape, Depends(_asked_by_link)]


def _searching_by_link(
    linked: LinkedQuestion,
    group_by: Annotated[
        Literal["subject"] | None, Query(description=GROUP_BY, examples=["subject"])
    ] = None,
) -> SearchingShape:
    return SearchingShape(**dict(linked), group_by=group_by)


def _asking_by_link(
    linked: LinkedQuestion,
    hits: Annotated[int, Query(ge=0, le=MAX_LIMIT, description=HITS, examples=[10])] = NEAREST,
    cursor: Annotated[
        str | None, Query(max_length=100, description=CURSOR, examples=[CURSOR_EXAMPLE])
    ] = None,
) -> AskingShape:
    return AskingShape(**dict(linked), hits=hits, cursor=cursor)


LinkedSearching = Annotated[SearchingShape, Depends(_searching_by_link)]
LinkedAsking = Annotated[AskingShape, Depends(_asking_by_link)]
