"""The table of a historic battle: two rows, one for each side, read and checked.

Columns are described in ``dictionary/battle.csv``. Codes:
LED010 the file cannot be read · LED011 not UTF-8 text · LED012 columns unknown, missing or twice ·
LED013 not two rows · LED014 not one winner and one loser · LED015 both rows of one side ·
LED016 a figure that is no number, negative or infinite · LED017 a range upside down ·
LED018 rows that disagree · LED019 a required cell empty, or a row longer than the header ·
LED020 a range with one end · LED021 a pool without a source (warning).
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

from asculum.evidence.claims import Category
from asculum.terms.errors import EvidenceError
from asculum.terms.findings import Finding

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\Z", re.ASCII)
_ROLES = {"winner": "winner", "won": "winner", "loser": "loser", "lost": "loser"}
_FIGURES = ("losses", "committed", "pool")
_SHARED = ("battle", "date", "losses_category", "horizon")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A stated number [persons]: a range, or ``best`` alone."""

    low: float | None = None
    best: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class BattleSide:
    """One row: what a side is said to have lost, fielded and had left [persons]."""

    name: str
    losses: Figure | None = None
    committed: Figure | None = None
    pool: Figure | None = None
    pool_source: str = ""
    per_battle: float = 0.0
    source: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Battle:
    """A historic battle as one file tells it.

    ``date`` is free text, so that a battle BC has one; ``sha256`` is that of the file's bytes.
    """

    name: str
    date: str
    category: Category
    horizon: str
    winner: BattleSide
    loser: BattleSide
    sha256: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Row:
    """The cells of one row, stripped, with the line it starts on."""

    cells: Mapping[str, str]
    line: int


