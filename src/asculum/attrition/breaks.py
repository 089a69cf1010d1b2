"""Break points: how much a side bears before it gives up the fight."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.terms.errors import UsageError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Break(ABC):
    """When a side breaks: at a share of its strength lost, the same or another in each draw."""

    @abstractmethod
    def shares(self, uniform: FloatArray) -> FloatArray:
        """Return the share lost at which the side breaks, for each uniform number in (0, 1)."""

    @property
    def random(self) -> bool:
        """Whether draws differ."""
        return False

    def floors(self, strength: int, uniform: FloatArray) -> IntArray:
        """Return the strength [persons] at which the side breaks: ``strength`` less its losses."""
        lost = np.ceil(self.shares(uniform) * strength - 1e-9 * strength)
        return np.asarray(strength - np.clip(lost, 1, strength), dtype=np.int64)


@dataclass(frozen=True, kw_only=True)
class ToTheLast(Break):
    """The side fights to its last man."""

    def shares(self, uniform: FloatArray) -> FloatArray:
        """Return 1 throughout."""
        return np.ones_like(uniform)


@dataclass(frozen=True, kw_only=True)
class AtShare(Break):
    """The side breaks once ``share`` of its strength is lost, in (0, 1].

    No fixed share fits history: of the beaten sides in CDB90 a quarter broke below 7 % and a
    quarter above 32 %.
    """

    share: float

    def __post_init__(self) -> None:
        _check(self.share)

    def shares(self, uniform: FloatArray) -> FloatArray:
        """Return the share throughout."""
        return np.full_like(uniform, self.share)


@dataclass(frozen=True, kw_only=True)
class BetweenShares(Break):
    """The side breaks at a share lost that is drawn evenly between ``low`` and ``high``."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _check(self.low)
        _check(self.high)
        if self.low > self.high:
            raise UsageError(
                "ATT003",
                f"the break point runs from {self.low} to {self.high}",
                why="a range is given with its lower end first",
                fix=f"swap them: {self.high}:{self.low}",
            )

    @property
    def random(self) -> bool:
        """Whether draws differ."""
        return self.low < self.high

    def shares(self, uniform: FloatArray) -> FloatArray:
        """Return the quantiles of the range."""
        return np.asarray(self.low + (self.high - self.low) * uniform, dtype=np.float64)


def _check(share: float) -> None:
    if not 0 < share <= 1:
        raise UsageError(
            "ATT003",
            f"the break point is a share lost of {share}",
            why="a side breaks at a share of its strength lost, above 0 and at most 1",
            fix="write 0.3 for 30 %, and 1 for a fight to the last man",
        )
