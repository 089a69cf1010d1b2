"""War as a walk between forts: who is ruined, and when the two sides settle."""

from __future__ import annotations

import math
from dataclasses import dataclass

from asculum.options.checks import not_negative, positive, share, whole
from asculum.terms.errors import UsageError
from asculum.terms.status import Status, StatusCode

#: Forts and battles that a walk may have at the most.
FORTS, BATTLES = 1000, 2000
#: The most of a walk's chance that may still be open at the horizon.
OPEN = 1e-6


@dataclass(frozen=True, kw_only=True)
class Ruin:
    """A war fought to the end: the chance that A loses all, and the mean number of battles."""

    loses: float
    battles: float


def ruin(*, chance: float, held: int, forts: int) -> Ruin:
    """Return the gambler's ruin of A: it holds x of N forts and wins each battle with chance p.

    With q = 1 - p and r = q/p: P(A loses all) = (r^N - r^x)/(r^N - 1) and
    E[battles] = x/(q - p) - N/(q - p) · (1 - r^x)/(1 - r^N); for p = 1/2, 1 - x/N and x(N - x).

    Raises ``UsageError`` BAR001 and BAR002.

    Assumes: battles are independent and equal, each moves one fort, nobody settles.
    Biased when: strength changes with the forts held (the walk then ends sooner).

    References: Feller, An Introduction to Probability Theory and Its Applications, vol. 1, XIV.2–3.

    Examples
    --------
    >>> found = ruin(chance=0.45, held=90, forts=100)
    >>> round(found.loses, 3), round(found.battles, 1)
    (0.866, 765.6)
    """
    n, x = forts_held(forts, held)
    p = share("the chance of A", chance)
    if p == 0.0:
        return Ruin(loses=1.0, battles=float(x))
    if p == 1.0:
        return Ruin(loses=0.0, battles=float(n - x))
    log_r = math.log1p(-p) - math.log(p)
    if abs(log_r) * n < 1e-9:
        return Ruin(loses=1 - x / n, battles=float(x * (n - x)))
    if log_r > 0:
        # both in powers of 1/r, so that nothing overflows
        loses = -math.expm1(-(n - x) * log_r) / -math.expm1(-n * log_r)
        left = 1.0 - loses
    else:
        left = math.expm1(x * log_r) / math.expm1(n * log_r)
        loses = 1.0 - left
    return Ruin(loses=loses, battles=(x - n * left) / (1.0 - 2.0 * p))


@dataclass(frozen=True, kw_only=True)
class Walk:
    """A war of beliefs: what it is worth to each side at first, and how it goes.

    ``settles``, ``a_takes`` and ``b_takes`` are the chances of a settlement, of A taking all and of
    B taking all where A truly wins battles with the chance asked for; ``battles`` the mean number
    fought. ``at_once`` says whether they settle before the first.
    """

    worth_a: float
    worth_b: float
    at_once: bool
    settles: float
    a_takes: float
    b_takes: float
    battles: float
    status: Status


def belief_walk(
    *,
    forts: int,
    held: int,
    belief_a: tuple[float, float],
    belief_b: tuple[float, float],
    cost_a: float,
    cost_b: float,
    chance: float,
    horizon: int = 500,
) -> Walk:
    """Return a war between sides that disagree about their strength and learn by fighting.

    A holds ``held`` of ``forts``; a battle moves one. Each side has a Beta belief (won, lost) of
    the chance that *A* wins a battle and both learn from every battle. Fighting on is worth
    W_i = E_i[U_i'] - K_i; they settle where W_A + W_B <= 1, either proposing with chance 1/2 and
    leaving the other its W, so U_i = W_i + (1 - W_A - W_B)/2, and U_i = W_i where they fight on.
    Solved backwards from ``horizon`` battles, where what is held counts. ``chance`` is the true
    chance, which moves how the war goes and not what the sides do.

    Raises ``UsageError`` BAR001 and BAR002.

    Assumes: the sides see every battle alike and know each other's beliefs; the good can be
    divided; each acts as one. Of the type of Smith & Stam 2004, with a random proposer; not their
    exact protocol.
    Biased when: leaders bear less than their country (war then lasts longer than this).
    Do not use when: battles tell nothing of strength, or one side alone knows it.

    References: Smith & Stam 2004, Journal of Conflict Resolution 48(6).

    Examples
    --------
    >>> found = belief_walk(forts=6, held=3, belief_a=(3, 2), belief_b=(2, 3), cost_a=0.02,
    ...                     cost_b=0.02, chance=0.5)
    >>> round(found.settles, 3), round(found.battles, 3)
    (0.75, 4.125)
    """
    from asculum.options.bargaining import _kernels

    n, x = forts_held(forts, held)
    p = share("the chance of A", chance)
    beliefs = [
        positive(f"the belief of {side} ({word})", value)
        for side, belief in (("A", belief_a), ("B", belief_b))
        for word, value in zip(("won", "lost"), belief, strict=True)
    ]
    costs = (not_negative("the cost of A", cost_a), not_negative("the cost of B", cost_b))
    t = whole("the horizon", horizon, 1, BATTLES)
    a_won, a_lost, b_won, b_lost = beliefs
    to_a, to_b, settled = _kernels.settle_walk(
        n, x, t, a_won, a_lost, b_won, b_lost, costs[0], costs[1]
    )
    chosen, all_a, all_b, still_open, battles = _kernels.follow_walk(n, x, p, settled)
    return Walk(
        worth_a=float(to_a[0, 0]),
        worth_b=float(to_b[0, 0]),
        at_once=bool(settled[0, 0]),
        settles=chosen,
        a_takes=all_a,
        b_takes=all_b,
        battles=battles,
        status=of_horizon(still_open, t),
    )


def of_horizon(still_open: float, horizon: int) -> Status:
    """Return how far a walk may be believed whose horizon cuts some of its courses."""
    if still_open < OPEN:
        return Status(code=StatusCode.OK, sentence="Every walk has ended before the horizon.")
    return Status(
        code=StatusCode.DOUBTFUL,
        sentence=(
            f"After {horizon} battles the war is still open in {still_open:.2g} of its courses; "
            "there what is held counts as the outcome."
        ),
    )


def forts_held(forts: int, held: int) -> tuple[int, int]:
    """Return the number of forts and how many A holds: at least one, and not all."""
    n = whole("the number of forts", forts, 2, FORTS)
    if not 0 < held < n:
        raise UsageError(
            "BAR002",
            f"A holds {held} of {n} forts",
            why="with none or all of them the war is over",
            fix=f"give a number of forts held from 1 to {n - 1}",
        )
    return n, int(held)
