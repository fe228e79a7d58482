"""What can be asked of a server: how each request is sent, and what its answer is read into."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Generic, Literal, TypeVar
from urllib.parse import quote

import httpx

from pincite_client.answers import (
    Answer,
    CitationState,
    Filters,
    QuestionBefore,
    Report,
    SearchResult,
)
from pincite_client.briefings import KeptBriefing, ListedBriefing
from pincite_client.errors import Problem, Refused, Unreadable
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
from pincite_client.matrix import By, Matrix, MatrixFile, MatrixProgress
from pincite_client.reading import as_list, as_object, read

T = TypeVar("T")
CitationForm = Literal["annotation", "csl", "line", "markdown"]
HowRaised = Literal["words", "meaning"]
Parameters = Sequence[tuple[str, str]]
PAGE = 1000  # entries of a list at once


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """One request."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    of: Callable[[httpx.Response], T]  # what a good answer is read into
    parameters: Parameters = ()
    body: Mapping[str, object] | None = None
    file: tuple[str, bytes] | None = None
    fields: Mapping[str, str] | None = None  # beside the file
    headers: Mapping[str, str] | None = None
    changes: bool = False  # whether it changes what the library holds

    @property
    def repeatable(self) -> bool:
        """Whether sending it twice does what once does: a question does, though it is posted."""
        return not self.changes

    def read(self, response: httpx.Response) -> T:
        """Raises Refused, or Unreadable."""
        if response.is_success:
            return self.of(response)
        raise Refused(_problem(response))


def ask(
    question: str,
    filters: Filters | None = None,
    limit: int = 10,
    *,
    hits: int = 5,
    before: QuestionBefore | None = None,
    cursor: str | None = None,
    stream: bool = False,
) -> Call[Answer]:
    body = _question(question, filters, limit, before) | {"hits": hits, "cursor": cursor}
    path = "/v1/ask/stream" if stream else "/v1/ask"
    return Call("POST", path, _reader(Answer), body=body)


def search(
    question: str,
    filters: Filters | None = None,
    limit: int = 10,
    *,
    before: QuestionBefore | None = None,
    by_subject: bool = False,
) -> Call[SearchResult]:
    body = _question(question, filters, limit, before)
    body |= {"group_by": "subject"} if by_subject else {}
    return Call("POST", "/v1/search", _reader(SearchResult), body=body)


def ask_all(
    questions: Sequence[str], filters: Filters | None = None, limit: int = 10
) -> Call[list[Answer]]:
    asked = [_question(question, filters, limit, None) for question in questions]
    of = _list_reader("answers", Answer)
    return Call("POST", "/v1/ask/batch", of, body={"questions": asked})


def search_all(
    questions: Sequence[str], filters: Filters | None = None, limit: int = 10
) -> Call[list[SearchResult]]:
    asked = [_question(question, filters, limit, None) for question in questions]
    of = _list_reader("results", SearchResult)
    return Call("POST", "/v1/search/batch", of, body={"questions": asked})


def trend(theme: str, filters: Filters, by: HowRaised) -> Call[Theme]:
    return Call(
        "GET", "/v1/trend", _reader(Theme), [("theme", theme), ("by", by), *_narrowed(filters)]
    )


def ask_matrix(questions: Sequence[str], filters: Filters, by: By) -> Call[Matrix]:
    body = {"questions": list(questions), "filters": _as_json(filters), "by": by}
    return Call("POST", "/v1/matrix", _reader(Matrix), body=body)


def matrix(matrix_id: str) -> Call[Matrix]:
    return Call("GET", _matrix(matrix_id), _reader(Matrix))


def matrix_stream(matrix_id: str) -> Call[MatrixProgress]:
    return Call("GET", f"{_matrix(matrix_id)}/stream", _reader(MatrixProgress))


def matrix_file(matrix_id: str, form: MatrixFile) -> Call[bytes]:
    return Call("GET", _matrix(matrix_id), lambda response: response.content, [("format", form)])


def stop_matrix(matrix_id: str) -> Call[MatrixProgress]:
    return Call("POST", f"{_matrix(matrix_id)}/stop", _reader(MatrixProgress))


