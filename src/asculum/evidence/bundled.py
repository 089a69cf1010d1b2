"""Bundled dossiers: those that ship with the package, and how a name becomes a folder."""

from __future__ import annotations

from pathlib import Path

from asculum.evidence.reading import HEADER
from asculum.evidence.spelling import Speller
from asculum.terms.errors import UsageError

#: Where the bundled dossiers lie.
ROOT = Path(__file__).parent.parent / "dossiers"


def bundled() -> dict[str, Path]:
    """Return the folders of the bundled dossiers by name."""
    if not ROOT.is_dir():
        return {}
    return {item.name: item for item in sorted(ROOT.iterdir()) if (item / HEADER).is_file()}


def find(name_or_path: str | Path) -> Path:
    """Return the folder of a dossier: a path that is a folder, else a bundled name.

    Raises ``UsageError`` (EVI090) where it is neither, with the nearest name.
    """
    given, path = str(name_or_path), Path(name_or_path)
    why = "a dossier is the path of a folder or the name of a bundled dossier"
    try:
        if given and path.is_dir():
            return path
        is_file = bool(given) and path.is_file()
    except (OSError, ValueError):  # a name too long for a path, or with a NUL in it
        is_file = False
    known = bundled()
    if given in known:
        return known[given]
    if is_file:
        fix = f"name the folder it lies in: {path.parent}"
        raise UsageError("EVI090", f"{given} is a file", why=why, fix=fix)
    near = Speller(known).nearest(given)
    fix = f"did you mean {near}? " if near else ""
    fix += "asculum dossiers lists the bundled ones; asculum new NAME begins another"
    raise UsageError("EVI090", f"there is no dossier {given!r}", why=why, fix=fix)
