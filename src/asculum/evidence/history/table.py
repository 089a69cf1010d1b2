"""The figures of a historical battle, and the bundled table of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

BUNDLED = Path(__file__).with_name("battles.csv")
COLUMNS = (
    *("id", "name", "war", "year", "era", "posture", "winner"),
    *("attacker_strength", "defender_strength", "attacker_losses", "defender_losses"),
)
#: Eras by the first year of each; an era lasts until the next.
ERAS = (
    (1600, "1600-1699"),
    (1700, "1700-1791"),
    (1792, "1792-1815"),
    (1816, "1816-1913"),
    (1914, "1914-1918"),
    (1919, "1919-1945"),
    (1946, "1946 on"),
)
#: CDB90's codes of the defender's posture.
POSTURES = {
    "HD": "hasty defence",
    "PD": "prepared defence",
    "FD": "fortified defence",
    "DL": "delay",
    "WD": "withdrawal",
    "OO": "none: a meeting of two attackers",
}


class Winner(StrEnum):
    """Who won, as the database judges."""

    ATTACKER = "attacker"
    DRAW = "draw"
    DEFENDER = "defender"


@dataclass(frozen=True, kw_only=True)
class HistoricBattle:
    """One battle: strengths and losses [persons], ``None`` where the database has none."""

    id: str
    name: str
    war: str
    year: int | None
    era: str
    posture: str
    winner: Winner | None
    attacker_strength: float | None
    defender_strength: float | None
    attacker_losses: float | None
    defender_losses: float | None

    @property
    def whole(self) -> bool:
        """Whether both strengths and both losses are known."""
        return None not in (
            self.attacker_strength,
            self.defender_strength,
            self.attacker_losses,
            self.defender_losses,
        )

    def cells(self) -> dict[str, str]:
        """Return the row of the bundled table."""
        return {name: _spelt(getattr(self, name)) for name in COLUMNS}


def era(year: int) -> str:
    """Return the era of a year from 1600 on."""
    return next(name for first, name in reversed(ERAS) if year >= first)


@cache
def bundled() -> tuple[HistoricBattle, ...]:
    """Return the battles that come with the package (CDB90, ODC-BY 1.0)."""
    with BUNDLED.open(encoding="utf-8", newline="") as file:
        return tuple(_battle(row) for row in csv.DictReader(file))


def write(battles: Iterable[HistoricBattle], path: Path) -> None:
    """Write the compact table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(battle.cells() for battle in battles)


def _battle(row: dict[str, str]) -> HistoricBattle:
    def figure(name: str) -> float | None:
        return float(row[name]) if row[name] else None

    return HistoricBattle(
        id=row["id"],
        name=row["name"],
        war=row["war"],
        year=int(row["year"]) if row["year"] else None,
        era=row["era"],
        posture=row["posture"],
        winner=Winner(row["winner"]) if row["winner"] else None,
        attacker_strength=figure("attacker_strength"),
        defender_strength=figure("defender_strength"),
        attacker_losses=figure("attacker_losses"),
        defender_losses=figure("defender_losses"),
    )


def _spelt(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if isinstance(value, float) else str(value)
