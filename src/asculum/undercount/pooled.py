"""Strata estimated together: each with the prior that all of them taught, summed draw by draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from asculum.terms.estimate import PROB
from asculum.terms.findings import Finding
from asculum.terms.status import Status, StatusCode
from asculum.terms.streams import stream
from asculum.undercount.codes import found
from asculum.undercount.dependence import (
    ALL_ORDERS,
    METHOD,
    Dependence,
    TermPrior,
    posterior_along,
)
from asculum.undercount.estimate import Undercount
from asculum.undercount.overlap import OverlapTable, merged
from asculum.undercount.pooling import Common, common_terms
from asculum.undercount.remarks import remarks
from asculum.undercount.sensitivity import sensitivity
from asculum.undercount.strata import StratifiedUndercount, refused_of, total_of_strata
from asculum.undercount.total import (
    DRAWS,
    FloatArray,
    Total,
    from_draws,
    overlap_status,
    refusal,
    too_thin,
)

POOLED = f"{METHOD}, pooled across strata"
ASSUMPTION = (
    "strata differ in how their lists depend on each other as if drawn from one kind, and where "
    "the tables tell nothing, those on no list included, lists depend as strongly as those of "
    "other studies did where it could be seen"
)
#: Draws of what strata have in common: as many as fit so many posteriors in all, within limits.
POSTERIORS, LEAST_COMMON, MOST_COMMON = 6000, 40, 200
#: Points of the grid of each posterior, and threads that share the strata.
FINE, CORES = 61, 2


def estimate_pooled(
    tables: Mapping[str, OverlapTable],
    *,
    options: Dependence | None = None,
    prob: float = PROB,
    seed: int = 1,
    n: int = DRAWS,
    posteriors: int = POSTERIORS,
) -> StratifiedUndercount:
    """Estimate strata together, each term of a stratum drawn towards that of all.

    β[s, t] ~ N(m[t], τ[k]²) for stratum s and term t of k lists; m has the prior of the default,
    log τ is normal about 0.7, 0.35 and 0.25 for one list, two, and three or more (± 0.7). For each
    draw of m and τ the number on no list of every stratum has a posterior on a grid, as in
    ``with_dependence``. All strata share the draw, so their totals go together as the model says
    and the sum is made draw by draw: no correlation is stated.

    Parameters
    ----------
    tables
        Overlap tables of the same 3 to 5 lists by stratum.
    options
        The prior of dependence and the bound on each total.
    prob, seed, n
        Probability of the intervals; seed and number of the draws.
    posteriors
        About how many posteriors of strata are reckoned in all: what the work is.

    Returns
    -------
    The strata's totals and their sum. A stratum in which nobody is listed is refused; one that
    would be refused by itself is ``DOUBTFUL``, for the other strata speak for it. All are refused
    where fewer than two strata could be estimated by themselves.

    Notes
    -----
    Assumes strata of one kind: the same lists, made in the same way.
    Biased when a stratum is of another kind (drawn towards the others, the more so the thinner).
    Do not use when strata were cut so as to differ: estimate each by itself.

    References
    ----------
    Efron and Morris (1975) for pooling; Sekar and Deming (1949) for strata.
    """
    options = options or Dependence()
    alone = [name for name, table in tables.items() if not too_thin(table)]
    lists = len(next(iter(tables.values())).lists)
    if len(alone) < 2 or not 3 <= lists <= ALL_ORDERS:
        why = (
            f"only {len(alone)} of {len(tables)} strata could be estimated alone, and 2 are needed"
            if len(alone) < 2
            else f"strata of {lists} lists are not pooled; 3 to {ALL_ORDERS} lists are"
        )
        return _refused(tables, why, prob)
    kept = {name: table for name, table in tables.items() if table.persons > 0}
    many = int(np.clip(posteriors // len(kept), LEAST_COMMON, MOST_COMMON))
    common = common_terms(
        list(kept.values()), options, draws=many, random=stream(seed, "undercount/pooling")
    )
    randoms = {name: stream(seed, f"undercount/pooled/{name}") for name in kept}

    def one(name: str) -> FloatArray:
        return _draws(kept[name], common, options, n, randoms[name])

    with ThreadPoolExecutor(max_workers=CORES) as pool:
        drawn = dict(zip(kept, pool.map(one, kept), strict=True))
    strata = {}
    for name, table in tables.items():
        total = (
            _total(table, drawn[name], prob)
            if name in drawn
            else _refusal(table, "nobody is on any list", prob)
        )
        strata[name] = Undercount(
            table=table, total=total, without={}, curve=sensitivity(table, total)
        )
    together = _together(list(drawn.values()))
    summed = np.sum(list(drawn.values()), axis=0)
    return StratifiedUndercount(
        strata=strata,
        refused=refused_of(strata),
        correlation=together,
        total=total_of_strata(
            strata,
            summed,
            sentence="strata taught each other what their lists have in common",
            prob=prob,
            note=_note(common, together),
        ),
    )


def _draws(
    table: OverlapTable, common: Common, options: Dependence, n: int, random: np.random.Generator
) -> FloatArray:
    """Return draws of a stratum's total, those of one draw of the common terms together."""
    many = len(common.means)
    which = np.arange(n) * many // n
    logs = np.empty(n)
    for row in range(many):
        tight = np.concatenate([[0.0], common.spreads[row] ** -2])
        prior = TermPrior(
            mean=np.concatenate([[0.0], common.means[row]]),
            precision=np.diag(tight),
            log_determinant=0.0,
            log_weight=0.0,
        )
        grid, share = posterior_along(table, [prior], bound=options.bound, fine=FINE)
        at = which == row
        chosen = grid[random.choice(len(grid), size=int(at.sum()), p=share)]
        logs[at] = chosen + (grid[1] - grid[0]) * (random.random(int(at.sum())) - 0.5)
    found_: FloatArray = table.persons + random.poisson(np.exp(logs)).astype(np.float64)
    return found_


