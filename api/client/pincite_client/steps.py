"""The steps of what comes as it stands, read from a stream of server-sent events."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Generic, TypeAlias, TypeVar

from pincite_client.answers import Answer, Hit, Scope, Statement
from pincite_client.errors import Unreadable
from pincite_client.matrix import Matrix, MatrixCell, MatrixProgress, MatrixStep
from pincite_client.reading import read

T = TypeVar("T")

Step: TypeAlias = Scope | Hit | Statement | Answer
"""The scope, then passages, then statements; the last is the answer whole."""

ANSWER: Mapping[str, type[Step]] = {
    "scope": Scope,
    "hit": Hit,
    "statement": Statement,
    "done": Answer,
}
MATRIX: Mapping[str, type[MatrixStep]] = {
    "matrix": Matrix,
    "cell": MatrixCell,
    "done": MatrixProgress,
}


class StepReader(Generic[T]):
    """Takes the lines of a stream one by one."""

    def __init__(self, shapes: Mapping[str, type[T]]) -> None:
        self._shapes = shapes
        self._name = ""
        self._data: list[str] = []

    def take(self, line: str) -> T | None:
        """The step that a line ends, if it ends one; events of a newer server are passed over."""
        name, _, value = line.partition(":")
        if name == "event":
            self._name = value.removeprefix(" ")
        elif name == "data":
            self._data.append(value.removeprefix(" "))
        elif not line:
            name, data = self._name, "\n".join(self._data)
            self._name, self._data = "", []
            shape = self._shapes.get(name)
            return read(shape, _parse(data)) if shape is not None else None
        return None


def _parse(data: str) -> object:
    try:
        return json.loads(data)
    except ValueError:
        raise Unreadable(f"An event holds no JSON: {data[:100]!r}.") from None
