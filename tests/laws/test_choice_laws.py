"""What must hold of options and deals of a dossier, whatever the numbers."""

from __future__ import annotations

from dataclasses import replace
from math import erf, exp, pi, sqrt
from typing import Any

import numpy as np
import pytest
from choosing import BATTLE, DAY, Daily, daily, dossier, ends, options, point

from asculum.evidence.choices import Front, Option, Price, Resolve
from asculum.evidence.terms import Deal
from asculum.options.deals import weigh_deal
from asculum.options.decision import DecisionTable
from asculum.options.elsewhere import weigh_fronts, weigh_resolve
from asculum.options.learning import worth_of_knowing
from asculum.options.outcomes import Decision, decision
from asculum.options.thresholds import Threshold, thresholds, weight
from asculum.options.views import TwoViews, Weighing
from asculum.options.weighing import weigh, worths
from asculum.report.fronts import fronts
from asculum.study.weighing import weigh_dossier
from asculum.terms.errors import ModelError, UsageError

ROUND_OFF = 1e-9
AS_OF = BATTLE.end


def made(chosen: tuple[Option, ...] = options(), **more: Any) -> Decision:
    rng = np.random.default_rng(3)
    stated: dict[str, Any] = {
        "own": rng.lognormal(7, 0.4, 2000),
        "enemy": rng.lognormal(7.5, 0.4, 2000),
        "length": 40.0,
        "defends": True,
        "seed": 1,
    }
    return decision(chosen, **{**stated, **more})


def by_key(found: Decision) -> dict[str, Threshold]:
    return {item.key: item for item in thresholds(found, found.others[0])}


def only(losses: Daily, **more: Any) -> TwoViews:
    found = weigh_dossier(dossier(**more), losses, as_of=AS_OF, seed=1)  # type: ignore[arg-type]
    return found.decisions[0]


def test_what_was_spent_before_changes_nothing() -> None:
    losses, past = daily(), (DAY - BATTLE.start).days
    dearer = Daily(days={side: days.copy() for side, days in losses.days.items()})
    for days in dearer.days.values():
        days[:, :past] += 1e5
    one, two = only(losses), only(dearer)
    assert one.after.weighed is not None
    assert two.after.weighed is not None
    assert two.spent[0].interval()[1] > 1000 * one.spent[0].interval()[1]
    for a, b in zip(one.after.weighed.thresholds, two.after.weighed.thresholds, strict=True):
        np.testing.assert_array_equal(a.draws, b.draws)
    np.testing.assert_array_equal(
        worths(one.after.weighed.decision), worths(two.after.weighed.decision)
    )
    assert one.after.weighed.judgement is not None
    assert two.after.weighed.judgement is not None
    assert one.after.weighed.judgement.choices == two.after.weighed.judgement.choices
    assert one.after.weighed.judgement.evpi == two.after.weighed.judgement.evpi


@pytest.mark.parametrize("key", ["day", "enemy"])
def test_at_its_threshold_a_value_makes_both_options_worth_the_same(key: str) -> None:
    found = made()
    at = replace(found, inputs={**found.inputs, f"price.{key}": by_key(found)[key].draws})
    first, second = worths(at)
    assert first == pytest.approx(second, rel=ROUND_OFF)


def test_counting_in_thousands_scales_what_is_counted_and_no_ratio() -> None:
    chosen = options(own_once=point(0))
    one = by_key(made(chosen))
    rng = np.random.default_rng(3)
    own, enemy = rng.lognormal(7, 0.4, 2000) / 1000, rng.lognormal(7.5, 0.4, 2000) / 1000
    small = by_key(made(chosen, own=own, enemy=enemy))
    assert small["day"].draws * 1000 == pytest.approx(one["day"].draws, rel=ROUND_OFF)
    for key in ("enemy", "ratio", "rate"):
        assert small[key].draws == pytest.approx(one[key].draws, rel=ROUND_OFF)


def test_seen_from_the_other_side_the_worth_of_an_enemy_loss_is_turned_over() -> None:
    """Either side goes on or breaks off together; v of one is 1/v of the other."""
    rates = {"own_rate": point(0.4), "enemy_rate": point(0.7), "own_once": point(0)}
    turned = {"own_rate": point(0.7), "enemy_rate": point(0.4), "own_once": point(0)}
    found = made(options("south", **rates))
    other = made(
        options("north", **turned),
        own=found.inputs["enemy"],
        enemy=found.inputs["own"],
        defends=False,
    )
    product = by_key(found)["enemy"].draws * by_key(other)["enemy"].draws
    assert product == pytest.approx(np.ones(2000), rel=ROUND_OFF)


