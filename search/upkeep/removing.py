"""Takes reports out of a library; what cites them still finds their words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from search.storage.folder.lock import open_to_write
from search.storage.folder.publishing import Publisher
from search.storage.folder.sqlite import NoLibrary, Row


class NotThere(Exception):
    """The library has no such report."""


def remove(folder: Path, names: Sequence[str]) -> list[str]:
    """The ids of the reports that went; a name is an id or a source. All of them or none.

    A name that is only a failed file's, or a page's that was fetched, is forgotten. Raises
    NotThere, NoLibrary, LibraryHeld or CannotWrite.
    """
    if not (folder / "library.sqlite").exists():
        raise NoLibrary(f"There is no library in {folder}. Make one: pincite ingest PATH")
    with open_to_write(folder) as store:
        rows: dict[str, Row] = {}
        for row in store.rows():
            rows[row.info.id] = rows[row.info.source] = row
        failed = {failure.source for failure in store.failures()}
        for name in names:
            if name not in rows and name not in failed:
                raise NotThere(
                    f"There is no report {name} in {folder}. Nothing was removed;"
                    " pincite status shows what there is."
                )
        publisher = Publisher(folder, store, store.model)
        gone = {rows[name].row: rows[name] for name in names if name in rows}
        for row in gone.values():
            publisher.remove(row)
            publisher.forget_failure(row.info.source)
            publisher.forget_address(row.info.source)
        for name in set(names) & failed:
            publisher.forget_failure(name)
        publisher.publish()
        publisher.close()
        return [row.info.id for row in gone.values()]
