"""Log-linear models: every hierarchical one, the best, the average, and intervals of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from asculum.terms.estimate import PROB
from asculum.terms.findings import Finding
from asculum.terms.status import Status, StatusCode
from asculum.terms.streams import stream
from asculum.undercount.codes import found
from asculum.undercount.hierarchical import MOST_LISTS, hierarchical_models, model_name
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.total import (
    DRAWS,
    Total,
    draws_of_unseen,
    from_draws,
    overlap_status,
    refusal,
    too_thin,
)

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

ASSUMPTION = (
    "no interaction of all lists at once, and none that the model leaves out: what the lists do "
    "to each other among the listed tells what they do among those on no list"
)
#: Upper ends of profile intervals are sought up to so many times the persons listed.
FURTHEST = 1e4
#: The log-likelihood of a total at which no fit is found.
IMPOSSIBLE = -1e300


class Criterion(StrEnum):
    """What models are compared by: Akaike's or the Bayesian information criterion."""

    AIC = "AIC"
    BIC = "BIC"


@dataclass(frozen=True, kw_only=True, eq=False)
class LogLinearFits:
    """All hierarchical models of a table, fitted; rows in the order of ``models``.

    Parameters
    ----------
    models
        Terms of each model, shape (model, 2^J).
    total, se
        Estimated total and its standard error [persons], shape (model,); infinite where a model
        has no estimate.
    log_unseen, log_se
        Log of the number on no list and its standard error.
    log_likelihood
        Poisson log-likelihood with its factorials.
    parameters, deviance, freedom
        Terms estimated; deviance from the saturated model and its degrees of freedom.
    """

    table: OverlapTable
    models: BoolArray
    total: FloatArray
    se: FloatArray
    log_unseen: FloatArray
    log_se: FloatArray
    log_likelihood: FloatArray
    parameters: FloatArray
    deviance: FloatArray
    freedom: FloatArray

    def criterion(self, by: Criterion) -> FloatArray:
        """Return AIC = −2 log L + 2 p or BIC = −2 log L + p log n, shape (model,)."""
        each = 2.0 if by is Criterion.AIC else math.log(max(self.table.persons, 1))
        value: FloatArray = -2 * self.log_likelihood + each * self.parameters
        return value

    def weights(self, by: Criterion) -> FloatArray:
        """Return exp(−criterion/2) of each model that has an estimate, adding up to 1."""
        value = np.where(np.isfinite(self.total), self.criterion(by), np.inf)
        raw = np.exp(-(value - value.min()) / 2)
        weights: FloatArray = raw / raw.sum()
        return weights

    def best(self, by: Criterion) -> int:
        """Return the row of the model with the least criterion among those with an estimate."""
        return int(np.argmax(self.weights(by)))

    def name(self, row: int) -> str:
        """Return a model by its generators."""
        return model_name(self.models[row], self.table.lists)


def fit_log_linear(table: OverlapTable, models: BoolArray | None = None) -> LogLinearFits:
    """Fit every hierarchical log-linear model, or those given, by extended maximum likelihood.

    log μ_c = Σ over terms t within pattern c of β_t, counts Poisson; the number on no list is
    exp(β of no list), its variance from the inverse information. N = n + n₀ with
    SE² = n₀ + n₀² Var(log n₀).

    Parameters
    ----------
    table
        Counts by pattern of 2 to 5 lists (or any number where ``models`` are given).
    models
        Terms of each model, shape (model, 2^J); all hierarchical ones where left out.

    Returns
    -------
    The fits; a model has no estimate (infinite total) where its likelihood has no maximum.

    Raises
    ------
    ValueError
        More than 5 lists and no models.

    Notes
    -----
    Assumes that a model with no interaction of all lists holds.
    Biased when one is there: too low if, given the other interactions, it makes for more on none.
    Do not use when many cells are empty: see ``sparse``.

    References
    ----------
    Fienberg (1972); Bishop, Fienberg and Holland (1975), chapter 6; Fienberg and Rinaldo (2012).

    Examples
    --------
    >>> from asculum.undercount.loglinear import Criterion, fit_log_linear
    >>> from asculum.undercount.overlap import OverlapTable
    >>> seen = OverlapTable.from_dense(("a", "b", "c"), [0, 20, 20, 5, 20, 5, 5, 2])
    >>> fits = fit_log_linear(seen)
    >>> len(fits.models), fits.name(fits.best(Criterion.BIC))
    (8, '[a, b, c]')
    """
    from asculum.undercount._loglinear_kernels import CONVERGED, VANISHING, fit_models

    lists = len(table.lists)
    if models is None:
        models = hierarchical_models(lists)
    counts = table.dense().astype(np.float64)
    out = np.empty((len(models), 7))
    fit_models(counts, observed(lists), np.ascontiguousarray(models), lists, out)
    there = (out[:, 0] == CONVERGED) & (out[:, 6] > VANISHING)
    log_unseen = np.where(there, out[:, 1], np.inf)
    unseen = np.exp(log_unseen)
    log_se = np.where(there, np.sqrt(np.where(there, out[:, 2], 0.0)), np.inf)
    factorials = sum(math.lgamma(count + 1) for count in counts[1:])
    positive = counts[1:][counts[1:] > 0]
    saturated = float((positive * np.log(positive) - positive).sum())
    return LogLinearFits(
        table=table,
        models=models,
        total=table.persons + unseen,
        se=np.sqrt(unseen + np.where(there, unseen * log_se, np.inf) ** 2),
        log_unseen=log_unseen,
        log_se=log_se,
        log_likelihood=np.where(there, out[:, 3], -np.inf) - factorials,
        parameters=out[:, 4],
        deviance=np.where(there, 2 * (saturated - out[:, 3]), np.inf),
        freedom=out[:, 5] - out[:, 4],
    )


