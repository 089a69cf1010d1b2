"""Events: deaths by place and day, as event data sets publish them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from asculum.terms.period import Period


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened at a place, with the deaths [persons] that a data set gives it.

    ``date_start`` and ``date_end`` are the first and the last day, both included, as data sets
    publish them. ``actor_a`` and ``actor_b`` are the data set's own names; ``side_a`` and
    ``side_b`` the dossier's sides where they are the same. ``published`` is ``None`` where the
    file does not say when its row came out. ``flags`` are words for what is odd about the row.
    """

    id: str
    source: str
    date_start: date
    date_end: date
    published: date | None = None
    date_precision: str = ""
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    place_precision: str = ""
    actor_a: str = ""
    actor_b: str = ""
    side_a: str = ""
    side_b: str = ""
    low: float | None = None
    best: float | None = None
    high: float | None = None
    deaths_a: float | None = None
    deaths_b: float | None = None
    deaths_civilians: float | None = None
    deaths_unknown: float | None = None
    dataset: str = ""
    version: str = ""
    flags: str = ""
    url: str = ""
    note: str = ""
    line: int = 0

    @property
    def period(self) -> Period:
        """The days of the event as ``[start, end)``."""
        last = min(self.date_end, date.max - timedelta(days=1))
        return Period(start=min(self.date_start, last), end=last + timedelta(days=1))

    @property
    def in_order(self) -> bool:
        """Whether low ≤ best ≤ high, as far as they are given."""
        given = [item for item in (self.low, self.best, self.high) if item is not None]
        return given == sorted(given)

    def known_by(self, day: date) -> bool:
        """Whether the event can have been known on ``day``."""
        return (self.published or self.date_end) <= day and self.date_end <= day
