"""Reporting triangles simulated with a known end: by the nowcast's own model, and by another."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from asculum.evidence.vintages import Triangle, Vintage
from asculum.losses.nowcast import Nowcast, nowcast
from asculum.terms.period import Period
from asculum.terms.streams import stream

MATURITY = 180
#: Days between the publications, told after the end of the first month.
PUBLISHED = (200, 230, 262, 290, 321, 352)
MONTHS = 11


def months() -> list[Period]:
    starts = [date(2022 + at // 12, at % 12 + 1, 1) for at in range(MONTHS + 1)]
    return [Period(start=a, end=b) for a, b in pairwise(starts)]


def by_own_model(seed: int) -> tuple[Triangle, dict[Period, int]]:
    """Growth is negative binomial step by step; speed, slowing and spread come from the prior."""
    rng = stream(seed, "simulated growth")
    speed = rng.normal(np.log(0.05), 1.5)
    while not np.log(0.001) < speed < np.log(3.0):
        speed = rng.normal(np.log(0.05), 1.5)
    slowing, spread = rng.uniform(0.0, 4.0), np.exp(rng.uniform(0.0, np.log(30.0)))

    def grow(count: int, age: float, later: float) -> int:
        points = np.linspace(age, later, 400)
        speeds = np.exp(speed) * (1 + points / 30) ** -slowing / 30
        factor = np.exp(np.trapezoid(speeds, points))
        over = max(spread * factor - 1, 1e-12)
        size = count * (factor - 1) / over
        return count + int(rng.poisson(rng.gamma(size) * over)) if size > 0 else count

    return _told(lambda: int(rng.integers(150, 800)), grow)


def by_delays(seed: int) -> tuple[Triangle, dict[Period, int]]:
    """Every death is verified after a delay of its own (Lawless 1994), months unlike each other."""
    rng = stream(seed, "simulated delays")
    scale = rng.uniform(15, 60)
    vintages, truth = [], {}
    for month in months():
        own = scale * np.exp(rng.normal(0.0, 0.3))
        delays = rng.weibull(0.7, int(rng.integers(200, 900))) * own
        truth[month] = int(np.sum(delays <= MATURITY))
        vintages += [
            Vintage(month=month, published=day, count=int(np.sum(delays <= (day - month.end).days)))
            for day in _days()
            if day >= month.end
        ]
    return _triangle(vintages), truth


def _told(first, grow):  # type: ignore[no-untyped-def]
    vintages, truth = [], {}
    for month in months():
        days = [day for day in _days() if day >= month.end]
        ages = [(day - month.end).days for day in days]
        count, at = first(), float(ages[0])
        mature = None
        for age in sorted({*ages, MATURITY} - {age for age in [MATURITY] if ages[0] > MATURITY}):
            count, at = grow(count, at, float(age)) if age > at else count, float(age)
            if age == MATURITY:
                mature = count
            if age in ages:
                day = month.end + timedelta(days=age)
                vintages.append(Vintage(month=month, published=day, count=count))
        if mature is not None:
            truth[month] = mature
    return _triangle(vintages), truth


def _days() -> list[date]:
    return [months()[0].end + timedelta(days=days) for days in PUBLISHED]


def _triangle(vintages: list[Vintage]) -> Triangle:
    return Triangle(source="x", place="y", measure="z", vintages=tuple(vintages))


def covered(triangle: Triangle, truth: dict[Period, int], seed: int) -> list[tuple[bool, bool]]:
    """Return for each growing month whether the 90 % and the 50 % interval hold its truth."""
    made: Nowcast = nowcast(triangle, maturity=MATURITY, seed=seed, draws=1000)
    found = []
    for month in made.months:
        if not month.mature and month.last.month in truth:
            end = truth[month.last.month]
            wide, narrow = month.interval(0.9), month.interval(0.5)
            found.append((wide[0] <= end <= wide[2], narrow[0] <= end <= narrow[2]))
    return found
