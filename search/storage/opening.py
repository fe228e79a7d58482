"""Which storage a library's place is one of."""

from __future__ import annotations

from pathlib import Path

from search.storage.contract import Storage
from search.storage.folder.storage import FolderStorage


def open_storage(place: str | Path) -> Storage:
    """The storage of a place: a folder, whether a library is in it yet or not."""
    return FolderStorage(Path(place))
