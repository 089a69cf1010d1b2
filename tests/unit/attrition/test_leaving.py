"""What a law expects of a figure left out: by weights, by bridges, and by a sum on a grid."""

from __future__ import annotations

import numpy as np
import pytest
from made_battles import made_battle
from scipy.special import logsumexp

from asculum.attrition import _fitting, leaving
from asculum.attrition.bridging import bridge, pooled
from asculum.attrition.density import Density
from asculum.attrition.fit import Bayes, fit
from asculum.attrition.fit_design import Setting, design
from asculum.attrition.fit_forms import form
from asculum.attrition.observed import First, observe
from asculum.evidence.series import read_series
from asculum.terms.sampling import Sampling

QUICK = Bayes(sampling=Sampling(chains=2, tune=150, draws=400))


@pytest.mark.parametrize("seed", [1, 2])
def test_the_day_that_alone_keeps_a_side_from_being_used_up_is_foretold_as_a_sum_has_it(
    seed: int,
) -> None:
    # without its last 15 dead, the two days before without any say that B was used up by then
    series = read_series("docs/examples/iwo_jima.csv")
    ends = [First(low=strength, high=strength) for strength in (0, 21_500)]
    seen, place = observe(series, first=(ends[0], ends[1])), 68
    law = fit(seen, forms=[form("square")], method=QUICK, seed=seed).laws[0]
    plan = design(form("square"), seen, Setting())
    whole, rest = plan.pack(whiten=None), plan.pack(whiten=None)
    rest[int(rest[_fitting.WEIGHT]) + place] = 0.0
    densities = [Density(pack) for pack in (whole, rest)]
    middle, sd = law.theta.mean(axis=0), law.theta.std(axis=0)
    edge = law.theta[:, 1].max()
    rates = np.concatenate([np.linspace(edge - 0.25, edge, 60), np.linspace(edge, edge + 0.1, 120)])
    heights = np.empty((2, 7, rates.size, 7))
    slope = np.zeros(plan.size)
    for i, a in enumerate(np.linspace(-3.5, 3.5, 7)):
        for j, b in enumerate(rates):
            for k, scatter in enumerate(np.linspace(-3.0, 4.0, 7)):
                at = np.array([middle[0] + a * sd[0], b, middle[2] + scatter * sd[2], 0.0])
                heights[:, i, j, k] = [density(at, slope) for density in densities]
    heights = np.where(np.isfinite(heights), heights, -np.inf)
    shares = np.log(np.gradient(rates))[:, None]
    with_it, without = logsumexp(heights + shares, axis=(1, 2, 3))
    assert law.elpd is not None
    assert law.elpd[-1] == pytest.approx(with_it - without, abs=0.5)
    assert law.khat < 0.7


def test_two_densities_that_lie_apart_are_bridged_by_proposals_and_not_by_their_draws() -> None:
    # ln Z₁/Z₀ of a density with 0.999 at 0 and 0.001 at 30, and one that has only the second
    rng = np.random.default_rng(4)
    first, second = rng.standard_normal((1000, 2)), rng.standard_normal((1000, 2))
    second[:, 0] += 30.0

    def heights(places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        normals = -0.5 * np.stack(
            [(places**2).sum(axis=1), ((places - np.array([30.0, 0.0])) ** 2).sum(axis=1)]
        )
        return logsumexp(normals + np.log([[0.999], [0.001]]), axis=0), -100.0 * (
            places[:, 0] < 15.0
        )

    assert not bridge(heights(first)[1], heights(second)[1]).stands
    assert pooled(first, second, heights, rng) == pytest.approx(np.log(0.001), abs=0.2)


def test_a_ratio_of_evidences_from_draws_that_overlap() -> None:
    # of exp(−z²/2) and of the same times exp(a + z/2): ln Z₁/Z₀ = a + 1/8
    normals = np.random.default_rng(5).standard_normal((2, 4000))
    found = bridge(-7.0 + 0.5 * normals[0], -7.0 + 0.5 * (normals[1] + 0.5))
    assert found.stands
    assert found.value == pytest.approx(-7.0 + 0.125, abs=4 * 0.5 / np.sqrt(4000))


def test_figures_left_out_in_turn_are_foretold_as_their_weights_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = made_battle(periods=12)
    plain = fit(seen, forms=[form("square")], method=QUICK).laws[0]
    monkeypatch.setattr(leaving, "MOST_KHAT", -1.0)
    monkeypatch.setattr(leaving, "MOST", 5)
    anew = fit(seen, forms=[form("square")], method=QUICK).laws[0]
    assert plain.anew < anew.anew == 5  # those whose weights are too heavy are among the five
    assert plain.elpd is not None
    assert anew.elpd is not None
    assert np.count_nonzero(plain.elpd != anew.elpd) == 5 - plain.anew
    assert anew.elpd == pytest.approx(plain.elpd, abs=0.15)
