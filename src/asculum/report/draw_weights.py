"""Draw what each level of agreement counts for, and the chance of one person by score."""

from __future__ import annotations

import math

from asculum.report.figures_weights import WeightsFigure
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

_AXIS = {"class": "axis", "text-anchor": "middle"}
_TALL, _HEAD, _FOOT, _SIDE = 200.0, 14.0, 52.0, 48.0


def draw_levels(figure: WeightsFigure, layout: Layout, identity: str) -> str:
    """Return the chart of levels: bars to the right speak for one person, to the left for two."""
    labels = 0.0 if layout.narrow else 290.0
    bits = [row.bits for row in figure.levels]
    low, high = min([*bits, -1.0]), max([*bits, 1.0])
    room = (high - low) * 0.13
    scale = Scale(low=low - room, high=high + room, start=labels + 10, end=layout.width - 12)
    body: list[str] = []
    y = 4.0
    tops = []
    for name, rows in figure.comparisons():
        y += 22
        body.append(
            text(0, y, shortened(name, layout.width, layout.type + 1), {"class": "panel-title"})
        )
        y += 8
        first = y
        for row in rows:
            tip = f"{name}, {row.level}: m {row.m:.3g}, u {row.u:.3g}; {row.words} of one person"
            if layout.narrow:
                y += 16
                label = shortened(row.level, layout.width, layout.type)
                body.append(text(0, y - 2, label, {"class": "label"}))
            else:
                words = {"class": "label", "text-anchor": "end"}
                body.append(text(labels, y + 15, shortened(row.level, labels, layout.type), words))
            left, right = sorted((scale(0.0), scale(row.bits)))
            area: Attributes = {
                "x": left,
                "y": y + 3,
                "width": right - left,
                "height": 15,
                "class": "interval",
            }
            end = right + 5 if row.bits >= 0 else left - 5
            anchor = "start" if row.bits >= 0 else "end"
            value = f"{row.bits:+.1f}".replace("-", "−")
            told = text(end, y + 15, value, {"class": "label", "text-anchor": anchor})
            body.append(
                element("g", {"class": "mark", "data-tip": tip}, element("rect", area), told)
            )
            y += 24
        tops.append((first, y))
        y += 4
    grid = []
    for tick in scale.ticks(4 if layout.narrow else 8):
        kind = "base" if tick == 0 else "grid"
        grid += [line(scale(tick), first, scale(tick), last, kind) for first, last in tops]
        body.append(text(scale(tick), y + 14, axis_word(tick), _AXIS))
    below = (
        "weight (bits): log2 of m/u"
        if layout.narrow
        else "weight (bits): log2 of m/u; each bit doubles the odds"
    )
    body.append(
        text(
            (scale.start + scale.end) / 2,
            y + 33,
            below,
            {"class": "quiet", "text-anchor": "middle"},
        )
    )
    title = "What each level of agreement counts for"
    return drawing(layout, y + 42, identity, title, figure.levels_message, [*grid, *body])


def draw_scores(figure: WeightsFigure, layout: Layout, identity: str) -> str:
    """Return the chart of scores: the share that is one person, and below it how many pairs."""
    right, bottom = layout.width - 12, _HEAD + _TALL
    low, high = figure.bins[0].low, figure.bins[-1].high
    x = Scale(low=low, high=high, start=_SIDE, end=right)
    y = Scale(low=0.0, high=1.0, start=bottom, end=_HEAD)
    body = []
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        body.append(line(_SIDE, y(tick), right, y(tick), "grid"))
        words = {"class": "axis", "text-anchor": "end"}
        body.append(text(_SIDE - 6, y(tick) + 4.5, f"{tick:.0%}", words))
    if figure.even is not None:
        body.append(line(x(figure.even), _HEAD, x(figure.even), bottom, "rule"))
    steps = []
    for one in figure.bins:
        steps += [(x(one.low), y(one.share)), (x(one.high), y(one.share))]
    body.append(element("path", {"d": path(steps), "class": "median"}))
    floor = bottom + 92
    tall = Scale(
        low=0.0,
        high=math.log1p(max(one.pairs for one in figure.bins)),
        start=floor,
        end=bottom + 32,
    )
    body.append(text(_SIDE, bottom + 26, "pairs (log scale)", {"class": "quiet"}))
    for one in figure.bins:
        top = tall(math.log1p(one.pairs))
        tip = f"{one.low:g} to {one.high:g} bits: {one.pairs:,} pairs, {one.share:.1%} one person"
        area = {"x": x(one.low) + 0.5, "y": top, "width": max(x(one.high) - x(one.low) - 1, 0.5)}
        bar = element("rect", {**area, "height": floor - top, "class": "interval"})
        body.append(element("g", {"class": "mark", "data-tip": tip}, bar))
    free = -math.inf
    for tick in x.ticks(5 if layout.narrow else 10):
        half = width_of(axis_word(tick), layout.type) / 2
        if x(tick) - half > free:
            body.append(line(x(tick), floor, x(tick), floor + 4, "tick"))
            body.append(text(x(tick), floor + 18, axis_word(tick), _AXIS))
            free = x(tick) + half + 4
    body.append(line(_SIDE, bottom, right, bottom, "base"))
    body.append(line(_SIDE, floor, right, floor, "base"))
    below = "score of a pair (bits)"
    body.append(
        text((_SIDE + right) / 2, floor + 38, below, {"class": "quiet", "text-anchor": "middle"})
    )
    title = "How often pairs of a score are one person"
    return drawing(layout, floor + _FOOT, identity, title, figure.scores_message, body)
