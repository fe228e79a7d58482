"""Grows a library to any size: a true library, which opens and answers, of made-up look-alikes.

    python -m benchmarks.grow LIBRARY INTO --passages 1000000

Each new report is an old one with other words: one word in eight is another word of the same
length, so that every offset holds. Every second one is on a place that does not exist; the
others are on the same place in another year. Vectors are mixed with those of other passages,
one token code in twenty is another token's: they are not fresh passes of the model, which
would take a day for a million passages. Original files are not copied along.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.judgements.recommendations import Recommendation
from ingest.passages import header_of, headings_at, sentences_of
from ingest.reading import ReadReport
from ingest.report import Report
from search.holdings import Holding
from search.storage.contract import PassageRef
from search.storage.folder.lock import hold_folder
from search.storage.folder.publishing import FolderWriting
from search.storage.folder.segments import Segment, open_segment, write_segment
from search.storage.folder.store import ReportRow
from search.storage.folder.store_writing import StoreWriting
from search.storage.folder.words import WordsWriter

CHANGED_WORDS = 1 / 8
CHANGED_TOKENS = 1 / 20
MIXED = (0.3, 0.9)  # of another passage's vector, added to its own
SEGMENT_PASSAGES = 100_000
BEGINNINGS = [
    "Al",
    "Bar",
    "Cor",
    "Dun",
    "El",
    "Far",
    "Gar",
    "Har",
    "In",
    "Kel",
    "Lin",
    "Mar",
    "Nor",
    "Ot",
    "Pen",
    "Ros",
    "Stan",
    "Thor",
    "Ul",
    "Wen",
]
MIDDLES = ["a", "e", "i", "o", "er", "an", "in", "el", "ar", "on"]
ENDINGS = [
    "bury",
    "ham",
    "ford",
    "ley",
    "ton",
    "wick",
    "worth",
    "stead",
    "borough",
    "mere",
    "dale",
    "combe",
    "minster",
    "field",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("library", type=Path)
    parser.add_argument("into", type=Path)
    parser.add_argument("--passages", type=int, default=1_000_000)
    given = parser.parse_args()
    if not given.into.exists():
        copy_library(given.library, given.into)
    started = time.perf_counter()
    print(grow(given.into, given.passages), "passages in", int(time.perf_counter() - started), "s")


def copy_library(library: Path, into: Path) -> None:
    """All of it but the original files."""
    shutil.copytree(library, into, ignore=shutil.ignore_patterns("files", "writer.*"))


@dataclass(frozen=True, slots=True)
class _Model:
    """A report of the library that others are made from."""

    holding: Holding
    report: Report
    boxes: bytes  # packed
    recommendations: list[Recommendation]
    pieces: list[str]  # of its text: what is between words, a word, what is between words, ...
    long_words: NDArray[np.int64]  # where in `pieces` words stand that may change
    segment: Segment  # its passages alone


def grow(folder: Path, passages: int, seed: int = 0) -> int:
    """Adds reports until there are that many passages; says how many there are then."""
    with hold_folder(folder):
        store = StoreWriting(folder)
        try:
            return _grow(folder, store, passages, seed)
        finally:
            store.close()


def _grow(folder: Path, store: StoreWriting, passages: int, seed: int) -> int:
    rows = store.rows()
    held = sum(row.holding.passages for row in rows)
    rng = np.random.default_rng((seed, held))
    made_before = [name for row in rows if (name := row.holding.info.id).startswith("made-")]
    models = [_model(folder, store, row) for row in rows if row.holding.info.id not in made_before]
    by_length = _words_by_length(models)
    vectors = np.concatenate([model.segment.vectors for model in models])
    codes = np.concatenate([model.segment.tokens for model in models])
    round_ = 1 + max((int(name.split("-")[1]) for name in made_before), default=0)
    for part in _parts(models, held, passages, round_):
        generation, segment = store.number + 1, store.last_segment + 1
        words = WordsWriter(folder, generation)
        made: list[tuple[ReportRow, Report, _Model]] = []
        segments: list[Segment] = []
        first = 0
        for number, (round_number, model) in enumerate(part, start=store.next_number()):
            report = _other(model, round_number, by_length, rng)
            holding = replace(
                model.holding,
                number=number,
                info=report.info,
                location=f"/made/{report.info.source}",
                text_sha256=hashlib.sha256(report.text.encode()).hexdigest(),
            )
            made.append((ReportRow(holding, segment, first), report, model))
            first += holding.passages
            segments.append(_perturbed(model.segment, number, vectors, codes, rng))
            _add_words(words, number, report, segments[-1])
        write_segment(folder, segment, segments)
        words.commit()
        with store.transaction():
            for row, report, model in made:
                _add(store, row, report, model)
            store.set(segment=str(segment), generation=str(generation))
        held += first
        print(f"  {held} passages", flush=True)
    FolderWriting(folder, store)  # deletes what no generation names
    return held


def _add(store: StoreWriting, row: ReportRow, report: Report, model: _Model) -> None:
    holding = row.holding
    recommendations = tuple(model.recommendations)
    read = ReadReport(
        report,
        recommendations,
        holding.mentions,
        holding.abbreviations,
        holding.text_sha256,
        sentences_of(""),
    )
    store.add(row, read)
    store._db.execute(  # packing boxes anew would take most of the time
        "UPDATE bodies SET boxes = ? WHERE report = ?", (model.boxes, holding.number)
    )


def _parts(
    models: list[_Model], held: int, wanted: int, round_: int
) -> Iterator[list[tuple[int, _Model]]]:
    """Models, each with the number of the round it comes in, a segment's worth at a time."""
    part: list[tuple[int, _Model]] = []
    size = 0
    while held < wanted:
        for model in models:
            part.append((round_, model))
            size, held = size + model.holding.passages, held + model.holding.passages
            if held >= wanted or size >= SEGMENT_PASSAGES:
                yield part
                part, size = [], 0
            if held >= wanted:
                return
        round_ += 1


