"""Exact odds against a lattice, a second closed form and hand arithmetic, extremes included."""

from __future__ import annotations

import numpy as np
import pytest

from asculum.attrition.breaks import AtShare, BetweenShares, ToTheLast
from asculum.attrition.exact import chance, chance_of_clocks, clocks
from asculum.attrition.laws import (
    Ambush,
    General,
    Helmbold,
    Law,
    Linear,
    Logarithmic,
    Osipov,
    Square,
)
from asculum.attrition.odds import Shock, Sides, odds
from asculum.attrition.survivors import by_lattice, remaining
from asculum.terms.errors import ModelError, UsageError
from asculum.terms.status import StatusCode

LAWS: list[Law] = [
    Square(a=1.0, b=1.2),
    Linear(a=1.0, b=0.9),
    Logarithmic(a=1.0, b=1.1),
    Ambush(a=0.02, b=1.0),
    General(a=1.0, b=0.7, p=0.8, q=0.3, d=1.3),
    General(a=1.0, b=1.0, p=0.0, q=5.0),
    General(a=1.0, b=1.0, p=1.5, q=-0.5),
    Helmbold(a=1.0, b=1.3, W=0.3),
    Osipov(a=1.0, b=1.0),
]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
@pytest.mark.parametrize("floors", [(0, 0), (61, 13), (119, 0), (119, 99)])
def test_against_the_lattice(law: Law, floors: tuple[int, int]) -> None:
    strengths = (120, 100)
    found = chance(law, strengths, floors)
    swept = by_lattice(law, strengths, floors)
    for one, other in ((found.a, swept[0].win), (found.b, swept[1].win)):
        rel = 1e-11 if other > 1e-28 else 1e-3  # chances below 1e-30 are told to fewer digits
        assert one == pytest.approx(other, rel=rel, abs=1e-300)
    for left, right in zip(remaining(law, strengths, floors), swept, strict=True):
        np.testing.assert_allclose(left.probability, right.probability, atol=1e-12)


def test_random_battles_against_the_lattice() -> None:
    rng = np.random.default_rng(20)
    for _ in range(150):
        m, n = (int(10 ** rng.uniform(0, 2.4)) for _ in range(2))
        floors = (int(rng.integers(0, m)), int(rng.integers(0, n)))
        law = General(
            a=10 ** rng.uniform(-3, 3),
            b=10 ** rng.uniform(-3, 3),
            p=rng.uniform(-3, 3),
            q=rng.uniform(-3, 3),
        )
        found, (a, b) = chance(law, (m, n), floors), by_lattice(law, (m, n), floors)
        told = f"{m} v {n}, breaking at {floors}, {law}"
        for one, other in ((found.a, a.win), (found.b, b.win)):
            rel = 1e-10 if other > 1e-28 else 1e-3
            assert one == pytest.approx(other, rel=rel, abs=1e-290), told


@pytest.mark.parametrize("rate", [1e-6, 1.0, 1e6])
@pytest.mark.parametrize("floors", [(0, 0), (0, 19_999), (0, 19_990)])
def test_one_against_many_by_hand(rate: float, floors: tuple[int, int]) -> None:
    # A's one clock outlasts all of B's: E exp(-T_B/mu) = prod 1/(1 + nu/mu)
    law = Square(a=1.0, b=rate)
    j = np.arange(floors[1] + 1, 20_001, dtype=np.float64)
    logarithm = -np.log1p(j / rate).sum()
    found = chance(law, (1, 20_000), floors)
    assert found.a == pytest.approx(np.exp(logarithm), rel=1e-9 if logarithm > -60 else 1e-4)
    assert found.b == pytest.approx(-np.expm1(logarithm), rel=1e-11)


@pytest.mark.parametrize("gap", [-12.0, -5.0, 5.0, 12.0])
def test_exponents_far_apart_at_20_000_a_side(gap: float) -> None:
    # equal sides: one half exactly, whatever the exponents
    law = General(a=1.0, b=1.0, p=gap, q=0.0)
    assert chance(law, (20_000, 20_000), (0, 0)).a == pytest.approx(0.5, abs=1e-12)


