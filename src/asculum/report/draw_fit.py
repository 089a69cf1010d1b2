"""Draw a fitted law beside the losses that were told, as a drawing of its own."""

from __future__ import annotations

import numpy as np

from asculum.report.figures_fit import FitFigure, FitPanel
from asculum.report.svg import WIDE, Scale, axis_word, drawing, element, line, path, text
from asculum.report.wording import counted

_TALL, _HEAD, _FOOT, _LEFT = 220.0, 34.0, 44.0, 64.0
_STYLE = """
.plot { font-family: system-ui, sans-serif; background: #fff; fill: #222; }
.band { fill: #3a6ea5; opacity: .22; } .median { fill: none; stroke: #3a6ea5; stroke-width: 1.6; }
.grid { stroke: #ddd; } .told { fill: #b3282d; } .heading { font-weight: 600; }
"""


def draw_fit(figure: FitFigure) -> str:
    """Return the drawing as SVG that stands alone: a panel a side, points told, band of the law."""
    step = "day" if figure.days == 1 else "week" if figure.days == 7 else "period"
    body = [element("style", {}, _STYLE)]
    for number, panel in enumerate(figure.panels):
        top = number * (_TALL + _HEAD + _FOOT) + _HEAD
        body.append(_panel(panel, top, step))
    height = len(figure.panels) * (_TALL + _HEAD + _FOOT)
    title = f"Losses by {step} and the {figure.law} law"
    told = "Points are losses told; the band holds nine in ten of those the law makes up."
    svg = drawing(WIDE, height, "fit", title, told, body)
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _panel(panel: FitPanel, top: float, step: str) -> str:
    periods = panel.told.size
    most = float(np.nanmax([np.nanmax(panel.told, initial=1.0), panel.upper.max()])) * 1.06
    x = Scale(low=0.5, high=periods + 0.5, start=_LEFT, end=WIDE.width - 8)
    y = Scale(low=0, high=most, start=top + _TALL, end=top + 4)
    parts = [text(0, top - 14, f"Side {panel.side}: lost in each {step}", {"class": "heading"})]
    for tick in y.ticks(5):
        parts.append(line(x.start, y(tick), x.end, y(tick), "grid"))
        end = {"text-anchor": "end"}
        parts.append(text(x.start - 6, y(tick) + 4, axis_word(tick), end))
    for tick in x.ticks(9):
        if tick == int(tick):
            middle = {"text-anchor": "middle"}
            parts.append(text(x(tick), top + _TALL + 18, axis_word(tick), middle))
    places = [x(number + 1.0) for number in range(periods)]
    over = [(place, y(value)) for place, value in zip(places, panel.upper.tolist(), strict=True)]
    under = [(place, y(value)) for place, value in zip(places, panel.lower.tolist(), strict=True)]
    middle_line = [
        (place, y(value)) for place, value in zip(places, panel.median.tolist(), strict=True)
    ]
    parts.append(element("path", {"d": path(over + under[::-1], closed=True), "class": "band"}))
    parts.append(element("path", {"d": path(middle_line), "class": "median"}))
    parts += [
        element("circle", {"cx": place, "cy": y(value), "r": 3.2, "class": "told"})
        for place, value in zip(places, panel.told.tolist(), strict=True)
        if np.isfinite(value)
    ]
    parts.append(text(x.start, top + _TALL + 36, counted(periods, step), {}))
    return element("g", {}, *parts)
