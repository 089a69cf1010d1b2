"""Periods: half-open spans of days ``[start, end)``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
