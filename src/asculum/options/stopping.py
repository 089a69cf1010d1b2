"""Hold on or break off: stopping while one learns, the leader's wedge, and sunk costs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from asculum.options.bargaining.walk import BATTLES, forts_held, of_horizon
from asculum.options.checks import not_negative, positive, share, whole
from asculum.terms.status import Status


@dataclass(frozen=True, kw_only=True)
class Holding:
    """Whether to hold on, and how it goes: ``worth`` is the worth of the best course at first.

    ``withdraws``, ``wins`` and ``collapses`` are the chances of each end where battles are truly
    won with the chance asked for; ``battles`` the mean number fought.
    """

    worth: float
    withdraws: float
    wins: float
    collapses: float
    battles: float
    status: Status


def hold_or_withdraw(
    *,
    forts: int,
    held: int,
    belief: tuple[float, float],
    cost: float,
    withdrawn: float,
    chance: float,
    bonus: float = 0.0,
    loss: float = 0.0,
    horizon: int = 500,
) -> Holding:
    """Return the best course of a side that may withdraw before any battle, and where it leads.

    Holding ``held`` of ``forts`` one may withdraw for s(x) = ``withdrawn`` · x/N, or fight a battle
    at ``cost`` K and learn: U = max{s(x), E[U'] - K} under a Beta belief (won, lost); all forts are
    worth 1 + ``bonus``, none -``loss``. ``bonus`` is what victory gives the leader and not the
    country: with it the war can go on where a well-informed principal would end it (gambling for
    resurrection). ``chance`` is the true chance of winning a battle; it moves where the course
    leads and not the course. What was spent before enters nowhere: only the state counts.

    Raises ``UsageError`` BAR001 and BAR002.

    Assumes: battles are equal and each moves one fort; withdrawal is always open and keeps its
    terms; the enemy does not answer to what one does.
    Biased when: the enemy offers less the weaker one grows (stopping early is then better).
    Do not use when: the other side's willingness is the question (see ``belief_walk``).

    References: Downs & Rocke 1994, American Journal of Political Science 38(2).

    Examples
    --------
    >>> found = hold_or_withdraw(forts=10, held=5, belief=(5, 5), cost=0.02, withdrawn=0.6,
    ...                          chance=0.4, bonus=2.0)
    >>> round(found.battles, 2), round(found.collapses, 3)
    (17.16, 0.443)
    """
    from asculum.options.bargaining import _kernels

    n, x = forts_held(forts, held)
    won, lost = positive("the belief (won)", belief[0]), positive("the belief (lost)", belief[1])
    k, p = not_negative("the cost", cost), share("the chance", chance)
    s = not_negative("what withdrawal keeps", withdrawn)
    t = whole("the horizon", horizon, 1, BATTLES)
    stop = s * np.arange(n + 1) / n
    win = 1.0 + not_negative("the bonus", bonus)
    value, stopped = _kernels.stop_walk(
        n, x, t, won, lost, k, stop, win, -not_negative("the loss", loss)
    )
    chosen, all_won, all_lost, still_open, battles = _kernels.follow_walk(n, x, p, stopped)
    return Holding(
        worth=float(value[0, 0]),
        withdraws=chosen,
        wins=all_won,
        collapses=all_lost,
        battles=battles,
        status=of_horizon(still_open, t),
    )


def gittins_index(*, won: float, lost: float, discount: float, horizon: int = 400) -> float:
    """Return the Gittins index of a chance p ~ Beta(won, lost): the sure pay as good as trying.

    The λ at which max over stopping of E[sum of discounted wins up to stopping + λ/(1 - γ) from
    there] equals λ/(1 - γ), by bisection over backward induction from ``horizon``, where the mean
    is taken as known.

    Raises ``UsageError`` BAR001.

    References: Gittins 1979, Journal of the Royal Statistical Society B 41(2).

    Examples
    --------
    >>> round(gittins_index(won=1, lost=1, discount=0.9), 4)
    0.7029
    """
    a, b = positive("won", won), positive("lost", lost)
    g = share("the discount", discount, ends=False)
    t = whole("the horizon", horizon, 1, BATTLES)
    wins = np.arange(t + 1)
    last = (a + wins) / (a + b + t)
    low, high = 0.0, 1.0
    for _ in range(50):
        sure = (low + high) / 2
        value = np.maximum(last, sure) / (1 - g)
        for step in range(t - 1, -1, -1):
            mean = (a + wins[: step + 1]) / (a + b + step)
            go_on = mean * (1 + g * value[1 : step + 2]) + (1 - mean) * g * value[: step + 1]
            value = np.maximum(go_on, sure / (1 - g)) if step else go_on
        low, high = (sure, high) if value[0] > sure / (1 - g) else (low, sure)
    return (low + high) / 2


@dataclass(frozen=True, kw_only=True)
class Exit:
    """When to abandon a losing venture: at once below ``waiting``; a myopic owner at ``myopic``."""

    waiting: float
    myopic: float


def exit_level(
    *, running_cost: float, exit_cost: float, rate: float, payout: float, volatility: float
) -> Exit:
    """Return the level of returns at which to give up for good: P* = β/(β - 1) (C/r - E) δ.

    Returns P follow a geometric Brownian motion with volatility σ and drift r - δ (``payout`` δ);
    holding on costs C a year, leaving costs E once. β < 0 solves ½σ²β(β-1) + (r - δ)β - r = 0.
    The myopic level (C/r - E)δ ignores that things may turn: waiting is worth something, so one
    holds on well past it.

    Raises ``UsageError`` BAR001.

    Assumes: returns move without jumps, leaving is for good, the spread of outcomes is known.
    Biased when: losses end the venture by themselves (waiting is then worth less).

    References: Dixit & Pindyck 1994, Investment under Uncertainty, ch. 7.

    Examples
    --------
    >>> found = exit_level(running_cost=0.8, exit_cost=0.2, rate=0.04, payout=0.04, volatility=0.2)
    >>> round(found.waiting, 3), round(found.myopic, 3)
    (0.396, 0.792)
    """
    c, r = positive("the running cost", running_cost), positive("the rate", rate)
    d, s = positive("the payout", payout), positive("the volatility", volatility)
    e = not_negative("the cost of leaving", exit_cost)
    half = 0.5 - (r - d) / s**2
    beta = half - math.sqrt(half**2 + 2 * r / s**2)
    myopic = max(c / r - e, 0.0) * d
    return Exit(waiting=beta / (beta - 1) * myopic, myopic=myopic)


@dataclass(frozen=True, kw_only=True)
class Returning:
    """When to take a venture up again, at ``taken_up``, and when to leave it, at ``left``."""

    taken_up: float
    left: float


def returning_levels(
    *,
    running_cost: float,
    entry_cost: float,
    exit_cost: float,
    rate: float,
    payout: float,
    volatility: float,
) -> Returning:
    """Return the levels of returns at which to take up and to leave what can be taken up again.

    As ``exit_level``, but one may come back for ``entry_cost`` I. Idle it is worth A P^β₁, in hand
    B P^β₂ + P/δ - C/r, with β₁ > 1 and β₂ < 0 the roots of ½σ²β(β-1) + (r - δ)β - r = 0. At the
    upper level the first plus I meets the second with equal slopes, at the lower one the first
    less E: four equations. Between the two levels one stays as one is.

    Raises ``UsageError`` BAR001 where a number is out of range, or coming and going is free.

    Assumes: returns move without jumps, the spread of outcomes is known, coming back stays open.
    Biased when: what was left cannot be taken up as it was (one should then leave later).

    References: Dixit 1989, Journal of Political Economy 97(3); Dixit & Pindyck 1994, ch. 7.

    Examples
    --------
    >>> found = returning_levels(running_cost=0.8, entry_cost=2.0, exit_cost=0.2, rate=0.04,
    ...                          payout=0.04, volatility=0.2)
    >>> round(found.taken_up, 6), round(found.left, 6)
    (1.336113, 0.545215)
    """
    from scipy.optimize import brentq

    c, r = positive("the running cost", running_cost), positive("the rate", rate)
    d, s = positive("the payout", payout), positive("the volatility", volatility)
    i, e = not_negative("the cost of taking up", entry_cost), not_negative("of leaving", exit_cost)
    positive("the cost of coming and going", i + e)
    half = 0.5 - (r - d) / s**2
    root = math.sqrt(half**2 + 2 * r / s**2)
    up, down = half + root, half - root

    top = positive("what leaving saves", c / r - e) * d

    def meets(level: float, paid: float) -> tuple[float, float]:
        """Return the A and B with which value and slope meet at a level where ``paid`` is paid."""
        # A P^up - B P^down = P/d - C/r - paid, and the same of slopes, times P
        gap, slope = level / d - c / r - paid, level / d
        a = (slope - down * gap) / (up - down) * level**-up
        b = (slope - up * gap) / (up - down) * level**-down
        return a, b

    def lower(level: float) -> float:
        """Return the lower level whose B is that of an upper one."""
        wanted = meets(level, i)[1]
        return float(brentq(lambda x: meets(x, -e)[1] - wanted, 1e-12 * top, top, xtol=1e-14))

    # B of the upper level falls to 0 at the far end; at the near end it is the most of a lower one
    far = d * up * (c / r + i) / (up - 1) * (1 - 1e-9)
    near = brentq(lambda x: meets(x, i)[1] - meets(top, -e)[1], (c / r + i) * d, far, xtol=1e-14)
    found = brentq(
        lambda level: meets(level, i)[0] - meets(lower(level), -e)[0],
        near * (1 + 1e-12),
        far,
        xtol=1e-14,
    )
    return Returning(taken_up=float(found), left=lower(float(found)))
