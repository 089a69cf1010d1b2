"""Every code, triggered once, at the file and line where it belongs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from ford import TODAY, Ford

from asculum.evidence import decoding
from asculum.evidence.boundaries import read_boundaries
from asculum.evidence.bundled import find
from asculum.evidence.codes import CODES
from asculum.evidence.network_lines import read_lines
from asculum.evidence.person_mapping import read_mapping
from asculum.evidence.persons import read_persons
from asculum.evidence.reading import inspect_dossier, read_dossier
from asculum.evidence.template import new_dossier
from asculum.terms.errors import AsculumError

Spoil = Callable[[Ford], str]


def _remove(ford: Ford, name: str) -> str:
    (ford.folder / name).unlink()
    return name


def _directory(ford: Ford) -> str:
    (ford.folder / "people.csv").unlink()
    (ford.folder / "people.csv").mkdir()
    return "people.csv"


def _write(ford: Ford, name: str, content: str | bytes, where: str) -> str:
    ford.write(name, content)
    return where


def _all(ford: Ford, spoils: list[Callable[[], str]], where: str = "") -> str:
    wheres = [spoil() for spoil in spoils]
    return where or wheres[-1]


def _sources_header(ford: Ford, old: str, new: str) -> str:
    return ford.replace("sources.csv", old, new)


def _two(ford: Ford, first: dict[str, str], second: dict[str, str], *, at: int = 1) -> str:
    return [ford.add("claims", **first), ford.add("claims", **second)][at]


def _named(ford: Ford, lang: str) -> str:
    return ford.add("names", name="Example Ford", lang=lang, written="Брід")


PERSONS = {"start": "1807-04-03", "kind": "cumulative", "source": "gazette"}

SPOILS: dict[str, Spoil] = {
    "EVI001": _directory,
    "EVI002": lambda f: _remove(f, "claims.csv"),
    "EVI003": lambda f: _write(
        f, "sources.csv", "id,name,allegiance\na,Générale,third\n".encode("cp1252"), "sources.csv:2"
    ),
    "EVI004": lambda f: _write(
        f, "sources.csv", b"id,name,allegiance\na,b\x00c,third\n", "sources.csv:2"
    ),
    "EVI005": lambda f: _write(f, "claims.csv", b"\xef\xbb\xbf\r\n", "claims.csv:1"),
    "EVI006": lambda f: _sources_header(f, "allegiance,", "side,"),
    "EVI007": lambda f: _sources_header(f, ",backs,", ",bakcs,"),
    "EVI008": lambda f: _sources_header(f, ",url,", ",kind,"),
    "EVI009": lambda f: f.replace("sources.csv", "north-staff,Staff of", "north-staff,Staff, of"),
    "EVI010": lambda f: f.replace("claims.csv", "n3,", '"n3,'),
    "EVI011": lambda f: f.add("claims", start="3 April 1807"),
    "EVI012": lambda f: f.add("claims", best="20,000"),
    "EVI013": lambda f: f.add("claims", category="kiled"),
    "EVI014": lambda f: f.add("claims", side=""),
    "EVI015": lambda f: f.add("claims", note="x" * 10_001),
    "EVI016": lambda f: f.add("claims", id="n1"),
    "EVI017": lambda f: f.add("claims", id="new one"),
    "EVI018": lambda f: f.add("claims", url="javascript:alert(1)"),
    "EVI019": lambda f: _write(f, "people.csv", "id;published;source\n", "people.csv:1"),
    "EVI020": lambda f: _all(
        f,
        [lambda: _remove(f, "people.csv"), lambda: _write(f, "peopel.csv", "id\n", "peopel.csv")],
    ),
    "EVI021": lambda f: _write(f, "hospitals.csv", "id\n", "hospitals.csv"),
    "EVI022": lambda f: _write(f, "people.csv", b"x" * 40_001, "people.csv"),
    "EVI023": lambda f: f.add("claims", note="=HYPERLINK(1)"),
    "EVI030": lambda f: f.toml("format = 1", "format = "),
    "EVI031": lambda f: f.toml('title = "', 'titel = "x"\ntitle = "'),
    "EVI032": lambda f: _all(
        f, [lambda: f.toml('name = "Example Ford"', ""), lambda: f.at("dossier.toml", "[place]")]
    ),
    "EVI033": lambda f: f.toml("disputed = false", 'disputed = "no"'),
    "EVI034": lambda f: f.toml("format = 1", "format = 2"),
    "EVI035": lambda f: f.toml("[outcome]", '[[sides]]\nid = "east"\nname = "East"\n[outcome]'),
    "EVI036": lambda f: f.toml('id = "south"', 'id = "both"'),
    "EVI037": lambda f: f.toml('id = "militia"', 'within = "gaurd"\nid = "militia"'),
    "EVI038": lambda f: f.toml("end = 1807-06-13", "end = 1807-04-03"),
    "EVI039": lambda f: f.toml("end = 1807-06-13", "end = 2025-11-24"),
    "EVI040": lambda f: f.toml("wounded_per_killed =", "spred = 1\nwounded_per_killed ="),
    "EVI041": lambda f: f.toml(
        "wounded_per_killed = {", 'wounded_per_killed.east = { why = "x", low = 1, high = 2 }\n#'
    ),
    "EVI042": lambda f: f.toml("low = 1.5, high = 4.5", "low = 4.5, high = 1.5"),
    "EVI043": lambda f: f.toml('high = 4.5, why = "muskets and cannon, made up"', "high = 4.5"),
    "EVI044": lambda f: f.toml("low = 20000", "low = 40000"),
    "EVI050": lambda f: f.add("claims", source="envoi"),
    "EVI051": lambda f: f.add("claims", side="suoth"),
    "EVI052": lambda f: f.add("claims", side="north", force="gaurd"),
    "EVI053": lambda f: f.add("claims", low="10", best="5"),
    "EVI054": lambda f: f.add("claims", best=""),
    "EVI055": lambda f: f.add("claims", kind="ratio", versus="north", best="0"),
    "EVI056": lambda f: f.add("claims", start="1807-06-13"),
    "EVI057": lambda f: f.add("claims", published="1807-06-11"),
    "EVI058": lambda f: _all(
        f,
        [
            lambda: f.toml("start = 1806-09-01", ""),
            lambda: f.add("claims", scope="war", start=""),
        ],
    ),
    "EVI059": lambda f: f.add("claims", derives_from="e33", manner="repeats"),
    "EVI060": lambda f: f.add("claims", derives_from="new", manner="repeats"),
    "EVI061": lambda f: _two(
        f,
        {"id": "x1", "derives_from": "x2", "manner": "repeats"},
        {"id": "x2", "derives_from": "x1", "manner": "repeats"},
        at=0,
    ),
    "EVI062": lambda f: f.add(
        "claims", published="1807-06-15", derives_from="e3", manner="repeats"
    ),
    "EVI063": lambda f: f.add("claims", derives_from="e3"),
    "EVI064": lambda f: _two(f, {"id": "x1"}, {"id": "x2"}),
    "EVI065": lambda f: _two(f, {"id": "x1"}, {"id": "x2", "source": "gazette"}),
    "EVI066": lambda f: f.add("claims", start="1807-03-01"),
    "EVI067": lambda f: _all(f, [lambda: f.add("claims", scope="front")], "claims.csv"),
    "EVI068": lambda f: _all(f, [lambda: f.add("claims", side="both")], "claims.csv"),
    "EVI069": lambda f: f.add("claims", kind="ratio"),
    "EVI070": lambda f: f.add("claims", versus="north"),
    "EVI071": lambda f: _all(
        f, [lambda: f.add("claims", derives_from="e3", manner="misquotes")], "claims.csv"
    ),
    "EVI072": lambda f: _all(f, [lambda: f.add("claims", checked="memory")], "claims.csv"),
    "EVI073": lambda f: _two(
        f,
        {**PERSONS, "id": "x1", "best": "500", "end": "1807-05-01"},
        {**PERSONS, "id": "x2", "best": "400", "end": "1807-06-01"},
    ),
    "EVI074": lambda f: _two(
        f,
        {"id": "x1", "category": "casualties", "best": "900"},
        {"id": "x2", "category": "killed", "best": "1000"},
        at=0,
    ),
    "EVI075": lambda f: f.add("claims", side="civilians", category="casualties"),
    "EVI076": lambda f: _all(f, [lambda: f.add("claims", end="")], "claims.csv"),
    "EVI077": lambda f: _write(
        f,
        "claims.csv",
        "".join(line for line in f.text("claims.csv").splitlines(True) if ",south," not in line),
        "claims.csv",
    ),
    "EVI078": lambda f: _all(f, [lambda: f.add("sources")], "sources.csv"),
    "EVI079": lambda f: f.add("sources", allegiance="north", backs="north"),
    "EVI080": lambda f: f.add("control", place="Example Ford", start="1807-06-01"),
    "EVI081": lambda f: _all(
        f,
        [
            lambda: f.toml('source = "envoy"\n# On what', "# On what"),
            lambda: f.at("dossier.toml", "[outcome]"),
        ],
    ),
    "EVI082": lambda f: f.add("claims", start="1807-01-01", end="1807-02-01"),
    "EVI083": lambda f: _all(f, [lambda: f.add("events")], "events.csv"),
    "EVI084": lambda f: _all(f, [lambda: f.add("events", low="5", best="2")], "events.csv"),
    "EVI085": lambda f: _all(f, [lambda: f.add("events", date_start="1806-01-01")], "events.csv"),
    "EVI086": lambda f: f.add("located", near="41"),
    "EVI087": lambda f: _all(f, [lambda: f.add("located")], "located.csv"),
    "EVI089": lambda f: f.add("claims", derives_from="e3", manner="repeats", apart_from="e3"),
    "EVI110": lambda f: f.toml("own_rate.low = 0.2", "own_rate.low = 0.9"),
    "EVI111": lambda f: _all(
        f,
        [
            lambda: f.toml("happened = true", "happened = false"),
            lambda: f.at("dossier.toml", "[[options]]"),
        ],
    ),
    "EVI112": lambda f: f.toml(
        'name = "hold the ford"',
        'own_once = { low = 1, high = 2, why = "x" }\nname = "hold the ford"',
    ),
    "EVI113": lambda f: f.toml(
        "end = 1807-06-13\n# Whether it is", "end = 1808-06-13\n# Whether it"
    ),
    "EVI114": lambda f: f.toml(
        "cost_a.low = 0.05", 'cost_a.low = 0.05\nworth_a = { low = 1, high = 2, why = "x" }'
    ),
    "EVI115": lambda f: f.toml("enemy.low = 18000", "enemy.low = 0"),
    "EVI116": lambda f: f.toml("steps = 10", "steps = 5"),
    "EVI117": lambda f: f.toml("keep.low = 0.5", "keep.low = 0"),
    "EVI120": lambda f: f.add("network_edges"),
    "EVI121": lambda f: f.add("network_edges", b="a"),
    "EVI122": lambda f: f.add("network_edges", low="100"),
    "EVI123": lambda f: f.add("network_nodes", needs="north"),
    "EVI128": lambda f: f.add("network_edges", chance="0"),
    "EVI124": lambda f: _all(
        f, [lambda: f.toml('name = "Example Ford"', 'name = "A mill"')], "network_nodes.csv"
    ),
    "EVI125": lambda f: _all(f, [lambda: f.add("network_nodes")], "network_nodes.csv"),
    "EVI140": lambda f: f.add("names", name="A city of no name", lang="uk", written="Ніде"),
    "EVI141": lambda f: _all(f, [lambda: _named(f, "uk"), lambda: _named(f, "uk")]),
    "EVI142": lambda f: _named(f, "Ukrainian"),
}

CALLS: dict[str, Callable[[Path], object]] = {
    "EVI000": lambda p: read_dossier(_empty(p), today=TODAY),
    "EVI001": lambda p: inspect_dossier(p / "nowhere", today=TODAY),
    "EVI090": lambda p: find(str(p / "nowhere")),
    "EVI091": lambda p: new_dossier(p, "../x"),
    "EVI092": lambda p: (new_dossier(p, "x"), new_dossier(p, "x")),
    "EVI093": lambda p: new_dossier(p / "nowhere", "x"),
    "EVI126": lambda p: read_lines(p / "nowhere.geojson"),
    "EVI127": lambda p: read_boundaries(p / "nowhere.geojson"),
    "EVI100": lambda p: read_persons(p / "nowhere.csv"),
    "EVI101": lambda p: read_persons(_list(p, "age\n31\n")),
    "EVI102": lambda p: read_persons(_list(p, "family,age\nx,1\ny\n")),
    "EVI103": lambda p: read_mapping(p / "nowhere.toml"),
}
#: Findings of lists of persons, which no dossier holds: tests/unit/evidence/test_persons.py.
#: An overlap table that is not there: tests/unit/study/test_dossier_lists.py.
ELSEWHERE = {"EVI104", "EVI105", "EVI088"}


def _list(folder: Path, text: str) -> Path:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return path


def _empty(folder: Path) -> Path:
    (folder / "empty").mkdir()
    return folder / "empty"


@pytest.mark.parametrize(
    ("key", "words"), [("own", "no own force"), ("worth", "nothing that was worth holding")]
)
def test_fronts_without_a_force_or_a_worth_are_told(key: str, words: str, ford: Ford) -> None:
    changed = re.sub(rf"(?m)^({key}\.(?:low|high)) = .*$", r"\1 = 0", ford.text("dossier.toml"))
    ford.write("dossier.toml", changed)
    assert any(words in item.what for item in ford.findings("EVI115"))


def test_every_code_has_a_case_here() -> None:
    assert set(SPOILS) | set(CALLS) | ELSEWHERE == set(CODES)


def test_the_example_has_no_findings(ford: Ford) -> None:
    assert ford.findings() == []


@pytest.mark.parametrize("code", SPOILS)
def test_code_is_found_at_its_place(code: str, ford: Ford, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "LARGEST", 40_000)
    where = SPOILS[code](ford)
    found = ford.findings(code)
    assert found, [str(finding) for finding in ford.findings()]
    assert where in [finding.where for finding in found]
    assert all(item.severity == CODES[code].severity and item.why for item in found)


@pytest.mark.parametrize("code", CALLS)
def test_call_is_refused(code: str, tmp_path: Path) -> None:
    with pytest.raises(AsculumError) as refusal:
        CALLS[code](tmp_path)
    assert refusal.value.code == code
    assert refusal.value.why
    assert refusal.value.fix
