"""What is in a library and what could not be read, in counts."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from search.models.calibration import CALIBRATION, read_calibrations
from search.models.library_model import MODEL
from search.storage.contract import Failure, Storage
from search.storage.queue import QueueState
from search.upkeep.changes import is_outdated


@dataclass(frozen=True, slots=True)
class Status:
    generation: int
    model: str
    learned_from: int  # passages that what it needs was learned from; 0: it comes along
    calibrated: dict[str, int]  # questions, by the weights of the reranker; "": of none
    field: str  # its name
    reports: int
    pages: int
    pages_without_text: int
    passages: int
    characters: int
    kept: int  # texts of files that were replaced or removed, for their old citations
    bytes_on_disk: int
    subjects: dict[str, int]  # reports on each, most first
    kinds: dict[str, int]
    years: dict[str, int]  # of publication, newest first; "" where no date was found
    subjects_by: dict[str, int]  # reports by what tells their subject; "" where nothing does
    dates_by: dict[str, int]
    without_subject: tuple[str, ...]  # sources
    scans: tuple[tuple[str, int], ...]  # (source, pages without text)
    left_out: tuple[tuple[str, str, int], ...]  # (source, why, words) that pages do not show
    outdated: tuple[str, ...]  # sources of those that an earlier reader read
    failed: tuple[Failure, ...]
    queue: QueueState | None  # of files that workers are to read; None where there is no queue


def read_status(storage: Storage) -> Status:
    """Raises NoLibrary or WrongFormat."""
    generation = storage.open()
    try:
        holdings = list(generation.holdings)
        infos = [holding.info for holding in holdings]
        years = Counter(str(info.published.year) if info.published else "" for info in infos)
        return Status(
            generation=generation.number,
            model=generation.model,
            learned_from=json.loads(generation.kept(MODEL) or b"{}").get("learned_from", 0),
            calibrated={
                reranker: one.questions
                for reranker, one in read_calibrations(generation.kept(CALIBRATION)).items()
            },
            field=generation.field.name,
            reports=len(holdings),
            pages=sum(info.page_count for info in infos),
            pages_without_text=sum(holding.pages_without_text for holding in holdings),
            passages=sum(holding.passages for holding in holdings),
            characters=sum(holding.characters for holding in holdings),
            kept=len(generation.past_files()),
            bytes_on_disk=storage.bytes_on_disk(),
            subjects=_most_first(Counter(info.subject for info in infos)),
            kinds=_most_first(Counter(info.kind for info in infos)),
            years=dict(sorted(years.items(), reverse=True)),
            subjects_by=_most_first(Counter(info.subject_by for info in infos)),
            dates_by=_most_first(Counter(info.published_by for info in infos)),
            without_subject=tuple(info.source for info in infos if not info.subject),
            scans=tuple(
                (holding.info.source, holding.pages_without_text)
                for holding in holdings
                if holding.pages_without_text
            ),
            left_out=tuple(
                (holding.info.source, why, words)
                for holding in holdings
                for why, words in holding.left_out
            ),
            outdated=tuple(
                holding.info.source
                for holding in holdings
                if is_outdated(holding, generation.field)
            ),
            failed=tuple(generation.failures()),
            queue=storage.queue.state() if storage.queue is not None else None,
        )
    finally:
        generation.close()


def _most_first(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
