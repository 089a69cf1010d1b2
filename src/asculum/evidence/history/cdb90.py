"""Reading the full CDB90 file, as the patched edition spells it."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from asculum.evidence.history.table import HistoricBattle, Winner, era
from asculum.terms.errors import EvidenceError
from asculum.terms.findings import Finding

NEEDED = (
    *("isqno", "war", "name", "campgn", "yr1", "stra", "strd", "casa", "casd", "wina", "post1"),
)
WINNERS = {1.0: Winner.ATTACKER, 0.0: Winner.DRAW, -1.0: Winner.DEFENDER}
#: What stands for nothing: -1 for figures, -9 for judgements, 9999 for years.
NO_FIGURE, NO_JUDGEMENT, NO_YEAR = -1.0, -9.0, 9999
#: The first year of wars whose battles carry none.
BEGAN = {
    "ENGLISH CIVIL WAR": 1642,
    "SECOND ENGLISH CIVIL WAR": 1648,
    "THE FRONDE": 1648,
    "POLISH-TURKISH WAR": 1672,
    "MONMOUTH'S REBELLION": 1685,
    "GREAT NORTHERN WAR": 1700,
    "WAR OF THE SPANISH SUCCESSION": 1701,
    "WAR OF THE AUSTRIAN SUCCESSION": 1740,
    "JACOBITE REBELLION": 1745,
    "LATIN AMERICAN WARS OF INDEPENDENCE": 1816,
    "US-MEXICAN WAR": 1846,
    "CRIMEAN WAR": 1853,
    "FRANCO-PRUSSIAN WAR": 1870,
    "BOER WAR": 1899,
    "SPANISH-AMERICAN WAR": 1898,
    "KOREAN WAR": 1950,
    "VIET NAM": 1955,
}
_YEAR = re.compile(r"\b1[5-9]\d\d\b")


def read_cdb90(path: Path) -> tuple[HistoricBattle, ...]:
    """Read a CDB90 table; raises ``EvidenceError`` (HIS001–HIS003) with every fault found."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError(
            "HIS001",
            f"the file cannot be read: {error}",
            where=str(path),
            why="a table of battles is a CSV file in UTF-8",
            fix="name the repaired CDB90 file",
        ) from error
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise EvidenceError(
            "HIS002",
            f"no column {', '.join(missing)}",
            where=str(path),
            why="the columns are those of CDB90's patched edition",
            fix="take CDB90.csv from src-data/CDB90 of jrnold/CDB90",
        )
    rows = [dict(row) for row in reader]
    faults: list[Finding] = []
    numbers = [_numbers(row, f"{path.name}:{line}", faults) for line, row in enumerate(rows, 2)]
    if faults:
        raise EvidenceError(
            "HIS003",
            f"{len(faults)} figures cannot be read",
            where=str(path),
            why="a battle is not left out in silence",
            fix="mend the cells that are named",
            findings=faults,
        )
    began = _began(rows)
    return tuple(_battle(row, held, began) for row, held in zip(rows, numbers, strict=True))


def _numbers(row: dict[str, str], where: str, faults: list[Finding]) -> dict[str, float | None]:
    """Return the row's figures; what is no figure is told."""
    found: dict[str, float | None] = {}
    for name in ("stra", "strd", "casa", "casd", "wina", "yr1"):
        cell = (row.get(name) or "").strip()
        try:
            value = float(cell) if cell else None
        except ValueError:
            value = float("nan")
        if name == "wina":
            wrong = value not in (None, NO_JUDGEMENT, *WINNERS)
        else:
            wrong = value is not None and not (value >= 0 or value == NO_FIGURE)
        if wrong:
            faults.append(
                Finding(
                    code="HIS003",
                    severity="error",
                    where=where,
                    what=f"{name} is {cell!r}",
                    why="figures are numbers from 0, -1 for none; wina is 1, 0, -1, or -9 for none",
                )
            )
        found[name] = None if value in (NO_FIGURE, NO_JUDGEMENT) and name != "wina" else value
    if found["wina"] == NO_JUDGEMENT:
        found["wina"] = None
    return found


def _began(rows: list[dict[str, str]]) -> dict[str, int]:
    """Return the first year of each war: as its rows state it, else as the table above."""
    began: dict[str, int] = {}
    for row in rows:
        year = _year(row)
        if year is not None:
            began[row["war"]] = min(year, began.get(row["war"], year))
    return BEGAN | began


def _year(row: dict[str, str]) -> int | None:
    stated = _YEAR.findall(row["campgn"]) or _YEAR.findall(row["war"])
    if row["yr1"].strip() not in ("", str(NO_YEAR)):
        return int(float(row["yr1"]))
    # a war of several years says nothing of the battle's
    return int(stated[0]) if len(set(stated)) == 1 else None


def _battle(
    row: dict[str, str], held: dict[str, float | None], began: dict[str, int]
) -> HistoricBattle:
    year = _year(row)
    first = year if year is not None else began.get(row["war"], _first(row["war"]))
    judged = held["wina"]
    return HistoricBattle(
        id=row["isqno"],
        name=row["name"],
        war=row["war"],
        year=year,
        era=era(first) if first >= 1600 else "",
        posture=row["post1"],
        winner=None if judged is None else WINNERS[judged],
        attacker_strength=held["stra"],
        defender_strength=held["strd"],
        attacker_losses=held["casa"],
        defender_losses=held["casd"],
    )


def _first(war: str) -> int:
    """Return the first year in a war's name, 0 where there is none."""
    return int((_YEAR.findall(war) or ["0"])[0])
