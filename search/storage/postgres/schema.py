"""The tables of a library in PostgreSQL, and how a database of an earlier version becomes one of this.

A report is never changed but in what is said of it: another version of it has another number. It
is seen by the generations from `born` on and before `died`; what left stays, for it was cited.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection, errors

from search.storage.errors import CannotWrite, NoLibrary, WrongFormat

# Each is applied once, in order; one that was ever released is never changed.
MIGRATIONS = (
    """
    CREATE TABLE library (key text PRIMARY KEY, value text NOT NULL);
    INSERT INTO library VALUES ('generation', '0');
    CREATE TABLE reports (
        number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        born integer NOT NULL,
        died integer,
        left_at timestamptz,
        indexed boolean NOT NULL DEFAULT true,  -- its passages and words are here
        added_at timestamptz NOT NULL,
        sha256 text COLLATE "C" NOT NULL,
        text_sha256 text NOT NULL,
        info json NOT NULL,
        about json NOT NULL,  -- what a Holding has beside
        body_terms bigint NOT NULL,
        header_terms bigint NOT NULL,
        text bytea NOT NULL,
        pages json NOT NULL,
        sections json NOT NULL,
        spans bytea NOT NULL,  -- of its passages: (n, 2) int32
        boxes bytea NOT NULL,
        judgements json NOT NULL,
        recommendations json NOT NULL
    );
    CREATE INDEX ON reports (sha256);
    CREATE INDEX ON reports (died);
    CREATE TABLE passages (
        report integer NOT NULL REFERENCES reports,
        number integer NOT NULL,
        meaning halfvec NOT NULL,
        tokens integer NOT NULL,
        codes bytea NOT NULL,  -- of the tokens, as many bytes each
        sentences bytea NOT NULL,
        PRIMARY KEY (report, number)
    );
    ALTER TABLE passages ALTER codes SET STORAGE EXTERNAL, ALTER sentences SET STORAGE EXTERNAL;
    CREATE TABLE words (
        term text COLLATE "C" NOT NULL,
        report integer NOT NULL REFERENCES reports,
        bodies integer NOT NULL,  -- passages that have it
        headers integer NOT NULL,  -- passages led by it
        postings bytea NOT NULL,
        PRIMARY KEY (term, report) INCLUDE (bodies, headers)
    );
    ALTER TABLE words ALTER postings SET STORAGE EXTERNAL;
    CREATE INDEX ON words (report);
    CREATE TABLE files (sha256 text PRIMARY KEY, bytes bytea NOT NULL);
    ALTER TABLE files ALTER bytes SET STORAGE EXTERNAL;
    CREATE TABLE kept (  -- what was learned for this library
        name text, born integer, value bytea NOT NULL, PRIMARY KEY (name, born)
    );
    CREATE TABLE tombstones (
        sha256 text PRIMARY KEY, report text NOT NULL, erased_at text NOT NULL,
        by text NOT NULL, why text NOT NULL
    );
    CREATE TABLE failures (
        source text PRIMARY KEY, location text NOT NULL, sha256 text NOT NULL,
        reason text NOT NULL, failed_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE TABLE addresses (  -- of pages on the web: what was learned when last fetched
        address text PRIMARY KEY, final text NOT NULL, etag text NOT NULL,
        last_modified text NOT NULL, fetched_at text NOT NULL, links json NOT NULL
    );
    """,
    # Before it come the tables of procrastinate, see _bring_queue.
    """
    CREATE TABLE queue_notes (
        job bigint PRIMARY KEY REFERENCES procrastinate_jobs ON DELETE CASCADE,
        worker text NOT NULL, reason text NOT NULL DEFAULT '',
        noted_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX ON procrastinate_jobs ((args ->> 'sha256'));
    """,
    # What servers write beside the library: search/storage/beside.py.
    """
    CREATE SEQUENCE revisions;
    CREATE TABLE documents (
        name text COLLATE "C" PRIMARY KEY,
        value bytea NOT NULL,
        revision bigint NOT NULL DEFAULT nextval('revisions')
    );
    CREATE TABLE logs (
        name text COLLATE "C" PRIMARY KEY,
        bytes bigint NOT NULL  -- of its lines; and who appends locks its row
    );
    CREATE TABLE log_lines (
        log text COLLATE "C" REFERENCES logs,
        number bigint GENERATED ALWAYS AS IDENTITY,
        line text NOT NULL,
        PRIMARY KEY (log, number)
    );
    CREATE INDEX ON procrastinate_jobs (status);
    """,
)
QUEUE = 1  # the migration that is about it
TABLES = (
    *("library", "reports", "passages", "words", "files", "kept", "tombstones"),
    *("failures", "addresses", "queue_notes", "procrastinate_jobs", "procrastinate_events"),
    *("documents", "logs", "log_lines"),
)


def refuse_other(connection: Connection[Any], name: str) -> None:
    """Raises NoLibrary, and WrongFormat for a library of another version."""
    version = _version(connection)
    if not version:
        raise NoLibrary(f"There is no library in {name}. Make one: pincite ingest PATH")
    if version < len(MIGRATIONS):
        raise WrongFormat(
            f"{name} was made by an earlier version of Pincite. pincite ingest with any file"
            " brings it up to date; servers of that version cannot read it from then on."
        )
    _refuse_later(version, name)


def migrate(connection: Connection[Any], name: str) -> None:
    """Brings the tables up to date, for the one writer. Raises WrongFormat, CannotWrite."""
    version = _version(connection)
    _refuse_later(version, name)
    if version == len(MIGRATIONS):
        return
    with connection.transaction():
        if not version:
            _bring_vectors(connection, name)
        for number, migration in enumerate(MIGRATIONS[version:], version):
            if number == QUEUE:
                _bring_queue(connection)
            connection.execute(migration)
        set_value(connection, "format", str(len(MIGRATIONS)))


def set_value(connection: Connection[Any], key: str, value: str) -> None:
    connection.execute(
        "INSERT INTO library VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
        (key, value),
    )


def fit_to_model(connection: Connection[Any], dimensions: int) -> None:
    """Gives vectors their width, and the index by meaning with it, where there are none yet."""
    (width,) = connection.execute(
        "SELECT atttypmod FROM pg_attribute"
        " WHERE attrelid = 'passages'::regclass AND attname = 'meaning'"
    ).fetchone() or (0,)
    if width != dimensions:
        connection.execute(
            "DROP INDEX IF EXISTS passages_meaning;"
            f" ALTER TABLE passages ALTER meaning TYPE halfvec({int(dimensions)});"
            " CREATE INDEX passages_meaning ON passages USING hnsw (meaning halfvec_ip_ops)"
        )


def _bring_queue(connection: Connection[Any]) -> None:
    """The tables of procrastinate as its pinned version has them.

    A later one brings migrations of its own, which then are to be among ours.
    """
    from procrastinate.schema import SchemaManager  # asyncio: not for who only reads

    connection.execute(SchemaManager.get_schema())


def _version(connection: Connection[Any]) -> int:
    """How many migrations it has had; 0 where there is no library."""
    (there,) = connection.execute("SELECT to_regclass('library')").fetchone() or (None,)
    if there is None:
        return 0
    row = connection.execute("SELECT value FROM library WHERE key = 'format'").fetchone()
    return int(row[0]) if row else 0


def _refuse_later(version: int, name: str) -> None:
    if version > len(MIGRATIONS):
        raise WrongFormat(f"{name} was made by a later version of Pincite. Install that one.")


def _bring_vectors(connection: Connection[Any], name: str) -> None:
    try:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    except errors.DatabaseError as error:
        raise CannotWrite(
            f"{name} has no pgvector ({str(error).splitlines()[0]}). Install its package on the"
            " server, and let an administrator say CREATE EXTENSION vector in the database."
        ) from error
    row = connection.execute(
        "SELECT extversion FROM pg_extension WHERE extname = 'vector'"
    ).fetchone()
    version = row[0] if row else "none"
    if tuple(map(int, version.split("."))) < (0, 8, 4):  # before, a vacuum could corrupt an index
        raise CannotWrite(f"{name} has pgvector {version}. Pincite needs 0.8.4 or later.")
