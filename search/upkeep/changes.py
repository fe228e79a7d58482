"""Which of the files that are given are new to a library, changed, moved, or there already."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote_to_bytes

from ingest.attachments import IN
from ingest.fetching.addresses import Address, is_address
from ingest.field.field import Field
from ingest.folders import may_be_report, printable, walk
from ingest.overrides import Overrides, load_overrides
from ingest.pdf.scans import can_read_scans
from ingest.reading import Job, reader_version
from search.holdings import Holding
from search.storage.contract import Writing
from search.upkeep.progress import FailedFile, Summary

FILE = "file://"


class Changes:
    """Compares files with what a library holds, and counts in the summary what it has already."""

    def __init__(
        self,
        writing: Writing,
        summary: Summary,
        corrections: Overrides,
        *,
        allow_erased: bool = False,
    ) -> None:
        """`corrections` are what people said of reports on the library's own page."""
        self.corrections = corrections
        self.by_source = {holding.info.source: holding for holding in writing.holdings}
        self._writing = writing
        self._summary = summary
        whole = (holding for holding in self.by_source.values() if IN not in holding.info.source)
        self._by_location = {holding.location: holding for holding in whole}
        self._by_hash = {holding.info.sha256: holding for holding in self.by_source.values()}
        self._sources: set[str] = set()  # given in this run
        self._coming: set[str] = set()  # hashes of the files that are being read
        self._erased = {stone.sha256 for stone in writing.tombstones() if not allow_erased}
        self._failing = {failure.source: failure for failure in writing.failures()}

    def jobs(
        self, paths: Sequence[Path], fail: Callable[[str, str], None], *, allow_links: bool
    ) -> Iterator[Job]:
        """A job for each file that is a report by its bytes or its name, each file once."""
        seen: set[Path] = set()
        overrides: dict[Path, Overrides] = {}
        for path, below, root in walk(paths, fail, allow_links=allow_links):
            file = path.resolve()
            if file in seen:
                continue
            seen.add(file)
            if not may_be_report(path):
                self._summary.skipped += 1
                continue
            if root not in overrides:
                overrides[root] = load_overrides(root).then(self.corrections)
            yield Job(file, self._source(file, below), self._writing.field, overrides[root])

    def forgive(self, sources: Iterable[str]) -> None:
        """Has files read again that could not be read before."""
        for source in sources:
            if self._failing.pop(source, None) is not None:
                self._writing.forget_failure(source)

    def is_known(self, job: Job) -> bool:
        """Whether the library has the file as it is, under this path or another."""
        sha256 = hash_of(job.path)
        if sha256 in self._erased:
            self._summary.erased += 1
            return True
        failure = self._failing.get(job.source)
        if failure is not None and failure.sha256 == fault_of(sha256, job.field):
            self._summary.failed.append(FailedFile(job.source, failure.reason))
            return True
        holding = self.by_source.get(job.source)
        other = self._by_hash.get(sha256)
        if holding is not None:
            if holding.info.sha256 != sha256 or holding.reader != reader_of(job):
                self._coming.add(sha256)
                return False
            if holding.location != location_of(job):
                self._writing.move(holding, job.source, location_of(job))
            self._summary.unchanged += 1
        elif sha256 in self._coming:
            self._summary.same += 1
        elif other is not None and not _is_where_it_was(other):
            self._move(other, job)
            if other.reader != reader_of(job):
                self._coming.add(sha256)
                return False
            self._summary.moved += 1
        elif other is None or other.reader != reader_of(job):
            if sha256:  # else it cannot be opened, and the reader says why
                self._coming.add(sha256)
            return False
        else:
            self._summary.same += 1
        if job.source in self._failing:
            self._writing.forget_failure(job.source)
        return True

    def _move(self, holding: Holding, job: Job) -> None:
        del self.by_source[holding.info.source]
        moved = replace(holding, info=replace(holding.info, source=job.source))
        moved = replace(moved, location=location_of(job))
        self.by_source[job.source] = self._by_hash[holding.info.sha256] = moved
        self._writing.move(holding, job.source, moved.location)

    def known_address(self, address: str) -> Address | None:
        """What an earlier fetch learned of a page, unless it must be read again all the same."""
        holding = self.by_source.get(address)
        if address in self._failing or (
            holding is not None and is_outdated(holding, self._writing.field)
        ):
            return None
        return self._writing.address(address)

    def _source(self, path: Path, below: str) -> str:
        """The source that the file has had, or else its path below the folder that was given.

        That path is led by the folder's name where another folder's file has it already.
        """
        location = location_at(path)
        holding = self._by_location.get(location)
        root = printable(path.parents[len(Path(below).parts) - 1].name)
        names = [holding.info.source] if holding else []
        names += [below, f"{root}/{below}", printable(path.as_posix()), location]
        source = next(name for name in names if self._is_free(name, location))
        self._sources.add(source)
        return source

    def _is_free(self, source: str, location: str) -> bool:
        holding = self.by_source.get(source)
        theirs = holding is not None and holding.location != location and is_there(holding.location)
        return source not in self._sources and not theirs


def _is_where_it_was(holding: Holding) -> bool:
    path = path_of(holding.location)
    if is_address(holding.location) or hash_of(path) == holding.info.sha256:
        return True
    return IN in holding.info.source and path.exists()  # in another file


def reader_of(job: Job) -> str:
    """What the text and the metadata of a file depend on beside its bytes."""
    rules = job.overrides.rules if job.overrides else ()
    own = [
        (r.match.pattern, sorted(r.said.items())) for r in rules if r.match.fullmatch(job.source)
    ]
    version = reader_version(job.field)
    return f"{version}+{hashlib.sha256(repr(own).encode()).hexdigest()[:12]}" if own else version


def is_outdated(holding: Holding, field: Field) -> bool:
    """Whether an earlier reader read a report, or the same with another field."""
    return holding.reader.partition("+")[0] != reader_version(field)


def fault_of(sha256: str, field: Field) -> str:
    """What a file's failing depends on: it is not read again while this is the same."""
    return f"{sha256} {reader_version(field)}{' with tesseract' if can_read_scans() else ''}"


def location_of(job: Job) -> str:
    """Of what was taken out of a file, where that file is."""
    return job.source if is_address(job.source) else location_at(job.within or job.path)


def location_at(path: Path) -> str:
    """A file's path as text; a name that is no UTF-8 as an address, "file:///in/caf%E9.pdf"."""
    text = str(path)
    return path.as_uri() if printable(text) != text else text


def path_of(location: str) -> Path:
    """Where the file of a location is."""
    if location.startswith(FILE):
        return Path(os.fsdecode(unquote_to_bytes(location.removeprefix(FILE))))
    return Path(location)


def is_there(location: str) -> bool:
    return is_address(location) or path_of(location).exists()


def hash_of(path: Path) -> str:
    """ "" for a file that cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
