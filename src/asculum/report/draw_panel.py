"""The inside of a panel over time: scales, grid, months, and areas between two lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from asculum.report.svg import Scale, axis_word, element, line, path, text
from asculum.report.wording import month
from asculum.terms.period import Period

GAP = 26.0
#: Room left of a panel for the words of its scale [px].
AXIS = 56.0
#: Where a day stands on a panel [px].
At = Callable[[date], float]


@dataclass(frozen=True, kw_only=True)
class Box:
    """The inside of one panel [px] with its scales."""

    left: float
    top: float
    right: float
    bottom: float
    x: Scale
    y: Scale


def draw_axes(period: Period, box: Box) -> str:
    """Return the grid, the months and the base line of a panel over a period."""
    parts = []
    for tick in box.y.ticks(5):
        height = box.y(tick)
        parts.append(line(box.left, height, box.right, height, "grid"))
        words = {"class": "axis", "text-anchor": "end"}
        parts.append(text(box.left - 6, height + 4.5, axis_word(tick), words))
    months = _months(period.start, period.end)
    every = max(1, -(-len(months) * 38 // int(box.right - box.left)))
    for number, first in enumerate(months):
        x = box.x((first - period.start).days)
        parts.append(line(x, box.bottom, x, box.bottom + 4, "tick"))
        if number % every == 0 and x < box.right - 26:
            parts.append(text(x, box.bottom + 18, month(first), {"class": "axis"}))
            if number == 0 or first.month <= every:
                parts.append(text(x, box.bottom + 33, str(first.year), {"class": "axis year"}))
    parts.append(line(box.left, box.bottom, box.right, box.bottom, "base"))
    return "".join(parts)


def _months(start: date, end: date) -> list[date]:
    first = start if start.day == 1 else (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    found = []
    while first < end:
        found.append(first)
        first = (first + timedelta(days=32)).replace(day=1)
    return found or [start]


def ribbon(
    places: Sequence[float], low: Sequence[float], high: Sequence[float], box: Box, kind: str
) -> str:
    """Return the area between two lines over the same places [px]."""
    points = [(x, box.y(value)) for x, value in zip(places, high, strict=True)]
    points += [(x, box.y(value)) for x, value in zip(reversed(places), reversed(low), strict=True)]
    return element("path", {"d": path(points, closed=True), "class": kind})
