"""Actions against states of the world: expectation, worst case, regret, and worth of knowing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.options.checks import not_negative, positive, whole
from asculum.terms.errors import UsageError

FloatArray = npt.NDArray[np.float64]

#: Draws within this much of the best count as equally good.
TIE = 1e-12


@dataclass(frozen=True, kw_only=True, eq=False)
class DecisionTable:
    """What each action is worth in each state: ``worth`` (action, state), ``chances`` (state,).

    With draws, each draw is a state of equal chance. ``worth`` is in one unit, more is better.

    Raises ``UsageError`` DEC001 where shapes do not fit, DEC002 where chances are no distribution.
    """

    actions: tuple[str, ...]
    worth: FloatArray
    chances: FloatArray

    def __post_init__(self) -> None:
        worth = np.asarray(self.worth, dtype=np.float64)
        chances = np.asarray(self.chances, dtype=np.float64)
        if worth.shape != (len(self.actions), len(chances)) or not len(chances):
            raise UsageError(
                "DEC001",
                f"{len(self.actions)} actions and {len(chances)} states, worth {worth.shape}",
                why="worth holds a number for each action in each state",
                fix="pass an array of shape (action, state)",
            )
        if not np.isfinite(worth).all():
            raise UsageError(
                "DEC001",
                "a worth that is not a finite number",
                why="expectation and regret need a number in every state",
                fix="leave out the action or the state that cannot be judged, and say so",
            )
        if (chances < 0).any() or not np.isclose(chances.sum(), 1.0, rtol=0, atol=1e-9):
            raise UsageError(
                "DEC002",
                f"chances that add up to {chances.sum():g}",
                why="exactly one of the states holds",
                fix="give chances from 0 to 1 that add up to 1",
            )
        object.__setattr__(self, "worth", worth)
        object.__setattr__(self, "chances", chances)

    @classmethod
    def of_draws(cls, actions: Sequence[str], worth: npt.ArrayLike) -> DecisionTable:
        """Return the table of joint draws, ``worth`` (action, draw), each draw as likely."""
        values = np.asarray(worth, dtype=np.float64)
        count = values.shape[-1] if values.ndim else 0
        return cls(
            actions=tuple(actions),
            worth=values,
            chances=np.full(count, 1.0 / max(count, 1)),
        )

    @property
    def expected(self) -> FloatArray:
        """The mean worth of each action."""
        return np.asarray(self.worth @ self.chances)

    @property
    def worst(self) -> FloatArray:
        """The least worth of each action in any state that may hold."""
        return np.asarray(self.worth[:, self.chances > 0].min(axis=1))

    @property
    def regret(self) -> FloatArray:
        """What each action falls short of the best in each state, shape (action, state)."""
        return np.asarray(self.worth.max(axis=0) - self.worth)

    @property
    def most_regret(self) -> FloatArray:
        """The largest regret of each action in any state that may hold."""
        return np.asarray(self.regret[:, self.chances > 0].max(axis=1))

    @property
    def best_in(self) -> FloatArray:
        """The chance that each action is (or ties for) the best."""
        return np.asarray((self.regret <= TIE) @ self.chances)

    @property
    def evpi(self) -> float:
        """What knowing the state beforehand would have been worth.

        E[max_a u] - max_a E[u], which is the least expected regret.
        """
        return float((self.regret @ self.chances).min())

    @property
    def choices(self) -> dict[str, str]:
        """The best action by each criterion; there is a winner only where all agree."""
        by = {
            "expected": self.expected,
            "worst case": self.worst,
            "largest regret": -self.most_regret,
        }
        return {name: self.actions[int(np.argmax(values))] for name, values in by.items()}

    @property
    def agreed(self) -> str:
        """The action that is best by every criterion, or empty where they disagree."""
        found = set(self.choices.values())
        return found.pop() if len(found) == 1 else ""


def break_even(slope: npt.ArrayLike, gap: npt.ArrayLike) -> FloatArray:
    """Return the value v at which two actions are worth the same: slope · v = gap; draw by draw.

    ``slope`` is how much more one unit of v adds to the first action than to the second, ``gap``
    what the second is otherwise ahead by. The first is better where v exceeds the answer if slope
    > 0, where it falls short of it if slope < 0, and nowhere decides (``nan``) if slope = 0.
    """
    a, b = np.asarray(slope, dtype=np.float64), np.asarray(gap, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(a == 0, np.nan, b / a))


def evpi_of_chance(*, won: float, lost: float, prize: float, cost: float, outside: float) -> float:
    """Return what knowing the chance of winning would be worth before a gamble.

    The chance p ~ Beta(won, lost); gambling is worth p · prize - cost, not gambling ``outside``.
    EVPI = E[max(pV - K, s)] - max(E[p]V - K, s), with E[(p - c)+] from the incomplete beta
    function, c = (K + s)/V.

    Raises ``UsageError`` BAR001 where a number is out of range.

    Examples
    --------
    >>> round(evpi_of_chance(won=2, lost=3, prize=1.0, cost=0.1, outside=0.25), 6)
    0.058889
    """
    from scipy.special import betainc

    a, b, v = positive("won", won), positive("lost", lost), positive("the prize", prize)
    k = not_negative("the cost", cost)
    mean = a / (a + b)
    c = min(max((k + outside) / v, 0.0), 1.0)
    over = mean * (1 - betainc(a + 1, b, c)) - (k + outside) / v * (1 - betainc(a, b, c))
    return float(outside + v * over - max(mean * v - k, outside))


def evsi_of_chance(
    *, won: float, lost: float, prize: float, cost: float, outside: float, trials: int
) -> float:
    """Return what seeing ``trials`` outcomes first would be worth: at most the EVPI.

    Sum over k of BetaBinomial(k) max(E[p | k]V - K, s), less the best without looking.

    Raises ``UsageError`` BAR001 where a number is out of range.

    Examples
    --------
    >>> round(evsi_of_chance(won=2, lost=3, prize=1, cost=0.1, outside=0.25, trials=5), 4)
    0.0369
    """
    from scipy.special import betaln, gammaln

    a, b, v = positive("won", won), positive("lost", lost), positive("the prize", prize)
    c, n = not_negative("the cost", cost), whole("the number of trials", trials, 0, 1_000_000)
    k = np.arange(n + 1)
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    seen = np.exp(ways + betaln(a + k, b + n - k) - betaln(a, b))
    after = np.maximum((a + k) / (a + b + n) * v - c, outside)
    return float(seen @ after - max(a / (a + b) * v - c, outside))
