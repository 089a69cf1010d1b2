"""Located counts: how much of what was counted on the whole front lay near the battle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from asculum.evidence.claims import Checked
from asculum.terms.period import Period


@dataclass(frozen=True, kw_only=True)
class LocatedCount:
    """Of ``all`` things counted on the whole front over a period, ``near`` lay at the battle.

    ``counted`` says what they are: reports, events, deaths, or days on which a place was named.
    ``side`` is the side whose losses they speak of, empty where they speak of both.
    """

    id: str
    published: date
    source: str
    counted: str
    near: int
    all: int
    period: Period
    side: str = ""
    checked: Checked = Checked.EXCERPT
    url: str = ""
    note: str = ""
    line: int = 0
