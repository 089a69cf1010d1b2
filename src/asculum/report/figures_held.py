"""Who held what around the place on the days on which a record of it begins, as small maps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from asculum.evidence.boundaries import Boundaries
from asculum.evidence.claims import CONTESTED, Control
from asculum.evidence.dossier import Dossier
from asculum.report.figures_place import (
    LONGEST,
    MapFigure,
    MapPanel,
    Spot,
    boundary_lines,
    boundary_words,
    frame_of,
)
from asculum.report.land import ground
from asculum.report.restating import side_name
from asculum.report.wording import clean, day
from asculum.terms.speech import message, retold, say

#: Small maps at most.
MOST = 6
#: What a place is called on a day of which no record speaks.
UNLISTED = message("not listed")


def held_figure(dossier: Dossier, boundaries: Boundaries | None = None) -> MapFigure | None:
    """Return small maps of recorded days; ``None`` with fewer than three places or two days.

    Shown are the places of which a record within the battle speaks. Where more days are recorded
    than there is room for, as many records begin between one map and the next.
    """
    period = dossier.period
    rows = [
        row
        for row in dossier.control
        if row.latitude is not None
        and row.longitude is not None
        and row.start < period.end
        and (row.end is None or row.end > period.start)
    ]
    places: dict[str, list[Control]] = {}
    for row in rows:
        places.setdefault(row.place, []).append(row)
    begun = sorted(row.start for row in rows if period.start < row.start < period.end)
    days = _days(begun)
    if len(places) < 3 or len(days) < 2:
        return None
    spots = {name: _degrees(found[0]) for name, found in places.items()}
    frame = frame_of(list(spots.values()))
    planes = frame.plane(np.array(list(spots.values())))
    at = {name: (float(x), float(y)) for name, (x, y) in zip(spots, planes, strict=True)}
    width, height = frame.size
    lines = boundary_lines(frame, boundaries)
    attacker = next((side.id for side in dossier.sides if side.role == "attacker"), "")
    panels = tuple(_panel(dossier, places, at, shown) for shown in days)
    return MapFigure(
        width=width,
        height=height,
        attacker=attacker,
        panels=panels,
        kinds=(),
        closed=False,
        ground=ground(frame),
        lines=lines,
        drawn_from=boundary_words(boundaries, lines),
    )


def held_rows(figure: MapFigure) -> list[tuple[str, ...]]:
    """Return each place with who held it on each day of the maps."""
    names = [spot.name for spot in figure.panels[0].spots]
    told = [[spot.words.partition(": ")[2] for spot in panel.spots] for panel in figure.panels]
    return [(name, *states) for name, *states in zip(names, *told, strict=True)]


def _days(begun: Sequence[date]) -> tuple[date, ...]:
    """Return the days to show: all, or those by which equal shares of the records have begun."""
    every = list(dict.fromkeys(begun))
    if len(every) <= MOST:
        return tuple(every)
    last = len(begun) - 1
    return tuple(dict.fromkeys(begun[round(last * step / (MOST - 1))] for step in range(MOST)))


def _degrees(row: Control) -> tuple[float, float]:
    assert row.longitude is not None, "only places with coordinates are shown"
    assert row.latitude is not None, "only places with coordinates are shown"
    return row.longitude, row.latitude


def _panel(
    dossier: Dossier,
    places: dict[str, list[Control]],
    at: dict[str, tuple[float, float]],
    shown: date,
) -> MapPanel:
    spots = []
    groups: dict[str, list[str]] = {}
    for name, rows in places.items():
        held = next(
            (row.status for row in rows if row.start <= shown and (not row.end or shown < row.end)),
            "",
        )
        told = (
            say("contested")
            if held == CONTESTED
            else side_name(dossier, held)
            if held
            else retold(UNLISTED)
        )
        own = name == dossier.place.name
        called = clean(name, LONGEST)
        groups.setdefault(told, []).append(called)
        spots.append(
            Spot(
                name=called,
                x=at[name][0],
                y=at[name][1],
                held=held,
                role="place" if own else "passed" if held else "unlisted",
                side="",
                weight=1000.0 if own else float(bool(held)),
                words=f"{retold(called)}: {told}",
                inside=True,
            )
        )
    told_of = ". ".join(
        f"{told}: {', '.join(retold(member) for member in members)}"
        for told, members in groups.items()
    )
    return MapPanel(
        day=shown,
        title=day(shown),
        spots=tuple(spots),
        ways=(),
        message=say("As recorded on {day}. {told_of}.", day=day(shown), told_of=told_of),
    )