def best_model(
    table: OverlapTable,
    *,
    by: Criterion = Criterion.BIC,
    prob: float = PROB,
    seed: int = 1,
    n: int = DRAWS,
) -> Total:
    """Estimate the total by the best hierarchical model, with its profile likelihood interval.

    Parameters
    ----------
    table
        Counts by pattern of 3 to 5 lists.
    by
        Criterion that chooses the model.
    prob, seed, n
        Probability of the interval; seed and number of the draws.

    Returns
    -------
    The total [persons]; UND021 says that choosing a model is not in the interval.

    Notes
    -----
    Assumes that the chosen model holds, as if it had been known before.
    Biased when another model fits nearly as well.
    Do not use when models near in criterion differ in their totals: average them.

    References
    ----------
    Cormack (1992) for the interval; Fienberg (1972).
    """
    method = f"log-linear, best by {by.value}"
    why = refused(table)
    if why:
        return _refused(table, why, method, prob)
    fits = fit_log_linear(table)
    if not np.isfinite(fits.total).any():
        return _refused(table, "no hierarchical model has an estimate", method, prob)
    row = fits.best(by)
    name = fits.name(row)
    lower, upper = profile_interval(table, fits.models[row], prob=prob)
    draws = table.persons + draws_of_unseen(
        fits.log_unseen[row], fits.log_se[row], seed=seed, name="log-linear", n=n
    )
    what = f"the interval takes {name} as given, the best of {len(fits.models):,} models"
    fix = "use the average over models, or the default estimate"
    return Total(
        method=f"{method}: {name}",
        assumption=ASSUMPTION,
        lists=table.lists,
        sizes=tuple(int(size) for size in table.sizes),
        listed=table.persons,
        status=_bounded(upper, overlap_status(table, f"the model {name} is taken as true")),
        prob=prob,
        point=float(fits.total[row]),
        lower=lower,
        upper=upper,
        se=float(fits.se[row]),
        draws=draws,
        findings=(found("UND021", what, fix=fix),),
    )


def average_of_models(
    table: OverlapTable,
    *,
    by: Criterion = Criterion.BIC,
    prob: float = PROB,
    seed: int = 1,
    n: int = DRAWS,
) -> Total:
    """Estimate the total by the average over all hierarchical models.

    N = Σ w_m N_m with w_m ∝ exp(−criterion/2); SE = Σ w_m √(SE_m² + (N_m − N)²). Draws, and the
    interval, come from the mixture of the models' sampling distributions. Parameters as in
    ``best_model``.

    Notes
    -----
    Assumes that one of the models holds.
    Biased when the interaction of all lists is at work: no model of the family sees it.
    Do not use when many cells are empty.

    References
    ----------
    Buckland, Burnham and Augustin (1997), equations 1 and 9.
    """
    method = f"log-linear, averaged by {by.value}"
    why = refused(table)
    if why:
        return _refused(table, why, method, prob)
    fits = fit_log_linear(table)
    if not np.isfinite(fits.total).any():
        return _refused(table, "no hierarchical model has an estimate", method, prob)
    weights = fits.weights(by)
    some = weights > 0
    point = float((weights[some] * fits.total[some]).sum())
    se = float((weights[some] * np.hypot(fits.se[some], fits.total[some] - point)).sum())
    chosen = stream(seed, "undercount/log-linear/model").choice(len(weights), size=n, p=weights)
    draws = table.persons + draws_of_unseen(
        fits.log_unseen[chosen], fits.log_se[chosen], seed=seed, name="log-linear/average", n=n
    )
    top = fits.best(by)
    sentence = f"{weights[top]:.0%} of the weight is on {fits.name(top)}"
    total = from_draws(
        table,
        draws,
        method=method,
        assumption=ASSUMPTION,
        status=overlap_status(table, sentence),
        prob=prob,
        point=point,
        se=se,
    )
    # where hardly anybody is missed the mean may lie beyond whole-numbered draws
    lower, upper = (float(end or 0) for end in (total.lower, total.upper))
    return replace(total, lower=min(lower, point), upper=max(upper, point))


