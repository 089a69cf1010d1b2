"""The options of a dossier joined to its losses: views, refusals, commands and the envelope."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from choosing import BATTLE, DAY, daily, dossier, ends, options, point
from small import CHOSEN, CLAIMS, small_dossier

from asculum.evidence.choices import Choices, Front, Option
from asculum.evidence.dossier import Dossier
from asculum.options.views import View
from asculum.study.past import PastDay
from asculum.study.study import Study
from asculum.study.weighing import decision_days, expected_days, weigh_dossier
from asculum.terms.period import Period
from asculum.terms.status import Status, StatusCode

if TYPE_CHECKING:
    from calling import Command

TODAY = date(2026, 11, 23)
#: Claims published by the day of the decision, and none after it: one run tells then and now.
EARLY = CLAIMS.replace("1807-07-01", "1807-05-01").replace("1807-08-01", "1807-05-01")
EARLY = EARLY.replace("1807-05-08", "1807-05-01")


TERMS = """
[[shifts]]
id = "reserves"
side = "north"
date = 1807-05-01
over = "the mill"
chance_now = { low = 0.3, high = 0.5, why = "made up" }
chance_later = { low = 0.6, high = 0.9, why = "made up", source = "envoy" }
patience = { low = 0.8, high = 0.95, why = "made up" }
cost_a = { low = 0.5, high = 2.0, why = "made up" }
cost_b = { low = 0.5, high = 2.0, why = "made up" }

[[screens]]
id = "tolls"
side = "south"
date = 1807-05-01
over = "the tolls"
most = { low = 100, high = 200, why = "made up" }
cost = { low = 30, high = 60, why = "made up" }
keep = { low = 0.5, high = 0.9, why = "made up" }

