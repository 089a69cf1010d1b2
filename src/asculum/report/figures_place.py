"""The map of the place and the ways around it, as data: kilometres on a plane, no tiles."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from asculum.evidence.boundaries import Boundaries
from asculum.evidence.claims import CONTESTED
from asculum.evidence.dossier import Dossier
from asculum.evidence.network import NetworkEdge, NetworkNode
from asculum.place.answer import PlaceAnswer
from asculum.place.drawn import holder
from asculum.report.land import Frame, Ground, Line, ground, within
from asculum.report.restating import side_name
from asculum.report.wording import clean, day
from asculum.terms.speech import message, number, retold, say

#: Kilometres on a degree of latitude.
DEGREE = 111.195
#: Longest name on the map [characters].
LONGEST = 60
#: Room around the outermost node shown [km].
ROOM = 3.0
#: Kinds of ways in the words of a mark that has no name of its own.
_KINDS = {
    "road": message("road"),
    "minor": message("minor"),
    "track": message("track"),
    "rail": message("rail"),
}


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A node on the map: its place [km east and north of the south-west corner] and what it is.

    ``held`` is a side, contested, or empty; ``role`` is place, supply, troops or passed; ``weight``
    says whose name is written first where room is short.
    """

    name: str
    x: float
    y: float
    held: str
    role: str
    side: str
    weight: float
    words: str
    inside: bool


@dataclass(frozen=True, kw_only=True)
class Way:
    """A link on the map, from (x1, y1) to (x2, y2) [km], open or closed on the day."""

    x1: float
    y1: float
    x2: float
    y2: float
    kind: str
    open: bool
    words: str


@dataclass(frozen=True, kw_only=True)
class MapPanel:
    """The map on one day."""

    day: date
    title: str
    spots: tuple[Spot, ...]
    ways: tuple[Way, ...]
    message: str


@dataclass(frozen=True, kw_only=True)
class MapFigure:
    """The same window on several days: its size [km], who attacked, and the kinds of way shown.

    ``lines`` are the boundaries of the file that the user named, as far as they lie in the window
    [km], and ``drawn_from`` says whose they are; empty where no file was named.
    """

    width: float
    height: float
    attacker: str
    panels: tuple[MapPanel, ...]
    kinds: tuple[str, ...]
    closed: bool
    ground: Ground
    lines: tuple[Line, ...] = ()
    drawn_from: str = ""

    @property
    def coast(self) -> str:
        """What there is to say of land and sea on this map."""
        if self.ground.coast:
            return say(
                "Coast after Natural Earth, 1:10 million, thinned: a kilometre or so may be off."
            )
        if not self.ground.sea:
            return ""
        return say("All of it is sea, after Natural Earth, 1:10 million.")


def frame_of(points: Sequence[tuple[float, float]]) -> Frame:
    """Return the window around points (longitude, latitude) [degrees], with room about them."""
    easts, norths = zip(*points, strict=True)
    across = DEGREE * math.cos(math.radians(sum(norths) / len(norths)))
    return Frame(
        west=min(easts) - ROOM / across,
        east=max(easts) + ROOM / across,
        south=min(norths) - ROOM / DEGREE,
        north=max(norths) + ROOM / DEGREE,
        across=across,
        up=DEGREE,
    )


def boundary_lines(frame: Frame, boundaries: Boundaries | None) -> tuple[Line, ...]:
    """Return the parts of a user's boundaries that lie in a window [km]."""
    if boundaries is None:
        return ()
    found: list[Line] = []
    for points in boundaries.lines:
        found += within(frame.plane(np.array(points)), *frame.size)
    return _once(found)


