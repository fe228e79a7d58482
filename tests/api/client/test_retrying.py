"""A busy or unreached server is asked again; a file is never sent twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from pincite_client import AsyncClient, Client, Refused, Retrying, Unreachable, Unreadable

SOON = Retrying(attempts=3, first_wait_s=0.0)
SUBJECTS = {"subjects": [{"name": "Calderby", "reports": 2, "kinds": [], "latest": None}]}
JOB = {"id": "1", "state": "done", "source": "", "added_at": "", "passages": 0, "reason": ""}


class Server(httpx.MockTransport):
    """Answers with each of some answers in turn, and counts what it is asked."""

    def __init__(self, *answers: httpx.Response | type[httpx.TransportError]) -> None:
        self.asked = 0
        self._answers = answers
        super().__init__(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = self._answers[min(self.asked, len(self._answers) - 1)]
        self.asked += 1
        if isinstance(answer, httpx.Response):
            return answer
        raise answer("broke off", request=request)


def busy(status: int, retry_after: str = "0") -> httpx.Response:
    told = {"type": "urn:pincite:busy", "title": "Busy", "status": status, "detail": "Wait."}
    kind = "application/problem+json"
    return httpx.Response(
        status, json=told, headers={"Retry-After": retry_after, "Content-Type": kind}
    )


def good() -> httpx.Response:
    return httpx.Response(200, json=SUBJECTS)


def client(server: Server, retrying: Retrying = SOON) -> Client:
    return Client(transport=server, retrying=retrying)


@pytest.mark.parametrize(
    "trouble",
    [
        lambda: busy(429),
        lambda: busy(503),
        lambda: httpx.ConnectError,
        lambda: httpx.ReadTimeout,
        lambda: httpx.RemoteProtocolError,
    ],
)
def test_what_may_pass_is_tried_again(
    trouble: Callable[[], httpx.Response | type[httpx.TransportError]],
) -> None:
    server = Server(trouble(), trouble(), good())
    assert client(server).subjects()[0].name == "Calderby"
    assert server.asked == 3

    async def awaited() -> int:
        server = Server(trouble(), good())
        async with AsyncClient(transport=server, retrying=SOON) as pincite:
            await pincite.subjects()
        return server.asked

    assert asyncio.run(awaited()) == 2


def test_what_does_not_pass_is_told() -> None:
    server = Server(busy(503))
    with pytest.raises(Refused, match="Wait"):
        client(server).subjects()
    assert server.asked == 3
    server = Server(httpx.ConnectError)
    with pytest.raises(Unreachable, match=r"http://127.0.0.1:8000/ did not answer: broke off"):
        client(server).subjects()
    assert server.asked == 3


def test_what_is_wrong_is_not_tried_again() -> None:
    server = Server(busy(422))
    with pytest.raises(Refused):
        client(server).subjects()
    assert server.asked == 1


def test_who_is_told_to_wait_for_long_is_told_that_it_is_refused() -> None:
    server = Server(busy(429, "3600"))
    with pytest.raises(Refused):
        client(server).subjects()
    assert server.asked == 1


def test_a_file_is_sent_once() -> None:
    for trouble in (busy(503), httpx.ReadTimeout):
        server = Server(trouble, httpx.Response(202, json=JOB))
        with pytest.raises((Refused, Unreachable)):
            client(server).add_report("a.html", b"<p>")
        assert server.asked == 1


def test_a_stream_is_opened_again_but_never_told_twice() -> None:
    scope = (
        'event: scope\ndata: {"filters": {}, "parts": [], "missing": [], "choices": [],'
        ' "latest": false, "reports": 1, "beside": 0, "carried": []}\n\n'
    )

    class Breaks(httpx.SyncByteStream):
        def __iter__(self):  # type: ignore[no-untyped-def]  # bytes, as httpx has it
            yield scope.encode()
            raise httpx.ReadError("broke off")

    server = Server(busy(503), httpx.Response(200, stream=Breaks()))
    steps = client(server).ask_in_steps("x")
    assert next(steps).reports == 1  # type: ignore[union-attr]  # it is the scope
    with pytest.raises(Unreachable):
        next(steps)
    assert server.asked == 2


def test_retry_after_is_seconds_or_a_date() -> None:
    retrying = Retrying(first_wait_s=1.0)
    assert retrying.wait_s(1, 503, "7") == 7.0
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=9), usegmt=True)
    wait = retrying.wait_s(1, 503, later)
    assert wait is not None and 7 < wait <= 9
    for nothing in (None, "soon"):
        third = retrying.wait_s(3, 503, nothing)
        assert third is not None and 3.0 <= third <= 5.0
    assert retrying.wait_s(4, 503, "1") is None


def test_what_is_no_answer_of_pincite_is_said_to_be_none() -> None:
    with pytest.raises(Unreadable, match="no JSON"):
        client(Server(httpx.Response(200, text="<h1>Welcome</h1>"))).subjects()
    with pytest.raises(Unreadable, match=r"Subject has no latest"):
        client(
            Server(
                httpx.Response(200, json={"subjects": [{"name": "", "reports": 1, "kinds": []}]})
            )
        ).subjects()
    with pytest.raises(Refused, match=r"answered 502 Bad Gateway"):
        client(Server(httpx.Response(502, text="<h1>Bad gateway</h1>"))).subjects()


def test_what_a_newer_server_says_more_is_left() -> None:
    more = {"subjects": [{**SUBJECTS["subjects"][0], "mood": "good"}], "mood": "good"}
    assert client(Server(httpx.Response(200, json=more))).subjects()[0].name == "Calderby"
