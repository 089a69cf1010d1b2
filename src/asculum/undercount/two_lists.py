"""Two lists: how many were missed by both if the lists were made independently."""

from __future__ import annotations

import math

from scipy.special import ndtri

from asculum.terms.estimate import PROB
from asculum.terms.status import Status, StatusCode
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.total import DRAWS, Total, draws_of_unseen, refusal

ASSUMPTION = (
    "the two lists were made independently: being on {0} makes being on {1} neither likelier nor "
    "less likely, for every person alike; two lists cannot show whether that is so"
)


def chapman(
    table: OverlapTable,
    one: str,
    other: str,
    *,
    prob: float = PROB,
    seed: int = 1,
    n: int = DRAWS,
) -> Total:
    """Estimate the total from two lists by Chapman's formula.

    N = (a + 1)(b + 1)/(m + 1) − 1 for lists of a and b persons with m on both; variance
    (a + 1)(b + 1)(a − m)(b − m) / ((m + 1)²(m + 2)) (Sekar and Deming; Seber). The interval is
    log-normal in the number on neither list, so it never falls below those listed.

    Parameters
    ----------
    table
        Counts by pattern; lists other than the two are left aside.
    one, other
        Names of the two lists.
    prob
        Probability of the interval, between 0 and 1.
    seed, n
        Seed and number of the draws.

    Returns
    -------
    The total [persons]; always ``DOUBTFUL``, because what it assumes cannot be seen, and
    ``NOT_IDENTIFIED`` where a list is empty.

    Raises
    ------
    EvidenceError
        UND013 for a list that is not there.

    Notes
    -----
    Assumes independent lists, a closed population, persons alike in how easily they are listed.
    Biased when whoever is on one list is likelier to be on the other (too low: the usual case
    for the dead of a war) or less likely (too high).
    Do not use when there are three lists: then the dependence can be seen in part.

    References
    ----------
    Chapman (1951); Sekar and Deming (1949).

    Examples
    --------
    >>> from asculum.undercount.overlap import OverlapTable
    >>> from asculum.undercount.two_lists import chapman
    >>> pair = OverlapTable.from_pair(("a", "b"), first=49, second=29, both=9)
    >>> chapman(pair, "a", "b").point
    149.0
    """
    a, b, m = _counts(table, one, other)
    point = (a + 1) * (b + 1) / (m + 1) - 1
    variance = (a + 1) * (b + 1) * (a - m) * (b - m) / ((m + 1) ** 2 * (m + 2))
    return _two(table, one, other, "Chapman", point, variance, prob=prob, seed=seed, n=n)


def lincoln_petersen(
    table: OverlapTable,
    one: str,
    other: str,
    *,
    prob: float = PROB,
    seed: int = 1,
    n: int = DRAWS,
) -> Total:
    """Estimate the total from two lists by the Lincoln–Petersen ratio.

    N = a b / m for lists of a and b persons with m on both; variance a b (a − m)(b − m)/m³. There
    is no estimate where nobody is on both. Parameters, returns and errors as in ``chapman``.

    Notes
    -----
    Assumes what ``chapman`` assumes.
    Biased when few are on both (too high), and as ``chapman`` is.
    Do not use when fewer than about ten are on both.

    References
    ----------
    Petersen (1896), Lincoln (1930); Sekar and Deming (1949).

    Examples
    --------
    >>> from asculum.undercount.overlap import OverlapTable
    >>> from asculum.undercount.two_lists import lincoln_petersen
    >>> pair = OverlapTable.from_pair(("a", "b"), first=50, second=30, both=10)
    >>> lincoln_petersen(pair, "a", "b").point
    150.0
    """
    a, b, m = _counts(table, one, other)
    if m == 0:
        return refusal(
            table.only([one, other]),
            StatusCode.NOT_IDENTIFIED,
            f"nobody is on both {one} and {other}, so the ratio has no end",
            method=f"Lincoln–Petersen on {one} and {other}",
            assumption=ASSUMPTION.format(one, other),
            prob=prob,
        )
    variance = a * b * (a - m) * (b - m) / m**3
    return _two(
        table, one, other, "Lincoln–Petersen", a * b / m, variance, prob=prob, seed=seed, n=n
    )


def _counts(table: OverlapTable, one: str, other: str) -> tuple[int, int, int]:
    sizes = table.sizes
    return int(sizes[table.index(one)]), int(sizes[table.index(other)]), table.on_both(one, other)


def _two(
    table: OverlapTable,
    one: str,
    other: str,
    name: str,
    point: float,
    variance: float,
    *,
    prob: float,
    seed: int,
    n: int,
) -> Total:
    pair = table.only([one, other])
    method, assumption = f"{name} on {one} and {other}", ASSUMPTION.format(one, other)
    empty = [held for held, size in zip(pair.lists, pair.sizes, strict=True) if size == 0]
    if empty:
        sentence = f"{empty[0]} holds nobody, and two lists that hold somebody are needed"
        return refusal(
            pair,
            StatusCode.NOT_IDENTIFIED,
            sentence,
            method=method,
            assumption=assumption,
            prob=prob,
        )
    unseen = max(point - pair.persons, 0.0)
    lower, upper = log_normal_interval(pair.persons, unseen, variance, prob)
    se_log = math.sqrt(math.log1p(variance / unseen**2)) if unseen else 0.0
    draws = pair.persons + draws_of_unseen(
        math.log(max(unseen, 1e-9)), se_log, seed=seed, name="two-lists", n=n
    )
    sentence = f"it holds only if {assumption}"
    return Total(
        method=method,
        assumption=assumption,
        lists=pair.lists,
        sizes=tuple(int(size) for size in pair.sizes),
        listed=pair.persons,
        status=Status(code=StatusCode.DOUBTFUL, sentence=sentence),
        prob=prob,
        point=point,
        lower=lower,
        upper=upper,
        se=math.sqrt(variance),
        draws=draws,
    )


def log_normal_interval(
    listed: float, unseen: float, variance: float, prob: float
) -> tuple[float, float]:
    """Return the interval of a total whose unseen part is log-normal (Chao 1987).

    listed + unseen/C and listed + unseen·C with C = exp(z √log(1 + variance/unseen²)).
    """
    if unseen <= 0:
        return listed, listed
    z = float(ndtri((1 + prob) / 2))
    factor = math.exp(z * math.sqrt(math.log1p(variance / unseen**2)))
    return listed + unseen / factor, listed + unseen * factor
