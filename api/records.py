"""A record of each answer, beside its library: what was asked, weighed and cited, and with what.

A day is a log of lines of JSON. With the generation that it stands on, which can be kept too, an
answer is made again.
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

from api.etags import release
from api.record_space import is_full, refuse_where_full
from ingest.reading import reader_version
from search.library import Library
from search.results import Answer, Before, Filters
from search.storage.beside import Beside
from search.storage.errors import LibraryError
from search.storage.opening import back_up, open_storage
from search.upkeep.erasing import KEPT, RECORDS

logger = logging.getLogger("pincite")

APART = {"generation", "took_ms", "timings_ms", "made_of"}  # of an answer: it is the same without
_keeping = threading.Lock()


@dataclass(frozen=True, slots=True)
class Replayed:
    """An answer made again; without `changed` it is the same to the byte."""

    answer: Answer
    changed: tuple[str, ...]  # sentences: what is other than it was


class Records:
    """Writes them; safe to share between threads."""

    def __init__(self, *, keep_generations: bool, most_mb: int = 0) -> None:
        self._keep_generations = keep_generations
        self._most_mb = most_mb  # of each library; 0: no limit
        self._lock = threading.Lock()
        self.failing = False  # whether the last one could not be written

    def write(self, library: Library, answer: Answer, **details: object) -> str:
        """The id of the record. Raises OSError where it is not kept, or would be too much."""
        refuse_where_full(library.beside, self._most_mb)
        with self._lock:
            self.failing = True  # until it is written
            record_id = _write(library, answer, details)
            self.failing = False
        if self._keep_generations:
            _keep_generation(library, answer.generation)
        return record_id

    def are_full(self, library: Library) -> bool:
        return is_full(library.beside, self._most_mb)


def _write(library: Library, answer: Answer, details: dict[str, object]) -> str:
    assert answer.made_of is not None
    now = datetime.now(UTC)
    record_id = f"{now:%Y%m%d}-{secrets.token_hex(6)}"
    line = {
        "id": record_id,
        "at": now.isoformat(timespec="milliseconds"),
        **details,
        "question": answer.question,
        "asked": asdict(answer.made_of),
        "scope": asdict(answer.scope),
        "answered": answer.answered,
        "statements": [[one.text, [c.id for c in one.citations]] for one in answer.statements],
        "sha256": fingerprint(answer),
        "generation": answer.generation,
        **_made_with(library),
    }
    text = json.dumps(line, ensure_ascii=False, default=str)
    library.beside.log(f"{RECORDS}/{now:%Y-%m-%d}.jsonl").append(text)
    return record_id


def find_record(beside: Beside, record_id: str) -> dict[str, object] | None:
    """The record of an id, or the first of a request's; None where there is none, or it was erased."""
    for entry in _entries(beside):
        if record_id in (entry["id"], entry.get("request_id")):
            return entry
    return None


def replay(library: Library, record: dict[str, object]) -> Replayed:
    """Asks again what a record says, of the generation that it stands on where that can be had."""
    number = int(str(record["generation"]))
    kept = library.beside.folder / KEPT / str(number)
    used = Library(open_storage(kept)) if kept.is_dir() else library
    try:
        asked = _as_dict(record["asked"])
        before = _as_dict(asked["before"])
        answer = used.ask(
            str(record["question"]),
            _filters(_as_dict(asked["filters"])),
            int(str(asked["limit"])),
            int(str(asked["hits"])),
            before=Before(str(before["question"]), _filters(_as_dict(before["filters"])))
            if before
            else None,
        )
        return Replayed(answer, tuple(_changes(record, answer, _made_with(used))))
    finally:
        if used is not library:
            used.close()


def fingerprint(answer: Answer) -> str:
    """The hash of all that an answer says, but for when and how fast."""
    content = {name: value for name, value in asdict(answer).items() if name not in APART}
    packed = json.dumps(content, ensure_ascii=False, default=str, sort_keys=True)
    return sha256(packed.encode()).hexdigest()


def _made_with(library: Library) -> dict[str, str]:
    generation = library.generation
    reader = reader_version(generation.field)
    return {"version": release(), "model": generation.model, "reader": reader}


def _changes(record: dict[str, object], answer: Answer, made_with: dict[str, str]) -> Iterator[str]:
    if record["sha256"] == fingerprint(answer):
        return
    if record["generation"] != answer.generation:
        yield f"It stood on generation {record['generation']}; this is {answer.generation}."
    for name, now in made_with.items():
        if record[name] != now:
            yield f"The {name} was {record[name]}; it is {now}."
    then = {str(text) for text, _ in record["statements"]}  # type: ignore[attr-defined]  # as written
    today = {one.text for one in answer.statements}
    yield from (f"It said, and does not now: {text}" for text in sorted(then - today))
    yield from (f"It says now, and did not: {text}" for text in sorted(today - then))
    if then == today:
        yield "Its statements are the same; their places, scores or what stands beside them are not."


def _keep_generation(library: Library, number: int) -> None:
    """A copy that shares what never changes with the library; one that is gone cannot be kept."""
    kept = library.beside.folder / KEPT
    with _keeping:
        if (kept / str(number)).exists() or library.published() != number:
            return
        kept.mkdir(mode=0o700, exist_ok=True)
        try:
            back_up(library.storage, kept / str(number), linked=True)
        except (LibraryError, OSError) as error:
            logger.error("Generation %d cannot be kept: %s", number, error)


def _entries(beside: Beside) -> Iterator[dict[str, object]]:
    """The newest day first."""
    for name in reversed(beside.logs(RECORDS)):
        for line in beside.log(name).lines():
            try:
                entry: dict[str, object] = json.loads(line)
            except ValueError:  # cut off, by a machine that stopped in mid-line
                continue
            yield entry


def _filters(values: dict[str, object]) -> Filters:
    def several(name: str) -> tuple[str, ...]:
        value = values.get(name)
        return tuple(str(one) for one in value) if isinstance(value, list) else ()

    def day(name: str) -> date | None:
        return date.fromisoformat(str(values[name])) if values.get(name) else None

    return Filters(
        subjects=several("subjects"),
        kinds=several("kinds"),
        published_from=day("published_from"),
        published_to=day("published_to"),
        report_ids=several("report_ids"),
        latest=bool(values.get("latest")),
        languages=several("languages"),
    )


def _as_dict(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
