"""A supply network read from lines on a map, and what is said of files that hold none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from asculum.evidence.network import NetworkNode, apart
from asculum.evidence.network_lines import read_lines
from asculum.terms.errors import EvidenceError


def feature(shape: str, coordinates: object, **properties: object) -> dict[str, object]:
    drawn = {"type": shape, "coordinates": coordinates}
    return {"type": "Feature", "geometry": drawn, "properties": properties}


def written(folder: Path, *features: object) -> Path:
    path = folder / "roads.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


DEPOT = feature("Point", [38.0, 48.0], id="depot", name="Depot", supplies="ua", source="s")
ROAD = feature(
    "LineString", [[38.0, 48.0], [38.1, 48.0], [38.2, 48.0]], id="m", kind="road", low=5, high=9
)


def test_lines_end_at_points_near_by_and_are_measured(tmp_path: Path) -> None:
    found = read_lines(written(tmp_path, ROAD, DEPOT), source="s")
    assert [node.id for node in found.nodes] == ["depot", "m-b"]
    (edge,) = found.edges
    assert (edge.a, edge.b, edge.low, edge.high, edge.source) == ("depot", "m-b", 5, 9, "s")
    # a fifth of a degree of longitude at 48 degrees north, on a sphere of 6371 km
    assert edge.length == pytest.approx(14.88, abs=0.01)


def test_a_length_that_is_given_is_kept(tmp_path: Path) -> None:
    road = feature("LineString", [[38.0, 48.0], [38.2, 48.0]], kind="rail", length=20.5)
    (edge,) = read_lines(written(tmp_path, road), source="s").edges
    assert edge.length == 20.5


def test_a_degree_of_latitude_is_sixty_nautical_miles() -> None:
    south = NetworkNode(id="s", name="s", source="s", latitude=48.0, longitude=38.0)
    north = NetworkNode(id="n", name="n", source="s", latitude=49.0, longitude=38.0)
    assert apart(south, north) == pytest.approx(60 * 1.852, rel=2e-3)


@pytest.mark.parametrize(
    ("features", "code"),
    [
        ([feature("Polygon", [])], "EVI126"),
        ([feature("Point", [1000.0, 5.0])], "EVI126"),
        ([feature("LineString", [[1, 1]])], "EVI126"),
        ([feature("Point", [1, True])], "EVI126"),
        (["road"], "EVI126"),
        ([], "EVI126"),
        ([feature("LineString", [[1, 1], [2, 2]], capacity=4)], "EVI007"),
        ([feature("LineString", [[1, 1], [2, 2]], kind="raod")], "EVI013"),
        ([feature("LineString", [[1, 1], [2, 2]], low=4)], "EVI122"),
        ([feature("LineString", [[1, 1], [1, 1]])], "EVI121"),
        ([feature("Point", [1, 1], needs="ua")], "EVI123"),
        ([DEPOT, DEPOT], "EVI016"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, features: list[object], code: str) -> None:
    with pytest.raises(EvidenceError) as refusal:
        read_lines(written(tmp_path, *features), source="s")
    assert refusal.value.code == "EVI126"
    assert code in [finding.code for finding in refusal.value.findings]


@pytest.mark.parametrize("text", [b"{", b"\xff\xfe", b"[" * 100_000, b"[]", b"null"])
def test_what_is_no_geojson(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "roads.geojson"
    path.write_bytes(text)
    with pytest.raises(EvidenceError, match="EVI126"):
        read_lines(path)
