"""Boundaries from a user's file: lines and areas are read, and nothing hostile gets through."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from asculum.evidence import boundaries
from asculum.evidence.boundaries import read_boundaries
from asculum.terms.errors import EvidenceError

RING = [[37.0, 48.0], [39.0, 48.0], [39.0, 49.0], [37.0, 48.0]]
Write = Callable[[Any], Path]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """Return a way to write a file of boundaries, as JSON unless it is bytes."""

    def writing(value: Any) -> Path:
        path = tmp_path / "bounds.geojson"
        path.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
        return path

    return writing


def shape(kind: str, coordinates: Any) -> dict[str, Any]:
    return {"type": kind, "coordinates": coordinates}


def feature(geometry: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": "x" * 9}, "geometry": geometry}


def many(*geometries: Any, **beside: Any) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [feature(each) for each in geometries],
    } | beside


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        (shape("LineString", RING), 1),
        (shape("Polygon", [RING, RING]), 2),
        (shape("MultiLineString", [RING, RING]), 2),
        (shape("MultiPolygon", [[RING], [RING, RING]]), 3),
        (feature(shape("Polygon", [RING])), 1),
        (many(shape("Point", [1, 2]), shape("LineString", RING), None), 1),
        ({"type": "GeometryCollection", "geometries": [shape("LineString", RING)]}, 1),
        (shape("LineString", [[37.0, 48.0, 120.5], [38.0, 48.0, 121.0]]), 1),
    ],
)
def test_lines_and_the_outlines_of_areas_are_read(
    written: Write, value: dict[str, Any], lines: int
) -> None:
    found = read_boundaries(written(value))
    assert len(found.lines) == lines
    assert found.lines[0][0] == (37.0, 48.0)
    assert found.name == "bounds.geojson"
    assert len(found.sha256) == 64


def test_the_file_says_what_it_is_and_under_which_licence(written: Write) -> None:
    told = many(shape("LineString", RING), name="adm1", license=" CC BY\n4.0 ", crs=None)
    found = read_boundaries(written(told))
    assert (found.title, found.note) == ("adm1", "CC BY 4.0")
    beside = many(shape("LineString", RING), metadata={"attribution": "OCHA"}, license=7)
    assert read_boundaries(written(beside)).note == "OCHA"
    assert read_boundaries(written(many(shape("LineString", RING)))).note == ""


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"]
)
def test_a_file_may_name_wgs_84(written: Write, name: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    assert read_boundaries(written(many(shape("LineString", RING), crs=crs))).lines


def nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = shape("LineString", RING)
    for _ in range(depth):
        value = {"type": "GeometryCollection", "geometries": [value]}
    return value


MERCATOR = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (b"", "not JSON"),
        (b"\x00\x01\x02", "not JSON"),
        (b"\xff\xfe{", "not JSON"),
        (b"[" * 200_000, "not JSON"),
        (b'{"a":' * 100_000, "not JSON"),
        (b"<script>alert(1)</script>", "not JSON"),
        (b'{"type":"LineString","coordinates":[[' + b"9" * 5_000 + b",1],[1,1]]}", "not JSON"),
        (b'{"type":"LineString","coordinates":[[NaN,1],[1,1]]}', "not in degrees"),
        (b'{"type":"LineString","coordinates":[[1e999,1],[1,1]]}', "not in degrees"),
        ([1, 2], "no GeoJSON object"),
        ("words", "no GeoJSON object"),
        ({}, "no GeoJSON object"),
        ({"type": ["LineString"]}, "no GeoJSON object"),
        ({"type": "Topology", "arcs": []}, "type 'Topology'"),
        ({"type": "FeatureCollection"}, "no list of features"),
        ({"type": "FeatureCollection", "features": {"a": 1}}, "no list of features"),
        ({"type": "FeatureCollection", "features": [1, None]}, "feature 1 is no GeoJSON object"),
        ({"type": "FeatureCollection", "features": []}, "neither lines nor areas"),
        (many(shape("Point", [1, 2])), "neither lines nor areas"),
        (many(shape("LineString", None)), "fewer than two points"),
        (many(shape("LineString", [[1, 2]])), "fewer than two points"),
        (many(shape("LineString", [[1, 2], "ab"])), "not two numbers"),
        (many(shape("LineString", [[1, 2], [True, False]])), "not two numbers"),
        (many(shape("LineString", [["1", "2"], ["3", "4"]])), "not two numbers"),
        (many(shape("MultiPolygon", [RING, 7])), "not two numbers"),
        (many(shape("MultiPolygon", [7])), "no lists of lines"),
        (many(shape("Polygon", {"a": RING})), "no list of coordinates"),
        # metres
        (many(shape("LineString", [[4.2e6, 6.2e6], [4.3e6, 6.2e6]])), "not in degrees"),
        (many(shape("LineString", [[181, 0], [1, 0]])), "not in degrees"),
        (many(shape("LineString", RING), crs=MERCATOR), "EPSG::3857"),
        (many(shape("LineString", RING), crs="EPSG:3857"), "not WGS 84"),
        (nested(9), "collections within collections"),
    ],
)
def test_what_is_no_file_of_boundaries_is_refused(written: Write, value: Any, said: str) -> None:
    with pytest.raises(EvidenceError) as refused:
        read_boundaries(written(value))
    assert refused.value.code == "EVI127"
    assert said in refused.value.what
    assert len(refused.value.what) < 300


def test_a_file_that_is_too_large_or_not_there(
    written: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(shape("LineString", RING))
    monkeypatch.setattr(boundaries, "MOST", 3)
    with pytest.raises(EvidenceError, match="more than 3 corners"):
        read_boundaries(path)
    monkeypatch.setattr(boundaries, "LARGEST", 10)
    with pytest.raises(EvidenceError, match="more than 10 bytes"):
        read_boundaries(path)
    for absent in (tmp_path / "none.geojson", tmp_path, tmp_path / "a\0b"):
        with pytest.raises(EvidenceError) as refused:
            read_boundaries(absent)
        assert refused.value.code == "EVI127"
