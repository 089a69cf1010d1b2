"""Draw the curve of ξ: the total as a function of the one interaction that no list can show."""

from __future__ import annotations

from asculum.report.lists import ListsLook, curve_message
from asculum.report.svg import (
    Layout,
    Scale,
    axis_word,
    drawing,
    element,
    line,
    path,
    text,
)
from asculum.report.wording import rounded
from asculum.terms.speech import number, say

_TALL, _HEAD, _FOOT, _SIDE = 220.0, 14.0, 52.0, 70.0


def draw_curve(look: ListsLook, layout: Layout, identity: str) -> str:
    """Return the chart of N(ξ), both scales logarithmic, with the estimate's interval across it."""
    assert look.curve is not None, "a curve is drawn of what there is"
    curve, total = look.curve, look.total
    ends = [end for end in (total.lower, total.upper) if end is not None]
    most = max(*curve.total, *ends) * 1.15
    least = max(1.0, min(*curve.total, float(total.listed)) / 1.15)
    right, bottom = layout.width - 10, _HEAD + _TALL
    x = Scale(low=curve.xi[0], high=curve.xi[-1], start=_SIDE, end=right, log=True)
    y = Scale(low=least, high=most, start=bottom, end=_HEAD, log=True)
    body = []
    for tick in y.ticks(6):
        body.append(line(_SIDE, y(tick), right, y(tick), "grid"))
        words = {"class": "axis", "text-anchor": "end"}
        body.append(text(_SIDE - 6, y(tick) + 4.5, axis_word(tick), words))
    for value in curve.xi:
        body.append(line(x(value), bottom, x(value), bottom + 4, "tick"))
        words = {"class": "axis", "text-anchor": "middle"}
        body.append(text(x(value), bottom + 18, f"{value:g}", words))
    label = {"class": "axis", "text-anchor": "middle"}
    words_below = say("ξ: odds of being on all lists together, which nothing shows")
    if layout.narrow:
        words_below = say("ξ, which nothing shows")
    body.append(text((_SIDE + right) / 2, bottom + 38, words_below, label))
    if total.lower is not None and total.upper is not None:
        band = [(_SIDE, y(total.upper)), (right, y(total.upper))]
        band += [(right, y(total.lower)), (_SIDE, y(total.lower))]
        body.append(element("path", {"d": path(band, closed=True), "class": "band90"}))
    stroke = [(x(a), y(b)) for a, b in zip(curve.xi, curve.total, strict=True)]
    body.append(element("path", {"d": path(stroke), "class": "median"}))
    if total.median is not None and curve.implied is not None:
        spoken = rounded(total.median, total.median, total.median).median
        tip = say(
            "The estimate: about {spoken}, at ξ = {implied}",
            spoken=spoken,
            implied=number(curve.implied, ".2f"),
        )
        at = x(curve.implied), y(total.median)
        mark = element("circle", {"cx": at[0], "cy": at[1], "r": 5, "class": "badge"})
        body.append(element("g", {"class": "mark", "data-tip": tip}, mark))
    body.append(line(_SIDE, bottom, right, bottom, "base"))
    title = say("The total as what no list can show changes")
    return drawing(layout, bottom + _FOOT, identity, title, curve_message(look), body)
