"""Other fronts: what the last unit would have done elsewhere, and what a recorded split cost."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from asculum.options.checks import positive, whole
from asculum.terms.errors import UsageError

FloatArray = npt.NDArray[np.float64]

#: The most splits of a side's units that a Blotto game may have.
SPLITS = 5000


@dataclass(frozen=True, kw_only=True, eq=False)
class Allocation:
    """A recorded split of force over fronts, judged by a contest on each.

    ``share`` (front,) is the chance of prevailing there, ``marginal`` what one more unit adds,
    ``opportunity`` what the last unit would have added on the best other front beyond what it adds
    here, ``value`` the whole, ``best_value`` that of the best reply to the enemy's split, and
    ``best`` that reply.
    """

    share: FloatArray
    marginal: FloatArray
    opportunity: FloatArray
    value: float
    best: FloatArray
    best_value: float

    @property
    def regret(self) -> float:
        """What the recorded split gave away against the best reply to what the enemy did."""
        return self.best_value - self.value


def allocation(
    *,
    own: npt.ArrayLike,
    other: npt.ArrayLike,
    worth: npt.ArrayLike,
    decisiveness: float = 1.0,
) -> Allocation:
    """Judge a recorded split of force: the chance on a front is x^m/(x^m + y^m) (Tullock).

    ``own`` and ``other`` are forces on each front [one unit for both], shape (front,); ``worth`` is
    what holding each front is worth, above 0 on one at least; ``decisiveness`` is m, at most 1, so
    that more force always adds less. The marginal value is w m x^(m-1) y^m/(x^m + y^m)²; the best
    reply makes it equal on all fronts that get anything (Karush-Kuhn-Tucker). With m = 1 and both
    sides replying, x_i = w_i X/W and one more unit is worth W Y/(X + Y)² everywhere.

    Raises ``UsageError`` FRO001 where the arrays do not fit or hold numbers below 0, where a front
    has no enemy, and where there is no own force or no front is worth anything; FRO002 where m
    exceeds 1.

    Assumes: fronts are independent, worths add up, the enemy's split does not answer.
    Biased when: the enemy would have moved with one (the regret is then too large).
    Do not use when: a future split is to be chosen: this judges what was done.

    References: Friedman 1958, Operations Research 6(5); Tullock 1980.

    Examples
    --------
    >>> found = allocation(own=[7.5, 15, 37.5], other=[5, 10, 25], worth=[1, 2, 5])
    >>> round(float(found.marginal[0]), 6), round(found.regret, 9)
    (0.032, 0.0)
    """
    x, y, w = (np.asarray(values, dtype=np.float64) for values in (own, other, worth))
    _check_fronts(x, y, w)
    m = positive("decisiveness", decisiveness)
    if m > 1.0:
        raise UsageError(
            "FRO002",
            f"a decisiveness of {m:g}",
            why="above 1 more force can add more than the last, and the best reply jumps",
            fix="give a decisiveness of at most 1",
        )
    best = _best_reply(float(x.sum()), y, w, m)
    marginal = _marginal(x, y, w, m)
    elsewhere = np.array([np.delete(marginal, i).max(initial=-math.inf) for i in range(len(x))])
    sent = x > 0  # of an empty front there is no last unit, and its margin may be infinite
    opportunity = np.subtract(elsewhere, marginal, out=np.zeros(len(x)), where=sent).clip(0.0)
    prevails = _prevails(x, y, m)
    return Allocation(
        share=prevails,
        marginal=marginal,
        opportunity=opportunity,
        value=float(w @ prevails),
        best=best,
        best_value=float(w @ _prevails(best, y, m)),
    )


def _check_fronts(x: FloatArray, y: FloatArray, w: FloatArray) -> None:
    if not (x.ndim == 1 and x.shape == y.shape == w.shape and len(x) > 0):
        raise UsageError(
            "FRO001",
            f"forces and worths of shapes {x.shape}, {y.shape} and {w.shape}",
            why="each front has an own force, an enemy force and a worth",
            fix="give lists of the same length",
        )
    for name, values in (("own force", x), ("enemy force", y), ("worth", w)):
        if not (np.isfinite(values).all() and (values >= 0).all()):
            raise UsageError(
                "FRO001",
                f"{name} of {values[~(np.isfinite(values) & (values >= 0))][0]:g} on a front",
                why="forces and worths are finite and not below 0",
                fix="leave out a front of which this is not known",
            )
    if (y == 0).any():
        raise UsageError(
            "FRO001",
            f"front {int(np.argmin(y)) + 1} without an enemy",
            why="there the first unit prevails, however small, and its worth has no margin",
            fix="leave out fronts that nobody contests",
        )
    if not x.sum() > 0:
        raise UsageError(
            "FRO001",
            "no own force on any front",
            why="there is no split to judge",
            fix="give at least one front an own force",
        )
    if not w.sum() > 0:
        raise UsageError(
            "FRO001",
            "no front that is worth anything",
            why="every split of the force would do as well as any other",
            fix="give at least one front a worth above 0",
        )


def _prevails(x: FloatArray, y: FloatArray, m: float) -> FloatArray:
    return np.asarray(x**m / (x**m + y**m))


def _marginal(x: FloatArray, y: FloatArray, w: FloatArray, m: float) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        adds = m * x ** (m - 1.0) * y**m / (x**m + y**m) ** 2
        return np.asarray(np.where(w > 0, w * adds, 0.0))


def _best_reply(total: float, y: FloatArray, w: FloatArray, m: float) -> FloatArray:
    """Return the split of ``total`` that makes marginal values equal where anything is sent."""
    wanted = w > 0  # nothing goes where nothing is to be had
    if not wanted.all():
        found = np.zeros(len(w))
        found[wanted] = _best_reply(total, y[wanted], w[wanted], m)
        return found
    if m == 1.0:
        # x = sqrt(w y / λ) - y where that is above 0; λ from the fronts that get anything
        order = np.argsort(-w / y, kind="stable")
        roots, sums = np.cumsum(np.sqrt(w * y)[order]), np.cumsum(y[order])
        price = (roots / (total + sums)) ** 2
        active = int(np.flatnonzero((w / y)[order] >= price).max(initial=0))
        with np.errstate(divide="ignore"):
            return np.asarray(np.maximum(np.sqrt(w * y / price[active]) - y, 0.0))
    from scipy.optimize import brentq

    def over(log_price: float) -> float:
        return float(np.log(_at_price(math.exp(log_price), total, y, w, m).sum() / total))

    # every front gets something; the dearest price sends too little, the cheapest too much
    even = np.log(_marginal(np.full(len(y), total / len(y)), y, w, m))
    price = brentq(over, even.min() - 1e-9, even.max() + 1e-9, xtol=1e-13)
    found = _at_price(math.exp(price), total, y, w, m)
    return np.asarray(found * (total / found.sum()))


def _at_price(price: float, most: float, y: FloatArray, w: FloatArray, m: float) -> FloatArray:
    """Return on each front the force whose marginal value is ``price``; m < 1, so it falls in x."""
    low, high = np.full(len(y), math.log(most) - 100.0), np.full(len(y), math.log(most) + 1.0)
    for _ in range(60):
        middle = (low + high) / 2
        over = _marginal(np.exp(middle), y, w, m) > price
        low, high = np.where(over, middle, low), np.where(over, high, middle)
    return np.asarray(np.exp((low + high) / 2))


def blotto_value(*, own: int, other: int, posts: int, captures: bool = False) -> float:
    """Return the value to the first side of a Blotto game; never a split.

    Each side spreads whole units over ``posts`` unseen; the greater wins a post, a tie counts 0.
    The value is the mean over posts of won (+1) and lost (-1); with ``captures`` a post won counts
    1 and each unit beaten there another, added over posts (the 4 against 3 regiments of the
    textbooks). It is the value of the zero-sum game, by linear programming; the equilibrium splits
    are far too many for any one of them to be an answer, and none is returned.

    Raises ``UsageError`` BAR001, and FRO003 where a side has more than 5,000 splits.

    References: Borel 1921; Hart 2008, International Journal of Game Theory 36; Ewerhart &
    Kazmierowski 2024 on the number of equilibria.

    Examples
    --------
    >>> round(blotto_value(own=4, other=3, posts=2, captures=True) * 9, 6)
    14.0
    """
    from scipy.optimize import linprog

    n = whole("the number of posts", posts, 1, 12)
    a = _splits(whole("the own units", own, 0, 200), n)
    b = _splits(whole("the enemy's units", other, 0, 200), n)
    won = np.sign(a[:, None, :] - b[None, :, :]).astype(np.float64)
    if captures:
        beaten = np.where(won > 0, b[None, :, :], np.where(won < 0, a[:, None, :], 0))
        pays = (won * (1.0 + beaten)).sum(axis=2)
    else:
        pays = won.mean(axis=2)
    # max v with sum_i x_i pays[i, j] >= v for every j, x a distribution
    rows = np.hstack([-pays.T, np.ones((len(b), 1))])
    found = linprog(
        c=np.append(np.zeros(len(a)), -1.0),
        A_ub=rows,
        b_ub=np.zeros(len(b)),
        A_eq=np.append(np.ones(len(a)), 0.0)[None, :],
        b_eq=[1.0],
        bounds=[(0, 1)] * len(a) + [(None, None)],
        method="highs",
    )
    return float(found.x[-1])


def _splits(units: int, posts: int) -> npt.NDArray[np.int64]:
    """Return every way to spread whole units over posts, shape (split, post)."""
    count = math.comb(units + posts - 1, posts - 1)
    if count > SPLITS:
        raise UsageError(
            "FRO003",
            f"{units} units over {posts} posts: {count:,} splits",
            why=f"the linear programme is kept to {SPLITS:,} splits a side",
            fix="count in larger units, or fewer posts",
        )
    bars = np.array(list(combinations(range(units + posts - 1), posts - 1)), dtype=np.int64)
    bars = bars.reshape(count, posts - 1)
    edges = np.hstack([np.full((count, 1), -1), bars, np.full((count, 1), units + posts - 1)])
    return np.diff(edges, axis=1) - 1