class _Reading:
    """Problems of one file, collected so that they are all told together."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.findings: list[Finding] = []

    def error(self, code: str, what: str, *, line: int = 0, why: str = "", fix: str = "") -> None:
        where = f"{self.name}:{line}" if line else self.name
        self.findings.append(
            Finding(code=code, severity="error", what=what, where=where, why=why, fix=fix)
        )

    def stop_if_any(self) -> None:
        count = sum(item.severity == "error" for item in self.findings)
        if count:
            raise EvidenceError(
                next(item.code for item in self.findings if item.severity == "error"),
                f"{count} problem{'s' if count > 1 else ''} in the table of a battle",
                where=self.name,
                why="a verdict needs two rows that can be read without guessing",
                fix="mend the cells named below; the columns are described in the data dictionary",
                findings=self.findings,
            )


def read_battle(path: str | Path) -> Battle:
    """Read the two-row table of a historic battle, or say everything that is wrong with it.

    Parameters
    ----------
    path
        A CSV file, UTF-8, with a header and one row for each side; figures in [persons], plain
        digits without thousands separators.

    Returns
    -------
    The battle with its winner, its loser and warnings (LED021).

    Raises
    ------
    EvidenceError
        LED010 to LED020, with every problem found and its line.

    Notes
    -----
    Assumes both rows count the same category over the same days.
    Biased when one side's figures come from its own chronicler and the other's from its enemy.
    Do not use when claims contradict each other in more than a range: that is a dossier's work.

    References
    ----------
    Columns: ``dictionary/battle.csv``.

    Examples
    --------
    >>> from pathlib import Path
    >>> battle = read_battle(Path("docs/examples/asculum.csv"))
    >>> battle.winner.name, battle.winner.losses.best, battle.loser.losses.best
    ('Pyrrhus', 3505.0, 6000.0)
    """
    file = Path(path)
    data = _bytes(file)
    reading = _Reading(file.name)
    rows = _rows(_text(data, file.name), reading)
    reading.stop_if_any()
    roles = _check_rows(rows, reading)
    sides = {role: _side(row, reading) for role, row in roles.items()}
    shared = {column: _shared(column, rows, reading) for column in _SHARED}
    category = _category(shared["losses_category"], rows, reading)
    reading.stop_if_any()
    assert category is not None, "a category that cannot be read has stopped the reading"
    return Battle(
        name=shared["battle"],
        date=shared["date"],
        category=category,
        horizon=shared["horizon"],
        winner=sides["winner"],
        loser=sides["loser"],
        sha256=hashlib.sha256(data).hexdigest(),
        findings=tuple(reading.findings),
    )


def columns() -> tuple[str, ...]:
    """Return the columns of the table, as the data dictionary lists them."""
    text = files("asculum.evidence").joinpath("dictionary/battle.csv").read_text("utf-8")
    return tuple(row["column"] for row in csv.DictReader(io.StringIO(text)))


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise EvidenceError(
            "LED010",
            f"cannot be read: {problem.strerror or problem}",
            where=str(file),
            why="a verdict reads one CSV file with two rows",
            fix="check the path, or copy docs/examples/asculum.csv and fill it in",
        ) from problem


def _text(data: bytes, name: str) -> str:
    what = ""
    if b"\0" in data:
        what = f"a NUL byte at byte {data.index(0):,}: not a text file"
    else:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            line = data.count(b"\n", 0, problem.start) + 1
            name, what = f"{name}:{line}", f"byte 0x{data[problem.start]:02x} is not UTF-8"
    raise EvidenceError(
        "LED011",
        what,
        where=name,
        why="names and sources are read as UTF-8 text",
        fix="save the table as “CSV UTF-8 (comma separated)”",
    )


def _rows(text: str, reading: _Reading) -> list[_Row]:
    """Split the text into rows by known column names; every misfit becomes a finding."""
    parser = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[_Row] = []
    header: list[str] = []
    before = 0
    try:
        for cells in parser:
            line, before = before + 1, parser.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = [_column(cell, reading, line) for cell in cells]
                _check_header(header, reading, line)
                continue
            if len(cells) > len(header):
                reading.error(
                    "LED019",
                    f"{len(cells)} cells under {len(header)} columns",
                    line=line,
                    why="a comma inside a text or a number has split a cell",
                    fix="put quotation marks around the text; write 3505, not 3,505",
                )
                continue
            filled = [cell.strip() for cell in cells] + [""] * (len(header) - len(cells))
            rows.append(_Row(cells=dict(zip(header, filled, strict=True)), line=line))
    except csv.Error as problem:
        reading.error(
            "LED010",
            f"not a CSV table: {problem}",
            line=parser.line_num,
            fix="close every quotation mark",
        )
        return rows
    if not header:
        reading.error("LED013", "the file is empty", fix="copy docs/examples/asculum.csv")
    elif len(rows) != 2 and not reading.findings:
        reading.error(
            "LED013",
            f"{len(rows)} row{'' if len(rows) == 1 else 's'}",
            line=rows[-1].line if rows else 0,
            why="a battle has two sides, and each has one row",
            fix="keep one row for each side; give rival figures as a range",
        )
    return rows


def _column(cell: str, reading: _Reading, line: int) -> str:
    name = cell.strip()
    known = columns()
    if name == "outcome":
        return "role"
    if name not in known:
        near = get_close_matches(name.lower(), known, n=1)
        reading.error(
            "LED012",
            f"unknown column {name!r}",
            line=line,
            why="columns are " + ", ".join(known),
            fix=f"did you mean {near[0]!r}?" if near else "remove the column, or use note",
        )
    return name


def _check_header(header: list[str], reading: _Reading, line: int) -> None:
    for name in sorted({name for name in header if header.count(name) > 1}):
        reading.error(
            "LED012",
            f"column {name!r} stands twice" + (" (as role and outcome)" if name == "role" else ""),
            line=line,
            fix="keep one of them",
        )
    for name in ("battle", "side", "role", "losses_category"):
        if name not in header:
            fix = f"add the column {name!r}"
            if len(header) == 1 and ";" in header[0]:
                fix = "save the table with commas between the columns, not semicolons"
            reading.error("LED012", f"column {name!r} is missing", line=line, fix=fix)


def _check_rows(rows: list[_Row], reading: _Reading) -> dict[str, _Row]:
    roles: dict[str, _Row] = {}
    for row in rows:
        told = row.cells["role"]
        role = _ROLES.get(told.lower())
        if role is None:
            reading.error(
                "LED014" if told else "LED019",
                f"role {told!r}" if told else "role is empty",
                line=row.line,
                why="a verdict needs to know who is said to have won",
                fix="write winner or loser",
            )
        elif role in roles:
            reading.error(
                "LED014",
                f"two {role}s",
                line=row.line,
                why="one side is said to have won, the other to have lost",
                fix="write winner in one row and loser in the other",
            )
        roles.setdefault(role or f"row {row.line}", row)
        if not row.cells["side"]:
            reading.error("LED019", "side is empty", line=row.line, fix="name the side")
    names = [row.cells["side"].casefold() for row in rows]
    if names[0] and names[0] == names[1]:
        reading.error(
            "LED015",
            f"both rows are of {rows[1].cells['side']!r}",
            line=rows[1].line,
            why="each side has one row",
            fix="name the other side in one of them",
        )
    return roles


def _side(row: _Row, reading: _Reading) -> BattleSide:
    figures = {name: _figure(name, row, reading) for name in _FIGURES}
    pool_source = row.cells.get("pool_source", "")
    if figures["pool"] is not None and not pool_source:
        reading.findings.append(
            Finding(
                code="LED021",
                severity="warning",
                what=f"the pool of {row.cells['side']} has no source",
                where=f"{reading.name}:{row.line}",
                why="the pool drives the verdict, so the word pyrrhic needs its source",
                fix="fill in pool_source, or empty the pool",
            )
        )
    return BattleSide(
        name=row.cells["side"],
        losses=figures["losses"],
        committed=figures["committed"],
        pool=figures["pool"],
        pool_source=pool_source,
        per_battle=_number("per_battle", row, reading) or 0.0,
        source=row.cells.get("source", ""),
        note=row.cells.get("note", ""),
        line=row.line,
    )


def _figure(name: str, row: _Row, reading: _Reading) -> Figure | None:
    count = len(reading.findings)
    low, best, high = (
        _number(f"{name}_{end}", row, reading, above_zero=name != "losses")
        for end in ("low", "best", "high")
    )
    if len(reading.findings) > count or (low is None and best is None and high is None):
        return None
    if (low is None) != (high is None):
        reading.error(
            "LED020",
            f"{name}: only the {'upper' if low is None else 'lower'} end of the range",
            line=row.line,
            why="a figure is drawn between both ends, or is one best figure",
            fix=f"fill in {name}_{'low' if low is None else 'high'}, or keep {name}_best alone",
        )
    if low is not None and high is not None:
        middle = low if best is None else best
        if not low <= middle <= high:
            reading.error(
                "LED017",
                f"{name}: low {low:,.0f}, best {middle:,.0f}, high {high:,.0f}",
                line=row.line,
                why="low may not lie above best, nor best above high",
                fix="put the three figures in order",
            )
    return Figure(low=low, best=best, high=high)


def _number(column: str, row: _Row, reading: _Reading, *, above_zero: bool = False) -> float | None:
    told = row.cells.get(column, "")
    if not told:
        return None
    value = float(told) if _PLAIN.match(told) else None
    fault = ""
    if value is None:
        fault = "is not a number"
    elif value < 0:
        fault = "is negative"
    elif value == float("inf"):
        fault = "is infinite"
    elif above_zero and value == 0:
        fault = "is nobody"
    if not fault:
        return value
    reading.error(
        "LED016",
        f"{column} {told!r} {fault}",
        line=row.line,
        why="persons are counted in plain digits; an empty cell means not known, which is not zero",
        fix="write 3505, not 3,505 or 3.5k; leave the cell empty where nothing is known",
    )
    return None


def _shared(column: str, rows: list[_Row], reading: _Reading) -> str:
    told = list(dict.fromkeys(row.cells.get(column, "") for row in rows))
    filled = [value for value in told if value]
    if len(filled) > 1:
        reading.error(
            "LED018",
            f"{column} is {filled[0]!r} in one row and {filled[1]!r} in the other",
            line=rows[1].line,
            why="both rows speak of one battle and are weighed alike",
            fix="make both cells the same",
        )
    if column in ("battle", "losses_category"):
        for row in rows:
            if not row.cells.get(column, ""):
                reading.error(
                    "LED019", f"{column} is empty", line=row.line, fix=f"fill in {column}"
                )
    return filled[0] if filled else ""


def _category(told: str, rows: list[_Row], reading: _Reading) -> Category | None:
    known = [item.value for item in Category]
    if not told or told in known:
        return Category(told) if told else None
    near = get_close_matches(told.lower(), known, n=1)
    reading.error(
        "LED019",
        f"losses_category {told!r}",
        line=rows[0].line,
        why="losses are " + ", ".join(known),
        fix=f"did you mean {near[0]!r}?" if near else "use one of these",
    )
    return None