def citation(citation_id: str) -> Call[CitationState]:
    return Call("GET", f"/v1/citations/{quote(citation_id, safe='')}", _reader(CitationState))


def citation_text(citation_id: str, form: CitationForm) -> Call[str]:
    path = f"/v1/citations/{quote(citation_id, safe='')}"
    return Call("GET", path, lambda response: response.text, [("format", form)])


def reports(filters: Filters, cursor: str | None) -> Call[tuple[list[Report], str | None]]:
    return _list("reports", Report, _narrowed(filters), cursor)


def judgements(
    filters: Filters, areas: Sequence[str], grades: Sequence[str], cursor: str | None
) -> Call[tuple[list[Judgement], str | None]]:
    named = [*(("area", area) for area in areas), *(("grade", grade) for grade in grades)]
    return _list("judgements", Judgement, [*_narrowed(filters), *named], cursor)


def recommendations(
    filters: Filters, areas: Sequence[str], types: Sequence[str], cursor: str | None
) -> Call[tuple[list[Recommendation], str | None]]:
    named = [*(("area", area) for area in areas), *(("type", each) for each in types)]
    return _list("recommendations", Recommendation, [*_narrowed(filters), *named], cursor)


def report(report_id: str) -> Call[ReportDetail]:
    return Call("GET", _report(report_id), _reader(ReportDetail))


def text(report_id: str, start: int, end: int | None) -> Call[ReportText]:
    place = [("start", str(start)), *([("end", str(end))] if end is not None else [])]
    return Call("GET", f"{_report(report_id)}/text", _reader(ReportText), place)


def file(report_id: str) -> Call[bytes]:
    return Call("GET", f"{_report(report_id)}/file", lambda response: response.content)


def page_picture(
    report_id: str, number: int, quoted: str | None, scale: float | None
) -> Call[bytes]:
    params = [("quote", quoted)] if quoted else []
    params += [("scale", str(scale))] if scale is not None else []
    path = f"{_report(report_id)}/pages/{number}.png"
    return Call("GET", path, lambda response: response.content, params)


def passage(passage_id: str, before: int, after: int) -> Call[PassageWithNeighbours]:
    path = f"/v1/passages/{quote(passage_id, safe='')}"
    beside = [("before", str(before)), ("after", str(after))]
    return Call("GET", path, _reader(PassageWithNeighbours), beside)


def collections() -> Call[list[Collection]]:
    return Call("GET", "/v1/collections", _list_reader("collections", Collection))


def subjects() -> Call[list[Subject]]:
    return Call("GET", "/v1/subjects", _list_reader("subjects", Subject))


def kinds() -> Call[list[Kind]]:
    return Call("GET", "/v1/kinds", _list_reader("kinds", Kind))


def status() -> Call[LibraryStatus]:
    return Call("GET", "/v1/status", _reader(LibraryStatus))


def audit(first: date | None, last: date | None) -> Call[list[dict[str, object]]]:
    days = [("from", first), ("to", last)]
    params = [(name, day.isoformat()) for name, day in days if day is not None]
    return Call("GET", "/v1/audit", _lines, params)


def _lines(response: httpx.Response) -> list[dict[str, object]]:
    # Not splitlines: a line may hold other signs that end one.
    return [json.loads(line) for line in response.text.split("\n") if line]


def add_report(name: str, content: bytes, replaces: str | None) -> Call[UploadJob]:
    return Call(
        "POST",
        "/v1/reports",
        _reader(UploadJob),
        file=(name, content),
        fields={"replaces": replaces} if replaces else None,
        changes=True,
    )


def correct_report(report_id: str, values: Mapping[str, str | None]) -> Call[Report]:
    body = {name: value for name, value in values.items() if value is not None}
    return Call("PATCH", _report(report_id), _reader(Report), body=body, changes=True)


def remove_report(report_id: str) -> Call[ChangedReport]:
    return Call("DELETE", _report(report_id), _reader(ChangedReport), changes=True)


def erase_report(report_id: str, why: str) -> Call[ChangedReport]:
    params = [("erase", "true"), ("why", why)]
    return Call("DELETE", _report(report_id), _reader(ChangedReport), params, changes=True)