def test_the_linear_law_is_its_integral() -> None:
    law = Linear(a=0.3, b=0.2)
    for strengths, floors in (((300, 200), (0, 0)), ((300, 200), (100, 30)), ((5, 2000), (4, 0))):
        closed = chance(law, strengths, floors)
        summed = chance_of_clocks(*clocks(law, strengths, floors))
        assert closed.method != summed.method
        assert (closed.a, closed.b) == pytest.approx((summed.a, summed.b), rel=1e-10)


@pytest.mark.parametrize(
    ("strengths", "floors", "ratio"),
    [
        ((20_000, 20_000), (0, 0), 1.001),
        ((20_000, 19_000), (5_000, 17_000), 1.0),
        ((20, 20_000), (0, 0), 1e6),
        ((20_000, 3), (0, 0), 1e-7),
        ((4_000, 4_000), (3_999, 0), 3e-4),
        ((100_000, 90_000), (0, 60_000), 1.1),
    ],
)
def test_the_product_of_the_square_law_is_its_sum(
    strengths: tuple[int, int], floors: tuple[int, int], ratio: float
) -> None:
    law = Square(a=1.0, b=ratio)
    closed, summed = (
        chance(law, strengths, floors),
        chance_of_clocks(*clocks(law, strengths, floors)),
    )
    assert closed.a == pytest.approx(summed.a, abs=1e-8)
    assert closed.b == pytest.approx(summed.b, abs=1e-8)


@pytest.mark.parametrize("rates", [(1e-12, 1e3), (1e3, 1e-12), (1e-300, 1e300)])
@pytest.mark.parametrize("strengths", [(100_000, 1), (1, 100_000)])
def test_clocks_that_outreach_the_numbers_there_are(
    rates: tuple[float, float], strengths: tuple[int, int]
) -> None:
    # one against many who hardly hit: they win unless all of them fall in turn
    found = chance(Square(a=rates[0], b=rates[1]), strengths, (0, 0))
    assert found.a + found.b == pytest.approx(1.0, abs=1e-12)
    alone = found.a if strengths[0] == 1 else found.b
    against = rates[0] / rates[1] if strengths[0] == 1 else rates[1] / rates[0]
    held = -np.log1p(np.arange(1.0, 100_001.0) * against).sum()
    assert alone == pytest.approx(np.exp(held), rel=1e-6, abs=1e-300)


def test_too_many_men_are_refused_with_a_way_out() -> None:
    law = General(a=1.0, b=1.0, p=0.5, q=0.2)
    with pytest.raises(ModelError, match="ATT004"):
        chance(law, (3_000_000, 3_000_000), (0, 0))
    # the square law has a closed form at any size
    assert chance(Square(a=1.0, b=1.0), (10**8, 10**8), (0, 0)).a == pytest.approx(0.5, abs=1e-9)


def test_draws_of_the_parameters_give_draws_of_the_odds() -> None:
    a = np.array([0.9, 1.0, 1.1])
    found = odds(Square(a=a, b=1.0), sides=Sides(a=100, b=100))
    assert found.a.shape == (3,)
    single = [odds(Square(a=one, b=1.0), sides=Sides(a=100, b=100)).mean for one in a]
    np.testing.assert_array_equal(found.a, single)
    np.testing.assert_allclose(found.a + found.b, 1.0, atol=1e-15)


def test_odds_of_many_draws_are_asked_for_a_block_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    law = Square(a=np.linspace(0.009, 0.011, 50), b=0.01)
    sides = Sides(a=40, b=40, break_a=BetweenShares(low=0.2, high=0.9))
    fixed = Square(a=0.01, b=0.01)
    whole = [odds(item, sides=sides, draws=50) for item in (law, fixed)]
    monkeypatch.setattr("asculum.attrition.odds.BLOCK", 7)
    parts = [odds(item, sides=sides, draws=50) for item in (law, fixed)]
    for one, other in zip(whole, parts, strict=True):
        np.testing.assert_array_equal(one.a, other.a)
        np.testing.assert_array_equal(one.b, other.b)
        assert one.methods == other.methods


