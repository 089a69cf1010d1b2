"""The table of a historic battle: two rows, one for each side, read and checked.

Columns are described in ``dictionary/battle.csv``. Codes:
LED010 the file cannot be read · LED011 not UTF-8 text · LED012 columns unknown, missing or twice ·
LED013 not two rows · LED014 not one winner and one loser · LED015 both rows of one side ·
LED016 a figure that is no number, negative or infinite · LED017 a range upside down ·
LED018 rows that disagree · LED019 a required cell empty, or a row longer than the header ·
LED020 a range with one end · LED021 a pool without a source (warning) · LED022 an unknown scope.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from asculum.evidence._battle_rows import BattleRow, Reading, decode, read_bytes, split_rows
from asculum.evidence.claims import Category
from asculum.evidence.pools import SCOPE_WORDS, PoolScope
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
    pool_scope: str = ""
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
        LED010 to LED020 and LED022, with every problem found and its line.

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
    >>> from asculum.evidence.battle import read_battle
    >>> battle = read_battle("docs/examples/asculum.csv")
    >>> battle.winner.name, battle.winner.losses.best, battle.loser.losses.best
    ('Pyrrhus', 3505.0, 6000.0)
    """
    file = Path(path)
    return parse_battle(read_bytes(file), name=file.name)


def parse_battle(data: bytes, *, name: str) -> Battle:
    """Return the battle in the bytes of a two-row table that ``name`` stands for in findings.

    Raises ``EvidenceError`` LED011 to LED020 and LED022, as ``read_battle``.
    """
    reading = Reading(name)
    rows = split_rows(decode(data, name), reading)
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


def _check_rows(rows: list[BattleRow], reading: Reading) -> dict[str, BattleRow]:
    roles: dict[str, BattleRow] = {}
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


def _side(row: BattleRow, reading: Reading) -> BattleSide:
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
        pool_scope=_scope(row, reading),
        per_battle=_number("per_battle", row, reading) or 0.0,
        source=row.cells.get("source", ""),
        note=row.cells.get("note", ""),
        line=row.line,
    )


def _scope(row: BattleRow, reading: Reading) -> str:
    told = row.cells.get("pool_scope", "")
    known = [item.value for item in PoolScope]
    if not told or told in known:
        return told
    near = get_close_matches(told.lower(), known, n=1)
    reading.error(
        "LED022",
        f"pool_scope {told!r}",
        line=row.line,
        why="a pool counts " + ", ".join(f"{one.value} ({SCOPE_WORDS[one]})" for one in PoolScope),
        fix=f"did you mean {near[0]!r}?" if near else "use one of these, or leave it empty",
    )
    return ""


def _figure(name: str, row: BattleRow, reading: Reading) -> Figure | None:
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


def _number(
    column: str, row: BattleRow, reading: Reading, *, above_zero: bool = False
) -> float | None:
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


def _shared(column: str, rows: list[BattleRow], reading: Reading) -> str:
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


def _category(told: str, rows: list[BattleRow], reading: Reading) -> Category | None:
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
