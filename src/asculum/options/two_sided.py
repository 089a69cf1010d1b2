"""What a total of two sides together can tell: no ratio, but where the break-even lies."""

from __future__ import annotations

import math
from dataclasses import dataclass

from asculum.options import _kernels as kernels
from asculum.options import wording
from asculum.terms.errors import UsageError


@dataclass(frozen=True, kw_only=True)
class TwoSidedTotal:
    """Losses of both sides together [persons], as a source states them.

    ``ratios`` are pool ratios S_W/S_L to reckon with where the pools are not known.
    """

    persons: float
    sources: tuple[str, ...] = ()
    ratios: tuple[float, ...] = (3.0, 4.0)

    def __post_init__(self) -> None:
        if not (math.isfinite(self.persons) and self.persons > 0):
            raise UsageError(
                "LED003",
                f"a two-sided total of {self.persons:g} persons",
                why="a total is finite and above zero",
                fix="leave the total out where it is not known",
            )
        for ratio in self.ratios:
            _check_ratio(ratio)


def break_even_losses(total: float, *, pool_ratio: float) -> float:
    """Return the losses of W, out of a total of both sides, above which W fares worse than L.

    L_W > T·k/(1 + k), with k = S_W/S_L: the rearrangement of SER > 1 for L_W + L_L = T.

    Parameters
    ----------
    total
        Losses of both sides together [persons], above 0.
    pool_ratio
        k, the pool of W over the pool of L, above 0.

    Returns
    -------
    Losses of W [persons], between 0 and the total.

    Raises
    ------
    UsageError
        LED003 where the total or the ratio is not finite and above 0.

    Notes
    -----
    Assumes the total counts the same category over the same period on both sides.
    Biased when one side's losses are told more fully than the other's.
    Do not use when the losses of each side are known: ``pyrrhic_ledger`` says more.

    References
    ----------
    Elementary; the break-even of the pool-adjusted ratio for a given sum.

    Examples
    --------
    >>> from asculum.options.two_sided import break_even_losses
    >>> break_even_losses(70_000, pool_ratio=3)
    52500.0
    """
    TwoSidedTotal(persons=total, ratios=(pool_ratio,))
    return float(total * kernels.break_even_share(pool_ratio))


def two_sided_sentence(total: TwoSidedTotal, *, winner: str, loser: str) -> str:
    """Return in words why a two-sided total holds no ratio, and what it does tell.

    For each pool ratio k the sentence names T·k/(1 + k), as ``break_even_losses`` reckons it.

    Parameters
    ----------
    total
        The total with the pool ratios to reckon with.
    winner, loser
        Names of the sides; the pool ratio is winner to loser.

    Returns
    -------
    One or two sentences.

    Raises
    ------
    Nothing of its own: ``TwoSidedTotal`` checks its figures.

    Notes
    -----
    Assumes, is biased and is not to be used as ``break_even_losses``.

    References
    ----------
    See ``break_even_losses``.

    Examples
    --------
    >>> from asculum.options.two_sided import TwoSidedTotal, two_sided_sentence
    >>> print(two_sided_sentence(TwoSidedTotal(persons=70_000, ratios=(3,)), winner="A", loser="B"))
    Only a total of both sides together is known (70,000), and no ratio can be told from it. \
At a pool ratio of 3 (A : B) A fares worse only if it took more than 0.75 of the total: \
52,500 of 70,000.
    """
    cases = []
    for place, ratio in enumerate(total.ratios):
        needed = break_even_losses(total.persons, pool_ratio=ratio)
        cases.append(
            f"at a pool ratio of {ratio:.3g} ({winner} : {loser}) {winner} fares worse only if it "
            f"took more than {ratio / (1 + ratio):.3g} of the total: "
            f"{wording.persons(needed)} of {wording.persons(total.persons)}"
            if place == 0
            else f"at {ratio:.3g}, {wording.persons(needed)}"
        )
    told = "; ".join((wording.persons(total.persons), *total.sources))
    head = (
        f"Only a total of both sides together is known ({told}), and no ratio can be told from it."
    )
    if not cases:
        return head
    tail = "; ".join(cases)
    return f"{head} {tail[0].upper()}{tail[1:]}."


def _check_ratio(ratio: float) -> None:
    if not (math.isfinite(ratio) and ratio > 0):
        raise UsageError(
            "LED003",
            f"a pool ratio of {ratio:g}",
            why="a pool ratio is one side's pool over the other's, finite and above zero",
            fix="pass the winner's pool divided by the loser's",
        )
