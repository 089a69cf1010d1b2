"""Strata: each estimated by itself or refused, and their sum with its correlation stated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from asculum.terms.estimate import PROB, interval
from asculum.terms.findings import Finding
from asculum.terms.sheets import Sheet, Tabular
from asculum.terms.status import Status, StatusCode
from asculum.terms.streams import seed_for, stream
from asculum.undercount.codes import found
from asculum.undercount.estimate import Model, Undercount, estimate
from asculum.undercount.latent import LatentClass
from asculum.undercount.overlap import OverlapTable, merged
from asculum.undercount.total import DRAWS, FloatArray, Total, from_draws, refusal, totals_sheet

if TYPE_CHECKING:
    from xarray import DataTree

#: Correlation between the strata's totals unless another is stated.
CORRELATION = 0.5
#: Of more strata than these no list is left out in turn; so many are estimated at a time.
MOST_WITHOUT, CORES = 20, 2
#: Of more strata, latent classes first settle for so many steps and keep so many: of the default's
#: 4 runs of 32 chains that is worth some 1,200 effective draws, and 400 must be.
LIGHT = (4, 12)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class StratifiedUndercount(Tabular):
    """The strata's estimates, those refused, and the sum of the others.

    ``correlation`` is that of the strata's totals, on the scale of normal scores, as stated.
    """

    strata: Mapping[str, Undercount]
    refused: Mapping[str, str]
    correlation: float
    total: Total

    def sheet(self) -> Sheet:
        """Return the sum, each stratum, and those refused."""
        strata = [(name, found.total) for name, found in self.strata.items()]
        left = [f"{name} is refused: {why}" for name, why in self.refused.items()]
        status = self.total.status
        return totals_sheet(
            [("all", self.total), *strata],
            head="stratum",
            title=self.total.method,
            note=" ".join([f"{status.code.value}: {status.sentence}", *left]),
        )

    def to_datatree(self) -> DataTree:
        """Return the draws of the sum; raises ``ValueError`` where there are none."""
        return self.total.to_datatree()


def estimate_strata(
    tables: Mapping[str, OverlapTable],
    *,
    model: Model | None = None,
    correlation: float = CORRELATION,
    prob: float = PROB,
    seed: int = 1,
    n: int = DRAWS,
) -> StratifiedUndercount:
    """Estimate each stratum, refuse those too thin, and add up the others by draws.

    The strata's draws are put in an order with the stated correlation (a Gaussian copula with one
    common factor) before they are added. 0 takes strata as independent, which makes the sum too
    sure where lists depend on each other alike in all; 1 adds up the strata's bounds.

    Parameters
    ----------
    tables
        Overlap tables of the same lists by stratum.
    model
        The model of every stratum; the calibrated default where left out.
    correlation
        Correlation between the strata's totals, from 0 to 1.
    prob, seed, n
        Probability of the intervals; seed and number of the draws.

    Returns
    -------
    The strata's estimates, refusals, and the sum; ``DOUBTFUL`` where a stratum is refused, since
    the sum leaves it out. UND024 states the correlation with the interval at 0 and at 1.

    Notes
    -----
    Assumes that strata do not overlap and that the stated correlation is right.
    Biased when refused strata hold many persons (the sum leaves them out).
    Do not use when strata were chosen after seeing the overlaps.

    References
    ----------
    Sekar and Deming (1949) for stratifying; verdata (HRDAG) for refusing thin strata.
    """
    if not 0 <= correlation <= 1:
        raise ValueError("a correlation between strata lies between 0 and 1")
    found_ = _each(tables, model, prob=prob, seed=seed, n=n)
    answered = [item.total.draws for item in found_.values() if item.total.draws is not None]
    told = []
    for other in (0.0, 1.0) if answered else ():
        low, _, high = interval(added(answered, other, seed), prob)
        told.append(f"{low:,.0f} to {high:,.0f} at {other:g}")
    what = f"correlation {correlation:g} between strata is assumed; the sum is {' and '.join(told)}"
    total = total_of_strata(
        found_,
        added(answered, correlation, seed) if answered else None,
        sentence=f"correlation {correlation:g} between strata",
        prob=prob,
        note=found("UND024", what, fix="state another with --correlation if you have a reason"),
    )
    return StratifiedUndercount(
        strata=found_, refused=refused_of(found_), correlation=correlation, total=total
    )


def _each(
    tables: Mapping[str, OverlapTable], model: Model | None, *, prob: float, seed: int, n: int
) -> dict[str, Undercount]:
    """Estimate every stratum, a few at a time; of many no list is left out in turn.

    The draws are the same whatever the number of threads.
    """
    few = len(tables) <= MOST_WITHOUT
    if isinstance(model, LatentClass) and len(tables) > 1:
        model = replace(model, effort=replace(model.effort, cores=1))
        if not few and model.first is None:
            light = replace(model.effort, settle=LIGHT[0], kept=LIGHT[1])
            model = replace(model, first=light if light.kept < model.effort.kept else None)

    def one(name: str) -> Undercount:
        own = seed_for(seed, f"stratum/{name}")
        return estimate(tables[name], model=model, prob=prob, seed=own, n=n, leave_out=few)

    names = list(tables)
    # the first by itself: what it compiles is there for the others
    first = one(names[0])
    with ThreadPoolExecutor(max_workers=CORES) as pool:
        rest = list(pool.map(one, names[1:]))
    return dict(zip(names, (first, *rest), strict=True))


def added(draws: Sequence[FloatArray], correlation: float, seed: int) -> FloatArray:
    """Return the sum of strata, their draws ordered to have the stated correlation."""
    random = stream(seed, "undercount/strata")
    n = len(draws[0])
    common = random.standard_normal(n)
    summed = np.zeros(n)
    for each in draws:
        own = random.standard_normal(n)
        score = np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own
        summed += np.sort(each)[np.argsort(np.argsort(score))]
    return summed


def refused_of(strata: Mapping[str, Undercount]) -> dict[str, str]:
    """Return the strata without a total, each with its reason."""
    return {
        name: item.total.status.sentence
        for name, item in strata.items()
        if item.total.draws is None
    }


def total_of_strata(
    strata: Mapping[str, Undercount],
    summed: FloatArray | None,
    *,
    sentence: str,
    prob: float,
    note: Finding,
) -> Total:
    """Return the sum of strata that have a total, from its draws; ``None`` where none has one."""
    refused = refused_of(strata)
    first = next(iter(strata.values())).total
    answered = len(strata) - len(refused)
    method = f"sum of {answered} of {len(strata)} strata: {first.method.partition(':')[0]}"
    if summed is None:
        return refusal(
            merged([item.table for item in strata.values()]),
            StatusCode.NOT_IDENTIFIED,
            "every stratum is refused",
            method=method,
            assumption=first.assumption,
            prob=prob,
        )
    status = Status(code=StatusCode.OK, sentence=sentence)
    if refused:
        left = sum(strata[name].table.persons for name in refused)
        named = ", ".join(list(refused)[:5]) + ("…" if len(refused) > 5 else "")
        sentence = (
            f"{len(refused)} of {len(strata)} strata are refused ({named}), and their {left:,} "
            f"listed persons are not in the sum; {status.sentence}"
        )
        status = Status(code=StatusCode.DOUBTFUL, sentence=sentence)
    elif any(item.total.status.code is not StatusCode.OK for item in strata.values()):
        sentence = f"some strata are doubtful; {status.sentence}"
        status = Status(code=StatusCode.DOUBTFUL, sentence=sentence)
    kept = [item.table for name, item in strata.items() if name not in refused]
    return from_draws(
        merged(kept),
        summed,
        method=method,
        assumption=first.assumption,
        status=status,
        prob=prob,
        findings=(note,),
    )
