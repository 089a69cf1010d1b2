"""Echoes confirmed, files brought in, assumptions tried and kept, runs compared."""

from __future__ import annotations

import json
import re
import time
import tomllib
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from benching import Visitor, enter, open_workbench
from small import CLAIMS, HEADER, small_dossier

from asculum.evidence.formats.frame import Wanted
from asculum.evidence.reading import inspect_dossier
from asculum.study.imports import import_file

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TABLE = b"Day of report;Killed;Remark\n02/07/1807;900;=1+1\n03/07/1807;<b>x</b>;two\n"


def edits(visitor: Visitor) -> list[str]:
    return re.findall(r'name="edit" value="(\d+)"', visitor.get("/d/mill/history").text)


def read(root: Path, file: str) -> str:
    return (root / "mill" / file).read_bytes().decode()


def test_an_echo_is_confirmed_and_taken_back(visitor: Visitor, root: Path) -> None:
    echo = "n2,1807-08-20,north-staff,north,killed,count,812,,1234,1807-04-03,1807-05-08,battle\n"
    odd = CLAIMS.replace("800,1000,1200", "812,,1234") + echo
    (root / "mill" / "claims.csv").write_bytes(odd.encode())
    page = visitor.get("/d/mill/echoes").text
    (form,) = re.findall(r'<form method="post" action="/d/mill/echoes".*?</form>', page, re.S)
    fields = dict(re.findall(r'name="(later|earlier|mark)" value="([^"]+)"', form))
    assert (fields["later"], fields["earlier"]) == ("n2", "e1")
    bad = visitor.post("/d/mill/echoes", {**fields, "manner": "invents"})
    assert bad.status == 400
    stale = visitor.post("/d/mill/echoes", {**fields, "manner": "repeats", "mark": "x"})
    assert stale.status == 400
    assert read(root, "claims.csv") == odd
    assert visitor.post("/d/mill/echoes", {**fields, "manner": "repeats"}).status == 303
    assert read(root, "claims.csv").splitlines()[-1].endswith("battle,e1,repeats")
    assert "None: no claim" in visitor.get("/d/mill/echoes").text
    visitor.post("/d/mill/history", {"edit": edits(visitor)[0]})
    assert read(root, "claims.csv") == odd


def test_a_table_is_mapped_tried_and_brought_in(visitor: Visitor, root: Path) -> None:
    sent = visitor.send_file("/d/mill/import", "../../evil<b>.csv", TABLE)
    assert sent.status == 303
    page = visitor.get(sent.to).text
    assert "say which is which" in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    own = sent.to.partition("file=")[2]
    (kept,) = (root / ".asculum" / "workbench" / "uploads" / own).iterdir()
    assert kept.name == "evil_b_.csv"
    fields = {
        "file": own,
        "format": "csv",
        "table": "claims",
        "column-day of report": "published",
        "column-killed": "best",
        "column-remark": "note",
        "same-side": "south",
        "same-category": "killed",
        "same-kind": "count",
        "same-scope": "battle",
        "same-end": "1807-05-01",
        "source-id": "gazette",
        "source-name": "A gazette",
        "source-allegiance": "third",
    }
    lacking = visitor.post("/d/mill/import/rows", {**fields, "do": "try"})
    assert lacking.status == 400
    assert "no source is mapped" in lacking.text
    fields["source"] = "gazette"
    tried = visitor.post("/d/mill/import/rows", {**fields, "do": "try"})
    assert tried.status == 200
    assert "1 row is new" in tried.text
    assert "whose killed is no number" in unescape(tried.text)
    assert read(root, "claims.csv") == CLAIMS
    done = visitor.post("/d/mill/import/rows", {**fields, "do": "import"})
    assert done.to == "/d/mill/t/claims?done=imported"
    assert "gazette" in read(root, "sources.csv")
    assert "1807-07-02" in read(root, "claims.csv")
    for edit in edits(visitor):  # newest first, so that the source goes last
        assert visitor.post("/d/mill/history", {"edit": edit}).status == 303
    assert read(root, "claims.csv") == CLAIMS
    assert "gazette" not in read(root, "sources.csv")


def test_a_pair_that_is_no_echo_is_proposed_no_more(visitor: Visitor, root: Path) -> None:
    echo = "n2,1807-08-20,north-staff,north,killed,count,812,,1234,1807-04-03,1807-05-08,battle\n"
    odd = CLAIMS.replace("800,1000,1200", "812,,1234") + echo
    (root / "mill" / "claims.csv").write_bytes(odd.encode())
    page = visitor.get("/d/mill/echoes").text
    fields = dict(re.findall(r'name="(later|earlier|mark)" value="([^"]+)"', page))
    told = visitor.post("/d/mill/echoes", {**fields, "manner": "repeats", "do": "apart"})
    assert told.to == "/d/mill/echoes?done=apart"
    assert read(root, "claims.csv").splitlines()[-1].endswith("battle,e1")
    page = visitor.get("/d/mill/echoes").text
    assert "None: no claim" in page
    assert "stands apart from" in page
    assert not [
        f for f in inspect_dossier(root / "mill", today=NOW.date())[1] if f.code == "EVI065"
    ]
    visitor.post("/d/mill/history", {"edit": edits(visitor)[0]})
    assert read(root, "claims.csv") == odd
    assert "None: no claim" not in visitor.get("/d/mill/echoes").text


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.csv", b"", "IMP002"),
        ("a.csv", b"a,b\n\0,1\n", "IMP004"),
        ("a.zip", b"PK\x03\x04 cut off", "IMP005"),
        ("a.csv", b"%PDF-1.7", "IMP004"),
    ],
)
def test_a_file_that_is_no_table_is_told_in_words(
    visitor: Visitor, name: str, data: bytes, code: str
) -> None:
    answer = visitor.get(visitor.send_file("/d/mill/import", name, data).to)
    assert answer.status == 200
    assert code in answer.text


