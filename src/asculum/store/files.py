"""Files that are whole or not there: write beside, flush to the disk, then put in place."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from asculum.terms.errors import StoreError


def atomic_write(path: str | Path, text: str) -> Path:
    """Write ``text`` to ``path`` so that a reader sees the old file or the new, never a half.

    The text goes as UTF-8, line ends as they are, to a temporary file in the same folder, is
    flushed to the disk and takes the name of ``path`` in one step. A file that was there keeps its
    mode; a link keeps pointing, and what it points at is replaced.

    Parameters
    ----------
    path
        The file to write; its folder must exist.
    text
        The whole content.

    Returns
    -------
    The path that was written, links resolved.

    Raises
    ------
    StoreError
        STO008 where the folder is missing or closed, ``path`` is a folder, or the disk is full;
        a file that was there is then untouched.

    Notes
    -----
    Assumes a file system that renames in one step (every local one does).
    Biased when nothing: there is no estimate here.
    Do not use when several processes write one file and each must be kept: the last one wins.

    References
    ----------
    POSIX.1-2017, rename().

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from asculum.store.files import atomic_write
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     atomic_write(Path(folder) / "report.html", "<p>done</p>").read_text()
    '<p>done</p>'
    """
    try:
        target = _target(path)
        _replace(target, text.encode("utf-8"))
    except (OSError, RuntimeError, ValueError) as problem:
        raise _refusal(path, problem) from problem
    return target


def check_place(path: str | Path) -> None:
    """Refuse, before long work, a place that ``atomic_write`` could not write to.

    Raises ``StoreError`` STO008 where the folder is missing or closed, or ``path`` is a folder.
    """
    try:
        folder = _target(path).parent
        if not folder.exists():
            raise FileNotFoundError(None, "the folder does not exist")
        if not folder.is_dir():
            raise NotADirectoryError(None, "what should be its folder is a file")
        if not os.access(folder, os.W_OK):
            raise PermissionError(None, "the folder is closed to writing")
    except (OSError, RuntimeError, ValueError) as problem:
        raise _refusal(path, problem) from problem


def _target(path: str | Path) -> Path:
    """Return where the file lies, links resolved; a folder is none."""
    target = Path(path).resolve()
    if target.is_dir():
        raise IsADirectoryError(None, "it is a folder")
    return target


def _refusal(path: str | Path, problem: Exception) -> StoreError:
    reason = problem.strerror if isinstance(problem, OSError) else None
    return StoreError(
        "STO008",
        f"cannot be written: {reason or problem}",
        where=str(path),
        why="nothing was changed: a file is put in place whole or not at all",
        fix="choose a file in a folder that exists and that you may write to",
    )


def _replace(target: Path, data: bytes) -> None:
    mode = _mode(target)
    handle, name = tempfile.mkstemp(
        prefix=f".{target.name[:80]}.", suffix=".tmp", dir=target.parent
    )
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    flush_folder(target.parent)


def _mode(target: Path) -> int:
    """Return the mode of the file, or the one that a new file would have."""
    with contextlib.suppress(OSError):
        return target.stat().st_mode & 0o777
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


def flush_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
