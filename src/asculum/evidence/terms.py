"""How the sides could have come to terms: deals, shifting power, demands, a walk of battles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from asculum.evidence.ranges import Range, stated_only


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
        return stated_only(named)


@dataclass(frozen=True, kw_only=True)
class Shift:
    """Power that shifts: could a deal have been kept on ``date``?

    ``side`` is A, the side that grows stronger. The good of each period is 1; costs of war, in the
    same unit, are borne once; ``patience`` is the weight of the next period.
    """

    id: str
    side: str
    date: date
    over: str
    chance_now: Range
    chance_later: Range
    patience: Range
    cost_a: Range
    cost_b: Range
    note: str = ""
    line: int = 0

    def ranges(self) -> dict[str, Range]:
        """Return the ranges that are stated, by key."""
        return {
            "chance_now": self.chance_now,
            "chance_later": self.chance_later,
            "patience": self.patience,
            "cost_a": self.cost_a,
            "cost_b": self.cost_b,
        }


@dataclass(frozen=True, kw_only=True)
class Screen:
    """Demands made while the fighting goes on, of an enemy whose cost of war is hidden.

    ``side`` is A, who makes the demands. ``most`` is the highest cost that B may still avoid,
    ``cost`` what A may still avoid, in the same unit; ``keep`` the share of both that is still
    avoidable one round later.
    """

    id: str
    side: str
    date: date
    over: str
    most: Range
    cost: Range
    keep: Range
    note: str = ""
    line: int = 0

    def ranges(self) -> dict[str, Range]:
        """Return the ranges that are stated, by key."""
        return {"most": self.most, "cost": self.cost, "keep": self.keep}


@dataclass(frozen=True, kw_only=True)
class FortWalk:
    """A war as a walk of ``steps`` steps between sides that disagree about their strength.

    ``side`` is A, who held ``held`` of them on ``date``. What each side believed of the chance that
    A wins a battle is worth so many battles won and lost; a battle costs either a share of all.
    ``chance`` is the true one.
    """

    id: str
    side: str
    date: date
    over: str
    steps: int
    held: int
    a_won: float
    a_lost: float
    b_won: float
    b_lost: float
    chance: Range
    cost_a: Range
    cost_b: Range
    note: str = ""
    line: int = 0

    def ranges(self) -> dict[str, Range]:
        """Return the ranges that are stated, by key."""
        return {"chance": self.chance, "cost_a": self.cost_a, "cost_b": self.cost_b}
