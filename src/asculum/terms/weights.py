"""Draws of one posterior weighed as draws of a neighbour: Pareto-smoothed importance sampling."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from asculum.terms.estimate import PROB

FloatArray = npt.NDArray[np.float64]

#: The largest Pareto k at which weights may be believed (Vehtari et al. 2024, section 3.2.4).
MOST_KHAT = 0.7
#: With fewer draws no tail can be fitted.
FEWEST = 100
#: Ratios this close to each other [log] have no tail to judge: the neighbour is the same.
ALIKE = 0.01


@dataclass(frozen=True, kw_only=True, eq=False)
class Weights:
    """Normalised weights, shape (draw,), and how heavy the tail of the raw ratios is.

    ``khat`` is the shape of the generalised Pareto distribution fitted to the largest ratios;
    0 where all ratios are alike. Draws are chains of equal length, one after another.
    """

    values: FloatArray
    khat: float
    chains: int = 1

    @property
    def good(self) -> bool:
        """Whether the weights may be believed: khat up to min(1 - 1 / log10 draws, 0.7)."""
        draws = len(self.values)
        return self.khat <= min(1.0 - 1.0 / math.log10(max(draws, 11)), MOST_KHAT)

    @property
    def effective(self) -> float:
        """How many equally weighted draws would tell as much."""
        return float(1.0 / np.sum(self.values**2))

    def mean(self, values: FloatArray) -> float:
        """Return the weighted mean of ``values``, shape (draw,)."""
        return float(self.values @ values)

    def interval(self, values: FloatArray, prob: float = PROB) -> tuple[float, float, float]:
        """Return lower, median and upper of the weighted draws, equal-tailed."""
        return weighted_interval(values, self.values, prob)

    def shift(self, values: FloatArray) -> tuple[float, float]:
        """Return how far the plain mean lies above the weighted one, and its standard error.

        mean(x) - sum w x. Both are made of the same draws, so the error is that of their
        difference: a draw adds (x - mean) / S - w (x - weighted mean), and neighbours in a chain
        are alike by the effective share of the draws.
        """
        plain, weighted = float(values.mean()), self.mean(values)
        each = (values - plain) / len(values) - self.values * (values - weighted)
        share = relative_efficiency(values, self.chains)
        return plain - weighted, math.sqrt(float(np.sum(each**2)) / share)


def smoothed(log_ratios: FloatArray, *, chains: int = 1) -> Weights:
    """Return Pareto-smoothed weights for draws of p as draws of q.

    Parameters
    ----------
    log_ratios
        ln q - ln p at each draw up to a constant, shape (draw,): chains one after another.
    chains
        How many chains the draws are of.

    Notes
    -----
    Assumes: q is reached where p is; draws far from p are not there to be weighed.
    Biased when: ``khat`` exceeds 0.7: towards p, as if less had changed.
    Do not use when: q holds what p rules out outright.

    References
    ----------
    Vehtari, Simpson, Gelman, Yao & Gabry 2024, Pareto smoothed importance sampling, JMLR 25(72);
    by arviz-stats.
    """
    draws = len(log_ratios)
    spread = float(np.ptp(log_ratios))
    if not math.isfinite(spread):
        raise ValueError("a draw has no likelihood or no prior; it cannot be weighed")
    if spread < ALIKE:
        raw = np.exp(log_ratios - log_ratios.max())
        return Weights(values=raw / raw.sum(), khat=0.0, chains=chains)
    if draws < FEWEST:
        raise ValueError(f"{draws} draws are too few to weigh; at least {FEWEST}")
    from arviz_stats.base.array import array_stats

    stats: Any = array_stats
    share = relative_efficiency(np.exp(log_ratios - log_ratios.max()), chains)
    with np.errstate(all="ignore"):  # a tail of nearly equal ratios has a scale of 0
        smooth, khat = stats.psislw(-log_ratios, r_eff=share)
    smooth = np.asarray(smooth, dtype=np.float64)
    if not (np.isfinite(smooth).all() and math.isfinite(float(khat))):
        # ratios of which all but a few are the same: nothing to smooth, and nothing to believe
        raw = np.exp(log_ratios - log_ratios.max())
        return Weights(values=raw / raw.sum(), khat=math.inf, chains=chains)
    values = np.exp(smooth - smooth.max())
    assert values.shape == (draws,)
    return Weights(values=values / values.sum(), khat=float(khat), chains=chains)


def relative_efficiency(values: FloatArray, chains: int) -> float:
    """Return the share of draws that are effective for a mean, at most 1, at least 1 / draws."""
    from arviz_stats.base.array import array_stats

    draws = len(values)
    if draws < 4 * chains or float(np.ptp(values)) == 0.0:
        return 1.0
    stats: Any = array_stats
    by_chain = values.reshape(chains, -1)
    found = float(stats.ess(by_chain, method="mean", relative=True, chain_axis=0, draw_axis=1))
    return min(1.0, max(found, 1.0 / draws)) if math.isfinite(found) else 1.0


def mean_error(values: FloatArray, chains: int) -> float:
    """Return the Monte Carlo standard error of the mean of draws, chains one after another."""
    return float(values.std()) / math.sqrt(len(values) * relative_efficiency(values, chains))


def weighted_interval(
    values: FloatArray, weights: FloatArray, prob: float = PROB
) -> tuple[float, float, float]:
    """Return lower, median and upper of weighted draws, equal-tailed, as ``interval`` does."""
    tail = (1 - prob) / 2
    wanted = [tail, 0.5, 1 - tail]
    lower, median, upper = np.quantile(values, wanted, method="inverted_cdf", weights=weights)
    return float(lower), float(median), float(upper)
