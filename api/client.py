"""A small typed client of the API, over httpx; answers are the shapes that the server sends."""

from __future__ import annotations

from types import TracebackType
from typing import TypeVar

import httpx
from pydantic import BaseModel

from api.problems import Problem
from api.shapes.answers import AskShape, ReportShape, ReportsShape, SearchShape
from api.shapes.questions import BeforeShape, FiltersShape, QuestionShape
from api.v1.citations import ResolvedShape

Answer = TypeVar("Answer", bound=BaseModel)


class Refused(Exception):
    """The server did not answer; `problem` says why and the way out."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


class Client:
    """Asks one server; close it, or use it in a `with` statement.

    >>> with Client("http://127.0.0.1:8000") as pincite:
    ...     answer = pincite.ask("How does the force handle knife crime?")
    """

    def __init__(self, address: str, *, key: str = "", timeout_s: float = 30.0) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(base_url=address, headers=headers, timeout=timeout_s)

    def __enter__(self) -> Client:
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

    def search(
        self,
        question: str,
        filters: FiltersShape | None = None,
        limit: int = 10,
        *,
        before: BeforeShape | None = None,
    ) -> SearchShape:
        """The passages that fit a question best, best first; raises Refused."""
        return self._post("/v1/search", SearchShape, question, filters, limit, before)

    def ask(
        self,
        question: str,
        filters: FiltersShape | None = None,
        limit: int = 10,
        *,
        before: BeforeShape | None = None,
    ) -> AskShape:
        """An answer in the reports' own words, or that they do not say; raises Refused."""
        return self._post("/v1/ask", AskShape, question, filters, limit, before)

    def citation(self, citation_id: str) -> ResolvedShape:
        """What became of a citation; raises Refused."""
        return _read(self._http.get(f"/v1/citations/{citation_id}"), ResolvedShape)

    def reports(self) -> list[ReportShape]:
        """Every report, in the order of their ids; raises Refused."""
        found: list[ReportShape] = []
        params = {"limit": "1000"}
        while True:
            page = _read(self._http.get("/v1/reports", params=params), ReportsShape)
            found += page.reports
            if page.next is None:
                return found
            params["cursor"] = page.next

    def _post(
        self,
        path: str,
        shape: type[Answer],
        question: str,
        filters: FiltersShape | None,
        limit: int,
        before: BeforeShape | None,
    ) -> Answer:
        filters = filters or FiltersShape()
        asked = QuestionShape(question=question, filters=filters, before=before, limit=limit)
        return _read(self._http.post(path, json=asked.model_dump(mode="json")), shape)


def _read(response: httpx.Response, shape: type[Answer]) -> Answer:
    if response.is_success:
        return shape.model_validate_json(response.content)
    raise Refused(Problem.model_validate_json(response.content))
