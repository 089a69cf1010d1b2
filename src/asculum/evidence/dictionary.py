"""The data dictionary: what every table and key of a dossier means."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).parent / "dictionary"

#: The tables of a dossier in the order they are read, without ``.csv``.
TABLES = (
    *("sources", "claims", "strengths", "control", "people", "economy", "events", "located"),
    *("network_nodes", "network_edges", "names"),
)
#: The tables a dossier cannot do without.
REQUIRED = ("sources", "claims")
#: What tells a row of a table whose rows have no id.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "control": ("place", "start"),
    "names": ("name", "lang"),
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table, or a dotted key of dossier.toml.

    ``type`` is text, id, number, date, choice, url, or what the cell points to (source, side,
    force, claims and so on). ``allowed`` lists the words of a choice, or the words besides the
    sides' ids. ``default`` is what an empty cell means.
    """

    name: str
    type: str
    unit: str
    required: bool
    default: str
    allowed: tuple[str, ...]
    description: str


@dataclass(frozen=True, kw_only=True)
class AssumptionTerm:
    """An assumption that a dossier may state, with the package's own 5 % and 95 % points.

    ``by`` is ``leaf`` where it may differ between the smallest forces, else ``all``. ``shape`` is
    lognormal, logitnormal or fixed; a fixed one has only ``high``. Both ends are ``None`` where
    the default follows from the claims.
    """

    name: str
    by: str
    shape: str
    low: float | None
    high: float | None
    unit: str
    description: str


@cache
def columns(table: str) -> tuple[Column, ...]:
    """Return the columns of ``table`` in order; ``dossier`` gives the keys of dossier.toml."""
    return tuple(
        Column(
            name=row["column"],
            type=row["type"],
            unit=row["unit"],
            required=row["required"] == "yes",
            default=row["default"],
            allowed=tuple(word for word in row["allowed"].split("|") if word),
            description=row["description"],
        )
        for row in _rows(table)
    )


def key_of(table: str) -> tuple[str, ...]:
    """Return the columns that a row of ``table`` is known by."""
    return _KEYS.get(table, ("id",))


@cache
def assumption_terms() -> Mapping[str, AssumptionTerm]:
    """Return the assumptions a dossier may state, by name."""
    return MappingProxyType(
        {
            row["name"]: AssumptionTerm(
                name=row["name"],
                by=row["by"],
                shape=row["shape"],
                low=float(row["low"]) if row["low"] else None,
                high=float(row["high"]) if row["high"] else None,
                unit=row["unit"],
                description=row["description"],
            )
            for row in _rows("assumptions")
        }
    )


def _rows(table: str) -> list[dict[str, str]]:
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
