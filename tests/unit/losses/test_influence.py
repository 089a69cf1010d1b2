"""Pulls: weights against refits, what goes out together, and what nothing else tells."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from losses_cases import make_claim, make_dossier

from asculum.losses.design import make_design
from asculum.losses.estimate import Losses, LossesModel, estimate
from asculum.losses.explanation import explain, log_likelihood
from asculum.losses.influence import (
    CLAIM,
    REFITTED,
    REWEIGHTED,
    RUNNING,
    SOURCE,
    STATEMENT,
    UNKNOWN,
    LeftOut,
    influence,
    refit,
    units,
    without,
)
from asculum.losses.observations import observations
from asculum.losses.sampler import Sampling

MODEL = LossesModel(sampling=Sampling(chains=4, tune=500, draws=1000))


def pulled(losses: Losses) -> dict[tuple[str, str], LeftOut]:
    assert losses.posterior is not None
    each = log_likelihood(losses.posterior.design, losses.posterior.theta)
    return {(item.unit.kind, item.unit.name): item for item in influence(losses, each)}


def claims() -> list:
    return [
        make_claim(0, "staff", "south", 1500.0),
        make_claim(1, "staff", "north", 400.0),
        make_claim(2, "envoy", "south", low=700.0, high=1100.0),
        make_claim(3, "envoy", "north", 650.0),
        make_claim(4, "consul", "south", 1600.0),
        make_claim(5, "court", "south", 500.0, bound="at_least"),
        make_claim(6, "court", "north", 1400.0),
    ]


@pytest.fixture(scope="module")
def losses() -> Losses:
    found = estimate(make_dossier(claims()), model=MODEL, seed=1)
    assert found.status.ok, found.status.sentence
    return found


def test_weights_agree_with_refits(losses: Losses) -> None:
    items = pulled(losses)
    compared = 0
    for item in items.values():
        if item.unit.kind != SOURCE or item.how != REWEIGHTED:
            continue
        again = refit(losses, item, seed=2)
        assert again.how == REFITTED, again.sentence
        for one, two in zip(item.pulls, again.pulls, strict=True):
            error = math.hypot(one.error or 0.0, two.error or 0.0)
            # Monte Carlo: 4 standard errors
            apart = abs(math.log((one.factor or 0.0) / (two.factor or math.inf)))
            assert apart < 4 * error, (item.unit, one, two)
            assert one.median == pytest.approx(two.median, rel=8 * error)
            compared += 1
    assert compared >= 6


def test_a_high_claim_pulls_up_and_a_low_one_down(losses: Losses) -> None:
    items = pulled(losses)

    def factor(name: str, side: str) -> float:
        pulls = items[CLAIM, name].pulls
        (found,) = (p for p in pulls if (p.quantity, p.side) == ("killed", side))
        assert found.factor is not None
        return found.factor

    assert factor("c4", "south") > 1.05
    assert factor("c2", "south") < 0.98


def test_a_source_of_one_claim_pulls_as_its_claim(losses: Losses) -> None:
    items = pulled(losses)
    assert items[SOURCE, "consul"].pulls == items[CLAIM, "c4"].pulls
    assert items[SOURCE, "consul"].khat == items[CLAIM, "c4"].khat


def test_swapping_sides_swaps_pulls(losses: Losses) -> None:
    names = {"north": "south", "south": "north"}
    swapped = make_dossier(claims())
    other = replace(
        swapped,
        sides=tuple(replace(side, id=names[side.id]) for side in swapped.sides),
        claims=tuple(replace(claim, side=names[claim.side]) for claim in swapped.claims),
        sources={
            key: replace(
                source,
                allegiance=names.get(source.allegiance, source.allegiance),
                backs=names.get(source.backs, source.backs),
            )
            for key, source in swapped.sources.items()
        },
    )
    mirrored = pulled(estimate(other, model=MODEL, seed=1))
    for key, item in pulled(losses).items():
        assert [replace(pull, side=names[pull.side]) for pull in mirrored[key].pulls] == list(
            item.pulls
        )


def test_an_echo_has_no_pull_and_changes_none(losses: Losses) -> None:
    echo = make_claim(9, "ally", "south", 1600.0, derives_from=("c4",), manner="repeats")
    within = estimate(make_dossier([*claims(), echo]), model=MODEL, seed=1)
    items = pulled(within)
    assert not any("c9" in item.unit.claims for item in items.values())
    assert (SOURCE, "ally") not in items
    assert items == pulled(losses)


def test_what_belongs_together_goes_out_together() -> None:
    weekly = [
        make_claim(
            10 + week, "ally", "south", 200.0 * (week + 1), days=7 * (week + 1), kind="cumulative"
        )
        for week in range(3)
    ]
    day = make_claim(20, "staff", "south", 900.0).published
    statement = [
        make_claim(20, "staff", "south", 900.0, published=day),
        make_claim(21, "staff", "south", 1800.0, category="wounded", published=day),
    ]
    dossier = make_dossier([*weekly, *statement, make_claim(30, "envoy", "north", 500.0)])

    found = {
        (u.kind, u.name): u for u in units(dossier, make_design(dossier, observations(dossier)))
    }
    assert found[RUNNING, "c10"].claims == ("c10", "c11", "c12")
    assert found[STATEMENT, "c20"].claims == ("c20", "c21")
    assert found[CLAIM, "c30"].claims == ("c30",)
    assert found[SOURCE, "staff"].claims == ("c20", "c21")


def test_what_nothing_else_tells_has_no_number() -> None:
    alone = [*claims()[:1], *claims()[2:3], make_claim(4, "consul", "north", 600.0)]
    found = estimate(make_dossier(alone), model=MODEL, seed=1)
    assert found.status.ok, found.status.sentence
    item = pulled(found)[SOURCE, "consul"]
    assert item.how == REWEIGHTED
    by_side = {pull.side: pull for pull in item.pulls if pull.quantity == "killed"}
    assert by_side["north"].factor is None
    assert by_side["north"].median is None
    assert by_side["south"].factor is not None


def test_a_design_without_a_unit_keeps_all_else(losses: Losses) -> None:
    assert losses.posterior is not None
    design = losses.posterior.design
    unit = units(losses.dossier, design)[0]
    rest = without(design, unit)
    assert rest.size == design.size
    theta = losses.posterior.theta[:5]
    each = log_likelihood(design, theta)
    kept = [i for i, item in enumerate(design.observations) if item.claim not in unit.claims]
    assert np.array_equal(log_likelihood(rest, theta), each[:, kept])


def test_tails_that_fail_are_said_not_to_be_known() -> None:
    # twenty-six exact counts by one source: no draw looks like a world without them
    series = [
        make_claim(i, "ally", "south", 400.0 + 30 * (i % 3), days=7, start=claims()[0].period.start)
        for i in range(26)
    ]
    found = estimate(make_dossier([*claims(), *series]), model=MODEL, seed=1)
    item = pulled(found)[SOURCE, "ally"]
    assert item.how == UNKNOWN
    assert item.pulls == ()
    assert f"{item.khat:.2f}" in item.sentence


def test_a_refused_estimate_has_no_explanation() -> None:
    only = make_dossier([make_claim(0, "envoy", "both", 900.0)])
    assert explain(estimate(only, model=MODEL, seed=1), seed=1) is None
