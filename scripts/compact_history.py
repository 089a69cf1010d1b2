"""Compact the repaired CDB90 file into the bundled table of battles.

    python scripts/compact_history.py cdb90_flat_repaired.csv

The input is CDB90's patched edition from jrnold/CDB90 (ODC-BY 1.0), with -9 judgements as missing;
the output is src/asculum/evidence/history/battles.csv. What it holds is told in SOURCES.md there.
"""

from __future__ import annotations

import sys
from pathlib import Path

from asculum.evidence.history.cdb90 import read_cdb90
from asculum.evidence.history.table import BUNDLED, write


def main(arguments: list[str]) -> int:
    """Read the file named on the command line and write the bundled table."""
    if len(arguments) != 1:
        print("usage: compact_history.py CDB90_CSV", file=sys.stderr)
        return 2
    write(read_cdb90(Path(arguments[0])), BUNDLED)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
