"""The latent-class estimator against a second program, by laws, and where it must refuse."""

from __future__ import annotations

import numba as nb
import numpy as np
import pytest
from latent_cases import log_likelihood, weigh
from scipy.special import betainc

from asculum.terms.status import StatusCode
from asculum.undercount import _latent_density as dense
from asculum.undercount import _latent_moves as moves
from asculum.undercount.estimate import reckon
from asculum.undercount.latent import Effort, LatentClass, latent_class
from asculum.undercount.latent_convergence import judge
from asculum.undercount.latent_design import draw_unseen, make_cells, make_priors, prior_states
from asculum.undercount.overlap import OverlapTable

#: Round-off, and the error of central differences.
ROUND_OFF, DIFFERENCES = 1e-9, 1e-5
CLASSES = 4
TABLE = OverlapTable.from_dense(("a", "b", "c"), [0, 9, 7, 5, 11, 2, 4, 3])
SPARSE = OverlapTable(
    lists=("a", "b", "c", "d", "e"),
    patterns=[[1, 0, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 0, 1, 0], [1, 0, 0, 1, 1], [0, 0, 1, 0, 1]],
    counts=[14, 3, 6, 2, 5],
)


@nb.njit
def tempered(theta, grad, beta, active, classes, cells, priors):
    room = dense.make_room(classes, cells)
    held = dense.freeze(theta, active, classes, cells, room)
    return dense.density(theta, grad, beta, active, held, classes, cells, priors, room)


@nb.njit
def fit(theta, classes, cells, priors):
    return dense.likelihood(theta, classes, cells, priors, dense.make_room(classes, cells))


@nb.njit
def bounded(seen, priors):
    return dense.within_bound(seen, priors)


@nb.njit
def places(active, classes, lists):
    return moves.moving(active, classes, lists)


@nb.njit
def swapped(theta, k, classes, priors, rng):
    for _ in range(50):
        moves.swap(theta, k, classes, priors, rng)


@nb.njit
def offered(theta, k, classes, cells, priors, rng):
    moves.offer(theta, k, classes, cells, priors, rng)
    return moves.tailored(theta, k, classes, cells, priors)


def design(table: OverlapTable, most: int):
    cells, order = make_cells(table)
    priors = make_priors(table.persons, most, concentration=(0.25, 0.25), captures=(1.0, 1.5))
    return cells, order, priors


@pytest.mark.parametrize("table", [TABLE, SPARSE], ids=["dense", "sparse"])
@pytest.mark.parametrize("most", [820, 12], ids=["far bound", "near bound"])
@pytest.mark.parametrize("active", [CLASSES, 2], ids=["all classes", "two classes"])
def test_the_gradient_is_that_of_the_density(table: OverlapTable, most: int, active: int) -> None:
    cells, order, priors = design(table, most)
    states = prior_states(5, CLASSES, len(order), priors, np.random.default_rng(3))
    for theta in np.clip(states, -4, 4):
        grad, scrap = np.zeros(len(theta)), np.zeros(len(theta))
        tempered(theta, grad, 0.7, active, CLASSES, cells, priors)
        for at in places(active, CLASSES, len(order)):
            sides = []
            for shift in (1e-5, -1e-5):
                moved = theta.copy()
                moved[at] += shift
                prior, value, _ = tempered(moved, scrap, 0.7, active, CLASSES, cells, priors)
                sides.append(prior + 0.7 * value)
            slope = (sides[0] - sides[1]) / 2e-5
            assert grad[at] == pytest.approx(slope, rel=DIFFERENCES, abs=DIFFERENCES)


@pytest.mark.parametrize("table", [TABLE, SPARSE], ids=["dense", "sparse"])
@pytest.mark.parametrize("most", [820, 12], ids=["far bound", "near bound"])
def test_the_likelihood_is_that_of_a_second_program(table: OverlapTable, most: int) -> None:
    cells, order, priors = design(table, most)
    states = prior_states(20, CLASSES, len(order), priors, np.random.default_rng(4))
    ordered = OverlapTable(
        lists=tuple(table.lists[at] for at in order),
        patterns=table.patterns[:, order],
        counts=table.counts,
    )
    expected = log_likelihood(ordered, states, CLASSES, most)
    scrap = np.zeros(states.shape[1])
    for theta, value in zip(states, expected, strict=True):
        # beyond twelve standard deviations the bound is taken not to be felt
        assert fit(theta, CLASSES, cells, priors)[0] == pytest.approx(value, rel=1e-6)
        for active in (CLASSES, 2):
            found = tempered(theta, scrap, 1.0, active, CLASSES, cells, priors)[1]
            assert found == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize("persons", [1, 41, 4400])
