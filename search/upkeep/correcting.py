"""What people say, on the library's own page, that reports are about: kept beside the library.

`corrections.toml` has the form of a `pincite.toml`, an entry a report by its source. It prevails
over that, and whatever is read anew is read with it. Only who holds the library writes it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from ingest.about.description import About
from ingest.field.field import Field
from ingest.overrides import Overrides, exactly, read_overrides
from ingest.report import ReportInfo
from search.storage.beside import Beside
from search.storage.contract import Storage
from search.upkeep.removing import NotThere

FILE = "corrections.toml"


def load_corrections(beside: Beside) -> Overrides:
    """Raises BadOverrides where a person who edited the file left it unreadable."""
    return read_overrides(beside.read(FILE) or b"", beside.named(FILE))


def said_of(source: str, corrections: Overrides) -> dict[str, str]:
    """What was said of one report, by field."""
    values: dict[str, str] = {}
    for rule in corrections.rules:
        if rule.match.fullmatch(source):
            values |= rule.said
    return values


def correct(storage: Storage, report_id: str, values: Mapping[str, str]) -> None:
    """Says a report's title, subject, kind or date, as `pincite.toml` would; "" for not known.

    It is listed and searched by at once; its passages are embedded with it when it is next read.
    Raises NotThere, BadOverrides, LibraryHeld or CannotWrite.
    """
    storage.published()  # a library is not made to correct what is in it
    with storage.hold() as writing:
        holding = writing.holdings.by_id.get(report_id)
        if holding is None:
            raise NotThere(f"There is no report {report_id} in {storage.name}.")
        _keep(storage.beside, holding.info.source, values)
        writing.correct(holding, _put_right(holding.info, values, writing.field))
        writing.publish()


def _put_right(info: ReportInfo, values: Mapping[str, str], field: Field) -> ReportInfo:
    about = About(
        info.title,
        info.subject,
        info.kind,
        info.published,
        published_precision=info.published_precision,
        subject_by=info.subject_by,
        published_by=info.published_by,
    )
    about = Overrides((exactly(info.source, dict(values)),)).apply(about, info.source, field)
    return replace(
        info,
        title=about.title,
        subject=about.subject,
        kind=about.kind,
        published=about.published,
        published_precision=about.published_precision,
        subject_by=about.subject_by,
        published_by=about.published_by,
    )


def forget(beside: Beside, sources: Set[str]) -> None:
    """Takes out what was said of some reports."""
    entries = _entries(beside)
    kept = [entry for entry in entries if entry.get("source") not in sources]
    if len(kept) < len(entries):
        _write(beside, kept)


def _keep(beside: Beside, source: str, values: Mapping[str, str]) -> None:
    """Writes the file anew with what is said of one more report, whole or not at all."""
    load_corrections(beside)
    entries = _entries(beside)
    own = next((entry for entry in entries if entry.get("source") == source), None)
    if own is None:
        own = {"source": source}
        entries.append(own)
    own.update(values)
    _write(beside, entries)


def _entries(beside: Beside) -> list[dict[str, object]]:
    kept = (beside.read(FILE) or b"").decode("utf-8-sig")
    entries: list[dict[str, object]] = tomllib.loads(kept).get("reports", [])
    return entries


def _write(beside: Beside, entries: Sequence[Mapping[str, object]]) -> None:
    lines = [
        f"[[reports]]\n{''.join(f'{key} = {_written(value)}' for key, value in entry.items())}"
        for entry in entries
    ]
    text = "\n".join(lines).encode()
    read_overrides(text, beside.named(FILE))  # what could not be read again is not kept
    with beside.alone(FILE) as held:
        held.write(FILE, text)


def _written(value: object) -> str:
    """A value of TOML: a text as JSON writes it, which TOML reads; a day as it is."""
    return f"{json.dumps(value, ensure_ascii=False) if isinstance(value, str) else value}\n"
