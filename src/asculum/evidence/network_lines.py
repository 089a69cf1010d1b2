"""Lines on a map as a supply network: GeoJSON points are nodes, lines are links.

A point has the properties of a row of network_nodes.csv, a line those of network_edges.csv, but
for its ends: they are the nodes within ``NEAR`` of where the line begins and ends, and a junction
of its own where there is none. A length that is not given is measured along the line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from asculum.evidence import network_rows
from asculum.evidence.cells import Problem, Row, Value, read_cell
from asculum.evidence.codes import found
from asculum.evidence.dictionary import columns
from asculum.evidence.network import NetworkEdge, NetworkNode, apart
from asculum.evidence.rows import Refusal
from asculum.evidence.spelling import Speller, shown
from asculum.terms.errors import EvidenceError
from asculum.terms.findings import Finding

#: A line begins at a node that lies no further from its first point [km].
NEAR = 0.5
#: The largest file that is read [bytes].
LARGEST = 50_000_000
#: Columns that a file of lines cannot have: its ends and coordinates are drawn.
DRAWN = {"a", "b", "latitude", "longitude"}
FIX = "export points and lines as one GeoJSON FeatureCollection in degrees (WGS 84)"


@dataclass(frozen=True, kw_only=True)
class Lines:
    """A network read from lines on a map."""

    nodes: tuple[NetworkNode, ...]
    edges: tuple[NetworkEdge, ...]


def read_lines(path: Path, *, source: str = "") -> Lines:
    """Read a network from a GeoJSON file; ``source`` stands where a feature names none.

    Raises ``EvidenceError`` (EVI126, exit 3) with every finding where any of it cannot be read.
    """
    findings: list[Finding] = []
    nodes: list[NetworkNode] = []
    edges: list[NetworkEdge] = []
    for number, kind, points, properties in _features(path, findings):
        where = f"{path.name}: feature {number}"
        table = "network_nodes" if kind == "Point" else "network_edges"
        row = _row(table, number, properties, source, where, findings)
        if row is None:
            continue
        if kind == "Point":
            node = network_rows.network_node(row)
            if isinstance(node, Refusal):
                findings.append(found(node.code, node.what, where=where, fix=node.fix))
            else:
                nodes.append(replace(node, longitude=points[0][0], latitude=points[0][1]))
            continue
        edge = network_rows.network_edge(row)
        if isinstance(edge, Refusal):
            findings.append(found(edge.code, edge.what, where=where, fix=edge.fix))
        else:
            edges.append(_joined(edge, points, nodes, where, findings))
    twice = _twice(nodes, edges)
    findings.extend(found("EVI016", f"id {name} is there twice", where=path.name) for name in twice)
    if findings:
        raise EvidenceError(
            "EVI126",
            f"{path.name} cannot be read as a network",
            why="lines on a map are GeoJSON: points and lines with their properties",
            fix="mend what follows",
            findings=findings,
        )
    return Lines(nodes=tuple(nodes), edges=tuple(edges))


Feature = tuple[int, str, list[tuple[float, float]], Mapping[str, object]]


def _features(path: Path, findings: list[Finding]) -> Iterator[Feature]:
    """Yield each feature, points first, so that lines find their ends."""

    def refuse(what: str, where: str = path.name) -> None:
        findings.append(found("EVI126", what, where=where, fix=FIX))

    try:
        if path.stat().st_size > LARGEST:
            return refuse(f"the file has more than {LARGEST:,} bytes")
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        return refuse(f"it cannot be read: {error.strerror or error}")
    except (ValueError, RecursionError) as error:
        return refuse(f"it is not JSON in UTF-8 ({shown(str(error))})")
    listed = document.get("features") if isinstance(document, dict) else None
    if not isinstance(listed, list) or not listed:
        return refuse("it holds no features")
    good: list[Feature] = []
    for number, feature in enumerate(listed, start=1):
        shape = feature.get("geometry") if isinstance(feature, dict) else None
        kind = shape.get("type") if isinstance(shape, dict) else None
        properties = feature.get("properties") if isinstance(feature, dict) else None
        points = _points(shape.get("coordinates"), str(kind)) if isinstance(shape, dict) else None
        if kind not in ("Point", "LineString"):
            refuse(f"its geometry is {shown(kind)}", f"{path.name}: feature {number}")
        elif points is None:
            refuse("its coordinates are not degrees", f"{path.name}: feature {number}")
        else:
            good.append((number, kind, points, properties if isinstance(properties, dict) else {}))
    yield from sorted(good, key=lambda item: item[1] != "Point")
    return None


def _points(value: object, kind: str) -> list[tuple[float, float]] | None:
    """Return points as (longitude, latitude) [degrees]; ``None`` where they are none."""
    listed = [value] if kind == "Point" else value
    if not isinstance(listed, list) or (kind == "LineString" and len(listed) < 2):
        return None
    found: list[tuple[float, float]] = []
    for item in listed:
        if not isinstance(item, list) or len(item) < 2:
            return None
        if any(isinstance(part, bool) or not isinstance(part, int | float) for part in item[:2]):
            return None
        if not (abs(item[0]) <= 180 and abs(item[1]) <= 90):
            return None
        found.append((float(item[0]), float(item[1])))
    return found


def _row(
    table: str,
    number: int,
    properties: Mapping[str, object],
    source: str,
    where: str,
    findings: list[Finding],
) -> Row | None:
    """Return a feature's properties by the columns of its table; ``None`` where one is wrong."""
    known = {column.name: column for column in columns(table) if column.name not in DRAWN}
    before = len(findings)
    told = {"id": f"{table}-{number}", "name": f"feature {number}", "kind": "road"}
    told |= {"source": source}
    for name, value in properties.items():
        if name in known and value is not None:
            told[name] = f"{value:.12g}" if isinstance(value, float) else str(value)
        elif name not in known:
            fix = Speller(known).fix(name, otherwise="delete the property")
            what = f"unknown property {shown(name)}"
            findings.append(found("EVI007", what, where=where, fix=fix))
    values: dict[str, Value] = {}
    for name, column in known.items():
        read = read_cell(column, told.get(name, ""))
        if isinstance(read, Problem):
            findings.append(found(read.code, read.what, where=where, fix=read.fix))
        else:
            values[name] = read
    if table == "network_edges":
        values |= {"a": "one", "b": "other"}  # the ends follow from the line
    return Row(line=number, values=values) if len(findings) == before else None


