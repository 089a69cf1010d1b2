"""Uploads: files that were sent in, kept under names that no sender chooses."""

from __future__ import annotations

import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from asculum.terms.errors import UsageError

#: Files kept; older ones give way.
MOST = 5


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that was sent in: its id, and where it lies under a plain form of its name."""

    id: str
    path: Path

    @property
    def name(self) -> str:
        """The file's name; readers find the version of a data set in it."""
        return self.path.name


def keep(root: Path, name: str, stream: BinaryIO, stamp: str) -> Upload:
    """Write what was sent to a folder of its own and return it."""
    home = _home(root)
    own = f"{stamp}-{secrets.token_hex(4)}"
    folder = home / own
    folder.mkdir(parents=True)
    path = folder / plain(name)
    try:
        with path.open("wb") as file:
            shutil.copyfileobj(stream, file, 1 << 20)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)  # a half of a file takes room and is no file
        raise
    for old in sorted(item for item in home.iterdir() if item.is_dir())[:-MOST]:
        shutil.rmtree(old, ignore_errors=True)
    return Upload(id=own, path=path)


def find(root: Path, own: str) -> Upload:
    """Return a file by its id, looked up among those that are there; raises WBE002."""
    home = _home(root)
    for folder in home.iterdir() if home.is_dir() else ():
        if folder.name == own:
            for path in folder.iterdir():
                return Upload(id=own, path=path)
    raise UsageError(
        "WBE002",
        "the file is no longer there",
        why=f"the last {MOST} files that were sent in are kept",
        fix="send it again",
    )


def plain(name: str) -> str:
    """Return the last part of a file's name in plain characters, never hidden, never empty."""
    last = re.split(r"[/\\]", name)[-1]
    found = re.sub(r"[^A-Za-z0-9._ -]+", "_", last).lstrip(". ")[-100:].lstrip(". ")
    return found or "file"


def _home(root: Path) -> Path:
    return root / ".asculum" / "workbench" / "uploads"