def test_the_bound_is_an_incomplete_beta_function(persons: int) -> None:
    most = 20 * persons
    priors = make_priors(persons, most, concentration=(1, 1), captures=(1, 1))
    for seen in (0.02, 0.045, 1 / 21, 0.05, 0.06):
        chance = betainc(persons, most + 1.0, seen)
        if chance == 0.0:  # below the smallest double; ours is a logarithm
            assert bounded(seen, priors)[0] < np.log(np.finfo(float).tiny)
            continue
        expected = np.log(chance)
        assert bounded(seen, priors)[0] == pytest.approx(expected, rel=1e-7, abs=1e-5)


@pytest.mark.parametrize("k", range(CLASSES - 1))
def test_swapping_classes_leaves_the_likelihood(k: int) -> None:
    cells, order, priors = design(SPARSE, 600)
    random = np.random.default_rng(5)
    for theta in prior_states(20, CLASSES, len(order), priors, random):
        before = fit(theta, CLASSES, cells, priors)[0]
        moved = theta.copy()
        swapped(moved, k, CLASSES, priors, random)
        assert fit(moved, CLASSES, cells, priors)[0] == pytest.approx(before, rel=1e-7)


def test_offers_have_the_density_that_is_reckoned() -> None:
    """The mean of prior over offer density, at offers, is 1."""
    cells, order, priors = design(SPARSE, 600)
    random = np.random.default_rng(6)
    theta = prior_states(1, CLASSES, len(order), priors, random)[0]
    ratios = [1 / offered(theta, 2, CLASSES, cells, priors, random) for _ in range(20_000)]
    error = np.std(ratios) / len(ratios) ** 0.5
    assert abs(np.mean(ratios) - 1) < 4 * error


@pytest.mark.parametrize(("bound", "seed"), [(20.0, 1), (1.5, 2)], ids=["far bound", "near bound"])
def test_the_posterior_is_that_of_weighted_draws_of_the_prior(bound: float, seed: int) -> None:
    exact = weigh(TABLE, classes=3, bound=bound, draws=200_000, seed=seed)
    assert exact.effective > 1000
    model = LatentClass(classes=3, bound=bound, effort=Effort(kept=100))
    found = latent_class(TABLE, model=model, seed=seed)
    assert found.agreement is not None
    worth = 1 / (1 / exact.effective + 1 / found.agreement.ess_bulk)
    for share in (0.05, 0.25, 0.5, 0.75, 0.95):
        at = exact.totals[np.searchsorted(exact.cdf, share)]
        below = float(np.mean(found.draws <= at))
        error = (share * (1 - share) / worth) ** 0.5
        # the total is whole, so the share below it is a step
        step = np.diff(exact.cdf, prepend=0).max()
        assert abs(below - share) < 4 * error + step, share
    sd = found.draws.std()
    assert abs(found.draws.mean() - exact.mean) < 4 * sd / worth**0.5


def test_the_same_seed_gives_the_same_draws_whatever_the_threads_and_the_order() -> None:
    one = latent_class(TABLE, model=LatentClass(effort=Effort(cores=1)), seed=7)
    turned = OverlapTable(
        lists=("c", "a", "b"), patterns=TABLE.patterns[::-1, [2, 0, 1]], counts=TABLE.counts[::-1]
    )
    other = latent_class(turned, seed=7)
    assert np.array_equal(one.draws, other.draws)
    assert np.array_equal(one.captures[:, [2, 0, 1]], other.captures)
    assert not np.array_equal(one.draws, latent_class(TABLE, seed=8).draws)


def test_captures_are_the_sizes_over_the_total() -> None:
    found = latent_class(TABLE, seed=1)
    assert found.status.ok
    assert found.runs == 4
    assert found.captures.shape == (len(found.draws), 3)
    sizes = (found.captures * found.draws[:, None]).mean(axis=0)
    assert sizes == pytest.approx(TABLE.sizes, rel=0.15)
    assert found.draws.min() >= TABLE.persons
    assert found.total.lower is not None
    assert found.total.lower <= np.median(found.draws) <= found.total.upper


def test_it_is_a_choice_of_the_undercount() -> None:
    model = LatentClass(effort=Effort(kept=16))
    found = reckon(TABLE, model, prob=0.9, seed=1, n=500)
    whole = latent_class(TABLE, model=model, seed=1).total
    assert found.draws is not None
    assert len(found.draws) == 500
    assert (found.lower, found.point, found.upper) == (whole.lower, whole.point, whole.upper)
    assert np.isin(found.draws, whole.draws).all()


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ([0, 3, 4, 5, 0, 0, 0, 0], "only 2 lists hold anybody"),
        ([0, 3, 4, 0, 5, 0, 0, 0], "nobody is on two lists"),
        ([0] * 8, "nobody is on any list"),
        ([0, 1, 0, 0, 0, 0, 0, 0], "only 1 list holds anybody"),
    ],
)
def test_tables_without_a_trace_of_the_missed_are_refused(cells: list[int], why: str) -> None:
    found = latent_class(OverlapTable.from_dense(("a", "b", "c"), cells))
    assert found.status.code is StatusCode.NOT_IDENTIFIED
    assert why in found.status.sentence
    assert found.total.point is None
    assert len(found.draws) == 0


