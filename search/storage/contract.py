"""What a library is kept in, as all the rest of search sees it: a folder, or PostgreSQL.

A report is known by its number, which is never used twice; a passage by its `PassageRef`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from io import BufferedIOBase
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.fetching.addresses import Address
from ingest.field.field import Field
from ingest.judgements.recommendations import Recommendation
from ingest.report import Judgement, Passage, Report, ReportInfo
from search.holdings import Holding, Holdings
from search.question.vocabulary import Vocabulary
from search.storage.beside import Beside
from search.storage.queue import Queue

if TYPE_CHECKING:
    from ingest.reading import (
        ReadReport,  # its readers of files would cost each start half a second
    )

Floats = NDArray[np.float32]
SENTENCE = np.dtype(
    [
        ("start", np.int32),
        ("end", np.int32),
        ("token", np.int32),  # the first of its passage's tokens that is in it
    ]
)


class PassageRef(NamedTuple):
    """The only coordinate of a passage: its report's number, and its own in it, from 0."""

    report: int
    number: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages to be ranked, with their tokens and sentences one after another; none is empty."""

    refs: Sequence[PassageRef]
    codes: NDArray[np.uint8]  # (tokens, bytes)
    token_counts: NDArray[np.int64]  # of each passage
    sentences: NDArray[np.void]  # of SENTENCE
    sentence_counts: NDArray[np.int64]

    @classmethod
    def of(
        cls, parts: Sequence[tuple[PassageRef, NDArray[np.uint8], NDArray[np.void]]]
    ) -> Candidates:
        """Of each passage its codes (tokens, bytes) and its sentences."""
        refs, codes, sentences = zip(*parts, strict=True) if parts else ((), (), ())
        return cls(
            refs=refs,
            codes=np.concatenate(codes) if parts else np.zeros((0, 0), np.uint8),
            token_counts=np.array([len(own) for own in codes], np.int64),
            sentences=np.concatenate(sentences) if parts else np.zeros(0, SENTENCE),
            sentence_counts=np.array([len(own) for own in sentences], np.int64),
        )


def passage_at(report: int, spans: NDArray[np.int64], offset: int) -> PassageRef:
    """The passage of a report that an offset is in, or that comes before it; of `spans` (n, 2)."""
    before = int(np.searchsorted(spans[:, 0], offset, side="right")) - 1
    return PassageRef(report, max(before, 0))


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, when it was last tried, and why."""

    source: str
    location: str
    sha256: str  # and what else its failing depends on; "" where it may yet be read
    reason: str
    failed_at: str = ""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stays of a file that was erased: which report's it was, when it went, by whom and why."""

    report: str  # its id
    sha256: str
    erased_at: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report that is read and embedded."""

    read: ReadReport
    location: str
    reader: str
    replaces: Holding | None
    passages: list[Passage]
    vectors: NDArray[np.float16]  # (passages, dimensions)
    codes: list[NDArray[np.uint8]]  # of each passage: (tokens, bytes)
    sentences: list[NDArray[np.void]]  # of each passage: SENTENCE
    added_at: datetime | None = None  # of one that comes from another library; None: now


@dataclass(frozen=True, slots=True)
class EmbeddedAgain:
    """A report's passages by another model; its text, number and id stay."""

    holding: Holding
    passages: list[Passage]
    vectors: NDArray[np.float16]  # (passages, dimensions)
    codes: list[NDArray[np.uint8]]  # of each passage: (tokens, bytes)
    sentences: list[NDArray[np.void]]  # of each passage: SENTENCE


class Generation(Vocabulary, Protocol):
    """One published state of a library. It never changes; safe to share between threads."""

    def __hash__(self) -> int: ...

    @property
    def number(self) -> int: ...

    @property
    def model(self) -> str:
        """The name of the model that its vectors are of; "" where it holds none yet."""

    @property
    def field(self) -> Field: ...

    @property
    def holdings(self) -> Holdings: ...

    def kept(self, name: str) -> bytes:
        """What was learned for this library and is kept with it, by name; b"" where nothing was."""

    def close(self) -> None: ...

    # Passages. `reports` are numbers; None: all of them.

    def nearest(
        self, vector: Floats, limit: int, reports: frozenset[int] | None = None
    ) -> list[tuple[PassageRef, float]]:
        """The passages nearest in meaning, with their cosines, best first."""

    def best(
        self,
        terms: Sequence[tuple[str, float]],
        limit: int,
        reports: frozenset[int] | None = None,
    ) -> list[tuple[PassageRef, float]]:
        """The passages with the highest BM25 of weighted terms, with it, best first."""

    def best_of_each(
        self, vector: Floats, reports: Iterable[int]
    ) -> list[tuple[PassageRef, float]]:
        """Of each report the passage nearest in meaning, with its cosine, exactly.

        In the order of `reports`; one without passages is left out.
        """

    def count(self, phrase: str, reports: frozenset[int] | None = None) -> dict[int, int]:
        """How often these very words stand in each report's text; those without them are left out.

        Case, line ends and the form of hyphens and quotation marks do not matter.
        """

    def having(self, terms: Iterable[str], limit: int) -> list[PassageRef]:
        """At most `limit` passages that have every one of some terms, in any order; none of no terms."""

    def candidates(self, refs: Sequence[PassageRef]) -> Candidates:
        """The tokens and sentences of passages; those that have none are left out."""

    def passage(self, ref: PassageRef) -> Passage: ...

    def passage_at(self, report: int, offset: int) -> PassageRef:
        """The passage of a report that holds an offset, or the one before it."""

    def spans(self, report: int) -> NDArray[np.int64]:
        """(passages, 2): where each of a report's starts and ends."""

    def vectors(self, report: int) -> NDArray[np.float16]:
        """(passages, dimensions): those of a report's, to be kept elsewhere."""

    # Reports.

    def report(self, number: int, *, boxes: bool = False) -> Report:
        """With `boxes` only where pages are drawn: unpacking these takes longer than the rest."""

    def judgements_of(self, report: int) -> tuple[Judgement, ...]: ...

    @property
    def areas(self) -> frozenset[str]:
        """Every area that a report here judges."""

    def recommendations(
        self, reports: Iterable[int] | None = None
    ) -> list[tuple[int, Recommendation]]:
        """(report, recommendation), in the order of the text; of all reports when None."""

    def past(self, sha256_prefix: str) -> list[Report]:
        """What files whose hash starts so said, before they were replaced or removed."""

    def past_files(self) -> list[tuple[str, str, str]]:
        """(file's hash, text's hash, source) of every text that is kept though its file left."""

    def open_file(self, sha256: str) -> BufferedIOBase | None:
        """The library's own copy of a file, to be closed by the caller; None where it is not kept."""

    def tombstones(self) -> list[Tombstone]:
        """Of files that were erased, the first first."""

    def failures(self) -> list[Failure]:
        """Of files that could not be read, by source."""

    def address(self, address: str) -> Address | None:
        """What was learned when a page was last fetched: where from, when, and where it led."""


