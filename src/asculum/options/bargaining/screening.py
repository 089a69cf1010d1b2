"""Screening while fighting: falling demands to an enemy whose cost of war is hidden."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.options.bargaining import _kernels
from asculum.options.checks import not_negative, positive, share
from asculum.terms.errors import ModelError
from asculum.terms.status import Status, StatusCode

FloatArray = npt.NDArray[np.float64]

#: Pieces of the solution at first, at the most, and how near two solutions must come.
PIECES, MOST_PIECES, NEAR = 200, 1600, 1e-6
#: More offers than this and the answer is not listed.
OFFERS = 1000


@dataclass(frozen=True, kw_only=True)
class Screening:
    """A's demands, one after another, until the last type of B settles.

    ``value`` is what the whole is worth to A beyond fighting it out; ``demands[t]`` is what A asks
    after t rounds of fighting, ``settled[t]`` the share of B's types that has accepted by then, and
    ``lost`` the expected share of the avoidable cost that is spent before a settlement.
    """

    value: float
    demands: tuple[float, ...]
    settled: tuple[float, ...]
    lost: float
    status: Status


def screening(*, most: float, cost: float, keep: float) -> Screening:
    """Return how A screens B while they fight.

    A demands y_t before each round. B's avoidable cost of war v is uniform on [0, ``most``] and
    known to B alone; a share ``keep`` (δ) of all remaining cost is still avoidable a round later.
    Settling in round t gives A δ^t (y + ``cost``) and B δ^t (v - y). Types above a cutoff x accept
    y(x) = (1 - δ) x + δ y(next cutoff's demand), and A chooses by

    V(z) = max_x (z - x)(y(x) + cost) + δ V(x), over the types [0, z] that are left.

    With ``cost`` > 0 (a gap) the offers are finitely many and the equilibrium is unique but for
    ties; it is solved exactly on pieces where y is linear and V quadratic, cut finer until two
    solutions agree to 1e-6. With ``cost`` = 0 it is linear: first demand
    sqrt(1-δ)/(1 + sqrt(1-δ)), and offers never end.

    Raises ``UsageError`` BAR001; ``ModelError`` BAR004 where the pieces do not settle.

    Assumes: only B's cost is hidden; A alone makes offers; costs shrink by the same share each
    round; both sides act as one.
    Biased when: B could make offers too, or hides its strength and not its cost (delay lasts).
    Do not use when: both sides hide something: then there are many equilibria and no single
    answer is given.

    References: Fudenberg, Levine & Tirole 1985; Gul, Sonnenschein & Wilson 1986, Journal of
    Economic Theory 39; Stokey 1981, Bell Journal of Economics 12 (the case without a gap).

    Examples
    --------
    >>> found = screening(most=1.0, cost=0.3, keep=0.5)
    >>> len(found.demands), round(found.value, 4), round(found.demands[0], 4)
    (3, 0.3684, 0.2264)
    """
    top, c = positive("the highest cost of B", most), not_negative("the cost of A", cost)
    d = share("the share that is still avoidable", keep)
    if d in (0.0, 1.0):
        d = share("the share that is still avoidable", keep, ends=False)
    if c == 0.0:
        return _without_gap(top, d)
    found, even = _settled(c / top, d)
    cutoffs, demands = found.path()
    settled = tuple(1.0 - x for x in cutoffs)
    return Screening(
        value=found.value_at(1.0) * top,
        demands=tuple(y * top for y in demands),
        settled=settled,
        lost=_lost(settled, d),
        status=_status(len(demands), even=even),
    )


def _settled(cost: float, keep: float) -> tuple[_Pieces, bool]:
    """Return the solution cut fine enough, and whether A is indifferent between two first demands.

    Where it is, the worth settles and the demand does not: it is one or the other.
    """
    before: _Pieces | None = None
    fine = PIECES
    while fine <= MOST_PIECES:
        found = _Pieces.solve(cost, keep, fine)
        if before is not None and found is not None:
            worth = abs(before.value_at(1.0) - found.value_at(1.0))
            first = abs(before.path()[1][0] - found.path()[1][0])
            if worth < NEAR and (first < NEAR or worth < NEAR / 100):
                return found, first >= NEAR
        before, fine = found, 2 * fine
    raise ModelError(
        "BAR004",
        f"the demands did not settle with pieces of 1/{MOST_PIECES:,}",
        why=f"A's own cost is very small beside B's highest ({cost:.2g} of it)",
        fix="take the cost of A as 0, which has a solution in closed form",
    )


def _status(offers: int, *, even: bool) -> Status:
    if even:
        return Status(
            code=StatusCode.DOUBTFUL,
            sentence="A does equally well with another first demand; one of the two is listed.",
        )
    return Status(code=StatusCode.OK, sentence=f"All types of B settle within {offers} offers.")


def _lost(settled: tuple[float, ...], keep: float) -> float:
    """Return the expected share of avoidable cost that is spent before a settlement."""
    before, lost = 0.0, 0.0
    for t, by_now in enumerate(settled):
        lost += (by_now - before) * (1.0 - keep**t)
        before = by_now
    return lost


def _without_gap(top: float, keep: float) -> Screening:
    """Return the stationary solution of cost 0: y = g z and the next cutoff is m z."""
    root = math.sqrt(1.0 - keep)
    g = root / (1.0 + root)
    # a demand of g z is accepted above x = g z / (1 - keep + keep g)
    m = g / (1.0 - keep + keep * g)
    left = 1.0
    demands: list[float] = []
    settled: list[float] = []
    while left > 1e-6 and len(demands) < OFFERS:
        demands.append(g * left * top)
        left *= m
        settled.append(1.0 - left)
    # V = (1 - m) g + keep m² V
    value = (1.0 - m) * g / (1.0 - keep * m * m)
    return Screening(
        value=value * top,
        demands=tuple(demands),
        settled=tuple(settled),
        lost=_lost(tuple(settled), keep),
        status=Status(
            code=StatusCode.OK,
            sentence="Without a cost of its own A never stops: the first offers are listed.",
        ),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Pieces:
    """The solution on [0, 1] as the kernel's pieces."""

    rows: FloatArray

    @classmethod
    def solve(cls, cost: float, keep: float, fine: int) -> _Pieces | None:
        """Build the solution on pieces of at most 1/fine; ``None`` where it takes too many."""
        rows, count = _kernels.screen(cost, keep, fine, 6 * fine)
        return cls(rows=rows[:count]) if count > 0 else None

    def value_at(self, z: float) -> float:
        """Return V(z)."""
        return float(self._row(z)[3:6] @ (1.0, z, z * z))

    def path(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return the cutoffs and demands from z = 1 on."""
        z = 1.0
        cutoffs: list[float] = []
        demands: list[float] = []
        while z > 1e-12 and len(demands) < OFFERS:
            row = self._row(z)
            demands.append(float(row[6:8] @ (1.0, z)))
            z = max(0.0, float(row[8:10] @ (1.0, z)))
            cutoffs.append(z)
        return tuple(cutoffs), tuple(demands)

    def _row(self, z: float) -> FloatArray:
        # a state at the very end of a piece belongs to it
        at = int(np.searchsorted(self.rows[:, 0], z, side="right")) - 1
        return np.asarray(self.rows[at])
