"""Battles made up by a law of known exponents: the truth that fits are held to."""

from __future__ import annotations

import numpy as np

from asculum.attrition.observed import Observed, SideSeen


def made_battle(
    *,
    p: float = 0.7,
    q: float = 0.4,
    rates: tuple[float, float] = (0.02, 0.03),
    start: tuple[float, float] = (20_000.0, 12_000.0),
    joined: tuple[float, float] = (400.0, 300.0),
    scatter: float = 0.2,
    periods: int = 36,
    seed: int = 1,
) -> Observed:
    """Return daily losses, negative binomial about the general law's rate at the day's start.

    ``rates`` are the shares lost a day at the strengths of the start; who joins comes in waves, so
    that the ratio of the strengths moves.
    """
    rng = np.random.default_rng(seed)
    strengths, losses = np.empty((2, periods)), np.empty((2, periods))
    waves = np.sin(np.arange(periods) / 3.0)
    more = np.maximum(np.array([joined[0] * (1 + waves), joined[1] * (1 - waves)]), 0.0).round()
    held = np.array(start)
    for t in range(periods):
        strengths[:, t] = held
        u, v = held / np.array(start)
        mean = np.array([rates[0] * start[0] * u**q * v**p, rates[1] * start[1] * u**p * v**q])
        lost = rng.poisson(mean * rng.gamma(scatter**-2, scatter**2, 2)).astype(float)
        losses[:, t] = np.minimum(lost, 0.5 * held)
        held = held + more[:, t] - losses[:, t]
    sides = [SideSeen(strength=strengths[k], losses=losses[k], joined=more[k]) for k in range(2)]
    return Observed(
        name="made up",
        days=np.ones(periods),
        a=sides[0],
        b=sides[1],
        attacker=np.where(np.arange(periods) < periods // 2, 1.0, -1.0),
    )
