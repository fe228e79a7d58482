"""CSV for spreadsheets, which take no words of a report for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from fastapi.responses import Response

# What starts a formula, also as wide as a Chinese letter, after what a spreadsheet may trim.
_FORMULA = re.compile(r"[\s\x00-\x1f\u200b-\u200f\ufeff]*[=+\-@＝＋－＠﹢﹣﹦﹫]|[\t\r\n]")


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
    return f"'{cell}" if _FORMULA.match(cell) else cell
