"""Draw how the word hangs on the pools: its probability over the ratio of pools."""

from __future__ import annotations

from asculum.report.label import CurveFigure
from asculum.report.svg import (
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

_TALL, _HEAD, _FOOT, _LEFT = 230.0, 30.0, 58.0, 52.0


def draw_curve(figure: CurveFigure, layout: Layout, identity: str) -> str:
    """Return the curve with the stated pools as a band and the rule for the word as two lines."""
    curve = figure.curve
    top, bottom = _HEAD, _HEAD + _TALL
    x = Scale(
        low=float(curve.ratios[0]),
        high=float(curve.ratios[-1]),
        start=_LEFT,
        end=layout.width - 8,
        log=True,
    )
    y = Scale(low=0, high=1, start=bottom, end=top)
    body = []
    if curve.stated is not None:
        left, right = x(curve.stated[0]), x(curve.stated[2])
        area = {"x": left, "y": top, "width": max(right - left, 1.5), "height": bottom - top}
        body.append(element("rect", {**area, "class": "band90"}))
        middle = x(curve.stated[1])
        body.append(line(middle, top, middle, bottom, "median"))
    for share in (0, 0.25, 0.5, 0.75, 1):
        body.append(line(x.start, y(share), x.end, y(share), "grid"))
        words = {"class": "axis", "text-anchor": "end"}
        body.append(text(x.start - 6, y(share) + 4.5, f"{share:.0%}".replace("%", " %"), words))
    for share in (curve.sure, 1 - curve.sure):
        body.append(line(x.start, y(share), x.end, y(share), "rule"))
    free = -100.0
    for tick in x.ticks(5 if layout.narrow else 9):
        shown = axis_word(tick)
        body.append(line(x(tick), bottom, x(tick), bottom + 4, "tick"))
        if x(tick) - width_of(shown, layout.type) / 2 > free:
            axis = {"class": "axis", "text-anchor": "middle"}
            body.append(text(x(tick), bottom + 18, shown, axis))
            free = x(tick) + width_of(shown, layout.type) / 2 + 4
    body.append(line(x.start, bottom, x.end, bottom, "base"))
    steps = [(x(float(k)), y(float(p))) for k, p in zip(curve.ratios, curve.chance, strict=True)]
    body.append(element("path", {"d": path(steps), "class": "median curve"}))
    body.append(
        text(
            0,
            top - 12,
            shortened(say("lost the larger share of its pool"), layout.width, layout.type),
            {"class": "panel-title"},
        )
    )
    note = say("pools, {winner} : {loser} · log scale", winner=figure.winner, loser=figure.loser)
    words = {"class": "quiet", "text-anchor": "start" if layout.narrow else "middle"}
    at = 0.0 if layout.narrow else (x.start + x.end) / 2
    body.append(text(at, bottom + 40, shortened(note, layout.width, layout.type), words))
    title = say("Probability that {winner} lost the larger share of its pool", winner=figure.winner)
    return drawing(layout, bottom + _FOOT - 8, identity, title, figure.message, body)
