"""Periods: half-open spans of days ``[start, end)``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, kw_only=True, order=True)
class Period:
    """A half-open span of days: ``start`` belongs to it, ``end`` does not.

    Raises ``ValueError`` where ``end`` is not after ``start``.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"a period must end after it starts: {self.start} … {self.end}")

    @property
    def days(self) -> int:
        """Length [days]."""
        return (self.end - self.start).days

    def overlap(self, other: Period) -> int:
        """Return the days that two periods share."""
        return max(0, (min(self.end, other.end) - max(self.start, other.start)).days)

    def contains(self, other: Period) -> bool:
        """Return whether ``other`` lies wholly within this period."""
        return self.start <= other.start and other.end <= self.end

    def __str__(self) -> str:
        return f"{self.start.isoformat()} to {self.end.isoformat()} (end not included)"


def spans(whole: Period, unit: str) -> tuple[Period, ...]:
    """Cut a period into weeks counted from its first day, or into calendar months.

    The parts tile the whole; the last week, and the first and last month, may be short.
    Raises ``ValueError`` where ``unit`` is neither ``week`` nor ``month``.
    """
    if unit not in ("week", "month"):
        raise ValueError(f"a period is cut by week or by month, not by {unit}")
    found = []
    start = whole.start
    while start < whole.end:
        if unit == "week":
            end = start + timedelta(days=7)
        else:
            end = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        end = min(end, whole.end)
        found.append(Period(start=start, end=end))
        start = end
    return tuple(found)
