"""A library in a folder: SQLite is the truth, vectors and words are views that carry its generation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakSet

from search.storage.folder.beside import FolderBeside
from search.storage.folder.damage import find_damage
from search.storage.folder.generation import FolderGeneration, open_generation, published
from search.storage.folder.lock import hold_folder
from search.storage.folder.publishing import FolderWriting
from search.storage.folder.store_writing import StoreWriting


class FolderStorage:
    """A `Storage`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.beside = FolderBeside(folder)
        self._opened: WeakSet[FolderGeneration] = WeakSet()
        self._tellers: list[Callable[[], None]] = []

    @property
    def name(self) -> str:
        return str(self.folder)

    @property
    def queue(self) -> None:
        """A folder is one machine's."""

    def published(self) -> int:
        number = published(self.folder)
        for generation in list(self._opened):
            if generation.number == number:
                generation.settle()
        return number

    def open(self) -> FolderGeneration:
        generation = open_generation(self.folder)
        self._opened.add(generation)
        return generation

    @contextmanager
    def hold(self, wait_s: float | None = 0.0) -> Iterator[FolderWriting]:
        with hold_folder(self.folder, wait_s):
            store = StoreWriting(self.folder)
            try:
                writing = FolderWriting(self.folder, store, self._tell)
                yield writing
                writing.close()
            finally:
                store.close()

    @contextmanager
    def told(self, tell: Callable[[], None]) -> Iterator[None]:
        """Of what is published here: to look into the folder for what others do costs nothing."""
        self._tellers.append(tell)
        try:
            yield
        finally:
            self._tellers.remove(tell)

    def _tell(self) -> None:
        for tell in list(self._tellers):
            tell()

    def close(self) -> None:
        """Holds nothing open: each generation has its own files."""

    def bytes_on_disk(self) -> int:
        """Of all files, those that generations share counted once."""
        sizes: dict[tuple[int, int], int] = {}
        for path in self.folder.rglob("*"):
            try:
                stat = path.stat()
            except FileNotFoundError:  # a writer has just tidied up
                continue
            if path.is_file():
                sizes[stat.st_dev, stat.st_ino or hash(path)] = stat.st_size
        return sum(sizes.values())

    def damage(self) -> Iterator[str]:
        return find_damage(self.folder)