def test_three_thresholds_of_losses_say_the_same_thing() -> None:
    found = made(enemy_weight=np.random.default_rng(5).uniform(0.3, 2.0, 2000))
    keys = by_key(found)
    enough = weight(found) > keys["enemy"].draws
    ratio, rate = keys["ratio"], keys["rate"]
    assert ratio.seen is not None
    assert rate.seen is not None
    np.testing.assert_array_equal(ratio.seen > ratio.draws, enough)
    np.testing.assert_array_equal(rate.seen > rate.draws, enough)
    first, second = worths(found)
    np.testing.assert_array_equal(first > second, enough)


def test_by_hand() -> None:
    rates = {"own_rate": point(0.5), "enemy_rate": point(0.25), "own_once": point(100)}
    chosen = options(**rates, days=point(10), freed=point(5000))
    found = by_key(made(chosen, own=np.full(200, 2000.0), enemy=np.full(200, 4000.0), length=40.0))
    # holding cost 2,000 - (1,000 + 100) = 900 more, for 30 days and 3,000 enemy losses
    expected = {"day": 30.0, "enemy": 0.3, "ratio": 0.6, "rate": -0.55, "freed": 50 / 30}
    for key, value in expected.items():
        assert found[key].draws == pytest.approx(np.full(200, value), rel=ROUND_OFF), key


def test_an_option_like_what_happened_has_no_threshold_and_no_regret() -> None:
    same = options(
        own_rate=point(1), enemy_rate=point(1), own_once=point(0), days=point(40), freed=point(0)
    )
    found = made(same, enemy_weight=np.ones(2000))
    assert {item.key for item in thresholds(found, found.others[0])} == {"rate"}
    told = weigh(found).judgement
    assert told is not None
    assert [score.regret for score in told.scores] == [0.0, 0.0]
    assert [score.best for score in told.scores] == pytest.approx([1.0, 1.0], abs=ROUND_OFF)
    assert told.evpi == 0.0


def test_another_option_moves_no_number_of_the_others() -> None:
    two = made()
    more = replace(two.options[1], id="south-truce")
    three = made((*two.options, more))
    for name, draws in two.inputs.items():
        np.testing.assert_array_equal(draws, three.inputs[name])


def test_which_brings_more_cannot_be_told_where_the_ranges_cross() -> None:
    found = by_key(made(options(enemy_rate=ends(0.5, 1.5))))
    assert found["enemy"].refusal
    assert "ratio" not in found


def test_an_unknown_enemy_leaves_the_worth_of_a_day() -> None:
    assert set(by_key(made(enemy=None))) == {"day"}


def test_a_price_of_what_is_not_known_is_refused_and_so_is_no_price() -> None:
    assert "No price" in weigh(made()).refusal
    price = Price(side="south", place=ends(10, 20))
    assert "keeps" in weigh(made(price=price)).refusal


def test_criteria_that_disagree_name_nobody() -> None:
    told = weigh(made(enemy_weight=np.full(2000, 0.6))).judgement
    assert told is not None
    assert (told.agreed == "") == (len(set(told.choices.values())) > 1)
    sure = weigh(made(enemy_weight=np.full(2000, 1e-6), price=Price(side="south"))).judgement
    assert sure is not None
    assert sure.agreed == "south-leave"
    assert not any(turn.turns for turn in sure.turns if turn.name != "own")


def test_exactly_one_option_happened() -> None:
    kept, left = options()
    for chosen in ((left, left), (kept, replace(kept, id="x"))):
        with pytest.raises(UsageError, match="OPT001"):
            made(chosen)
    with pytest.raises(UsageError, match="OPT001"):
        made(enemy=np.ones(3))


def test_knowing_a_group_is_worth_no_more_than_knowing_all() -> None:
    told = weigh(made(enemy_weight=np.full(2000, 0.7)), scatter=0.4).judgement
    assert told is not None
    assert told.evpi > 0
    assert told.report is not None
    assert 0 <= told.report <= told.known["losses"] + ROUND_OFF
    assert all(0 <= value <= told.evpi + ROUND_OFF for value in told.known.values())


@pytest.mark.parametrize("mean", [0.0, 0.4, -1.0])
def test_worth_of_knowing_is_the_unit_normal_loss(mean: float) -> None:
    """Raiffa and Schlaifer: E max(0, m + sX) - max(0, m) = s φ(m/s) - |m| Φ(-|m|/s)."""
    rng = np.random.default_rng(7)
    draws, s = 100_000, 0.8
    x, noise = rng.normal(size=draws), rng.normal(size=draws)
    u = mean + s * x + noise
    z = abs(mean) / s
    exact = s * exp(-(z**2) / 2) / sqrt(2 * pi) - abs(mean) * (1 - erf(z / sqrt(2))) / 2
    found = worth_of_knowing([u, np.zeros(draws)], [x])
    monte_carlo = 4 * float(np.std(np.maximum(u, 0))) / sqrt(draws)
    assert abs(found - exact) < monte_carlo
    all_known = DecisionTable.of_draws(["a", "b"], [u, np.zeros(draws)]).evpi
    assert found < all_known
    # a report with an error of standard deviation t teaches s²/sqrt(s² + s²t²) of the spread
    told = worth_of_knowing([u, np.zeros(draws)], [x + rng.normal(size=draws)])
    less = s / sqrt(2)
    z = abs(mean) / less
    exact = less * exp(-(z**2) / 2) / sqrt(2 * pi) - abs(mean) * (1 - erf(z / sqrt(2))) / 2
    assert abs(told - exact) < monte_carlo


