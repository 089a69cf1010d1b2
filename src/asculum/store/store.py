"""The store of a working folder: an append-only ledger of imports, and the runs made of them."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from asculum.store import connection as opening
from asculum.store.edits import Edit
from asculum.store.keys import canonical
from asculum.terms.errors import StoreError
from asculum.terms.findings import Finding

#: Seconds to wait for another process to let go of the store.
WAIT = 5.0


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of an imported table: where it stood and what it said."""

    table: str
    line: int
    content: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Import:
    """One import as the ledger remembers it; ``at`` is in UTC."""

    id: int
    at: datetime
    dossier: str
    file: str
    sha256: str
    rows: int


class Store:
    """The only holder of a connection to a working folder's DuckDB file.

    Open it with ``Store.open`` in a ``with`` statement. Nothing in it is ever changed or removed:
    rows are only added. ``findings`` are what the reader must know of what was read.
    """

    def __init__(self, *, connection: Any, path: Path) -> None:
        self._connection = connection
        self._lock = threading.RLock()
        self._findings: list[Finding] = []
        self.path = path

    @classmethod
    def open(cls, folder: str | Path, *, wait: float = WAIT) -> Store:
        """Open the store of ``folder``; make it where there is none.

        Parameters
        ----------
        folder
            The working folder, which must exist; the store is ``.asculum/store.duckdb`` under it.
        wait
            Seconds to wait, at least 0, while another process holds the store.

        Returns
        -------
        The open store, which closes at the end of its ``with`` statement.

        Raises
        ------
        StoreError
            STO001 where the folder cannot hold a store; STO002 where another process holds it
            past ``wait``; STO003 where the file is not a store; STO004 where it is of a newer
            version. A file that is in the way is never removed.

        Notes
        -----
        Assumes a file system with locks; a network folder may not have them.
        Biased when nothing: there is no estimate here.
        Do not use when only a dossier is read: reading needs no store.

        References
        ----------
        DuckDB documentation, Concurrency.

        Examples
        --------
        >>> import tempfile
        >>> from asculum.store.store import Store
        >>> with tempfile.TemporaryDirectory() as folder, Store.open(folder) as store:
        ...     store.history("asculum")
        ()
        """
        place = Path(folder)
        connection = opening.connect(place, wait=max(0.0, wait))
        return cls(connection=connection, path=place / opening.FOLDER / opening.FILE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; a store may be closed more than once."""
        with self._lock:
            self._connection.close()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found amiss in the store since it was opened."""
        return tuple(self._findings)

    def record_import(
        self, dossier: str, file: str, sha256: str, rows: Iterable[Row], at: datetime
    ) -> bool:
        """Add an import with its rows to the ledger, whole or not at all.

        Returns ``False``, and adds nothing, where the latest import of ``file`` into ``dossier``
        had the same SHA-256. (A file that goes back to what it was earlier is a new import: the
        ledger tells what the dossier held and when.) ``at`` must know its time zone.

        Raises ``StoreError`` STO005 where the store cannot be written and STO007 where a row or
        the time cannot be stored.
        """
        told = [(row.table, row.line, canonical(dict(row.content))) for row in rows]
        with self._transaction() as connection:
            latest = connection.execute(
                "SELECT sha256 FROM imports WHERE dossier = ? AND file = ? "
                "ORDER BY id DESC LIMIT 1",
                [dossier, file],
            ).fetchall()
            if latest and latest[0][0] == sha256:
                return False
            number = connection.execute("SELECT nextval('import_ids')").fetchall()[0][0]
            connection.execute(
                "INSERT INTO imports VALUES (?, ?, ?, ?, ?, ?)",
                [number, _utc(at), dossier, file, sha256, len(told)],
            )
            if told:
                tables, lines, contents = (list(column) for column in zip(*told, strict=True))
                connection.execute(
                    "INSERT INTO ledger_rows "
                    "SELECT ?, unnest(?::VARCHAR[]), unnest(?::BIGINT[]), "
                    "unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
                    [number, tables, lines, [_digest(text) for text in contents], contents],
                )
        return True

    def history(self, dossier: str) -> tuple[Import, ...]:
        """Return the imports of a dossier, oldest first."""
        found = self._rows(
            'SELECT id, "at", dossier, file, sha256, "rows" FROM imports '
            "WHERE dossier = ? ORDER BY id",
            [dossier],
        )
        return tuple(
            Import(
                id=row[0],
                at=row[1].replace(tzinfo=UTC),
                dossier=row[2],
                file=row[3],
                sha256=row[4],
                rows=row[5],
            )
            for row in found
        )

    def rows(self, number: int) -> tuple[Row, ...]:
        """Return the rows that the import ``number`` brought, by table and line.

        A row whose content no longer fits its SHA-256 is left out and becomes a finding (STO006).
        """
        kept = []
        for table, line, sha256, content in self._rows(
            'SELECT "table", line, sha256, content FROM ledger_rows WHERE "import" = ? '
            'ORDER BY "table", line',
            [number],
        ):
            if _digest(content) == sha256:
                kept.append(Row(table=table, line=line, content=json.loads(content)))
            else:
                self._warn(f"row {line} of {table} in import {number} is damaged")
        return tuple(kept)

    def record_edit(self, edit: Edit) -> int:
        """Add an edit to the ledger and return its number, which the ledger gives.

        Raises ``StoreError`` STO005 where the store cannot be written, STO007 for a time without
        its zone.
        """
        with self._transaction() as connection:
            number: int = connection.execute("SELECT nextval('edit_ids')").fetchall()[0][0]
            told = (edit.dossier, edit.file, edit.row, edit.what, edit.before, edit.after)
            connection.execute(
                "INSERT INTO edits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [number, _utc(edit.at), *told, edit.behind, edit.undoes],
            )
        return number

    def edits(self, dossier: str) -> tuple[Edit, ...]:
        """Return the edits of a dossier, oldest first."""
        found = self._rows(
            'SELECT id, "at", dossier, file, "row", what, "before", "after", behind, undoes '
            "FROM edits WHERE dossier = ? ORDER BY id",
            [dossier],
        )
        names = ("dossier", "file", "row", "what", "before", "after", "behind", "undoes")
        return tuple(
            Edit(
                number=row[0],
                at=row[1].replace(tzinfo=UTC),
                **dict(zip(names, row[2:], strict=True)),
            )
            for row in found
        )

    def save_run(
        self,
        key: str,
        *,
        command: str,
        dossier: str,
        created: datetime,
        version: str,
        seed: int,
        settings: Mapping[str, object],
        payload: bytes,
    ) -> None:
        """Keep a run under its key; a run that is already there whole is not kept twice.

        Raises ``StoreError`` STO005 where the store cannot be written and STO007 where a setting
        or the time cannot be stored.
        """
        text = canonical(dict(settings))
        if any(kept == payload for kept in self._payloads(key, warn=False)):
            return
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO runs SELECT nextval('run_ids'), ?, ?, ?, ?, ?, ?, ?, ?, ?",
                [
                    key,
                    command,
                    dossier,
                    _utc(created),
                    version,
                    seed,
                    text,
                    payload,
                    hashlib.sha256(payload).hexdigest(),
                ],
            )

    def load_run(self, key: str) -> bytes | None:
        """Return the latest whole payload kept under ``key``; ``None`` where there is none.

        A payload that no longer fits its SHA-256, or that cannot be read, is passed over and
        becomes a finding (STO006).
        """
        return next(self._payloads(key, warn=True), None)

    def _payloads(self, key: str, *, warn: bool) -> Iterator[bytes]:
        """Yield the whole payloads of ``key``, newest first."""
        try:
            found = self._rows(
                'SELECT payload, sha256 FROM runs WHERE "key" = ? ORDER BY id DESC', [key]
            )
        except StoreError as problem:
            if warn:
                self._warn(f"the run {key[:12]} cannot be read ({problem.what})")
            return
        for payload, sha256 in found:
            data = bytes(payload)
            if hashlib.sha256(data).hexdigest() == sha256:
                yield data
            elif warn:
                self._warn(f"the payload of run {key[:12]} is damaged")

    def _warn(self, what: str) -> None:
        self._findings.append(
            Finding(
                code="STO006",
                severity="warning",
                what=what,
                where=str(self.path),
                why="its checksum does not fit, so it is not used",
                fix="run the command again; the result is stored anew",
            )
        )

    def _rows(self, query: str, values: list[object]) -> list[Any]:
        with self._lock, _told(self.path):
            found: list[Any] = self._connection.execute(query, values).fetchall()
        return found

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Any]:
        """Commit what is done inside, or undo all of it."""
        with self._lock, _told(self.path):
            self._connection.execute("BEGIN TRANSACTION")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(Exception):
                    self._connection.execute("ROLLBACK")
                raise


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn DuckDB's errors into the store's own."""
    import duckdb

    try:
        with opening.interruptible():
            yield
    except duckdb.Error as problem:
        lines = str(problem).splitlines()
        raise StoreError(
            "STO005",
            f"reading or writing failed: {lines[0] if lines else type(problem).__name__}",
            where=str(path),
            why="the disk may be full or the file damaged; what was stored before is kept",
            fix="free some space and try again; if it stays, move the store aside",
        ) from problem


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _utc(at: datetime) -> datetime:
    """Return the moment in UTC without its zone, as the store keeps it."""
    if at.tzinfo is None:
        raise StoreError(
            "STO007",
            f"a time without its zone: {at.isoformat()}",
            why="moments of several machines are compared",
            fix="pass an aware datetime, such as datetime.now(UTC)",
        )
    return at.astimezone(UTC).replace(tzinfo=None)
