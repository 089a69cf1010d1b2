"""What was said: sources, claims and the other rows of a dossier, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from asculum.terms.period import Period


class Category(StrEnum):
    """What a claim counts."""

    KILLED = "killed"
    WOUNDED = "wounded"
    CAPTURED = "captured"
    MISSING = "missing"
    CASUALTIES = "casualties"
    IRRECOVERABLE = "irrecoverable"


class Kind(StrEnum):
    """How a claim counts it."""

    COUNT = "count"
    CUMULATIVE = "cumulative"
    PER_DAY = "per_day"
    RATIO = "ratio"
    NAMED_MINIMUM = "named_minimum"


class Bound(StrEnum):
    """How a claim binds its figure."""

    ABOUT = "about"
    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Scope(StrEnum):
    """How wide a claim reaches; each scope lies within the next."""

    BATTLE = "battle"
    SECTOR = "sector"
    FRONT = "front"
    WAR = "war"


class Manner(StrEnum):
    """How a claim goes back to another."""

    REPEATS = "repeats"
    ROUNDS = "rounds"
    MISQUOTES = "misquotes"
    DOCTORS = "doctors"
    INCLUDES = "includes"


class Checked(StrEnum):
    """How far the row was checked against its source.

    ``ASSUMED`` is a premise of the dossier: no source says it and none is looked for.
    """

    PAGE = "page"
    EXCERPT = "excerpt"
    MEMORY = "memory"
    ASSUMED = "assumed"


#: The side of a claim that speaks of two sides together.
BOTH = "both"
#: The side of a claim that speaks of civilians, who are never summed with soldiers.
CIVILIANS = "civilians"
#: The allegiance of a source that belongs to no side.
THIRD = "third"
#: A place that no side holds alone.
CONTESTED = "contested"


@dataclass(frozen=True, kw_only=True)
class Source:
    """A person or body that makes claims. ``allegiance`` is a side's id or ``third``."""

    id: str
    name: str
    allegiance: str
    short: str = ""
    backs: str = ""
    kind: str = ""
    url: str = ""
    note: str = ""
    line: int = 0

    @property
    def label(self) -> str:
        """The name for the marks of a chart."""
        return self.short or self.name


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A sentence with a number and a source.

    ``low``, ``best`` and ``high`` are [persons] (or persons a day, or a pure number for a ratio);
    at least one is present. ``period`` is what the claim speaks of, ``published`` when it was said.
    ``apart_from`` names claims that it looks like an echo of and, both having been read, is not.
    ``start_given`` and ``end_given`` tell whether the row states the period or it was filled in.
    """

    id: str
    published: date
    source: str
    side: str
    category: Category
    kind: Kind
    period: Period
    scope: Scope
    force: str = ""
    versus: str = ""
    versus_force: str = ""
    low: float | None = None
    best: float | None = None
    high: float | None = None
    bound: Bound = Bound.ABOUT
    derives_from: tuple[str, ...] = ()
    manner: Manner | None = None
    apart_from: tuple[str, ...] = ()
    checked: Checked = Checked.EXCERPT
    url: str = ""
    note: str = ""
    start_given: bool = True
    end_given: bool = True
    line: int = 0

    @property
    def figure(self) -> float:
        """The figure to show: best, else the middle of the range, else the one end given."""
        if self.best is not None:
            return self.best
        if self.low is not None and self.high is not None:
            return (self.low + self.high) / 2
        end = self.low if self.low is not None else self.high
        assert end is not None, "the reader refuses a claim without a figure"
        return end


@dataclass(frozen=True, kw_only=True)
class Strength:
    """A statement of how many a side or force had [persons]."""

    id: str
    published: date
    source: str
    side: str
    measure: str
    date: date
    force: str = ""
    low: float | None = None
    best: float | None = None
    high: float | None = None
    bound: Bound = Bound.ABOUT
    checked: Checked = Checked.EXCERPT
    url: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Control:
    """Who held a place and when; ``end`` is ``None`` while the status is open."""

    place: str
    start: date
    end: date | None
    status: str
    source: str
    latitude: float | None = None
    longitude: float | None = None
    url: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class PeopleFigure:
    """A figure about the people of a place: population, civilians killed, displaced and so on.

    A population with coordinates [degrees] is a place around to which people may have fled.
    """

    id: str
    published: date
    source: str
    place: str
    measure: str
    start: date | None = None
    end: date | None = None
    low: float | None = None
    best: float | None = None
    high: float | None = None
    bound: Bound = Bound.ABOUT
    derives_from: tuple[str, ...] = ()
    manner: Manner | None = None
    latitude: float | None = None
    longitude: float | None = None
    checked: Checked = Checked.EXCERPT
    url: str = ""
    note: str = ""
    line: int = 0
