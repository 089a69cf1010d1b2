"""Past days beside today, as the report shows them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from asculum.losses.estimate import Losses
from asculum.report.reckoning import PastDate, PastLook, PastPoint, PastSeries
from asculum.report.wording import last_day
from asculum.study.hindcast import FOLLOWED
from asculum.study.past import PastDay
from asculum.terms.estimate import Estimate, interval


def look(days: Sequence[PastDay], losses: Losses, prob: float) -> PastLook:
    """Return what was reckoned of each side on past days, beside ``losses``, today's reckoning."""
    series = []
    for side in losses.dossier.sides:
        for category in FOLLOWED:
            then, again = [], []
            for day in days:
                told = _told(day, side.id, category)
                same = losses.total(side.id, category=category, period=day.period)
                if told is not None and same is not None:
                    then.append(_point(day, told, prob))
                    again.append(_point(day, same, prob))
            now = _curve(losses, side.id, category, prob)
            if then and now:
                series.append(
                    PastSeries(
                        side=side.id,
                        category=category,
                        then=tuple(then),
                        again=tuple(again),
                        now=now,
                    )
                )
    dates = tuple(
        PastDate(
            day=day.day,
            claims=len(day.dossier.claims),
            arrived=day.arrived,
            refusal="" if day.estimates else day.status.sentence,
            weekly=day.weekly if day.estimates else (),
        )
        for day in days
    )
    return PastLook(dates=dates, series=tuple(series))


def _told(day: PastDay, side: str, category: str) -> Estimate | None:
    for item in day.estimates:
        if (item.side, item.force, item.quantity) == (side, "", category):
            return item
    return None


def _point(day: PastDay, told: Estimate, prob: float) -> PastPoint:
    lower, median, upper = told.interval(prob)
    return PastPoint(day=day.day, lower=lower, median=median, upper=upper)


def _curve(losses: Losses, side: str, category: str, prob: float) -> tuple[PastPoint, ...]:
    """Return today's reckoning of the losses up to the end of each week."""
    if losses.posterior is None or losses.total(side, category=category) is None:
        return ()
    summed = np.cumsum(losses.weekly(side, category=category), axis=1)
    points = []
    for week, period in enumerate(losses.weeks):
        lower, median, upper = interval(summed[:, week], prob)
        points.append(PastPoint(day=last_day(period), lower=lower, median=median, upper=upper))
    return tuple(points)