def test_an_upload_without_a_file_or_of_a_stranger_is_refused(visitor: Visitor) -> None:
    assert visitor.send_file("/d/mill/import", "", b"x").status == 400
    assert visitor.get("/d/mill/import?file=..").status == 404
    assert visitor.post("/d/mill/import/rows", {"file": "../.."}).status == 404
    visitor.secret = "guess"
    assert visitor.send_file("/d/mill/import", "a.csv", TABLE).status == 403


def assumptions(visitor: Visitor) -> dict[str, str]:
    """Return the fields of the form of assumptions."""
    text = visitor.get("/d/mill/assume").text
    found = {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', text)
    }
    for name, value in re.findall(
        r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', text, re.S
    ):
        found[unescape(name)] = unescape(value)
    del found["form-secret"]
    return found


LOW = 'set:["pools", 0, "low"]'


def test_assumptions_are_kept_with_the_text_around_them(visitor: Visitor, root: Path) -> None:
    fields = assumptions(visitor)
    assert fields[LOW] == "20000"
    same = visitor.post("/d/mill/assume", {**fields, "do": "keep"})
    assert same.to.endswith("done=nothing")
    prior = 'set:["assumptions", "bias_own", '
    moved = {
        LOW: "21,000",
        'set:["verdict", "horizon"]': "two <b>seasons</b>",
        f'{prior}"low"]': "0.3",
        f'{prior}"why"]': "A reason of ours",
    }
    assert visitor.post("/d/mill/assume", {**fields, **moved, "do": "keep"}).status == 303
    made = read(root, "dossier.toml")
    assert "low = 21000\nhigh = 30000" in made
    assert made.startswith(HEADER[:100])
    assert 'horizon = "two <b>seasons</b>"' in made
    assert "[assumptions.bias_own]" in made
    assert "<b>seasons" not in visitor.get("/d/mill/assume").text
    assert visitor.post("/d/mill/history", {"edit": edits(visitor)[0]}).status == 303
    assert read(root, "dossier.toml") == HEADER


def test_assumptions_that_cannot_be_are_refused(visitor: Visitor, root: Path) -> None:
    fields = assumptions(visitor)
    for given, told in (
        ({LOW: "many"}, "WBE003"),
        ({LOW: "nan"}, "WBE003"),
        ({LOW: ""}, "WBE003"),
        ({LOW: "40000"}, "EVI044"),
        ({LOW: "-5"}, "EVI012"),
    ):
        answer = visitor.post("/d/mill/assume", {**fields, **given, "do": "keep"})
        assert answer.status == 400, given
        assert told in answer.text
    # what is no value of the dossier is not looked at
    strange = {'set:["title"]': "x", 'set:["pools", 9, "low"]': "1", "set:[": "1", "set:1": "1"}
    assert visitor.post("/d/mill/assume", {**fields, **strange, "do": "keep"}).status == 303
    assert read(root, "dossier.toml") == HEADER
    (root / "mill" / "dossier.toml").write_bytes(HEADER.replace("30000", "31000").encode())
    late = visitor.post("/d/mill/assume", {**fields, LOW: "22000", "do": "keep"})
    assert late.status == 409
    assert 'value="22000"' in late.text
    assert "22000" not in read(root, "dossier.toml")


@pytest.mark.parametrize(
    "text",
    [
        "verdict = 3\npools = 4\nassumptions = 5\n",
        'pools = [1, { low = "x", side = [] }]\n[assumptions.bias_own]\nhigh = []\n',
        "[assumptions]\nnobody = { high = 1 }\n",
        "= broken",
        "",
    ],
)
def test_a_dossier_that_makes_no_sense_breaks_no_page(
    visitor: Visitor, root: Path, text: str
) -> None:
    (root / "mill" / "dossier.toml").write_text(text, encoding="utf-8")
    for part in (
        "",
        "/t/claims",
        "/t/claims/row?id=n1",
        "/echoes",
        "/assume",
        "/compare",
        "/import",
    ):
        answer = visitor.get(f"/d/mill{part}")
        assert answer.status in (200, 400), part
        assert "BUG001" not in answer.text


