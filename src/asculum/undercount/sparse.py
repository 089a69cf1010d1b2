"""Sparse overlaps: pairs of lists chosen one by one, with estimates that are known to exist."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from asculum.terms.estimate import PROB
from asculum.terms.status import Status, StatusCode
from asculum.terms.streams import stream
from asculum.undercount.hierarchical import model_name
from asculum.undercount.loglinear import fit_log_linear, observed
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.total import (
    DRAWS,
    FloatArray,
    Total,
    draws_of_unseen,
    overlap_status,
    refusal,
    too_thin,
)

BoolArray = npt.NDArray[np.bool_]

ASSUMPTION = (
    "lists depend on each other in pairs only, and only in those pairs that the overlaps show; "
    "no three lists interact, and no pair that was left out"
)
#: The most lists whose 2^J patterns the selection goes through.
MOST_LISTS = 12


@dataclass(frozen=True, kw_only=True)
class SparsePairs:
    """How pairs are chosen, and how the interval is made.

    ``threshold`` is the one-sided Poisson tail below which a pair is added. ``replicates`` is the
    number of bootstrap tables; 0 gives the Wald interval of log n₀ under the chosen pairs.
    """

    threshold: float = 0.02
    replicates: int = 1000

    def __post_init__(self) -> None:
        if not 0 < self.threshold < 1:
            raise ValueError("the threshold is a probability between 0 and 1")
        if self.replicates < 0:
            raise ValueError("the number of replicates is not negative")


@dataclass(frozen=True, kw_only=True)
class Existence:
    """Whether a model's estimate exists, by linear programme, and is unique, by rank."""

    exists: bool
    identified: bool

    @property
    def sentence(self) -> str:
        """What is the case, in words."""
        if not self.identified:
            return "the estimate is not identifiable: the cells left cannot tell its terms apart"
        if not self.exists:
            return "the estimate does not exist: the likelihood grows without end"
        return "the estimate exists and is unique"


def existence(table: OverlapTable, model: BoolArray) -> Existence:
    """Tell whether the extended maximum likelihood estimate of a model exists and is unique.

    Terms whose totals are zero are taken out with the patterns that hold them. Of what is left,
    X β fits the counts if their totals t = Xᵀy lie within the cone of positive means: the largest
    s with Xᵀx = t and x ≥ s is above zero. It is unique if X has full column rank.

    Parameters
    ----------
    table
        Counts by pattern.
    model
        Whether the model has each of the 2^J terms, shape (2^J,).

    Returns
    -------
    Whether the estimate exists, and is identifiable.

    References
    ----------
    Fienberg and Rinaldo (2012); Chan, Silverman and Vincent (2021), section 3.

    Examples
    --------
    >>> from asculum.undercount.hierarchical import all_of_order
    >>> from asculum.undercount.overlap import OverlapTable
    >>> from asculum.undercount.sparse import existence
    >>> seen = OverlapTable.from_dense(("a", "b", "c"), [0, 40, 30, 6, 20, 0, 0, 0])
    >>> existence(seen, all_of_order(3, 1)).exists, existence(seen, all_of_order(3, 2)).identified
    (True, False)
    """
    from scipy.optimize import linprog

    from asculum.undercount._loglinear_kernels import reduced

    lists = len(table.lists)
    counts = table.dense().astype(np.float64)
    terms, left = reduced(counts, observed(lists), np.flatnonzero(model), lists)
    cells = np.flatnonzero(left)
    design = ((cells[:, None] & terms) == terms).astype(np.float64)
    identified = bool(np.linalg.matrix_rank(design) == len(terms))
    totals = design.T @ counts[cells]
    # x = z + s with z ≥ 0: maximise s
    across = np.hstack([design.T, design.T.sum(axis=1, keepdims=True)])
    aim = np.append(np.zeros(len(cells)), -1.0)
    solved = linprog(aim, A_eq=across, b_eq=totals, bounds=(0, None), method="highs")
    return Existence(exists=bool(solved.success and -solved.fun > 1e-7), identified=identified)


