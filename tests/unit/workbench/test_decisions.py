"""The days and ranges of options, moved in the form of assumptions and set beside each other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from benching import Visitor, enter, open_workbench
from small import CHOSEN, small_dossier
from test_parts import assumptions

from asculum.workbench.comparing import lines
from asculum.workbench.runs import DONE, Job, Run
from asculum.workbench.work import reckon

DAY = 'set:["options", 0, "date"]'
RATE = 'set:["options", 1, "own_rate", "high"]'


@pytest.fixture
def mill(tmp_path: Path) -> Path:
    return small_dossier(tmp_path / "mill", header=CHOSEN)


@pytest.fixture
def at_the_mill(mill: Path) -> Iterator[Visitor]:
    with open_workbench(mill.parent) as (visitor, link):
        yield enter(visitor, link)


def test_the_day_of_a_decision_moves_with_all_its_options(at_the_mill: Visitor, mill: Path) -> None:
    fields = assumptions(at_the_mill)
    assert fields[DAY] == "1807-05-01"
    assert 'set:["options", 1, "date"]' not in fields
    moved = {**fields, DAY: "1807-04-24", RATE: "0.7"}
    assert at_the_mill.post("/d/mill/assume", {**moved, "do": "keep"}).status == 303
    made = (mill / "dossier.toml").read_text(encoding="utf-8")
    options, deals = made.split("[[deals]]")
    assert options.count("date = 1807-04-24") == 2
    assert "date = 1807-05-01" not in options
    assert "date = 1807-05-01" in deals
    assert "own_rate = { low = 0.2, high = 0.7" in options


@pytest.mark.parametrize("day", ["the first of May", "", "1807-02-30", "3"])
def test_a_day_that_is_none_is_refused(at_the_mill: Visitor, mill: Path, day: str) -> None:
    fields = assumptions(at_the_mill)
    answer = at_the_mill.post("/d/mill/assume", {**fields, DAY: day, "do": "keep"})
    assert answer.status == 400
    assert "WBE003" in answer.text
    assert (mill / "dossier.toml").read_text(encoding="utf-8") == CHOSEN


def test_thresholds_of_two_runs_stand_beside_each_other(mill: Path) -> None:
    moved = small_dossier(
        mill.parent / "other" / "mill",
        header=CHOSEN.replace("date = 1807-05-01\nname", "date = 1807-04-17\nname"),
    )
    runs = []
    for folder in (mill, moved):
        answer = reckon(
            {
                "dossier": str(folder),
                "as_of": "1807-09-01",
                "seed": 1,
                "kind": "trial",
                "store": str(mill.parent),
                "folder": str(mill.parent),
            },
            lambda stage, share: None,
        )
        runs.append(Run(job=_job(), state=DONE, answer=json.loads(json.dumps(answer))))
    found = [line for line in lines(*runs, {}) if "leave the mill" in line.question]
    assert found
    for line in found:
        assert re.search(r"^threshold against “leave the mill”, [a-z ]+ \[", line.question)
        assert "not asked" not in (line.one, line.two)
    # two weeks more of losses lie behind the later day
    assert any(line.one != line.two for line in found)


def _job() -> Job:
    told = dict.fromkeys(("id", "name", "place", "dossier", "store", "folder", "begun"), "x")
    return Job(**told, kind="trial", as_of="", seed=1)
