"""Draw thresholds as small direct charts: a curve over what a value was worth, bars beside it."""

from __future__ import annotations

from asculum.report.figures_weighed import Bar, Curve, Strip, WeighedFigure
from asculum.report.svg import (
    Attributes,
    Layout,
    Scale,
    axis_word,
    drawing,
    element,
    line,
    path,
    shortened,
    text,
    width_of,
)
from asculum.terms.speech import say

_TALL, _HEAD, _FOOT, _GAP, _ROW = 132.0, 26.0, 44.0, 34.0, 40.0


def draw_weighed(figure: WeighedFigure, layout: Layout, identity: str) -> str:
    """Return the charts of a decision: two columns on a desk, one below another on a phone."""
    body: list[str] = []
    whole = layout.narrow or not (figure.curves and figure.strips)
    room = layout.width if whole else (layout.width - _GAP) / 2
    left, right = 0.0, 0.0
    for curve in figure.curves:
        body.append(_curve(curve, 0.0, left, room, layout))
        left += _HEAD + _TALL + _FOOT + 8
    at = 0.0 if whole else room + _GAP
    right = left if whole else 0.0
    for strip in figure.strips:
        body.append(_strip(strip, at, right, room, layout))
        right += _HEAD + _ROW * len(strip.bars) + _FOOT
    height = max(left, right)
    return drawing(layout, height, identity, figure.title, figure.message, body)


def _curve(curve: Curve, left: float, top: float, room: float, layout: Layout) -> str:
    start, end = left + 46, left + room - 8
    bottom = top + _HEAD + _TALL
    x = Scale(low=0.0, high=curve.prices[-1], start=start, end=end)
    y = Scale(low=0.0, high=1.0, start=bottom, end=top + _HEAD)
    parts = [_title(curve.title, left, top, room, layout)]
    points = [(x(p), y(s)) for p, s in zip(curve.prices, curve.now, strict=True)]
    area = [(start, bottom), *points, (end, bottom)]
    parts.append(element("path", {"d": path(area, closed=True), "class": "band90"}))
    for share, words in ((0.0, "0"), (0.5, say("half")), (1.0, say("all"))):
        parts.append(line(start, y(share), end, y(share), "one" if share == 0.5 else "grid"))
        place: Attributes = {"class": "axis", "text-anchor": "end"}
        parts.append(text(start - 6, y(share) + 4.5, words, place))
    parts.append(element("path", {"d": path(points), "class": "median"}))
    if curve.then:
        points = [(x(p), y(s)) for p, s in zip(curve.prices, curve.then, strict=True)]
        dashed: Attributes = {"d": path(points), "class": "whisker", "fill": "none"}
        parts.append(element("g", {"class": "mark then"}, element("path", dashed)))
    parts += _ticks(x, bottom, curve.axis, left, layout)
    return element("g", {"class": "panel"}, *parts)


def _strip(strip: Strip, left: float, top: float, room: float, layout: Layout) -> str:
    start, end = left + 8, left + room - 8
    x = Scale(low=strip.low, high=strip.top, start=start, end=end)
    first = top + _HEAD
    bottom = first + _ROW * len(strip.bars)
    parts = [_title(strip.title, left, top, room, layout)]
    parts += [line(x(tick), first, x(tick), bottom, "grid") for tick in x.ticks(5)]
    if strip.low < 0:
        parts.append(line(x(0), first, x(0), bottom, "one"))
    for number, bar in enumerate(strip.bars):
        parts.append(_bar(bar, strip, x, first + _ROW * number, left, room, layout))
    parts += _ticks(x, bottom, strip.axis, left, layout)
    return element("g", {"class": "panel"}, *parts)


def _bar(
    bar: Bar, strip: Strip, x: Scale, top: float, left: float, room: float, layout: Layout
) -> str:
    size = layout.type
    value = width_of(bar.value, size)
    label = shortened(bar.label, room - value - 12, size)
    parts = [
        text(left, top + 14, label, {"class": "label"}),
        text(left + room, top + 14, bar.value, {"class": "quiet", "text-anchor": "end"}),
    ]
    y = top + 27
    low, high = x(bar.lower), x(bar.upper)
    told: Attributes = {
        "x": low,
        "y": y - 4,
        "width": max(high - low, 1.5),
        "height": 8,
        "rx": 4,
        "class": "prior" if bar.kind == "told" else "interval",
    }
    parts.append(element("rect", told))
    if bar.kind == "then":
        parts[-1] = line(low, y, high, y, "whisker")
    if strip.low <= bar.median <= strip.top:
        parts.append(line(x(bar.median), y - 7, x(bar.median), y + 7, "middle"))
    for cut, at, arrow, anchor in (
        (bar.lower < strip.low, x.start - 7, "‹", "end"),
        (bar.upper > strip.top, x.end + 7, "›", "start"),
    ):
        if cut:
            parts.append(text(at, y + 5, arrow, {"class": "axis", "text-anchor": anchor}))
    kind = "mark then" if bar.kind == "then" else "mark"
    tip = f"{strip.title} {bar.label}: {bar.value}"
    return element("g", {"class": kind, "data-tip": tip}, *parts)


def _title(words: str, left: float, top: float, room: float, layout: Layout) -> str:
    shown = shortened(words, room, layout.type + 0.5)
    return text(left, top + 15, shown, {"class": "panel-title"})


def _ticks(x: Scale, bottom: float, axis: str, left: float, layout: Layout) -> list[str]:
    parts = []
    free = left
    for tick in x.ticks(5):
        words = axis_word(tick)
        half = width_of(words, layout.type) / 2
        if x(tick) - half >= free - 4:
            parts.append(
                text(x(tick), bottom + 15, words, {"class": "axis", "text-anchor": "middle"})
            )
            free = x(tick) + half + 8
    parts.append(text(left, bottom + 33, axis, {"class": "quiet"}))
    return parts
