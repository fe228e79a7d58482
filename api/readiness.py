"""Whether a question can be answered now: one is asked, again and again. And what is amiss."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from search.library import Library

logger = logging.getLogger("pincite")

QUESTION = "Is it ready?"
EVERY_S = 5.0
AGAIN_S = 1.0  # where the last one was not answered


class Readiness:
    """Asks on a thread of its own; safe to share between threads."""

    def __init__(self, libraries: Sequence[Library]) -> None:
        self._libraries = libraries
        self.ready = False
        self._ended = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._ask_on, name="readiness", daemon=True).start()

    def stop(self) -> None:
        self._ended.set()

    def look(self) -> None:
        """Asks now."""
        try:
            for library in self._libraries:
                library.load()
                library.search(QUESTION, limit=1)
        except Exception:  # a worker's top: whatever fails now may be mended in a second
            logger.exception("A question cannot be answered. It is tried again.")
            self.ready = False
        else:
            self.ready = True

    def _ask_on(self) -> None:
        while not self._ended.wait(EVERY_S if self.ready else AGAIN_S):
            self.look()
