"""Reads files again out of a library's own copies, as the reports that they were."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from ingest.field.field import Field
from ingest.passages import MAX_TOKENS, split_passages
from ingest.pdf.scans import can_read_scans
from ingest.reading import Job, ReadReport, read_file, reader_version
from ingest.report import ReportInfo
from ingest.workers import TIMEOUT_S, Failed, Workers
from search.holdings import Holding
from search.models.sentence_model import Embedder
from search.storage.contract import NewReport, Writing
from search.upkeep.adding import SCANS_TIMEOUT_S
from search.upkeep.changes import hash_of
from search.upkeep.embedding import Embedded, Embedding, learned_before

Key = TypeVar("Key")


def read_kept(
    writing: Writing, infos: Sequence[ReportInfo]
) -> Iterator[tuple[ReportInfo, ReadReport | Failed]]:
    """Each report with what its file says now; what was known of it, its id and title, stays."""
    with tempfile.TemporaryDirectory(prefix="pincite-") as into:
        by_path: dict[Path, ReportInfo] = {}
        for number, info in enumerate(infos):
            path = Path(into) / str(number)
            if _copy(writing, info.sha256, path):
                by_path[path] = info
            else:
                yield info, Failed("Its file is not kept whole. Ingest it from where it came.")
        timeout_s = SCANS_TIMEOUT_S if can_read_scans() else TIMEOUT_S
        workers: Workers[Job, ReadReport | Failed] = Workers(read_file, timeout_s=timeout_s)
        jobs = [Job(path, info.source, writing.field) for path, info in by_path.items()]
        for job, outcome in workers.run(jobs):
            info = by_path[job.path]
            if not isinstance(outcome, Failed):
                known = replace(info, page_count=outcome.report.info.page_count)
                outcome = replace(outcome, report=replace(outcome.report, info=known))
            yield info, outcome


def embed(
    writing: Writing, model: Embedder, reports: Iterable[tuple[Key, ReadReport]]
) -> Iterator[Embedded[Key]]:
    """The reports with their passages, in order."""
    embedding = Embedding[Key](model, writing.keep, learned_before(model, writing))
    for key, read in reports:
        most = min(MAX_TOKENS, model.room)
        passages = split_passages(read.report, model.count_tokens, most, read.sentences)
        embedding.put(key, read.report, passages, read.sentences)
        yield from embedding.ready()
    yield from embedding.rest()


def made_new(
    embedded: Embedded[Key],
    read: ReadReport,
    *,
    location: str,
    field: Field,
    replaces: Holding | None,
) -> NewReport:
    """A report that was read from a kept file, as a storage takes it."""
    return NewReport(
        read=read,
        location=location,
        reader=reader_version(field),
        replaces=replaces,
        passages=embedded.passages,
        vectors=embedded.vectors,
        codes=embedded.codes,
        sentences=embedded.sentences,
    )


def _copy(writing: Writing, sha256: str, path: Path) -> bool:
    """Whether the library has the file as it was read."""
    file = writing.open_file(sha256)
    if file is None:
        return False
    with file, path.open("wb") as copy:
        shutil.copyfileobj(file, copy)
    return hash_of(path) == sha256
