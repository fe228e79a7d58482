"""What may go wrong between a client and its server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request was not answered, and the way out (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None
    request_id: str = ""


class PinciteError(Exception):
    """Whatever this package raises."""


class Refused(PinciteError):
    """The server did not answer; `problem` says why and the way out."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


class Unreachable(PinciteError):
    """The server was not reached, or the connection broke off."""


class Unreadable(PinciteError):
    """What came back is not what a Pincite server answers."""
