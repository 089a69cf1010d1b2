"""``asculum place``: what it prints, the keys of its JSON, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from small import HEADER, small_dossier

if TYPE_CHECKING:
    from calling import Command

NODES = """\
id,name,holder,supplies,needs,low,best,high,source
depot,Depot,north,north,,,,,envoy
mill,The mill,,,,,,,envoy
hills,Hills,north,,north,20,,180,envoy
"""
EDGES = """\
id,a,b,kind,length,low,best,high,source
e1,depot,mill,road,10,40,,90,envoy
e2,mill,hills,minor,10,,50,,envoy
e3,depot,hills,track,30,,,,envoy
"""
ROLES = HEADER.replace('name = "North"', 'name = "North"\nrole = "attacker"')
KEYS = ["side", "day", "main", "status", "price", "unknown", "resting"]
KEYS += ["order_free_others", "order_free_error", "nodes", "standing", "agreement"]


@pytest.fixture
def placed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "mill"
    return small_dossier(folder, header=ROLES, network_nodes=NODES, network_edges=EDGES)


def test_json_of_the_network_alone(asculum: Command, placed: Path) -> None:
    said = asculum("place", "mill", "--unpriced", "--json")
    assert said.code == 0
    value = said.json
    assert value["command"] == "place"
    assert value["status"]["code"] == "DOUBTFUL"
    assert value["place"] == "The mill"
    assert [list(item) for item in value["readings"]] == [KEYS] * 4
    assert value["readings"][0]["unknown"] == ["e3"]
    assert {item["quantity"] for item in value["results"]} == {
        *("need_beyond", "arrives_with", "arrives_without", "arrives_only_with"),
        *("share_only_with", "hauling_spared", "access_lost", "order_free"),
    }
    assert {item["side"] for item in value["results"]} == {"north"}
    page = (Path(__file__).parents[3] / "docs" / "reference" / "json.md").read_text()
    assert all(f"`{key}`" in page for key in (*KEYS, "place", "readings"))
    assert all(item["quantity"] in page for item in value["results"])


def test_ways_that_are_not_certain_with_both_answers(asculum: Command, tmp_path: Path) -> None:
    head, first, *rest = EDGES.splitlines()
    edges = "\n".join([f"{head},checked,chance", *(f"{row},," for row in rest)])
    doubted = f"{edges}\n{first},memory,0.25\n"
    small_dossier(tmp_path / "doubt", header=ROLES, network_nodes=NODES, network_edges=doubted)
    folder = str(tmp_path / "doubt")
    said = asculum("place", folder, "--unpriced", "--on", "1807-04-10")
    assert said.code == 0
    assert "1 is not certain to have been there: Depot–The mill (25 %)" in said.out
    assert "none there" in said.out
    value = asculum("place", folder, "--unpriced", "--on", "1807-04-10", "--json").json
    resting = value["readings"][0]["resting"]
    assert resting["ways"] == ["e1"]
    told = {
        name: {row["quantity"]: row["median"] for row in resting[name]["results"]}
        for name in ("there", "gone")
    }
    assert told["there"]["arrives_only_with"] > told["gone"]["arrives_only_with"] == 0


def test_text_says_refusals_too(asculum: Command, placed: Path) -> None:
    said = asculum("place", "mill", "--unpriced", "--on", "1807-04-10")
    assert said.code == 0
    assert "The mill to North, 10 Apr 1807" in said.out
    assert "The mill to South, 10 Apr 1807: no figure. No troops of this side" in said.out
    assert "The capacity of 1 of the ways is unknown" in said.out


def test_lines_on_a_map_in_the_place_of_the_network(asculum: Command, placed: Path) -> None:
    def point(x: float, **told: object) -> dict[str, object]:
        shape = {"type": "Point", "coordinates": [x, 50.0]}
        return {"type": "Feature", "geometry": shape, "properties": told}

    def line(x: float, y: float) -> dict[str, object]:
        shape = {"type": "LineString", "coordinates": [[x, 50.0], [y, 50.0]]}
        return {"type": "Feature", "geometry": shape, "properties": {"best": 70}}

    features = [
        point(1.0, id="a", name="A", supplies="north"),
        point(1.1, id="b", name="The mill"),
        point(1.2, id="c", name="C", needs="north", best=100),
        line(1.0, 1.1),
        line(1.1, 1.2),
    ]
    (placed.parent / "roads.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features})
    )
    said = asculum("place", "mill", "--unpriced", "--lines", "roads.geojson", "--json")
    assert said.code == 0
    only = [item for item in said.json["results"] if item["quantity"] == "arrives_only_with"]
    assert [item["median"] for item in only] == [70, 70]


@pytest.mark.parametrize(
    ("words", "code", "exit_code"),
    [
        (("--on", "1807-07-01"), "PLA006", 2),
        (("--lines", "nowhere.geojson"), "EVI126", 3),
    ],
)
def test_refusals(
    asculum: Command, placed: Path, words: tuple[str, ...], code: str, exit_code: int
) -> None:
    said = asculum("place", "mill", "--unpriced", *words)
    assert (said.code, said.err[:6]) == (exit_code, code)
    assert "fix:" in said.err


def test_a_dossier_without_a_network(asculum: Command, placed: Path) -> None:
    (placed / "network_nodes.csv").unlink()
    (placed / "network_edges.csv").unlink()
    said = asculum("place", "mill", "--unpriced")
    assert (said.code, said.err[:6]) == (2, "PLA005")


def test_no_side_with_troops_beyond_is_an_answer_of_exit_4(asculum: Command, placed: Path) -> None:
    nodes = NODES.replace("hills,Hills,north,,north,20,,180,envoy", "hills,Hills,north,,,,,,envoy")
    (placed / "network_nodes.csv").write_text(nodes)
    said = asculum("place", "mill", "--unpriced")
    assert said.code == 4
    assert "No troops of this side" in said.out
