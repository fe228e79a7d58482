"""When a request is sent again: the server was busy, or was not reached, and nothing is done twice."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

BUSY = (429, 503)


@dataclass(frozen=True, slots=True)
class Retrying:
    """Waits what Retry-After says, else twice as long each time, give or take a quarter."""

    attempts: int = 4
    first_wait_s: float = 0.5
    most_wait_s: float = 30.0  # who is told to wait longer is told that it is refused

    def wait_s(self, attempt: int, status: int | None, retry_after: str | None) -> float | None:
        """Before the next attempt, counted from 1; None where there shall be none.

        `status` is None where no answer came.
        """
        if attempt >= self.attempts or not (status is None or status in BUSY):
            return None
        retry_s = _seconds(retry_after) if retry_after else None
        if retry_s is not None:
            return retry_s if retry_s <= self.most_wait_s else None
        wait = min(self.first_wait_s * 2.0 ** (attempt - 1), self.most_wait_s)
        return wait * (0.75 + random.random() / 2)


def _seconds(retry_after: str) -> float | None:
    """Of "3", or until "Mon, 05 Jan 2026 09:30:00 GMT"; None where it says neither."""
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    if until.tzinfo is None:
        return None
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
