"""Controls: characters that no editor shows, taken out of the cells of an import and said."""

from __future__ import annotations

import re
from dataclasses import replace

from asculum.evidence.formats.frame import Cells, Reading
from asculum.evidence.formats.ledger import Reason

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SAMPLES = 3


def without_controls(reading: Reading) -> Reading:
    """Return a reading whose cells have no control characters; rows that had some are flagged."""
    touched: list[str] = []
    rows: list[Cells] = []
    for row in reading.rows:
        if _CONTROL.search("".join(row.values())):
            row = {name: _CONTROL.sub("", cell) for name, cell in row.items()}
            touched.append(row.get("id", ""))
        rows.append(row)
    if not touched:
        return reading
    samples = tuple(f"id {own}" for own in touched[:_SAMPLES] if own)
    reason = Reason(
        what="whose control characters are taken out", count=len(touched), samples=samples
    )
    flagged = (*reading.taken.flagged, reason)
    return replace(reading, rows=tuple(rows), taken=replace(reading.taken, flagged=flagged))
