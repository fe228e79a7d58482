"""What servers write beside a library, as files: see search/storage/beside.py."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakValueDictionary

from filelock import FileLock, Timeout

from search.storage.beside import HELD_S, DocumentsBusy, Log
from search.storage.folder.private_files import END, append_line, lines_of, read_end, write_whole

DOCUMENTS = (".json", ".toml")
_threads: WeakValueDictionary[Path, threading.Lock] = WeakValueDictionary()


class FolderBeside:
    """A `Beside`, and what is held of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def named(self, name: str) -> str:
        return str(self.folder / name)

    def read(self, name: str) -> bytes | None:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def all(self, folder: str) -> dict[str, bytes]:
        values = {}
        for path in sorted((self.folder / folder).rglob("*")):
            if path.suffix in DOCUMENTS and not path.name.startswith("."):
                value = self.read(name := path.relative_to(self.folder).as_posix())
                if value is not None:  # else it was removed just now
                    values[name] = value
        return values

    def stamp(self, name: str) -> Hashable:
        try:
            stat = (self.folder / name).stat()
        except FileNotFoundError:
            return None
        return stat.st_mtime_ns, stat.st_ino

    @contextmanager
    def alone(self, lock: str, wait_s: float = HELD_S) -> Iterator[FolderBeside]:
        with _locked(self.folder / f"{lock}.lock", wait_s):
            yield self

    def write(self, name: str, value: bytes) -> None:
        _make_private(path := self.folder / name)
        write_whole(path, value)

    def remove(self, name: str) -> bool:
        try:
            (self.folder / name).unlink()
        except FileNotFoundError:
            return False
        return True

    def log(self, name: str) -> Log:
        return FolderLog(self.folder / name)

    def logs(self, folder: str) -> list[str]:
        paths = (self.folder / folder).rglob("*.jsonl")
        return sorted(path.relative_to(self.folder).as_posix() for path in paths)


class FolderLog:
    """A `Log`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = _threads.setdefault(path.absolute(), threading.Lock())

    def append(self, line: str) -> None:
        _make_private(self._path)
        with self._lock:
            append_line(self._path, line)

    def append_after(self, line_after: Callable[[Iterable[bytes]], str]) -> None:
        with _locked(self._path.with_name(f"{self._path.name}.lock"), HELD_S):
            append_line(self._path, line_after(reversed(read_end(self._path).split(END))))

    def lines(self) -> Iterator[bytes]:
        return lines_of(self._path)

    def bytes_taken(self) -> int:
        try:
            return self._path.stat().st_size
        except FileNotFoundError:
            return 0

    def keep_only(self, keeps: Callable[[bytes], bool]) -> None:
        if not self._path.exists():
            return
        with self._lock:
            data = self._path.read_bytes()
            kept = b"".join(line + END for line in data.split(END) if line and keeps(line))
            if kept != data:
                write_whole(self._path, kept)


def _make_private(path: Path) -> None:
    """The folder of a file, which its owner alone may open where it is made."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)


@contextmanager
def _locked(path: Path, wait_s: float) -> Iterator[None]:
    _make_private(path)
    try:
        with FileLock(path, timeout=wait_s, mode=0o600):
            yield
    except Timeout as error:
        raise DocumentsBusy(f"{path} is held by another for more than {wait_s:.0f} s.") from error
