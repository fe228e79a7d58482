"""Reports on their way through the model, once it has learned from the first of them what it has to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from ingest.passages import Sentences, header_of, sentences_within
from ingest.report import Passage, Report
from search.models.library_model import MODEL, LibraryModel, read_library_model
from search.models.passage_stream import EmbeddingStream
from search.models.sentence_model import Embedder, Tokens
from search.storage.contract import SENTENCE, Writing
from search.upkeep.learning import ENOUGH, has_to_learn, learn_model

Key = TypeVar("Key")
Codes = NDArray[np.uint8]
Keep = Callable[[str, bytes], None]  # `Writing.keep`


@dataclass(frozen=True, slots=True)
class Embedded(Generic[Key]):
    """A report's passages, as a storage takes them."""

    key: Key
    passages: list[Passage]
    vectors: NDArray[np.float16]
    codes: list[Codes]
    sentences: list[NDArray[np.void]]


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[Key]):
    key: Key
    passages: list[Passage]
    headers: list[str]
    tokens: list[Tokens]
    sentences: list[NDArray[np.void]]


class Embedding(Generic[Key]):
    """Takes reports and brings them back in order, embedded by the model that `learned`.

    Without one it learns from the first reports, and has that kept with the library.
    """

    def __init__(self, embedder: Embedder, keep: Keep, learned: LibraryModel | None) -> None:
        self._embedder = embedder
        self._keep = keep
        self._learned = learned
        self._unlearned: list[_Waiting[Key]] = []
        self._stream = EmbeddingStream[_Waiting[Key], Codes](embedder, self._encode)

    def put(
        self,
        key: Key,
        report: Report,
        passages: list[Passage],
        sentences: Sentences,
        on_window: Callable[[], None] = lambda: None,
    ) -> None:
        """`sentences` are those of the whole text; see `EmbeddingStream.put`."""
        headers = [header_of(report, p.headings, p.text) for p in passages]
        tokens = self._embedder.encode_passages(headers, [p.text for p in passages])
        of_each = [_sentences(sentences, p, t.spans) for p, t in zip(passages, tokens, strict=True)]
        waits = _Waiting(key, passages, headers, tokens, of_each)
        if self._learned is not None:
            self._stream.put(waits, tokens, on_window)
            return
        self._unlearned.append(waits)
        enough = ENOUGH if has_to_learn(self._embedder) else 1
        if sum(len(one.passages) for one in self._unlearned) >= enough:
            self._learn(on_window)

    def ready(self) -> Iterator[Embedded[Key]]:
        """The reports that are done, in order."""
        for waited, vectors, codes in self._stream.ready():
            yield _embedded(waited, vectors, codes)

    def rest(self, on_window: Callable[[], None] = lambda: None) -> Iterator[Embedded[Key]]:
        """All that were put, as they are done."""
        self._learn(on_window)
        for waited, vectors, codes in self._stream.rest():
            yield _embedded(waited, vectors, codes)

    def cancel(self) -> None:
        """Drops what has not begun."""
        self._stream.cancel()

    def _learn(self, on_window: Callable[[], None]) -> None:
        waiting, self._unlearned = self._unlearned, []
        headers = [header for one in waiting for header in one.headers]
        texts = [passage.text for one in waiting for passage in one.passages]
        if texts:
            self._learned = learn_model(self._embedder, headers[:ENOUGH], texts[:ENOUGH])
            for name, value in self._learned.record().items():
                self._keep(name, value)
        for one in waiting:
            self._stream.put(one, one.tokens, on_window)

    def _encode(self, vectors: NDArray[np.float32]) -> Codes:
        assert self._learned is not None  # nothing was put into the stream before
        return self._learned.codes.encode(vectors)


def learned_before(embedder: Embedder, writing: Writing) -> LibraryModel | None:
    """What a library keeps of its model; None where it has no passages yet. Raises ModelDiffers."""
    begun = writing.kept(MODEL) or any(holding.passages for holding in writing.holdings)
    return read_library_model(embedder, writing.kept) if begun else None


def _embedded(
    waited: _Waiting[Key], vectors: NDArray[np.float16], codes: list[Codes]
) -> Embedded[Key]:
    return Embedded(waited.key, waited.passages, vectors, codes, waited.sentences)


def _sentences(
    of_report: Sentences, passage: Passage, offsets: Sequence[tuple[int, int]]
) -> NDArray[np.void]:
    spans = sentences_within(of_report, passage.start, passage.end)
    starts = np.array([passage.start + start for start, _ in offsets], np.int64)
    sentences = np.zeros(len(spans), SENTENCE)
    sentences["start"] = [start for start, _ in spans]
    sentences["end"] = [end for _, end in spans]
    sentences["token"] = np.searchsorted(starts, sentences["start"])
    return sentences