def test_random_break_points_are_averaged_and_repeatable() -> None:
    sides = Sides(a=60, b=50, break_a=BetweenShares(low=0.1, high=0.5), break_b=AtShare(share=0.2))
    law = Square(a=1.0, b=1.0)
    found, again = (odds(law, sides=sides, seed=5, draws=4000) for _ in range(2))
    np.testing.assert_array_equal(found.a, again.a)
    # every possible floor of A, weighted by how often it is drawn
    floors = sides.break_a.floors(60, (np.arange(100_000) + 0.5) / 100_000)
    values, counts = np.unique(floors, return_counts=True)
    exact = sum(
        chance(law, (60, 50), (int(value), 40)).a * count / 100_000
        for value, count in zip(values, counts, strict=True)
    )
    assert found.mean == pytest.approx(exact, abs=4 * found.a.std() / 4000**0.5)


def test_a_shock_is_the_average_over_its_draws() -> None:
    sides, sd = Sides(a=100, b=90), 0.2
    found = odds(Square(a=1.0, b=1.0), sides=sides, shock=Shock(sd=sd))
    z = np.random.default_rng(1).normal(size=(2, 3000)) * sd
    drawn = odds(Square(a=np.exp(z[0]), b=np.exp(z[1])), sides=sides)
    assert found.mean == pytest.approx(drawn.mean, abs=4 * drawn.a.std() / 3000**0.5)
    assert found.a[0] + found.b[0] == pytest.approx(1.0)


def test_large_forces_are_too_sure_and_a_shock_tempers_them() -> None:
    sides = Sides(a=11_000, b=10_000)
    law = Square(a=1.0, b=1.0)
    sure, tempered = odds(law, sides=sides), odds(law, sides=sides, shock=Shock(sd=1.1))
    assert sure.status.code is StatusCode.DOUBTFUL
    assert sure.mean > 0.999999
    assert tempered.status.code is StatusCode.OK
    assert 0.5 < tempered.mean < 0.6


@pytest.mark.parametrize(
    ("share", "strength", "floor"),
    [(1.0, 10, 0), (0.3, 10, 7), (0.301, 10, 6), (1e-9, 10, 9), (0.1, 30, 27), (0.5, 1, 0)],
)
def test_where_a_side_breaks(share: float, strength: int, floor: int) -> None:
    assert AtShare(share=share).floors(strength, np.array([0.5])).tolist() == [floor]


@pytest.mark.parametrize(
    "build",
    [
        lambda: Square(a=0.0, b=1.0),
        lambda: Square(a=1.0, b=float("nan")),
        lambda: Square(a=1.0, b=np.array([])),
        lambda: Square(a=np.ones(2), b=np.ones(3)),
        lambda: General(a=1.0, b=1.0, p=float("inf"), q=0.0),
        lambda: General(a=1.0, b=1.0, p=1.0, q=0.0, d=0.0),
        lambda: Helmbold(a=1.0, b=1.0, W=1.5),
        lambda: Osipov(a=1.0, b=1.0, W=0.5),
        lambda: AtShare(share=0.0),
        lambda: AtShare(share=1.1),
        lambda: BetweenShares(low=0.5, high=0.2),
        lambda: Sides(a=0, b=1),
        lambda: Sides(a=1, b=10**12),
        lambda: Shock(sd=-1.0),
    ],
)
def test_what_makes_no_sense_is_refused(build: object) -> None:
    with pytest.raises(UsageError, match=r"ATT00\d: [\s\S]*why: [\s\S]*fix: "):
        build()  # type: ignore[operator]


def test_fighting_to_the_last_is_no_random_break() -> None:
    assert not ToTheLast().random
    assert ToTheLast().floors(7, np.array([0.1, 0.9])).tolist() == [0, 0]
