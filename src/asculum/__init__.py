"""Reckon what a battle cost and whether it was worth it, with honest uncertainty."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asculum.study.study import Study

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(
    dossier: str | Path,
    *,
    as_of: date | None = None,
    seed: int = 1,
    folder: str | Path | None = None,
) -> Study:
    """Open a dossier: a folder, or the name of a bundled one.

    Parameters
    ----------
    dossier
        A folder with a ``dossier.toml``, or a bundled name such as ``"bakhmut"``.
    as_of
        Reckon with only what had been published by this day; today unless given.
    seed
        Seed of every random stream; the same dossier, seed and version give the same numbers.
    folder
        A working folder whose store keeps runs; nothing is kept on disk unless it is given.

    Returns
    -------
    A ``Study`` with ``.losses()``, ``.verdict()``, ``.hindcast()`` and ``.report(path)``.

    Raises
    ------
    EvidenceError
        Where the dossier has errors, all of them listed.
    UsageError
        Where there is no such dossier, or the date cannot be asked for.

    Examples
    --------
    >>> import asculum
    >>> asculum.open("bakhmut").dossier.title
    'The battle of Bakhmut'
    """
    from asculum.study.study import Study

    return Study(
        dossier, as_of=as_of, seed=seed, folder=Path(folder) if folder is not None else None
    )
