"""Battles at large, by hand and by a second program."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from asculum.attrition import battles
from asculum.evidence.history.table import bundled
from asculum.terms.errors import UsageError


def test_a_line_is_scipys() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(2, 50))
    ours, theirs = battles.line(x, y), stats.linregress(x, y)
    assert (ours.slope, ours.intercept) == pytest.approx((theirs.slope, theirs.intercept))
    assert (ours.slope_error, ours.explained) == pytest.approx((theirs.stderr, theirs.rvalue**2))


def test_a_logit_of_two_groups_by_hand() -> None:
    # 3 of 4 and 1 of 5 won: the logit passes through both log-odds
    x = np.array([1.0] * 4 + [0.0] * 5)
    won = np.array([1.0, 1, 1, 0, 1, 0, 0, 0, 0])
    fit = battles.logit(x, won)
    assert fit.intercept == pytest.approx(np.log(1 / 4))
    assert fit.slope == pytest.approx(np.log(3) - np.log(1 / 4))
    assert fit.slope_error == pytest.approx(np.sqrt(1 / 3 + 1 + 1 + 1 / 4))
    assert fit.accuracy == pytest.approx(7 / 9)


def test_every_class_together_is_the_whole() -> None:
    whole = battles.known(bundled())
    for rates in (battles.by_force_ratio(whole), battles.by_posture(whole), battles.by_era(whole)):
        assert sum(rate.battles for rate in rates) == len(whole) == 652


def test_swapping_the_sides_turns_the_advantage_and_keeps_the_bitterness() -> None:
    assert battles.advantage(0.1, 0.3) == pytest.approx(-battles.advantage(0.3, 0.1))
    assert battles.bitterness(0.1, 0.3) == pytest.approx(battles.bitterness(0.3, 0.1))
    assert battles.advantage(0.2, 0.2) == 0.0


def test_where_a_battle_stands() -> None:
    held = battles.decisive(bundled())
    gentle = battles.standing(held, losses=(0.01, 100.0), strengths=(1e5, 1e5))
    bloody = battles.standing(held, losses=(9e4, 1.0), strengths=(1e5, 1e5))
    assert [item.quantity for item in gentle[:2]] == ["LER", "FER"]
    assert all(item.below < 0.01 for item in gentle[:3])
    assert all(item.below > 0.99 for item in bloody[:3])
    assert gentle[0].battles == 610
    with pytest.raises(UsageError, match="ATT008"):
        battles.standing(held, losses=(0.0, 1.0), strengths=(1.0, 1.0))
