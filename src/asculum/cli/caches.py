"""Room for the caches of others where the usual places are closed to writing."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from asculum.cli.options import remark

PACKAGE = Path(__file__).parent.parent


def make_room() -> None:
    """Give numba, arviz and matplotlib a folder for this run where they could write to none.

    numba keeps compiled code beside the package or under the user's cache and fails where it can
    do neither; arviz and matplotlib, which packages of statistics bring, want the user's folders.
    A folder of this run alone is safe from other users; it means compiling again each time where
    nothing else is open, so the user is told.
    """
    wanted = []
    if not _open_to_writing(_users("XDG_CACHE_HOME", ".cache")):
        wanted.append("XDG_CACHE_HOME")
        if "NUMBA_CACHE_DIR" not in os.environ and not _open_to_writing(PACKAGE):
            wanted.append("NUMBA_CACHE_DIR")
            remark(
                "no folder for compiled code can be written: it is compiled for this run alone "
                "(name a folder to keep it in with NUMBA_CACHE_DIR)"
            )
    config = _users("XDG_CONFIG_HOME", ".config")
    if "MPLCONFIGDIR" not in os.environ and not _open_to_writing(config):
        wanted.append("MPLCONFIGDIR")
    if wanted:
        room = tempfile.mkdtemp(prefix="asculum-")
        atexit.register(shutil.rmtree, room, ignore_errors=True)
        os.environ.update(dict.fromkeys(wanted, room))


def _users(variable: str, folder: str) -> Path:
    """Return a folder of the user, as the environment names it or under the home."""
    try:
        return Path(os.environ.get(variable) or Path.home() / folder)
    except RuntimeError:  # the user has no home
        return Path("/nonexistent", folder)


def _open_to_writing(folder: Path) -> bool:
    """Whether a folder, or the nearest one above it that exists, can be written."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK)
