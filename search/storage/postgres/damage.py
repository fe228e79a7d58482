"""What is wrong with how a generation is kept in PostgreSQL: whether its tables fit one another."""

from __future__ import annotations

from collections.abc import Iterator

from search.storage.postgres.connecting import Connections

LENGTH_SLACK = 2e-3  # of a unit vector in half precision

# Each finds reports by their ids; the sentence says what of.
FAULTS = {
    "its passages are not those that it was kept with.": """
        SELECT info ->> 'id' FROM reports WHERE died IS NULL AND (about ->> 'passages')::int
            <> (SELECT count(*) FROM passages WHERE report = reports.number)""",
    "its words are not in the index.": """
        SELECT info ->> 'id' FROM reports WHERE died IS NULL AND body_terms > 0
            AND NOT EXISTS (SELECT FROM words WHERE report = reports.number)""",
    "a vector of its passages is not of length 1.": f"""
        SELECT DISTINCT info ->> 'id' FROM reports JOIN passages ON report = reports.number
            WHERE died IS NULL AND NOT abs(l2_norm(meaning) - 1) <= {LENGTH_SLACK}""",
}


def find_damage(connections: Connections) -> Iterator[str]:
    """A sentence a fault."""
    for fault, sql in FAULTS.items():
        yield from (f"{report_id}: {fault}" for (report_id,) in connections.all(sql))
