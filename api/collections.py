"""The collections of a server: each a library of its own, with who may use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request

from api.access.rights import AS_THE_KEY_SAYS, Reader, Rights, Role
from api.jobs import Uploads
from api.matrices import Matrices, Turn
from search.library import Library

PREFIX = "/in/"  # what the addresses of one collection begin with, where there are several


@dataclass(frozen=True, slots=True)
class Collection:
    """A library with its uploads and matrices; nothing of it is anywhere else."""

    name: str
    title: str
    library: Library
    rights: Rights
    uploads: Uploads
    matrices: Matrices
    root: str  # what its addresses begin with: "/in/audits"; empty where there is but one


class Collections:
    """Those of one server, in the order in which they are shown."""

    def __init__(self, collections: Sequence[Collection]) -> None:
        self.held = tuple(collections)

    @property
    def are_several(self) -> bool:
        return len(self.held) > 1

    @property
    def libraries(self) -> list[Library]:
        return [one.library for one in self.held]

    @property
    def names(self) -> frozenset[str]:
        """Whom the rules name."""
        rights = (one.rights for one in self.held)
        return frozenset(name for one in rights for name in (*one.read, *one.add, *one.manage))

    def readable_by(self, reader: Reader) -> list[Collection]:
        """The others are not there for this reader."""
        return [one for one in self.held if one.rights.role_of(reader) >= Role.READ]

    def resume(self) -> None:
        for one in self.held:
            one.uploads.resume()

    def give_turns(self, turn: Turn) -> None:
        """In one of which each cell of a matrix is made from now on."""
        for one in self.held:
            one.matrices.turn = turn

    def let_go(self) -> None:
        """Begins to stop what goes on beside the requests, while these are still answered."""
        for one in self.held:
            one.uploads.let_go()

    def stop(self) -> None:
        for one in self.held:
            one.uploads.stop()
            one.matrices.stop()


def collect(named: Sequence[tuple[Library, str, str, Rights]]) -> Collections:
    """Those of libraries with a name, a title and rights each."""
    several = len(named) > 1
    return Collections(
        [
            Collection(
                name,
                title,
                library,
                rights,
                Uploads(library),
                Matrices(library),
                f"{PREFIX}{name}" if several else "",
            )
            for library, name, title, rights in named
        ]
    )


def only(library: Library) -> Collections:
    """One library, which whoever comes in may use as their key says."""
    return collect([(library, "", "", AS_THE_KEY_SAYS)])


def enter(request: Request, collection: Collection) -> None:
    """Has a request go on in a collection: its answer's links lead into it, where it has a name."""
    state = request.state
    state.collection, state.role = collection, collection.rights.role_of(state.reader)
    if collection.root:
        # Not root_path, by which Starlette would cut a path that begins like it.
        request.scope["app_root_path"] = getattr(request.state, "base", "") + collection.root


def split_path(path: str) -> tuple[str, str]:
    """(the collection that an address names, the address within it): "/in/audits/library"."""
    if not path.startswith(PREFIX):
        return "", path
    name, _, rest = path.removeprefix(PREFIX).partition("/")
    return name, f"/{rest}"
