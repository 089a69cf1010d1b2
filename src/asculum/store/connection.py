"""Opening the DuckDB file of a working folder: made whole, locked by one process, migrated."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from asculum.store.files import atomic_write, flush_folder
from asculum.store.migrations import MIGRATIONS_TABLE, STEPS, VERSION
from asculum.terms.errors import StoreError

#: The folder inside the working folder that holds the store.
FOLDER = ".asculum"
#: The store's file inside that folder.
FILE = "store.duckdb"

#: Nothing is downloaded, and no statement can reach a file but the store's own.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
}
_PAUSE = 0.05
_HOLDER = re.compile(r"PID (\d+)")
_CLOSED = ("Permission denied", "Read-only file system", "No space left")
_LOCKED = ("set lock on file", "being used by another process")


def connect(folder: Path, *, wait: float) -> Any:
    """Return a connection to the store under ``folder``, made and migrated where needed."""
    file = _prepare(folder)
    with interruptible():
        connection = _connect(file, wait=wait)
    try:
        with interruptible():
            _migrate(connection, file)
    except BaseException:
        with contextlib.suppress(Exception):
            connection.close()
        raise
    return connection


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Pass on an interrupt that DuckDB has turned into an error of its own."""
    try:
        yield
    except RuntimeError as problem:
        if str(problem) == "Query interrupted":
            raise KeyboardInterrupt from problem
        raise


def _prepare(folder: Path) -> Path:
    """Make ``.asculum/`` with its ``.gitignore`` and an empty store, where they are not there.

    The path comes back with its links resolved: DuckDB would open one file twice under two names.
    """
    home = folder / FOLDER
    file = home / FILE
    try:
        if not folder.is_dir():
            raise NotADirectoryError(None, "the working folder is not a folder that exists")
        home.mkdir(exist_ok=True)
        if not (home / ".gitignore").exists():
            atomic_write(home / ".gitignore", "*\n")
        if file.is_dir():
            raise IsADirectoryError(None, f"{FILE} is a folder, not a file")
        if not file.exists():
            _create(file)
    except (OSError, StoreError) as problem:
        if isinstance(problem, StoreError) and problem.code != "STO008":
            raise
        reason = problem.strerror if isinstance(problem, OSError) else problem.what
        raise StoreError(
            "STO001",
            f"no store can be kept here: {reason or problem}",
            where=str(home),
            why="imports and runs are remembered in one file under the working folder",
            fix="work in a folder you may write to, and move aside whatever is in the way",
        ) from problem
    return file.resolve()


def _create(file: Path) -> None:
    """Make the store beside its place and link it there whole.

    A process killed half-way leaves no half-made store, and of two that make one at the same
    moment the first wins.
    """
    journal = file.with_name(f"{file.name}.wal")
    if journal.exists():
        raise StoreError(
            "STO003",
            "a journal without its store",
            where=str(journal),
            why="it belongs to a store that was moved away and must not be read into a new one",
            fix=f"put {file.name} back beside it, or move it aside: "
            f"mv {_quoted(journal)} {_quoted(journal)}.aside",
        )
    draft = file.with_name(f".{file.name}.{os.getpid()}.{os.urandom(4).hex()}.tmp")
    try:
        connection = _connect(draft, wait=0.0)
        try:
            _migrate(connection, draft)
        finally:
            connection.close()
        try:
            os.link(draft, file)
        except FileExistsError:
            return
        except OSError:
            if not file.exists():
                os.replace(draft, file)
        flush_folder(file.parent)
    finally:
        for left in (draft, draft.with_name(f"{draft.name}.wal")):
            with contextlib.suppress(OSError):
                left.unlink()


def _connect(file: Path, *, wait: float) -> Any:
    import duckdb

    until = time.monotonic() + wait
    while True:
        try:
            return duckdb.connect(str(file), config=_CONFIG)
        except duckdb.Error as problem:
            words = str(problem)
            if not any(sign in words for sign in _LOCKED):
                raise _unusable(file, words) from problem
            if time.monotonic() >= until:
                raise _held(file, words, wait) from problem
        time.sleep(min(_PAUSE, max(0.0, until - time.monotonic())))


def _held(file: Path, words: str, wait: float) -> StoreError:
    found = _HOLDER.search(words)
    holder = f"process {found[1]}" if found else "another process"
    return StoreError(
        "STO002",
        f"the store is in use by {holder}" + (f" (waited {wait:g} s)" if wait else ""),
        where=str(file),
        why="one process at a time may hold the store, so that no write is lost",
        fix="wait until the other asculum command has ended, or close the workbench, and try again",
    )


def _unusable(file: Path, words: str) -> StoreError:
    lines = words.splitlines()
    first = lines[0] if lines else "no reason given"
    if any(sign in words for sign in _CLOSED):
        return StoreError(
            "STO001",
            f"no store can be kept here: {first}",
            where=str(file.parent),
            why="imports and runs are remembered in one file under the working folder",
            fix="work in a folder you may write to",
        )
    if file.exists() and file.stat().st_size == 0:
        first = "the file is empty"
    journal = file.with_name(f"{file.name}.wal")
    moves = [
        f"mv {_quoted(item)} {_quoted(item)}.aside" for item in (file, journal) if item.exists()
    ]
    return StoreError(
        "STO003",
        f"cannot be opened as a store: {first}",
        where=str(file),
        why="the file is damaged, cut short or not Asculum's; it was left as it is",
        fix="move it aside and a new store is made: " + " && ".join(moves)
        if moves
        else "work in a folder you may write to",
    )


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))


def _migrate(connection: Any, file: Path) -> None:
    """Bring the store to this package's version, all steps in one transaction."""
    import duckdb

    try:
        tables = {
            row[0]
            for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        }
        if tables and "migrations" not in tables:
            raise _unusable(
                file, "it is a DuckDB file with other tables: " + ", ".join(sorted(tables))
            )
        found = 0
        if tables:
            rows = connection.execute("SELECT coalesce(max(version), 0) FROM migrations").fetchall()
            found = int(rows[0][0])
        if found > VERSION:
            raise StoreError(
                "STO004",
                f"the store is of version {found}, this asculum writes version {VERSION}",
                where=str(file),
                why="a newer asculum has been here, and an older one would misread what it wrote",
                fix="install the newer asculum: uv tool upgrade asculum",
            )
        if found == VERSION:
            return
        connection.execute("BEGIN TRANSACTION")
        if not tables:
            connection.execute(MIGRATIONS_TABLE)
        for step in STEPS:
            if step.version <= found:
                continue
            for statement in step.statements:
                connection.execute(statement)
            connection.execute("INSERT INTO migrations VALUES (?, ?)", [step.version, step.name])
        connection.execute("COMMIT")
    except duckdb.Error as problem:
        raise _unusable(file, str(problem)) from problem
