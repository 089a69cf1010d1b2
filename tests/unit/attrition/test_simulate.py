"""Simulation: reproducible, bounded in memory, refusing what makes no sense."""

from __future__ import annotations

import resource
import tracemalloc

import numpy as np
import pytest

from asculum.attrition import simulate as simulation
from asculum.attrition.breaks import AtShare
from asculum.attrition.laws import Square
from asculum.attrition.odds import Sides
from asculum.attrition.simulate import Diffusion, Events, Method, Outcomes, _jobs, simulate
from asculum.attrition.tallies import of_strengths, of_times
from asculum.terms.errors import UsageError

LAW = Square(a=0.01, b=0.012)
SIDES = Sides(a=50, b=60)


@pytest.mark.parametrize("method", [Outcomes(), Events(days=(1.0, 20.0)), Diffusion(days=(20.0,))])
def test_a_seed_gives_the_same_battles_whatever_the_threads(method: Method) -> None:
    one, two = (
        simulate(LAW, sides=SIDES, method=method, runs=3001, seed=9, threads=k, keep=True)
        for k in (1, 2)
    )
    np.testing.assert_array_equal(one.kept, two.kept)
    np.testing.assert_array_equal(one.left_a.counts, two.left_a.counts)
    for (_, a, b), (_, c, d) in zip(one.seen, two.seen, strict=True):
        np.testing.assert_array_equal(a.counts, c.counts)
        np.testing.assert_array_equal(b.counts, d.counts)
    other = simulate(LAW, sides=SIDES, method=method, runs=3001, seed=10, keep=True)
    assert (other.kept != one.kept).any()


def test_more_runs_begin_with_the_same_ones() -> None:
    few, many = (
        simulate(LAW, sides=SIDES, method=Outcomes(), runs=k, keep=True).kept for k in (100, 1000)
    )
    assert few is not None
    assert many is not None
    np.testing.assert_array_equal(few, many[:100])


def test_who_is_left_lies_between_break_point_and_strength() -> None:
    sides = Sides(a=50, b=60, break_a=AtShare(share=0.3), break_b=AtShare(share=0.5))
    for method in (Outcomes(), Events(), Diffusion()):
        kept = simulate(LAW, sides=sides, method=method, runs=2000, keep=True).kept
        assert kept is not None
        assert (kept[kept > 0] > 35).all()
        assert (-kept[kept < 0] > 30).all()
        if not isinstance(method, Diffusion):
            assert kept.max() <= 50
            assert kept.min() >= -60


def test_ten_million_battles_are_tallied_in_bounded_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    runs = 10_000_000
    found = simulate(LAW, sides=Sides(a=3, b=3), method=Outcomes(), runs=runs)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert found.left_a.runs + found.left_b.runs == runs
    assert grown < 60_000  # kB; the ends alone would take 80,000
    assert found.kept is None


def test_strengths_of_many_battles_on_many_days_are_held_a_few_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held: list[tuple[int, int]] = []
    days = tuple(float(day) for day in range(100))
    whole = simulate(LAW, sides=SIDES, method=Events(days=days), runs=500)
    original = simulation._block
    monkeypatch.setattr(simulation, "HELD", 4000)
    monkeypatch.setattr(simulation, "LEAST_BLOCK", 10)
    monkeypatch.setattr(
        simulation, "_block", lambda *given: (held.append(given[4].span), original(*given))[1]
    )
    parts = simulate(LAW, sides=SIDES, method=Events(days=days), runs=500)
    assert max(last - first for first, last in held) == 40
    assert sum(last - first for first, last in held) == 500
    for (_, a, b), (_, c, d) in zip(whole.seen, parts.seen, strict=True):
        np.testing.assert_array_equal(a.counts, c.counts)
        np.testing.assert_array_equal(b.counts, d.counts)
    with pytest.raises(UsageError, match="ATT024"):
        simulate(LAW, sides=SIDES, method=Events(days=tuple(range(1001))))


def test_a_draw_of_the_rates_for_every_battle_waits_for_its_turn() -> None:
    many = 3_000_000
    law = Square(a=np.full(many, 0.01), b=0.012)
    tracemalloc.start()
    jobs = _jobs(law, Sides(a=1, b=1), many, 1, 2, 100)
    first = [next(jobs) for _ in range(10)]
    assert [job.span for job in first] == [(k, k + 1) for k in range(10)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # cuts and break points are numbers, a few at 8 bytes; jobs made ahead took 300 a draw
    assert peak < 80 * many


def test_a_tally_keeps_mean_spread_and_quantiles() -> None:
    values = np.random.default_rng(1).integers(0, 101, 5000).astype(float)
    tally = of_strengths(100).adding(values[:100]).adding(values[100:])
    assert tally.runs == 5000
    assert tally.mean == pytest.approx(values.mean())
    assert tally.sd == pytest.approx(values.std())
    for share in (0.05, 0.5, 0.95):
        assert tally.quantile(share) == np.quantile(values, share, method="inverted_cdf")
    times = np.random.default_rng(2).exponential(5.0, 4000)
    told = of_times(times[:100]).adding(times)
    assert told.quantile(0.5) == pytest.approx(np.quantile(times, 0.5), rel=0.01)
    assert np.isnan(of_strengths(10).mean)
    assert np.isnan(of_strengths(10).sd)
    assert np.isnan(of_strengths(10).quantile(0.5))


@pytest.mark.parametrize(
    "method",
    [Events(days=(-1.0,)), Events(days=(2.0, 1.0)), Diffusion(days=(float("nan"),))],
)
def test_days_must_make_sense(method: Method) -> None:
    with pytest.raises(UsageError, match="ATT021"):
        simulate(LAW, sides=SIDES, method=method)


def test_runs_and_men_must_make_sense() -> None:
    with pytest.raises(UsageError, match="ATT020"):
        simulate(LAW, sides=SIDES, runs=0)
    with pytest.raises(UsageError, match="ATT022"):
        simulate(LAW, sides=Sides(a=10**8, b=5))


def test_battles_of_many_men_are_heard_of_as_they_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "HEARD", 1000)
    heard: list[float] = []
    found = simulate(LAW, sides=SIDES, runs=70, seed=9, keep=True, progress=heard.append)
    assert len(heard) == 8  # 9 battles of 110 men in a block
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    monkeypatch.undo()
    whole = simulate(LAW, sides=SIDES, runs=70, seed=9, keep=True)
    np.testing.assert_array_equal(found.kept, whole.kept)
