"""Boundaries that a map shows because the user named a file of them: GeoJSON lines and areas.

Asculum brings none, for which there are is a matter of who draws them. Of areas the outlines are
taken; points, properties and all else of the file are left alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from asculum.evidence.spelling import shown
from asculum.terms.errors import EvidenceError

#: The largest file that is read [bytes], and the most corners in it.
LARGEST = 50_000_000
MOST = 2_000_000
#: How deep collections may hold collections.
DEEPEST = 8
#: Where files say who may use them, by the keys seen in the wild; the first that speaks is told.
NOTES = ("license", "licence", "attribution", "copyright", "source")
TITLES = ("title", "name")
#: Reference systems that are longitude and latitude on WGS 84, as GeoJSON of 2008 spells them.
WGS84 = ("CRS84", "EPSG:4326", "EPSG::4326")
FIX = "export it as GeoJSON in degrees (WGS 84): ogr2ogr -t_srs EPSG:4326 out.geojson FILE"


@dataclass(frozen=True, kw_only=True)
class Boundaries:
    """Lines of a file: points (longitude, latitude) [degrees], with what the file says of itself.

    ``sha256`` names the very bytes; ``title`` and ``note`` are empty where the file says nothing.
    """

    name: str
    title: str
    note: str
    sha256: str
    lines: tuple[tuple[tuple[float, float], ...], ...]


def read_boundaries(path: Path) -> Boundaries:
    """Read the lines of a GeoJSON file (RFC 7946).

    Raises ``EvidenceError`` (EVI127, exit 3) for a file that cannot be read, is too large, is not
    GeoJSON, holds no line, or is not in degrees on WGS 84.
    """
    try:
        if path.stat().st_size > LARGEST:
            _refuse(path, f"the file has more than {LARGEST:,} bytes", fix="cut it to the country")
        data = path.read_bytes()
    except OSError as error:
        _refuse(path, f"it cannot be read: {error.strerror or error}", fix="name a file")
    except ValueError:  # a NUL in the name
        _refuse(path, "its name is no file's name", fix="name a file")
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        _refuse(path, f"it is not JSON in UTF-8 ({shown(str(error))})")
    if not isinstance(document, dict):
        _refuse(path, "it is JSON, but no GeoJSON object")
    _check_system(path, document.get("crs"))
    lines, corners = [], 0
    for where, value in _lines(path, document, "the file", 0):
        line = _points(path, value, where)
        corners += len(line)
        if corners > MOST:
            _refuse(path, f"it has more than {MOST:,} corners", fix="cut it to the country")
        lines.append(line)
    if not lines:
        _refuse(path, "it holds neither lines nor areas", fix="name a file of boundaries")
    return Boundaries(
        name=path.name,
        title=_told(document, TITLES),
        note=_told(document, NOTES),
        sha256=hashlib.sha256(data).hexdigest(),
        lines=tuple(lines),
    )


def _refuse(path: Path, what: str, *, fix: str = FIX) -> NoReturn:
    raise EvidenceError(
        "EVI127",
        f"{shown(path.name)} cannot be drawn as boundaries: {what}",
        why="boundaries are lines or areas of a GeoJSON file in degrees on WGS 84",
        fix=fix,
    )


def _check_system(path: Path, system: object) -> None:
    """Refuse a file that names another reference system; what it does not name is WGS 84."""
    if system is None:
        return
    properties = system.get("properties") if isinstance(system, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or not name.upper().endswith(WGS84):
        _refuse(path, f"its reference system is {shown(name)}, not WGS 84")


def _lines(path: Path, value: object, where: str, depth: int) -> Iterator[tuple[str, object]]:
    """Yield the coordinates of each line and each outline of an area."""
    if depth > DEEPEST:
        _refuse(path, f"{where} holds collections within collections")
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(kind, str):
        _refuse(path, f"{where} is no GeoJSON object")
    if kind == "FeatureCollection":
        for number, feature in enumerate(_listed(path, value, "features", where), start=1):
            yield from _lines(path, feature, f"feature {number}", depth + 1)
    elif kind == "Feature":
        if value.get("geometry") is not None:
            yield from _lines(path, value["geometry"], where, depth + 1)
    elif kind == "GeometryCollection":
        for part in _listed(path, value, "geometries", where):
            yield from _lines(path, part, where, depth + 1)
    elif kind == "LineString":
        yield where, value.get("coordinates")
    elif kind in ("MultiLineString", "Polygon"):
        yield from ((where, line) for line in _listed(path, value, "coordinates", where))
    elif kind == "MultiPolygon":
        for area in _listed(path, value, "coordinates", where):
            if not isinstance(area, list):
                _refuse(path, f"the coordinates of {where} are no lists of lines")
            yield from ((where, line) for line in area)
    elif kind not in ("Point", "MultiPoint"):
        _refuse(path, f"{where} is of the type {shown(kind)}")


def _listed(path: Path, value: dict[str, object], key: str, where: str) -> list[object]:
    found = value.get(key)
    if not isinstance(found, list):
        _refuse(path, f"{where} has no list of {key}")
    return found


def _points(path: Path, value: object, where: str) -> tuple[tuple[float, float], ...]:
    if not isinstance(value, list) or len(value) < 2:
        _refuse(path, f"{where} has a line of fewer than two points")
    found = []
    for item in value:
        pair = item[:2] if isinstance(item, list) else []
        if len(pair) < 2 or any(
            isinstance(part, bool) or not isinstance(part, int | float) for part in pair
        ):
            _refuse(path, f"{where} has a point that is not two numbers")
        if not (abs(pair[0]) <= 180 and abs(pair[1]) <= 90):
            told = f"({shown(str(pair[0]))}, {shown(str(pair[1]))})"
            _refuse(path, f"{where} has the point {told}, which is not in degrees")
        found.append((float(pair[0]), float(pair[1])))
    return tuple(found)


def _told(document: dict[str, object], keys: tuple[str, ...]) -> str:
    """Return what a file says of itself at its top, by the first key that says it in words."""
    beside = document.get("metadata")
    for place in (document, beside if isinstance(beside, dict) else {}):
        for key in keys:
            value = place.get(key)
            if isinstance(value, str) and value.strip():
                return " ".join(value.split())
    return ""
