"""The client that waits for each answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from types import TracebackType
from typing import Self, TypeVar

import httpx

from pincite_client import calls
from pincite_client.answers import (
    Answer,
    CitationState,
    Filters,
    QuestionBefore,
    Report,
    SearchResult,
)
from pincite_client.briefings import KeptBriefing, ListedBriefing
from pincite_client.calls import Call, CitationForm, HowRaised
from pincite_client.holdings import (
    ChangedReport,
    Collection,
    Judgement,
    Kind,
    LibraryStatus,
    PassageWithNeighbours,
    Recommendation,
    ReportDetail,
    ReportText,
    Subject,
    Theme,
    UploadJob,
)
from pincite_client.matrix import By, Matrix, MatrixFile, MatrixProgress, MatrixStep
from pincite_client.retrying import Retrying
from pincite_client.sending import (
    build,
    headers_of,
    unreachable,
    wait_after,
    wait_without,
)
from pincite_client.steps import ANSWER, MATRIX, Step, StepReader

S = TypeVar("S")
T = TypeVar("T")
ALL = Filters()


class Client:
    """Asks one server; close it, or use it in a `with` statement. Each method raises PinciteError.

    >>> with Client("http://127.0.0.1:8000") as pincite:
    ...     answer = pincite.ask("How does the force handle knife crime?")
    """

    def __init__(
        self,
        address: str = "http://127.0.0.1:8000",
        *,
        key: str = "",
        timeout_s: float = 30.0,
        retrying: Retrying = Retrying(),  # noqa: B008  # frozen
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._retrying = retrying
        self._http = httpx.Client(
            base_url=address, headers=headers_of(key), timeout=timeout_s, transport=transport
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def ask(
        self,
        question: str,
        filters: Filters | None = None,
        limit: int = 10,
        *,
        hits: int = 5,
        before: QuestionBefore | None = None,
        cursor: str | None = None,
    ) -> Answer:
        """An answer in the reports' own words, or that they do not say.

        Where it has a `next`, that is the `cursor` of the statements or rows which follow.
        """
        return self._send(
            calls.ask(question, filters, limit, hits=hits, before=before, cursor=cursor)
        )

    def ask_in_steps(
        self,
        question: str,
        filters: Filters | None = None,
        limit: int = 10,
        *,
        hits: int = 5,
        before: QuestionBefore | None = None,
    ) -> Iterator[Step]:
        """The scope, passages, statements, each as soon as it stands, and last the answer whole."""
        call = calls.ask(question, filters, limit, hits=hits, before=before, stream=True)
        return self._stream(call, ANSWER)

    def ask_all(
        self, questions: Sequence[str], filters: Filters | None = None, limit: int = 10
    ) -> list[Answer]:
        """The answers to up to a hundred questions, in their order."""
        return self._send(calls.ask_all(questions, filters, limit))

    def search(
        self,
        question: str,
        filters: Filters | None = None,
        limit: int = 10,
        *,
        before: QuestionBefore | None = None,
        by_subject: bool = False,
    ) -> SearchResult:
        """The passages that fit best, best first; `by_subject`, of each subject the best alone."""
        return self._send(
            calls.search(question, filters, limit, before=before, by_subject=by_subject)
        )

    def search_all(
        self, questions: Sequence[str], filters: Filters | None = None, limit: int = 10
    ) -> list[SearchResult]:
        """The passages for up to a hundred questions, in their order."""
        return self._send(calls.search_all(questions, filters, limit))

    def trend(self, theme: str, filters: Filters = ALL, *, by: HowRaised = "words") -> Theme:
        """How many reports of each kind and year raise a matter, of how many, and which."""
        return self._send(calls.trend(theme, filters, by))

    def ask_matrix(
        self, questions: Sequence[str], filters: Filters = ALL, *, by: By = "subject"
    ) -> Matrix:
        """Asks up to six questions of every subject or report, in the background.

        The rows come at once, with the cells that stand; `matrix` tells how far it is.
        """
        return self._send(calls.ask_matrix(questions, filters, by))

    def matrix_in_steps(
        self, questions: Sequence[str], filters: Filters = ALL, *, by: By = "subject"
    ) -> Iterator[MatrixStep]:
        """The same as it is made: the rows, each cell as soon as it stands, and last how it ended."""
        made = self.ask_matrix(questions, filters, by=by)
        call = calls.matrix_stream(made.progress.id)
        yield from self._stream(call, MATRIX)

    def matrix(self, matrix_id: str) -> Matrix:
        """A matrix with the cells that stand."""
        return self._send(calls.matrix(matrix_id))

    def matrix_file(self, matrix_id: str, form: MatrixFile = "xlsx") -> bytes:
        """The cells that stand, each linked to its words."""
        return self._send(calls.matrix_file(matrix_id, form))

    def stop_matrix(self, matrix_id: str) -> MatrixProgress:
        """Makes no more of it; asked again, it goes on."""
        return self._send(calls.stop_matrix(matrix_id))

    def citation(self, citation_id: str) -> CitationState:
        """What became of a citation, however old."""
        return self._send(calls.citation(citation_id))

    def citation_text(self, citation_id: str, form: CitationForm = "line") -> str:
        """A citation as a style or a format writes it."""
        return self._send(calls.citation_text(citation_id, form))

    def reports(self, filters: Filters = ALL) -> Iterator[Report]:
        """Every report that filters let through, in the order of their ids."""
        return self._pages(lambda cursor: calls.reports(filters, cursor))

    def judgements(
        self, filters: Filters = ALL, *, areas: Sequence[str] = (), grades: Sequence[str] = ()
    ) -> Iterator[Judgement]:
        """Every grade that reports give, each with the words that give it."""
        return self._pages(lambda cursor: calls.judgements(filters, areas, grades, cursor))

    def recommendations(
        self, filters: Filters = ALL, *, areas: Sequence[str] = (), types: Sequence[str] = ()
    ) -> Iterator[Recommendation]:
        """All that reports ask for, in their own words."""
        return self._pages(lambda cursor: calls.recommendations(filters, areas, types, cursor))

    def report(self, report_id: str) -> ReportDetail:
        """A report with its sections and grades."""
        return self._send(calls.report(report_id))

    def text(self, report_id: str, start: int = 0, end: int | None = None) -> ReportText:
        """A slice of a report's text, by the positions that citations use."""
        return self._send(calls.text(report_id, start, end))

    def file(self, report_id: str) -> bytes:
        """The file that a report was read from."""
        return self._send(calls.file(report_id))

    def page_picture(
        self, report_id: str, number: int, *, quote: str | None = None, scale: float | None = None
    ) -> bytes:
        """A page as printed, a PNG, with the words of a quote boxed."""
        return self._send(calls.page_picture(report_id, number, quote, scale))

    def passage(self, passage_id: str, *, before: int = 1, after: int = 1) -> PassageWithNeighbours:
        """A passage, with so many before and after it in its report."""
        return self._send(calls.passage(passage_id, before, after))

    def subjects(self) -> list[Subject]:
        return self._send(calls.subjects())

    def kinds(self) -> list[Kind]:
        return self._send(calls.kinds())

    def status(self) -> LibraryStatus:
        return self._send(calls.status())

    def collections(self) -> list[Collection]:
        """Those that one may read, with what one may do; a client at an address asks that one."""
        return self._send(calls.collections())

    def audit(self, first: date | None = None, last: date | None = None) -> list[dict[str, object]]:
        """The lines of the audit log of some days, in UTC, for who may manage."""
        return self._send(calls.audit(first, last))

    def add_report(self, name: str, content: bytes, *, replaces: str | None = None) -> UploadJob:
        """Sends a PDF or a web page to be read, in the place of a report if that is said.

        This and the four below are never sent twice, and need a key of scope manage.
        """
        return self._send(calls.add_report(name, content, replaces))

    def correct_report(
        self,
        report_id: str,
        *,
        title: str | None = None,
        subject: str | None = None,
        kind: str | None = None,
        published: str | None = None,
    ) -> Report:
        """Says what a report is about; what is left out stays, and an empty text is "not known"."""
        values = {"title": title, "subject": subject, "kind": kind, "published": published}
        return self._send(calls.correct_report(report_id, values))

    def remove_report(self, report_id: str) -> ChangedReport:
        """Takes a report out; it can be brought back, and its citations are still read."""
        return self._send(calls.remove_report(report_id))

    def erase_report(self, report_id: str, why: str) -> ChangedReport:
        """Takes a report away for good; `why` is what stays of it."""
        return self._send(calls.erase_report(report_id, why))

    def bring_back_report(self, report_id: str) -> ChangedReport:
        """Brings back a report that was taken out and not erased."""
        return self._send(calls.bring_back_report(report_id))

    def briefings(self) -> list[ListedBriefing]:
        """Those that you keep, the one that was changed last first."""
        return self._send(calls.briefings())

    def briefing(self, briefing_id: str) -> KeptBriefing:
        """One, with what has become of its quotes."""
        return self._send(calls.briefing(briefing_id))

    def keep_briefing(self, written: Mapping[str, object]) -> KeptBriefing:
        """Keeps a new one: `title`, `style` and `items`."""
        return self._send(calls.keep_briefing(written))

    def change_briefing(
        self, briefing_id: str, written: Mapping[str, object], revision: int
    ) -> KeptBriefing:
        """Puts the whole of it in the place of that revision; raises Refused, 412, for an older."""
        return self._send(calls.change_briefing(briefing_id, written, revision))

    def delete_briefing(self, briefing_id: str) -> None:
        """Deletes it for good."""
        self._send(calls.delete_briefing(briefing_id))

    def job(self, job_id: str) -> UploadJob:
        """How far a file that was sent is."""
        return self._send(calls.job(job_id))

    def _pages(self, page: Callable[[str | None], Call[tuple[list[T], str | None]]]) -> Iterator[T]:
        cursor = None
        while True:
            entries, cursor = self._send(page(cursor))
            yield from entries
            if cursor is None:
                return

    def _stream(self, call: Call[S], shapes: Mapping[str, type[T]]) -> Iterator[T]:
        response = self._respond(call, stream=True)
        try:
            if not response.is_success:
                response.read()
                call.read(response)
            reader = StepReader(shapes)
            for line in response.iter_lines():
                if (step := reader.take(line)) is not None:
                    yield step
        except httpx.TransportError as error:
            raise unreachable(error) from error
        finally:
            response.close()

    def _send(self, call: Call[T]) -> T:
        return call.read(self._respond(call))

    def _respond(self, call: Call[T], *, stream: bool = False) -> httpx.Response:
        """The answer to a call, after as many attempts as it takes and may."""
        for attempt in count(1):
            try:
                response = self._http.send(build(self._http, call), stream=stream)
            except httpx.TransportError as error:
                wait = wait_without(call, self._retrying, attempt, error)
            else:
                after = wait_after(call, self._retrying, attempt, response)
                if after is None:
                    return response
                response.close()
                wait = after
            time.sleep(wait)
        raise AssertionError  # counting has no end
