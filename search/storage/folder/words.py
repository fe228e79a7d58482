"""Best passages by words: BM25 over a tantivy index, one folder a generation."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import tantivy

from search.storage.analyzer import build_analyzer
from search.storage.contract import PassageRef
from search.storage.errors import CannotWrite, NoLibrary
from search.storage.folder.files import remove_others, sync_folder
from search.storage.folder.sums import SUMS, read_sums, write_sums

META = "meta.json"  # the one file of an index that changes
HEADER_BOOST = 0.5  # a word in title or headings counts half, see docs/quality.md
KEY_SHIFT = 20  # a passage's key is its report's row and its number in that report


Params = ParamSpec("Params")
Found = TypeVar("Found")


class NoWords(NoLibrary):
    """A generation's words index is not there."""


def _panics_told(work: Callable[Params, Found]) -> Callable[Params, Found]:
    """The same, raising ValueError where tantivy gives up over a damaged file.

    What it raises then is no Exception, and would end a thread that catches those.
    """

    @wraps(work)
    def told(*args: Params.args, **kwargs: Params.kwargs) -> Found:
        try:
            return work(*args, **kwargs)
        except BaseException as error:
            if type(error).__name__ == "PanicException":
                raise ValueError(f"the words index is damaged: {error}") from error
            raise

    return told


class Words:
    """Reads one generation's index."""

    @_panics_told
    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            folder = _stand_in(folder)
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._index = tantivy.Index(self._schema, str(folder))
        register_analyzer(self._index)
        self._index.config_reader(reload_policy="manual")
        self._index.reload()
        self._searcher = self._index.searcher()

    def best(
        self,
        terms: Sequence[tuple[str, float]],
        limit: int,
        reports: Iterable[int] | None = None,
    ) -> list[tuple[PassageRef, float]]:
        """The passages with the highest BM25, with it, best first.

        `terms` are (term, weight) as `analyze` gives them; `reports` are their numbers.
        """
        parts = [
            tantivy.Query.boost_query(
                tantivy.Query.term_query(self._schema, field, term, "freq"), weight * boost
            )
            for term, weight in terms
            for field, boost in (("body", 1.0), ("header", HEADER_BOOST))
        ]
        if not parts:
            return []
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, part) for part in parts])
        if reports is not None:
            allowed = tantivy.Query.term_set_query(self._schema, "report", list(reports))
            query = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, query),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(allowed, 0.0)),
                ]
            )
        return self._search(query, limit)

    def having(self, terms: Iterable[str], limit: int) -> list[PassageRef]:
        """At most so many passages that have every one of some terms; none of no terms."""
        parts = [tantivy.Query.term_query(self._schema, "body", term, "freq") for term in terms]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])
        return [ref for ref, _ in self._search(tantivy.Query.const_score_query(query, 0.0), limit)]

    @_panics_told
    def _search(self, query: tantivy.Query, limit: int) -> list[tuple[PassageRef, float]]:
        hits = self._searcher.search(query, limit, count=False).hits
        values = self._searcher.fast_field_values("key", [address for _, address in hits])
        keys = [int(value or 0) for value in values]
        refs = (PassageRef(key >> KEY_SHIFT, key & ((1 << KEY_SHIFT) - 1)) for key in keys)
        return [(ref, score) for ref, (score, _) in zip(refs, hits, strict=True)]

    @_panics_told
    def reports_with(self, term: str) -> frozenset[int]:
        """The numbers of the reports that have a term in any passage."""
        query = tantivy.Query.term_query(self._schema, "body", term, "freq")
        hits = self._searcher.search(query, max(1, self.passages), count=False).hits
        values = self._searcher.fast_field_values("report", [address for _, address in hits])
        return frozenset(int(value or 0) for value in values)

    @_panics_told
    def passages_with(self, term: str) -> int:
        return self._searcher.doc_freq("body", term)

    @_panics_told
    def terms_like(self, prefix: str) -> list[str]:
        """The index's terms that begin so."""
        return [term for term, _ in self._searcher.terms_with_prefix("body", prefix)]

    @property
    def passages(self) -> int:
        return self._searcher.num_docs

    @_panics_told
    def passages_of(self, report: int) -> int:
        """How many of a report's passages are in it."""
        query = tantivy.Query.term_query(self._schema, "report", report)
        result = self._searcher.search(query, 1, count=True)
        return int(result.count or 0)  # type: ignore[attr-defined]  # its stub forgets it


