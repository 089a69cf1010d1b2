"""The steps that bring a store from one version to the next; steps are added, never changed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Step:
    """One version of the store: its number, what it adds, and the statements that add it."""

    version: int
    name: str
    statements: tuple[str, ...]


#: Made before the first step; one row is added for every step that was taken.
MIGRATIONS_TABLE = "CREATE TABLE migrations (version INTEGER NOT NULL, name VARCHAR NOT NULL)"

STEPS: tuple[Step, ...] = (
    Step(
        version=1,
        name="the ledger of imports",
        statements=(
            "CREATE SEQUENCE import_ids",
            """
            CREATE TABLE imports (
                id BIGINT NOT NULL,
                "at" TIMESTAMP NOT NULL,
                dossier VARCHAR NOT NULL,
                file VARCHAR NOT NULL,
                sha256 VARCHAR NOT NULL,
                "rows" BIGINT NOT NULL
            )
            """,
            """
            CREATE TABLE ledger_rows (
                "import" BIGINT NOT NULL,
                "table" VARCHAR NOT NULL,
                line BIGINT NOT NULL,
                sha256 VARCHAR NOT NULL,
                content VARCHAR NOT NULL
            )
            """,
        ),
    ),
    Step(
        version=2,
        name="the runs",
        statements=(
            "CREATE SEQUENCE run_ids",
            """
            CREATE TABLE runs (
                id BIGINT NOT NULL,
                "key" VARCHAR NOT NULL,
                command VARCHAR NOT NULL,
                dossier VARCHAR NOT NULL,
                created TIMESTAMP NOT NULL,
                version VARCHAR NOT NULL,
                seed HUGEINT NOT NULL,
                settings VARCHAR NOT NULL,
                payload BLOB NOT NULL,
                sha256 VARCHAR NOT NULL
            )
            """,
        ),
    ),
    Step(
        version=3,
        name="the edits",
        statements=(
            "CREATE SEQUENCE edit_ids",
            """
            CREATE TABLE edits (
                id BIGINT NOT NULL,
                "at" TIMESTAMP NOT NULL,
                dossier VARCHAR NOT NULL,
                file VARCHAR NOT NULL,
                "row" VARCHAR NOT NULL,
                what VARCHAR NOT NULL,
                "before" VARCHAR,
                "after" VARCHAR,
                behind VARCHAR NOT NULL,
                undoes BIGINT NOT NULL
            )
            """,
        ),
    ),
)

#: The version that this package writes.
VERSION = STEPS[-1].version