def _total(table: OverlapTable, draws: FloatArray, prob: float) -> Total:
    thin = too_thin(table)
    sentence = "drawn towards what all strata have in common"
    status = overlap_status(table, sentence)
    if thin:
        status = Status(code=StatusCode.DOUBTFUL, sentence=f"by itself {thin}; {sentence}")
    return from_draws(
        table,
        draws,
        method=POOLED,
        assumption=ASSUMPTION,
        status=status,
        prob=prob,
        findings=(*table.findings, *remarks(table)),
    )


def _together(drawn: Sequence[FloatArray]) -> float:
    """Return the mean correlation of the strata's totals, by ranks."""
    ranks = np.argsort(np.argsort(np.array(drawn), axis=1), axis=1).astype(np.float64)
    ranks -= ranks.mean(axis=1, keepdims=True)
    ranks /= np.maximum(np.sqrt((ranks**2).sum(axis=1, keepdims=True)), 1e-12)
    count = len(drawn)
    return float(((ranks.sum(axis=0) ** 2).sum() - count) / (count * (count - 1)))


def _note(common: Common, together: float) -> Finding:
    spreads = ", ".join(f"{value:.2f}" for value in common.middle)
    what = (
        f"terms of one, two and more lists differ between strata by {spreads} on the log scale; "
        f"the strata's totals go together with a mean rank correlation of {together:.2f}"
    )
    return found("UND025", what, fix="set the totals of strata estimated each alone beside it")


def _refused(tables: Mapping[str, OverlapTable], why: str, prob: float) -> StratifiedUndercount:
    strata = {
        name: Undercount(table=table, total=_refusal(table, why, prob), without={}, curve=None)
        for name, table in tables.items()
    }
    whole = _refusal(merged(list(tables.values())), why, prob)
    return StratifiedUndercount(
        strata=strata, refused=refused_of(strata), correlation=0.0, total=whole
    )


def _refusal(table: OverlapTable, why: str, prob: float) -> Total:
    code = StatusCode.NOT_IDENTIFIED
    return refusal(table, code, why, method=POOLED, assumption=ASSUMPTION, prob=prob)