class Writing(Protocol):
    """Gathers what is to change in a library until it is told to publish. There is one at a time."""

    @property
    def model(self) -> str: ...

    @property
    def field(self) -> Field: ...

    @property
    def holdings(self) -> Holdings: ...

    @property
    def waiting(self) -> int:
        """How many passages wait to be published."""

    def failures(self) -> list[Failure]: ...

    def tombstones(self) -> list[Tombstone]: ...

    def address(self, address: str) -> Address | None: ...

    def keep_file(self, path: Path, sha256: str) -> None:
        """Copies a file, kept for good when it returns; Changed when it no longer has that hash."""

    def open_file(self, sha256: str) -> BufferedIOBase | None: ...

    def read_again(self, holding: Holding) -> ReadReport:
        """A report as it was once read, from what is kept of it. Raises ValueError where it is damaged."""

    def use_model(self, name: str) -> None: ...

    def use_field(self, field: Field) -> None: ...

    def kept(self, name: str) -> bytes: ...

    def keep(self, name: str, value: bytes) -> None:
        """What `Generation.kept` says of a name from the next generation on."""

    def add(self, report: NewReport) -> None: ...

    def embed_again(self, report: EmbeddedAgain) -> None:
        """Puts other passages in place of a report's; memory does not grow with how many wait."""

    def remove(self, holding: Holding) -> None:
        """Takes a report out; its text and its file stay for its old citations."""

    def erase(self, tombstone: Tombstone) -> None:
        """Takes a file away for good, with all that was ever read of it, be it held or past.

        Nothing of it is left in what the storage keeps once it is published.
        """

    def repair(self) -> frozenset[int]:
        """Has `publish` make anew what can be made of what is kept; numbers of reports to add again.

        These are the ones whose passages, vectors or tokens are damaged.
        """

    def move(self, holding: Holding, source: str, location: str) -> None: ...

    def correct(self, holding: Holding, info: ReportInfo) -> None:
        """Gives a report another title, subject, kind and date; its text and passages stay."""

    def note_failure(self, failure: Failure) -> None: ...

    def forget_failure(self, source: str) -> None: ...

    def note_address(self, address: Address) -> None: ...

    def forget_address(self, address: str) -> None:
        """So that it is fetched in full when it is asked for again."""

    def publish(self) -> list[Holding]:
        """The next generation, all or nothing, if anything is to change; the reports that came in."""


class Storage(Protocol):
    """Where a library is kept."""

    @property
    def queue(self) -> Queue | None:
        """None where one machine alone reads files."""

    @property
    def name(self) -> str:
        """For sentences to people."""

    @property
    def beside(self) -> Beside:
        """What servers write beside the library: what readers and people say, records."""

    def published(self) -> int:
        """The number of the newest generation; 0 before the first. Raises NoLibrary, WrongFormat."""

    def open(self) -> Generation:
        """The newest generation. Raises NoLibrary, WrongFormat."""

    def hold(self, wait_s: float | None = 0.0) -> AbstractContextManager[Writing]:
        """Keeps every other writer out for as long as it lasts, and makes the library if there is none.

        Waits so long for one who writes; None: until they have finished. Raises LibraryHeld,
        CannotWrite, Unreachable; then the last published generation is as it was.
        """

    def told(self, tell: Callable[[], None]) -> AbstractContextManager[None]:
        """Has `tell` called as soon as there may be another generation, for as long as it lasts.

        It is not relied on: who answers looks for itself too, by `published`.
        """

    def close(self) -> None:
        """Ends what it shares with its generations; nothing is asked of them after."""

    def bytes_on_disk(self) -> int: ...

    def damage(self) -> Iterator[str]:
        """What is wrong with how the newest generation is kept: a sentence a fault."""
