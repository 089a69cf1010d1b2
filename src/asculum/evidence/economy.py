"""Figures about an economy: dated, with their reach, and never scaled to a battle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from asculum.evidence.claims import Bound, Checked

#: Reaches of a figure, the narrowest first.
PLACE, REGION, COUNTRY, WORLD = "place", "region", "country", "world"


@dataclass(frozen=True, kw_only=True)
class EconomyFigure:
    """One dated figure in its own ``unit``; ``reach`` says how wide it reaches.

    ``kind`` is counted, estimate or forecast. Figures of one ``subject``, ``measure`` and ``unit``
    are a series.
    """

    id: str
    published: date
    source: str
    subject: str
    reach: str
    measure: str
    unit: str
    kind: str = "estimate"
    start: date | None = None
    end: date | None = None
    low: float | None = None
    best: float | None = None
    high: float | None = None
    bound: Bound = Bound.ABOUT
    checked: Checked = Checked.EXCERPT
    url: str = ""
    note: str = ""
    line: int = 0
