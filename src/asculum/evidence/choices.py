"""Choices: what a side could have done instead, what it would have given for it, and deals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from asculum.evidence.ranges import Range, stated_only
from asculum.evidence.terms import Deal, FortWalk, Screen, Shift


class OptionKind(StrEnum):
    """What a side may do on a day: go on, break off, or settle."""

    HOLD = "hold"
    WITHDRAW = "withdraw"
    SETTLE = "settle"


#: The ranges of an option.
OPTION_RANGES = (
    *("own_rate", "enemy_rate", "own_once", "days", "keeps", "freed"),
    *("lasts", "hoped"),
)


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing that a side did or could have done from ``date`` on, weighed up to ``end``.

    One option of a side on a day is what happened: its losses are those that are reckoned from the
    claims. Of every other ``own_rate`` and ``enemy_rate`` multiply them, and ``own_once`` [persons]
    comes on top. ``days`` is how long the enemy was kept out of the place from ``date`` on,
    ``keeps`` the share of the place that is held at the end, ``freed`` the men [persons] who could
    go elsewhere. Of what happened two more may be stated, as they could be expected on ``date``:
    ``lasts``, how many days more the fight would go on, and ``hoped``, the share held at its end.
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
    lasts: Range | None = None
    hoped: Range | None = None
    line: int = 0

    def ranges(self) -> dict[str, Range]:
        """Return the ranges that are stated, by key."""
        return stated_only({key: getattr(self, key) for key in OPTION_RANGES})

    def looking_back(self) -> Option:
        """Return the option with hindsight: without what was only expected."""
        return replace(self, lasts=None, hoped=None)

    def on_the_day(self) -> Option:
        """Return the option as it could be seen on its day: without how it turned out."""
        if not self.happened:
            return self.looking_back()
        return replace(self, days=None, keeps=self.hoped, lasts=None, hoped=None)


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
        return stated_only(named)


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


#: Everything that a dossier may state of choices.
Stated = Option | Price | Deal | Shift | Screen | FortWalk | Front | Resolve


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Everything a dossier states of what else could have been done."""

    options: tuple[Option, ...] = ()
    prices: tuple[Price, ...] = ()
    deals: tuple[Deal, ...] = ()
    fronts: tuple[Front, ...] = ()
    resolves: tuple[Resolve, ...] = ()
    shifts: tuple[Shift, ...] = ()
    screens: tuple[Screen, ...] = ()
    walks: tuple[FortWalk, ...] = ()

    @property
    def terms(self) -> bool:
        """Whether anything is stated of how the sides could have come to terms."""
        return bool(self.deals or self.shifts or self.screens or self.walks)

    @property
    def stated(self) -> tuple[tuple[str, Stated], ...]:
        """Every table with the key it stands under."""
        return (
            *(("options", item) for item in self.options),
            *(("prices", item) for item in self.prices),
            *(("deals", item) for item in self.deals),
            *(("fronts", item) for item in self.fronts),
            *(("resolves", item) for item in self.resolves),
            *(("shifts", item) for item in self.shifts),
            *(("screens", item) for item in self.screens),
            *(("walks", item) for item in self.walks),
        )

    @property
    def sources(self) -> frozenset[str]:
        """The sources that any range names."""
        ranges = (part for _, item in self.stated for part in item.ranges().values())
        return frozenset(part.source for part in ranges if part.source)
