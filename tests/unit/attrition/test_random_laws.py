"""Every law at random numbers, extreme ones included: SciPy's integrators, lattices, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.stats import binom

from asculum.attrition.breaks import AtShare, BetweenShares
from asculum.attrition.course import Course, OtherLosses, Posture, RateChange, Reinforcement, Side
from asculum.attrition.exact import chance
from asculum.attrition.heterogeneous import Heterogeneous
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
from asculum.attrition.odds import Sides, odds
from asculum.attrition.salvo import Fleet, exchange, stochastic_exchange
from asculum.attrition.survivors import by_lattice
from asculum.attrition.trajectories import Adaptive, trajectories

NAMES = ("square", "linear", "logarithmic", "mixed", "bracken", "helmbold", "osipov")


def drawn(rng: np.random.Generator, name: str, x: float, y: float) -> Law:
    """Return a law under which each side loses 0.01 % to 30 % of itself on the first day."""
    lost_a, lost_b = 10 ** rng.uniform(-4, -0.5, 2) * (x, y)
    d, p, q, w = 10 ** rng.uniform(-1, 1), rng.uniform(-0.5, 2), rng.uniform(-0.5, 2), rng.random()
    make = {
        "square": lambda a, b: Square(a=a, b=b),
        "linear": lambda a, b: Linear(a=a, b=b),
        "logarithmic": lambda a, b: Logarithmic(a=a, b=b),
        "mixed": lambda a, b: Ambush(a=a, b=b),
        "bracken": lambda a, b: General(a=a, b=b, p=p, q=q, d=d),
        "helmbold": lambda a, b: Helmbold(a=a, b=b, W=w),
        "osipov": lambda a, b: Osipov(a=a, b=b),
    }[name]
    one = make(1.0, 1.0).losses(x, y)
    return make(lost_a / float(one[0]), lost_b / float(one[1]))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(6))
def test_trajectories_are_scipys(name: str, seed: int) -> None:
    rng = np.random.default_rng([seed, NAMES.index(name)])
    start = tuple(10 ** rng.uniform(0.5, 7, 2))
    law = drawn(rng, name, *start)
    days = 12
    course = Course(
        days=days,
        pieces=(
            Reinforcement(side=Side.A, persons=0.01 * start[0], start=2, end=7),
            Reinforcement(side=Side.B, persons=0.02 * start[1], start=0, end=12),
            OtherLosses(side=Side.A, share=rng.uniform(0, 0.05)),
            Posture(d=10 ** rng.uniform(-0.5, 0.5), start=3, end=9),
            RateChange(side=Side.B, factor=rng.uniform(0, 3), start=5, end=12),
        ),
    )
    floors = (0.3 * start[0], 0.2 * start[1])
    found = trajectories(
        law, start=start, course=course, floors=floors, solver=Adaptive(relative=1e-10)
    )
    state, ended = np.array(start), np.nan
    for day, row in enumerate(course.rows()):
        if np.isfinite(ended):
            break

        def slope(_: float, at: np.ndarray, row: np.ndarray = row) -> list[float]:
            lost = law.losses(*at)
            return [row[s] - row[2 + s] * float(lost[s]) - row[4 + s] * at[s] for s in (0, 1)]

        def broke(side: int):
            def event(_: float, at: np.ndarray) -> float:
                return float(at[side] / floors[side] - 1.0)

            event.terminal, event.direction = True, -1.0
            return event

        solved = solve_ivp(
            slope,
            (day, day + 1.0),
            state,
            method="DOP853",
            rtol=1e-11,
            atol=1e-9,
            events=[broke(0), broke(1)],
        )
        state = solved.y[:, -1]
        ended = float(solved.t[-1]) if solved.status == 1 else np.nan
        told = (found.a[day + 1, 0], found.b[day + 1, 0])
        assert told == pytest.approx(tuple(state), rel=1e-6), f"day {day + 1} of {law}"
    assert float(found.end[0]) == pytest.approx(ended, rel=1e-6, nan_ok=True)


@pytest.mark.parametrize("name", NAMES)
def test_odds_are_the_lattices(name: str) -> None:
    rng = np.random.default_rng([9, NAMES.index(name)])
    for _ in range(25):
        m, n = (int(10 ** rng.uniform(0, 2.3)) for _ in range(2))
        law = drawn(rng, name, float(m), float(n))
        sides = Sides(
            a=m,
            b=n,
            break_a=AtShare(share=rng.uniform(0.01, 1)),
            break_b=AtShare(share=rng.uniform(0.01, 1)),
        )
        low = sides.floors(1, 1)
        floors = (int(low[0][0]), int(low[1][0]))
        swept = by_lattice(law, (m, n), floors)
        found = chance(law, (m, n), floors)
        for one, other in ((found.a, swept[0].win), (found.b, swept[1].win)):
            rel = 1e-10 if other > 1e-28 else 1e-3
            assert one == pytest.approx(other, rel=rel, abs=1e-290), f"{m} v {n}, {floors}, {law}"
        assert found.a + found.b == pytest.approx(1.0, abs=1e-12)


def test_random_break_points_are_the_lattices_average() -> None:
    law = General(a=1.0, b=1.2, p=0.9, q=0.2, d=1.4)
    sides = Sides(a=40, b=35, break_a=BetweenShares(low=0.2, high=0.9), break_b=AtShare(share=0.5))
    found = odds(law, sides=sides, draws=200, seed=4)
    floors = sides.floors(200, 4)
    swept = [
        by_lattice(law, (40, 35), (int(a), int(b)))[0].win for a, b in zip(*floors, strict=True)
    ]
    np.testing.assert_allclose(found.a, swept, rtol=1e-10)


@pytest.mark.parametrize("seed", range(8))
def test_kinds_of_force_are_scipys(seed: int) -> None:
    rng = np.random.default_rng(seed)
    kinds = rng.integers(1, 5, 2)
    law = Heterogeneous(
        on_a=10 ** rng.uniform(-4, -1, kinds), on_b=10 ** rng.uniform(-4, -1, kinds[::-1])
    )
    start = (10 ** rng.uniform(1, 4, kinds[0]), 10 ** rng.uniform(1, 4, kinds[1]))
    days = np.array([0.0, 0.5, 3.0, 20.0])
    xs, ys = law.strengths(start=start, days=days)
    state, now = np.concatenate(start), 0.0
    for place, until in enumerate(days):
        while now < until:
            alive = state > 0

            def slope(_: float, at: np.ndarray, alive: np.ndarray = alive) -> np.ndarray:
                x, y = at[: kinds[0]], at[kinds[0] :]
                return -1.0 * alive * np.concatenate([law.on_a @ y, law.on_b @ x])

            def gone(_: float, at: np.ndarray, alive: np.ndarray = alive) -> float:
                return float(at[alive].min())

            gone.terminal, gone.direction = True, -1.0
            solved = solve_ivp(slope, (now, until), state, rtol=1e-11, atol=1e-9, events=gone)
            state, now = solved.y[:, -1], float(solved.t[-1])
            if solved.status == 1:
                state[alive & (state <= 1e-6 * max(1.0, state.max()))] = 0.0
            if not (state > 0).any():
                break
        told = np.concatenate([xs[place], ys[place]])
        assert told == pytest.approx(state, rel=1e-5, abs=1e-4 * state.max() + 1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_salvos_of_chance_have_the_mean_of_their_sums(seed: int) -> None:
    rng = np.random.default_rng(seed)

    def fleet() -> Fleet:
        return Fleet(
            units=int(rng.integers(1, 12)),
            offence=int(rng.integers(0, 4)),
            defence=int(rng.integers(0, 3)),
            staying=float(rng.integers(1, 4)),
            aim=rng.random(),
            stop=rng.random(),
        )

    a, b = fleet(), fleet()
    runs = 20_000
    lost = stochastic_exchange(a, b, runs=runs, seed=seed)
    for side, (target, from_) in enumerate(((a, b), (b, a))):
        shots, stops = int(from_.units * from_.offence), int(target.units * target.defence)
        aimed = binom.pmf(np.arange(shots + 1), shots, from_.aim)
        stopped = binom.pmf(np.arange(stops + 1), stops, target.stop)
        hits = np.maximum(np.subtract.outer(np.arange(shots + 1), np.arange(stops + 1)), 0)
        each = np.minimum(hits / target.staying, target.units)
        mass = np.outer(aimed, stopped)
        mean = float((mass * each).sum())
        error = np.sqrt(max(float((mass * each**2).sum()) - mean**2, 0.0) / runs)
        assert lost[:, side].mean() == pytest.approx(mean, abs=4 * error + 1e-12)
    # sure shots are Hughes's own sums
    sure = [
        Fleet(units=f.units, offence=f.offence, defence=f.defence, staying=f.staying)
        for f in (a, b)
    ]
    assert stochastic_exchange(*sure, runs=1)[0] == pytest.approx(exchange(*sure))
