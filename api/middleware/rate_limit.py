"""Rate limits: so many requests a minute for each caller, with a minute's worth at once."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

CALLERS = 10_000  # remembered at once; the one unseen for longest is forgotten first


class RateLimit:
    """A bucket a caller, filled evenly; safe to share between threads."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()  # (left, at)
        self._lock = threading.Lock()

    def wait_s(
        self, caller: str, now: float | None = None, *, cost: int = 1, needs: float = 1.0
    ) -> float:
        """0.0 where the caller has what it needs, and has paid; else how long until it has.

        What costs more than is left is let through, and what follows waits the longer.
        """
        at = time.monotonic() if now is None else now
        with self._lock:
            left, seen = self._held.pop(caller, (float(self.per_minute), at))
            left = min(float(self.per_minute), left + (at - seen) * self.per_minute / 60)
            may = left >= needs
            self._held[caller] = (left - cost if may else left, at)
            while len(self._held) > CALLERS:
                self._held.popitem(last=False)
            return 0.0 if may else (needs - left) * 60 / self.per_minute
