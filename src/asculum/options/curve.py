"""How the word pyrrhic hangs on the pools: its probability over every ratio of pools."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.options import _kernels as kernels
from asculum.terms.estimate import interval

FloatArray = npt.NDArray[np.float64]

#: Pool ratios that the curve is drawn through.
POINTS = 81


@dataclass(frozen=True, kw_only=True, eq=False)
class LabelCurve:
    """P(SER > 1) over the pool ratio k = S_W/S_L, and the pool that the burden asks for.

    ``chance`` (point,) belongs to ``ratios`` (point,), which ascend. ``stated`` is the interval of
    the ratio that sources state (lower, median, upper), ``None`` where a pool is not known.
    ``sure_below`` is the largest k with chance ≥ ``sure``, ``even`` the k at one half,
    ``sure_above`` the least k with chance ≤ 1 − ``sure``. ``pool_below`` [persons] is the winner's
    largest pool at which its burden still reaches ``burden`` in a share ``sure`` of draws.
    """

    ratios: FloatArray
    chance: FloatArray
    stated: tuple[float, float, float] | None
    sure_below: float
    even: float
    sure_above: float
    pool_below: float
    burden: float
    sure: float

    def at(self, ratio: float) -> float:
        """Return the chance at one pool ratio, between the points of the curve."""
        return float(np.interp(ratio, self.ratios, self.chance))


def label_curve(
    losses_w: FloatArray,
    losses_l: FloatArray,
    *,
    stated: FloatArray | None,
    burden: float,
    sure: float,
) -> LabelCurve | None:
    """Return P(SER > 1) for every pool ratio: P(L_W/L_L > k), since SER = LER / k.

    Parameters
    ----------
    losses_w, losses_l
        Losses of winner and loser as joint draws [persons], shape (draw,).
    stated
        Draws of the pool ratio that sources state; ``None`` where a pool is not known.
    burden
        The share of its pool that the winner must have lost, in (0, 1].
    sure
        The probability that the rule for the word asks for, in (0.5, 1).

    Returns
    -------
    The curve; ``None`` where no ratio of losses has a value (nobody lost on either side, or on
    the loser's, in some draw).

    Raises
    ------
    Nothing: the accounts have been checked.

    Notes
    -----
    Assumes that the pools are independent of the losses.
    Biased when the two pools count different things: k then has no one value to mark.
    Do not use when the reader wants one number: the curve is there to show that there is none.

    References
    ----------
    The package's own; it restates SER > 1 ⇔ LER > BER.

    Examples
    --------
    >>> import numpy as np
    >>> from asculum.options.curve import label_curve
    >>> draws = np.linspace(1.0, 2.0, 1001)
    >>> curve = label_curve(draws, np.ones(1001), stated=None, burden=0.05, sure=0.9)
    >>> round(curve.sure_below, 2), round(curve.even, 2), round(curve.sure_above, 2)
    (1.1, 1.5, 1.9)
    """
    ratio = kernels.ler(losses_w, losses_l)
    if not np.isfinite(ratio).all() or not (ratio > 0).all():
        return None
    ordered = np.sort(ratio)
    known = None if stated is None else interval(stated)
    ends = [float(ordered[0]), float(ordered[-1]), *(known or ())]
    # the grid holds all draws and what is stated, with a little room on both sides
    grid = np.geomspace(min(ends) / 1.05, max(ends) * 1.05, POINTS)
    above = 1 - np.searchsorted(ordered, grid, side="right") / ordered.size
    low, middle, high = np.quantile(ratio, [1 - sure, 0.5, sure], method="inverted_cdf")
    least = np.quantile(losses_w, 1 - sure, method="inverted_cdf")
    return LabelCurve(
        ratios=grid,
        chance=above,
        stated=known,
        sure_below=float(low),
        even=float(middle),
        sure_above=float(high),
        pool_below=float(least / burden),
        burden=burden,
        sure=sure,
    )
