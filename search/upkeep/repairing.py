"""Makes what is damaged in a library anew out of what is whole in it: texts, files, and where they came from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from ingest.reading import ReadReport
from ingest.report import ReportInfo
from ingest.workers import Failed
from search.holdings import Holding
from search.models.sentence_model import Embedder, shared_embedder
from search.storage.contract import EmbeddedAgain, Storage, Writing
from search.storage.errors import Changed, LibraryError
from search.upkeep.changes import hash_of, path_of
from search.upkeep.kept_files import embed, made_new, read_kept


class BeyondRepair(LibraryError):
    """Of some reports neither the text nor the file is whole."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """The ids of the reports whose passages, texts or files were made anew."""

    passages: tuple[str, ...]
    texts: tuple[str, ...]
    files: tuple[str, ...]


def repair(storage: Storage, *, embedder: Embedder | None = None) -> Repaired:
    """All or nothing; a newer generation has it.

    Raises NoLibrary, LibraryHeld, CannotWrite, BeyondRepair.
    """
    storage.published()  # a library is not made to repair it
    with storage.hold() as writing:
        model = embedder or shared_embedder(writing.model)
        holdings = list(writing.holdings)
        files = [holding.info.id for holding in holdings if _fetch_again(writing, holding)]
        unsound = writing.repair()
        passages: list[Holding] = []
        lost: list[Holding] = []
        for one in embed(writing, model, _read_again(writing, holdings, unsound, lost)):
            passages.append(one.key)
            writing.embed_again(
                EmbeddedAgain(one.key, one.passages, one.vectors, one.codes, one.sentences)
            )
        _read_lost(writing, model, lost)
        writing.publish()
    return Repaired(
        tuple(holding.info.id for holding in passages),
        tuple(holding.info.id for holding in lost),
        tuple(files),
    )


def _read_again(
    writing: Writing, holdings: Sequence[Holding], unsound: Set[int], lost: list[Holding]
) -> Iterator[tuple[Holding, ReadReport]]:
    """Those whose passages are unsound, with their texts; where the text is too, it is `lost`."""
    for holding in holdings:
        try:
            read = writing.read_again(holding)
        except ValueError:
            lost.append(holding)
            continue
        if holding.number in unsound:
            yield holding, read


def _read_lost(writing: Writing, model: Embedder, lost: Sequence[Holding]) -> None:
    """Reads the files again of which the text is damaged."""
    by_info = {holding.info: holding for holding in lost}
    reads: dict[ReportInfo, ReadReport] = {}
    beyond = []
    for info, outcome in read_kept(writing, list(by_info)):
        if isinstance(outcome, Failed):
            beyond.append(info.id)
        else:
            reads[info] = outcome
    if beyond:
        raise BeyondRepair(
            f"Neither the text nor the file of {', '.join(beyond)} is whole. Nothing was changed."
            " Restore a backup, or ingest the file from where it came and repair then."
        )
    for one in embed(writing, model, reads.items()):
        holding = by_info[one.key]
        place = holding.location
        new = made_new(one, reads[one.key], location=place, field=writing.field, replaces=holding)
        writing.add(new)


def _fetch_again(writing: Writing, holding: Holding) -> bool:
    """Whether the library's copy of a file was damaged, and was copied anew from where it came."""
    sha256 = holding.info.sha256
    file = writing.open_file(sha256)
    if file is not None:
        with file:
            if hashlib.file_digest(file, "sha256").hexdigest() == sha256:
                return False
    path = path_of(holding.location)
    if hash_of(path) != sha256:
        return False
    try:
        writing.keep_file(path, sha256)
    except Changed:
        return False
    return True
