"""Fills a library: reads files in workers while the model embeds, and publishes all or nothing."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from ingest.overrides import load_overrides
from ingest.passages import MAX_TOKENS, split_passages
from ingest.reading import EXTRACTOR, Job, ReadReport, looks_like_html, read_file, with_id
from ingest.report import Passage, Report
from ingest.sentences import split_sentences
from ingest.workers import Failed, Workers
from search.embeddings import Embedder
from search.files import Changed, keep_file, remove_files
from search.segments import (
    PLACE,
    SENTENCE,
    Segment,
    remove_segments,
    write_segment,
)
from search.store import Row, Store
from search.tokens import default_codes
from search.words import KEY_SHIFT, WordsWriter, remove_words

PUBLISH_PASSAGES = 4000  # what a crash can cost at most: a minute or two of embedding
GENERATIONS_KEPT = 3  # of the words index: a reader may be opening the one before the last


class LibraryHeld(Exception):
    """Another process is writing to the library."""


class NothingToRead(Exception):
    """A path that was given is not there."""


@dataclass(frozen=True, slots=True)
class FailedFile:
    source: str
    reason: str


@dataclass
class Summary:
    """What an ingest did; `skipped` are files that are neither PDF nor web page."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    moved: int = 0
    removed: int = 0
    skipped: int = 0
    failed: list[FailedFile] = field(default_factory=list)
    reports: int = 0
    pages: int = 0
    passages: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest is, for whoever shows it."""

    done: int
    total: int
    pages: int
    passages: int
    source: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report that is read and embedded and waits to be published."""

    read: ReadReport
    location: str
    replaces: Row | None
    passages: list[Passage]
    vectors: np.ndarray
    codes: list[np.ndarray]


def ingest(
    folder: Path,
    paths: Sequence[Path],
    *,
    embedder: Embedder | None = None,
    max_tokens: int = MAX_TOKENS,
    prune: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Brings a library up to date with files and folders; what did not change costs a hash.

    Raises LibraryHeld when another process is writing, NothingToRead for a path that is not
    there. A file that cannot be read is named in the summary and stops nothing.
    """
    started = time.monotonic()
    for path in paths:
        if not path.exists():
            raise NothingToRead(f"{path} is not there. Give files or folders that exist.")
    folder.mkdir(parents=True, exist_ok=True)
    with hold(folder):
        store = Store(folder, write=True)
        try:
            model = embedder or Embedder(store.model or None)
            filler = _Filler(folder, store, model, max_tokens)
            summary = filler.run(list(paths), prune=prune, on_progress=on_progress)
        finally:
            store.close()
    summary.seconds = round(time.monotonic() - started, 2)
    return summary


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Keeps every other writer out for as long as it lasts, even one on a dead process's heels."""
    path = folder / "writer.lock"
    with path.open("a+") as file:
        if not _lock(file.fileno()):
            file.seek(0)
            raise LibraryHeld(
                f"{folder} is being written by {file.read().strip() or 'another process'}."
                " Wait until it has finished, or stop it."
            )
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()} since {time.strftime('%H:%M:%S on %d %B %Y')}\n")
        file.flush()
        yield


