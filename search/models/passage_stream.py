"""Embeds the passages of several reports together, so that no core waits between two of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from search.models.sentence_model import Embedder, Floats, Pass, Tokens

# Padded tokens a pass: what it makes stays in a core's cache, docs/performance.md.
PASS_TOKENS = 1280
WINDOW = 256  # passages sorted by length together: little padding, some seconds of work

Key = TypeVar("Key")
Result = TypeVar("Result")


@dataclass(slots=True)
class _Report(Generic[Key, Result]):
    key: Key
    vectors: NDArray[np.float16]
    kept: dict[int, Result]  # by the passage's number


@dataclass(frozen=True, slots=True)
class _Passage(Generic[Key, Result]):
    report: _Report[Key, Result]
    number: int
    tokens: Tokens


class EmbeddingStream(Generic[Key, Result]):
    """Takes reports and brings them back in order, embedded.

    `keep` makes what is kept of a passage's token vectors, see `Embedder.submit`. At most two
    windows of passages are under way, so that memory stays flat.
    """

    def __init__(self, embedder: Embedder, keep: Callable[[Floats], Result]) -> None:
        self._embedder = embedder
        self._keep = keep
        self._reports: deque[_Report[Key, Result]] = deque()
        self._waiting: list[_Passage[Key, Result]] = []
        self._passes: deque[tuple[list[_Passage[Key, Result]], Pass[Result]]] = deque()

    def put(
        self, key: Key, passages: Sequence[Tokens], on_window: Callable[[], None] = lambda: None
    ) -> None:
        """Has a report's passages embedded; `on_window` is called as they go, and may raise."""
        vectors = np.zeros((len(passages), self._embedder.dimensions), np.float16)
        report = _Report[Key, Result](key, vectors, {})
        self._reports.append(report)
        for number, tokens in enumerate(passages):
            self._waiting.append(_Passage(report, number, tokens))
            if len(self._waiting) == WINDOW:
                self._submit()
                on_window()

    def ready(self) -> Iterator[tuple[Key, NDArray[np.float16], list[Result]]]:
        """(key, vectors, what was kept of each passage) of the reports that are done, in order."""
        while self._passes and self._passes[0][1].done():
            self._take()
        while self._reports and len(self._reports[0].kept) == len(self._reports[0].vectors):
            report = self._reports.popleft()
            yield report.key, report.vectors, [kept for _, kept in sorted(report.kept.items())]

    def rest(self) -> Iterator[tuple[Key, NDArray[np.float16], list[Result]]]:
        """All that were put, as they are done."""
        self._submit()
        while self._passes:
            self._take()
            yield from self.ready()
        yield from self.ready()  # those without passages

    def cancel(self) -> None:
        """Drops what has not begun."""
        for _, running in self._passes:
            running.cancel()

    def _submit(self) -> None:
        under_way = len(self._passes)
        self._waiting.sort(key=lambda passage: len(passage.tokens.ids))
        for passages in _passes(self._waiting):
            running = self._embedder.submit([one.tokens for one in passages], self._keep)
            self._passes.append((passages, running))
        self._waiting = []
        for _ in range(under_way):  # of the window before
            self._take()

    def _take(self) -> None:
        passages, running = self._passes.popleft()
        for passage, (vector, kept) in zip(passages, running.result(), strict=True):
            passage.report.vectors[passage.number] = vector
            passage.report.kept[passage.number] = kept


def _passes(
    passages: Sequence[_Passage[Key, Result]],
) -> Iterator[list[_Passage[Key, Result]]]:
    """Runs of passages in order of length whose padded size is at most PASS_TOKENS."""
    run: list[_Passage[Key, Result]] = []
    for passage in passages:
        if run and (len(run) + 1) * (len(passage.tokens.ids) + 2) > PASS_TOKENS:
            yield run
            run = []
        run.append(passage)
    if run:
        yield run
