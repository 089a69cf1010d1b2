"""Fits of attrition laws: the density by other programs, and what is said of what is not told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_battles import made_battle
from scipy import integrate, stats

from asculum.attrition import _fitting
from asculum.attrition.comparing import weigh
from asculum.attrition.coordinates import fitting
from asculum.attrition.density import Density
from asculum.attrition.fit import Bayes, LeastSquares, MaximumLikelihood, fit, joined
from asculum.attrition.fit_design import Setting, design
from asculum.attrition.fit_forms import FORMS, form
from asculum.attrition.fit_status import whole
from asculum.attrition.laws import Law
from asculum.attrition.modes import best
from asculum.attrition.observed import First, Observed, observe
from asculum.evidence.series import read_series
from asculum.terms.errors import ModelError, UsageError
from asculum.terms.sampling import Sampling
from asculum.terms.status import Status, StatusCode

QUICK = Bayes(sampling=Sampling(chains=2, tune=150, draws=400))


def hidden(observed, first):
    """The same battle with B's losses and strengths unseen but for the first."""
    nothing = np.full(observed.days.size, np.nan)
    side = replace(observed.b, strength=nothing, losses=nothing, first=first)
    return replace(observed, b=side)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("blind", [False, True])
def test_the_gradient_is_that_of_differences(name: str, blind: bool) -> None:
    seen = made_battle(periods=12)
    if blind:
        seen = hidden(seen, First(low=10_000, high=14_000))
    plan = design(form(name), seen, Setting(changes=(5,)))
    pack = plan.pack(whiten=None)
    pack[int(pack[_fitting.WEIGHT]) + 4] = 0.3
    density = Density(pack)
    theta = 0.5 * np.random.default_rng(3).standard_normal(plan.size)
    gradient, spare = np.zeros(plan.size), np.zeros(plan.size)
    density(theta, gradient)
    for i in range(plan.size):
        up, down = theta.copy(), theta.copy()
        up[i] += 1e-5
        down[i] -= 1e-5
        slope = (density(up, spare) - density(down, spare)) / 2e-5
        assert gradient[i] == pytest.approx(slope, rel=1e-5, abs=1e-4)


def laws_losses(law: Law, x: float, y: float, joined: tuple[float, float]) -> np.ndarray:
    """Losses of a day from (x, y), by SciPy and the law's own rates."""

    def slope(_: float, state: np.ndarray) -> list[float]:
        lost = law.losses(state[0], state[1])
        return [joined[0] - float(lost[0]), joined[1] - float(lost[1])]

    end = integrate.solve_ivp(slope, (0, 1), [x, y], rtol=1e-10, atol=1e-8).y[:, -1]
    return np.array([x + joined[0], y + joined[1]]) - end


@pytest.mark.parametrize("name", ["mixed", "helmbold", "generalised"])
def test_expected_losses_and_their_density_are_scipys(name: str) -> None:
    seen = made_battle(periods=6)
    plan = design(form(name), seen, Setting(defence=False))
    theta = 0.3 * np.random.default_rng(4).standard_normal((1, plan.size))
    rates, exponents = plan.rates(theta), plan.exponents(theta)
    law = plan.form.law(float(rates[0][0]), float(rates[1][0]), exponents[0])
    each, total = Density(plan.pack(whiten=None)).figures(theta)
    scatter = np.exp(plan.values(theta)[0, -2:])
    for t in range(6):
        x, y = seen.a.strength[t], seen.b.strength[t]
        mu = laws_losses(law, x, y, (seen.a.joined[t], seen.b.joined[t]))
        size = scatter**-2
        told = np.array([seen.a.losses[t], seen.b.losses[t]])
        want = stats.nbinom.logpmf(told, size, size / (size + mu))
        assert each[0, t] == pytest.approx(want, rel=1e-6)
    assert total[0] == pytest.approx(each.sum() - 0.5 * float((theta**2).sum()))


def test_least_squares_is_scipys_on_a_battle_that_runs_on() -> None:
    seen = made_battle(p=1.0, q=0.0, scatter=0.01)
    setting = Setting(free=True, defence=False)
    ours = fit(seen, forms=[form("square")], method=LeastSquares(), setting=setting).laws[0]
    a, b = ours.design.rates(ours.theta)
    # truth: shares of the start lost a day, so a = 0.02 x/y and b = 0.03 y/x
    assert float(np.median(a)) == pytest.approx(0.02 * 20 / 12, rel=0.02)
    assert float(np.median(b)) == pytest.approx(0.03 * 12 / 20, rel=0.02)
    assert ours.score is not None
    assert ours.score[1] < 0.05


