"""Brings reports back that were taken out, from the copies of their files that are kept."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.reading import ReadReport
from ingest.report import ReportInfo
from ingest.workers import Failed
from search.models.sentence_model import Embedder, shared_embedder
from search.storage.contract import Generation, Storage, Writing
from search.upkeep.kept_files import embed, made_new, read_kept
from search.upkeep.removing import NotThere


class CannotBringBack(Exception):
    """A kept file cannot be read."""


def bring_back(
    storage: Storage, names: Sequence[str], *, embedder: Embedder | None = None
) -> list[str]:
    """The ids of the reports that are back, under their own; a name is an id or a source.

    All of them or none. Their files are read by today's reader. Raises NotThere, CannotBringBack,
    NoLibrary, LibraryHeld or CannotWrite.
    """
    generation = storage.open()
    try:
        infos = {info.id: info for info in (_find(generation, storage.name, n) for n in names)}
    finally:
        generation.close()
    with storage.hold() as writing:
        _refuse_held(writing, list(infos.values()))
        reads: dict[ReportInfo, ReadReport] = {}
        for info, outcome in read_kept(writing, list(infos.values())):
            if isinstance(outcome, Failed):
                raise CannotBringBack(f"{info.id}: {outcome.reason} Nothing was brought back.")
            reads[info] = outcome
        model = embedder or shared_embedder(writing.model)
        for one in embed(writing, model, reads.items()):
            # Where its file was is not known any more: the next ingest of its folder finds it.
            place, read = one.key.source, reads[one.key]
            new = made_new(one, read, location=place, field=writing.field, replaces=None)
            writing.add(new)
        writing.publish()
    return list(infos)


def taken_out(generation: Generation) -> list[ReportInfo]:
    """What was last known of each report that was taken out and can be brought back; by title."""
    sources = {holding.info.source for holding in generation.holdings}
    known = {holding.info.sha256 for holding in generation.holdings}
    infos: dict[str, ReportInfo] = {}
    for sha256, _, source in generation.past_files():  # the latest last
        if sha256 not in known and source not in sources:
            for past in generation.past(sha256):
                if past.info.source == source:
                    infos[source] = past.info
    return sorted(infos.values(), key=lambda info: (info.title.casefold(), info.id))


def _find(generation: Generation, library: str, name: str) -> ReportInfo:
    """What was last known of a report that was taken out."""
    if name in generation.holdings.by_id:
        raise NotThere(f"{name} is in {library}; it was not taken out.")
    for sha256, _, _ in reversed(generation.past_files()):
        for past in generation.past(sha256):
            if name in (past.info.id, past.info.source):
                return past.info
    raise NotThere(f"No report {name} was taken out of {library}, or it was erased.")


def _refuse_held(writing: Writing, infos: Sequence[ReportInfo]) -> None:
    for holding in writing.holdings:
        for info in infos:
            if holding.info.sha256 == info.sha256 or holding.info.source == info.source:
                raise NotThere(f"The file of {info.id} is in the library, as {holding.info.id}.")
