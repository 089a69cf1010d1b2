"""How the total moves with the one interaction that no list can show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from asculum.undercount.hierarchical import orders
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.total import FloatArray, Total

#: Values of ξ at which the curve is shown: a halving for each step down, a doubling up.
XI = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
SATURATED = "the saturated model"


@dataclass(frozen=True, kw_only=True, eq=False)
class Sensitivity:
    """The total as a function of ξ, the odds of the interaction of all lists.

    Parameters
    ----------
    xi, total
        Values of ξ and the total at each [persons], shape (point,).
    base
        What ξ = 1 is: the saturated model, or the estimate where empty cells leave that without
        a maximum.
    implied
        The ξ at which the curve passes through the estimate; ``None`` without an estimate.
    """

    xi: FloatArray
    total: FloatArray
    base: str
    implied: float | None

    @property
    def sentence(self) -> str:
        """What the curve says, in words."""
        first, last = (f"{self.total[at]:,.0f} at ξ = {self.xi[at]:g}" for at in (0, -1))
        ends = f"{first} to {last}"
        told = f"no data can tell ξ; the total runs from {ends}, with {self.base} at ξ = 1"
        if self.implied is not None and self.base == SATURATED:
            told += f"; the estimate has ξ = {self.implied:.2f}"
        return told


def sensitivity(
    table: OverlapTable, total: Total | None = None, *, xi: tuple[float, ...] = XI
) -> Sensitivity | None:
    """Return N(ξ) = n + ξ n₀, the total if the interaction of all lists had odds ξ.

    n₀ is that of the saturated model, Π of the cells of oddly many lists over Π of those of evenly
    many. Every value of ξ fits the table equally well.

    Parameters
    ----------
    table
        Counts by pattern.
    total
        An estimate, to be placed on the curve.
    xi
        Values of ξ, above zero.

    Returns
    -------
    The curve; ``None`` where fewer than two lists hold anybody, or a cell is empty and there is no
    estimate to stand in.

    Notes
    -----
    Assumes nothing: it shows what any estimate must assume.
    Biased when the cells are small: then ξ = 1 is itself uncertain.
    Do not use when as an interval: values of ξ are not equally likely.

    References
    ----------
    Gerritse, van der Heijden and Bakker (2015); Zhang and Small (2020); Aleshin-Guendel, Sadinle
    and Wakefield (2024).

    Examples
    --------
    >>> from asculum.undercount.overlap import OverlapTable
    >>> from asculum.undercount.sensitivity import sensitivity
    >>> curve = sensitivity(OverlapTable.from_dense(("a", "b"), [0, 20, 30, 10]), xi=(1.0, 2.0))
    >>> curve.total.round().tolist()
    [120.0, 180.0]
    """
    if len(table.valid) < 2:
        return None
    values = np.array(xi, dtype=np.float64)
    unseen = saturated_unseen(table)
    base = SATURATED
    estimated = None if total is None else total.unseen
    if unseen is None:
        if estimated is None:
            return None
        unseen, base = estimated, "the estimate"
    implied = None if estimated is None or unseen == 0 else estimated / unseen
    return Sensitivity(xi=values, total=table.persons + values * unseen, base=base, implied=implied)


def saturated_unseen(table: OverlapTable) -> float | None:
    """Return the number on no list by the saturated model; ``None`` where a cell is empty."""
    lists = len(table.lists)
    if len(table.counts) < 2**lists - 1:
        return None
    odd = orders(lists)[1:] % 2 == 1
    logs = np.log(table.dense()[1:].astype(np.float64))
    return float(np.exp(logs[odd].sum() - logs[~odd].sum()))
