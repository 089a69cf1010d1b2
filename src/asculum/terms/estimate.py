"""Estimates: draws with labels, and what moved them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from asculum.terms.period import Period
from asculum.terms.sheets import Sheet, Tabular, estimates_sheet
from asculum.terms.status import Status

if TYPE_CHECKING:
    from xarray import DataArray

FloatArray = npt.NDArray[np.float64]

#: The probability of every interval that is shown unless the reader asks for another.
PROB = 0.9


def interval(draws: FloatArray, prob: float = PROB) -> tuple[float, float, float]:
    """Return the equal-tailed interval and the median of ``draws``: lower, median, upper.

    ``lower`` and ``upper`` are the (1 - prob)/2 and (1 + prob)/2 quantiles.

    Raises ``ValueError`` where a draw is not a number, rather than an interval that hides it.
    """
    if not 0 < prob < 1:
        raise ValueError(f"an interval's probability lies between 0 and 1, not {prob}")
    if np.isnan(draws).any():
        raise ValueError("some draws are not numbers; an interval over them would hide that")
    tail = (1 - prob) / 2
    lower, median, upper = np.quantile(draws, [tail, 0.5, 1 - tail], method="inverted_cdf")
    return float(lower), float(median), float(upper)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Estimate(Tabular):
    """One quantity as joint draws: share a draw index with every other estimate of the run.

    ``draws`` has shape (draw,) in ``unit``. ``sources`` are ids of the claims, lists and
    assumptions that moved it. ``side`` and ``force`` are empty where they do not apply.
    """

    quantity: str
    draws: FloatArray
    unit: str
    method: str
    status: Status
    side: str = ""
    force: str = ""
    scope: str = "battle"
    period: Period | None = None
    sources: tuple[str, ...] = ()

    def interval(self, prob: float = PROB) -> tuple[float, float, float]:
        """Return lower, median and upper of the equal-tailed interval."""
        return interval(self.draws, prob)

    def sheet(self) -> Sheet:
        """Return the estimate as a table of one row."""
        note = "" if self.status.ok and not self.status.sentence else self.status.sentence
        return estimates_sheet([self], note=note)

    def to_xarray(self) -> DataArray:
        """Return the draws as an array with one dimension, its unit and method as attributes."""
        from xarray import DataArray

        told = {"units": self.unit, "method": self.method, "sources": " ".join(self.sources)}
        return DataArray(self.draws, dims="draw", name=self.quantity, attrs=told)

    def as_json(self, prob: float = PROB) -> dict[str, object]:
        """Return the estimate as the JSON contract spells it."""
        lower, median, upper = self.interval(prob)
        return {
            "quantity": self.quantity,
            "side": self.side,
            "force": self.force,
            "scope": self.scope,
            "start": self.period.start.isoformat() if self.period else None,
            "end": self.period.end.isoformat() if self.period else None,
            "unit": self.unit,
            "prob": prob,
            "lower": lower,
            "median": median,
            "upper": upper,
            "method": self.method,
            "sources": list(self.sources),
        }
