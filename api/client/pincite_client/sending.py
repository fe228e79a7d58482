"""What both clients do with a call before it is sent and after: nothing here waits."""

from __future__ import annotations

from typing import TypeVar

import httpx

from pincite_client.calls import Call
from pincite_client.errors import Unreachable
from pincite_client.retrying import Retrying

T = TypeVar("T")


def headers_of(key: str) -> dict[str, str]:
    named = {"User-Agent": "pincite-client", "Accept": "application/json, */*;q=0.5"}
    return named | ({"Authorization": f"Bearer {key}"} if key else {})


def build(http: httpx.Client | httpx.AsyncClient, call: Call[T]) -> httpx.Request:
    return http.build_request(
        call.method,
        call.path,
        params=list(call.parameters) or None,
        json=call.body,
        data=call.fields,
        files={"file": call.file} if call.file else None,
        headers=call.headers,
    )


def wait_after(
    call: Call[T], retrying: Retrying, attempt: int, response: httpx.Response
) -> float | None:
    """Seconds before it is sent again; None where this is its answer."""
    if response.is_success or not call.repeatable:
        return None
    retry_after = response.headers.get("retry-after")
    return retrying.wait_s(attempt, response.status_code, retry_after)


def wait_without(
    call: Call[T], retrying: Retrying, attempt: int, error: httpx.TransportError
) -> float:
    """Seconds before it is sent again where no answer came; raises Unreachable where it is not."""
    wait = retrying.wait_s(attempt, None, None) if call.repeatable else None
    if wait is None:
        raise unreachable(error) from error
    return wait


def unreachable(error: httpx.TransportError) -> Unreachable:
    reason = str(error) or type(error).__name__
    try:
        where = str(error.request.url.copy_with(path="/", query=None))
    except RuntimeError:  # it broke before there was a request
        where = "the server"
    return Unreachable(f"{where} did not answer: {reason}")
