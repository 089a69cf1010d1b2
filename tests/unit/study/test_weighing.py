"""The options of a dossier joined to its losses: views, refusals, commands and the envelope."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from choosing import BATTLE, DAY, daily, dossier, options
from small import CHOSEN, CLAIMS, small_dossier

from asculum.study.study import Study
from asculum.study.weighing import decision_days, weigh_dossier
from asculum.terms.status import Status, StatusCode

if TYPE_CHECKING:
    from calling import Command

TODAY = date(2026, 11, 23)
#: Claims published by the day of the decision, and none after it: one run tells then and now.
EARLY = CLAIMS.replace("1807-07-01", "1807-05-01").replace("1807-08-01", "1807-05-01")
EARLY = EARLY.replace("1807-05-08", "1807-05-01")


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weighed")
    small_dossier(folder / "mill", header=CHOSEN, claims=EARLY)
    Study(folder / "mill", folder=folder).weigh()
    return folder


@pytest.fixture
def here(work: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(work)
    monkeypatch.delenv("ASCULUM_STORE", raising=False)
    return work


def test_both_views_of_a_decision(here: Path) -> None:
    study = Study(here / "mill", folder=here)
    weighing = study.weigh()
    (item,) = weighing.decisions
    losses = study.losses()
    own = losses.total("south", period=item.period)
    assert own is not None
    assert item.after.own is not None
    np.testing.assert_array_equal(item.after.own.draws, own.draws)
    assert item.period.days == 7
    assert item.before is not None
    assert item.before.claims == 3
    assert item.before.weighed is not None
    before = {one.key: one for one in item.before.weighed.thresholds}
    after = {one.key: one for one in item.after.weighed.thresholds} if item.after.weighed else {}
    assert set(before) == set(after) == {"day", "enemy", "ratio", "rate"}
    # what was known then is carried on for as many days
    assert item.before.own is not None
    assert item.before.own.period == item.period
    again = study.weigh().decisions[0]
    assert again.before is not None
    assert again.before.own is not None
    np.testing.assert_array_equal(again.before.own.draws, item.before.own.draws)


def test_the_report_has_both_sections_and_no_run_of_its_own(here: Path) -> None:
    page = here / "page.html"
    assert Study(here / "mill", folder=here).report(page) == page
    text = page.read_text(encoding="utf-8")
    assert "What else could have been done" in text
    assert "Was there a deal?" in text
    assert "“hold the mill” beats “leave the mill”" in text
    assert "As of the day itself" in text
    order = [text.index(f'id="{name}"') for name in ("weighed", "deal", "pyrrhic")]
    assert order == sorted(order)


def test_weigh_as_text_and_json(asculum: Command, here: Path) -> None:
    said = asculum("weigh", "mill")
    assert said.code == 0
    assert "only if a day held was worth more than" in said.out
    assert "does not say what should have been done" in said.out
    value = json.loads(asculum("weigh", "mill", "--json").out)
    assert {row["seen_from"] for row in value["results"]} == {"after", "before"}
    (item,) = value["decisions"]
    assert [view["seen_from"] for view in item["views"]] == ["after", "before"]
    assert item["views"][0]["judgement"]["counted"] == ["enemy"]


def test_deals_of_a_dossier(asculum: Command, here: Path) -> None:
    said = asculum("bargain", "mill")
    assert said.code == 0
    assert "preferred to fighting on" in said.out
    value = json.loads(asculum("bargain", "mill", "--json").out)
    rows = {row["quantity"]: row for row in value["results"]}
    assert 0 <= rows["chance of no deal"]["median"] <= 1


def test_a_dossier_that_states_nothing_is_refused(asculum: Command, mill: Path) -> None:
    for words, code in ((("weigh", "mill"), "OPT002"), (("bargain", "mill"), "DEA002")):
        said = asculum(*words)
        assert said.code == 4
        assert code in said.err
        assert "[[" in said.err


def test_a_word_that_is_no_model_is_a_dossier(asculum: Command, here: Path) -> None:
    said = asculum("bargain", "rnage")
    assert said.code == 2
    assert "EVI090" in said.err


def test_nothing_looks_forward() -> None:
    case = dossier()
    soon = weigh_dossier(case, daily(200), as_of=DAY + timedelta(days=3), seed=1)  # type: ignore[arg-type]
    assert soon.decisions == ()
    assert "nothing here looks forward" in soon.left_out[0]
    assert decision_days(case, DAY) == ()
    later = weigh_dossier(case, daily(200), as_of=DAY + timedelta(days=20), seed=1)  # type: ignore[arg-type]
    assert later.decisions[0].period.end == DAY + timedelta(days=21)
    assert decision_days(case, BATTLE.end) == (DAY,)


def test_an_unknown_side_is_refused_and_an_unknown_enemy_is_done_without() -> None:
    losses = daily(200)
    why = Status(code=StatusCode.NOT_IDENTIFIED, sentence="no claim counts them")
    losses.unknown["south"] = why
    (item,) = weigh_dossier(dossier(), losses, as_of=BATTLE.end, seed=1).decisions  # type: ignore[arg-type]
    assert item.after.weighed is None
    assert "no claim counts them" in item.after.status.sentence
    losses.unknown = {"north": why}
    (item,) = weigh_dossier(dossier(), losses, as_of=BATTLE.end, seed=1).decisions  # type: ignore[arg-type]
    assert item.after.weighed is not None
    assert [one.key for one in item.after.weighed.thresholds] == ["day"]


def test_without_losses_after_the_day_nothing_divides_by_zero() -> None:
    losses = daily(200)
    for days in losses.days.values():
        days[:] = 0.0
    (item,) = weigh_dossier(dossier(), losses, as_of=BATTLE.end, seed=1).decisions  # type: ignore[arg-type]
    assert item.after.weighed is not None
    found = {one.key: one for one in item.after.weighed.thresholds}
    assert set(found) == {"day"}
    assert (found["day"].draws <= 0).all()


def test_an_attacker_has_no_days_to_hold() -> None:
    case = dossier(*options("north"))
    (item,) = weigh_dossier(case, daily(200), as_of=BATTLE.end, seed=1).decisions  # type: ignore[arg-type]
    assert item.after.weighed is not None
    assert "day" not in {one.key for one in item.after.weighed.thresholds}


def test_without_pools_there_are_thresholds_and_no_judgement() -> None:
    case = dossier(pools=False)
    (item,) = weigh_dossier(case, daily(200), as_of=BATTLE.end, seed=1).decisions  # type: ignore[arg-type]
    assert item.after.weighed is not None
    assert item.after.weighed.judgement is None
    assert "No price" in item.after.weighed.refusal
    assert {one.key for one in item.after.weighed.thresholds} >= {"day", "enemy"}


def test_dossiers_without_choices_have_none() -> None:
    case = replace(dossier(), choices=type(dossier().choices)())
    found = weigh_dossier(case, daily(200), as_of=BATTLE.end, seed=1)  # type: ignore[arg-type]
    assert not found.answered
    assert found.left_out == ()
