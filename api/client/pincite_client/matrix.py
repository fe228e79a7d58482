"""A few questions of all reports: what is asked, how far it is, and what each says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from pincite_client.answers import Scope, Statement

By = Literal["subject", "report"]
MatrixFile = Literal["csv", "xlsx", "docx"]
MatrixState = Literal["waiting", "working", "done", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class Cell:
    state: Literal["said", "silent", "outside"]
    reports: int
    statement: Statement | None
    grade: str
    more: int
    confidence: float


@dataclass(frozen=True, slots=True)
class MatrixRow:
    label: str
    subject: str
    reports: tuple[str, ...]
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Column:
    question: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class Covered:
    subjects: int
    reports: int
    kinds: tuple[str, ...]
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MatrixProgress:
    id: str
    state: MatrixState
    reason: str
    done: int
    total: int
    generation: int
    url: str

    @property
    def under_way(self) -> bool:
        return self.state in ("waiting", "working")


@dataclass(frozen=True, slots=True)
class Matrix:
    progress: MatrixProgress
    covered: Covered
    columns: tuple[Column, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class MatrixCell:
    row: int
    column: int
    cell: Cell
    done: int


MatrixStep: TypeAlias = Matrix | MatrixCell | MatrixProgress
"""The rows without cells, then each cell as it stands; the last is how it ended."""
