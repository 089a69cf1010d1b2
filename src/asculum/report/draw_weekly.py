"""Draw weekly losses and the claims over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from asculum.evidence.claims import Bound
from asculum.report.figures_weekly import Mark, Panel, WeeklyFigure, message
from asculum.report.restating import category_word
from asculum.report.svg import (
    Layout,
    Scale,
    axis_word,
    badge,
    drawing,
    element,
    fitting,
    line,
    path,
    shortened,
    text,
    width_of,
)
from asculum.report.wording import month, span
from asculum.terms.period import Period

_RADIUS = 10.5
GAP = 26.0
_At = Callable[[date], float]
_Area = tuple[float, float, float, float]
_HOLLOW = ("echo", "superseded", "unused")


@dataclass(frozen=True, kw_only=True)
class Box:
    """The inside of one panel [px] with its scales."""

    left: float
    top: float
    right: float
    bottom: float
    x: Scale
    y: Scale


def draw_weekly(
    figure: WeeklyFigure, layout: Layout, identity: str, rows: Mapping[str, int]
) -> str:
    """Return the chart: two panels beside each other on a desk, one below another on a phone."""
    body: list[str] = []
    across = 1 if layout.narrow else 2
    room = (layout.width - GAP * (across - 1)) / across
    bottom = 0.0
    for multiples in figure.rows:
        held = [value for panel in multiples for value in panel.values()]
        low, high, log = fitting(held)
        tall = 250.0 if multiples[0].kind == "reckoned" and not multiples[0].force else 205.0
        head = 46.0 if log or multiples[0].note else 28.0
        for number, panel in enumerate(multiples):
            column, line_number = number % across, number // across
            left = column * (room + GAP)
            top = bottom + line_number * (tall + head + 40) + head
            box = _box(figure, left, top, room, tall, (low, high, log))
            body.append(_panel(figure, panel, box, layout, rows))
        bottom += -(-len(multiples) // across) * (tall + head + 40)
    told = " ".join(message(panel, figure.category) for panel in figure.panels)
    title = f"Weekly {category_word(figure.category)}, reckoned and claimed, {span(figure.period)}"
    return drawing(layout, bottom + 4, identity, title, told, body)


def _box(
    figure: WeeklyFigure,
    left: float,
    top: float,
    room: float,
    tall: float,
    fit: tuple[float, float, bool],
) -> Box:
    low, high, log = fit
    start, end = left + 50, left + room - 6
    days = float(figure.period.days)
    return Box(
        left=start,
        top=top,
        right=end,
        bottom=top + tall,
        x=Scale(low=0, high=days, start=start, end=end),
        y=Scale(low=low, high=high, start=top + tall, end=top + 4, log=log),
    )


def _panel(
    figure: WeeklyFigure, panel: Panel, box: Box, layout: Layout, rows: Mapping[str, int]
) -> str:
    def at(value: date) -> float:
        return box.x((value - figure.period.start).days)

    head = box.top - (30 if box.y.log or panel.note else 12)
    name = shortened(panel.title, box.right - box.left + 50, layout.type + 1.5)
    parts = [text(box.left - 50, head, name, {"class": "panel-title"})]
    notes = [panel.note] if panel.note else [f"{category_word(figure.category)} a week"]
    if box.y.log:
        notes.append("log scale")
    small = shortened(" · ".join(notes), box.right - box.left + 50, layout.type)
    if box.y.log or panel.note:
        parts.append(text(box.left - 50, box.top - 12, small, {"class": "quiet"}))
    parts.append(draw_axes(figure.period, box))
    parts.append(_bands(panel, box, at))
    parts.append(_claims(panel, box, layout, at, rows))
    return element("g", {"class": "panel"}, *parts)


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
        if number % every == 0 and x < box.right - 16:
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


def _bands(panel: Panel, box: Box, at: _At) -> str:
    if not panel.bands:
        return ""
    middles = [(at(band.start) + at(band.end)) / 2 for band in panel.bands]
    middles[0], middles[-1] = at(panel.bands[0].start), at(panel.bands[-1].end)

    bands = panel.bands
    middle = [(x, box.y(band.median)) for x, band in zip(middles, bands, strict=True)]
    return (
        ribbon(middles, [b.low90 for b in bands], [b.high90 for b in bands], box, "band90")
        + ribbon(middles, [b.low50 for b in bands], [b.high50 for b in bands], box, "band50")
        + element("path", {"d": path(middle), "class": "median"})
    )


def ribbon(
    places: Sequence[float], low: Sequence[float], high: Sequence[float], box: Box, kind: str
) -> str:
    """Return the area between two lines over the same places [px]."""
    points = [(x, box.y(value)) for x, value in zip(places, high, strict=True)]
    points += [(x, box.y(value)) for x, value in zip(reversed(places), reversed(low), strict=True)]
    return element("path", {"d": path(points, closed=True), "class": kind})


def _claims(panel: Panel, box: Box, layout: Layout, at: _At, rows: Mapping[str, int]) -> str:
    places = _place_badges(panel, box, at)
    origins = {mark.claim: places[mark.key] for mark in panel.marks}
    shapes: list[str] = []
    badges: list[str] = []
    taken = [(x - _RADIUS, y - _RADIUS, x + _RADIUS, y + _RADIUS) for x, y in places.values()]
    taken += [
        (at(mark.start), box.y(mark.rate) - 3, at(mark.end), box.y(mark.rate) + 3)
        for mark in panel.marks
        if mark.streak
    ]
    for group in sorted(panel.keys, key=lambda marks: marks[0].role not in _HOLLOW):
        first = group[0]
        hollow = first.role in _HOLLOW
        x, y = places[first.key]
        kind = f"mark {first.relation} {first.role}" + (" hollow" if hollow else "")
        data = {"class": kind, "data-rows": " ".join(str(rows[mark.claim]) for mark in group)}
        tip = first.tip if len(group) == 1 else f"{first.source}: {len(group)} figures"
        inner = "".join(_bar(mark, box, at) for mark in group)
        if first.streak:
            inner += _steps(group, box, at)
        shapes.append(element("g", {**data, "data-tip": tip}, inner))
        label = _label(first, len(group), x, y, box, layout, taken)
        knob = badge(x, y, str(first.key), first.relation, _RADIUS, hollow)
        if first.role == "doctored":
            knob = _cross(x, y) + knob
        knob += _arrow(first.bound, x, y)
        if first.origin in origins and origins[first.origin] != (x, y):
            shapes.append(_thread((x, y), origins[first.origin]))
        badges.append(element("g", {**data, "data-tip": tip}, knob, label))
    return "".join(shapes + badges)


def _bar(mark: Mark, box: Box, at: _At) -> str:
    left, right = at(mark.start), at(mark.end)
    right = max(right, left + 2)
    y = box.y(mark.rate)
    parts = []
    if mark.low is not None and mark.high is not None:
        top, bottom = box.y(mark.high), box.y(mark.low)
        around = {"x": left, "y": top, "width": right - left, "height": max(bottom - top, 1)}
        parts.append(element("rect", {**around, "class": "range"}))
    parts.append(line(left, y, right, y, "streak" if mark.streak else "bar"))
    return "".join(parts)


def _steps(group: Sequence[Mark], box: Box, at: _At) -> str:
    """Return the thin line that ties the short bars of one source together."""
    points = [
        (at(day), box.y(mark.rate))
        for mark in sorted(group, key=lambda item: item.start)
        for day in (mark.start, mark.end)
    ]
    return element("path", {"d": path(points), "class": "steps"})


def _place_badges(panel: Panel, box: Box, at: _At) -> dict[int, tuple[float, float]]:
    """Choose where each number stands along its bar, the shortest bars first."""
    places: dict[int, tuple[float, float]] = {}
    for group in sorted(panel.keys, key=lambda marks: (marks[-1].end - marks[0].start).days):
        options = []
        for mark in group:
            left, right = at(mark.start), at(mark.end)
            y = min(max(box.y(mark.rate), box.top + _RADIUS), box.bottom - _RADIUS)
            for share in (0.5, 0.75, 0.25, 0.9, 0.1, 0.62, 0.38, 0.97, 0.03):
                x = left + share * (right - left)
                x = min(max(x, box.left + _RADIUS), box.right - _RADIUS)
                options += [(x, y, 0.0)]
                options += [(x, y + by, abs(by)) for by in (-20.0, 20.0, -40.0, 40.0)]

        def crowded(option: tuple[float, float, float]) -> float:
            x, y, away = option
            if not box.top <= y <= box.bottom - _RADIUS:
                return 1e6
            near = [
                max(0.0, 2 * _RADIUS + 3 - max(abs(x - ox), abs(y - oy)))
                for ox, oy in places.values()
            ]
            return sum(near) * 10 + away

        best = min(options, key=crowded)
        places[group[0].key] = (best[0], best[1])
    return places


def _label(
    mark: Mark,
    count: int,
    x: float,
    y: float,
    box: Box,
    layout: Layout,
    taken: list[_Area],
) -> str:
    """Return the source's name beside its number where nothing else stands, else nothing."""
    if layout.narrow:
        return ""
    tail = f", {count} figures" if count > 1 else ""
    for room in (200, 140, 90):
        words = shortened(mark.source, room, layout.type) + tail
        wide = width_of(words, layout.type) + 4
        right, left = x + _RADIUS + 5, x - _RADIUS - 5 - wide
        for start, base in ((right, y - 4), (left, y - 4), (right, y + 16), (left, y + 16)):
            area = (start, base - 13, start + wide, base + 4)
            inside = area[0] >= box.left and area[2] <= box.right and area[3] < box.bottom
            if inside and not any(_touch(area, other) for other in taken):
                taken.append(area)
                at = start if start == right else start + wide
                anchor = "start" if start == right else "end"
                return text(at, base, words, {"class": "label", "text-anchor": anchor})
    return ""


def _touch(one: _Area, other: _Area) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _arrow(bound: Bound, x: float, y: float) -> str:
    if bound not in (Bound.AT_LEAST, Bound.AT_MOST):
        return ""
    way = -1 if bound is Bound.AT_LEAST else 1
    start, tip = y + way * (_RADIUS + 1), y + way * (_RADIUS + 11)
    head = path([(x - 4, tip - way * 5), (x, tip), (x + 4, tip - way * 5)])
    return line(x, start, x, tip, "arrow") + element("path", {"d": head, "class": "arrow"})


def _cross(x: float, y: float) -> str:
    r = _RADIUS + 5
    return line(x - r, y - r, x + r, y + r, "cross") + line(x - r, y + r, x + r, y - r, "cross")


def _thread(echo: tuple[float, float], origin: tuple[float, float]) -> str:
    (x1, y1), (x2, y2) = echo, origin
    lift = min(y1, y2) - 18
    curve = f"M{x1:.1f} {y1:.1f}Q{(x1 + x2) / 2:.1f} {lift:.1f} {x2:.1f} {y2:.1f}"
    return element("path", {"d": curve, "class": "thread"})