def over(visitor: Visitor, runs: list[str], patience: float = 300) -> list[str]:
    """Wait until every run is over, and return how they ended."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        states = [json.loads(visitor.get(f"/runs/{own}/state").body)["state"] for own in runs]
        if not {"waiting", "running"} & set(states):
            return states
        time.sleep(0.1)
    raise AssertionError("the runs did not end")


def test_two_days_are_reckoned_beside_each_other_and_an_assumption_tried(mill: Path) -> None:
    with open_workbench(mill) as (visitor, link):
        enter(visitor, link)
        # both days know every claim, so that both are read from the store
        begun = visitor.post("/d/mill/compare", {"one": "1807-09-01", "two": "1808-01-01"})
        one, two = re.findall(r"[ab]=([\w-]+)", begun.to)
        assert over(visitor, [one, two]) == ["done", "done"]
        page = visitor.get(begun.to).text
        assert "as of 1807-09-01 and 1808-01-01" in page
        numbers = r"([\d,]+ \([\d,]+ to [\d,]+\))"
        both = re.search(rf"killed: North.*?{numbers}.*?{numbers}", page)
        assert both is not None
        assert both[1] == both[2]
        assert "loss exchange ratio: North to South" in page
        fields = {**assumptions(visitor), "as_of": "1807-09-01"}
        tried = visitor.post("/d/mill/assume", {**fields, LOW: "10000", "do": "try"})
        base, other = re.findall(r"[ab]=([\w-]+)", tried.to)
        assert base == one  # it is not reckoned twice
        visitor.post(f"/runs/{other}/cancel", {})
        assert over(visitor, [other]) == ["cancelled"]
        assert "was cancelled" in visitor.get(tried.to).text
        run = visitor.get(f"/runs/{other}").text
        assert "pools.1.low 20,000 → 10,000" in run
        (kept,) = (mill / ".asculum" / "workbench" / "runs" / other).glob("mill/dossier.toml")
        assert "low = 10000" in kept.read_text(encoding="utf-8")
        assert (mill / "mill" / "dossier.toml").read_text(encoding="utf-8") == HEADER


def test_event_data_is_known_by_its_columns(visitor: Visitor, root: Path) -> None:
    names = (
        "id,year,type_of_violence,dyad_new_id,side_a,side_b,source_article,where_coordinates,"
        "latitude,longitude,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,"
        "best,high,low,where_prec,date_prec,dyad_name"
    )
    row = "7,1807,1,5,North,South,a paper,Mill,48.5,38.0,1807-04-05,1807-04-05,3,4,0,0,7,9,5,1,1,x"
    sent = visitor.send_file("/d/mill/import", "GEDEvent_v25_1.csv", f"{names}\n{row}\n".encode())
    assert "ucdp-ged" in visitor.get(sent.to).text
    fields = {"file": sent.to.partition("file=")[2], "format": "ucdp-ged", "near": "48.5,38.0"}
    assert "belong together" in visitor.post("/d/mill/import/rows", {**fields, "do": "try"}).text
    fields["within"] = "30"
    tried = visitor.post("/d/mill/import/rows", {**fields, "do": "try"}).text
    assert "1 row is new" in tried
    done = visitor.post("/d/mill/import/rows", {**fields, "do": "import"})
    assert done.to == "/d/mill/t/events?done=imported"
    assert "25.1" in read(root, "events.csv")
    small_dossier(root / "other" / "mill")
    import_file(
        "ucdp-ged",
        next((root / ".asculum" / "workbench" / "uploads").rglob("*.csv")),
        into=root / "other" / "mill",
        wanted=Wanted(near=(48.5, 38.0), within=30.0),
        today=NOW.date(),
        now=NOW,
    )
    for file in ("events.csv", "sources.csv", "claims.csv"):
        assert (root / "other" / "mill" / file).read_bytes() == (root / "mill" / file).read_bytes()
    for edit in edits(visitor):
        visitor.post("/d/mill/history", {"edit": edit})
    assert not (root / "mill" / "events.csv").exists()


def test_a_side_and_a_source_are_assumed_apart(visitor: Visitor, root: Path) -> None:
    fields = assumptions(visitor)
    own = {json.loads(name[4:])[2] for name in fields if '"bias_source"' in name}
    claimed = {row.split(",")[2] for row in CLAIMS.splitlines()[1:]}
    assert own == claimed
    source = min(own)
    prior = f'set:["assumptions", "bias_source", "{source}", '
    half = visitor.post("/d/mill/assume", {**fields, f'{prior}"low"]': "0.9", "do": "keep"})
    assert half.status == 400
    assert read(root, "dossier.toml") == HEADER
    both = {f'{prior}"low"]': "0.9", f'{prior}"high"]': "1.4", f'{prior}"why"]': "It counts graves"}
    assert visitor.post("/d/mill/assume", {**fields, **both, "do": "keep"}).status == 303
    made = tomllib.loads(read(root, "dossier.toml"))["assumptions"]["bias_source"]
    assert made == {source: {"low": 0.9, "high": 1.4, "why": "It counts graves"}}
    assert assumptions(visitor)[f'{prior}"high"]'] == "1.4"
    assert "list_completeness of a source" in visitor.get("/d/mill/assume").text
