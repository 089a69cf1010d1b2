"""Ten well-known victories, so that a battle can be set beside those the word was used of."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from asculum.evidence.battle import Battle, parse_battle

BUNDLED = Path(__file__).with_name("victories.csv")
#: What a victory is commonly called: pyrrhic, or the contrary.
PYRRHIC, CONTROL = "pyrrhic", "control"


@dataclass(frozen=True, kw_only=True)
class Victory:
    """A battle with what it is commonly called; the figures are those its row names sources for."""

    repute: str
    battle: Battle


@cache
def victories() -> tuple[Victory, ...]:
    """Return the victories that come with the package, those called pyrrhic first.

    Each pair of rows is read and checked as the table of a historic battle is. An empty pool means
    that no source was found for it.
    """
    with BUNDLED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = []
    for name in dict.fromkeys(row["battle"] for row in rows):
        pair = [row for row in rows if row["battle"] == name]
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, [key for key in pair[0] if key != "repute"])
        writer.writeheader()
        writer.writerows({k: v for k, v in row.items() if k != "repute"} for row in pair)
        battle = parse_battle(text.getvalue().encode(), name=f"victories.csv ({name})")
        found.append(Victory(repute=pair[0]["repute"], battle=battle))
    return tuple(found)
