"""Weekly losses of each side and force as bands, and how they are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np

from asculum.losses.estimate import Losses
from asculum.report.reckoning import WeeklySeries
from asculum.terms.estimate import FloatArray
from asculum.terms.period import Period

#: The quantiles of each week that are shown.
BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)
#: The categories that are shown week by week.
SHOWN = ("killed", "casualties")


def weekly_bands(losses: Losses) -> tuple[WeeklySeries, ...]:
    """Return the weekly losses of each side and force as bands; empty where refused."""
    if losses.posterior is None or not losses.weeks:
        return ()
    found = []
    for total in losses.totals:
        if total.quantity not in SHOWN:
            continue
        draws = losses.weekly(total.side, force=total.force, category=total.quantity)
        found.append(
            WeeklySeries(
                side=total.side,
                force=total.force,
                category=total.quantity,
                periods=losses.weeks,
                probs=BANDS,
                quantiles=np.asarray(np.quantile(draws, BANDS, axis=0).T),
            )
        )
    return tuple(found)


def labels(series: WeeklySeries) -> dict[str, Any]:
    """Return all that is kept of a series but its quantiles."""
    return {
        "side": series.side,
        "force": series.force,
        "category": series.category,
        "days": [series.periods[0].start.isoformat()]
        + [period.end.isoformat() for period in series.periods],
        "probs": list(series.probs),
    }


def recalled(kept: Mapping[str, Any], quantiles: FloatArray) -> WeeklySeries:
    """Return a series from what was kept of it."""
    days: Sequence[date] = [date.fromisoformat(day) for day in kept["days"]]
    return WeeklySeries(
        side=kept["side"],
        force=kept["force"],
        category=kept["category"],
        periods=tuple(Period(start=start, end=end) for start, end in pairwise(days)),
        probs=tuple(kept["probs"]),
        quantiles=quantiles,
    )
