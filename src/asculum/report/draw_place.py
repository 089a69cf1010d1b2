"""Draw the map: ways under towns, names where there is room for them, one panel a day."""

from __future__ import annotations

import math
from dataclasses import dataclass

from asculum.evidence.claims import CONTESTED
from asculum.report.figures_place import MapFigure, MapPanel, Spot, Way
from asculum.report.land import Line, cut
from asculum.report.stripes import striped_disc, striped_rect
from asculum.report.svg import (
    Attributes,
    Layout,
    drawing,
    element,
    line,
    path,
    text,
    width_of,
)
from asculum.terms.speech import retold, say

GAP, HEAD, FOOT = 20.0, 30.0, 26.0
#: Corners of a coast nearer to each other than this are one [px].
FINEST = 0.8


@dataclass(frozen=True, kw_only=True)
class Window:
    """One panel on the drawing [px]: its corner, its size, and the scale."""

    left: float
    top: float
    width: float
    height: float
    scale: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return where kilometres east and north stand."""
        return self.left + x * self.scale, self.top + self.height - y * self.scale


def draw_map(figure: MapFigure, layout: Layout, identity: str) -> str:
    """Return the map: days beside each other on a desk, one below another on a phone."""
    title = say("The ways around the place, and who held what")
    return _maps(figure, layout, identity, title, 1 if layout.narrow else 2)


def draw_held(figure: MapFigure, layout: Layout, identity: str) -> str:
    """Return small maps of who held what, three in a row, one below another on a phone."""
    title = say("Who held what, day by recorded day")
    return _maps(figure, layout, identity, title, 1 if layout.narrow else 3)


def _maps(figure: MapFigure, layout: Layout, identity: str, title: str, most: int) -> str:
    across = min(most, len(figure.panels))
    room = (layout.width - GAP * (across - 1)) / across
    scale = room / figure.width
    tall = figure.height * scale
    body: list[str] = []
    for number, panel in enumerate(figure.panels):
        left = number % across * (room + GAP)
        top = number // across * (tall + HEAD + FOOT) + HEAD
        window = Window(left=left, top=top, width=room, height=tall, scale=scale)
        body.append(_panel(figure, panel, window, layout))
    rows = -(-len(figure.panels) // across)
    height = rows * (tall + HEAD + FOOT)
    message = " ".join(panel.message for panel in figure.panels)
    return drawing(layout, height, identity, title, message, body)


def _panel(figure: MapFigure, panel: MapPanel, window: Window, layout: Layout) -> str:
    frame: Attributes = {
        "x": window.left,
        "y": window.top,
        "width": window.width,
        "height": window.height,
        "class": "map-frame",
    }
    parts = [text(window.left, window.top - 10, panel.title, {"class": "panel-title"})]
    parts += _earth(figure, window, frame)
    order = {"rail": 0, "track": 1, "minor": 2, "ferry": 2, "road": 3}
    for way in sorted(panel.ways, key=lambda way: (way.open, order.get(way.kind, 1))):
        parts.append(_way(way, figure, window))
    names: list[str] = []
    taken = [_box(spot, window) for spot in panel.spots if spot.inside]
    for spot in panel.spots:
        if spot.inside:
            parts.append(_mark(spot, figure, window))
    for spot in sorted(panel.spots, key=lambda spot: (-spot.weight, spot.name)):
        if spot.inside and spot.role != "troops":
            names.append(_name(spot, window, layout, taken))
    parts += names
    parts += _edges(panel, window, layout, taken)
    parts.append(_bar(window))
    return element("g", {"class": "panel"}, *parts)


def _way(way: Way, figure: MapFigure, window: Window) -> str:
    ends = _clipped(way, figure.width, figure.height)
    if ends is None:
        return ""
    (x1, y1), (x2, y2) = (window.at(*end) for end in ends)
    kind = f"way {way.kind}" + ("" if way.open else (" " + say("shut")))
    return element("g", {"class": "mark", "data-tip": way.words}, line(x1, y1, x2, y2, kind))


def _clipped(
    way: Way, width: float, height: float
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    return cut((way.x1, way.y1), (way.x2, way.y2), width, height)


def _earth(figure: MapFigure, window: Window, frame: Attributes) -> list[str]:
    """Return the ground of a panel: sea, land on it, coast, and the boundaries of the user."""
    earth = figure.ground
    parts = [element("rect", {**frame, "class": "map-frame sea"} if earth.sea else frame)]
    if earth.land:
        rings = "".join(path(_thinned(ring, window), closed=True) for ring in earth.land)
        parts.append(element("path", {"d": rings, "class": "land", "fill-rule": "evenodd"}))
    for lines, kind in ((earth.coast, "coast"), (figure.lines, "boundary")):
        if lines:
            drawn = (_thinned(line, window) for line in lines)
            told = "".join(path(line) for line in drawn if len(set(line)) > 1)
            parts.append(element("path", {"d": told, "class": kind}))
    return parts


def _thinned(points: Line, window: Window) -> list[tuple[float, float]]:
    """Return where a line stands [px], without corners too near to the one before to be seen."""
    stands = [window.at(*point) for point in points]
    kept = stands[:1]
    for at in stands[1:]:
        if math.dist(kept[-1], at) >= FINEST:
            kept.append(at)
    if len(kept) > 1:
        kept[-1] = stands[-1]  # it ends where it ended
    return kept


def _mark(spot: Spot, figure: MapFigure, window: Window) -> str:
    x, y = window.at(spot.x, spot.y)
    taken = bool(spot.held) and spot.held == figure.attacker
    held = "contested" if spot.held == CONTESTED else "taken" if taken else "held"
    if spot.role == "unlisted":
        shape = element("circle", {"cx": x, "cy": y, "r": 2.2, "class": "spot unlisted"})
    elif spot.role == "troops":
        r = 4.6
        corners = [(x, y - r), (x + r, y), (x, y + r), (x - r, y)]
        shape = element("path", {"d": path(corners, closed=True), "class": f"spot {held}"})
    elif spot.role == "supply":
        square: Attributes = {"x": x - 5, "y": y - 5, "width": 10, "height": 10}
        if held == "contested":
            shape = striped_rect(x - 5, y - 5, 10, 10, "spot contested")
        else:
            shape = element("rect", {**square, "class": f"spot {held}"})
    else:
        r = 7.5 if spot.role == "place" else 4.4
        if held == "contested":
            shape = striped_disc(x, y, r, "spot contested")
        else:
            shape = element("circle", {"cx": x, "cy": y, "r": r, "class": f"spot {held}"})
    if spot.role == "place":
        shape = element("circle", {"cx": x, "cy": y, "r": 11.5, "class": "ring"}) + shape
    return element("g", {"class": "mark", "data-tip": spot.words}, shape)


Box = tuple[float, float, float, float]


def _box(spot: Spot, window: Window) -> Box:
    x, y = window.at(spot.x, spot.y)
    r = 12 if spot.role == "place" else 5
    return x - r, y - r, x + r, y + r


def _name(spot: Spot, window: Window, layout: Layout, taken: list[Box]) -> str:
    """Return a name at the first side of its mark that is free; nothing where none is."""
    size = layout.type
    x, y = window.at(spot.x, spot.y)
    gap = 14 if spot.role == "place" else 7.5
    wide = width_of(spot.name, size)
    options = (
        ("start", x + gap, y + size * 0.35),
        ("end", x - gap, y + size * 0.35),
        ("middle", x, y - gap - 2),
        ("middle", x, y + gap + size * 0.8),
    )
    for anchor, at, base in options:
        left = {"start": at, "end": at - wide, "middle": at - wide / 2}[anchor]
        box = (left, base - size * 0.8, left + wide, base + size * 0.2)
        if _fits(box, window, taken):
            taken.append(box)
            kind = "label place-name" if spot.role == "place" else "label"
            return text(at, base, spot.name, {"class": kind, "text-anchor": anchor})
    return ""


def _fits(box: Box, window: Window, taken: list[Box]) -> bool:
    inside = box[0] >= window.left + 1 and box[2] <= window.left + window.width - 1
    inside = inside and box[1] >= window.top + 1 and box[3] <= window.top + window.height - 1
    return inside and not any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
        for other in taken
    )


def _edges(panel: MapPanel, window: Window, layout: Layout, taken: list[Box]) -> list[str]:
    """Return the names of what lies beyond the window, where its ways leave it."""
    size = layout.type
    found = []
    outside = {(spot.x, spot.y): spot.name for spot in panel.spots if not spot.inside}
    told: set[str] = set()
    across, tall = window.width / window.scale, window.height / window.scale
    for way in panel.ways:
        ends = _clipped(way, across, tall)
        for end, at in (((way.x1, way.y1), 0), ((way.x2, way.y2), 1)):
            name = outside.get(end)
            if ends is None or name is None or name in told:
                continue
            x, y = window.at(*ends[at])
            words = _aimed(name, x, y, window)
            wide = width_of(words, size)
            left = min(max(x - wide / 2, window.left + 4), window.left + window.width - wide - 4)
            for base in (y - 6, y + size + 4, y - size - 10, y + 2 * size + 8):
                base = min(max(base, window.top + size), window.top + window.height - 5)
                box = (left, base - size * 0.8, left + wide, base + size * 0.2)
                if _fits(box, window, taken):
                    taken.append(box)
                    told.add(name)
                    found.append(text(left, base, words, {"class": "quiet"}))
                    break
    return found


def _aimed(name: str, x: float, y: float, window: Window) -> str:
    """Return a name with an arrow out of the edge of the window that the point lies on."""
    if x <= window.left + 1:
        return f"← {retold(name)}"
    if x >= window.left + window.width - 1:
        return f"{retold(name)} →"
    return f"{'↑' if y <= window.top + 1 else '↓'} {retold(name)}"


def _bar(window: Window) -> str:
    """Return the bar of scale below a panel."""
    kilometres = 20 if window.width / window.scale > 45 else 5
    y = window.top + window.height + 11
    right = window.left + kilometres * window.scale
    parts = [line(window.left, y, right, y, "bar-line")]
    parts += [line(x, y - 4, x, y + 4, "bar-line") for x in (window.left, right)]
    parts.append(
        text(right + 7, y + 4.5, say("{kilometres} km", kilometres=kilometres), {"class": "axis"})
    )
    return element("g", {}, *parts)
