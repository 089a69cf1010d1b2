"""Vintages: successive counts of the same months by a body that goes on verifying."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from asculum.evidence.claims import PeopleFigure
from asculum.terms.period import Period


@dataclass(frozen=True, kw_only=True)
class Vintage:
    """What had been counted of one month by one day [persons]; ``id`` names the row."""

    month: Period
    published: date
    count: int
    id: str = ""

    @property
    def age(self) -> int:
        """Days from the end of the month to the count."""
        return (self.published - self.month.end).days


@dataclass(frozen=True, kw_only=True)
class Triangle:
    """The vintages of one measure of one source and place, by month and then by day.

    A month stands once for each day of publication; ``days`` are the different days.
    """

    source: str
    place: str
    measure: str
    vintages: tuple[Vintage, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """The days of publication, the earliest first."""
        return tuple(sorted({vintage.published for vintage in self.vintages}))

    @property
    def months(self) -> tuple[Period, ...]:
        """The months, the earliest first."""
        return tuple(sorted({vintage.month for vintage in self.vintages}))


def triangles(people: Iterable[PeopleFigure]) -> tuple[Triangle, ...]:
    """Return the triangles that rows of people.csv hold: whole calendar months, told repeatedly.

    Counts of a month that was not over are left out, for they grow with the month itself.
    """
    found: dict[tuple[str, str, str], dict[tuple[Period, date], Vintage]] = {}
    for row in people:
        if row.start is None or row.end is None or row.best is None or not _month(row):
            continue
        if row.published >= row.end:
            month = Period(start=row.start, end=row.end)
            vintage = Vintage(
                month=month, published=row.published, count=round(row.best), id=row.id
            )
            own = found.setdefault((row.source, row.place, row.measure), {})
            own[month, row.published] = vintage
    made = (
        Triangle(
            source=source,
            place=place,
            measure=measure,
            vintages=tuple(vintages[key] for key in sorted(vintages)),
        )
        for (source, place, measure), vintages in sorted(found.items())
    )
    return tuple(triangle for triangle in made if len(triangle.days) > 1)


def _month(row: PeopleFigure) -> bool:
    assert row.start is not None, "asked for only with both days"
    following = (row.start.replace(day=1) + timedelta(days=32)).replace(day=1)
    return row.start.day == 1 and row.end == following
