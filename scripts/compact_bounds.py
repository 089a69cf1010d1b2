"""Compact CDB90's error bounds of losses into the table that a golden test reads.

    python scripts/compact_bounds.py CDB90-patched.csv

The input is CDB90's patched edition in jrnold/CDB90 (src-data/CDB90, ODC-BY 1.0; Helmbold 1993,
Arnold); the output is tests/golden/cdb90_bounds.csv, one row for every battle of which the editors
state how far the losses of both sides may be off, in per cent of the figure.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

TABLE = Path(__file__).parents[1] / "tests" / "golden" / "cdb90_bounds.csv"
#: Our names, and the database's.
COLUMNS = {
    "id": "ISQNO",
    "attacker_more": "CASAPL",
    "attacker_less": "CASAMI",
    "defender_more": "CASDPL",
    "defender_less": "CASDMI",
}


def main(arguments: list[str]) -> int:
    """Read the file named on the command line and write the table of bounds."""
    if len(arguments) != 1:
        print("usage: compact_bounds.py CDB90_PATCHED_CSV", file=sys.stderr)
        return 2
    with Path(arguments[0]).open(encoding="utf-8", newline="") as file:
        rows = [[row[code] for code in COLUMNS.values()] for row in csv.DictReader(file)]
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(row for row in rows if all(row))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
