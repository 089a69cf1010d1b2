"""Persons whose stratum nobody wrote down: placed by draws, and the doubt of it carried on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from asculum.terms.estimate import PROB
from asculum.terms.status import worst
from asculum.terms.streams import seed_for, stream
from asculum.undercount.codes import found
from asculum.undercount.dependence import Dependence
from asculum.undercount.estimate import Model, Undercount, reckon
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.sensitivity import sensitivity
from asculum.undercount.strata import (
    CORRELATION,
    StratifiedUndercount,
    added,
    refused_of,
    total_of_strata,
)
from asculum.undercount.total import DRAWS, FloatArray, Total, from_draws

#: Times that persons without a stratum are placed.
PLACINGS = 20
#: The weight of the strata's sizes beside the persons of one pattern, in persons.
WEIGHT = 1.0


def placed(
    tables: Mapping[str, OverlapTable], unplaced: OverlapTable, random: np.random.Generator
) -> dict[str, OverlapTable]:
    """Return the strata with the persons of ``unplaced`` put into them by one draw.

    Those of pattern c go to stratum s with probability p_s | c ~ Dirichlet(n_cs + w_s), n_cs the
    persons of that pattern whose stratum is known and w_s the stratum's share of all persons.
    """
    names, lists = list(tables), unplaced.lists
    codes = sorted({int(code) for table in (*tables.values(), unplaced) for code in table.codes()})
    spot = {code: at for at, code in enumerate(codes)}
    held = np.zeros((len(names), len(codes)), dtype=np.int64)
    for row, name in zip(held, names, strict=True):
        for code, count in zip(tables[name].codes(), tables[name].counts, strict=True):
            row[spot[int(code)]] = count
    share = held.sum(axis=1) / max(held.sum(), 1)
    for code, count in zip(unplaced.codes(), unplaced.counts, strict=True):
        at = spot[int(code)]
        chance = random.dirichlet(held[:, at] + WEIGHT * np.maximum(share, 1e-9))
        held[:, at] += random.multinomial(int(count), chance)
    patterns = ((np.array(codes)[:, None] >> np.arange(len(lists))) & 1).astype(np.int8)
    return {
        name: OverlapTable(lists=lists, patterns=patterns, counts=row)
        for name, row in zip(names, held, strict=True)
    }


def estimate_imputed(
    tables: Mapping[str, OverlapTable],
    unplaced: OverlapTable,
    *,
    model: Model | None = None,
    correlation: float = CORRELATION,
    placings: int = PLACINGS,
    prob: float = PROB,
    seed: int = 1,
    n: int = DRAWS,
) -> StratifiedUndercount:
    """Estimate strata of which some persons' stratum is not known.

    The persons of ``unplaced`` are placed several times by chance (see ``placed``), every placing
    is estimated as strata are, and the draws are mixed: the spread of a stratum's total then holds
    the doubt of where they belong.

    Parameters
    ----------
    tables, unplaced
        Overlap tables by stratum, and that of the persons without one, of the same lists.
    model, correlation
        As in ``estimate_strata``; the correlation is within a placing.
    placings
        How many times persons are placed.
    prob, seed, n
        Probability of the intervals; seed and number of the draws.

    Returns
    -------
    The strata's totals and their sum. A stratum that is refused in any placing is refused.

    Notes
    -----
    Assumes that among persons on the same lists the stratum is missing at random.
    Biased when it is missing where it was most dangerous to ask: towards the other strata.
    Do not use when a list never tells the stratum and few others share its persons.

    References
    ----------
    Manrique-Vallier, Ball and Sulmont (2019); Rubin (1987) for several imputations.
    """
    model = model or Dependence()
    random = stream(seed, "undercount/placing")
    each = max(1, n // placings)
    made = [placed(tables, unplaced, random) for _ in range(placings)]
    totals: dict[str, list[Total]] = {name: [] for name in tables}
    for at, strata in enumerate(made):
        for name, table in strata.items():
            own = seed_for(seed, f"placing/{at}/{name}")
            totals[name].append(reckon(table, model, prob=prob, seed=own, n=each))
    answered = {
        name: [total.draws for total in told if total.draws is not None]
        for name, told in totals.items()
    }
    mixed = {
        name: _mixed(
            [strata[name] for strata in made],
            totals[name],
            answered[name] if len(answered[name]) == placings else [],
            prob,
        )
        for name in tables
    }
    sums = list(
        _sums([answered[n] for n in mixed if mixed[n].total.draws is not None], correlation, seed)
    )
    what = (
        f"{unplaced.persons:,} persons without a stratum are placed {placings} times by the "
        f"strata of others on the same lists; correlation {correlation:g} between strata is assumed"
    )
    total = total_of_strata(
        mixed,
        np.concatenate(sums) if sums else None,
        sentence=f"correlation {correlation:g} between strata",
        prob=prob,
        note=found("UND026", what, fix="ask of those without one what makes it missing"),
    )
    return StratifiedUndercount(
        strata=mixed, refused=refused_of(mixed), correlation=correlation, total=total
    )


def _sums(
    by_stratum: Sequence[Sequence[FloatArray]], correlation: float, seed: int
) -> Iterator[FloatArray]:
    """Yield the sum of all strata in each placing."""
    for at, draws in enumerate(zip(*by_stratum, strict=True)):
        yield added(draws, correlation, seed_for(seed, f"placing/{at}"))


def _mixed(
    tables: Sequence[OverlapTable],
    totals: Sequence[Total],
    draws: Sequence[FloatArray],
    prob: float,
) -> Undercount:
    """Return a stratum's total over all placings, shown on that of the middle size."""
    middle = sorted(range(len(tables)), key=lambda at: tables[at].persons)[len(tables) // 2]
    table, shown = tables[middle], totals[middle]
    refused = [total for total in totals if total.draws is None]
    if refused or not draws:
        total = replace(refused[0], listed=table.persons) if refused else shown
        return Undercount(table=table, total=total, without={}, curve=None)
    total = from_draws(
        table,
        np.concatenate(draws),
        method=f"{shown.method}, over {len(tables)} placings",
        assumption=shown.assumption,
        status=worst([total.status for total in totals]),
        prob=prob,
        findings=shown.findings,
    )
    return Undercount(table=table, total=total, without={}, curve=sensitivity(table, total))
