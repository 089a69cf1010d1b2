"""Indices of the pyrrhic ledger over draws: arrays in, arrays out, no labels.

Every function works draw by draw and broadcasts. A quantity that has no value is ``nan`` and never
zero: a loss that is missing (``nan``), nothing over nothing (0/0), a force or pool of nobody.
Something over nothing is ``inf``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
ArrayLike = npt.ArrayLike


def _floats(values: ArrayLike) -> FloatArray:
    return np.asarray(values, dtype=np.float64)


def _over(above: FloatArray, below: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(above / below, dtype=np.float64)


def share(losses: ArrayLike, of: ArrayLike) -> FloatArray:
    """Return losses as a share of a force or pool: L/N; ``nan`` where there is no force.

    ``losses`` and ``of`` are [persons].
    """
    whole = _floats(of)
    return _over(_floats(losses), np.where(whole > 0, whole, np.nan))


def ler(losses_w: ArrayLike, losses_l: ArrayLike) -> FloatArray:
    """Return the loss exchange ratio L_W/L_L: losses [persons] of W for each one of L."""
    return _over(_floats(losses_w), _floats(losses_l))


def fer(
    losses_w: ArrayLike, committed_w: ArrayLike, losses_l: ArrayLike, committed_l: ArrayLike
) -> FloatArray:
    """Return the fractional exchange ratio (L_W/N_W)/(L_L/N_L), all arguments [persons]."""
    return _over(share(losses_w, committed_w), share(losses_l, committed_l))


def ser(
    losses_w: ArrayLike, pool_w: ArrayLike, losses_l: ArrayLike, pool_l: ArrayLike
) -> FloatArray:
    """Return the pool-adjusted exchange ratio (L_W/S_W)/(L_L/S_L), all arguments [persons]."""
    return _over(share(losses_w, pool_w), share(losses_l, pool_l))


def ber(pool_w: ArrayLike, pool_l: ArrayLike) -> FloatArray:
    """Return the break-even exchange ratio S_W/S_L: the LER at which both run out together."""
    above, below = _floats(pool_w), _floats(pool_l)
    return _over(np.where(above > 0, above, np.nan), np.where(below > 0, below, np.nan))


def burden(losses: ArrayLike, pool: ArrayLike) -> FloatArray:
    """Return the burden L/S: the share of its pool that a side lost."""
    return share(losses, pool)


def victories_to_ruin(
    losses: ArrayLike, pool: ArrayLike, per_battle: ArrayLike = 0.0, break_share: float = 0.0
) -> FloatArray:
    """Return how many more such battles a pool lasts: (S − S_min)/max(L − ρτ, 0).

    ``per_battle`` is ρτ, the replacements [persons] that arrive during one such battle;
    ``break_share`` is S_min as a share of S, the part below which a side cannot go on. The answer
    is [battles], ``inf`` where replacements make good the loss.
    """
    whole = _floats(pool)
    whole = np.where(whole > 0, whole, np.nan)
    net = _floats(losses) - _floats(per_battle)
    lasting = _over(whole * (1.0 - break_share), np.maximum(net, 0.0))
    return np.asarray(lasting, dtype=np.float64)


def advantage(share_w: ArrayLike, share_l: ArrayLike) -> FloatArray:
    """Return Helmbold's advantage ln μ = ½ ln[(1 − (1 − f_W)²)/(1 − (1 − f_L)²)].

    ``f`` are shares of the committed force lost, in [0, 1]; ``nan`` outside. The sign is that of
    FER − 1 and μ² tends to FER for small losses: it adds magnitude, not a second opinion.
    """
    above, below = _floats(share_w), _floats(share_l)
    above = np.where((above >= 0) & (above <= 1), above, np.nan)
    below = np.where((below >= 0) & (below <= 1), below, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        squared = (above * (2.0 - above)) / (below * (2.0 - below))
        return np.asarray(0.5 * np.log(squared), dtype=np.float64)


def break_even_share(pool_ratio: ArrayLike) -> FloatArray:
    """Return the share k/(1 + k) of a two-sided total above which W fares worse than L.

    ``pool_ratio`` is k = S_W/S_L. From L_W/L_L > k with L_W + L_L = T follows L_W > T·k/(1 + k).
    """
    ratio = _floats(pool_ratio)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(np.isinf(ratio), 1.0, ratio / (1.0 + ratio)), dtype=np.float64)


def exceeds(one: ArrayLike, other: ArrayLike) -> float:
    """Return P(X > Y) + P(X = Y)/2 over all pairs of draws of two independent quantities."""
    ordered, asked = np.sort(_floats(other)), _floats(one)
    below = np.searchsorted(ordered, asked, side="left")
    up_to = np.searchsorted(ordered, asked, side="right")
    return float(np.mean(below + up_to) / (2 * ordered.size))
