"""The desk: the dossiers that can be opened, and the working folder that copies and runs go to."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from asculum.evidence.bundled import bundled
from asculum.evidence.reading import HEADER
from asculum.study.editing import Workplace
from asculum.terms.errors import AsculumError, UsageError

#: What stands before the name of a dossier that comes with the package.
BUNDLED = "@"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A dossier that can be opened: ``key`` names it in addresses, ``name`` to people."""

    key: str
    name: str
    folder: Path
    bundled: bool

    @property
    def address(self) -> str:
        """The address of its pages."""
        return f"/d/{quote(self.key, safe='')}"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The working folder ``root``, and a dossier from elsewhere where one was asked for.

    A dossier is found by its key among those that are there: no part of an address is ever made
    into a path.
    """

    root: Path
    asked: Path | None = None

    def places(self) -> dict[str, Place]:
        """Return every dossier by its key: the user's own first, then those of the package."""
        found: dict[str, Place] = {}
        folders = _dossiers(self.root)
        known = {folder.resolve() for folder in (*folders, *bundled().values())}
        if self.asked is not None and self.asked.resolve() not in known:
            folders.insert(0, self.asked.resolve())
        for folder in folders:
            name = folder.name.encode(errors="replace").decode()
            key = name
            while key in found:
                key += "+"
            found[key] = Place(key=key, name=name, folder=folder, bundled=False)
        for name, folder in bundled().items():
            key = BUNDLED + name
            found[key] = Place(key=key, name=name, folder=folder, bundled=True)
        return found

    def place(self, key: str) -> Place:
        """Return a dossier by its key; raises ``UsageError`` WBE002 where there is none."""
        places = self.places()
        if key not in places:
            raise UsageError(
                "WBE002",
                f"there is no dossier {key!r} here",
                why="the library lists every dossier that can be opened",
                fix="go back to the library",
            )
        return places[key]

    def workplace(self, place: Place, now: datetime) -> Workplace:
        """Return where a dossier is edited, and what the ledger calls it."""
        folder, root = place.folder.resolve(), self.root.resolve()
        inside = folder.is_relative_to(root)
        name = str(folder.relative_to(root)) if inside else str(folder)
        return Workplace(folder=place.folder, store=self.root, name=name, now=now)

    def own(self, place: Place) -> Place:
        """Return a dossier that may be edited: itself, or a new copy of a bundled one."""
        if not place.bundled:
            return place
        name, number = place.name, 1
        while os.path.lexists(self.root / name):
            number += 1
            name = f"{place.name}-{number}"
        target = self.root / name
        part: Path | None = None
        try:
            part = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=self.root))
            for item in sorted(place.folder.iterdir()):
                if item.is_file():
                    shutil.copyfile(item, part / item.name)
            part.chmod(0o755)
            part.rename(target)
        except OSError as error:
            if part is not None:
                shutil.rmtree(part, ignore_errors=True)
            raise AsculumError(
                "WBE005",
                f"no copy of {place.name} can be written: {error.strerror or error}",
                where=str(target),
                why="a dossier that comes with the package is never edited in place",
                fix="start asculum open in a folder that you may write to",
            ) from error
        return next(item for item in self.places().values() if item.folder == target)


def _dossiers(root: Path) -> list[Path]:
    """Return the folders of ``root`` that hold a dossier and can be looked into."""
    found = []
    with suppress(OSError):
        for item in sorted(root.iterdir()):
            with suppress(OSError):
                if item.name[:1] != "." and (item / HEADER).is_file():
                    found.append(item)
    return found
