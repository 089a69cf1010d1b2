"""Simulated battles against the exact odds, within four standard errors."""

from __future__ import annotations

import numpy as np
import pytest

from asculum.attrition.breaks import AtShare, BetweenShares
from asculum.attrition.laws import Ambush, General, Law, Linear, Logarithmic, Square
from asculum.attrition.odds import Sides, odds
from asculum.attrition.simulate import Diffusion, Events, Method, Outcomes, simulate
from asculum.attrition.survivors import remaining

LAWS: list[Law] = [
    Square(a=0.010, b=0.0101),
    Linear(a=1e-4, b=1.1e-4),
    Logarithmic(a=0.01, b=0.0095),
    Ambush(a=2e-4, b=0.01),
    General(a=0.01, b=0.01, p=0.7, q=0.3, d=1.1),
]
SIDES = Sides(a=110, b=100, break_a=AtShare(share=0.6), break_b=AtShare(share=0.7))
RUNS = 40_000


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
@pytest.mark.parametrize("method", [Outcomes(), Events()], ids=["outcomes", "events"])
def test_who_wins_and_with_how_many(law: Law, method: Method) -> None:
    found = simulate(law, sides=SIDES, method=method, runs=RUNS, seed=3)
    exact = odds(law, sides=SIDES).mean
    assert found.win == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / RUNS))
    left, right = remaining(law, (110, 100), (44, 30))
    for tally, held in ((found.left_a, left), (found.left_b, right)):
        strengths = held.floor + np.arange(held.probability.size)
        chance = held.probability[1:] / held.probability[1:].sum()
        mean = chance @ strengths[1:]
        sd = np.sqrt(chance @ (strengths[1:] - mean) ** 2)
        assert tally.mean == pytest.approx(mean, abs=4 * sd / np.sqrt(tally.runs))
        # quantiles land in the exact one's class or next to it
        middle = strengths[1:][np.searchsorted(np.cumsum(chance), 0.5)]
        assert abs(tally.quantile(0.5) - middle) <= 1


BATTLES: list[tuple[Law, tuple[int, int], tuple[int, int]]] = [
    (Square(a=0.01, b=0.01), (1000, 800), (0, 0)),
    (Square(a=0.01, b=0.2), (90, 400), (0, 0)),
    (Ambush(a=2e-4, b=0.05), (300, 120), (20, 0)),
    (General(a=1.0, b=1.0, p=0.2, q=1.9), (150, 150), (0, 30)),
    (General(a=1.0, b=2.5e3, p=2.0, q=0.5), (65, 64), (0, 0)),
    (Logarithmic(a=0.01, b=0.3), (64, 2000), (0, 0)),
    (Linear(a=1.0, b=1000.0), (64, 4000), (0, 0)),
]


@pytest.mark.parametrize(("law", "men", "floors"), BATTLES)
def test_every_end_comes_as_often_as_it_should(
    law: Law, men: tuple[int, int], floors: tuple[int, int]
) -> None:
    breaks = [AtShare(share=1 - low / all_) for low, all_ in zip(floors, men, strict=True)]
    sides = Sides(a=men[0], b=men[1], break_a=breaks[0], break_b=breaks[1])
    runs = 200_000
    found = simulate(law, sides=sides, method=Outcomes(), runs=runs, seed=12, keep=True).kept
    assert found is not None
    seen, wanted = [], []
    for sign, held in zip((1, -1), remaining(law, men, floors), strict=True):
        ends = (sign * found[sign * found > 0]).astype(int)
        assert not ends.size or ends.max() < held.floor + held.probability.size
        seen.append(np.bincount(ends - held.floor, minlength=held.probability.size)[1:])
        wanted.append(runs * held.probability[1:])
    counts, means = np.concatenate(seen), np.concatenate(wanted)
    assert counts.sum() == runs
    # neighbouring ends together until each class can expect ten
    classes = np.floor(np.cumsum(means) / 10).astype(int)
    few, many = np.bincount(classes, weights=counts), np.bincount(classes, weights=means)
    keep = many >= 5
    off = (few[keep] - many[keep]) ** 2 / many[keep]
    error = np.sqrt(2.0 * keep.sum())
    assert abs(off.sum() - keep.sum()) < 4 * error + 4
    assert few[~keep].sum() <= many[~keep].sum() + 4 * np.sqrt(many[~keep].sum()) + 4


def test_the_time_of_one_against_one() -> None:
    # the first loss ends it: exponential with the sum of the rates
    law = Square(a=0.02, b=0.03)
    found = simulate(law, sides=Sides(a=1, b=1), runs=RUNS, seed=4)
    assert found.end is not None
    assert found.end.mean == pytest.approx(20.0, abs=4 * 20 / np.sqrt(RUNS))
    assert found.end.sd == pytest.approx(20.0, rel=0.03)
    assert found.end.quantile(0.5) == pytest.approx(20 * np.log(2), rel=0.04)


def test_strengths_on_a_day_of_independent_losses() -> None:
    # in the logarithmic law every man is lost at his own rate: binomial numbers remain, to the
    # moment that a side is gone, which is far off
    law = Logarithmic(a=0.02, b=0.05)
    found = simulate(
        law, sides=Sides(a=400, b=300), method=Events(days=(0.0, 10.0, 30.0)), runs=RUNS, seed=5
    )
    for day, a, b in found.seen:
        for tally, men, rate in ((a, 400, 0.02), (b, 300, 0.05)):
            p = np.exp(-rate * day)
            sd = np.sqrt(men * p * (1 - p))
            assert tally.mean == pytest.approx(men * p, abs=4 * sd / np.sqrt(RUNS) + 1e-9)
            assert tally.sd == pytest.approx(sd, rel=0.03, abs=1e-9)


def test_random_break_points_and_draws_are_mixed_evenly() -> None:
    sides = Sides(a=60, b=50, break_a=BetweenShares(low=0.2, high=0.6), break_b=AtShare(share=0.5))
    law = Square(a=0.01, b=0.01)
    exact = odds(law, sides=sides, draws=1000, seed=6).mean
    found = simulate(law, sides=sides, method=Outcomes(), runs=RUNS, seed=6)
    assert found.win == pytest.approx(exact, abs=4 * found.error)
    drawn = Square(a=np.array([0.008, 0.012]), b=0.01)
    whole = odds(drawn, sides=Sides(a=60, b=60)).mean
    mixed = simulate(drawn, sides=Sides(a=60, b=60), method=Outcomes(), runs=RUNS, seed=7)
    assert mixed.win == pytest.approx(whole, abs=4 * mixed.error)


def test_a_diffusion_of_many_men_is_the_chain_s() -> None:
    law = Square(a=0.01, b=0.01)
    sides = Sides(a=5000, b=5000, break_a=AtShare(share=0.5), break_b=AtShare(share=0.5))
    runs = 4000
    exact, _ = remaining(law, (5000, 5000), (2500, 2500))
    chance = exact.probability[1:] / exact.probability[1:].sum()
    strengths = 2501 + np.arange(chance.size)
    mean = chance @ strengths
    sd = np.sqrt(chance @ (strengths - mean) ** 2)
    found = simulate(law, sides=sides, method=Diffusion(), runs=runs, seed=8)
    assert found.win == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(runs))
    # what a step of the diffusion misses of the end is within a hundredth of the spread
    slack = 4 * sd / np.sqrt(found.left_a.runs) + 0.01 * sd
    assert found.left_a.mean == pytest.approx(mean, abs=slack)
    assert found.unended == 0
