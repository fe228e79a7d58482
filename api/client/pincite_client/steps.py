"""The steps of an answer that comes as it stands, read from a stream of server-sent events."""

from __future__ import annotations

import json
from typing import TypeAlias

from pincite_client.answers import Answer, Hit, Scope, Statement
from pincite_client.errors import Unreadable
from pincite_client.reading import read

Step: TypeAlias = Scope | Hit | Statement | Answer
"""The scope, then passages, then statements; the last is the answer whole."""

SHAPES: dict[str, type[Scope] | type[Hit] | type[Statement] | type[Answer]] = {
    "scope": Scope,
    "hit": Hit,
    "statement": Statement,
    "done": Answer,
}


class StepReader:
    """Takes the lines of a stream one by one."""

    def __init__(self) -> None:
        self._name = ""
        self._data: list[str] = []

    def take(self, line: str) -> Step | None:
        """The step that a line ends, if it ends one; events of a newer server are passed over."""
        name, _, value = line.partition(":")
        if name == "event":
            self._name = value.removeprefix(" ")
        elif name == "data":
            self._data.append(value.removeprefix(" "))
        elif not line:
            name, data = self._name, "\n".join(self._data)
            self._name, self._data = "", []
            shape = SHAPES.get(name)
            return read(shape, _parse(data)) if shape is not None else None
        return None


def _parse(data: str) -> object:
    try:
        return json.loads(data)
    except ValueError:
        raise Unreadable(f"An event holds no JSON: {data[:100]!r}.") from None
