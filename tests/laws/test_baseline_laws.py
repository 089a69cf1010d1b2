"""What must hold of newsrooms' rules whatever the claims: order, units, sides, repetition."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from losses_cases import make_claim, make_dossier, random_dossier

from asculum.evidence.dossier import Dossier
from asculum.losses.baseline_terms import Baseline, Echoes, Question
from asculum.losses.baselines import baselines

SIDES = ("north", "south")
CATEGORIES = ("killed", "casualties")


def answers(dossier: Dossier) -> dict[tuple[str, ...], Baseline]:
    found = {}
    for side in SIDES:
        for category in CATEGORIES:
            question = Question(side=side, category=category, period=dossier.period)
            for item in baselines(dossier, question):
                found[side, category, item.name, item.echoes.value] = item
    return found


def dense(seed: int) -> Dossier:
    """Return a dossier of every kind of claim, with totals of both sides by several sources."""
    dossier = random_dossier(seed, forces=False)
    rng = np.random.default_rng(seed)
    days = dossier.period.days
    more = [
        make_claim(
            100 + number,
            source,
            SIDES[number % 2],
            float(round(rng.lognormal(6, 0.6))),
            days=days,
            category=CATEGORIES[number % 3 == 0],
        )
        for number, source in enumerate(["staff", "court", "envoy", "consul", "ally"] * 2)
    ]
    return replace(dossier, claims=(*dossier.claims, *more))


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_claims_does_not_matter(seed: int) -> None:
    dossier = dense(seed)
    shuffled = list(dossier.claims)
    np.random.default_rng(seed).shuffle(shuffled)
    assert answers(replace(dossier, claims=tuple(shuffled))) == answers(dossier)


@pytest.mark.parametrize("seed", range(8))
def test_a_range_holds_its_middle_and_a_refusal_holds_nothing(seed: int) -> None:
    for item in answers(dense(seed)).values():
        if item.refusal:
            assert (item.low, item.point, item.high, item.claims) == (None, None, None, ())
        else:
            assert item.low is not None
            assert item.high is not None
            assert item.low <= item.high
            assert item.point is None or item.low <= item.point <= item.high
            assert item.claims


@pytest.mark.parametrize("seed", range(4))
def test_double_the_figures_double_the_answers(seed: int) -> None:
    dossier = dense(seed)

    def twice(value: float | None) -> float | None:
        return None if value is None else 2 * value

    doubled = [
        replace(c, low=twice(c.low), best=twice(c.best), high=twice(c.high)) for c in dossier.claims
    ]
    before, after = answers(dossier), answers(replace(dossier, claims=tuple(doubled)))
    for key, item in before.items():
        assert after[key].refusal == item.refusal
        for name in ("low", "point", "high"):
            assert getattr(after[key], name) == pytest.approx(twice(getattr(item, name)))


@pytest.mark.parametrize("seed", range(4))
def test_a_source_that_repeats_itself_adds_nothing(seed: int) -> None:
    dossier = dense(seed)
    again = replace(dossier.claims[-1], id="zz-again")
    after = answers(replace(dossier, claims=(*dossier.claims, again)))
    for key, item in answers(dossier).items():
        assert (after[key].low, after[key].point, after[key].high) == (
            *(item.low, item.point, item.high),
        )


def test_swapping_the_sides_swaps_the_answers() -> None:
    names = {"north": "south", "south": "north"}
    claims = [
        make_claim(0, "staff", "south", 700.0),
        make_claim(1, "court", "south", 400.0),
        make_claim(2, "envoy", "north", 300.0),
    ]
    dossier = make_dossier(claims)
    turned = replace(
        make_dossier([replace(claim, side=names[claim.side]) for claim in claims]),
        sources={
            key: replace(item, allegiance=names.get(item.allegiance, item.allegiance))
            for key, item in dossier.sources.items()
        },
    )
    one, two = answers(dossier), answers(turned)
    for side in SIDES:
        for rule in ("median of all claims", "mean of the two sides", "range"):
            mine = one[side, "killed", rule, Echoes.AS_PRINTED.value]
            other = two[names[side], "killed", rule, Echoes.AS_PRINTED.value]
            assert (mine.low, mine.point, mine.high) == (other.low, other.point, other.high)
