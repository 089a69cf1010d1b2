"""Compact the daily General Staff series into weekly rows for a dossier's claims.csv.

    python scripts/compact_general_staff.py russia_losses_personnel.json > rows.csv

The input is the list of daily running totals from the 2022-Ukraine-Russia-War-Dataset
(MIT licence, Petro Ivaniuk). Every Sunday from ``FIRST`` to ``LAST`` becomes one cumulative
claim; a Sunday without a figure is an error, never filled in.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

FIRST = date(2022, 3, 6)
LAST = date(2023, 6, 4)
WAR_START = date(2022, 2, 24)
BOUNDS = {"about": "about", "more": "at_least"}
COLUMNS = (
    "id",
    "published",
    "source",
    "side",
    "force",
    "versus",
    "versus_force",
    "category",
    "kind",
    "low",
    "best",
    "high",
    "bound",
    "start",
    "end",
    "scope",
    "derives_from",
    "manner",
    "checked",
    "url",
    "note",
)
URL = "https://github.com/PetroIvaniuk/2022-Ukraine-Russia-War-Dataset"
NOTE = "Running total of Russian personnel put out of action; on the category see SOURCES.md"


def weekly_rows(days: Iterable[Mapping[str, object]]) -> list[dict[str, str]]:
    """Return one row of claims.csv a week, oldest first."""
    by_date = {str(day["date"]): day for day in days}
    rows = []
    sunday = FIRST
    while sunday <= LAST:
        day = by_date.get(sunday.isoformat())
        if day is None or not isinstance(day.get("personnel"), int):
            raise ValueError(f"no figure for {sunday.isoformat()}")
        row = dict.fromkeys(COLUMNS, "")
        row |= {
            "id": f"gs-{sunday.isoformat()}",
            "published": sunday.isoformat(),
            "source": "ua-general-staff",
            "side": "ru",
            "category": "casualties",
            "kind": "cumulative",
            "best": str(day["personnel"]),
            "bound": BOUNDS[str(day["personnel*"])],
            "start": WAR_START.isoformat(),
            "end": (sunday + timedelta(days=1)).isoformat(),
            "scope": "front",
            "checked": "page",
            "url": URL,
            "note": NOTE,
        }
        rows.append(row)
        sunday += timedelta(weeks=1)
    return rows


def main(arguments: list[str]) -> int:
    """Read the JSON named on the command line and write the rows as CSV to stdout."""
    if len(arguments) != 1:
        print("usage: compact_general_staff.py RUSSIA_LOSSES_PERSONNEL_JSON", file=sys.stderr)
        return 2
    days = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(weekly_rows(days))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
