"""Who held which place when, as data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from asculum.evidence.claims import CONTESTED, Control
from asculum.evidence.dossier import Dossier
from asculum.report.restating import side_name
from asculum.report.wording import day
from asculum.terms.speech import retold, say

#: Places shown besides the one fought over.
NEIGHBOURS = 6
#: Days shown before and after the battle.
MARGIN = 21


@dataclass(frozen=True, kw_only=True)
class Hold:
    """One stretch of days [start, end) in which a place was held or contested."""

    start: date
    end: date
    status: str
    words: str


@dataclass(frozen=True, kw_only=True)
class PlaceLine:
    """One place with its stretches in order."""

    place: str
    holds: tuple[Hold, ...]


@dataclass(frozen=True, kw_only=True)
class ControlFigure:
    """The timeline: places, the span shown, the days of the battle and who held what."""

    start: date
    end: date
    battle_start: date
    battle_end: date
    lines: tuple[PlaceLine, ...]
    message: str


def control_figure(dossier: Dossier) -> ControlFigure | None:
    """Return the timeline of the place and the nearest places that changed hands."""
    start = dossier.period.start - timedelta(days=MARGIN)
    end = dossier.period.end + timedelta(days=MARGIN)
    places: dict[str, list[Control]] = {}
    for row in dossier.control:
        places.setdefault(row.place, []).append(row)
    lines = []
    for place in _chosen(dossier, places):
        holds = _holds(dossier, sorted(places[place], key=lambda row: row.start), start, end)
        if holds:
            lines.append(PlaceLine(place=place, holds=holds))
    if not lines:
        return None
    told = []
    for item in lines:
        stretches = ", ".join(
            say("{words} from {day}", words=hold.words, day=day(hold.start)) for hold in item.holds
        )
        told.append(f"{retold(item.place)}: {stretches}")
    return ControlFigure(
        start=start,
        end=end,
        battle_start=dossier.period.start,
        battle_end=dossier.period.end,
        lines=tuple(lines),
        message=f"{'. '.join(told)}.",
    )


def _chosen(dossier: Dossier, places: dict[str, list[Control]]) -> list[str]:
    own = dossier.place.name
    chosen = [own] if own in places else []
    others = [name for name in places if name != own]
    changed = [
        name
        for name in others
        if len({row.status for row in places[name] if _overlaps(dossier, row)}) > 1
    ]
    changed.sort(key=lambda name: (_distance(dossier, places[name][0]), name))
    return chosen + changed[:NEIGHBOURS]


def _overlaps(dossier: Dossier, row: Control) -> bool:
    return row.start < dossier.period.end and (row.end is None or row.end > dossier.period.start)


def _distance(dossier: Dossier, row: Control) -> float:
    """Return about how far a place lies from the one fought over [degrees of latitude]."""
    here = dossier.place
    if here.latitude is None or here.longitude is None:
        return math.inf
    if row.latitude is None or row.longitude is None:
        return math.inf
    east = (row.longitude - here.longitude) * math.cos(math.radians(here.latitude))
    return math.hypot(row.latitude - here.latitude, east)


def _holds(dossier: Dossier, rows: Sequence[Control], start: date, end: date) -> tuple[Hold, ...]:
    holds = []
    for row in rows:
        first, last = max(row.start, start), min(row.end or end, end)
        if first < last:
            contested = row.status == CONTESTED
            words = say("contested") if contested else side_name(dossier, row.status)
            holds.append(Hold(start=first, end=last, status=row.status, words=words))
    return tuple(holds)