class WordsWriter:
    """Builds the next generation's index from the last one's files, which it leaves alone."""

    def __init__(self, folder: Path, generation: int, *, anew: bool = False) -> None:
        self._path = words_folder(folder, generation)
        self._schema = _schema()
        last = words_folder(folder, generation - 1)
        if self._path.exists():  # what a crash left under this number
            shutil.rmtree(self._path)
        self.is_new = anew or not has_words(last)
        self._known: dict[str, str] = {}
        if self.is_new:
            self._path.mkdir(parents=True)
        else:
            # Index files never change once written, so the two generations share them.
            shutil.copytree(
                last, self._path, copy_function=_share, ignore=shutil.ignore_patterns(SUMS)
            )
            sums = read_sums(last).items()
            self._known = {name: checksum for name, checksum in sums if name != META}
        self._index = tantivy.Index(self._schema, str(self._path))
        register_analyzer(self._index)
        self._writer = self._index.writer(heap_size=64_000_000, num_threads=1)

    def add(self, ref: PassageRef, header: str, body: str) -> None:
        document = tantivy.Document()
        document.add_unsigned("key", (ref.report << KEY_SHIFT) + ref.number)
        document.add_unsigned("report", ref.report)
        document.add_text("header", header)
        document.add_text("body", body)
        self._writer.add_document(document)

    def remove_report(self, number: int) -> None:
        # By a query: a term made of a Python number is signed, and finds no unsigned field.
        query = tantivy.Query.term_query(self._schema, "report", number)
        self._writer.delete_documents_by_query(query)

    def commit(self) -> None:
        """On disk for good when it returns."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        write_sums(self._path, self._known)
        sync_folder(self._path)
        sync_folder(self._path.parent)


def remove_words(folder: Path, keep: Iterable[int]) -> None:
    """Deletes the indexes of generations that are not to be kept."""
    remove_others(folder / "words", {words_folder(folder, number).name for number in keep})


def words_folder(folder: Path, generation: int) -> Path:
    return folder / "words" / str(generation)


def has_words(folder: Path) -> bool:
    """Whether an index is there; one that is opened where none is would be made, empty."""
    return (folder / META).exists()


def register_analyzer(index: tantivy.Index) -> None:
    index.register_tokenizer("report", build_analyzer())


def _schema() -> tantivy.Schema:
    return (
        tantivy.SchemaBuilder()
        .add_unsigned_field("key", fast=True)
        .add_unsigned_field("report", indexed=True, fast=True)
        .add_text_field("header", tokenizer_name="report", index_option="freq")
        .add_text_field("body", tokenizer_name="report", index_option="freq")
        .build()
    )


def _stand_in(folder: Path) -> Path:
    """A folder of links to an index that may only be read: tantivy reads under a lock file."""
    try:
        made = Path(tempfile.mkdtemp(prefix="pincite-words-"))
    except OSError as error:
        raise CannotWrite(
            f"{folder} may only be read, and there is no folder for temporary files to read it"
            f" from ({error.strerror}). Set TMPDIR to a folder that may be written to."
        ) from error
    for path in folder.glob("*"):
        target = made / path.name
        if path.name == META or path.name.startswith("."):
            shutil.copyfile(path, target)
            continue
        try:
            target.symlink_to(path.resolve())
        except OSError:  # Windows lets few make links
            shutil.copyfile(path, target)
    return made


def _share(source: str, target: str) -> None:
    if Path(source).name.startswith((".", META)):
        shutil.copy2(source, target)
        return
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target)
