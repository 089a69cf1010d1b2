"""dossier.toml in forms: a dossier from nothing, parts added, changed, deleted and taken back."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from benching import Visitor
from small import CHOSEN, HEADER
from test_parts import edits, read
from test_rows import opened_at

from asculum.evidence.dictionary import columns
from asculum.study.header_edits import part_columns, part_names
from asculum.workbench.heading import PARTS

BEGUN = {
    "name": "ford",
    "title": 'The "ford" <b>',
    "place.name": "Форт",
    "period.start": "1807-04-03",
    "period.end": "1807-06-13",
    "side-0": "Північ",
    "side-1": "South & allies",
}


def toml(root: Path, folder: str = "mill") -> dict[str, Any]:
    return tomllib.loads((root / folder / "dossier.toml").read_text(encoding="utf-8"))


def write(root: Path, text: str) -> None:
    (root / "mill" / "dossier.toml").write_bytes(text.encode())


def test_every_key_of_dossier_toml_has_a_field() -> None:
    assert set(PARTS) == set(part_names())
    fields = sum(len(part_columns(name)) for name in part_names())
    assert fields == len(columns("dossier")) - 2  # the version, and priors, which have their page


def test_a_dossier_is_begun_and_filled_with_forms_only(visitor: Visitor, root: Path) -> None:
    for wrong in ({"period.end": "1807-02-30"}, {"side-1": ""}, {"title": ""}, {"name": "a/b"}):
        assert visitor.post("/new", {**BEGUN, **wrong}).status == 400, wrong
    assert not (root / "ford").exists()
    assert visitor.post("/new", BEGUN).to == "/d/ford?done=bare"
    assert [side["id"] for side in toml(root, "ford")["sides"]] == ["side-1", "south-allies"]
    for table, cells in (
        ("sources", {"id": "envoy", "name": "An envoy", "allegiance": "third"}),
        ("control", {"place": "Форт", "start": "1807-04-03", "status": "side-1"}),
        ("strengths", {"id": "m1", "side": "side-1", "measure": "committed", "best": "900"}),
        (
            "claims",
            {
                "id": "c1",
                "side": "south-allies",
                "category": "killed",
                "best": "70",
                "kind": "count",
            }
            | {"scope": "battle"},
        ),
    ):
        fields = {"published": "1807-07-01", "source": "envoy", **cells}
        form = {f"cell-{name}": value for name, value in fields.items()}
        assert visitor.post(f"/d/ford/t/{table}/row", {**form, "do": "save"}).status == 303, table
    pool = {"cell-side": "side-1", "cell-low": "20,000", "cell-high": "3e4", "cell-source": "envoy"}
    assert visitor.post("/d/ford/part/pools", {**pool, "do": "save"}).status == 303
    made = {"side": "side-1", "low": 20000, "high": 30000.0, "source": "envoy"}
    assert toml(root, "ford")["pools"] == [made]
    page = visitor.get("/d/ford").text
    assert "0 errors" in page
    assert "<b>" not in page.replace("<b>x", "")
    assert "disabled" not in visitor.get("/d/ford/report").text


def test_a_control_row_is_changed_by_place_and_day(visitor: Visitor, root: Path) -> None:
    text = "place,start,end,status,source\r\nA,1807-04-03,1807-04-05,north,envoy\r\n"
    text += "A,1807-04-05,,south,envoy\r\nA,1807-04-05,,north,envoy\r\n"
    (root / "mill" / "control.csv").write_bytes(text.encode())
    address = "/d/mill/t/control/row"
    second = opened_at(visitor, f"{address}?id=A,+1807-04-05+(2)")
    assert second["cell-status"] == "north"
    changed = visitor.post(address, {**second, "cell-start": "1807-04-20", "do": "save"})
    assert "id=A%2C+1807-04-20" in changed.to
    assert read(root, "control.csv") == text.replace("05,,north", "20,,north")
    first = opened_at(visitor, f"{address}?id=A,+1807-04-03")
    assert visitor.post(address, {**first, "do": "delete"}).status == 303
    for edit in edits(visitor):
        assert visitor.post("/d/mill/history", {"edit": edit}).status == 303
    assert read(root, "control.csv") == text


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_option_is_changed_copied_deleted_and_taken_back(
    visitor: Visitor, root: Path, end: str
) -> None:
    text = ("# kept\n" + CHOSEN).replace("\n", end)
    write(root, text)
    form = "/d/mill/part/options"
    same = opened_at(visitor, f"{form}?at=1")
    assert same["cell-own_rate.low"] == "0.2"
    assert visitor.post(form, {**same, "do": "save"}).to.endswith("done=nothing")
    new = {"cell-own_rate.low": "0.3", "cell-keeps.low": "0", "cell-keeps.high": "0.5"}
    new |= {"cell-keeps.why": 'two\r\nlines of "why"', "cell-days.low": "", "cell-days.high": ""}
    assert visitor.post(form, {**same, **new, "cell-days.why": "", "do": "save"}).status == 303
    made = toml(root)["options"][1]
    assert made["keeps"] == {"low": 0, "high": 0.5, "why": 'two\nlines of "why"'}
    assert made["own_rate"]["low"] == 0.3
    assert "days" not in made
    assert read(root, "dossier.toml").startswith(f"# kept{end}")
    assert ("\r\n" in read(root, "dossier.toml")) == (end == "\r\n")
    copied = opened_at(visitor, f"{form}?like=1")
    assert copied["cell-id"] == ""
    assert visitor.post(form, {**copied, "cell-id": "hills", "do": "save"}).status == 303
    assert [item["id"] for item in toml(root)["options"]] == ["stay", "leave", "hills"]
    last = opened_at(visitor, f"{form}?at=2")
    assert visitor.post(form, {**last, "do": "delete"}).status == 303
    for edit in edits(visitor):
        assert visitor.post("/d/mill/history", {"edit": edit}).status == 303
    assert read(root, "dossier.toml") == text


def test_what_would_be_an_error_is_told_and_not_written(visitor: Visitor, root: Path) -> None:
    form = "/d/mill/part/pools"
    pool = opened_at(visitor, f"{form}?at=0")
    for given, code in (
        ({"cell-low": "many"}, "EVI033"),
        ({"cell-low": "40000"}, "EVI044"),
        ({"cell-source": "nobody"}, "EVI050"),
        ({"cell-side": ""}, "EVI032"),
    ):
        answer = visitor.post(form, {**pool, **given, "do": "save"})
        assert answer.status == 400, given
        assert code in answer.text
        assert code in visitor.post(f"{form}/told", {**pool, **given}).text
    # a side that claims name cannot be called otherwise
    side = opened_at(visitor, "/d/mill/part/sides?at=0")
    assert visitor.post("/d/mill/part/sides", {**side, "cell-id": "n", "do": "save"}).status == 400
    assert read(root, "dossier.toml") == HEADER
    for address in ("pools?at=9", "pools?at=x", "pools?at=0.0", "sides.forces", "nothing"):
        assert visitor.get(f"/d/mill/part/{address}").status in (400, 404), address


def test_two_tabs_on_one_part_end_in_a_conflict_that_shows_both(
    visitor: Visitor, root: Path
) -> None:
    form = "/d/mill/part/pools"
    one, two = opened_at(visitor, f"{form}?at=0"), opened_at(visitor, f"{form}?at=0")
    other = opened_at(visitor, f"{form}?at=1")
    assert visitor.post(form, {**one, "cell-low": "21000", "do": "save"}).status == 303
    answer = visitor.post(form, {**two, "cell-low": "22000", "do": "save"})
    assert answer.status == 409
    assert 'value="22000"' in answer.text
    assert "<bdi>21000</bdi>" in answer.text
    # another part of the same file is no conflict
    assert visitor.post(form, {**other, "cell-low": "26000", "do": "save"}).status == 303
    mark = re.search(r'name="mark" value="([^"]+)"', answer.text)[1]  # type: ignore[index]
    again = {**two, "mark": mark, "cell-low": "22000", "do": "save"}
    assert visitor.post(form, again).status == 303
    assert [pool["low"] for pool in toml(root)["pools"]] == [22000, 26000]


def test_a_dossier_without_its_sides_is_mended_in_forms(visitor: Visitor, root: Path) -> None:
    write(root, HEADER.partition('[[sides]]\nid = "south"')[0].replace("outcome", "# outcome"))
    side = {"cell-id": "south", "cell-name": "South", "do": "save"}
    assert visitor.post("/d/mill/part/sides", side).status == 303
    assert "0 errors" in visitor.get("/d/mill").text


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("title", "<script>alert(1)</script>"),
        ("about", "=1+1"),
        ("place.name", "a\x00b"),
        ("war.name", "\u202egnp"),
        ("place.latitude", "<script>alert(1)</script>"),
        ("period.start", "a" * 10_001),
        ("outcome.disputed", "<script>alert(1)</script>"),
        ("outcome.source", "\u202egnp"),
        ("war.name", '"""\\'),
    ],
)
def test_hostile_words_are_only_words(visitor: Visitor, root: Path, key: str, words: str) -> None:
    form = "/d/mill/part/battle"
    row = opened_at(visitor, form)
    answer = visitor.post(form, {**row, f"cell-{key}": words, "do": "save"})
    assert answer.status == (303 if key in ("title", "about", "war.name") else 400)
    assert "<script>alert" not in visitor.get("/d/mill").text + answer.text
    if answer.status == 303:
        assert opened_at(visitor, form)[f"cell-{key}"] == words
        visitor.post("/d/mill/history", {"edit": edits(visitor)[0]})
    assert read(root, "dossier.toml") == HEADER