def sparse_pairs(
    table: OverlapTable,
    *,
    options: SparsePairs | None = None,
    prob: float = PROB,
    seed: int = 1,
    n: int = DRAWS,
) -> Total:
    """Estimate the total with the pairwise interactions that the overlaps call for.

    From independent lists on, the pair whose total is the most surprising (one-sided Poisson tail
    below the threshold) is added if the larger model's estimate exists and is identifiable; pairs
    that share nobody are estimated as minus infinity. The interval is the bias-corrected and
    accelerated bootstrap over both choosing and estimating: tables drawn anew from the n persons,
    acceleration by leaving out one person of each pattern.

    Parameters
    ----------
    table
        Counts by pattern of 3 to 12 lists.
    options
        How pairs are chosen and how many bootstrap tables are drawn.
    prob, seed, n
        Probability of the interval; seed and number of the draws.

    Returns
    -------
    The total [persons]; ``NOT_IDENTIFIED`` where not even independent lists have an estimate.

    Notes
    -----
    Assumes that no three lists interact, and that pairs not chosen are independent.
    Biased when persons differ in how easily they are listed (too low).
    Do not use when overlaps are rich: average over models instead.

    References
    ----------
    Chan, Silverman and Vincent (2021), sections 3 to 5; Efron (1987) for the interval.
    """
    from asculum.undercount._loglinear_kernels import choose_pairs

    options = options or SparsePairs()
    lists = len(table.lists)
    why = too_thin(table)
    if not why and lists > MOST_LISTS:
        why = f"{lists} lists have too many patterns to go through; {MOST_LISTS} are the most"
    if why:
        return _refused(table, why, prob)
    counts = table.dense().astype(np.float64)
    model = choose_pairs(counts, lists, options.threshold)
    fits = fit_log_linear(table, model[None])
    held = existence(table, model)
    if not (np.isfinite(fits.total[0]) and held.exists and held.identified):
        return _refused(table, held.sentence, prob)
    point, log_se = float(fits.total[0]), float(fits.log_se[0])
    draws = table.persons + draws_of_unseen(
        float(fits.log_unseen[0]), log_se, seed=seed, name="sparse", n=n
    )
    if options.replicates:
        random = stream(seed, "undercount/sparse/bootstrap")
        tables = random.multinomial(table.persons, counts / counts.sum(), size=options.replicates)
        lower, upper = _bca(
            table, counts, tables.astype(np.float64), options.threshold, point, prob
        )
    else:
        lower, upper = wald(table.persons, float(fits.log_unseen[0]), log_se, prob)
    status = overlap_status(table, f"pairs chosen: {model_name(model, table.lists)}")
    if not math.isfinite(upper):
        status = Status(
            code=StatusCode.DOUBTFUL,
            sentence=f"many bootstrap tables have no estimate and set no limit; {status.sentence}",
        )
    return Total(
        method="sparse pairs, chosen stepwise",
        assumption=ASSUMPTION,
        lists=table.lists,
        sizes=tuple(int(size) for size in table.sizes),
        listed=table.persons,
        status=status,
        prob=prob,
        point=point,
        lower=lower,
        upper=upper,
        se=float(fits.se[0]),
        draws=draws,
    )


def wald(listed: int, log_unseen: float, log_se: float, prob: float) -> tuple[float, float]:
    """Return listed + exp(log n₀ ± z SE)."""
    reach = float(ndtri((1 + prob) / 2)) * log_se
    return listed + math.exp(log_unseen - reach), listed + math.exp(log_unseen + reach)


def _bca(
    table: OverlapTable,
    counts: FloatArray,
    tables: FloatArray,
    threshold: float,
    point: float,
    prob: float,
) -> tuple[float, float]:
    """Return the bias-corrected and accelerated interval of the total."""
    from asculum.undercount._loglinear_kernels import choose_and_estimate

    lists = len(table.lists)
    replicates = np.empty(len(tables))
    choose_and_estimate(tables, lists, threshold, replicates)
    cells = np.flatnonzero(counts)
    fewer = np.repeat(counts[None], len(cells), axis=0)
    fewer[np.arange(len(cells)), cells] -= 1
    left_out = np.empty(len(cells))
    choose_and_estimate(fewer, lists, threshold, left_out)
    there = np.isfinite(left_out)
    times = counts[cells][there]
    middle = float((times * left_out[there]).sum() / max(times.sum(), 1.0))
    gaps = middle - left_out[there]
    spread = float((times * gaps**2).sum())
    acceleration = float((times * gaps**3).sum()) / (6 * spread**1.5) if spread > 0 else 0.0
    below = (replicates < point).mean() + 0.5 * (replicates == point).mean()
    bias = float(ndtri(min(max(below, 0.5 / len(tables)), 1 - 0.5 / len(tables))))
    ends = []
    for share in ((1 - prob) / 2, (1 + prob) / 2):
        z = bias + float(ndtri(share))
        at = float(ndtr(bias + z / (1 - acceleration * z)))
        ends.append(float(np.quantile(replicates, at, method="inverted_cdf")))
    return min(ends[0], point), max(ends[1], point)


def _refused(table: OverlapTable, why: str, prob: float) -> Total:
    return refusal(
        table,
        StatusCode.NOT_IDENTIFIED,
        why,
        method="sparse pairs, chosen stepwise",
        assumption=ASSUMPTION,
        prob=prob,
    )