def test_sides_swapped_swap_the_answers() -> None:
    seen = made_battle()
    turned = replace(seen, a=seen.b, b=seen.a, attacker=-seen.attacker)
    method = MaximumLikelihood()
    one, other = (
        fit(battle, forms=[form("generalised")], method=method).laws[0] for battle in (seen, turned)
    )
    top, swapped = (
        best(Density(law.design.pack(prior=False, whiten=None)), seed=1) for law in (one, other)
    )
    order = [1, 0, 2, 3, 4, 6, 5]
    assert top.value == pytest.approx(swapped.value)
    assert one.design.values(top.theta[None])[0] == pytest.approx(
        other.design.values(swapped.theta[None])[0][order], abs=1e-3
    )


def test_counting_in_thousands_changes_no_exponent_where_scatter_rules() -> None:
    seen = made_battle()

    def scaled(side):
        return replace(
            side, strength=side.strength * 10, losses=side.losses * 10, joined=side.joined * 10
        )

    tenfold = replace(seen, a=scaled(seen.a), b=scaled(seen.b))
    found = []
    for battle in (seen, tenfold):
        law = fit(battle, forms=[form("generalised")], method=MaximumLikelihood()).laws[0]
        found.append(law.design.values(law.theta).mean(axis=0)[2:5])
    assert found[0] == pytest.approx(found[1], abs=0.05)


def test_a_law_is_recovered_and_its_exponents_told_where_the_ratio_moves() -> None:
    seen = made_battle(joined=(900.0, 700.0), scatter=0.1, periods=60)
    law = fit(seen, forms=[form("generalised")], method=QUICK).laws[0]
    assert law.status.code is StatusCode.OK
    told = {estimate.quantity: estimate for estimate in law.estimates()}
    for name, truth in (("p", 0.7), ("q", 0.4), ("d", 1.0)):
        low, _, high = told[name].interval(0.999)
        assert low < truth < high
    assert told["p"].interval()[2] - told["p"].interval()[0] < 1.0


def test_exponents_are_not_told_where_the_ratio_never_moves() -> None:
    seen = made_battle(joined=(0.0, 0.0), rates=(0.002, 0.002))
    fitted = fit(seen, forms=[form("square"), form("generalised")], method=QUICK)
    law = fitted.law("generalised")
    assert law.status.code is StatusCode.NOT_IDENTIFIED
    assert "moved by a factor of" in law.status.sentence
    assert {"p", "q", "a", "b"}.isdisjoint(item.quantity for item in law.estimates())
    assert fitted.status.code is StatusCode.DOUBTFUL
    assert "apart" in fitted.status.sentence


def test_one_curve_tells_no_exponents_and_no_rate_that_it_does_not_hang_on() -> None:
    seen = hidden(made_battle(), First(low=12_000, high=12_000))
    forms = [form("logarithmic"), form("generalised")]
    fitted = fit(seen, forms=forms, method=MaximumLikelihood())
    assert [law.status.code for law in fitted.laws] == [StatusCode.NOT_IDENTIFIED] * 2
    assert not fitted.law("generalised").fitted
    assert "b" not in {item.quantity for item in fitted.law("logarithmic").estimates()}
    assert not fitted.status.ok


def test_uncertain_losses_widen_what_is_told_and_keep_their_draws() -> None:
    seen = made_battle()
    vague = np.random.default_rng(1).lognormal(0.0, 0.3, (40, 1))
    losses = np.rint(seen.a.losses * vague)
    wide = replace(seen, a=replace(seen.a, losses=losses))
    forms = [form("square")]
    exact, loose = fit(seen, forms=forms, method=QUICK), fit(wide, forms=forms)
    held = [np.log(law.laws[0].estimates()[0].draws) for law in (exact, loose)]
    assert held[1].size == 40
    assert held[1].std() > 2 * held[0].std()
    # the tail that its expectations rest on is reckoned, and not taken to be none
    assert 0.0 != loose.laws[0].khat < 5.0
    # draw k of the rate belongs to draw k of the losses
    assert np.corrcoef(held[1], np.log(vague[:, 0]))[0, 1] > 0.9


