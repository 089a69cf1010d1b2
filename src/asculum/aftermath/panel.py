"""A table of units by time, as synthetic control reads it.

Codes: AFT001 a table that cannot be read · AFT002 too little to compare with · AFT003 a unit, time
or predictor that the table does not hold.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import numpy.typing as npt

from asculum.terms.errors import EvidenceError, UsageError
from asculum.terms.findings import Finding

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Predictor:
    """What units should be alike in before: the mean of a column over some times."""

    column: str
    times: tuple[float, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Panel:
    """Columns of figures for every unit and time; ``nan`` where a table has none.

    ``values`` maps a column to an array of shape (unit, time), in the order of ``units`` and
    ``times`` (which ascend).
    """

    units: tuple[str, ...]
    times: tuple[float, ...]
    values: Mapping[str, FloatArray]

    def column(self, name: str) -> FloatArray:
        """Return a column; raises ``UsageError`` AFT003 where there is none."""
        if name not in self.values:
            raise _unknown("column", name, tuple(self.values))
        return self.values[name]

    def row(self, unit: str) -> int:
        """Return the place of a unit; raises ``UsageError`` AFT003 where there is none."""
        if unit not in self.units:
            raise _unknown("unit", unit, self.units)
        return self.units.index(unit)

    def over(self, predictor: Predictor) -> FloatArray:
        """Return the mean of a column over a predictor's times, of what is known [its unit]."""
        missing = [time for time in predictor.times if time not in self.times]
        if missing or not predictor.times:
            raise UsageError(
                "AFT003",
                f"the predictor {predictor.column} asks for {missing or 'no times'}",
                why=f"the table has the times {self.times[0]:g} to {self.times[-1]:g}",
                fix="ask for times of the table",
            )
        places = [self.times.index(time) for time in predictor.times]
        values = self.column(predictor.column)[:, places]
        known = np.isfinite(values)
        if not known.any(axis=1).all():
            unit = self.units[int(np.flatnonzero(~known.any(axis=1))[0])]
            raise EvidenceError(
                "AFT001",
                f"{unit} has no {predictor.column} in the times asked for",
                why="a predictor is known for every unit that is compared",
                fix="leave the unit or the predictor out",
            )
        return np.asarray(np.where(known, values, 0).sum(axis=1) / known.sum(axis=1))


def panel(
    rows: Iterable[Mapping[str, object]], *, unit: str, time: str, columns: Sequence[str]
) -> Panel:
    """Return a long table, one row for each unit and time, as a panel.

    Parameters
    ----------
    rows
        The rows, such as ``csv.DictReader(file)`` or ``frame.to_dict("records")``; each holds the
        cells by column.
    unit, time
        The columns that name the unit and the time (a number, such as a year).
    columns
        The columns of figures to read; empty cells are not known.

    Returns
    -------
    The panel, units in the order met, times ascending.

    Raises
    ------
    EvidenceError
        AFT001 with every row that cannot be read (the first 20 are shown).

    Notes
    -----
    Assumes one row for each unit and time.
    Biased when units were left out because the war reached them too.
    Do not use when a unit changed its borders within the table.

    References
    ----------
    The layout is the long one of Abadie and Gardeazabal's table.

    Examples
    --------
    >>> from asculum.aftermath.panel import panel
    >>> rows = [{"place": "A", "year": 1, "output": 2.0}, {"place": "B", "year": "1", "output": ""}]
    >>> panel(rows, unit="place", time="year", columns=["output"]).units
    ('A', 'B')
    """
    found: dict[tuple[str, float], tuple[float, ...]] = {}
    faults: list[Finding] = []
    for number, row in enumerate(rows, start=1):
        absent = [name for name in (unit, time, *columns) if name not in row]
        if absent:
            faults.append(_fault(number, f"no column {absent[0]!r}", "name a column of the table"))
            break
        name, when = str(row[unit]).strip(), _number(row[time])
        cells = tuple(_number(row[column]) for column in columns)
        if not name or when is None or not math.isfinite(when):
            faults.append(_fault(number, f"{unit} {name!r}, {time} {row[time]!r}", "fill in both"))
        elif None in cells:
            bad = columns[cells.index(None)]
            faults.append(_fault(number, f"{bad} is {row[bad]!r}", "write a plain number or none"))
        elif (name, when) in found:
            faults.append(_fault(number, f"{name} at {when:g} stands twice", "keep one row"))
        else:
            found[name, when] = tuple(cell for cell in cells if cell is not None)
    if faults or not found:
        raise EvidenceError(
            "AFT001",
            f"{len(faults)} rows of the table cannot be read" if faults else "the table is empty",
            why="a comparison needs one row of plain numbers for each unit and time",
            fix="mend the rows named below" if faults else "pass the rows of a table",
            findings=faults,
        )
    units = tuple(dict.fromkeys(name for name, _ in found))
    times = tuple(sorted({when for _, when in found}))
    values = {column: np.full((len(units), len(times)), np.nan) for column in columns}
    for (name, when), cells in found.items():
        for column, cell in zip(columns, cells, strict=True):
            values[column][units.index(name), times.index(when)] = cell
    return Panel(units=units, times=times, values=values)


def _number(cell: object) -> float | None:
    """Return a cell as a number, ``nan`` where it is empty, ``None`` where it is neither."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return math.nan
    if isinstance(cell, bool):
        return None
    try:
        value = float(str(cell))
    except ValueError:
        return None
    return None if math.isinf(value) else value


def _fault(number: int, what: str, fix: str) -> Finding:
    return Finding(code="AFT001", severity="error", what=what, where=f"row {number}", fix=fix)


def _unknown(kind: str, name: str, known: Sequence[str]) -> UsageError:
    near = get_close_matches(name, known, n=1)
    return UsageError(
        "AFT003",
        f"the table has no {kind} {name!r}",
        why=f"it has {len(known)}, such as {known[0]!r}" if known else "it has none",
        fix=f"did you mean {near[0]!r}?" if near else f"name a {kind} of the table",
    )
