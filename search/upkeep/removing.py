"""Takes reports out of a library; what cites them still finds their words."""

from __future__ import annotations

from collections.abc import Sequence

from search.storage.contract import Storage


class NotThere(Exception):
    """The library has no such report."""


def remove(storage: Storage, names: Sequence[str]) -> list[str]:
    """The ids of the reports that went; a name is an id or a source. All of them or none.

    A name that is only a failed file's, or a page's that was fetched, is forgotten. Raises
    NotThere, NoLibrary, LibraryHeld or CannotWrite.
    """
    storage.published()  # a library is not made to take something out of it
    with storage.hold() as writing:
        by_name = {holding.info.source: holding for holding in writing.holdings}
        by_name |= writing.holdings.by_id
        failed = {failure.source for failure in writing.failures()}
        for name in names:
            if name not in by_name and name not in failed:
                raise NotThere(
                    f"There is no report {name} in {storage.name}. Nothing was removed;"
                    " pincite status shows what there is."
                )
        leaving = {by_name[name].number: by_name[name] for name in names if name in by_name}
        for holding in leaving.values():
            writing.remove(holding)
            writing.forget_failure(holding.info.source)
            writing.forget_address(holding.info.source)
        for name in set(names) & failed:
            writing.forget_failure(name)
        writing.publish()
        return [holding.info.id for holding in leaving.values()]
