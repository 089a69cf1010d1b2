"""Draw the exchange ratio week by week, on a scale on which halves and doubles are alike."""

from __future__ import annotations

from asculum.report.draw_panel import Box, draw_axes, ribbon
from asculum.report.fought import ExchangeFigure
from asculum.report.svg import Layout, Scale, drawing, element, line, path, shortened, text
from asculum.terms.speech import say

_TALL, _HEAD, _FOOT, _LEFT = 230.0, 30.0, 44.0, 50.0


def draw_exchange(figure: ExchangeFigure, layout: Layout, identity: str) -> str:
    """Return the chart: band and middle of the ratio, and the line of one for one."""
    held = [value for row in figure.quantiles for value in row if value > 0]
    low, high = min([*held, 0.5]) / 1.2, max([*held, 2.0]) * 1.2
    start, end = _LEFT, layout.width - 6
    box = Box(
        left=start,
        top=_HEAD,
        right=end,
        bottom=_HEAD + _TALL,
        x=Scale(low=0, high=float(figure.period.days), start=start, end=end),
        y=Scale(low=low, high=high, start=_HEAD + _TALL, end=_HEAD + 4, log=True),
    )

    title = shortened(
        say("{title} · log scale", title=figure.title), layout.width, layout.type + 1.5
    )
    middles = [
        box.x(((p.start - figure.period.start).days + (p.end - figure.period.start).days) / 2)
        for p in figure.periods
    ]
    middles[0], middles[-1] = box.left, box.right
    lower, median, upper = (
        [max(row[place], low) for row in figure.quantiles] for place in range(3)
    )
    stroke = [(x, box.y(value)) for x, value in zip(middles, median, strict=True)]
    even = box.y(1.0)
    body = [
        text(0, 14, title, {"class": "panel-title"}),
        draw_axes(figure.period, box),
        ribbon(middles, lower, upper, box, "band90"),
        line(box.left, even, box.right, even, "base"),
        element("path", {"d": path(stroke), "class": "median"}),
        text(box.right - 4, even - 6, say("one for one"), {"class": "quiet", "text-anchor": "end"}),
    ]
    return drawing(layout, _HEAD + _TALL + _FOOT, identity, figure.title, figure.message, body)