class _Filler:
    def __init__(self, folder: Path, store: Store, model: Embedder, max_tokens: int) -> None:
        self._folder = folder
        self._store = store
        self._model = model
        self._max_tokens = max_tokens
        self._waiting: list[Waiting] = []
        self._gone: list[Row] = []
        self._moved: list[tuple[Row, Job]] = []
        self._failed: list[tuple[Job, str, str]] = []
        self._rows = {row.info.source: row for row in store.rows()}
        self._ids = {row.info.id for row in self._rows.values()}
        self._summary = Summary()

    def run(
        self,
        paths: list[Path],
        *,
        prune: bool,
        on_progress: Callable[[Progress], None] | None,
    ) -> Summary:
        jobs = list(self._wanted(paths))
        total, done, pages, passages = len(jobs), 0, 0, 0

        def tell(source: str) -> None:
            if on_progress is not None:
                on_progress(Progress(done, total, pages, passages, source))

        changed = []
        for job in jobs:
            if self._is_unchanged(job):
                done += 1
            else:
                changed.append(job)
        tell("")
        workers: Workers[Job, ReadReport | Failed] = Workers(read_file)
        for job, outcome in workers.run(changed) if changed else ():
            done += 1
            if not isinstance(outcome, Failed):
                outcome = self._keep(job, outcome)
            if isinstance(outcome, Failed):
                self._summary.failed.append(FailedFile(job.source, outcome.reason))
                self._failed.append((job, _hash(job.path), outcome.reason))
            else:
                waiting = self._embed(job, outcome)
                pages += len(outcome.report.pages)
                passages += len(waiting.passages)
                if sum(len(w.passages) for w in self._waiting) >= PUBLISH_PASSAGES:
                    self._publish()
            tell(job.source)
        if prune:
            self._prune(paths, {job.source for job in jobs})
        self._publish()
        remove_files(self._folder, self._store.files())
        rows = self._store.rows()
        self._summary.reports = len(rows)
        self._summary.pages = sum(row.info.page_count for row in rows)
        self._summary.passages = sum(row.passages for row in rows)
        return self._summary

    def _wanted(self, paths: Sequence[Path]) -> Iterator[Job]:
        """A job for each file that is a report by its bytes or its name."""
        for path, source, root in _walk(paths):
            if _is_report(path):
                overrides = load_overrides(root)
                yield Job(path.resolve(), self._source(path, source), overrides)
            else:
                self._summary.skipped += 1

    def _source(self, path: Path, source: str) -> str:
        """The source, led by its folder's name when another folder's file has it already."""
        held = self._rows.get(source)
        location = str(path.resolve())
        if held is None or held.location == location or not Path(held.location).exists():
            return source
        root = path.resolve().parents[len(Path(source).parts) - 1].name
        return f"{root}/{source}" if root else source

    def _is_unchanged(self, job: Job) -> bool:
        sha256 = _hash(job.path)
        held = self._rows.get(job.source)
        if held is not None:
            if held.info.sha256 != sha256 or held.extractor != EXTRACTOR:
                return False
            self._summary.unchanged += 1
            if held.location != str(job.path):
                self._moved.append((held, job))
            return True
        for row in self._rows.values():
            moved = row.info.sha256 == sha256 and row.extractor == EXTRACTOR
            if moved and not Path(row.location).exists():
                del self._rows[row.info.source]
                self._rows[job.source] = replace(row, info=replace(row.info, source=job.source))
                self._moved.append((row, job))
                self._summary.moved += 1
                return True
        return False

    def _keep(self, job: Job, read: ReadReport) -> ReadReport | Failed:
        try:
            keep_file(self._folder, job.path, read.report.info.sha256)
        except (Changed, FileNotFoundError):
            return Failed("It changed while it was read. Ingest it again.")
        return read

    def _embed(self, job: Job, read: ReadReport) -> Waiting:
        held = self._rows.get(job.source)
        report_id = held.info.id if held else _free_id(read.report.info.id, self._ids)
        self._ids.add(report_id)
        read = with_id(read, report_id)
        passages = split_passages(read.report, self._model.count_tokens, self._max_tokens)
        vectors = np.zeros((len(passages), self._model.dimensions), np.float16)
        codes = [np.zeros((0, 0), np.uint8)] * len(passages)
        headers = [header_of(read.report, passage) for passage in passages]
        texts = [passage.text for passage in passages]
        for i, vector, tokens in self._model.embed_passages(headers, texts):
            vectors[i] = vector
            codes[i] = default_codes().encode(tokens)
        waiting = Waiting(read, str(job.path), held, passages, vectors, codes)
        self._waiting.append(waiting)
        if held:
            self._summary.updated += 1
        else:
            self._summary.added += 1
        return waiting

    def _prune(self, paths: Sequence[Path], seen: set[str]) -> None:
        """Takes out the reports of the given folders whose files are no longer there."""
        roots = [path.resolve() for path in paths if path.is_dir()]
        for source, row in self._rows.items():
            location = Path(row.location)
            inside = any(location.is_relative_to(root) for root in roots)
            if inside and source not in seen and not location.exists():
                self._gone.append(row)
                self._summary.removed += 1

    def _publish(self) -> None:
        """The next generation: the files first, then one transaction that names them."""
        if not (self._waiting or self._gone or self._moved or self._failed):
            return
        store = self._store
        if not (self._waiting or self._gone):
            with store.transaction():
                self._record_moves_and_failures()
            return
        generation = store.generation + 1
        segment = max((row.segment for row in store.rows()), default=0) + 1
        rows, parts = self._lay_out(store.next_row(), segment)
        write_segment(self._folder, segment, parts)
        words = WordsWriter(self._folder, generation)
        leaving = [*self._gone, *(w.replaces for w in self._waiting if w.replaces)]
        for row in leaving:
            words.remove_report(row.row)
        for row, waiting in zip(rows, self._waiting, strict=True):
            for number, passage in enumerate(waiting.passages):
                header = header_of(waiting.read.report, passage)
                words.add((row.row << KEY_SHIFT) + number, header, passage.text)
        words.commit()
        with store.transaction():
            for row in leaving:
                store.remove(row)
            for row, waiting in zip(rows, self._waiting, strict=True):
                store.add(row, waiting.read.report, waiting.read.recommendations)
                store.forget_failure(row.info.source)
            self._record_moves_and_failures()
            store.set("model", self._model.name)
            store.set("generation", str(generation))
        for row in self._gone:
            self._rows.pop(row.info.source, None)
        self._rows.update({row.info.source: row for row in rows})
        self._waiting, self._gone = [], []
        remove_words(self._folder, range(generation - GENERATIONS_KEPT + 1, generation + 1))
        remove_segments(self._folder, {row.segment for row in store.rows()})

    def _record_moves_and_failures(self) -> None:
        for row, job in self._moved:
            self._store.move(row, source=job.source, location=str(job.path))
        for job, sha256, reason in self._failed:
            self._store.add_failure(job.source, str(job.path), sha256, reason)
        self._moved, self._failed = [], []

    def _lay_out(self, first_row: int, segment: int) -> tuple[list[Row], Segment]:
        rows: list[Row] = []
        places, sentences = [], []
        vectors = [waiting.vectors for waiting in self._waiting]
        codes = [code for waiting in self._waiting for code in waiting.codes]
        first, token_at, sentence_at = 0, 0, 0
        for number, waiting in enumerate(self._waiting):
            row = _row_of(waiting, first_row + number, segment, first)
            rows.append(row)
            first += len(waiting.passages)
            spans = self._model.token_spans([passage.text for passage in waiting.passages])
            for passage, code, offsets in zip(
                waiting.passages, waiting.codes, spans, strict=True
            ):
                held = _sentences_of(waiting.read.report, passage, offsets)
                place = np.zeros(1, PLACE)
                place["report"], place["start"], place["end"] = row.row, passage.start, passage.end
                place["tokens"], place["first_token"] = len(code), token_at
                place["sentences"], place["first_sentence"] = len(held), sentence_at
                places.append(place)
                sentences.append(held)
                token_at += len(code)
                sentence_at += len(held)
        return rows, Segment(
            passages=np.concatenate(places) if places else np.zeros(0, PLACE),
            vectors=np.concatenate(vectors)
            if vectors
            else np.zeros((0, self._model.dimensions), np.float16),
            tokens=np.concatenate(codes) if codes else np.zeros((0, 48), np.uint8),
            sentences=np.concatenate(sentences) if sentences else np.zeros(0, SENTENCE),
        )


