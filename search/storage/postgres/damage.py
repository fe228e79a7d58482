"""What is wrong with how a generation is kept in PostgreSQL: whether its tables fit one another."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import Connection

from search.storage.postgres.connecting import Row

LENGTH_SLACK = 2e-3  # of a unit vector in half precision

# What is wrong with reports, and what is true of them then.
FAULTS = {
    "its passages are not those that it was kept with.": """(about ->> 'passages')::int
        <> (SELECT count(*) FROM passages WHERE report = reports.number)""",
    "its words are not in the index.": """body_terms > 0
        AND NOT EXISTS (SELECT FROM words WHERE report = reports.number)""",
    "a vector of its passages is not of length 1.": f"""EXISTS (SELECT FROM passages
        WHERE report = reports.number AND NOT abs(l2_norm(meaning) - 1) <= {LENGTH_SLACK})""",
}


def find_damage(connection: Connection[Row]) -> Iterator[tuple[int, str]]:
    """(report's number, a sentence a fault)."""
    for fault, wrong in FAULTS.items():
        sql = f"SELECT number, info ->> 'id' FROM reports WHERE died IS NULL AND {wrong}"
        for number, report_id in connection.execute(sql.encode()).fetchall():
            yield number, f"{report_id}: {fault}"
