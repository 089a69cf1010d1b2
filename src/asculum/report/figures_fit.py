"""A fitted law beside the losses that were told, as data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.attrition.changing import expected_losses
from asculum.attrition.fit import Fitted
from asculum.attrition.fit_checks import drawn
from asculum.attrition.fit_law import LawFit

FloatArray = npt.NDArray[np.float64]

#: Battles made up for the bands.
BATTLES = 400


@dataclass(frozen=True, kw_only=True, eq=False)
class FitPanel:
    """One side: losses told (``nan`` where not) and the law's 90 % band, shape (period,) each."""

    side: str
    told: FloatArray
    lower: FloatArray
    median: FloatArray
    upper: FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class FitFigure:
    """A law's bands of losses a period beside those told; ``days`` is the length of a period."""

    law: str
    days: float
    panels: tuple[FitPanel, ...]


def fit_figure(fitted: Fitted, *, seed: int = 1) -> FitFigure | None:
    """Return the bands of the law that foretells best; ``None`` where no law could be fitted."""
    chosen = best_of(fitted)
    if chosen is None:
        return None
    places = np.linspace(0, len(chosen.theta) - 1, min(BATTLES, len(chosen.theta))).astype(int)
    few = chosen.theta[places]
    made = drawn(chosen.design, few, expected_losses(chosen, places), seed=seed)
    panels = []
    for side, held in enumerate(fitted.observed.sides):
        if not held.seen:
            continue
        lower, median, upper = np.quantile(
            made[:, :, side], (0.05, 0.5, 0.95), axis=0, method="inverted_cdf"
        )
        told = np.median(np.atleast_2d(held.losses), axis=0)
        panels.append(FitPanel(side="AB"[side], told=told, lower=lower, median=median, upper=upper))
    return FitFigure(law=chosen.name, days=float(fitted.observed.days[0]), panels=tuple(panels))


def best_of(fitted: Fitted) -> LawFit | None:
    """Return the fit of the law that foretells best, or scores best; ``None`` without one."""
    usable = [law for law in fitted.laws if law.fitted and law.status.ok]
    usable = usable or [law for law in fitted.laws if law.fitted]
    if not usable:
        return None
    if fitted.weighed is not None:
        behind = dict(zip(fitted.weighed.names, fitted.weighed.behind, strict=True))
        return min(usable, key=lambda law: behind.get(law.name, np.inf))
    return min(usable, key=lambda law: law.score[1] if law.score else 0.0)
