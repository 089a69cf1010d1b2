"""A battle day by day or week by week: strengths and losses of two sides, read from any CSV.

Columns are described in ``dictionary/series.csv``; other names are mapped to them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from asculum.evidence.cells import Problem, Row, read_cell
from asculum.evidence.codes import found
from asculum.evidence.decoding import decode
from asculum.evidence.dictionary import Column, columns
from asculum.evidence.header import a_year_before
from asculum.evidence.spelling import Speller, counted, listed, shown
from asculum.evidence.table import csv_records, other_separator, ragged
from asculum.terms.errors import EvidenceError, UsageError
from asculum.terms.findings import Finding

FloatArray = npt.NDArray[np.float64]

#: The most periods that are read; a battle of more days is told by the week.
MOST_PERIODS = 5000
_ATTACKS = {"a": 1.0, "b": -1.0}


@dataclass(frozen=True, kw_only=True, eq=False)
class SideSeries:
    """What is told of one side [persons], each shape (period,), ``nan`` where it is not told.

    ``low`` and ``high`` are the 5 % and 95 % points of uncertain losses; ``joined_told`` says
    whether reinforcements are told at all.
    """

    strength: FloatArray
    losses: FloatArray
    low: FloatArray
    high: FloatArray
    joined: FloatArray
    joined_told: bool

    @property
    def observed(self) -> bool:
        """Whether anything is told of the side."""
        told = (self.strength, self.losses, self.low)
        return any(bool(np.isfinite(values).any()) for values in told)


@dataclass(frozen=True, kw_only=True, eq=False)
class Series:
    """A battle in periods of ``step`` days, in order and without gaps.

    ``attacker`` is 1 where A attacks, −1 where B does, 0 for neither, shape (period,); ``lines``
    are those of the file.
    """

    name: str
    start: date | None
    step: float
    a: SideSeries
    b: SideSeries
    attacker: FloatArray
    lines: tuple[int, ...]
    sha256: str
    findings: tuple[Finding, ...] = ()

    @property
    def periods(self) -> int:
        """How many periods there are."""
        return len(self.lines)


def read_series(
    path: str | Path, *, names: Mapping[str, str] | None = None, today: date | None = None
) -> Series:
    """Read a battle's daily or weekly rows from a CSV file.

    Parameters
    ----------
    path
        A CSV file in UTF-8, a header and one row a period.
    names
        For columns called otherwise: name in the dictionary to name in the file.
    today
        The day of the reading, a year before which a dated battle must have ended; not looked at
        unless given.

    Returns
    -------
    The series. Columns that are not in the dictionary and not named are left out, with a note.

    Raises
    ------
    EvidenceError
        Everything that is wrong with the file, each with its line: EVI003 to EVI019, SER001 to
        SER007.
    UsageError
        SER008 where ``names`` names a column that the dictionary or the file does not have.

    Notes
    -----
    Assumes all rows of a side count the same category of losses.
    Biased when losses are told on the day of the report and not of the fight.
    Do not use when the figures contradict each other: reckon the losses from a dossier first.

    References
    ----------
    Columns: ``dictionary/series.csv``.

    Examples
    --------
    >>> from asculum.evidence.series import read_series
    >>> series = read_series("docs/examples/iwo_jima.csv")
    >>> series.periods, series.step, series.b.observed
    (35, 1.0, False)
    """
    file = Path(path)
    data = _bytes(file)
    text = decode(data, name=file.name)
    if isinstance(text, Finding):
        raise _unreadable(file.name, [text])
    findings: list[Finding] = []
    rows = _rows(text, file.name, dict(names or {}), findings)
    lines = tuple(row.line for row in rows)
    if not _stopped(findings):
        findings += _checked(rows, file.name)
    start, step = (None, 1.0) if _stopped(findings) else _calendar(rows, file.name, findings)
    if start is not None and today is not None:
        findings += _recent(start, step, rows, file.name, today)
    if _stopped(findings):
        raise _unreadable(file.name, findings)
    words = [row.text("attacker") for row in rows]
    return Series(
        name=file.stem.encode(errors="replace").decode(),
        start=start,
        step=step,
        a=_side(rows, "a"),
        b=_side(rows, "b"),
        attacker=np.array([_ATTACKS.get(word, 0.0) for word in words]),
        lines=lines,
        sha256=hashlib.sha256(data).hexdigest(),
        findings=tuple(findings),
    )


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise EvidenceError(
            "SER000",
            f"cannot be read: {problem.strerror or problem}",
            where=str(file),
            why="a fit reads one CSV file with a row for each day or week",
            fix="check the path, or copy docs/examples/iwo_jima.csv and fill it in",
        ) from problem


def _rows(text: str, name: str, names: dict[str, str], findings: list[Finding]) -> list[Row]:
    known = columns("series")
    records = csv_records(text, name, findings)
    line, header = next(records, (1, []))
    told = [cell.strip() for cell in header]
    if not told:
        fix = f"begin with the line: {','.join(column.name for column in known)}"
        findings.append(found("EVI005", "the file is empty", where=f"{name}:1", fix=fix))
        return []
    if separator := other_separator(told):
        what = f"the first row has one cell, with {shown(separator)} in it"
        fix = "save the table again with commas between the columns"
        findings.append(found("EVI019", what, where=f"{name}:{line}", fix=fix))
        return []
    where = _places(told, known, names, f"{name}:{line}", findings)
    rows: list[Row] = []
    for line, cells in records:
        if len(rows) >= MOST_PERIODS:
            fix = "add the days up to weeks"
            findings.append(
                _wrong("SER001", f"more than {MOST_PERIODS:,} rows", f"{name}:{line}", fix)
            )
            break
        if len(cells) != len(told):
            findings.append(ragged(cells, told, f"{name}:{line}"))
            continue
        values = {}
        for column, at in where:
            value = read_cell(column, cells[at])
            if isinstance(value, Problem):
                findings.append(_of_cell(column, cells[at], value, f"{name}:{line}"))
            else:
                values[column.name] = value
        rows.append(Row(line=line, values=values))
    return rows


def _places(
    told: Sequence[str],
    known: Sequence[Column],
    names: dict[str, str],
    where: str,
    findings: list[Finding],
) -> list[tuple[Column, int]]:
    """Return where each column of the dictionary stands in the file."""
    ours = {column.name: column for column in known}
    for name, theirs in names.items():
        for word, among, what in ((name, list(ours), "dictionary"), (theirs, told, "file")):
            if word not in among:
                raise UsageError(
                    "SER008",
                    f"no column {shown(word)} in the {what}",
                    why="a mapping says which column of the file is which of the dictionary",
                    fix=Speller(among).fix(word),
                )
    speller = Speller(ours)
    taken = set(names.values())
    found_at = []
    for name, column in ours.items():
        theirs = names.get(name, name)
        if told.count(theirs) > 1:
            fix = "keep one of them"
            what = f"column {shown(theirs)} is there twice"
            findings.append(found("EVI008", what, where=where, fix=fix))
        elif theirs in told and (name in names or theirs not in taken):
            found_at.append((column, told.index(theirs)))
    spare = [word for word in told if word and word not in ours and word not in taken]
    for word in spare:
        near = speller.nearest(word)
        if near and near not in told and near not in names and _like(word, near):
            fix = f"name it {near}, or pass --column {near}={word}"
            findings.append(found("EVI007", f"unknown column {shown(word)}", where=where, fix=fix))
    if spare and not _stopped(findings):
        what = f"left out: {listed(shown(word) for word in spare)}"
        findings.append(
            Finding(
                code="SER002",
                severity="note",
                what=what,
                where=where,
                why="only columns of the dictionary, and those mapped to them, are read",
            )
        )
    if not {"date", "day"} & {column.name for column, _ in found_at}:
        fix = f"add it, or pass --column date={spare[0] if spare else 'NAME'}"
        findings.append(_wrong("SER003", "neither a date nor a day column", where, fix))
    return found_at


def _like(word: str, near: str) -> bool:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, word.casefold(), near).ratio() > 0.84


def _of_cell(column: Column, cell: str, problem: Problem, where: str) -> Finding:
    if column.unit == "persons" and cell.strip().startswith(("-", "−")):
        fix = "leave the cells of both days empty if a later count corrected an earlier one"
        return _wrong("SER004", f"{column.name} is {shown(cell.strip())}", where, fix)
    fix = problem.fix
    if fix.endswith("in the column bound"):  # which claims have, and a series has not
        side = column.name[0]
        fix = f"empty it, and give {side}_losses_low and {side}_losses_high"
        if not column.name.endswith("losses"):
            fix = "write the digits alone, or leave the cell empty where that is not known"
    return found(problem.code, problem.what, where=where, fix=fix)


def _checked(rows: Sequence[Row], name: str) -> list[Finding]:
    """Return what is wrong with figures that were each read."""
    wrong = []
    for row in rows:
        for side in "ab":
            where = f"{name}:{row.line}"
            low, high = row.number(f"{side}_losses_low"), row.number(f"{side}_losses_high")
            if (low is None) != (high is None):
                missing = "low" if low is None else "high"
                fix = f"fill in {side}_losses_{missing}"
                wrong.append(_wrong("SER005", "a range of losses with one end", where, fix))
            elif low is not None and high is not None and low > high:
                what = f"losses of {side.upper()} from {low:g} to {high:g}"
                wrong.append(_wrong("SER005", what, where, "write the lower end first"))
    if len(rows) < 2:
        what = f"{counted(len(rows), 'row')} of figures"
        wrong.append(_wrong("SER006", what, name, "give one row for each day or week"))
    return wrong


def _calendar(rows: Sequence[Row], name: str, findings: list[Finding]) -> tuple[date | None, float]:
    """Return the first day and the length of the periods, which are all alike."""
    dated = any(row.day("date") for row in rows)
    begins: list[float | None] = []
    for row in rows:
        day = row.day("date")
        begins.append((float(day.toordinal()) if day else None) if dated else row.number("day"))
    for row, begin in zip(rows, begins, strict=True):
        if begin is None:
            what = f"no {'date' if dated else 'day'}"
            findings.append(_wrong("SER003", what, f"{name}:{row.line}", "fill it in"))
    whole = [begin for begin in begins if begin is not None]
    if len(whole) < len(rows):
        return None, 1.0
    steps = np.diff(whole)
    forward = steps[steps > 0].tolist()
    step = float(Counter(forward).most_common(1)[0][0]) if forward else 1.0
    for row, length in zip(rows[1:], steps.tolist(), strict=True):
        if length != step:
            what = f"{length:g} days after the row before, where others are {step:g} apart"
            fix = "add the missing rows, with empty cells where nothing is told"
            if length <= 0:
                fix = "put the rows in order, each day once"
            elif dated and min(steps) >= 28 and max(steps) <= 31:
                fix = "months differ in length: give a row for each day or week"
            findings.append(_wrong("SER007", what, f"{name}:{row.line}", fix))
    return (rows[0].day("date") if dated else None), step


def _recent(start: date, step: float, rows: Sequence[Row], name: str, today: date) -> list[Finding]:
    """Refuse a battle that did not end a year before ``today``."""
    end = start.toordinal() + int(step) * len(rows)
    if end <= a_year_before(today).toordinal():
        return []
    last = date.fromordinal(min(end - 1, date.max.toordinal()))
    what = f"the battle goes on until {last}, less than a year before {today}"
    fix = "reckon it once a year has passed since its end"
    return [found("EVI039", what, where=f"{name}:{rows[-1].line}", fix=fix)]


_WHY = {
    "SER001": "a battle is told in at most as many rows",
    "SER003": "each row says when its period begins",
    "SER004": "nobody loses fewer than none; running totals that were corrected fall",
    "SER005": "uncertain losses are told by their 5 % and 95 % points, the lower one first",
    "SER006": "a series has two periods at the least",
    "SER007": "periods are of one length and leave no gap, or losses fall on the wrong days",
}


def _wrong(code: str, what: str, where: str, fix: str) -> Finding:
    return Finding(code=code, severity="error", what=what, where=where, why=_WHY[code], fix=fix)


def _stopped(findings: Sequence[Finding]) -> bool:
    return any(item.severity == "error" for item in findings)


def _unreadable(name: str, findings: Sequence[Finding]) -> EvidenceError:
    errors = [item for item in findings if item.severity == "error"]
    return EvidenceError(
        "SER000",
        f"{counted(len(errors), 'error')} in the series",
        where=name,
        why="a fit to figures that were misread would look as sure as any",
        fix="mend what is listed below",
        findings=errors,
    )


def _side(rows: Sequence[Row], side: str) -> SideSeries:
    def column(name: str) -> FloatArray:
        values = [row.number(f"{side}_{name}") for row in rows]
        return np.array([np.nan if value is None else value for value in values])

    joined = column("joined")
    return SideSeries(
        strength=column("strength"),
        losses=column("losses"),
        low=column("losses_low"),
        high=column("losses_high"),
        joined=np.nan_to_num(joined, nan=0.0),
        joined_told=bool(np.isfinite(joined).any()),
    )
