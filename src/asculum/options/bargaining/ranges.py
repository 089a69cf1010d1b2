"""The bargaining range, what to demand of an enemy whose costs are hidden, and shifting power."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.options.checks import not_negative, positive, share
from asculum.terms.errors import UsageError

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class BargainingRange:
    """Divisions of what is fought over that both sides should have preferred to fighting on.

    ``lower`` and ``upper`` are the least share that A and the most that B would leave to A instead
    of fighting, shape (draw,), cut to [0, 1]; where ``upper`` < ``lower`` there is none. ``moves``
    holds for each input the part of the variance of the width that it explains by itself.
    """

    lower: FloatArray
    upper: FloatArray
    width: FloatArray
    moves: dict[str, float]

    @property
    def empty(self) -> float:
        """The share of draws in which no division would have done."""
        return float(np.mean(self.upper < self.lower))


def bargaining_range(
    *,
    chance_by_a: npt.ArrayLike,
    chance_by_b: npt.ArrayLike,
    cost_a: npt.ArrayLike,
    cost_b: npt.ArrayLike,
) -> BargainingRange:
    """Return the range of deals, draw by draw: [p_A - c_A, p_B + c_B].

    ``chance_by_a`` and ``chance_by_b`` are the chances that A wins all as A and as B see it, costs
    are shares of what is fought over; arrays of shape (draw,) or numbers. With one belief for
    both the width is c_A + c_B and the range is never empty (Fearon 1995); it is empty where
    mutual optimism exceeds the costs, p_A - p_B > c_A + c_B.

    Raises ``UsageError`` BAR001 where a chance lies outside [0, 1] or a cost is negative.

    Assumes: two sides that each act as one, a good that can be divided, no later shift of power,
    neither loving risk.
    Biased when: leaders bear less of the costs than they decide on (the range is then too wide).
    Do not use when: more than two sides must agree; the terms could not be kept (see
    ``commitment``).

    References: Fearon 1995, International Organization 49(3).

    Examples
    --------
    >>> found = bargaining_range(chance_by_a=0.5, chance_by_b=0.5, cost_a=0.1, cost_b=0.2)
    >>> round(float(found.lower[0]), 3), round(float(found.upper[0]), 3), found.empty
    (0.4, 0.7, 0.0)
    """
    named = {
        "chance by A": np.atleast_1d(np.asarray(chance_by_a, dtype=np.float64)),
        "chance by B": np.atleast_1d(np.asarray(chance_by_b, dtype=np.float64)),
        "cost of A": np.atleast_1d(np.asarray(cost_a, dtype=np.float64)),
        "cost of B": np.atleast_1d(np.asarray(cost_b, dtype=np.float64)),
    }
    for name, values in named.items():
        check = share if name.startswith("chance") else not_negative
        for end in (values.min(), values.max()):
            check(name, float(end))
    p_a, p_b, c_a, c_b = np.broadcast_arrays(*named.values())
    raw_lower, raw_upper = p_a - c_a, p_b + c_b
    width = raw_upper - raw_lower
    # cut to what can be divided, without making an empty range look like a point
    lower, upper = np.clip(raw_lower, 0.0, 1.0), np.clip(raw_upper, 0.0, 1.0)
    moves = {name: _explained(values, width) for name, values in named.items()}
    return BargainingRange(lower=lower, upper=upper, width=width, moves=moves)


def _explained(values: FloatArray, of: FloatArray) -> float:
    """Return the squared correlation of an input with an outcome; 0 where either is fixed."""
    if values.size != of.size or values.std() == 0 or of.std() == 0:
        return 0.0
    return float(np.corrcoef(values, of)[0, 1] ** 2)


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What to demand of an enemy whose costs are hidden: ``demand`` for A, chance of war."""

    demand: float
    war: float
    safe: bool


def risk_return(*, chance: float, cost_a: float, most_b: float) -> Demand:
    """Return A's best single demand where B's cost is anywhere from 0 to ``most_b``.

    demand = p + (b - c_A)/2 and P(war) = (b - c_A)/(2b) for c_A < b; else p, and no war. ``b`` is
    ``most_b``, B's costs are uniform on [0, b], all as shares of what is fought over. The demand
    is at most the whole; the chance of war is then that of demanding the whole.

    Raises ``UsageError`` BAR001 where a number is out of range.

    Assumes: one offer, then peace or war to the end; A knows its own costs and the odds.
    Biased when: B gains from seeming strong in later dealings (war is then likelier).
    Do not use when: offers go on while the fighting goes on (see ``screening``).

    References: Fearon 1995, International Organization 49(3), the risk-return trade-off.

    Examples
    --------
    >>> found = risk_return(chance=0.5, cost_a=0.1, most_b=0.4)
    >>> round(found.demand, 3), round(found.war, 3)
    (0.65, 0.375)
    """
    p, c = share("the chance of A", chance), not_negative("the cost of A", cost_a)
    b = positive("the highest cost of B", most_b)
    if c >= b:
        return Demand(demand=p, war=0.0, safe=True)
    more = min((b - c) / 2, 1.0 - p)
    return Demand(demand=p + more, war=more / b, safe=more == 0.0)


@dataclass(frozen=True, kw_only=True)
class Commitment:
    """Whether a deal could be kept while power shifts: ``gap`` > 0 means that it could not."""

    gain: float
    price: float

    @property
    def gap(self) -> float:
        """What B gains by fighting before the shift, less what fighting costs."""
        return self.gain - self.price

    @property
    def breaks(self) -> bool:
        """Whether no division is kept: B does better by fighting now."""
        return self.gap > 0.0


def commitment(
    *, chance_now: float, chance_later: float, patience: float, cost_a: float, cost_b: float
) -> Commitment:
    """Return whether the side that grows weaker would rather fight now.

    It does, and no deal is kept, where δp₂ - p₁ > (1 - δ)(c_B + δc_A).
    ``chance_now`` and ``chance_later`` are A's chances of winning before and after the shift,
    ``patience`` is δ, the weight of the next period; each period's good is 1 and the costs of war,
    in the same unit, are borne once. War in period t leaves B (1 - p_t)/(1 - δ) - c_B. After the
    shift B can be left (1 - p₂)/(1 - δ) + c_A at the most, and all of the first period's good
    before it: less than war now where the inequality holds.

    Raises ``UsageError`` BAR001, and BAR002 where A does not grow stronger.

    Assumes: the shift is certain and known; war settles the matter for good.
    Biased when: costs recur in every period (papers differ on this; then peace is easier).

    References: Fearon 1995, International Organization 49(3); Powell 2006, International
    Organization 60(1), whose general form it is.

    Examples
    --------
    >>> commitment(chance_now=0.3, chance_later=0.8, patience=0.9, cost_a=0.5, cost_b=0.5).breaks
    True
    """
    now, later = share("the chance now", chance_now), share("the chance later", chance_later)
    d = share("patience", patience, ends=False)
    c_a, c_b = not_negative("the cost of A", cost_a), not_negative("the cost of B", cost_b)
    if later < now:
        raise UsageError(
            "BAR002",
            f"A's chance falls from {now:g} to {later:g}",
            why="A stands for the side that grows stronger, whom the other may want to forestall",
            fix="swap the sides",
        )
    return Commitment(gain=d * later - now, price=(1 - d) * (c_b + d * c_a))