def test_too_few_figures_are_refused_and_none_is_an_error() -> None:
    seen = made_battle(periods=3)
    law = fit(seen, forms=[form("generalised")], method=QUICK).laws[0]
    assert law.status.code is StatusCode.NOT_IDENTIFIED
    assert "6 losses are known" in law.status.sentence
    nothing = np.full(3, np.nan)
    with pytest.raises(ModelError, match="ATT060"):
        fit(replace(seen, a=replace(seen.a, losses=nothing), b=replace(seen.b, losses=nothing)))


def test_unknown_laws_and_impossible_changes_are_refused() -> None:
    with pytest.raises(UsageError, match="ATT055"):
        form("cubic")
    with pytest.raises(UsageError, match="ATT056"):
        fit(made_battle(periods=5), setting=Setting(changes=(9,)), method=LeastSquares())


def iwo_jima() -> Observed:
    """Iwo Jima with the garrison's 21,500: one side's losses, the other used up by the end."""
    series = read_series("docs/examples/iwo_jima.csv")
    return observe(series, first=(First(low=0, high=0), First(low=21_500, high=21_500)))


@pytest.fixture(scope="module")
def used_up() -> list[tuple[float, float]]:
    """Mean and standard deviation of A's rate, B's and A's scatter, by a sum over a grid."""
    plan = design(form("osipov"), iwo_jima(), Setting())
    density, spare = Density(plan.pack(whiten=None)), np.zeros(4)
    # B's rate has an edge above and a long tail below: the grid's steps grow away from the edge.
    # The scatter of B, of whom nothing was seen, is left at its prior's middle
    long = 0.94 - np.geomspace(1e-3, 1.5, 120)[::-1]
    axes = [np.linspace(-0.2, 1.0, 25), long, np.linspace(0.6, 2.6, 15)]
    heights = np.array(
        [
            [[density(np.array([a, b, c, 0.0]), spare) for c in axes[2]] for b in axes[1]]
            for a in axes[0]
        ]
    )
    share = np.exp(heights - heights.max()) * np.gradient(axes[1])[None, :, None]
    found = []
    for place, axis in enumerate(axes):
        margin = share.sum(axis=tuple(k for k in range(3) if k != place))
        mean = float(margin @ axis / margin.sum())
        found.append((mean, float(np.sqrt(margin @ (axis - mean) ** 2 / margin.sum()))))
    return found


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_a_side_used_up_is_an_edge_that_the_draws_respect(
    seed: int, used_up: list[tuple[float, float]]
) -> None:
    law = fit(iwo_jima(), forms=[form("osipov")], method=QUICK, seed=seed).laws[0]
    assert law.status.code is StatusCode.DOUBTFUL
    assert "settled" not in law.status.sentence
    settled = law.convergence
    assert settled is not None
    # in the coordinates of the top's normal it took 110 to 340 gradients a draw
    assert settled.gradients < 40 * min(settled.ess_bulk, settled.ess_tail)
    for place, (mean, spread) in enumerate(used_up):
        assert law.theta[:, place].mean() == pytest.approx(mean, abs=0.2 * spread)
        # one draw in a few hundred is far out in B's tail, which its deviation hangs on
        wide = 0.4 if place == 1 else 0.2
        assert law.theta[:, place].std() == pytest.approx(spread, rel=wide)


def test_losses_of_the_day_on_which_a_side_is_used_up_are_scipys() -> None:
    plan = design(form("osipov"), iwo_jima(), Setting())
    theta = np.array([[0.415, 0.93, 1.36, 0.0]])
    rates = plan.rates(theta)
    law = plan.form.law(float(rates[0][0]), float(rates[1][0]), plan.exponents(theta)[0])
    seen, state, lost = plan.observed.a, np.array([0.0, 21_500.0]), []
    for strength, landed in zip(seen.strength, seen.joined, strict=True):
        if np.isfinite(strength):  # as the fit has it: a strength that was seen is taken as seen
            state[0] = strength

        def slope(_: float, held: np.ndarray, landed: float = landed) -> list[float]:
            gone = law.losses(max(held[0], 0.0), max(held[1], 0.0))
            return [landed - float(gone[0]), -float(gone[1])]

        end = integrate.solve_ivp(slope, (0, 1), state, rtol=1e-9, atol=1e-6, max_step=0.01).y[
            :, -1
        ]
        lost.append(state[0] + landed - end[0])
        state = np.maximum(end, 0.0)
    told = Density(plan.pack(whiten=None)).expected(theta[0])[:, 0]
    assert state[1] < 1.0
    # 4.9 instead of 2.0 were expected where the day was one step
    assert told[-1] == pytest.approx(lost[-1], abs=0.05)
    assert told[-3:-1] == pytest.approx(lost[-3:-1], rel=1e-3)