def _once(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return lines without the steps that another has taken: neighbours share their border."""
    taken: set[tuple[tuple[float, float], ...]] = set()
    found: list[Line] = []
    for line in lines:
        part = [line[0]]
        for start, end in pairwise(line):
            step = tuple(sorted((round(x, 6), round(y, 6)) for x, y in (start, end)))
            if step in taken:
                found += [tuple(part)] if len(part) > 1 else []
                part = [end]
            else:
                taken.add(step)
                part.append(end)
        found += [tuple(part)] if len(part) > 1 else []
    return tuple(found)


def boundary_words(boundaries: Boundaries | None, lines: Sequence[Line]) -> str:
    """Say whose boundaries a map shows, and under which licence; empty where none were named."""
    if boundaries is None:
        return ""
    name = clean(boundaries.name, 200)
    if not lines:
        return say("No line of {name} lies within this map.", name=name)
    if boundaries.title:
        name = f"{name} ({clean(boundaries.title, 200)})"
    note = clean(boundaries.note, 300).rstrip(".")
    if not note:
        return say(
            "Thin dashed lines: boundaries as {name} draws them; the file states no licence.",
            name=name,
        )
    return say(
        "Thin dashed lines: boundaries as {name} draws them; the file says: {note}.",
        name=name,
        note=note,
    )


def map_figure(
    dossier: Dossier, answer: PlaceAnswer, boundaries: Boundaries | None = None
) -> MapFigure | None:
    """Return the map; ``None`` where a node has no coordinates.

    The window holds every node that is passed or where troops stand; where supplies enter from
    further away the ways to it are cut at its edge.
    """
    nodes = dossier.network_nodes
    if any(node.latitude is None or node.longitude is None for node in nodes):
        return None
    shown = [node for node in nodes if not node.supplies] or list(nodes)
    frame = frame_of([_degrees(node) for node in shown])
    width, height = frame.size
    planes = frame.plane(np.array([_degrees(node) for node in nodes]))
    at = {node.id: (float(x), float(y)) for node, (x, y) in zip(nodes, planes, strict=True)}
    lines = boundary_lines(frame, boundaries)
    attacker = next((side.id for side in dossier.sides if side.role == "attacker"), "")
    days = tuple(dict.fromkeys(reading.day for reading in answer.readings))
    panels = tuple(_panel(dossier, answer, item, at, (width, height)) for item in days)
    return MapFigure(
        width=width,
        height=height,
        attacker=attacker,
        panels=panels,
        kinds=tuple(dict.fromkeys(edge.kind for edge in dossier.network_edges)),
        closed=any(not way.open for panel in panels for way in panel.ways),
        ground=ground(frame),
        lines=lines,
        drawn_from=boundary_words(boundaries, lines),
    )


def _panel(
    dossier: Dossier,
    answer: PlaceAnswer,
    on: date,
    at: dict[str, tuple[float, float]],
    size: tuple[float, float],
) -> MapPanel:
    names = {node.id: clean(node.name, LONGEST) for node in dossier.network_nodes}
    degree = {
        node: sum(node in (edge.a, edge.b) for edge in dossier.network_edges) for node in names
    }
    spots = []
    for node in dossier.network_nodes:
        if node.needs and not node.active(on):
            continue
        x, y = at[node.id]
        held = holder(node, dossier.control, on)
        role = "place" if node.id == answer.node else "supply" if node.supplies else "passed"
        role = "troops" if node.needs and role == "passed" else role
        told = (
            say("contested")
            if held == CONTESTED
            else side_name(dossier, held)
            if held
            else say("open to both")
        )
        spots.append(
            Spot(
                name=names[node.id],
                x=x,
                y=y,
                held=held,
                role=role,
                side=node.needs or node.supplies,
                weight=1000.0 if role == "place" else float(degree[node.id]),
                words=f"{retold(names[node.id])}: {told}",
                inside=0 <= x <= size[0] and 0 <= y <= size[1],
            )
        )
    drawn = {node.id for node in dossier.network_nodes if not node.needs or node.active(on)}
    ways = tuple(
        Way(
            x1=at[edge.a][0],
            y1=at[edge.a][1],
            x2=at[edge.b][0],
            y2=at[edge.b][1],
            kind=edge.kind,
            open=edge.usable(on),
            words=_way_words(edge, names, on),
        )
        for edge in dossier.network_edges
        if {edge.a, edge.b} <= drawn
    )
    towns = [spot for spot in spots if spot.role != "troops"]
    groups: dict[str, list[str]] = {}
    for spot in towns:
        groups.setdefault(spot.held, []).append(spot.name)
    held_by = [
        f"{_holder(dossier, held)}: {', '.join(retold(member) for member in members)}"
        for held, members in groups.items()
    ]
    return MapPanel(
        day=on,
        title=day(on),
        spots=tuple(spots),
        ways=ways,
        message=say("Who held what on {day}. {held_by}.", day=day(on), held_by=". ".join(held_by)),
    )


def _way_words(edge: NetworkEdge, names: Mapping[str, str], on: date) -> str:
    """Return what a way is, between which nodes, and whether it was open or is certain."""
    kind = clean(edge.name, LONGEST) or retold(_KINDS.get(edge.kind, edge.kind))
    text = f"{kind}: {retold(names[edge.a])} – {retold(names[edge.b])}"
    if not edge.usable(on):
        return text + say(", closed")
    if edge.chance == 1:
        return text
    chance = number(100 * edge.chance, ".0f")
    return text + say(", there by a chance of {chance} %", chance=chance)


def _holder(dossier: Dossier, held: str) -> str:
    if held == CONTESTED:
        return say("contested")
    return side_name(dossier, held) if held else say("open")


def _degrees(node: NetworkNode) -> tuple[float, float]:
    assert node.longitude is not None, "a map is drawn of nodes with coordinates"
    assert node.latitude is not None, "a map is drawn of nodes with coordinates"
    return node.longitude, node.latitude
