"""Draw the town over time: panels of stated figures, nothing between them."""

from __future__ import annotations

from asculum.report.draw_panel import GAP, Box, draw_axes
from asculum.report.svg import (
    Layout,
    Scale,
    drawing,
    element,
    line,
    shortened,
    text,
    width_of,
)
from asculum.report.town import TownFigure, TownPanel
from asculum.report.wording import figure as number
from asculum.terms.speech import say

_TALL, _HEAD, _FOOT, _LEFT = 150.0, 30.0, 46.0, 58.0


def draw_town(figure: TownFigure, layout: Layout, identity: str) -> str:
    """Return the chart: panels beside each other on a desk, one below another on a phone."""
    across = 1 if layout.narrow else min(3, len(figure.panels))
    room = (layout.width - GAP * (across - 1)) / across
    body = []
    for place, panel in enumerate(figure.panels):
        left = place % across * (room + GAP)
        top = place // across * (_TALL + _HEAD + _FOOT) + _HEAD
        highest = max([point.value for point in panel.points] + [panel.level or 0]) * 1.12
        start, end = left + _LEFT, left + room - 6
        box = Box(
            left=start,
            top=top,
            right=end,
            bottom=top + _TALL,
            x=Scale(low=0, high=float(figure.period.days), start=start, end=end),
            y=Scale(low=0, high=highest, start=top + _TALL, end=top + 4),
        )
        body.append(_panel(figure, panel, box, layout))
    height = -(-len(figure.panels) // across) * (_TALL + _HEAD + _FOOT)
    return drawing(layout, height, identity, say("The town over time"), figure.message, body)


def _panel(figure: TownFigure, panel: TownPanel, box: Box, layout: Layout) -> str:
    first = figure.period.start
    wide = box.right - box.left + _LEFT
    parts = [
        text(
            box.left - _LEFT,
            box.top - 12,
            shortened(panel.title, wide, layout.type + 1),
            {"class": "panel-title"},
        )
    ]
    left, right = (box.x((at - first).days) for at in (figure.start, figure.end))
    ground = {"x": left, "y": box.top, "width": right - left, "height": box.bottom - box.top}
    parts.append(element("rect", {**ground, "class": "fought"}))
    parts.append(draw_axes(figure.period, box))
    if panel.level is not None:
        height = box.y(panel.level)
        parts.append(line(box.left, height, box.right, height, "one"))
        words = {"class": "label", "text-anchor": "end"}
        parts.append(text(box.right, height + 15, panel.level_words, words))
    for point in panel.points:
        x, y = box.x((point.day - first).days), box.y(point.value)
        shown = number(point.value)
        half = width_of(shown, layout.type) / 2
        at = min(max(x, box.left + half + 3), box.right - half)
        parts.append(
            element(
                "g",
                {"class": "mark whole", "data-tip": point.words},
                line(x, box.bottom, x, y, "whisker"),
                element("circle", {"cx": x, "cy": y, "r": 4.5, "class": "badge"}),
                text(at, y - 9, shown, {"class": "label", "text-anchor": "middle"}),
            )
        )
    return element("g", {"class": "panel"}, *parts)