def test_the_bent_coordinates_keep_the_density() -> None:
    plan = design(form("osipov"), iwo_jima(), Setting())
    plain = Density(plan.pack(whiten=None))
    held = fitting(plan, plain, best(plain, seed=1))
    assert held.bend > 0.0
    bent, gradient, spare = Density(plan.pack(whiten=held)), np.zeros(4), np.zeros(4)
    gaps = []
    # some beyond four, where the bend has ended
    for z in 3.0 * np.random.default_rng(5).standard_normal((20, 4)):
        value = bent(z, gradient)
        jacobian = np.empty((4, 4))
        for i in range(4):
            step = 1e-5 * np.eye(4)[i]
            slope = (bent(z + step, spare) - bent(z - step, spare)) / 2e-5
            assert gradient[i] == pytest.approx(slope, rel=1e-4, abs=1e-4)
            jacobian[:, i] = (held.theta(z + step) - held.theta(z - step)) / 2e-5
        at = np.ascontiguousarray(held.theta(z))
        gaps.append(value - plain(at, spare) - np.linalg.slogdet(jacobian)[1])
    assert np.ptp(gaps) < 1e-5


def test_a_comparison_that_rests_on_one_draw_says_so() -> None:
    seen = made_battle(periods=12)
    forms = [form("square"), form("linear")]
    laws = fit(seen, forms=forms, method=QUICK).laws
    shaky = (laws[0], replace(laws[1], khat=1.3))
    weighed = weigh(shaky)
    assert weighed.shaky == ("linear",)
    status = whole(shaky, weighed, seen)
    assert status.code is StatusCode.DOUBTFUL
    assert "linear" in status.sentence
    assert "1.3" in status.sentence


@pytest.mark.parametrize("spared", ["A", "A and B"])
def test_nothing_is_told_of_a_battle_in_which_nobody_fell(spared: str) -> None:
    seen, nothing = made_battle(periods=8), np.zeros(8)
    quiet = replace(seen, a=replace(seen.a, losses=nothing))
    if "B" in spared:
        quiet = replace(quiet, b=replace(seen.b, losses=nothing.copy()))
    # it could say that chains have not settled, of a rate that nothing bounds from below
    for method in (QUICK, MaximumLikelihood(), LeastSquares()):
        fitted = fit(quiet, forms=[form("square"), form("linear")], method=method)
        for law in fitted.laws:
            assert law.status.code is StatusCode.NOT_IDENTIFIED
            assert law.estimates() == ()
            assert law.status.sentence.startswith(f"{spared} lost nobody in any period")
        assert fitted.weighed is None


def test_what_is_doubted_of_the_best_law_is_doubted_of_all() -> None:
    seen = made_battle(joined=(900.0, 700.0), scatter=0.1, periods=60)
    forms = [form("square"), form("generalised")]
    laws = fit(seen, forms=forms, method=QUICK).laws
    assert joined(seen, laws).status.code is StatusCode.OK
    for code in (StatusCode.DOUBTFUL, StatusCode.NOT_IDENTIFIED):
        doubt = replace(laws[1], status=Status(code=code, sentence="p - q is not told."))
        status = joined(seen, (laws[0], doubt)).status
        assert status.code is StatusCode.DOUBTFUL
        assert "the generalised law foretells the losses best. p - q" in status.sentence


def test_laws_whose_chains_have_not_settled_are_not_weighed() -> None:
    seen = made_battle(periods=12)
    one, other = fit(seen, forms=[form("square"), form("linear")], method=QUICK).laws
    lost = replace(other, status=Status(code=StatusCode.NOT_CONVERGED, sentence="Not settled."))
    assert joined(seen, (one, other)).weighed is not None
    assert joined(seen, (one, lost)).weighed is None


def test_figures_too_even_for_chance_are_said_to_be_so() -> None:
    seen = made_battle(periods=20)
    even = replace(
        seen,
        a=replace(seen.a, losses=np.full(20, 300.0), strength=np.full(20, 20_000.0)),
        b=replace(seen.b, losses=np.full(20, 200.0), strength=np.full(20, 12_000.0)),
    )
    law = fit(even, forms=[form("square")], method=QUICK).laws[0]
    assert law.status.code is StatusCode.DOUBTFUL
    assert "A's losses show a smaller largest departure" in law.status.sentence
    assert "averaged" in law.status.sentence