def test_too_few_draws_and_odd_shapes_are_refused() -> None:
    with pytest.raises(UsageError, match="DEC001"):
        worth_of_knowing(np.zeros((2, 99)), [np.zeros(99)])
    with pytest.raises(UsageError, match="DEC001"):
        worth_of_knowing(np.zeros((2, 200)), [np.zeros(3)])


# --- deals, fronts, leaders


def deal(**more: Any) -> Deal:
    stated: dict[str, Any] = {
        "id": "truce",
        "side": "north",
        "date": DAY,
        "over": "the ford",
        "chance_by_a": ends(0.5, 0.9),
        "chance_by_b": ends(0.2, 0.6),
        "cost_a": ends(0.05, 0.3),
        "cost_b": ends(0.05, 0.3),
    }
    return Deal(**{**stated, **more})


def test_there_is_no_deal_where_optimism_exceeds_the_costs() -> None:
    found = weigh_deal(deal(), losses_a=None, losses_b=None, draws=3000, seed=1)
    np.testing.assert_allclose(found.range.width, found.costs - found.optimism, atol=1e-12)
    assert found.empty == float(np.mean(found.optimism > found.costs))
    assert 0 < found.empty < 1


def test_a_cost_follows_from_losses_and_worth_draw_by_draw() -> None:
    losses = np.random.default_rng(2).uniform(500, 1500, 3000)
    stated = deal(cost_a=None, worth_a=point(10_000))
    found = weigh_deal(stated, losses_a=losses, losses_b=None, draws=3000, seed=1)
    plain = weigh_deal(deal(), losses_a=None, losses_b=None, draws=3000, seed=1)
    extra = found.costs - plain.costs
    given = plain.range.lower - found.range.lower
    np.testing.assert_allclose(extra, given, atol=1e-12)
    assert found.drawn == ("cost_a",)
    with pytest.raises(ModelError, match="DEA001"):
        weigh_deal(stated, losses_a=None, losses_b=None, draws=100, seed=1)


def test_a_front_that_gets_its_due_has_no_opportunity_cost() -> None:
    def front(name: str, here: bool, own: float, enemy: float, worth: float) -> Front:
        stated = {"own": point(own), "enemy": point(enemy), "worth": point(worth)}
        return Front(side="south", name=name, here=here, **stated)

    # Friedman: with w = 1, 2, 5 and 60 against 40 each front gets w/8 of either force
    due = [
        front("a", True, 7.5, 5, 1),
        front("b", False, 15, 10, 2),
        front("c", False, 37.5, 25, 5),
    ]
    found = weigh_fronts(due, seed=1)
    assert found is not None
    assert found.opportunity.max() == pytest.approx(0.0, abs=1e-9)
    assert found.regret.max() == pytest.approx(0.0, abs=1e-9)
    # one more unit is worth W Y/(X + Y)² on every front, and each is won with 60 of 100
    np.testing.assert_allclose(found.marginal, 8 * 40 / 100**2, rtol=1e-12)
    np.testing.assert_allclose(found.shares, 0.6, rtol=1e-12)
    # a front worth nothing is told without dividing by what it adds
    idle = weigh_fronts([front("a", True, 40, 5, 0), *due[1:]], seed=1)
    assert idle is not None
    assert np.isinf(idle.opportunity).all()
    case = dossier()
    chosen = (front("a", True, 40, 5, 0), *due[1:])
    case = replace(case, choices=replace(case.choices, fronts=chosen))
    (words,) = fronts(case, Weighing(fronts=(idle,)))
    assert "∞ times as much again" in words.sentence
    starved = [front("a", True, 40, 5, 1), *due[1:]]
    found = weigh_fronts(starved, seed=1)
    assert found is not None
    assert found.opportunity.min() > 1
    assert weigh_fronts([due[1], due[2]], seed=1) is None


def test_a_bonus_never_shortens_the_fight_and_its_absence_leaves_no_wedge() -> None:
    stated: dict[str, Any] = {
        "side": "south",
        "date": DAY,
        "steps": 10,
        "held": 5,
        "won": 5.0,
        "lost": 5.0,
        "chance": point(0.4),
        "cost": point(0.02),
        "keeps": point(0.6),
    }
    found = weigh_resolve(Resolve(**stated, bonus=ends(0.0, 2.0)), seed=1)
    assert found.wedge.min() >= -1e-12
    assert found.wedge.max() > 5
    none = weigh_resolve(Resolve(**stated, bonus=point(0.0)), seed=1)
    assert not none.wedge.any()
