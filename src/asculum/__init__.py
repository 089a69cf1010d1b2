"""Reckon what a battle cost and whether it was worth it, with honest uncertainty."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asculum.study.study import Study
    from asculum.terms.estimate import Estimate
    from asculum.terms.sheets import Sheet, Tabular

__version__ = "0.1.0"
__all__ = ["__version__", "open", "table"]


def open(
    dossier: str | Path,
    *,
    as_of: date | None = None,
    seed: int = 1,
    folder: str | Path | None = None,
    law: str = "",
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
    law
        A law of attrition about which the losses walk, such as ``"square"``; none unless given.

    Returns
    -------
    A ``Study`` with ``.losses()``, ``.fit()``, ``.place()``, ``.weigh()``, ``.verdict()``,
    ``.hindcast()``, ``.answers()`` and ``.report(path)``. It shows itself in a notebook, and so
    does what it returns; ``asculum.charts`` draws it.

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
        dossier,
        as_of=as_of,
        seed=seed,
        folder=Path(folder) if folder is not None else None,
        law=law,
    )


def table(results: Tabular | Iterable[Estimate]) -> Sheet:
    """Return results as a table that a notebook shows and that becomes a data frame.

    Parameters
    ----------
    results
        A result with a table of its own, or estimates such as ``Study.losses_by`` returns.

    Returns
    -------
    A table with ``.to_pandas()``, ``.to_polars()`` and ``.to_arrow()``; any library that takes
    Arrow streams takes it as it is.

    Examples
    --------
    >>> import asculum
    >>> months = asculum.open("bakhmut").losses_by("month")  # doctest: +SKIP
    >>> asculum.table(months).to_polars()  # doctest: +SKIP
    """
    from asculum.terms.sheets import Tabular, estimates_sheet

    return results.sheet() if isinstance(results, Tabular) else estimates_sheet(results)
