"""Changes of rates whose days are sought: evidence by another rule, and what is found and not."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from changed_battles import changed
from fit_calibration import PRIORS

from asculum.attrition.changing import _Drawn, _tops, expected_losses
from asculum.attrition.density import Density
from asculum.attrition.fit import MaximumLikelihood, fit
from asculum.attrition.fit_design import Setting, design
from asculum.attrition.fit_forms import form
from asculum.attrition.sought import Sought
from asculum.terms.errors import UsageError
from asculum.terms.status import StatusCode

ONE = Setting(priors=PRIORS, changes=Sought())


def sought(battle, setting=ONE, seed=1):
    """The square law with its changes."""
    return fit(battle, forms=[form("square")], setting=setting, seed=seed).laws[0]


@pytest.mark.parametrize("days", [(), (19,)])
def test_the_evidence_is_that_of_gauss_and_hermite(days: tuple[int, ...]) -> None:
    made = changed(np.random.default_rng(1), row=19, factors=np.array([1.5, 0.8]))
    plan = design(form("square"), made.battle, ONE)
    held = _tops(plan, ((), (19,)), 1)[len(days)]
    density, size = Density(held.plan.pack(whiten=None)), held.plan.size
    nodes, weights = np.polynomial.hermite_e.hermegauss(7)
    places = np.array(list(product(range(7), repeat=size)))
    tried = np.ascontiguousarray(held.top.theta + nodes[places] @ held.lower.T)
    heights = np.array([density(place, np.zeros(size)) for place in tried])
    heights += 0.5 * (nodes[places] ** 2).sum(axis=1) + np.log(weights[places]).sum(axis=1)
    # of priors and normal the roots of 2 pi: one lot in the weights, one that both leave out
    want = np.logaddexp.reduce(heights) - 0.5 * size * np.log(2 * np.pi)
    want += np.log(np.diag(held.lower)).sum()
    assert held.plan.size == 4 + 2 * len(days)
    drawn = [_Drawn.of(held, np.random.default_rng(seed)).evidence for seed in range(8)]
    assert np.mean(drawn) == pytest.approx(want, abs=4 * np.std(drawn) / np.sqrt(8) + 1e-3)
    assert held.evidence == pytest.approx(want, abs=0.3)


def test_a_change_that_was_planted_is_found_with_its_day_and_size() -> None:
    made = changed(np.random.default_rng(2), row=15, factors=np.array([2.2, 0.5]), scatter=0.2)
    law = sought(made.battle)
    assert law.changes is not None
    assert law.changes.any > 0.99
    assert law.changes.number == 1
    low, middle, high = law.changes.when()[0]
    assert low <= 15 <= high
    assert abs(middle - 15) <= 1
    sizes = law.changes.sizes(0.999)[0]
    assert ((sizes[:, 0] < made.factors) & (made.factors < sizes[:, 2])).all()
    assert "change from row" in law.changes.sentence("square")
    # rates are those before the change, the end stands beside them
    told = {(item.quantity, item.side): item for item in law.estimates()}
    assert told["rate at the end over the first", "A"].interval()[1] == pytest.approx(2.2, rel=0.3)
    rows = np.arange(0, 2000, 100)
    mu = expected_losses(law, rows)[:, :, 0] / made.battle.b.strength
    # in the square law what is expected follows the other side's strength, day by day
    step = mu[:, 15:].mean(axis=1) / mu[:, :13].mean(axis=1)
    assert step == pytest.approx(np.exp(law.changes.factors[rows, :, 0].sum(axis=1)), rel=0.1)
    assert told["a", "A"].draws.shape == told["rate at the end over the first", "B"].draws.shape


def test_the_draws_are_those_of_a_fit_that_is_told_the_day() -> None:
    made = changed(np.random.default_rng(2), row=15, factors=np.array([2.2, 0.5]), scatter=0.2)
    ours = sought(made.battle)
    told = fit(
        made.battle, forms=[form("square")], setting=Setting(priors=PRIORS, changes=(15,)), seed=2
    ).laws[0]
    assert ours.changes is not None
    few = ours.changes.begin[:, 0] == 15
    places = [told.design.names.index(name) for name in ours.design.names]
    for place, other in enumerate(places):
        one, two = ours.theta[few, place], told.theta[:, other]
        assert one.mean() == pytest.approx(two.mean(), abs=0.2 * two.std())
        assert one.std() == pytest.approx(two.std(), rel=0.2)


def test_no_change_is_hardly_ever_invented() -> None:
    rng = np.random.default_rng(3)
    found = [sought(changed(rng, row=0).battle, seed=k).changes for k in range(20)]
    chances = np.array([one.any for one in found if one is not None])
    # were none of them certain, a chance of 0.95 and more comes at most once in 19 (Markov)
    assert (chances >= 0.95).sum() <= 3
    assert np.median(chances) < 0.3
    assert "no change of the rates is found" in found[int(chances.argmin())].sentence("square")


def test_two_changes_are_told_from_one() -> None:
    rng = np.random.default_rng(4)
    first = changed(rng, row=13, factors=np.array([3.0, 3.0]), scatter=0.15)
    again = changed(np.random.default_rng(4), row=25, factors=np.array([0.3, 0.3]), scatter=0.15)
    sides = [
        replace(one, losses=np.where(np.arange(36) < 20, one.losses, two.losses * three))
        for one, two, three in zip(first.battle.sides, again.battle.sides, (3.0, 3.0), strict=True)
    ]
    # rates x 1 to row 12, x 3 to row 24, x 0.9 after it
    losses = [np.rint(side.losses) for side in sides]
    battle = replace(
        first.battle,
        a=replace(sides[0], losses=losses[0]),
        b=replace(sides[1], losses=losses[1]),
    )
    law = sought(battle, replace(ONE, changes=Sought(most=2)))
    assert law.changes is not None
    assert law.changes.number == 2
    assert [middle for _, middle, _ in law.changes.when()] == pytest.approx([13, 25], abs=1)
    assert law.changes.by_day.sum() == pytest.approx(
        law.changes.chances[1] + 2 * law.changes.chances[2]
    )


def test_days_are_tried_apart_and_their_chances_are_one() -> None:
    asked = Sought(most=2, apart=4)
    tried = asked.tried(36)
    assert tried[0] == ()
    assert all(5 <= day <= 33 for one in tried for day in one)
    assert all(one[1] - one[0] >= 4 for one in tried if len(one) == 2)
    assert np.exp(asked.log_prior(tried)).sum() == pytest.approx(1.0)
    assert np.exp(asked.log_prior(tried)[0]) == pytest.approx(0.5)
    assert len(Sought(most=2).days(1000)) <= 40
    assert len(Sought().days(1000)) <= 200


def test_what_cannot_be_sought_is_refused() -> None:
    made = changed(np.random.default_rng(5), row=0)
    for wrong in ({"most": 3}, {"none": 1.0}, {"apart": 1}):
        with pytest.raises(UsageError, match="ATT061"):
            Sought(**wrong)
    with pytest.raises(UsageError, match="ATT062"):
        fit(made.battle, method=MaximumLikelihood(), setting=ONE)
    vague = replace(made.battle.a, losses=np.tile(made.battle.a.losses, (5, 1)))
    with pytest.raises(UsageError, match="ATT063"):
        fit(replace(made.battle, a=vague), setting=ONE)
    short = replace(
        made.battle,
        days=np.ones(5),
        attacker=np.ones(5),
        a=replace(made.battle.a, **_first(made.battle.a, 5)),
        b=replace(made.battle.b, **_first(made.battle.b, 5)),
    )
    law = sought(short)
    assert law.status.code is StatusCode.NOT_IDENTIFIED
    assert "too few to seek a change" in law.status.sentence


def _first(side, periods: int) -> dict[str, np.ndarray]:
    return {name: getattr(side, name)[:periods] for name in ("strength", "losses", "joined")}
