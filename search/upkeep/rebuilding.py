"""Embeds a library's passages by another model, from the texts that it keeps: no file is read again."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from ingest.passages import MAX_TOKENS, Sentences, sentences_of, split_passages
from ingest.reading import ReadReport
from search.holdings import Holding
from search.models.calibration import CALIBRATION
from search.models.sentence_model import Embedder
from search.storage.contract import EmbeddedAgain, Generation, NewReport, Storage
from search.upkeep.embedding import Embedded, Embedding
from search.upkeep.progress import Progress

PUBLISH_PASSAGES = 4000  # of a copy: what waits in memory at most

OnProgress = Callable[[Progress], None]


def rebuild(storage: Storage, embedder: Embedder, on_progress: OnProgress = lambda _: None) -> int:
    """Has all of a library embedded by a model, beside what is there; then it goes over at once.

    Ids, texts and citations stay. Brings the number of passages. Raises LibraryHeld, CannotWrite,
    NoLibrary, TooLarge; then, and where `on_progress` raises, the library is as it was.
    """
    storage.published()  # raises where there is none, which to hold would make
    with storage.hold() as writing:
        generation = storage.open()
        try:
            embedding = Embedding[_Key](embedder, writing.keep, None)
            passages = 0
            for one in _embed_all(generation, embedding, embedder, on_progress):
                holding, _ = one.key
                writing.embed_again(
                    EmbeddedAgain(holding, one.passages, one.vectors, one.codes, one.sentences)
                )
                passages += len(one.passages)
        finally:
            generation.close()
        writing.use_model(embedder.name)
        writing.keep(CALIBRATION, b"")  # it is of the model that was
        writing.publish()
    return passages


def copy_embedded(
    generation: Generation,
    into: Storage,
    embedder: Embedder,
    on_progress: OnProgress = lambda _: None,
) -> None:
    """Fills an empty library with the reports of another, embedded by a model; files stay behind."""
    with into.hold() as writing:
        writing.use_model(embedder.name)
        writing.use_field(generation.field)
        embedding = Embedding[_Key](embedder, writing.keep, None)
        for one in _embed_all(generation, embedding, embedder, on_progress):
            holding, sentences = one.key
            writing.add(
                NewReport(
                    read=_read_again(generation, holding, sentences),
                    location=holding.location,
                    reader=holding.reader,
                    replaces=None,
                    passages=one.passages,
                    vectors=one.vectors,
                    codes=one.codes,
                    sentences=one.sentences,
                )
            )
            if writing.waiting >= PUBLISH_PASSAGES:
                writing.publish()
        writing.publish()


_Key = tuple[Holding, Sentences]


def _embed_all(
    generation: Generation, embedding: Embedding[_Key], embedder: Embedder, tell: OnProgress
) -> Iterator[Embedded[_Key]]:
    """By chance in their order, so that a codebook is learned from all kinds of them."""
    holdings = list(generation.holdings)
    random.Random(0).shuffle(holdings)
    done = pages = passages = 0

    def take(ready: Iterator[Embedded[_Key]]) -> Iterator[Embedded[_Key]]:
        nonlocal done, pages, passages
        for one in ready:
            done, pages = done + 1, pages + one.key[0].info.page_count
            passages += len(one.passages)
            tell(Progress(done, len(holdings), pages, passages, one.key[0].info.source))
            yield one

    try:
        for holding in holdings:
            report = generation.report(holding.number)
            sentences = sentences_of(report.text)
            most = min(MAX_TOKENS, embedder.room)
            split = split_passages(report, embedder.count_tokens, most, sentences)
            embedding.put((holding, sentences), report, split, sentences)
            yield from take(embedding.ready())
        yield from take(embedding.rest())
    finally:
        embedding.cancel()


def _read_again(generation: Generation, holding: Holding, sentences: Sentences) -> ReadReport:
    """A report as its file was read."""
    recommendations = generation.recommendations([holding.number])
    return ReadReport(
        report=generation.report(holding.number, boxes=True),
        recommendations=tuple(item for _, item in recommendations),
        mentions=holding.mentions,
        abbreviations=holding.abbreviations,
        text_sha256=holding.text_sha256,
        sentences=sentences,
        left_out=holding.left_out,
    )
