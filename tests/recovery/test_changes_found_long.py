"""Changes of rates whose days are sought: chances as told, and how often one is invented."""

from __future__ import annotations

import numpy as np
import pytest
from changed_battles import changed
from fit_calibration import PRIORS

from asculum.attrition.fit import fit
from asculum.attrition.fit_design import Setting
from asculum.attrition.fit_forms import form
from asculum.attrition.sought import FOUND, Changes, Sought

ASKED = Setting(priors=PRIORS, changes=Sought())


def changes_of(battle, seed: int) -> Changes:
    found = fit(battle, forms=[form("square")], setting=ASKED, seed=seed).laws[0].changes
    assert found is not None
    return found


@pytest.mark.recovery
def test_a_chance_is_as_often_right_as_it_says() -> None:
    battles, rng = 200, np.random.default_rng(21)
    days = Sought().days(36)
    chances, truth, inside, sized, near = [], [], [], [], []
    for number in range(battles):
        row = int(rng.choice(days)) if rng.random() < 0.5 else 0
        made = changed(rng, row=row)
        found = changes_of(made.battle, number)
        chances.append(found.any)
        truth.append(row > 0)
        if row and found.any > FOUND:
            low, middle, high = found.when()[0]
            inside.append(low <= row <= high)
            near.append(abs(middle - row) <= 1)
            ends = found.sizes()[0]
            sized += list((ends[:, 0] < made.factors) & (made.factors < ends[:, 2]))
    chance, true = np.array(chances), np.array(truth)
    error = np.sqrt((chance * (1 - chance)).sum())
    print(f"changes foretold {chance.sum():.1f} of {battles}, true {true.sum()} (sd {error:.1f})")
    print(f"found {len(inside)} of {true.sum()}; day in 90 % {np.mean(inside):.0%}, ", end="")
    print(f"within a day {np.mean(near):.0%}; factor in 90 % {np.mean(sized):.0%}")
    print(f"found of none: {((chance > FOUND) & ~true).sum()} of {(~true).sum()}")
    assert abs(chance.sum() - true.sum()) < 4 * error
    assert np.mean(inside) > 0.9 - 4 * np.sqrt(0.09 / len(inside))
    assert abs(np.mean(sized) - 0.9) < 4 * np.sqrt(0.09 / len(inside))


@pytest.mark.recovery
@pytest.mark.parametrize("alike", [0.0, 0.5])
def test_how_often_a_change_is_invented(alike: float) -> None:
    battles, rng = 200, np.random.default_rng(22)
    found = [
        changes_of(changed(rng, row=0, alike=alike).battle, number).any > FOUND
        for number in range(battles)
    ]
    print(f"neighbouring days alike by {alike}: {sum(found)} of {battles} changes invented")
    if alike == 0.0:
        # Markov's inequality: at most once in 19 where battles are as the priors say
        assert sum(found) <= battles / 19 + 4 * np.sqrt(battles / 19)
    else:
        # what the methods page warns of: such battles make changes up
        assert sum(found) > battles / 19
