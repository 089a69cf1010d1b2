"""Draw weekly losses and the claims over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from asculum.report.draw_marks import draw_claims
from asculum.report.draw_panel import AXIS, GAP, At, Box, draw_axes, ribbon
from asculum.report.figures_weekly import Fan, Panel, WeekBand, WeeklyFigure, message
from asculum.report.restating import category_word
from asculum.report.svg import (
    Layout,
    Scale,
    drawing,
    element,
    fitting,
    line,
    path,
    shortened,
    text,
)
from asculum.report.wording import day, span
from asculum.terms.speech import say


def draw_weekly(
    figure: WeeklyFigure,
    layout: Layout,
    identity: str,
    rows: Mapping[str, int],
    *,
    further: bool = False,
) -> str:
    """Return the chart: two panels beside each other on a desk, one below another on a phone.

    ``further`` draws the claims that stand beside no reckoning of their own instead.
    """
    shown = figure.further if further else figure.near
    body: list[str] = []
    across = 1 if layout.narrow else 2
    room = (layout.width - GAP * (across - 1)) / across
    bottom = 0.0
    for multiples in shown:
        held = [value for panel in multiples for value in panel.values()]
        low, high, log = fitting(held)
        tall = 250.0 if multiples[0].kind == "reckoned" and not multiples[0].force else 205.0
        if further:
            tall = max(205.0, 17.0 * max(len(panel.keys) for panel in multiples))
        head = 46.0
        for number, panel in enumerate(multiples):
            column, line_number = number % across, number // across
            left = column * (room + GAP)
            top = bottom + line_number * (tall + head + 40) + head
            box = _box(figure, left, top, room, tall, (low, high, log))
            body.append(_panel(figure, panel, box, layout, rows))
        bottom += -(-len(multiples) // across) * (tall + head + 40)
    told = " ".join(message(panel, figure.category) for row in shown for panel in row)
    what = say("claimed more widely or of parts") if further else say("reckoned and claimed")
    title = say(
        "Weekly {category}, {what}, {period}",
        category=category_word(figure.category),
        what=what,
        period=span(figure.period),
    )
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
    start, end = left + AXIS, left + room - 6
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

    head = box.top - 30
    name = shortened(panel.title, box.right - box.left + AXIS, layout.type + 1.5)
    parts = [text(box.left - AXIS, head, name, {"class": "panel-title"})]
    notes = (
        [panel.note]
        if panel.note
        else [say("{category} a week", category=category_word(figure.category))]
    )
    if box.y.log:
        notes.append(say("log scale"))
    small = shortened(" · ".join(notes), box.right - box.left + AXIS, layout.type)
    parts.append(text(box.left - AXIS, box.top - 12, small, {"class": "quiet"}))
    parts.append(draw_axes(figure.period, box))
    parts.append(_fans(figure, panel, box, layout, at))
    parts.append(draw_claims(panel, box, layout, at, rows))
    return element("g", {"class": "panel"}, *parts)


def _fans(figure: WeeklyFigure, panel: Panel, box: Box, layout: Layout, at: At) -> str:
    """Return the reckoning of today, and unshown beneath it those of past days."""
    if not panel.bands:
        return ""
    parts = [_earlier(figure, fan, box, layout, at) for fan in panel.earlier]
    parts.append(element("g", {"class": "fan", "data-fan": "now"}, _bands(panel.bands, box, at)))
    return "".join(parts)


def _earlier(figure: WeeklyFigure, fan: Fan, box: Box, layout: Layout, at: At) -> str:
    parts = [_bands(fan.bands, box, at)]
    end = fan.bands[-1].end
    if end < figure.period.end:
        x = at(end)
        words = {"class": "label", "text-anchor": "start" if x < box.right - 150 else "end"}
        aside = 6 if x < box.right - 150 else -6
        parts.append(line(x, box.top, x, box.bottom, "rule"))
        parts.append(
            text(x + aside, box.top + layout.type, say("as of {day}", day=day(fan.day)), words)
        )
    return element("g", {"class": "fan", "data-fan": fan.day.isoformat(), "hidden": ""}, *parts)


def _bands(bands: Sequence[WeekBand], box: Box, at: At) -> str:
    middles = [(at(band.start) + at(band.end)) / 2 for band in bands]
    middles[0], middles[-1] = at(bands[0].start), at(bands[-1].end)
    middle = [(x, box.y(band.median)) for x, band in zip(middles, bands, strict=True)]
    return (
        ribbon(middles, [b.low90 for b in bands], [b.high90 for b in bands], box, "band90")
        + ribbon(middles, [b.low50 for b in bands], [b.high50 for b in bands], box, "band50")
        + element("path", {"d": path(middle), "class": "median"})
    )
