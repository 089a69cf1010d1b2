"""Choices: what a side could have done instead, what it would have given for it, and deals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class OptionKind(StrEnum):
    """What a side may do on a day: go on, break off, or settle."""

    HOLD = "hold"
    WITHDRAW = "withdraw"
    SETTLE = "settle"


@dataclass(frozen=True, kw_only=True)
class Range:
    """A number that needs judgement: its ends, every value between them as likely, and why.

    ``source`` is empty where the range is assumed.
    """

    low: float
    high: float
    why: str = ""
    source: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing that a side did or could have done from ``date`` on, weighed up to ``end``.

    One option of a side on a day is what happened: its losses are those that are reckoned from the
    claims. Of every other ``own_rate`` and ``enemy_rate`` multiply them, and ``own_once`` [persons]
    comes on top. ``days`` is how long the enemy was kept out of the place from ``date`` on,
    ``keeps`` the share of the place that is held at the end, ``freed`` the men [persons] who could
    go elsewhere.
    """

    id: str
    side: str
    kind: OptionKind
    name: str
    end: date | None = None
    date: date
    happened: bool = False
    after: str = ""
    own_rate: Range | None = None
    enemy_rate: Range | None = None
    own_once: Range | None = None
    days: Range | None = None
    keeps: Range | None = None
    freed: Range | None = None
    line: int = 0

    def ranges(self) -> dict[str, Range]:
        """Return the ranges that are stated, by key."""
        named = {
            "own_rate": self.own_rate,
            "enemy_rate": self.enemy_rate,
            "own_once": self.own_once,
            "days": self.days,
            "keeps": self.keeps,
            "freed": self.freed,
        }
        return {name: item for name, item in named.items() if item is not None}


@dataclass(frozen=True, kw_only=True)
class Price:
    """How many own losses a side would have given for what an option brings; all may be missing.

    ``enemy`` is for one loss of the enemy, ``day`` for a day that the enemy is kept out, ``place``
    for the whole place at the end, ``freed`` for one man free to go elsewhere.
    """

    side: str
    enemy: Range | None = None
    day: Range | None = None
    place: Range | None = None
    freed: Range | None = None
    line: int = 0

    def ranges(self) -> dict[str, Range]:
        """Return the ranges that are stated, by key."""
        named = {"enemy": self.enemy, "day": self.day, "place": self.place, "freed": self.freed}
        return {name: item for name, item in named.items() if item is not None}


@dataclass(frozen=True, kw_only=True)
class Deal:
    """What may have been settled on ``date`` instead of fighting on to the battle's end.

    ``side`` is A, the side whose chances are spoken of. Chances are those that A wins what is
    fought over, as A and as B see it. What the fighting costs a side is a share of what is fought
    over (``cost_…``), or follows from its losses and from how many own losses the whole is worth
    to it (``worth_…``).
    """

    id: str
    side: str
    date: date
    over: str
    chance_by_a: Range
    chance_by_b: Range
    cost_a: Range | None = None
    cost_b: Range | None = None
    worth_a: Range | None = None
    worth_b: Range | None = None
    note: str = ""
    line: int = 0

    def ranges(self) -> dict[str, Range]:
        """Return the ranges that are stated, by key."""
        named = {
            "chance_by_a": self.chance_by_a,
            "chance_by_b": self.chance_by_b,
            "cost_a": self.cost_a,
            "cost_b": self.cost_b,
            "worth_a": self.worth_a,
            "worth_b": self.worth_b,
        }
        return {name: item for name, item in named.items() if item is not None}


@dataclass(frozen=True, kw_only=True)
class Front:
    """One front of a side: the forces of both [one unit for all], and what holding it was worth.

    The fronts of a side are judged together; ``here`` marks the one of the battle.
    """

    side: str
    name: str
    own: Range
    enemy: Range
    worth: Range
    here: bool = False
    line: int = 0

    def ranges(self) -> dict[str, Range]:
        """Return the ranges that are stated, by key."""
        return {"own": self.own, "enemy": self.enemy, "worth": self.worth}


@dataclass(frozen=True, kw_only=True)
class Resolve:
    """A side that learns as it fights on, and a leader to whom victory gives something more.

    ``steps`` are the steps from losing all to winning all, ``held`` those held on ``date``;
    ``won`` and ``lost`` are the battles that its belief is worth; a battle costs ``cost`` and
    breaking off keeps ``keeps`` times the share held, as shares of all. ``bonus`` is what victory
    gives the leader alone.
    """

    side: str
    date: date
    steps: int
    held: int
    won: float
    lost: float
    chance: Range
    cost: Range
    keeps: Range
    bonus: Range
    line: int = 0

    def ranges(self) -> dict[str, Range]:
        """Return the ranges that are stated, by key."""
        return {
            "chance": self.chance,
            "cost": self.cost,
            "keeps": self.keeps,
            "bonus": self.bonus,
        }


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Everything a dossier states of what else could have been done."""

    options: tuple[Option, ...] = ()
    prices: tuple[Price, ...] = ()
    deals: tuple[Deal, ...] = ()
    fronts: tuple[Front, ...] = ()
    resolves: tuple[Resolve, ...] = ()

    @property
    def stated(self) -> tuple[tuple[str, Option | Price | Deal | Front | Resolve], ...]:
        """Every table with the key it stands under."""
        return (
            *(("options", item) for item in self.options),
            *(("prices", item) for item in self.prices),
            *(("deals", item) for item in self.deals),
            *(("fronts", item) for item in self.fronts),
            *(("resolves", item) for item in self.resolves),
        )

    @property
    def sources(self) -> frozenset[str]:
        """The sources that any range names."""
        ranges = (part for _, item in self.stated for part in item.ranges().values())
        return frozenset(part.source for part in ranges if part.source)