def test_an_empty_list_changes_nothing_but_its_own_chance() -> None:
    wider = OverlapTable(
        lists=("a", "b", "c", "nobody"),
        patterns=np.hstack([TABLE.patterns, np.zeros((7, 1), dtype=int)]),
        counts=TABLE.counts,
    )
    found = latent_class(wider, seed=3)
    assert np.array_equal(found.draws, latent_class(TABLE, seed=3).draws)
    assert (found.captures[:, 3] == 0).all()


def test_touching_the_bound_is_a_finding() -> None:
    thin = OverlapTable.from_dense(("a", "b", "c"), [0, 60, 55, 1, 70, 1, 1, 0])
    found = latent_class(thin, model=LatentClass(bound=20.0), seed=1)
    assert found.bound == thin.persons * 21
    assert found.draws.max() <= found.bound
    assert found.status.code is StatusCode.DOUBTFUL
    assert [finding.code for finding in found.total.findings] == ["UND023"]
    assert found.near_bound > 0.005
    assert 0 < found.beyond < 1
    wider = latent_class(thin, model=LatentClass(bound=200.0), seed=1)
    assert wider.total.upper > found.total.upper


def test_draws_above_the_bound_are_drawn_again() -> None:
    random = np.random.default_rng(1)
    found = draw_unseen(np.full((2, 3, 400), 0.1), 10, 60, random)
    assert found.shape == (2, 3, 400)
    assert found.max() <= 60
    sure = draw_unseen(np.full(5, 1e-9), 10, 60, random)
    assert (sure == 60).all()


def test_runs_too_short_to_agree_give_no_figure() -> None:
    effort = Effort(chains=2, steps=1, settle=1, kept=8)
    found = latent_class(TABLE, model=LatentClass(effort=effort, attempts=1))
    assert found.status.code is StatusCode.NOT_CONVERGED
    assert found.total.point is None
    assert found.agreement is not None
    assert found.agreement.attempts == 1


def test_a_lighter_try_that_disagrees_leaves_no_trace() -> None:
    hasty = Effort(chains=2, steps=1, settle=1, kept=8)
    effort = Effort(runs=2, kept=24)
    plain = latent_class(TABLE, model=LatentClass(effort=effort))
    again = latent_class(TABLE, model=LatentClass(effort=effort, first=hasty))
    assert again.draws.tolist() == plain.draws.tolist()
    assert again.agreement == plain.agreement
    light = Effort(runs=2, settle=4, kept=12)
    model = LatentClass(effort=effort, first=light, attempts=2)
    assert [attempt for attempt, _ in model.efforts()] == [0, 1, 2]
    assert [one.chains for _, one in model.efforts()] == [32, 32, 128]


def test_disagreement_between_runs_is_seen() -> None:
    random = np.random.default_rng(1)
    totals, fits = random.normal(500, 10, (4, 32, 40)), random.normal(-50, 3, (4, 32, 40))
    told = {"attempts": 1, "evidence": (0.0,) * 4, "powers": (9,) * 4}
    assert judge(totals, fits, **told).status.ok
    apart = totals.copy()
    apart[0] += 20
    assert "R-hat between runs" in judge(apart, fits, **told).status.sentence
    ahead = fits.copy()
    ahead[2, 5] += 60
    assert "above the middle" in judge(totals, ahead, **told).status.sentence


def test_millions_of_persons_are_answered_as_a_hundred_thousand_in_their_proportions() -> None:
    cells = np.array([0, 9, 7, 5, 11, 2, 4, 3])
    many, few = (
        OverlapTable.from_dense(("a", "b", "c"), (cells * by).tolist()) for by in (200_000, 500)
    )
    model = LatentClass(classes=4, full=few.persons)
    large, small = (latent_class(table, model=model, seed=1) for table in (many, few))
    assert large.status.ok
    assert large.agreement is not None
    assert max(large.agreement.powers) < 40
    assert "UND027" in [item.code for item in large.total.findings]
    assert "UND027" not in [item.code for item in small.total.findings]
    # but for the last step, the unlisted given the rest, the draws are the same draws
    assert large.draws.min() > many.persons
    for share in (0.05, 0.5, 0.95):
        scaled = np.quantile(large.draws, share) / many.persons
        assert scaled == pytest.approx(np.quantile(small.draws, share) / few.persons, rel=0.05)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"classes": 1}, "2 classes"),
        ({"bound": 0.0}, "above zero"),
        ({"captures": (1.0, 0.0)}, "above zero"),
        ({"attempts": 0}, "1 attempt"),
    ],
)
def test_models_that_make_no_sense_are_refused(wrong: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        LatentClass(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [{"runs": 1}, {"kept": 3}, {"chains": 0}])
def test_efforts_that_cannot_disagree_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least"):
        Effort(**wrong)
