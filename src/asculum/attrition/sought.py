"""Changes of a law's rates whose days are not known: what is sought, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt

from asculum.terms.errors import UsageError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: The most days of a change that are tried, by how many changes are sought.
MOST_DAYS = {1: 200, 2: 40}
#: The chance from which on a change counts as found.
FOUND = 0.95


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Up to ``most`` changes of both rates, at the start of periods that the battle must tell.

    ``none`` is the chance, before the battle's figures are read, that no rate changed. The rest is
    shared evenly between the numbers of changes, and that of a number evenly between its days.
    ``apart`` is the fewest periods between two changes, and before the first and after the last.
    """

    most: int = 1
    none: float = 0.5
    apart: int = 3

    def __post_init__(self) -> None:
        if self.most not in MOST_DAYS or not 0.0 < self.none < 1.0 or self.apart < 2:
            raise UsageError(
                "ATT061",
                f"{self.most} changes sought, {self.none:g} for none, {self.apart} periods apart",
                why="one or two changes are sought, 2 periods apart at the least, and before the "
                "figures are read neither a change nor none is certain",
                fix="give Sought(most=1)",
            )

    def days(self, periods: int) -> tuple[int, ...]:
        """Return the periods, counted from 1, at whose start a change is tried: thinned evenly."""
        every = range(self.apart + 1, periods - self.apart + 2)
        stride = -(-len(every) // MOST_DAYS[self.most]) if len(every) else 1
        return tuple(every[::stride])

    def tried(self, periods: int) -> tuple[tuple[int, ...], ...]:
        """Return every set of days that is tried, the one without a change first."""
        days = self.days(periods)
        found: list[tuple[int, ...]] = [()]
        for number in range(1, self.most + 1):
            found += [
                one
                for one in combinations(days, number)
                if all(b - a >= self.apart for a, b in pairwise(one))
            ]
        return tuple(found)

    def log_prior(self, tried: tuple[tuple[int, ...], ...]) -> FloatArray:
        """Return the logarithm of each set's prior chance, shape (set,); they sum to one."""
        counts = np.bincount([len(one) for one in tried], minlength=self.most + 1)
        shares = np.full(self.most + 1, (1.0 - self.none) / max((counts[1:] > 0).sum(), 1))
        shares[0] = self.none if counts[1:].any() else 1.0
        return np.asarray(np.log([shares[len(one)] / counts[len(one)] for one in tried]))


@dataclass(frozen=True, kw_only=True, eq=False)
class Changes:
    """Changes of a law's rates as a battle tells them.

    ``chances`` are those of 0, 1, … changes, and ``prior`` what they were before. ``days`` are the
    periods that were tried, counted from 1, and ``by_day`` the chance of a change at each one's
    start. ``begin`` (draw, most) is the period of each draw's changes, 0 where there is none, and
    ``factors`` (draw, most, 2) the logarithm of what they multiply both rates by, 0 likewise.
    ``evidence`` is the logarithm of the chance of the figures under the law, changes included.
    """

    chances: tuple[float, ...]
    prior: tuple[float, ...]
    days: tuple[int, ...]
    by_day: FloatArray
    begin: IntArray
    factors: FloatArray
    evidence: float

    @property
    def any(self) -> float:
        """Chance of at least one change."""
        return 1.0 - self.chances[0]

    @property
    def number(self) -> int:
        """The likeliest number of changes."""
        return int(np.argmax(self.chances))

    def when(self, prob: float = 0.9) -> tuple[tuple[int, int, int], ...]:
        """Return lower, middle and upper period of each change, as many as are likeliest."""
        rows = self.begin[(self.begin > 0).sum(axis=1) == self.number, : self.number]
        tail = (1.0 - prob) / 2.0
        ends = np.quantile(rows, (tail, 0.5, 1.0 - tail), axis=0, method="inverted_cdf")
        return tuple((int(low), int(middle), int(high)) for low, middle, high in ends.T)

    def sizes(self, prob: float = 0.9) -> FloatArray:
        """Return by what those changes multiply: (change, side, lower/middle/upper)."""
        rows = self.factors[(self.begin > 0).sum(axis=1) == self.number, : self.number]
        tail = (1.0 - prob) / 2.0
        ends = np.quantile(rows, (tail, 0.5, 1.0 - tail), axis=0)
        return np.asarray(np.exp(np.moveaxis(ends, 0, -1)))

    def sentence(self, name: str) -> str:
        """Say in words whether a change was found, and when."""
        chance = f"{min(self.any, 0.999):.1%}" if self.any > 0.9995 else f"{self.any:.0%}"
        before = f"{1.0 - self.prior[0]:.0%} before the figures"
        if self.any < FOUND or self.number == 0:
            told = "no change of the rates is found" if self.any < 0.5 else "a change is not sure"
            return f"{name}: {told} (chance of any: {chance}; {before})."
        parts = [
            f"row {middle} on ({low} to {high}; A's rate times {sizes[0, 1]:.2g}, "
            f"B's times {sizes[1, 1]:.2g})"
            for (low, middle, high), sizes in zip(self.when(), self.sizes(), strict=True)
        ]
        over = "over " if self.any > 0.9995 else ""
        return (
            f"{name}: the rates change from {' and from '.join(parts)} "
            f"(chance of any: {over}{chance}; {before})."
        )
