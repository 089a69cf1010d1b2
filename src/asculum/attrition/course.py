"""What befalls a battle from outside its law: reinforcements, other losses, posture, changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from asculum.terms.errors import UsageError

FloatArray = npt.NDArray[np.float64]


class Side(StrEnum):
    """The two sides of a stylised battle."""

    A = "attacker"
    B = "defender"


@dataclass(frozen=True, kw_only=True)
class Reinforcement:
    """``persons`` a day join a side from day ``start`` up to day ``end``."""

    side: Side
    persons: float
    start: float
    end: float


@dataclass(frozen=True, kw_only=True)
class OtherLosses:
    """A share a day of a side is lost to sickness, accident and desertion (Morse and Kimball)."""

    side: Side
    share: float


@dataclass(frozen=True, kw_only=True)
class Posture:
    """From day ``start`` to day ``end`` A's losses are multiplied by ``d`` and B's divided by it.

    ``d`` above 1 where A attacks a prepared side; its inverse where the sides change places.
    """

    d: float
    start: float
    end: float


@dataclass(frozen=True, kw_only=True)
class RateChange:
    """From day ``start`` to day ``end`` the losses of a side are multiplied by ``factor``."""

    side: Side
    factor: float
    start: float
    end: float


Piece = Reinforcement | OtherLosses | Posture | RateChange


@dataclass(frozen=True, kw_only=True)
class Course:
    """``days`` of battle told every ``step`` days, and what changes on the way.

    Pieces begin and end on multiples of ``step``; several at one time add up or multiply.
    """

    days: float
    step: float = 1.0
    pieces: Sequence[Piece] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        if not (np.isfinite(self.days) and np.isfinite(self.step) and 0 < self.step <= self.days):
            raise UsageError(
                "ATT010",
                f"{self.days} days in steps of {self.step}",
                why="a battle lasts at least one step, and a step is above 0",
                fix="give days=60, step=1",
            )
        for piece in self.pieces:
            self._check(piece)

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return int(np.ceil(self.days / self.step - 1e-9))

    def rows(self) -> FloatArray:
        """Return, for each step, what joins A and B, factors on their losses, shares else lost."""
        rows = np.zeros((self.steps, 6))
        rows[:, 2:4] = 1.0
        for piece in self.pieces:
            if isinstance(piece, OtherLosses):
                rows[:, 4 + _place(piece.side)] += piece.share
                continue
            first, after = round(piece.start / self.step), round(piece.end / self.step)
            held = rows[first:after]
            if isinstance(piece, Reinforcement):
                held[:, _place(piece.side)] += piece.persons
            elif isinstance(piece, RateChange):
                held[:, 2 + _place(piece.side)] *= piece.factor
            else:
                held[:, 2] *= piece.d
                held[:, 3] /= piece.d
        return rows

    def changes(self) -> tuple[FloatArray, FloatArray]:
        """Return the rows, without those that repeat the one before, and the day each is up to."""
        rows = self.rows()
        last = np.append((np.diff(rows, axis=0) != 0).any(axis=1), True)
        return rows[last], np.asarray((np.flatnonzero(last) + 1.0) * self.step)

    def joins(self) -> FloatArray:
        """Return the day on which each person joins and the side, 0 for A, in order of the days.

        The n-th joins a side as the sum of who is to have joined it passes n − ½: the whole numbers
        nearest to that sum. Shape (person, 2).
        """
        found = []
        for side, daily in enumerate(self.rows().T[:2]):
            total = np.concatenate([[0.0], np.cumsum(daily) * self.step])
            persons = np.arange(int(np.floor(total[-1] + 0.5 + 1e-9)))
            when = np.searchsorted(total, persons + 0.5 - 1e-9) - 1
            days = when * self.step + (persons + 0.5 - total[when]) / daily[when]
            found.append(np.column_stack([days, np.full(days.size, float(side))]))
        both = np.concatenate(found)
        return both[np.argsort(both[:, 0], kind="stable")]

    def _check(self, piece: Piece) -> None:
        wrong = ""
        if isinstance(piece, OtherLosses):
            wrong = "" if 0 <= piece.share < np.inf else "a share lost a day is 0 or more"
        else:
            on_grid = all(
                abs(day / self.step - round(day / self.step)) < 1e-9
                for day in (piece.start, piece.end)
            )
            if not 0 <= piece.start < piece.end:
                wrong = "a piece ends after it begins, and begins no earlier than the battle"
            elif not on_grid:
                wrong = "pieces begin and end where a step does"
            elif isinstance(piece, Reinforcement) and not 0 <= piece.persons < np.inf:
                wrong = "reinforcements are 0 persons a day or more"
            elif isinstance(piece, RateChange) and not 0 <= piece.factor < np.inf:
                wrong = "a factor on losses is 0 or more"
            elif isinstance(piece, Posture) and not 0 < piece.d < np.inf:
                wrong = "d multiplies one side's losses and divides the other's, so it is above 0"
        if wrong:
            raise UsageError(
                "ATT011", f"{piece}", why=wrong, fix="mend the piece, or choose a shorter step"
            )


def _place(side: Side) -> int:
    return 0 if side is Side.A else 1
