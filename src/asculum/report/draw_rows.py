"""Draw rows of dots and intervals, and the timeline of who held what."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import groupby

from asculum.evidence.claims import CONTESTED
from asculum.report.figures_control import ControlFigure
from asculum.report.figures_rows import DotRow, RowsFigure
from asculum.report.stripes import striped_rect
from asculum.report.svg import (
    Attributes,
    Layout,
    Scale,
    axis_word,
    badge,
    drawing,
    element,
    fitting,
    line,
    shortened,
    text,
    width_of,
)
from asculum.report.wording import month
from asculum.terms.speech import say

_HOLLOW = ("echo", "superseded", "unused")


def draw_rows(figure: RowsFigure, layout: Layout, identity: str, rows: Mapping[str, int]) -> str:
    """Return the chart: labels beside the rows on a desk, above them on a phone."""
    longest = max(width_of(row.label + row.tail, layout.type) for row in figure.rows)
    labels = 0.0 if layout.narrow else min(385.0, max(200.0, longest + 8))
    values = max(110.0, *(width_of(row.value, layout.type) + 10 for row in figure.rows))
    scale = _scale(figure, labels + 10, layout.width - values - 12)
    body: list[str] = []
    y = 4.0
    tops: list[tuple[float, float]] = []
    for name, members in groupby(figure.rows, key=lambda row: row.group):
        y += 22
        heading = shortened(name, layout.width, layout.type + 1)
        body.append(text(0, y, heading, {"class": "panel-title"}))
        y += 10
        first = y
        for row in members:
            body.append(_row(row, y, layout, scale, (labels, values), rows))
            y += 48 if layout.narrow else 27
        tops.append((first, y))
        y += 4
    grid = _grid(figure, scale, tops)
    body.insert(0, grid)
    free = -math.inf
    for tick in _ticks(figure, scale, layout):
        words = {"class": "axis", "text-anchor": "middle"}
        shown = f"{axis_word(tick)}×" if figure.one else axis_word(tick)
        half = width_of(shown, layout.type) / 2
        if scale(tick) - half > free:
            body.append(text(scale(tick), y + 14, shown, words))
            free = scale(tick) + half + 4
    note = figure.axis + ((" " + say("· log scale")) if scale.log else "")
    anchor = "start" if layout.narrow else "middle"
    at = 0.0 if layout.narrow else (scale.start + scale.end) / 2
    words = {"class": "quiet", "text-anchor": anchor}
    body.append(text(at, y + 33, shortened(note, layout.width, layout.type), words))
    return drawing(layout, y + 42, identity, figure.title, figure.message, body)


def draw_control(figure: ControlFigure, layout: Layout, identity: str, attacker: str) -> str:
    """Return the timeline: one line a place, dark where the attacker held it."""
    labels = 0.0 if layout.narrow else 140.0
    days = float((figure.end - figure.start).days)
    scale = Scale(low=0, high=days, start=labels, end=layout.width - 2)
    body: list[str] = []
    y = 26.0
    for item in figure.lines:
        if layout.narrow:
            body.append(
                text(0, y + 11, shortened(item.place, 300, layout.type), {"class": "label"})
            )
            y += 17
        else:
            name = {"class": "label", "text-anchor": "end"}
            place = shortened(item.place, labels - 12, layout.type)
            body.append(text(labels - 10, y + 16, place, name))
        for hold in item.holds:
            left = scale((hold.start - figure.start).days)
            right = scale((hold.end - figure.start).days)
            kind = "contested" if hold.status == CONTESTED else "held"
            kind = "taken" if hold.status == attacker else kind
            if kind == "contested":
                body.append(striped_rect(left, y, right - left, 22, kind))
            else:
                area = {"x": left, "y": y, "width": right - left, "height": 22}
                body.append(element("rect", {**area, "class": kind}))
            if width_of(hold.words, layout.type) + 12 < right - left:
                body.append(text(left + 6, y + 15.5, hold.words, {"class": f"on-{kind}"}))
        y += 30
    for value, words, anchor in (
        (figure.battle_start, say("battle begins"), "start"),
        (figure.battle_end, say("ends"), "end"),
    ):
        x = scale((value - figure.start).days)
        body.append(line(x, 20, x, y, "median"))
        body.append(text(x, 13, words, {"class": "axis", "text-anchor": anchor}))
    day = figure.start.replace(day=1)
    previous = -100.0
    while day < figure.end:
        x = scale((day - figure.start).days)
        if day >= figure.start and x - previous > 42 and x < layout.width - 30:
            words = month(day) if day.month > 1 else f"{month(day)} {day.year}"
            body.append(text(x, y + 14, words, {"class": "axis"}))
            body.append(line(x, y, x, y + 3, "tick"))
            previous = x + (34 if day.month == 1 else 0)
        day = day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
    title = say("Who held which place")
    return drawing(layout, y + 22, identity, title, figure.message, body)


def _scale(figure: RowsFigure, start: float, end: float) -> Scale:
    if not figure.one:
        low, high, log = fitting(figure.values(), spread=60)
        return Scale(low=low, high=high, start=start, end=end, log=log)
    values = [value for value in figure.values() if value > 0 and math.isfinite(value)]
    low, high = min([*values, 0.5]) / 1.15, max([*values, 2.0]) * 1.15
    return Scale(low=max(low, 0.005), high=min(high, 200), start=start, end=end, log=True)


def _ticks(figure: RowsFigure, scale: Scale, layout: Layout) -> list[float]:
    if not figure.one:
        return scale.ticks(4 if layout.narrow else 6)
    options = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
    found: list[float] = []
    for value in sorted(options, key=lambda item: (item != 1, math.log10(item) % 1 > 1e-9, item)):
        inside = scale.low <= value <= scale.high
        if inside and all(abs(scale(value) - scale(other)) > 40 for other in found):
            found.append(value)
    return sorted(found)


def _grid(figure: RowsFigure, scale: Scale, tops: list[tuple[float, float]]) -> str:
    parts = []
    ticks = scale.ticks(6) if not figure.one else []
    for first, last in tops:
        parts += [line(scale(tick), first, scale(tick), last, "grid") for tick in ticks]
        if figure.one:
            parts.append(line(scale(1), first, scale(1), last, "one"))
    return "".join(parts)


def _row(
    row: DotRow,
    top: float,
    layout: Layout,
    scale: Scale,
    columns: tuple[float, float],
    rows: Mapping[str, int],
) -> str:
    labels, values = columns
    parts = []
    size = layout.type
    if layout.narrow:
        parts.append(text(0, top + 15, _label(row, layout.width, size), {"class": "label"}))
        y = top + 31
        right: Attributes = {"class": "quiet", "text-anchor": "end"}
        parts.append(text(layout.width, y + 4.5, row.value, right))
    else:
        y = top + 13
        name: Attributes = {"class": "label", "text-anchor": "end"}
        parts.append(text(labels, y + 4.5, _label(row, labels - 4, size), name))
        parts.append(text(layout.width - values + 4, y + 4.5, row.value, {"class": "quiet"}))
    if row.prior is not None:
        parts.append(_span(scale, row.prior[0], row.prior[1], y, 12, "prior"))
    parts.append(_span(scale, row.lower, row.upper, y, 6, "interval"))
    parts.append(line(scale(row.median), y - 7, scale(row.median), y + 7, "middle"))
    if row.whisker is not None:
        parts.append(line(scale(row.whisker[0]), y, scale(row.whisker[1]), y, "whisker"))
    hollow = row.role in _HOLLOW
    radius = 5.5 if len(row.dots) < 2 else 3.5
    for value_at in row.dots:
        parts.append(badge(scale(value_at), y, "", row.relation, radius, hollow))
        if row.role == "doctored":
            x = scale(value_at)
            parts.append(line(x - 8, y - 8, x + 8, y + 8, "cross"))
            parts.append(line(x - 8, y + 8, x + 8, y - 8, "cross"))
    data: Attributes = {
        "class": f"mark {row.relation}",
        "data-rows": " ".join(str(rows[item]) for item in row.claims if item in rows) or None,
        "data-tip": f"{row.tip or row.label} — {row.value}",
    }
    tall = 44 if layout.narrow else 27
    ground: Attributes = {"x": 0, "y": top, "width": layout.width, "height": tall, "class": "hit"}
    return element("g", data, element("rect", ground), *parts)


def _label(row: DotRow, room: float, size: float) -> str:
    """Return a row's label in the room there is: the name gives way before the figure does."""
    if not row.tail:
        return shortened(row.label, room, size)
    left = room - width_of(row.tail, size)
    if left < 5 * size:
        return shortened(f"{row.label}{row.tail}", room, size)
    return shortened(row.label, left, size) + row.tail


def _span(scale: Scale, low: float, high: float, y: float, tall: float, kind: str) -> str:
    left, right = scale(low), scale(high)
    area = {"x": left, "y": y - tall / 2, "width": max(right - left, 1.5), "height": tall}
    return element("rect", {**area, "rx": tall / 2, "class": kind})
