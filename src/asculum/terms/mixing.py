"""How well chains mix: rank-normalised split R-hat and effective draws, of all quantities at once.

Vehtari, Gelman, Simpson, Carpenter & Bürkner 2021, Bayesian Analysis 16(2), with the initial
monotone sequence of Geyer 1992. A program of thousands of totals judges them in one pass here;
``tests/unit/terms/test_chains.py`` holds it to arviz-stats, which takes one after another.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

#: Quantiles at whose ends the tails are judged.
TAILS = (0.05, 0.95)
#: Numbers that are transformed at once.
AT_ONCE = 200_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Mixing:
    """R-hat, and effective draws in bulk and tails, shape (quantity,); NaN where nothing moves."""

    rhat: FloatArray
    bulk: FloatArray
    tail: FloatArray


def mixing(values: FloatArray) -> Mixing:
    """Return how the chains of each quantity mix; ``values`` have shape (chain, draw, quantity).

    R-hat is the larger of that of the ranks and that of the ranks of the distances from the
    median; the bulk is judged on the ranks and the tails on being beyond the 5 % and 95 % points,
    the worse of the two. Chains are split in halves; an odd draw in the middle is left out.

    Raises ``ValueError`` for fewer than 8 draws of a chain.
    """
    chains, draws, quantities = values.shape
    # some quantities at a time, for each asks for a dozen arrays of all its draws
    many = max(1, AT_ONCE // max(1, chains * draws))
    parts = [_mixing(values[:, :, at : at + many]) for at in range(0, max(1, quantities), many)]
    return Mixing(
        rhat=np.concatenate([part.rhat for part in parts]),
        bulk=np.concatenate([part.bulk for part in parts]),
        tail=np.concatenate([part.tail for part in parts]),
    )


def _mixing(values: FloatArray) -> Mixing:
    split = _split(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = _normal_ranks(split)
        folded = _normal_ranks(np.abs(split - np.median(split, axis=(1, 2), keepdims=True)))
        low, high = np.quantile(split, TAILS, axis=(1, 2))[:, :, None, None]
        tails = [_effective((split <= end).astype(np.float64)) for end in (low, high)]
        return Mixing(
            rhat=np.maximum(_rhat(z), _rhat(folded)),
            bulk=_effective(z),
            tail=np.minimum(*tails),
        )


def draws_of_mean(values: FloatArray) -> FloatArray:
    """Return the effective draws of the mean of each quantity, shape (quantity,).

    ``values`` have shape (chain, draw, quantity). Raises ``ValueError`` for chains of fewer than 8.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return _effective(_split(values))


def _split(values: FloatArray) -> FloatArray:
    """Return halves of chains, shape (quantity, half chain, draw): what is summed lies together."""
    if values.shape[1] < 8:
        raise ValueError(f"chains of {values.shape[1]} draws cannot be judged: at least 8")
    half = values.shape[1] // 2
    split = np.concatenate([values[:, :half], values[:, -half:]]).transpose(2, 0, 1)
    return np.ascontiguousarray(split)


def _normal_ranks(split: FloatArray) -> FloatArray:
    """Return the normal scores of the ranks within each quantity, ties at their mean rank."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    ranks = rankdata(split.reshape(len(split), -1), axis=1).reshape(split.shape)
    return np.asarray(ndtri((ranks - 3 / 8) / (split[0].size + 1 / 4)))


def _rhat(z: FloatArray) -> FloatArray:
    """Return sqrt(((n - 1) W / n + B) / W) with B the variance of the chains' means."""
    draws = z.shape[2]
    within = z.var(axis=2, ddof=1).mean(axis=1)
    between = z.mean(axis=2).var(axis=1, ddof=1)
    return np.asarray(np.sqrt((draws - 1) / draws + between / within))


def _effective(z: FloatArray) -> FloatArray:
    """Return effective draws of the mean of each quantity, at most draws times log10 of them.

    S / tau, tau = -1 + 2 (P0 + P1 + ...) with P the sums of autocorrelations at neighbouring lags
    (2 k, 2 k + 1), up to the first that is not positive and none larger than those before it; of
    the first pair left out its even lag is counted once, where positive.
    """
    chains, draws = z.shape[1:]
    away = z - z.mean(axis=2, keepdims=True)
    size = 2 ** math.ceil(math.log2(2 * draws))
    covariance = np.zeros((len(z), draws))
    # many short chains of a few quantities at a time, a chain of thousands of quantities by itself
    many = max(1, AT_ONCE // (len(z) * size))
    for first in range(0, chains, many):
        moved = np.fft.rfft(away[:, first : first + many], n=size, axis=2)
        power = np.fft.irfft(moved.real**2 + moved.imag**2, n=size, axis=2)[:, :, :draws]
        covariance += power.sum(axis=1)
    covariance /= draws * chains
    within = covariance[:, 0] * draws / (draws - 1)
    total = covariance[:, 0] + z.mean(axis=2).var(axis=1, ddof=1)
    rho = 1.0 - (within[:, None] - covariance) / total[:, None]
    rho[:, 0] = 1.0
    pairs = rho[:, 0 : 2 * (draws // 2)].reshape(len(z), -1, 2).sum(axis=2)
    stops = pairs <= 0.0
    last = np.where(stops.any(axis=1), stops.argmax(axis=1), pairs.shape[1] - 1)
    kept = np.arange(pairs.shape[1]) < last[:, None]
    falling = np.where(kept, np.minimum.accumulate(pairs, axis=1), 0.0)
    beyond = np.maximum(rho[np.arange(len(z)), 2 * last], 0.0)
    tau = -1.0 + 2.0 * falling.sum(axis=1) + beyond
    count = chains * draws
    return np.asarray(count / np.maximum(tau, 1.0 / math.log10(count)))