[[walks]]
id = "redoubts"
side = "north"
date = 1807-05-01
over = "six redoubts"
steps = 6
held = 3
a_won = 3
a_lost = 2
b_won = 2
b_lost = 3
chance = { low = 0.5, high = 0.5, why = "made up" }
cost_a = { low = 0.02, high = 0.02, why = "made up" }
cost_b = { low = 0.02, high = 0.02, why = "made up" }
"""


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weighed")
    small_dossier(folder / "mill", header=CHOSEN + TERMS, claims=EARLY)
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
    # what was known then is carried on for as long as could be expected, and not as it was to last
    assert item.before.own is not None
    assert item.before.own.period is None
    assert item.before.length is not None
    assert 4 <= item.before.length.min() < 7 < item.before.length.max() <= 20
    lately = item.before.own.draws / item.before.length
    assert np.corrcoef(lately, item.before.length)[0, 1] == pytest.approx(0, abs=0.1)
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
    for key in ("shift-reserves", "screen-tolls", "walk-redoubts"):
        assert f'id="{key}"' in text


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


def seen(case: Dossier) -> PastDay:
    """Return the day of the decision as if reckoned on it, at the pace of the losses."""
    losses, weeks = daily(400), Period(start=DAY - timedelta(days=28), end=DAY)
    found = {side: losses.total(side, category="killed", period=weeks) for side in losses.days}
    return PastDay(
        day=DAY,
        dossier=case,
        arrived=(),
        period=weeks,
        status=Status(code=StatusCode.OK, sentence=""),
        lately={side: item for side, item in found.items() if item is not None},
    )


def before(*chosen: Option) -> View:
    case = dossier(*chosen)
    found = weigh_dossier(
        case,
        daily(400),  # type: ignore[arg-type]
        as_of=BATTLE.end,
        seed=1,
        past={DAY: seen(case)},
    )
    view = found.decisions[0].before
    assert view is not None
    return view


def test_on_the_day_nothing_is_known_of_how_it_ended() -> None:
    kept, left = options("north", keeps=ends(0.0, 0.0))
    kept = replace(kept, keeps=ends(1.0, 1.0), lasts=ends(5, 80))
    told = before(kept, left)
    assert told.weighed is not None
    assert "place" not in {one.key for one in told.weighed.thresholds}
    hoping = before(replace(kept, hoped=ends(0.5, 0.9)), left)
    assert hoping.weighed is not None
    place = next(one for one in hoping.weighed.thresholds if one.key == "place")
    # at half the hope the place must have been worth twice as much: cost over the share hoped for
    first, second = (hoping.weighed.outcomes[one.id] for one in (kept, left))
    assert first.keeps is not None
    np.testing.assert_allclose(place.draws, (first.own - second.own) / first.keeps, rtol=1e-12)
    # the day the battle ended moves nothing that could be known before
    later = replace(dossier(kept, left), period=Period(start=BATTLE.start, end=date(1807, 9, 1)))
    again = weigh_dossier(
        later,
        daily(400),  # type: ignore[arg-type]
        as_of=date(1807, 9, 1),
        seed=1,
        past={DAY: seen(later)},
    ).decisions[0]
    assert again.before is not None
    assert again.before.own is not None
    assert told.own is not None
    np.testing.assert_array_equal(again.before.own.draws, told.own.draws)


def test_without_an_expected_length_nothing_is_told_of_the_day() -> None:
    told = before(*options())
    assert told.weighed is None
    assert "lasts" in told.status.sentence
    assert told.status.code is StatusCode.NOT_IDENTIFIED


def test_the_expected_length_is_even_in_its_logarithm() -> None:
    drawn = expected_days("stay", ends(5, 80), 20_000, 1)
    assert drawn.min() >= 5
    assert drawn.max() <= 80
    # the middle of 5 and 80 in logarithms is 20; Monte Carlo: 4 standard errors
    assert abs(np.mean(drawn < 20) - 0.5) < 4 * np.sqrt(0.25 / 20_000)


def test_what_stood_in_the_way_of_terms(asculum: Command, here: Path) -> None:
    said = asculum("bargain", "mill")
    assert said.code == 0
    for words in ("grew stronger", "falling demands", "settled before the next battle"):
        assert words in said.out
    value = json.loads(asculum("bargain", "mill", "--json").out)
    rows = {(row["deal"], row["quantity"]): row for row in value["results"]}
    # the reference walk: settled in three of four wars after 4.125 battles
    assert rows["redoubts", "they settle"]["median"] == pytest.approx(0.75, abs=5e-4)
    assert rows["redoubts", "battles"]["median"] == pytest.approx(4.125, abs=5e-4)
    assert 0 < rows["reserves", "chance that no deal was kept"]["median"] < 1
    assert rows["tolls", "demands"]["lower"] >= 2


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
    assert "Nothing here looks forward" in soon.left_out[0]
    assert decision_days(case, DAY) == ()
    later = weigh_dossier(case, daily(200), as_of=DAY + timedelta(days=20), seed=1)  # type: ignore[arg-type]
    assert later.decisions[0].period.end == DAY + timedelta(days=21)
    assert decision_days(case, BATTLE.end) == (DAY,)


def test_a_decision_in_the_last_days_is_left_out_for_the_days_and_not_for_the_date() -> None:
    case = dossier()
    late = tuple(
        replace(option, date=BATTLE.end - timedelta(days=3), end=None)
        for option in case.choices.options
    )
    case = replace(case, choices=replace(case.choices, options=late))
    found = weigh_dossier(case, daily(200), as_of=date(2026, 11, 26), seed=1)  # type: ignore[arg-type]
    assert found.decisions == ()
    (told,) = found.left_out
    assert f"and {BATTLE.end.isoformat()}. That is the end of what is weighed" in told
    assert "2026" not in told


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
    assert "Add [[prices]] of the side, or [[pools]] of both" in item.after.weighed.refusal
    assert {one.key for one in item.after.weighed.thresholds} >= {"day", "enemy"}


def test_one_pool_alone_weighs_nothing() -> None:
    case = dossier()
    for pool in case.pools:
        half = replace(case, pools=(pool,))
        (item,) = weigh_dossier(half, daily(200), as_of=BATTLE.end, seed=1).decisions  # type: ignore[arg-type]
        assert item.after.weighed is not None
        assert "[[pools]] of both" in item.after.weighed.refusal


def test_what_may_go_either_way_says_which_ranges_to_state() -> None:
    case = dossier(*options(enemy_rate=ends(0.8, 1.3)))
    (item,) = weigh_dossier(case, daily(200), as_of=BATTLE.end, seed=1).decisions  # type: ignore[arg-type]
    assert item.after.weighed is not None
    (found,) = [one for one in item.after.weighed.thresholds if one.key == "enemy"]
    assert found.refusal.endswith("state enemy_rate in ranges that do not cross.")


def test_fronts_without_the_battle_s_own_are_left_out_with_what_to_write() -> None:
    fronts = tuple(
        Front(side="south", name=name, own=point(10), enemy=point(10), worth=point(1))
        for name in ("bridge", "hill")
    )
    case = replace(dossier(), choices=Choices(fronts=fronts))
    found = weigh_dossier(case, daily(200), as_of=BATTLE.end, seed=1)  # type: ignore[arg-type]
    assert not found.fronts
    assert "write here = true in one of two [[fronts]] or more" in found.left_out[0]


def test_relabelling_the_sides_moves_no_number() -> None:
    # an id of a side is a name and no more. Ranges and pools draw from streams named after their
    # side, so that here each is one number
    def told(sides: dict[str, str]) -> list[tuple[str, np.ndarray]]:
        stated = {"own_rate": 0.4, "enemy_rate": 0.3, "own_once": 50.0, "days": 3.0}
        case = dossier(*options(**{key: point(each) for key, each in stated.items()}), pools=False)
        chosen = tuple(replace(one, side=sides[one.side]) for one in case.choices.options)
        renamed = replace(
            case,
            sides=tuple(replace(side, id=sides[side.id]) for side in case.sides),
            choices=Choices(options=chosen),
        )
        losses = daily(300)
        losses.days = {sides[side]: days for side, days in losses.days.items()}
        (item,) = weigh_dossier(renamed, losses, as_of=BATTLE.end, seed=1).decisions  # type: ignore[arg-type]
        assert item.after.weighed is not None
        return [(one.key, one.draws) for one in item.after.weighed.thresholds]

    first = told({"south": "south", "north": "north"})
    second = told({"south": "up", "north": "down"})
    third = told({"south": "north", "north": "south"})
    assert len(first) >= 4
    for one, other, turned in zip(first, second, third, strict=True):
        assert one[0] == other[0] == turned[0]
        assert np.array_equal(one[1], other[1])
        assert np.array_equal(one[1], turned[1])


def test_dossiers_without_choices_have_none() -> None:
    case = replace(dossier(), choices=type(dossier().choices)())
    found = weigh_dossier(case, daily(200), as_of=BATTLE.end, seed=1)  # type: ignore[arg-type]
    assert not found.answered
    assert found.left_out == ()