def _joined(
    edge: NetworkEdge,
    points: Sequence[tuple[float, float]],
    nodes: list[NetworkNode],
    where: str,
    findings: list[Finding],
) -> NetworkEdge:
    """Return a link with its ends and, where none is given, the length of its line."""
    ends = [
        _end(point, f"{edge.id}-{at}", edge, nodes)
        for at, point in zip("ab", (points[0], points[-1]), strict=True)
    ]
    stops = [_at(point) for point in points]
    parts = [apart(one, other) or 0.0 for one, other in pairwise(stops)]
    length = edge.length if edge.length is not None else sum(parts)
    if ends[0] == ends[1] or not length > 0:
        what = "the line ends where it begins"
        findings.append(found("EVI121", what, where=where, fix="draw it from one node to another"))
    return replace(edge, a=ends[0], b=ends[1], length=length)


def _end(point: tuple[float, float], name: str, edge: NetworkEdge, nodes: list[NetworkNode]) -> str:
    """Return the id of the node at the end of a line, made where there is none near."""
    here = _at(point)
    near = [(apart(node, here), node.id) for node in nodes]
    told = [(far, own) for far, own in near if far is not None and far <= NEAR]
    if told:
        return min(told)[1]
    nodes.append(replace(here, id=name, name="junction", source=edge.source, line=edge.line))
    return name


def _at(point: tuple[float, float]) -> NetworkNode:
    return NetworkNode(id="", name="", source="", longitude=point[0], latitude=point[1])


def _twice(nodes: Sequence[NetworkNode], edges: Sequence[NetworkEdge]) -> list[str]:
    found: list[str] = []
    for group in ([node.id for node in nodes], [edge.id for edge in edges]):
        found += sorted({name for name in group if group.count(name) > 1})
    return found
