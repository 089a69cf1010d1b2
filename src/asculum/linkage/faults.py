"""Whether clerks' faults go together: the odds ratio of a fault here and a fault there.

The weights take comparisons of one person as independent, and what the blocking rules miss is
reckoned from rules of names and rules of days that miss apart. Where both days agree a pair is
found whatever its name and its place, so there a fault of the name can be set beside a fault of
the place; where the whole name agrees, a fault of the birthday beside one of the day of death.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
SmallArray = npt.NDArray[np.int8]

#: What must agree in a pair, and the two comparisons whose faults are set beside each other.
LOOKS = ((("birth", "death"), ("name", "place")), (("name",), ("birth", "death")))
#: Standard errors of a 90 % interval.
NINETY = 1.645
#: Fewest pairs of one person by which a look tells anything, and the least share of them that
#: agrees wholly in each comparison: where only years are told, no day is a fault.
FEWEST, WHOLE = 50.0, 0.2


@dataclass(frozen=True, kw_only=True)
class FaultRatio:
    """The odds ratio of two faults in one pair, with a 90 % interval; 1 where they are apart."""

    ratio: float
    low: float
    high: float
    pairs: float


def fault_ratio(gammas: dict[str, SmallArray], share: FloatArray) -> FaultRatio | None:
    """Return how faults go together among pairs of one person; ``None`` where nothing tells it.

    The ratio is that of Mantel and Haenszel over the looks of ``LOOKS``, OR = Σ(ad/n) / Σ(bc/n),
    with the variance of its log after Robins, Breslow and Greenland.

    Parameters
    ----------
    gammas
        The place of each pair's level by comparison: 0 the strongest, -1 where nothing is told.
    share
        The share of draws in which each pair is one person, shape (pair,): what a pair counts.

    Returns
    -------
    The ratio, its interval, and the pairs behind it.

    Notes
    -----
    Assumes that pairs of one person are told apart by what must agree in each look.
    Biased when poor records are missing from the looks, as they are: towards 1.
    Do not use when a list is a copy of another: their faults are the same and not seen.
    References: Mantel and Haenszel (1959); Robins, Breslow and Greenland (1986).

    Examples
    --------
    >>> import numpy as np
    >>> cells = {(0, 0): 400, (0, 1): 100, (1, 0): 100, (1, 1): 100}
    >>> rows = np.repeat(np.array(list(cells)), list(cells.values()), axis=0).astype(np.int8)
    >>> days = {"birth": np.zeros(700, np.int8), "death": np.zeros(700, np.int8)}
    >>> found = fault_ratio({"name": rows[:, 0], "place": rows[:, 1], **days}, np.ones(700))
    >>> 3.8 < found.ratio < 4.1 and found.low > 2
    True
    """
    tables = []
    for same, (one, two) in LOOKS:
        if any(name not in gammas for name in (*same, one, two)):
            continue
        held = (gammas[one] >= 0) & (gammas[two] >= 0) & (share > 0)
        for name in same:
            held &= gammas[name] == 0
        cell = 2 * (gammas[one][held] > 0) + (gammas[two][held] > 0)
        table = np.bincount(cell, weights=share[held], minlength=4)
        agrees = min(table[0] + table[1], table[0] + table[2])
        if table.sum() >= FEWEST and agrees >= WHOLE * table.sum():
            tables.append(table)
    if not tables:
        return None
    a, b, c, d = _filled(np.array(tables)).T
    n = a + b + c + d
    p, q, r, s = (a + d) / n, (b + c) / n, a * d / n, b * c / n
    ratio = r.sum() / s.sum()
    variance = (p * r).sum() / (2 * r.sum() ** 2) + (q * s).sum() / (2 * s.sum() ** 2)
    variance += (p * s + q * r).sum() / (2 * r.sum() * s.sum())
    spread = float(np.exp(NINETY * np.sqrt(variance)))
    return FaultRatio(
        ratio=float(ratio),
        low=float(ratio) / spread,
        high=float(ratio) * spread,
        pairs=float(np.sum(tables)),
    )


def _filled(tables: FloatArray) -> FloatArray:
    """Add half a pair to every cell where the ratio would otherwise be none, or have no end."""
    both = tables[:, 0] * tables[:, 3], tables[:, 1] * tables[:, 2]
    return tables if all(part.sum() > 0 for part in both) else tables + 0.5
