"""What a writer is told of files and addresses, kept until it publishes, in whatever storage."""

from __future__ import annotations

from ingest.fetching.addresses import Address
from search.storage.contract import Failure


class Noting:
    """The part of a `Writing` that is the same in each; who records it says `start_notes` again."""

    def __init__(self) -> None:
        self.start_notes()

    def start_notes(self) -> None:
        self._failures: list[Failure] = []
        self._forgotten: list[str] = []
        self._addresses: list[Address] = []
        self._left: list[str] = []

    def note_failure(self, failure: Failure) -> None:
        self._failures.append(failure)

    def forget_failure(self, source: str) -> None:
        self._forgotten.append(source)

    def note_address(self, address: Address) -> None:
        self._addresses.append(address)

    def forget_address(self, address: str) -> None:
        self._left.append(address)
