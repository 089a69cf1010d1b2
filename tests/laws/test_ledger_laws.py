"""What must hold of the ledger's indices for any battle."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from asculum.evidence.dossier import Outcome, VerdictTerms
from asculum.options import _kernels as kernels
from asculum.options.account import SideAccount, combine
from asculum.options.pyrrhic import pyrrhic_ledger

FloatArray = npt.NDArray[np.float64]

ROUND_OFF = 1e-12
N = 8
losses = arrays(np.float64, N, elements=st.integers(1, 10**6).map(float))
whole = arrays(np.float64, N, elements=st.integers(1, 10**8).map(float))
scale = st.floats(1e-3, 1e3)
shares = st.floats(0.0, 0.9)


def close(one: FloatArray, other: FloatArray) -> None:
    np.testing.assert_allclose(one, other, rtol=ROUND_OFF)


@given(losses, losses, whole, whole, scale)
def test_the_unit_of_persons_does_not_matter(
    lw: FloatArray, ll: FloatArray, sw: FloatArray, sl: FloatArray, k: float
) -> None:
    close(kernels.ler(k * lw, k * ll), kernels.ler(lw, ll))
    close(kernels.fer(k * lw, k * sw, k * ll, k * sl), kernels.fer(lw, sw, ll, sl))
    close(kernels.ser(k * lw, k * sw, k * ll, k * sl), kernels.ser(lw, sw, ll, sl))
    close(kernels.ber(k * sw, k * sl), kernels.ber(sw, sl))
    close(kernels.burden(k * lw, k * sw), kernels.burden(lw, sw))
    close(kernels.victories_to_ruin(k * lw, k * sw), kernels.victories_to_ruin(lw, sw))


@given(losses, losses, whole, whole)
def test_swapping_the_sides_inverts_the_ratios(
    lw: FloatArray, ll: FloatArray, sw: FloatArray, sl: FloatArray
) -> None:
    ones = np.ones(N)
    close(kernels.ser(lw, sw, ll, sl) * kernels.ser(ll, sl, lw, sw), ones)
    close(kernels.fer(lw, sw, ll, sl) * kernels.fer(ll, sl, lw, sw), ones)
    close(kernels.ler(lw, ll) * kernels.ler(ll, lw), ones)
    close(kernels.ber(sw, sl) * kernels.ber(sl, sw), ones)


@given(losses, losses, whole, whole, shares)
def test_ser_ber_and_battles_left_are_one_fact_in_three_units(
    lw: FloatArray, ll: FloatArray, sw: FloatArray, sl: FloatArray, break_share: float
) -> None:
    # exact in integers; draws on the very edge differ only by round-off
    clear = np.abs(lw * sl - ll * sw) > 1e-9 * ll * sw
    above = lw * sl > ll * sw
    ser = kernels.ser(lw, sw, ll, sl) > 1
    ler = kernels.ler(lw, ll) > kernels.ber(sw, sl)
    sooner = kernels.victories_to_ruin(lw, sw, break_share=break_share) < kernels.victories_to_ruin(
        ll, sl, break_share=break_share
    )
    for told in (ser, ler, sooner):
        np.testing.assert_array_equal(told[clear], above[clear])


@given(losses, losses, whole, whole, st.integers(1, 1000))
def test_more_own_losses_never_look_better(
    lw: FloatArray, ll: FloatArray, sw: FloatArray, sl: FloatArray, more: int
) -> None:
    assert (kernels.ler(lw + more, ll) > kernels.ler(lw, ll)).all()
    assert (kernels.fer(lw + more, sw, ll, sl) > kernels.fer(lw, sw, ll, sl)).all()
    assert (kernels.ser(lw + more, sw, ll, sl) > kernels.ser(lw, sw, ll, sl)).all()
    assert (kernels.burden(lw + more, sw) > kernels.burden(lw, sw)).all()
    assert (kernels.victories_to_ruin(lw + more, sw) < kernels.victories_to_ruin(lw, sw)).all()


@given(losses, whole, arrays(np.float64, N, elements=st.floats(0, 1e7)), shares)
def test_battles_left_are_never_negative_and_infinite_where_replacement_reaches_loss(
    loss: FloatArray, pool: FloatArray, arriving: FloatArray, break_share: float
) -> None:
    lasting = kernels.victories_to_ruin(loss, pool, arriving, break_share)
    assert (lasting >= 0).all()
    np.testing.assert_array_equal(np.isinf(lasting), arriving >= loss)


@given(losses, losses, losses, losses)
def test_ler_adds_up_over_sub_battles(
    w1: FloatArray, l1: FloatArray, w2: FloatArray, l2: FloatArray
) -> None:
    both = kernels.ler(w1 + w2, l1 + l2)
    first, second = l1 / (l1 + l2), l2 / (l1 + l2)
    close(both, first * kernels.ler(w1, l1) + second * kernels.ler(w2, l2))


def test_fer_does_not_add_up_and_the_ledger_flags_it() -> None:
    # one force fights two days; on each day FER is 2, over both it is 2 only by luck of the forces
    lw, ll = np.array([100.0, 300.0]), np.array([100.0, 100.0])
    nw, nl = np.array([500.0, 1500.0]), np.array([1000.0, 1000.0])
    days = kernels.fer(lw, nw, ll, nl)
    np.testing.assert_allclose(days, 2.0)
    summed = kernels.fer(lw.sum(), nw.sum(), ll.sum(), nl.sum())
    same_men = kernels.fer(lw.sum(), nw.max(), ll.sum(), nl.max())
    np.testing.assert_allclose(summed, 2.0)
    assert same_men == pytest.approx(4 / 3)

    def parts(name: str, loss: FloatArray, force: FloatArray) -> SideAccount:
        return combine(
            [
                SideAccount(name=name, losses=np.full(4, one), committed=np.full(4, other))
                for one, other in zip(loss, force, strict=True)
            ]
        )

    ledger = pyrrhic_ledger(
        winner=parts("W", lw, nw),
        loser=parts("L", ll, nl),
        terms=VerdictTerms(),
        outcome=Outcome(victor="W"),
    )
    ler = ledger.index("LER").estimate
    assert ler is not None
    np.testing.assert_allclose(ler.draws, 2.0)
    assert ledger.index("FER").estimate is None
    assert "FER is not additive" in ledger.index("FER").refusal
    assert any("FER does not" in line for line in ledger.terms)


share = arrays(np.float64, N, elements=st.floats(1e-6, 1.0))


@given(share, share)
def test_helmbolds_advantage_has_the_sign_of_fer_less_one(fw: FloatArray, fl: FloatArray) -> None:
    apart = np.abs(fw - fl) > 1e-9 * fl
    # close to a share of 1 the advantage is flat: shares that near cannot be told apart
    apart &= np.abs((1 - fw) ** 2 - (1 - fl) ** 2) > 1e-14
    np.testing.assert_array_equal(
        np.sign(kernels.advantage(fw, fl))[apart], np.sign(fw / fl - 1)[apart]
    )


@given(st.floats(1, 1e7), st.floats(1e-3, 1e3), st.floats(0.001, 0.999))
def test_the_break_even_of_a_total_is_where_ser_passes_one(
    total: float, ratio: float, taken: float
) -> None:
    edge = float(kernels.break_even_share(ratio))
    assume(abs(taken - edge) > 1e-9)
    ser = kernels.ser(taken * total, ratio, (1 - taken) * total, 1.0)
    assert bool(ser > 1) == (taken > edge)


@given(losses, losses, whole, whole)
def test_swapping_the_sides_of_a_ledger_swaps_its_columns(
    lw: FloatArray, ll: FloatArray, sw: FloatArray, sl: FloatArray
) -> None:
    one = SideAccount(name="A", losses=lw, pool=sw, pool_sources=("s",))
    other = SideAccount(name="B", losses=ll, pool=sl, pool_sources=("s",))
    terms = VerdictTerms(horizon="a year")
    straight = pyrrhic_ledger(winner=one, loser=other, terms=terms, outcome=Outcome(victor="A"))
    swapped = pyrrhic_ledger(winner=other, loser=one, terms=terms, outcome=Outcome(victor="B"))
    for key, mirrored in (("V2R", "V2R_loser"), ("burden", "burden_loser")):
        here, there = straight.index(key).estimate, swapped.index(mirrored).estimate
        assert here is not None
        assert there is not None
        np.testing.assert_array_equal(here.draws, there.draws)
    assert not (straight.label.startswith("pyrrhic") and swapped.label.startswith("pyrrhic"))


@given(losses, losses, whole, whole, st.permutations(range(N)))
def test_the_order_of_the_draws_does_not_matter(
    lw: FloatArray, ll: FloatArray, sw: FloatArray, sl: FloatArray, order: list[int]
) -> None:
    def ledger(index: list[int]) -> str:
        return pyrrhic_ledger(
            winner=SideAccount(name="A", losses=lw[index], pool=sw[index], pool_sources=("s",)),
            loser=SideAccount(name="B", losses=ll[index], pool=sl[index], pool_sources=("s",)),
            terms=VerdictTerms(horizon="a year"),
            outcome=Outcome(victor="A"),
        ).sentence

    assert ledger(order) == ledger(list(range(N)))
