"""Asks a Pincite server: `Client`, or `AsyncClient` with the same methods to be awaited.

Errors: PinciteError <- Refused (the server says why and the way out), Unreachable (it was not
reached, or broke off), Unreadable (it answered what no Pincite answers).
"""

from pincite_client.answers import (
    Answer,
    AnswerRow,
    AnswerSection,
    CarriedOver,
    Citation,
    CitationState,
    ComparedSide,
    Count,
    Elsewhere,
    Filters,
    Hit,
    ListedReport,
    PagePlace,
    QuestionBefore,
    Report,
    Scope,
    ScopePart,
    SearchResult,
    SideGrade,
    Statement,
    StatementCitation,
)
from pincite_client.async_client import AsyncClient
from pincite_client.client import Client
from pincite_client.errors import PinciteError, Problem, Refused, Unreachable, Unreadable
from pincite_client.holdings import (
    FailedFile,
    GradeInReport,
    Judgement,
    Kind,
    LibraryStatus,
    Recommendation,
    ReportDetail,
    ReportSection,
    ReportText,
    Subject,
    UploadJob,
)
from pincite_client.retrying import Retrying
from pincite_client.steps import Step

__all__ = [
    "Answer",
    "AnswerRow",
    "AnswerSection",
    "AsyncClient",
    "CarriedOver",
    "Citation",
    "CitationState",
    "Client",
    "ComparedSide",
    "Count",
    "Elsewhere",
    "FailedFile",
    "Filters",
    "GradeInReport",
    "Hit",
    "Judgement",
    "Kind",
    "LibraryStatus",
    "ListedReport",
    "PagePlace",
    "PinciteError",
    "Problem",
    "QuestionBefore",
    "Recommendation",
    "Refused",
    "Report",
    "ReportDetail",
    "ReportSection",
    "ReportText",
    "Retrying",
    "Scope",
    "ScopePart",
    "SearchResult",
    "SideGrade",
    "Statement",
    "StatementCitation",
    "Step",
    "Subject",
    "Unreachable",
    "Unreadable",
    "UploadJob",
]
