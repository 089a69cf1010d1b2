"""Totals over draws of who is who: the doubt of the links carried into the total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from asculum.terms.estimate import PROB
from asculum.terms.status import worst
from asculum.terms.streams import seed_for
from asculum.undercount.dependence import Dependence
from asculum.undercount.estimate import Model, Undercount, estimate, reckon
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.total import DRAWS, from_draws

#: The most tables that are estimated; of more, every so manieth is.
TABLES = 60


def over_draws(
    tables: Sequence[OverlapTable],
    *,
    model: Model | None = None,
    prob: float = PROB,
    seed: int = 1,
    n: int = DRAWS,
) -> Undercount:
    """Estimate each draw of who is who and mix the draws of the totals.

    p(N) = mean over tables of p(N | table): the spread of the mixture holds the doubt of the total
    given the links and the doubt of the links, whatever its shape.

    Parameters
    ----------
    tables
        An overlap table for each draw of who is who, of the same lists.
    model, prob, seed, n
        The model of every table (the calibrated default where left out); probability of the
        intervals; seed and number of the draws in all.

    Returns
    -------
    The estimate of the draw whose persons are the middle ones, with the mixed total in its place.

    Notes
    -----
    Assumes that the tables are draws of one distribution, each worth as much as the others.
    Biased when linkage is: a mixture of tables that all miss the same links misses them too.
    Do not use when the tables are strata: those are added up, not mixed.
    References: Sadinle (2018).

    Examples
    --------
    >>> from asculum.undercount.mixing import over_draws
    >>> from asculum.undercount.overlap import OverlapTable
    >>> one = OverlapTable.from_dense(("a", "b", "c"), [0, 90, 80, 30, 70, 25, 20, 10])
    >>> other = OverlapTable.from_dense(("a", "b", "c"), [0, 99, 89, 25, 79, 20, 15, 10])
    >>> mixed = over_draws([one, other]).total
    >>> mixed.upper > over_draws([one]).total.upper
    True
    """
    model = model or Dependence()
    chosen = [tables[at] for at in np.unique(np.linspace(0, len(tables) - 1, TABLES).astype(int))]
    middle = sorted(chosen, key=lambda table: table.persons)[len(chosen) // 2]
    shown = estimate(middle, model=model, prob=prob, seed=seed, n=n)
    totals = [
        reckon(table, model, prob=prob, seed=seed_for(seed, f"draw/{at}"), n=n)
        for at, table in enumerate(chosen)
    ]
    refused = [total for total in totals if total.draws is None]
    if refused:
        return replace(shown, total=refused[0])
    each = max(1, n // len(totals))
    mixed = np.concatenate([total.draws[:each] for total in totals if total.draws is not None])
    total = from_draws(
        middle,
        mixed,
        method=f"{shown.total.method}, mixed over {len(totals)} draws of who is who",
        assumption=shown.total.assumption,
        status=worst([total.status for total in totals]),
        prob=prob,
        findings=shown.total.findings,
    )
    return replace(shown, total=total)
