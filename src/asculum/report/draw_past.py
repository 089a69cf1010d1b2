"""Draw how the estimate moved: losses up to each day, as reckoned then and as reckoned now."""

from __future__ import annotations

from collections.abc import Mapping

from asculum.report.draw_panel import AXIS, GAP, Box, draw_axes, ribbon
from asculum.report.figures_past import PastFigure, PastPanel, message
from asculum.report.reckoning import PastPoint
from asculum.report.restating import category_word
from asculum.report.svg import Layout, Scale, drawing, element, line, path, shortened, text
from asculum.report.wording import capitalised, day, rounded, span
from asculum.terms.speech import say

_TALL, _HEAD, _FOOT = 230.0, 44.0, 46.0


def draw_past(figure: PastFigure, layout: Layout, identity: str, rows: Mapping[str, int]) -> str:
    """Return the chart: sides beside each other on a desk, one below another on a phone."""
    across = 1 if layout.narrow else 2
    room = (layout.width - GAP * (across - 1)) / across
    high = max(panel.most for panel in figure.panels) * 1.06
    body = []
    for number, panel in enumerate(figure.panels):
        left = number % across * (room + GAP)
        top = number // across * (_TALL + _HEAD + _FOOT) + _HEAD
        start, end = left + AXIS, left + room - 6
        box = Box(
            left=start,
            top=top,
            right=end,
            bottom=top + _TALL,
            x=Scale(low=0, high=float(figure.period.days), start=start, end=end),
            y=Scale(low=0, high=high, start=top + _TALL, end=top + 4),
        )
        body.append(_panel(figure, panel, box, layout, rows))
    height = -(-len(figure.panels) // across) * (_TALL + _HEAD + _FOOT)
    told = " ".join(message(panel, figure.category) for panel in figure.panels)
    title = say(
        "{category} up to each day, {period}",
        category=capitalised(category_word(figure.category)),
        period=span(figure.period),
    )
    return drawing(layout, height, identity, title, told, body)


def _panel(
    figure: PastFigure, panel: PastPanel, box: Box, layout: Layout, rows: Mapping[str, int]
) -> str:
    def at(point: PastPoint) -> float:
        # the end of the day: what is known of it, and lost on it, is in
        return box.x((point.day - figure.period.start).days + 1)

    title = shortened(panel.title, box.right - box.left, layout.type + 1.5)
    parts = [
        text(box.left - AXIS, box.top - 28, title, {"class": "panel-title"}),
        text(
            box.left - AXIS,
            box.top - 11,
            say("{category} up to each day", category=category_word(figure.category)),
            {"class": "quiet"},
        ),
        draw_axes(figure.period, box),
        _now(panel, box, at_end=box.right, places=[at(point) for point in panel.now]),
    ]
    for item in panel.arrivals:
        x = box.x((item.day - figure.period.start).days)
        tick = line(x, box.bottom - 9, x, box.bottom - 1, "arrival")
        data = {"class": f"mark {item.relation}", "data-rows": str(rows[item.claim])}
        parts.append(element("g", data, tick))
    parts += [_then(point, at(point), box) for point in panel.then]
    return element("g", {"class": "panel"}, *parts)


def _now(panel: PastPanel, box: Box, *, at_end: float, places: list[float]) -> str:
    """Return today's band: from nothing on the first day, level after the last."""
    low = [0.0, *(point.lower for point in panel.now), panel.now[-1].lower]
    middle = [0.0, *(point.median for point in panel.now), panel.now[-1].median]
    high = [0.0, *(point.upper for point in panel.now), panel.now[-1].upper]
    x = [box.left, *places, at_end]
    stroke = [(a, box.y(b)) for a, b in zip(x, middle, strict=True)]
    return ribbon(x, low, high, box, "band90") + element(
        "path", {"d": path(stroke), "class": "median"}
    )


def _then(point: PastPoint, x: float, box: Box) -> str:
    """Return the mark of one past day: its interval, its median."""
    spoken = rounded(point.lower, point.median, point.upper)
    tip = say(
        "As of {day}: about {median} ({span})",
        day=day(point.day),
        median=spoken.median,
        span=spoken.span,
    )
    top, bottom = box.y(point.upper), box.y(point.lower)
    parts = [line(x, top, x, bottom, "whisker")]
    parts += [line(x - 4, end, x + 4, end, "whisker") for end in (top, bottom)]
    parts.append(element("circle", {"cx": x, "cy": box.y(point.median), "r": 5, "class": "badge"}))
    return element("g", {"class": "mark then", "data-tip": tip}, *parts)
