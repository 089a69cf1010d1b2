"""Fitted laws: what must not change an answer does not, and swapping sides swaps it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_battles import made_battle

from asculum.attrition.density import Density
from asculum.attrition.fit_design import FitDesign, Setting, design
from asculum.attrition.fit_forms import FORMS, Form, form
from asculum.attrition.observed import Observed

#: Places in the units of the priors at which densities are compared.
PLACES = 0.5 * np.random.default_rng(8).standard_normal((4, 12))
#: A law with the sides exchanged; of the mixed one the other side would be hidden.
SYMMETRIC = [name for name in FORMS if name != "mixed"]


def heights(plan: FitDesign, order: list[int] | None = None) -> np.ndarray:
    places = PLACES[:, : plan.size]
    return Density(plan.pack(whiten=None)).figures(places[:, order] if order else places)[1]


def periods(seen: Observed, which: np.ndarray) -> Observed:
    """Return the battle with its periods in this order; each stands for itself."""
    sides = [
        replace(
            side,
            strength=side.strength[which],
            losses=side.losses[which],
            joined=side.joined[which],
        )
        for side in seen.sides
    ]
    return replace(
        seen, days=seen.days[which], a=sides[0], b=sides[1], attacker=seen.attacker[which]
    )


@pytest.mark.parametrize("name", SYMMETRIC)
def test_exchanging_the_sides_exchanges_the_parameters(name: str) -> None:
    seen = made_battle(periods=12)
    turned = replace(seen, a=seen.b, b=seen.a, attacker=-seen.attacker)
    one, other = (design(form(name), battle, Setting()) for battle in (seen, turned))
    last = one.size - 2
    order = [1, 0, *range(2, last), last + 1, last]
    assert heights(one) == pytest.approx(heights(other, order), rel=1e-12)


@pytest.mark.parametrize("held", FORMS.values(), ids=FORMS)
def test_the_order_of_periods_whose_strengths_were_seen_does_not_matter(held: Form) -> None:
    seen = made_battle(periods=12)
    mixed = periods(seen, np.random.default_rng(2).permutation(12))
    one, other = (heights(design(held, battle, Setting())) for battle in (seen, mixed))
    assert one == pytest.approx(other, rel=1e-12)


@pytest.mark.parametrize("held", FORMS.values(), ids=FORMS)
def test_days_of_which_no_losses_are_known_tell_nothing(held: Form) -> None:
    seen = made_battle(periods=12)
    longer = periods(seen, np.append(np.arange(12), [3, 7]))
    unseen = [
        replace(side, losses=np.append(side.losses[:12], [np.nan, np.nan])) for side in longer.sides
    ]
    longer = replace(longer, a=unseen[0], b=unseen[1])
    plan = design(held, seen, Setting())
    # the strengths of reference are those of the periods: held fast, so that only the data differ
    other = replace(design(held, longer, Setting()), means=plan.means, middle=plan.middle)
    assert heights(plan) == pytest.approx(heights(other), rel=1e-12)


@pytest.mark.parametrize("held", FORMS.values(), ids=FORMS)
def test_days_on_which_nobody_fell_lower_the_rates(held: Form) -> None:
    """A quiet day is a figure: 0 were lost, and rates above 0 must answer for it."""
    seen = made_battle(periods=12)
    quiet = periods(seen, np.append(np.arange(12), [3, 7]))
    quiet = replace(
        quiet,
        a=replace(quiet.a, losses=np.append(seen.a.losses, [0.0, 0.0])),
        b=replace(quiet.b, losses=np.append(seen.b.losses, [0.0, 0.0])),
    )
    slopes = []
    for battle in (seen, quiet):
        plan, grad = design(held, battle, Setting()), np.zeros(12)
        grad = grad[: plan.size]
        Density(plan.pack(whiten=None))(np.zeros(plan.size), grad)
        slopes.append(grad[:2].copy())
    assert (slopes[1] < slopes[0]).all()


@pytest.mark.parametrize("held", FORMS.values(), ids=FORMS)
def test_a_change_of_unit_is_a_change_of_the_rates_alone(held: Form) -> None:
    """Counted in other units the expected losses are the same, in those units."""
    seen, factor = made_battle(periods=12), 10.0
    sides = [
        replace(
            side,
            strength=factor * side.strength,
            losses=factor * side.losses,
            joined=factor * side.joined,
        )
        for side in seen.sides
    ]
    other = replace(seen, a=sides[0], b=sides[1])
    plans = [design(held, battle, Setting()) for battle in (seen, other)]
    place = PLACES[0, : plans[0].size].copy()
    one, ten = (Density(plan.pack(whiten=None)).expected(place) for plan in plans)
    assert ten == pytest.approx(factor * one, rel=1e-9)
    rates = [plan.rates(place[None]) for plan in plans]
    exponents = plans[0].exponents(place[None])[0]
    for side, powers in enumerate((exponents[:2], exponents[2:])):
        scaled = rates[0][side] * factor ** (1.0 - powers.sum())
        assert rates[1][side] == pytest.approx(scaled, rel=1e-9)
