"""Draw how claims go back to one another: trees, an arrow from each echo to its origin."""

from __future__ import annotations

import html
from collections.abc import Mapping

from asculum.report.figures_lineage import LineageFigure, Node
from asculum.report.svg import (
    Attributes,
    Layout,
    badge,
    drawing,
    element,
    line,
    path,
    shortened,
    text,
    width_of,
)
from asculum.terms.speech import say

_RADIUS = 6.5
_HOLLOW = ("echo", "superseded", "unused")


def draw_lineage(
    figure: LineageFigure, layout: Layout, identity: str, rows: Mapping[str, int]
) -> str:
    """Return the trees: one line a claim on a desk, two on a phone."""
    tall = 42.0 if layout.narrow else 28.0
    step = _step(figure, layout)
    tops = _tops(figure, tall)
    places = [(10 + node.depth * step, top) for node, top in zip(figure.nodes, tops, strict=True)]
    edges = [_edge(node, places, layout, step) for node in figure.nodes]
    marks = [_mark(node, places[node.line], layout, rows) for node in figure.nodes]
    title = say("How claims go back to one another")
    return drawing(layout, tops[-1] + tall, identity, title, figure.message, [*edges, *marks])


def _step(figure: LineageFigure, layout: Layout) -> float:
    """Return how far each generation stands to the right: room for the manner on a desk."""
    if layout.narrow:
        return 20.0
    longest = max(width_of(node.manner, layout.type) for node in figure.nodes)
    return longest + 2 * _RADIUS + 18


def _tops(figure: LineageFigure, tall: float) -> list[float]:
    """Return the height of each line, with a gap between trees."""
    tops: list[float] = []
    at = 14.0
    for node in figure.nodes:
        if tops:
            at += tall + (12 if node.depth == 0 else 0)
        tops.append(at)
    return tops


def _edge(node: Node, places: list[tuple[float, float]], layout: Layout, step: float) -> str:
    if node.parent is None:
        return ""
    x, y = places[node.line]
    px, py = places[node.parent]
    foot = py + _RADIUS + 3
    bend = [(x - _RADIUS - 2, y), (px, y), (px, foot)]
    head = [(px - 4, foot + 6), (px, foot), (px + 4, foot + 6)]
    parts = [
        element("path", {"d": path(bend), "class": "thread"}),
        element("path", {"d": path(head), "class": "thread"}),
    ]
    if not layout.narrow:
        middle = px + (step - _RADIUS) / 2 + 1
        words: Attributes = {"class": "label quiet", "text-anchor": "middle"}
        parts.append(text(middle, y + layout.type * 0.33, node.manner, words))
    for other in node.others:
        ox, oy = places[other]
        away = max(x, ox) + 3 * _RADIUS
        curve = f"M{x:.1f} {y:.1f}C{away:.1f} {y:.1f} {away:.1f} {oy:.1f} {ox:.1f} {oy:.1f}"
        parts.append(element("path", {"d": curve, "class": "thread further-origin"}))
    return element("g", {"class": "edge"}, *parts)


def _mark(node: Node, place: tuple[float, float], layout: Layout, rows: Mapping[str, int]) -> str:
    x, y = place
    hollow = node.role in _HOLLOW
    parts = [badge(x, y, "", node.relation, _RADIUS, hollow)]
    if node.role == "doctored":
        r = _RADIUS + 3
        parts.append(line(x - r, y - r, x + r, y + r, "cross"))
        parts.append(line(x - r, y + r, x + r, y - r, "cross"))
    left = x + _RADIUS + 8
    room = layout.width - left
    base = y + layout.type * 0.35
    if layout.narrow:
        says = f"{node.manner}: {node.says}" if node.manner else node.says
        parts.append(text(left, base, shortened(node.who, room, layout.type), {"class": "label"}))
        below = shortened(says, room, layout.type)
        parts.append(text(left, base + layout.type + 3, below, {"class": "quiet"}))
    else:
        who = shortened(node.who, room / 2, layout.type)
        says = shortened(node.says, room - width_of(who, layout.type) - 8, layout.type)
        both = (
            element("tspan", {"class": "label"}, html.escape(who)),
            element("tspan", {"class": "quiet", "dx": 8}, html.escape(says)),
        )
        parts.append(element("text", {"x": left, "y": base}, *both))
    tall = 2.6 * layout.type if layout.narrow else 1.9 * layout.type
    ground: Attributes = {
        "x": x - _RADIUS,
        "y": y - 0.95 * layout.type,
        "width": layout.width - x + _RADIUS,
        "height": tall,
        "class": "hit",
    }
    data: Attributes = {
        "class": f"mark {node.relation} {node.role}",
        "data-rows": str(rows[node.claim]),
        "data-tip": node.tip,
    }
    return element("g", data, element("rect", ground), *parts)
