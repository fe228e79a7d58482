"""Lanes: how much is done at once, in which order, and how much may wait for it."""

from __future__ import annotations

import asyncio
import math
import os
import time
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

ALONE_S = 2.0  # since another came
CALLERS = 1000  # whose coming is remembered


class Full(Exception):
    """As much waits already as may."""


class Lane:
    """Places for work; the callers take turns, however much one asks. For one event loop.

    A caller may take all places while nobody else comes, and `each` where others do.
    """

    def __init__(self, places: int, *, each: int, waiting: int, waiting_each: int) -> None:
        self._places = self._free = places
        self._each = each
        self._waiting = waiting
        self._waiting_each = waiting_each
        self._working: Counter[str] = Counter()
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._last: OrderedDict[str, float] = (
            OrderedDict()
        )  # when each caller came, the newest last

    def enter_now(self, caller: str) -> bool:
        """Whether a place was free and the caller's to take; it must leave it."""
        self._last[caller] = time.monotonic()
        self._last.move_to_end(caller)
        while len(self._last) > CALLERS:
            self._last.popitem(last=False)
        if not self._free or not self._may(caller) or caller in self._queues:
            return False
        self._take(caller)
        return True

    async def enter(self, caller: str) -> None:
        """Returns with a place, which must be left; raises Full."""
        if self.enter_now(caller):
            return
        queue = self._queues.setdefault(caller, deque())
        if len(queue) >= self._waiting_each or self._all_waiting() >= self._waiting:
            raise Full
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.leave(caller)
            elif turn in self._queues.get(caller, ()):
                self._drop(caller, turn)
            raise

    @asynccontextmanager
    async def turn(self, caller: str) -> AsyncIterator[None]:
        """A place for as long as the block lasts; raises Full."""
        await self.enter(caller)
        try:
            yield
        finally:
            self.leave(caller)

    @contextmanager
    def turn_of_thread(self, caller: str, loop: asyncio.AbstractEventLoop) -> Iterator[None]:
        """The same for a thread beside the lane's loop, which waits where the lane is full."""
        while True:
            try:
                asyncio.run_coroutine_threadsafe(self.enter(caller), loop).result()
                break
            except Full:
                time.sleep(ALONE_S)
        try:
            yield
        finally:
            loop.call_soon_threadsafe(self.leave, caller)

    def leave(self, caller: str) -> None:
        self._free += 1
        self._working[caller] -= 1
        if not self._working[caller]:
            del self._working[caller]
        while self._free:
            following = next(filter(self._may, self._queues), None)
            if following is None:
                return
            turn = self._queues[following][0]
            self._queues.move_to_end(following)
            self._drop(following, turn)
            if not turn.done():
                self._take(following)
                turn.set_result(None)

    def _may(self, caller: str) -> bool:
        others = (at for other, at in reversed(self._last.items()) if other != caller)
        alone = time.monotonic() - next(others, -math.inf) > ALONE_S
        return self._working[caller] < (self._places if alone else self._each)

    def _take(self, caller: str) -> None:
        self._free -= 1
        self._working[caller] += 1

    def _drop(self, caller: str, turn: asyncio.Future[None]) -> None:
        queue = self._queues[caller]
        queue.remove(turn)
        if not queue:
            del self._queues[caller]

    def _all_waiting(self) -> int:
        return sum(len(queue) for queue in self._queues.values())


@dataclass(frozen=True, slots=True)
class Lanes:
    """Those of one server. What is in the others takes its turns among the questions too."""

    questions: Lane
    exports: Lane  # files to take away, pictures of pages
    batches: Lane


def lay_lanes(cores: int | None = None) -> Lanes:
    """As many places as there are cores: more would only make each of them slower."""
    cores = cores or os.cpu_count() or 1
    half = max(1, cores // 2)
    return Lanes(
        questions=Lane(max(2, cores), each=half, waiting=512, waiting_each=128),
        exports=Lane(half, each=1, waiting=64, waiting_each=8),
        batches=Lane(half, each=1, waiting=16, waiting_each=2),
    )