def header_of(report: Report, passage: Passage) -> str:
    """What leads a passage when it is embedded and matched, and is never quoted."""
    info = report.info
    year = str(info.published.year) if info.published else ""
    about = [info.title, info.subject, info.kind, year]
    kept = [part for i, part in enumerate(about) if part and part not in " ".join(about[:i])]
    headings = [title for title in passage.headings if title not in passage.text]
    return ". ".join([*kept, *headings])


def _row_of(waiting: Waiting, row: int, segment: int, first: int) -> Row:
    report = waiting.read.report
    return Row(
        row=row,
        info=report.info,
        location=waiting.location,
        text_sha256=waiting.read.text_sha256,
        extractor=EXTRACTOR,
        segment=segment,
        first=first,
        passages=len(waiting.passages),
        pages_without_text=sum(not page.has_text for page in report.pages),
        characters=len(report.text),
        mentions=waiting.read.mentions,
        abbreviations=waiting.read.abbreviations,
    )


def _sentences_of(
    report: Report, passage: Passage, offsets: Sequence[tuple[int, int]]
) -> np.ndarray:
    spans = split_sentences(report.text, passage.start, passage.end)
    starts = np.array([passage.start + start for start, _ in offsets])
    found = np.zeros(len(spans), SENTENCE)
    found["start"] = [start for start, _ in spans]
    found["end"] = [end for _, end in spans]
    found["token"] = np.searchsorted(starts, found["start"])
    return found


def _walk(paths: Iterable[Path]) -> Iterator[tuple[Path, str, Path]]:
    """(file, its path below the folder that was given, that folder), in order."""
    for path in paths:
        if path.is_file():
            yield path, path.name, path.parent
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if not name.startswith(".") and name != "pincite.toml":
                    file = Path(folder, name)
                    yield file, file.relative_to(path).as_posix(), path


def _is_report(path: Path) -> bool:
    if path.suffix.lower() in (".pdf", ".html", ".htm", ".xhtml"):
        return True
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        return False
    return b"%PDF-" in head[:1024] or looks_like_html(head)


def _free_id(wanted: str, taken: set[str]) -> str:
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _lock(descriptor: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows: its own lock on the first byte
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # Windows only
        except OSError:
            return False
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
