"""How many are left: the exact distribution of the winner's strength."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.attrition.exact import clocks
from asculum.attrition.laws import Law
from asculum.terms.errors import ModelError

FloatArray = npt.NDArray[np.float64]

#: Log of the probability below which a number of survivors is left out.
NEGLIGIBLE = -42.0
#: Change of any probability at which the step is fine enough, and steps tried.
SETTLED, STEPS = 1e-11, (0.1, 0.05, 0.025, 0.0125, 0.00625, 0.003125)


@dataclass(frozen=True, kw_only=True, eq=False)
class Remaining:
    """Where one side stands at the end: ``probability[k]`` of strength ``floor + k``.

    ``probability[0]`` is that of having broken, which is the other side's victory.
    """

    floor: int
    probability: FloatArray

    @property
    def win(self) -> float:
        """P(the side wins)."""
        return float(self.probability[1:].sum())

    def moments(self, *, beaten_as: float | None = None) -> tuple[float, float]:
        """Return mean and standard deviation of the strength at the end [persons].

        ``beaten_as`` counts a beaten side as that strength, such as 0; its floor unless given.
        """
        held = self._strengths(beaten_as)
        mean = float(self.probability @ held)
        return mean, math.sqrt(float(self.probability @ (held - mean) ** 2))

    def quantile(self, share: float) -> float:
        """Return the strength at the end [persons] not passed with probability ``share``."""
        total = np.cumsum(self.probability)
        place = int(np.searchsorted(total, share * total[-1] * (1 - 1e-12)))
        return float(self.floor + min(place, self.probability.size - 1))

    def _strengths(self, beaten_as: float | None) -> FloatArray:
        held = self.floor + np.arange(self.probability.size, dtype=np.float64)
        if beaten_as is not None:
            held[0] = beaten_as
        return held


def remaining(
    law: Law, strengths: tuple[int, int], floors: tuple[int, int], draw: int = 0
) -> tuple[Remaining, Remaining]:
    """Return the exact distribution of both sides' strength at the end.

    Probabilities are right to about 1e-13 of 1, not each to its own digits.
    """
    mu, nu = clocks(law, strengths, floors, draw)
    a, b = _of(mu, nu), _of(nu, mu)
    a[0], b[0] = b[1:].sum(), a[1:].sum()
    return (
        Remaining(floor=floors[0], probability=a),
        Remaining(floor=floors[1], probability=b),
    )


def by_lattice(
    law: Law, strengths: tuple[int, int], floors: tuple[int, int], draw: int = 0
) -> tuple[Remaining, Remaining]:
    """Return the same by sweeping every state, in time m·n: a check by another way."""
    from asculum.attrition._lattice import lattice

    a, b = lattice(*clocks(law, strengths, floors, draw))
    a[0], b[0] = b[1:].sum(), a[1:].sum()
    return (
        Remaining(floor=floors[0], probability=a),
        Remaining(floor=floors[1], probability=b),
    )


def _of(mu: FloatArray, nu: FloatArray) -> FloatArray:
    """Return P(A wins with k units above its floor), k from 0; the first is left 0."""
    from asculum.attrition._sums import survivors

    found = np.zeros(mu.size + 1)
    low, high = _window(mu, nu)
    if low >= high:
        return found
    spread = float(np.sqrt((mu[low:] ** 2).sum() + (nu**2).sum()))
    before, now = np.empty(high - low), np.empty(high - low)
    survivors(mu, nu, low, high, STEPS[0], 1.0 / spread, before)
    for step in STEPS[1:]:
        survivors(mu, nu, low, high, step, 1.0 / spread, now)
        if abs(now - before).max() < SETTLED:
            found[low + 1 : high + 1] = np.maximum(now, 0.0)
            return found
        before, now = now, before
    raise ModelError(
        "ATT005",
        f"the distribution of survivors still moves by {abs(now - before).max():.1g}",
        why="the clocks of this battle differ by too much for the rule to settle",
        fix="simulate instead: asculum simulate …",
    )


def _window(mu: FloatArray, nu: FloatArray) -> tuple[int, int]:
    """Return the span of k − 1 outside which every probability is negligible."""
    from asculum.attrition._sums import log_bound

    def first(passes: Callable[[int], bool], low: int, high: int) -> tuple[int, int]:
        while high - low > max(16, mu.size // 50):
            middle = (low + high) // 2
            low, high = (low, middle) if passes(middle) else (middle, high)
        return low, high

    # S_k > T_B hardly ever from here up
    _, high = first(lambda k: log_bound(mu[k:], nu) < NEGLIGIBLE, 0, mu.size)
    # T_B > S_k hardly ever from here down
    low, _ = first(lambda k: log_bound(nu, mu[k:]) >= NEGLIGIBLE, 0, mu.size)
    return low, high