def _model(folder: Path, store: StoreWriting, row: ReportRow) -> _Model:
    number = row.holding.number
    report = store.text(row.holding)
    pieces = re.split(r"(\w+)", report.text)
    long = [i for i in range(1, len(pieces), 2) if len(pieces[i]) > 3 and pieces[i].isalpha()]
    return _Model(
        holding=row.holding,
        report=report,
        boxes=store._all("SELECT boxes FROM bodies WHERE report = ?", number)[0]["boxes"],
        recommendations=[found for _, found in store.recommendations([number])],
        pieces=pieces,
        long_words=np.array(long, np.int64),
        segment=open_segment(folder, row.segment).cut(row.first, row.holding.passages),
    )


def _words_by_length(models: list[_Model]) -> dict[int, list[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for model in models:
        for i in model.long_words:
            found[len(model.pieces[i])].add(model.pieces[i])
    return {length: sorted(words) for length, words in found.items()}


def _other(
    model: _Model, round_: int, by_length: dict[int, list[str]], rng: np.random.Generator
) -> Report:
    pieces = list(model.pieces)
    changed = model.long_words[rng.random(len(model.long_words)) < CHANGED_WORDS]
    for i, drawn in zip(changed.tolist(), rng.random(len(changed)).tolist(), strict=True):
        words = by_length[len(pieces[i])]
        pieces[i] = words[int(drawn * len(words))]
    old = model.report.info
    subject = _place(old.subject, round_) if round_ % 2 else old.subject
    days = timedelta(days=97 * (round_ // 2))
    info = replace(
        old,
        id=f"made-{round_}-{old.id}",
        source=f"{round_}/{old.source}",
        title=old.title.replace(old.subject, subject) if old.subject else old.title,
        subject=subject,
        published=old.published - days if old.published else None,
        sha256=hashlib.sha256(f"{round_} {old.sha256}".encode()).hexdigest(),
    )
    judgements = tuple(replace(j, subject=subject) for j in model.report.judgements)
    return replace(model.report, info=info, text="".join(pieces), judgements=judgements)


def _place(subject: str, round_: int) -> str:
    """A name that the subject has in that round, and another in every other."""
    drawn = int.from_bytes(hashlib.sha256(f"{subject} {round_}".encode()).digest()[:8], "big")
    parts = []
    for choice in (BEGINNINGS, MIDDLES, MIDDLES, ENDINGS):
        drawn, at = divmod(drawn, len(choice))
        parts.append(choice[at])
    return "".join(parts)


def _perturbed(
    segment: Segment,
    number: int,
    vectors: NDArray[np.float16],
    codes: NDArray[np.uint8],
    rng: np.random.Generator,
) -> Segment:
    places = segment.passages.copy()
    places["report"] = number
    others = vectors[rng.integers(0, len(vectors), len(segment.vectors))].astype(np.float32)
    mixed = segment.vectors + others * rng.uniform(*MIXED, (len(others), 1)).astype(np.float32)
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
    tokens = segment.tokens.copy()
    changed = np.flatnonzero(rng.random(len(tokens)) < CHANGED_TOKENS)
    tokens[changed] = codes[rng.integers(0, len(codes), len(changed))]
    return Segment(places, mixed.astype(np.float16), tokens, segment.sentences)


def _add_words(words: WordsWriter, made: int, report: Report, segment: Segment) -> None:
    spans = zip(segment.passages["start"].tolist(), segment.passages["end"].tolist(), strict=True)
    for number, (start, end) in enumerate(spans):
        text = report.text[start:end]
        header = header_of(report, headings_at(report.sections, start), text)
        words.add(PassageRef(made, number), header, text)


if __name__ == "__main__":
    main()
