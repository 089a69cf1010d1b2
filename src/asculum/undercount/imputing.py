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
from asculum.undercount.pooled import POSTERIORS, estimate_pooled
from asculum.undercount.sensitivity import sensitivity
from asculum.undercount.strata import (
    CORRELATION,
    StratifiedUndercount,
    added,
    refused_of,
    total_of_strata,
)
from asculum.undercount.total import DRAWS, FloatArray, Total, from_draws

#: Times that persons without a stratum are placed, and where strata are pooled each time.
PLACINGS, POOLED_PLACINGS = 20, 10
#: The weight of the strata's sizes beside the persons of one pattern, in persons.
WEIGHT = 1.0
ASK = "ask of those without one what makes it missing"


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
    shown = made[_middle(made)]
    mixed = {
        name: _mixed(
            shown[name],
            totals[name],
            answered[name] if len(answered[name]) == placings else [],
            prob,
        )
        for name in tables
    }
    sums = list(
        _sums([answered[n] for n in mixed if mixed[n].total.draws is not None], correlation, seed)
    )
    what = _placed(unplaced, placings)
    what += f"; correlation {correlation:g} between strata is assumed"
    total = total_of_strata(
        mixed,
        np.concatenate(sums) if sums else None,
        sentence=f"correlation {correlation:g} between strata",
        prob=prob,
        note=found("UND026", what, fix=ASK),
    )
    return StratifiedUndercount(
        strata=mixed, refused=refused_of(mixed), correlation=correlation, total=total
    )


def estimate_imputed_pooled(
    tables: Mapping[str, OverlapTable],
    unplaced: OverlapTable,
    *,
    options: Dependence | None = None,
    placings: int = POOLED_PLACINGS,
    prob: float = PROB,
    seed: int = 1,
    n: int = DRAWS,
) -> StratifiedUndercount:
    """Estimate strata together of which some persons' stratum is not known.

    As ``estimate_imputed``, but every placing is estimated as ``estimate_pooled`` does, so that
    no correlation between strata is stated: strata of one placing share its draws.

    Parameters
    ----------
    tables, unplaced
        Overlap tables by stratum, and that of the persons without one, of the same 3 to 5 lists.
    options
        The prior of dependence and the bound on each total.
    placings
        How often the persons without a stratum are placed.
    prob, seed, n
        Probability of the intervals; seed and number of the draws.

    Returns
    -------
    The strata's totals and their sum. A stratum that is refused in any placing is refused.

    Notes
    -----
    Assumes what ``estimate_imputed`` and ``estimate_pooled`` assume.
    Biased when the stratum is missing where it was most dangerous to ask: towards other strata.
    Do not use when strata are of different kinds: estimate each by itself.

    References
    ----------
    Manrique-Vallier, Ball and Sulmont (2019); Efron and Morris (1975).
    """
    random = stream(seed, "undercount/placing")
    made = [placed(tables, unplaced, random) for _ in range(placings)]
    each, posteriors = max(1, n // placings), max(1, POSTERIORS // placings)
    told = [
        estimate_pooled(
            strata,
            options=options,
            prob=prob,
            seed=seed_for(seed, f"placing/{at}/pooled"),
            n=each,
            posteriors=posteriors,
        )
        for at, strata in enumerate(made)
    ]
    shown, mixed = made[_middle(made)], {}
    for name in tables:
        totals = [one.strata[name].total for one in told]
        draws = [total.draws for total in totals if total.draws is not None]
        whole = draws if len(draws) == placings else []
        mixed[name] = _mixed(shown[name], totals, whole, prob)
    kept = [name for name, item in mixed.items() if item.total.draws is not None]
    sums = [_sum([one.strata[name].total for name in kept]) for one in told] if kept else []
    together = float(np.mean([one.correlation for one in told]))
    what = (
        f"{_placed(unplaced, placings)}; strata are estimated together each time, and their totals "
        f"go together with a mean rank correlation of {together:.2f}"
    )
    total = total_of_strata(
        mixed,
        np.concatenate(sums) if sums else None,
        sentence="strata taught each other what their lists have in common",
        prob=prob,
        note=found("UND026", what, fix=ASK),
    )
    return StratifiedUndercount(
        strata=mixed, refused=refused_of(mixed), correlation=together, total=total
    )


def _placed(unplaced: OverlapTable, placings: int) -> str:
    return (
        f"{unplaced.persons:,} persons without a stratum are placed {placings} times by the "
        "strata of others on the same lists"
    )


def _sum(totals: Sequence[Total]) -> FloatArray:
    """Return the sum of strata, draw by draw."""
    draws = [total.draws for total in totals if total.draws is not None]
    summed: FloatArray = np.sum(draws, axis=0)
    return summed


def _sums(
    by_stratum: Sequence[Sequence[FloatArray]], correlation: float, seed: int
) -> Iterator[FloatArray]:
    """Yield the sum of all strata in each placing."""
    for at, draws in enumerate(zip(*by_stratum, strict=True)):
        yield added(draws, correlation, seed_for(seed, f"placing/{at}"))


def _middle(made: Sequence[Mapping[str, OverlapTable]]) -> int:
    """Return the placing whose strata are nearest to their mean sizes: the one that is shown."""
    sizes = np.array([[table.persons for table in strata.values()] for strata in made])
    return int(((sizes - sizes.mean(axis=0)) ** 2).sum(axis=1).argmin())


def _mixed(
    table: OverlapTable, totals: Sequence[Total], draws: Sequence[FloatArray], prob: float
) -> Undercount:
    """Return a stratum's total over all placings, shown on its table in one of them."""
    refused = [total for total in totals if total.draws is None]
    if refused or not draws:
        total = replace(refused[0] if refused else totals[0], listed=table.persons)
        return Undercount(table=table, total=total, without={}, curve=None)
    total = from_draws(
        table,
        np.concatenate(draws),
        method=f"{totals[0].method}, over {len(totals)} placings",
        assumption=totals[0].assumption,
        status=worst([total.status for total in totals]),
        prob=prob,
        findings=totals[0].findings,
    )
    return Undercount(table=table, total=total, without={}, curve=sensitivity(table, total))
