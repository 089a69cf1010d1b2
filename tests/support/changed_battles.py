"""Battles of the square law whose rates change once, or never: truths from the priors of a fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from fit_calibration import DAYS, PRIORS, START, day

from asculum.attrition.observed import Observed, SideSeen

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A made-up battle; ``row`` is from which period on the rates differ, 0 where they never do."""

    battle: Observed
    row: int
    factors: FloatArray


def changed(
    rng: np.random.Generator,
    *,
    row: int,
    factors: FloatArray | None = None,
    alike: float = 0.0,
    scatter: float | None = None,
) -> Changed:
    """Make a battle up; ``factors`` are drawn from the prior unless given.

    Strengths are fixed first, in slow waves, as told; only the losses are drawn. ``alike`` is the
    correlation of a day's error with that of the day before, which the fit takes to be none.
    """
    time = np.arange(DAYS)
    course = np.array(
        [START[0] * np.exp(0.5 * np.sin(time / 5)), START[1] * np.exp(0.4 * np.cos(time / 7))]
    )
    means = np.exp(np.log(course).mean(axis=1))
    level = np.log(PRIORS.share * means) + PRIORS.share_sd * rng.standard_normal(2)
    if factors is None:
        factors = np.exp(PRIORS.change_sd * rng.standard_normal(2))
    spread = PRIORS.scatter * np.exp(PRIORS.scatter_sd * rng.standard_normal(2))
    if scatter is not None:
        spread = np.full(2, scatter)
    losses = np.empty((2, DAYS))
    error = rng.standard_normal(2)
    for t in time:
        rates = np.exp(level) * (factors if row and t + 1 >= row else 1.0)

        def lost(state: FloatArray, rates: FloatArray = rates) -> FloatArray:
            return rates[:, None] * state[::-1] / means[::-1, None]

        mean = day(course[:1, t], course[1:, t], np.zeros(2), lost)[:, 0]
        if alike:
            error = alike * error + np.sqrt(1.0 - alike**2) * rng.standard_normal(2)
            losses[:, t] = rng.poisson(mean * np.exp(spread * error - 0.5 * spread**2))
        else:
            losses[:, t] = rng.poisson(mean * rng.gamma(spread**-2) * spread**2)
    sides = [
        SideSeen(strength=course[k], losses=losses[k], joined=np.zeros(DAYS)) for k in range(2)
    ]
    battle = Observed(
        name="made up", days=np.ones(DAYS), a=sides[0], b=sides[1], attacker=np.ones(DAYS)
    )
    return Changed(battle=battle, row=row, factors=factors)
