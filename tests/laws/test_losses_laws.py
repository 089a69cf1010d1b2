"""What must hold of any losses estimate, whatever the claims."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from losses_cases import make_claim, make_dossier, random_dossier

from asculum.losses.density import Density
from asculum.losses.estimate import Losses, LossesModel, estimate
from asculum.losses.layout import make_design
from asculum.losses.observations import observations
from asculum.losses.sampler import Sampling
from asculum.terms.status import StatusCode

QUICK = LossesModel(sampling=Sampling(chains=2, tune=400, draws=500))
#: Two programs that add up the same terms in other orders.
ROUND_OFF = 1e-9


def quick(dossier: object, seed: int = 1) -> Losses:
    return estimate(dossier, model=QUICK, seed=seed)  # type: ignore[arg-type]


def some_claims() -> list:
    return [
        make_claim(0, "staff", "south", 1200.0),
        make_claim(1, "staff", "north", 300.0),
        make_claim(2, "envoy", "south", low=700.0, high=1100.0),
        make_claim(3, "envoy", "north", 500.0, category="casualties"),
    ]


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_claims_does_not_matter(seed: int) -> None:
    dossier = random_dossier(seed)
    shuffled = list(dossier.claims)
    np.random.default_rng(seed).shuffle(shuffled)
    other = replace(dossier, claims=tuple(shuffled))
    one = make_design(dossier, observations(dossier))
    two = make_design(other, observations(other))
    assert one.size == two.size
    zero = np.zeros(one.size)
    grad = np.zeros(one.size)
    # at the priors' means every order of parameters is the same point
    value = Density(one.pack)(zero, grad)
    assert Density(two.pack)(zero, grad) == pytest.approx(value, rel=ROUND_OFF)


@pytest.mark.parametrize("manner", ["repeats", "rounds", "misquotes", "doctors"])
def test_an_echo_adds_nothing_at_all(manner: str) -> None:
    claims = some_claims()
    echo = make_claim(9, "gazette", "south", 1200.0, derives_from=("c0",), manner=manner)
    without, within = make_dossier(claims), make_dossier([*claims, echo])
    assert observations(within) == observations(without)


def test_a_claim_counted_twice_adds_nothing() -> None:
    claims = some_claims()
    twice = replace(claims[0], id="z-again")
    assert observations(make_dossier([*claims, twice])) == observations(make_dossier(claims))


def test_a_mean_a_day_says_what_the_count_says() -> None:
    counted = make_dossier([make_claim(0, "staff", "south", 1120.0, bound="exactly")])
    daily = make_dossier([make_claim(0, "staff", "south", 20.0, kind="per_day", bound="exactly")])
    grads, values = [], []
    for dossier in (counted, daily):
        design = make_design(dossier, observations(dossier))
        grad = np.zeros(design.size)
        theta = np.random.default_rng(3).normal(size=design.size)
        # the same prior of the level for both: only the claim is told in another unit
        values.append(Density(design.pack)(theta, grad))
        grads.append(grad)
    assert values[0] == pytest.approx(values[1], abs=1e-6)
    assert grads[0] == pytest.approx(grads[1], abs=1e-6)


def test_a_total_of_both_sides_alone_is_refused() -> None:
    losses = quick(make_dossier([make_claim(0, "envoy", "both", 7000.0, category="casualties")]))
    assert losses.status.code is StatusCode.NOT_IDENTIFIED
    assert losses.totals == ()
    assert "No ratio between the sides" in losses.status.sentence


def test_bounds_from_one_side_alone_are_refused() -> None:
    claims = [make_claim(0, "envoy", "south", 700.0, bound="at_least")]
    losses = quick(make_dossier(claims))
    assert losses.status.code is StatusCode.NOT_IDENTIFIED


def test_no_claim_about_soldiers_is_refused() -> None:
    losses = quick(make_dossier([make_claim(0, "envoy", "civilians", 70.0)]))
    assert losses.status.code is StatusCode.NOT_IDENTIFIED


def test_a_side_without_claims_is_refused_and_the_other_is_not() -> None:
    claims = [item for item in some_claims() if item.side == "south"]
    losses = quick(make_dossier(claims))
    assert {total.side for total in losses.totals} <= {"south"}
    assert not losses.identified.sides["north"].ok


@pytest.mark.slow
def test_floors_hold_and_the_killed_are_no_more_than_the_casualties() -> None:
    claims = [*some_claims(), make_claim(5, "monitor", "south", 900.0, kind="named_minimum")]
    losses = quick(make_dossier(claims))
    assert losses.posterior is not None
    killed = losses.posterior.losses([("south", "")])
    assert (killed > 900 * 0.9).mean() > 0.99  # the wall is five of its widths thick
    casualties = losses.posterior.losses([("south", "")], category="casualties")
    assert (casualties >= killed).all()
    assert np.isfinite(losses.posterior.theta).all()


@pytest.mark.slow
def test_the_same_seed_gives_the_same_numbers_on_any_number_of_cores() -> None:
    dossier = make_dossier(some_claims())
    one = quick(dossier)
    two = estimate(dossier, model=LossesModel(sampling=replace(QUICK.sampling, cores=1)), seed=1)
    other = quick(dossier, seed=2)
    assert one.posterior is not None
    assert two.posterior is not None
    assert other.posterior is not None
    assert np.array_equal(one.posterior.theta, two.posterior.theta)
    assert not np.array_equal(one.posterior.theta, other.posterior.theta)


@pytest.mark.slow
def test_swapping_the_sides_swaps_the_answers() -> None:
    claims = some_claims()
    names = {"north": "south", "south": "north"}
    turned = [replace(item, side=names[item.side]) for item in claims]
    dossier = make_dossier(claims)
    sources = {
        key: replace(
            item,
            allegiance=names.get(item.allegiance, item.allegiance),
            backs=names.get(item.backs, item.backs),
        )
        for key, item in dossier.sources.items()
    }
    one, two = quick(dossier), quick(make_dossier(turned, sources=sources))
    assert one.posterior is not None
    assert two.posterior is not None
    for side, other in names.items():
        a = np.log(one.posterior.losses([(side, "")]))
        b = np.log(two.posterior.losses([(other, "")]))
        # Monte Carlo: 4 standard errors of the difference of two medians at 200 effective draws
        assert abs(np.median(a) - np.median(b)) < 4 * 1.25 * a.std() * np.sqrt(2 / 200)
