"""Draw what each source does to the totals: bars to either side of no change."""

from __future__ import annotations

from collections.abc import Mapping

from asculum.report.figures_moved import PullPanel, PullRow, PullsFigure
from asculum.report.svg import (
    Attributes,
    Layout,
    Scale,
    badge,
    drawing,
    element,
    line,
    shortened,
    text,
    width_of,
)
from asculum.terms.speech import say

#: Room for the words at the end of a bar, in characters.
END = 7


def draw_pulls(figure: PullsFigure, layout: Layout, identity: str, rows: Mapping[str, int]) -> str:
    """Return the chart: bars to the right raise the total, to the left lower it."""
    longest = max(
        (width_of(row.label, layout.type) for panel in figure.panels for row in panel.rows),
        default=0.0,
    )
    labels = 0.0 if layout.narrow else min(260.0, max(150.0, longest + 30))
    values = 0.0 if layout.narrow else 235.0
    end = END * layout.type * 0.56
    low, high = figure.reach()
    left = labels + 12 + (end if low < 0 else 12)
    right = layout.width - values - (end if high > 0 else 12)
    scale = Scale(low=low, high=high if high > low else low + 0.01, start=left, end=right)
    body: list[str] = []
    y = 4.0
    for panel in figure.panels:
        y = _panel(panel, y, layout, scale, labels, values, rows, body)
    return drawing(layout, y + 4, identity, figure.title, figure.message, body)


def _panel(
    panel: PullPanel,
    y: float,
    layout: Layout,
    scale: Scale,
    labels: float,
    values: float,
    rows: Mapping[str, int],
    body: list[str],
) -> float:
    y += 22
    title = shortened(panel.title, layout.width, layout.type + 1)
    body.append(text(0, y, title, {"class": "panel-title"}))
    if layout.narrow and panel.rows:
        body.append(
            text(layout.width, y, say("without it"), {"class": "axis", "text-anchor": "end"})
        )
    elif panel.rows:
        head: Attributes = {"class": "axis"}
        body.append(text(layout.width - values + 12, y, say("without it"), head))
        body.append(text(scale(0), y, say("no change"), {**head, "text-anchor": "middle"}))
    y += 10
    first = y
    marks: list[str] = []
    for row in panel.rows:
        marks.append(_row(row, y, layout, scale, labels, values, rows))
        y += 46 if layout.narrow else 27
    if panel.rows:
        body.append(line(scale(0), first, scale(0), y, "one"))
    body += marks
    if panel.hardly:
        more = (say("more") + " ") if panel.rows else ""
        others = say(
            "{hardly} {more}source{hardly_2}: less, or hardly any",
            hardly=panel.hardly,
            more=more,
            hardly_2="s" if panel.hardly > 1 else "",
        )
        body.append(text(0, y + 13, others, {"class": "quiet"}))
        y += 22
    return y + 6


def _row(
    row: PullRow,
    top: float,
    layout: Layout,
    scale: Scale,
    labels: float,
    values: float,
    rows: Mapping[str, int],
) -> str:
    parts = []
    size = layout.type
    if layout.narrow:
        room = layout.width - width_of(row.without, size) - 26
        parts.append(badge(7, top + 10.5, "", row.relation, 5, hollow=False))
        parts.append(text(18, top + 15, shortened(row.label, room, size), {"class": "label"}))
        end: Attributes = {"class": "quiet", "text-anchor": "end"}
        parts.append(text(layout.width, top + 15, row.without, end))
        y = top + 30
    else:
        y = top + 13
        name: Attributes = {"class": "label", "text-anchor": "end"}
        parts.append(text(labels - 18, y + 4.5, shortened(row.label, labels - 22, size), name))
        parts.append(badge(labels - 6, y, "", row.relation, 5, hollow=False))
        parts.append(text(layout.width - values + 12, y + 4.5, row.without, {"class": "quiet"}))
    start, stop = sorted((scale(0), scale(row.change)))
    bar: Attributes = {"x": start, "y": y - 6, "width": max(stop - start, 1.5), "height": 12}
    parts.append(element("rect", {**bar, "class": "pull"}))
    up = row.change > 0
    at = stop + 6 if up else start - 6
    anchor = "start" if up else "end"
    parts.append(text(at, y + 4.5, row.shown, {"class": "label", "text-anchor": anchor}))
    data: Attributes = {
        "class": f"mark {row.relation}",
        "data-rows": " ".join(str(rows[item]) for item in row.claims if item in rows) or None,
        "data-tip": row.tip,
    }
    tall = 44 if layout.narrow else 27
    ground: Attributes = {"x": 0, "y": top, "width": layout.width, "height": tall, "class": "hit"}
    return element("g", data, element("rect", ground), *parts)
