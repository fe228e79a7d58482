"""Which storage a library's place is one of, and what only some can do."""

from __future__ import annotations

from pathlib import Path
from weakref import WeakValueDictionary

from search.storage.beside import SERVERS, Beside, Place
from search.storage.contract import Storage
from search.storage.errors import NoLibrary
from search.storage.folder import backing_up
from search.storage.folder.backing_up import BadBackup
from search.storage.folder.beside import FolderBeside
from search.storage.folder.storage import FolderStorage

SERVER = "server"  # what is a server's and no library's, beside the library that it is kept with
_opened: WeakValueDictionary[str, Beside] = WeakValueDictionary()  # connections are shared


def open_storage(place: str | Path) -> Storage:
    """The storage of a place: a folder or a database, whether a library is in it yet or not."""
    if not str(place).startswith(SERVERS):
        return FolderStorage(Path(place))
    try:
        from search.storage.postgres.storage import PostgresStorage
    except ImportError as error:
        raise NoLibrary(
            f"A library on a server needs {error.name}: pip install 'pincite[postgres]'"
        ) from error
    return PostgresStorage(str(place))


def open_beside(place: Place, name: str) -> tuple[Beside, str]:
    """Where a server keeps what is called `name`: (the place, its name there).

    In the database of a library it is beside that. Raises NoLibrary.
    """
    if not str(place).startswith(SERVERS):
        return FolderBeside(Path(place).parent), Path(place).name
    beside = _opened.get(str(place)) or open_storage(place).beside
    _opened[str(place)] = beside
    return beside, f"{SERVER}/{name}"


def back_up(storage: Storage, into: Path, *, linked: bool = False) -> int:
    """The number of the newest generation, which is in a folder when it returns, as a library.

    `linked` shares files with the storage: it takes little room, and is no second copy. Raises
    NoLibrary, BadBackup.
    """
    if not isinstance(storage, FolderStorage):
        raise BadBackup(f"{storage.name} is no folder. Back it up with its own tools.")
    return backing_up.back_up(storage.folder, into, linked=linked)


def restore(backup: Path, place: str | Path) -> int:
    """The number of the generation that is in the place when it returns. Raises BadBackup."""
    storage = open_storage(place)
    if not isinstance(storage, FolderStorage):
        raise BadBackup(f"{storage.name} is no folder. Restore into one.")
    return backing_up.restore(backup, storage.folder)
