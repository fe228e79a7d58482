"""The client whose methods are awaited, under asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
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


class AsyncClient:
    """Asks one server; close it, or use it in an `async with` statement. Each method raises PinciteError.

    >>> async with AsyncClient("http://127.0.0.1:8000") as pincite:
    ...     answer = await pincite.ask("How does the force handle knife crime?")
    """

    def __init__(
        self,
        address: str = "http://127.0.0.1:8000",
        *,
        key: str = "",
        timeout_s: float = 30.0,
        retrying: Retrying = Retrying(),  # noqa: B008  # frozen
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._retrying = retrying
        self._http = httpx.AsyncClient(
            base_url=address, headers=headers_of(key), timeout=timeout_s, transport=transport
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def ask(
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
        return await self._send(
            calls.ask(question, filters, limit, hits=hits, before=before, cursor=cursor)
        )

    async def ask_in_steps(
        self,
        question: str,
        filters: Filters | None = None,
        limit: int = 10,
        *,
        hits: int = 5,
        before: QuestionBefore | None = None,
    ) -> AsyncIterator[Step]:
        """The scope, passages, statements, each as soon as it stands, and last the answer whole."""
        call = calls.ask(question, filters, limit, hits=hits, before=before, stream=True)
        async for step in self._stream(call, ANSWER):
            yield step

    async def ask_all(
        self, questions: Sequence[str], filters: Filters | None = None, limit: int = 10
    ) -> list[Answer]:
        """The answers to up to a hundred questions, in their order."""
        return await self._send(calls.ask_all(questions, filters, limit))

    async def search(
        self,
        question: str,
        filters: Filters | None = None,
        limit: int = 10,
        *,
        before: QuestionBefore | None = None,
        by_subject: bool = False,
    ) -> SearchResult:
        """The passages that fit best, best first; `by_subject`, of each subject the best alone."""
        return await self._send(
            calls.search(question, filters, limit, before=before, by_subject=by_subject)
        )

    async def search_all(
        self, questions: Sequence[str], filters: Filters | None = None, limit: int = 10
    ) -> list[SearchResult]:
        """The passages for up to a hundred questions, in their order."""
        return await self._send(calls.search_all(questions, filters, limit))

    async def trend(self, theme: str, filters: Filters = ALL, *, by: HowRaised = "words") -> Theme:
        """How many reports of each kind and year raise a matter, of how many, and which."""
        return await self._send(calls.trend(theme, filters, by))

    async def ask_matrix(
        self, questions: Sequence[str], filters: Filters = ALL, *, by: By = "subject"
    ) -> Matrix:
        """Asks up to six questions of every subject or report, in the background.

        The rows come at once, with the cells that stand; `matrix` tells how far it is.
        """
        return await self._send(calls.ask_matrix(questions, filters, by))

    async def matrix_in_steps(
        self, questions: Sequence[str], filters: Filters = ALL, *, by: By = "subject"
    ) -> AsyncIterator[MatrixStep]:
        """The same as it is made: the rows, each cell as soon as it stands, and last how it ended."""
        made = await self.ask_matrix(questions, filters, by=by)
        call = calls.matrix_stream(made.progress.id)
        async for step in self._stream(call, MATRIX):
            yield step

    async def matrix(self, matrix_id: str) -> Matrix:
        """A matrix with the cells that stand."""
        return await self._send(calls.matrix(matrix_id))

    async def matrix_file(self, matrix_id: str, form: MatrixFile = "xlsx") -> bytes:
        """The cells that stand, each linked to its words."""
        return await self._send(calls.matrix_file(matrix_id, form))

    async def stop_matrix(self, matrix_id: str) -> MatrixProgress:
        """Makes no more of it; asked again, it goes on."""
        return await self._send(calls.stop_matrix(matrix_id))

    async def citation(self, citation_id: str) -> CitationState:
        """What became of a citation, however old."""
        return await self._send(calls.citation(citation_id))

    async def citation_text(self, citation_id: str, form: CitationForm = "line") -> str:
        """A citation as a style or a format writes it."""
        return await self._send(calls.citation_text(citation_id, form))

    def reports(self, filters: Filters = ALL) -> AsyncIterator[Report]:
        """Every report that filters let through, in the order of their ids."""
        return self._pages(lambda cursor: calls.reports(filters, cursor))

    def judgements(
        self, filters: Filters = ALL, *, areas: Sequence[str] = (), grades: Sequence[str] = ()
    ) -> AsyncIterator[Judgement]:
        """Every grade that reports give, each with the words that give it."""
        return self._pages(lambda cursor: calls.judgements(filters, areas, grades, cursor))

    def recommendations(
        self, filters: Filters = ALL, *, areas: Sequence[str] = (), types: Sequence[str] = ()
    ) -> AsyncIterator[Recommendation]:
        """All that reports ask for, in their own words."""
        return self._pages(lambda cursor: calls.recommendations(filters, areas, types, cursor))

    async def report(self, report_id: str) -> ReportDetail:
        """A report with its sections and grades."""
        return await self._send(calls.report(report_id))

    async def text(self, report_id: str, start: int = 0, end: int | None = None) -> ReportText:
        """A slice of a report's text, by the positions that citations use."""
        return await self._send(calls.text(report_id, start, end))

    async def file(self, report_id: str) -> bytes:
        """The file that a report was read from."""
        return await self._send(calls.file(report_id))

    async def page_picture(
        self, report_id: str, number: int, *, quote: str | None = None, scale: float | None = None
    ) -> bytes:
        """A page as printed, a PNG, with the words of a quote boxed."""
        return await self._send(calls.page_picture(report_id, number, quote, scale))

    async def passage(
        self, passage_id: str, *, before: int = 1, after: int = 1
    ) -> PassageWithNeighbours:
        """A passage, with so many before and after it in its report."""
        return await self._send(calls.passage(passage_id, before, after))

    async def subjects(self) -> list[Subject]:
        return await self._send(calls.subjects())

    async def kinds(self) -> list[Kind]:
        return await self._send(calls.kinds())

    async def status(self) -> LibraryStatus:
        return await self._send(calls.status())

    async def collections(self) -> list[Collection]:
        """Those that one may read, with what one may do; a client at an address asks that one."""
        return await self._send(calls.collections())

    async def audit(
        self, first: date | None = None, last: date | None = None
    ) -> list[dict[str, object]]:
        """The lines of the audit log of some days, in UTC, for who may manage."""
        return await self._send(calls.audit(first, last))

    async def add_report(
        self, name: str, content: bytes, *, replaces: str | None = None
    ) -> UploadJob:
        """Sends a PDF or a web page to be read, in the place of a report if that is said.

        This and the four below are never sent twice, and need a key of scope manage.
        """
        return await self._send(calls.add_report(name, content, replaces))

    async def correct_report(
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
        return await self._send(calls.correct_report(report_id, values))

    async def remove_report(self, report_id: str) -> ChangedReport:
        """Takes a report out; it can be brought back, and its citations are still read."""
        return await self._send(calls.remove_report(report_id))

    async def erase_report(self, report_id: str, why: str) -> ChangedReport:
        """Takes a report away for good; `why` is what stays of it."""
        return await self._send(calls.erase_report(report_id, why))

    async def bring_back_report(self, report_id: str) -> ChangedReport:
        """Brings back a report that was taken out and not erased."""
        return await self._send(calls.bring_back_report(report_id))

    async def briefings(self) -> list[ListedBriefing]:
        """Those that you keep, the one that was changed last first."""
        return await self._send(calls.briefings())

    async def briefing(self, briefing_id: str) -> KeptBriefing:
        """One, with what has become of its quotes."""
        return await self._send(calls.briefing(briefing_id))

    async def keep_briefing(self, written: Mapping[str, object]) -> KeptBriefing:
        """Keeps a new one: `title`, `style` and `items`."""
        return await self._send(calls.keep_briefing(written))

    async def change_briefing(
        self, briefing_id: str, written: Mapping[str, object], revision: int
    ) -> KeptBriefing:
        """Puts the whole of it in the place of that revision; raises Refused, 412, for an older."""
        return await self._send(calls.change_briefing(briefing_id, written, revision))

    async def delete_briefing(self, briefing_id: str) -> None:
        """Deletes it for good."""
        await self._send(calls.delete_briefing(briefing_id))

    async def job(self, job_id: str) -> UploadJob:
        """How far a file that was sent is."""
        return await self._send(calls.job(job_id))

    async def _pages(
        self, page: Callable[[str | None], Call[tuple[list[T], str | None]]]
    ) -> AsyncIterator[T]:
        cursor = None
        while True:
            entries, cursor = await self._send(page(cursor))
            for entry in entries:
                yield entry
            if cursor is None:
                return

    async def _stream(self, call: Call[S], shapes: Mapping[str, type[T]]) -> AsyncIterator[T]:
        response = await self._respond(call, stream=True)
        try:
            if not response.is_success:
                await response.aread()
                call.read(response)
            reader = StepReader(shapes)
            async for line in response.aiter_lines():
                if (step := reader.take(line)) is not None:
                    yield step
        except httpx.TransportError as error:
            raise unreachable(error) from error
        finally:
            await response.aclose()

    async def _send(self, call: Call[T]) -> T:
        return call.read(await self._respond(call))

    async def _respond(self, call: Call[T], *, stream: bool = False) -> httpx.Response:
        """The answer to a call, after as many attempts as it takes and may."""
        for attempt in count(1):
            try:
                response = await self._http.send(build(self._http, call), stream=stream)
            except httpx.TransportError as error:
                wait = wait_without(call, self._retrying, attempt, error)
            else:
                after = wait_after(call, self._retrying, attempt, response)
                if after is None:
                    return response
                await response.aclose()
                wait = after
            await asyncio.sleep(wait)
        raise AssertionError  # counting has no end
