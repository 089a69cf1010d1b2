"""Numbers that others printed, and how far each was checked.

[S] read in a source; [D] derived elsewhere from stated ranges and checked there by a second
method: a consistency reference, not a published number. Pools of the other battles that are
often weighed this way are from memory only, so their rows are not tests.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from asculum.evidence.battle import read_battle
from asculum.evidence.dossier import Outcome, VerdictTerms
from asculum.options import _kernels as kernels
from asculum.options.account import SideAccount, from_range
from asculum.options.battle import battle_ledger
from asculum.options.pyrrhic import pyrrhic_ledger
from asculum.options.two_sided import TwoSidedTotal, break_even_losses, two_sided_sentence
from asculum.terms.streams import stream

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
#: Half of the last printed digit, for three and two printed decimals.
THREE, TWO = 0.0005, 0.005
DRAWS = 200_000


def test_asculum_by_plutarch() -> None:
    # [S] Plutarch, Pyrrhus 21: 3,505 (royal commentaries) and 6,000 (Hieronymus)
    estimate = battle_ledger(read_battle(EXAMPLES / "asculum.csv")).index("LER").estimate
    assert estimate is not None
    assert estimate.interval()[1] == pytest.approx(0.584, abs=THREE)


@pytest.mark.parametrize(
    ("winner", "loser", "printed", "tolerance"),
    [
        # [S] Plutarch, Pyrrhus 17: Hieronymus 4,000 and 7,000; Dionysius 13,000 and 15,000
        (4_000, 7_000, 0.571, THREE),
        (13_000, 15_000, 0.87, TWO),
    ],
)
def test_heraclea_by_plutarch(
    winner: float, loser: float, printed: float, tolerance: float
) -> None:
    assert float(kernels.ler(winner, loser)) == pytest.approx(printed, abs=tolerance)


def test_pyrrhus_lost_fewer_men_than_rome_by_the_figures_that_named_the_word() -> None:
    # [S] the point of the whole ledger: the ratio of losses fails on the battle that named it
    for name in ("asculum.csv", "heraclea.csv"):
        index = battle_ledger(read_battle(EXAMPLES / name)).index("LER")
        assert index.estimate is not None
        assert index.estimate.interval()[1] < 1


def test_heraclea_between_its_two_authors() -> None:
    # [D] uniform draws between the authors: LER .77 [.38, 1.40], P(LER > 1) = .25
    index = battle_ledger(read_battle(EXAMPLES / "heraclea.csv"), n=DRAWS).index("LER")
    assert index.estimate is not None
    lower, median, upper = index.estimate.interval()
    assert median == pytest.approx(0.77, abs=TWO)
    assert lower == pytest.approx(0.38, abs=TWO)
    assert upper == pytest.approx(1.40, abs=TWO)
    assert index.above == pytest.approx(0.25, abs=TWO)


def test_the_fraction_of_draws_at_heraclea_by_hand() -> None:
    # area of {W > L} in [4, 13] x [7, 15]: triangle of legs 6 and 6 over 72
    index = battle_ledger(read_battle(EXAMPLES / "heraclea.csv"), n=DRAWS).index("LER")
    expected = (6 * 6 / 2) / (9 * 8)
    assert index.above == pytest.approx(expected, abs=4 * np.sqrt(expected * 0.75 / DRAWS))


def test_the_roman_pool_is_the_census() -> None:
    # [S] Livy, Periochae 13 and 14: 287,222 and 271,234 citizens
    pool = read_battle(EXAMPLES / "asculum.csv").loser.pool
    assert pool is not None
    assert (pool.low, pool.high) == (271_234, 287_222)


@pytest.mark.parametrize(
    ("winner", "loser", "printed_ler", "printed_pool"),
    [
        # [S] losses and the census; the question put the other way round: how small must the pool
        # of Pyrrhus have been? LER x pool of Rome, by hand
        (3_505, 6_000, 0.584, 158_446),
        (4_000, 7_000, 0.571, 154_991),
    ],
)
def test_the_break_even_pool_of_pyrrhus(
    winner: float, loser: float, printed_ler: float, printed_pool: float
) -> None:
    ledger = pyrrhic_ledger(
        winner=SideAccount(name="Pyrrhus", losses=np.full(9, winner)),
        loser=SideAccount(
            name="Rome",
            losses=np.full(9, loser),
            pool=np.full(9, 271_234.0),
            pool_sources=("Livy, Periochae 14",),
        ),
        terms=VerdictTerms(category="killed", horizon="one war"),
        outcome=Outcome(victor="Pyrrhus"),
    )
    ler = ledger.index("LER").estimate
    assert ler is not None
    assert ler.interval()[1] == pytest.approx(printed_ler, abs=THREE)
    assert float(ler.draws[0]) * 271_234 == pytest.approx(printed_pool, abs=1)
    assert ledger.label == ""
    assert ledger.missing == ("the pool of Pyrrhus",)


def test_a_two_sided_total_of_seventy_thousand() -> None:
    # [S] k/(1 + k) of 70,000: 52,500 at k = 3 and 56,000 at k = 4
    assert break_even_losses(70_000, pool_ratio=3) == 52_500
    assert break_even_losses(70_000, pool_ratio=4) == 56_000
    sentence = two_sided_sentence(TwoSidedTotal(persons=70_000), winner="Russia", loser="Ukraine")
    assert "no ratio can be told from it" in sentence
    assert "52,500 of 70,000" in sentence
    assert "at 4, 56,000" in sentence


def test_every_pool_ratio_above_break_even_turns_the_verdict() -> None:
    # [D] the reference weighs Heraclea with a Roman pool of 250,000 to 290,000; whatever Pyrrhus
    # had, SER > 1 exactly while his pool is below LER times Rome's
    ll = from_range(7_000, None, 15_000, n=10_000, stream=stream(1, "l"))
    lw = from_range(4_000, None, 13_000, n=10_000, stream=stream(1, "w"))
    sl = from_range(250_000, None, 290_000, n=10_000, stream=stream(1, "s"))
    edge = kernels.ler(lw, ll) * sl
    assert (kernels.ser(lw, 0.999 * edge, ll, sl) > 1).all()
    assert (kernels.ser(lw, 1.001 * edge, ll, sl) < 1).all()
