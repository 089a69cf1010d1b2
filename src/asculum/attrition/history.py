"""Where a battle that is known as draws stands in history, and odds that are not too sure."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from asculum.attrition.battles import columns, decisive
from asculum.attrition.laws import Law
from asculum.evidence.history.table import HistoricBattle

FloatArray = npt.NDArray[np.float64]


def exchange_ratios(battles: Iterable[HistoricBattle]) -> FloatArray:
    """Return attackers' losses over defenders' in the battles that somebody won."""
    (a, d), _ = columns(decisive(battles))
    usable = (a > 0) & (d > 0)
    return np.asarray(a[usable] / d[usable])


def fractional_ratios(battles: Iterable[HistoricBattle]) -> FloatArray:
    """Return the attackers' share lost over the defenders' likewise."""
    (a, d), (strong_a, strong_d) = columns(decisive(battles))
    usable = (a > 0) & (d > 0)
    return np.asarray((a / strong_a)[usable] / (d / strong_d)[usable])


def shares(battles: Iterable[HistoricBattle], *, attacker: bool) -> FloatArray:
    """Return the shares of strength that attackers, or defenders, lost."""
    losses, strengths = columns(decisive(battles))
    place = 0 if attacker else 1
    return np.asarray(losses[place] / strengths[place])


def below(values: FloatArray, among: FloatArray) -> FloatArray:
    """Return for each draw the share of battles that lie below it, ties counted half."""
    ordered = np.sort(among)
    left = np.searchsorted(ordered, values, side="left")
    right = np.searchsorted(ordered, values, side="right")
    return np.asarray((left + right) / (2.0 * ordered.size))


def shaken(law: Law, x: FloatArray, y: FloatArray, *, share: float, sd: float) -> FloatArray:
    """Return P(A wins) of large forces under a law, with a shock to each side's effectiveness.

    P = Φ(ln(worth of A / worth of B)/(sd √2)): worth is the part of the law's invariant above the
    break points, at ``share`` of the strength lost. It is the limit of :func:`odds.shocked` for
    many men, where chance from man to man evens out and the shock, ``sd`` the standard deviation of
    each side's logarithm, is all that is left. ``law`` has one draw, ``x`` and ``y`` any number.
    """
    from scipy.special import ndtr

    left = 1.0 - share
    worth = [law.spent_by_a(x) - law.spent_by_a(left * x), law.spent_by_b(y)]
    worth[1] = worth[1] - law.spent_by_b(left * y)
    return np.asarray(ndtr(np.log(worth[0] / worth[1]) / (sd * np.sqrt(2.0))))
