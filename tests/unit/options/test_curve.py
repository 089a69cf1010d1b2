"""The word over the pools: the curve beside the ledger itself, its limits, and what it costs."""

from __future__ import annotations

import time

import numpy as np
import pytest

from asculum.evidence.dossier import Outcome, VerdictTerms
from asculum.evidence.history.victories import CONTROL, PYRRHIC, victories
from asculum.options import _kernels as kernels
from asculum.options.account import SideAccount
from asculum.options.curve import label_curve
from asculum.options.history import compare
from asculum.options.ledger import PyrrhicLedger
from asculum.options.pyrrhic import pyrrhic_ledger

RANDOM = np.random.default_rng(2)
LOST = RANDOM.lognormal(9, 0.4, 2000), RANDOM.lognormal(8.6, 0.5, 2000)


def weighed(pools: tuple[float, float] | None, *, draws: int = 2000) -> PyrrhicLedger:
    """Return the ledger of the same losses for one pair of pools."""
    sides = [
        SideAccount(
            name=name,
            losses=np.resize(LOST[place], draws),
            pool=None if pools is None else np.full(draws, pools[place]),
            pool_sources=("census",),
        )
        for place, name in enumerate(("A", "B"))
    ]
    return pyrrhic_ledger(
        winner=sides[0],
        loser=sides[1],
        terms=VerdictTerms(category="killed", horizon="a year"),
        outcome=Outcome(victor="A", source="census"),
    )


def test_the_curve_is_what_the_ledger_says_at_each_pair_of_pools() -> None:
    curve = weighed(None).curve
    assert curve is not None
    assert curve.stated is None
    for place in (0, 11, 30, 40, 55, 80):
        ratio = float(curve.ratios[place])
        above = weighed((1e5 * ratio, 1e5)).index("SER").above
        assert curve.chance[place] == pytest.approx(above, abs=1e-12)


def test_it_falls_from_certain_to_impossible_and_crosses_where_it_says() -> None:
    curve = weighed((3e5, 2e5)).curve
    assert curve is not None
    assert (curve.chance[0], curve.chance[-1]) == (1, 0)
    assert np.all(np.diff(curve.chance) <= 0)
    assert curve.stated == pytest.approx((1.5, 1.5, 1.5))
    ratio = LOST[0] / LOST[1]
    for found, share in ((curve.sure_below, 0.9), (curve.even, 0.5), (curve.sure_above, 0.1)):
        assert np.mean(ratio > found) == pytest.approx(share, abs=1 / ratio.size)


def test_the_burden_asks_for_a_pool_of_its_own() -> None:
    curve = weighed(None).curve
    assert curve is not None
    assert np.mean(LOST[0] >= 0.05 * curve.pool_below * 0.999) >= 0.9
    assert np.mean(LOST[0] >= 0.05 * curve.pool_below * 1.01) < 0.9


def test_a_ratio_without_a_value_has_no_curve() -> None:
    none = np.zeros(10)
    assert label_curve(LOST[0][:10], none, stated=None, burden=0.05, sure=0.9) is None
    assert label_curve(none, LOST[0][:10], stated=None, burden=0.05, sure=0.9) is None


def test_fifty_thousand_draws_are_weighed_at_once() -> None:
    weighed((3e5, 2e5), draws=50_000)
    spent = []
    for _ in range(3):
        begun = time.process_time()
        weighed((3e5, 2e5), draws=50_000)
        spent.append(time.process_time() - begun)
    assert min(spent) < 0.2


def test_of_two_independent_quantities_the_larger_is_counted_over_all_pairs() -> None:
    one, other = np.array([1.0, 3, 3]), np.array([1.0, 2, 3, 5])
    pairs = [(a > b) + (a == b) / 2 for a in one for b in other]
    assert kernels.exceeds(one, other) == pytest.approx(np.mean(pairs))
    assert kernels.exceeds(one, other) + kernels.exceeds(other, one) == pytest.approx(1)


def test_the_set_has_six_called_pyrrhic_and_four_controls() -> None:
    held = victories()
    assert [item.repute for item in held] == [PYRRHIC] * 6 + [CONTROL] * 4
    for item in held:
        for side in (item.battle.winner, item.battle.loser):
            assert side.source
            assert side.losses is not None
            assert (side.pool is None) == (side.pool_source == "")


def test_without_a_pool_there_is_no_label_and_the_lack_is_named() -> None:
    found = {item.name: item for item in compare([(i.repute, i.battle) for i in victories()])}
    for item in victories():
        pools = (item.battle.winner.pool, item.battle.loser.pool)
        scopes = {item.battle.winner.pool_scope, item.battle.loser.pool_scope}
        whole = None not in pools and len(scopes) == 1
        ledger = found[item.battle.name].ledger
        assert bool(ledger.label) == whole
        assert bool(ledger.missing) != whole
    # by Plutarch's own figures Pyrrhus lost fewer: 3,505 / 6,000
    ler = found["Asculum"].ledger.index("LER").estimate
    assert ler is not None
    assert ler.interval()[1] == pytest.approx(0.584, abs=0.0005)
    assert found["Cannae"].ler_above is None