def bring_back_report(report_id: str) -> Call[ChangedReport]:
    path = f"{_report(report_id)}/undo-removal"
    return Call("POST", path, _reader(ChangedReport), changes=True)


def briefings() -> Call[list[ListedBriefing]]:
    return Call("GET", "/v1/briefings", _list_reader("briefings", ListedBriefing))


def briefing(briefing_id: str) -> Call[KeptBriefing]:
    return Call("GET", _briefing(briefing_id), _reader(KeptBriefing))


def keep_briefing(written: Mapping[str, object]) -> Call[KeptBriefing]:
    body = {"pincite": "briefing", "version": 1, **written}
    return Call("POST", "/v1/briefings", _reader(KeptBriefing), body=body, changes=True)


def change_briefing(
    briefing_id: str, written: Mapping[str, object], revision: int
) -> Call[KeptBriefing]:
    return Call(
        "PUT",
        _briefing(briefing_id),
        _reader(KeptBriefing),
        body={"pincite": "briefing", "version": 1, **written},
        headers={"If-Match": f'"{revision}"'},
        changes=True,
    )


def delete_briefing(briefing_id: str) -> Call[None]:
    return Call("DELETE", _briefing(briefing_id), lambda response: None, changes=True)


def _briefing(briefing_id: str) -> str:
    return f"/v1/briefings/{quote(briefing_id, safe='')}"


def job(job_id: str) -> Call[UploadJob]:
    return Call("GET", f"/v1/jobs/{quote(job_id, safe='')}", _reader(UploadJob))


def _report(report_id: str) -> str:
    return f"/v1/reports/{quote(report_id, safe='')}"


def _matrix(matrix_id: str) -> str:
    return f"/v1/matrix/{quote(matrix_id, safe='')}"


def _question(
    question: str, filters: Filters | None, limit: int, before: QuestionBefore | None
) -> dict[str, object]:
    body: dict[str, object] = {"question": question, "limit": limit}
    if filters is not None:
        body["filters"] = _as_json(filters)
    if before is not None:
        body["before"] = {"question": before.question, "filters": _as_json(before.filters)}
    return body


def _as_json(filters: Filters) -> dict[str, object]:
    values: dict[str, object] = asdict(filters)
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def _narrowed(filters: Filters) -> list[tuple[str, str]]:
    """The same as the parameters of a link."""
    params = [
        *(("subject", name) for name in filters.subjects),
        *(("kind", name) for name in filters.kinds),
        *(("report_id", name) for name in filters.report_ids),
    ]
    for name, day in (
        ("published_from", filters.published_from),
        ("published_to", filters.published_to),
    ):
        params += [(name, day.isoformat())] if day else []
    return [*params, ("latest", "true")] if filters.latest else params


def _list(
    name: str, shape: type[T], narrowed: Parameters, cursor: str | None
) -> Call[tuple[list[T], str | None]]:
    """A page of a list, with the cursor of what follows."""
    read_all = _list_reader(name, shape)

    def of(response: httpx.Response) -> tuple[list[T], str | None]:
        following = as_object(_json(response), name).get("next")
        return read_all(response), following if isinstance(following, str) else None

    page = [("limit", str(PAGE)), *([("cursor", cursor)] if cursor is not None else [])]
    return Call("GET", f"/v1/{name}", of, [*narrowed, *page])


def _reader(shape: type[T]) -> Callable[[httpx.Response], T]:
    return lambda response: read(shape, _json(response))


def _list_reader(name: str, shape: type[T]) -> Callable[[httpx.Response], list[T]]:
    return lambda response: [
        read(shape, one) for one in as_list(as_object(_json(response), name).get(name), name)
    ]


def _json(response: httpx.Response) -> object:
    try:
        return json.loads(response.content)
    except ValueError:
        start = response.text[:100]
        raise Unreadable(f"{response.url} answered no JSON: {start!r}.") from None


def _problem(response: httpx.Response) -> Problem:
    """What the server says, or, where something before it answers, its status alone."""
    if "json" in response.headers.get("content-type", ""):
        return read(Problem, _json(response))
    title = response.reason_phrase
    detail = f"{response.url} answered {response.status_code} {title}."
    return Problem("about:blank", title, response.status_code, detail)
