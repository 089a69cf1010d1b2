"""A DuckDB of a moment: for records of persons, which are kept nowhere else and not for long."""

from __future__ import annotations

import contextlib
import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from typing import Any

#: What the database may hold in memory before it spills into its own folder [MB].
MEMORY = 2500

_LOGGERS = ("splink", "sqlglot")


@contextlib.contextmanager
def scratch(*, memory: int = MEMORY, threads: int = 2) -> Iterator[Any]:
    """Yield a connection to a database in memory that spills into a folder of its own.

    The folder is open to its owner alone and is removed on the way out, whatever happened.
    Loggers and warnings of the linking packages are silent within: they could repeat a cell.
    """
    import duckdb

    folder = tempfile.mkdtemp(prefix="asculum-")
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{memory}MB",
        "threads": str(threads),
        "temp_directory": folder,
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "preserve_insertion_order": "false",
    }
    connection = None
    try:
        with _silent():
            connection = duckdb.connect(":memory:", config=config)
            connection.execute("SET enable_progress_bar = false").fetchall()
            yield connection
    finally:
        if connection is not None:
            connection.close()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    before = [(logger.level, logger.disabled, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
        logger.propagate = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, (level, disabled, propagate) in zip(loggers, before, strict=True):
            logger.setLevel(level)
            logger.disabled, logger.propagate = disabled, propagate