def profile_interval(
    table: OverlapTable, model: BoolArray, *, prob: float = PROB
) -> tuple[float, float]:
    """Return the multinomial profile likelihood interval of the total under a model.

    The N for which twice the log-likelihood, maximised over the terms with N − n persons on no
    list, lies within the χ²(1) quantile of its greatest. The upper end is infinite where it is
    beyond 10,000 times the persons listed.

    References
    ----------
    Cormack (1992).
    """
    from scipy.optimize import brentq, minimize_scalar
    from scipy.special import ndtri

    fits = fit_log_linear(table, model[None])
    listed, peak = table.persons, float(fits.log_unseen[0])

    def fall(log_unseen: float) -> float:
        """Return the profile log-likelihood, turned upside down."""
        return -_profile(table, model, math.exp(log_unseen))

    if not math.isfinite(peak):
        return float(listed), math.inf
    width = 10.0 * float(fits.log_se[0])
    found_ = minimize_scalar(fall, bounds=(peak - 1.0, peak + 1.0), method="bounded")
    top, least = float(found_.x), float(found_.fun)
    drop = float(ndtri((1 + prob) / 2)) ** 2 / 2

    def beyond(log_unseen: float) -> float:
        """Return how far the profile has fallen beyond what the interval allows."""
        return fall(log_unseen) - least - drop

    below = max(top - width, math.log(1e-3))
    lower = 0.0 if beyond(below) < 0 else math.exp(brentq(beyond, below, top))
    furthest = math.log(FURTHEST * listed)
    above = min(top + width, furthest)
    while beyond(above) < 0 and above < furthest:
        above = min(above + width, furthest)
    endless = above <= top or beyond(above) < 0
    upper = math.inf if endless else math.exp(brentq(beyond, top, above))
    return listed + lower, listed + upper


def _profile(table: OverlapTable, model: BoolArray, unseen: float) -> float:
    """Return the multinomial log-likelihood with ``unseen`` persons on no list."""
    from asculum.undercount._loglinear_kernels import fit_models

    lists = len(table.lists)
    counts = table.dense().astype(np.float64)
    counts[0] = unseen
    out = np.empty((1, 7))
    fit_models(counts, np.ones(2**lists, dtype=np.bool_), model[None], lists, out)
    total = counts.sum()
    poisson = float(out[0, 3])
    if not math.isfinite(poisson):
        return IMPOSSIBLE
    scaled = poisson + total - total * math.log(total)
    return float(scaled + math.lgamma(total + 1) - math.lgamma(unseen + 1))


def observed(lists: int) -> BoolArray:
    """Return which patterns can be seen: all but that of no list."""
    kept = np.ones(2**lists, dtype=np.bool_)
    kept[0] = False
    return kept


def refused(table: OverlapTable) -> str:
    """Return why the models of a table are not fitted, or ``""``."""
    why = too_thin(table)
    if not why and len(table.lists) > MOST_LISTS:
        why = f"{len(table.lists)} lists have too many models to try; {MOST_LISTS} are the most"
    return why


def _refused(
    table: OverlapTable, why: str, method: str, prob: float, findings: tuple[Finding, ...] = ()
) -> Total:
    return refusal(
        table,
        StatusCode.NOT_IDENTIFIED,
        why,
        method=method,
        assumption=ASSUMPTION,
        prob=prob,
        findings=findings,
    )


def _bounded(upper: float, status: Status) -> Status:
    if math.isfinite(upper):
        return status
    return Status(
        code=StatusCode.DOUBTFUL,
        sentence=f"the data set no upper limit to the total; {status.sentence}",
    )
