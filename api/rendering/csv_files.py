"""CSV for spreadsheets, which take no words of a report for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from fastapi.responses import Response


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lines that end in \\r\\n, the first of them the names of the columns."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return written.getvalue()


def answer_csv(
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A file to download, called `name`.csv."""
    return Response(
        write_csv(columns, rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"', **(headers or {})},
    )


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: a report may hold anything."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
