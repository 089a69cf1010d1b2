"""Attrition laws with one calling form: how fast two sides lose, given how many they are.

Side A has strength x, side B strength y [persons]. Every law here is *separable*: A loses at
f_A(x) g_A(y) and B at f_B(x) g_B(y) [persons a day]. These four functions are all that the
trajectories, the exact odds and the simulations know of a law. A coefficient is one number or one
for each draw of the parameters, shape (draw,).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.terms.errors import UsageError

FloatArray = npt.NDArray[np.float64]
#: One number, or one for each draw.
Number = float | FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Powers:
    """x′ = −a x^ax y^ay and y′ = −b x^bx y^by, in persons a day."""

    a: FloatArray
    b: FloatArray
    ax: float
    ay: float
    bx: float
    by: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Law(ABC):
    """What every law has: ``a``, the rate at which B reduces A, and ``b``, at which A reduces B.

    Their units follow from the powers of each law and are told there. Both are above 0.
    """

    a: Number
    b: Number

    def __post_init__(self) -> None:
        for name in ("a", "b"):
            values = np.asarray(getattr(self, name), dtype=np.float64)
            if (
                values.ndim > 1
                or values.size == 0
                or not (np.isfinite(values) & (values > 0)).all()
            ):
                wrong = values[~(np.isfinite(values) & (values > 0))].ravel()
                raise UsageError(
                    "ATT001",
                    f"the rate {name} of the {self.name} law is "
                    f"{wrong[0] if wrong.size else f'an array of shape {values.shape}'}",
                    why="a rate is a finite number above 0, or one such number for each draw",
                    fix=f"give {name} a number above 0",
                )
        if len({np.size(value) for value in (self.a, self.b)} - {1}) > 1:
            raise UsageError(
                "ATT001",
                f"a has {np.size(self.a)} draws and b has {np.size(self.b)}",
                why="both rates share one draw index",
                fix="give both the same number of draws",
            )

    @property
    @abstractmethod
    def name(self) -> str:
        """The law's name in a sentence."""

    @abstractmethod
    def exponents(self) -> tuple[float, float, float, float]:
        """Return the powers (ax, ay, bx, by) of x and y in A's and in B's losses."""

    def coefficients(self) -> tuple[Number, Number]:
        """Return the factors of A's and of B's losses; the rates themselves unless said."""
        return self.a, self.b

    @property
    def draws(self) -> int:
        """How many draws of the parameters there are."""
        return max(np.size(value) for value in self.coefficients())

    def powers(self) -> Powers:
        """Return the law as coefficients, shape (draw,), and powers."""
        a, b = (
            np.ascontiguousarray(np.broadcast_to(np.asarray(value, np.float64), (self.draws,)))
            for value in self.coefficients()
        )
        ax, ay, bx, by = self.exponents()
        return Powers(a=a, b=b, ax=ax, ay=ay, bx=bx, by=by)

    def f_a(self, x: npt.ArrayLike) -> FloatArray:
        """Return the part of A's losses that depends on A's strength."""
        return _power(x, self.exponents()[0])

    def g_a(self, y: npt.ArrayLike) -> FloatArray:
        """Return the part of A's losses that depends on B's strength, without the factor."""
        return _power(y, self.exponents()[1])

    def f_b(self, x: npt.ArrayLike) -> FloatArray:
        """Return the part of B's losses that depends on A's strength, without the factor."""
        return _power(x, self.exponents()[2])

    def g_b(self, y: npt.ArrayLike) -> FloatArray:
        """Return the part of B's losses that depends on B's strength."""
        return _power(y, self.exponents()[3])

    def losses(self, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return the losses of A and of B [persons a day] at strengths ``x`` and ``y``."""
        a, b = self.coefficients()
        return (
            np.asarray(a * self.f_a(x) * self.g_a(y), dtype=np.float64),
            np.asarray(b * self.f_b(x) * self.g_b(y), dtype=np.float64),
        )

    def spent_by_a(self, x: npt.ArrayLike, floor: float = 0.0) -> FloatArray:
        """Return ∫ b f_B/f_A from ``floor`` to ``x``: what A's strength is worth in this law.

        With :meth:`spent_by_b` it is the law's invariant: the difference stays as it is all through
        a battle without reinforcements, and the side whose whole is worth more wins.
        """
        ax, _, bx, _ = self.exponents()
        return np.asarray(self.coefficients()[1] * _integral(x, bx - ax, floor), dtype=np.float64)

    def spent_by_b(self, y: npt.ArrayLike, floor: float = 0.0) -> FloatArray:
        """Return ∫ a g_A/g_B from ``floor`` to ``y``: what B's strength is worth."""
        _, ay, _, by = self.exponents()
        return np.asarray(self.coefficients()[0] * _integral(y, ay - by, floor), dtype=np.float64)


@dataclass(frozen=True, kw_only=True, eq=False)
class Square(Law):
    """Aimed fire, every man in reach: x′ = −a y, y′ = −b x. b x² − a y² is constant.

    ``a`` is A's losses for each person of B a day, ``b`` B's losses for each person of A [1/day].

    Assumes: targets are plenty, fire is shifted at once, nobody waits out of range.
    Biased when: part of a force cannot bring its weapons to bear; numbers then count for too much.
    Do not use when: losses grow with the victim's own numbers (area fire, disease, ambush).
    Reference: Osipov (1915); Lanchester (1916), ch. V.
    """

    @property
    def name(self) -> str:
        """The law's name in a sentence."""
        return "square"

    def exponents(self) -> tuple[float, float, float, float]:
        """Return the powers (ax, ay, bx, by)."""
        return 0.0, 1.0, 1.0, 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Linear(Law):
    """Fire at an area, or duels: x′ = −a x y, y′ = −b x y. b x − a y is constant.

    ``a`` and ``b`` are losses for each pair of opponents a day [1/(person·day)].

    Assumes: each side fires where the other may be, over a fixed area.
    Biased when: forces spread out as they grow, which thins the targets.
    Do not use when: fire is aimed and shifted to those still standing.
    Reference: Lanchester (1916), ch. V.
    """

    @property
    def name(self) -> str:
        """The law's name in a sentence."""
        return "linear"

    def exponents(self) -> tuple[float, float, float, float]:
        """Return the powers (ax, ay, bx, by)."""
        return 1.0, 1.0, 1.0, 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Logarithmic(Law):
    """Losses by one's own number: x′ = −a x, y′ = −b y. ln x / a − ln y / b is constant.

    ``a`` and ``b`` are the shares of a side lost a day [1/day]. Neither side ever reaches 0, so a
    battle under this law ends at break points or at the last man of the stochastic battle.

    Assumes: the enemy's numbers do not matter.
    Biased when: one side is much the stronger.
    Do not use when: there are no break points and an end is asked for.
    Reference: Peterson (1967).
    """

    @property
    def name(self) -> str:
        """The law's name in a sentence."""
        return "logarithmic"

    def exponents(self) -> tuple[float, float, float, float]:
        """Return the powers (ax, ay, bx, by)."""
        return 1.0, 0.0, 0.0, 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Ambush(Law):
    """Deitchman's mixed law, A hidden and B in the open: x′ = −a x y, y′ = −b x.

    ``a`` is [1/(person·day)]: B fires at an area; ``b`` is [1/day]: A aims. a y²/2 − b x is
    constant. Swap the sides to hide B.

    Assumes: the hidden side sees its enemy and is not seen.
    Biased when: positions are found out as the fight goes on.
    Do not use when: both sides are in the open.
    Reference: Deitchman (1962); Brackney (1959).
    """

    @property
    def name(self) -> str:
        """The law's name in a sentence."""
        return "mixed"

    def exponents(self) -> tuple[float, float, float, float]:
        """Return the powers (ax, ay, bx, by)."""
        return 1.0, 1.0, 1.0, 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class General(Law):
    """Exponents p and q, and d for who attacks: x′ = −a d y^p x^q, y′ = −(b/d) x^p y^q.

    ``a`` and ``b`` are [person^(1−p−q)/day]. ``d`` multiplies A's losses and divides B's: above 1
    where A attacks a prepared defence, below 1 where A defends, 1 for neither. p = 1, q = 0 is the
    square law, 1, 1 the linear, 0, 1 the logarithmic. b x^(1+p−q)/d − a d y^(1+p−q) is constant.

    Assumes: one p and one q for both sides all through the battle.
    Biased when: p and q are fitted to one month of one battle; they trade off.
    Do not use when: the two sides' fire differs in kind.
    Reference: Bracken (1995), Naval Research Logistics 42.
    """

    p: float
    q: float
    d: float = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if not (np.isfinite(self.p) and np.isfinite(self.q) and abs(self.p - self.q) <= 20):
            raise UsageError(
                "ATT002",
                f"the exponents are p = {self.p} and q = {self.q}",
                why="exponents are finite and no further than 20 apart",
                fix="published fits lie between -1 and 6",
            )
        if not (np.isfinite(self.d) and self.d > 0):
            raise UsageError(
                "ATT001",
                f"the factor d is {self.d}",
                why="d multiplies one side's losses and divides the other's, so it is above 0",
                fix="use 1 where neither side has the better ground",
            )

    @property
    def name(self) -> str:
        """The law's name in a sentence."""
        return "generalised"

    def exponents(self) -> tuple[float, float, float, float]:
        """Return the powers (ax, ay, bx, by)."""
        return self.q, self.p, self.p, self.q

    def coefficients(self) -> tuple[Number, Number]:
        """Return a·d and b/d."""
        return self.a * self.d, self.b / self.d


@dataclass(frozen=True, kw_only=True, eq=False)
class Helmbold(Law):
    """Who is many cannot use them all: x′ = −a y (x/y)^(1−W), y′ = −b x (y/x)^(1−W).

    ``a`` and ``b`` are [1/day]; ``W`` in [0, 1]: 1 is the square law, 0 the logarithmic, and ½ has
    the linear law's invariant. b x^(2W) − a y^(2W) is constant. (The range of W is Helmbold's as
    commonly told; his paper was not at hand.)

    Assumes: efficiency depends on the ratio of the forces alone.
    Biased when: it is the ground, not the ratio, that keeps men out of the fight.
    Do not use when: the sides are far apart in number and fire at an area.
    Reference: Helmbold (1965), Operations Research 13.
    """

    W: float

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.W <= 1:
            raise UsageError(
                "ATT002",
                f"W is {self.W}",
                why="Helmbold's W lies between 0 and 1",
                fix="use the generalised law for other exponents",
            )

    @property
    def name(self) -> str:
        """The law's name in a sentence."""
        return "Helmbold"

    def exponents(self) -> tuple[float, float, float, float]:
        """Return the powers (ax, ay, bx, by)."""
        return 1.0 - self.W, self.W, self.W, 1.0 - self.W


@dataclass(frozen=True, kw_only=True, eq=False)
class Osipov(Helmbold):
    """Osipov's 3/2 law: b (A^1.5 − A′^1.5) = a (B^1.5 − B′^1.5) between any two moments.

    Osipov gave the relation between states and no course in time. The course here is Helmbold's
    with W = 3/4, which has that relation and whose rates ``a`` and ``b`` are [1/day]; days reckoned
    with it rest on that choice, the odds do not.

    Assumes: as Helmbold's law.
    Biased when: as Helmbold's law.
    Do not use when: as Helmbold's law.
    Reference: Osipov (1915), translated by Helmbold and Rehm (1995).
    """

    W: float = 0.75

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.W != 0.75:
            raise UsageError(
                "ATT002",
                f"W is {self.W}",
                why="Osipov's law has W = 3/4",
                fix="use Helmbold(W=…) for another",
            )

    @property
    def name(self) -> str:
        """The law's name in a sentence."""
        return "Osipov 3/2"


def _power(values: npt.ArrayLike, exponent: float) -> FloatArray:
    held = np.asarray(values, dtype=np.float64)
    if exponent == 0.0:
        return np.ones_like(held)
    return held if exponent == 1.0 else np.asarray(held**exponent, dtype=np.float64)


def _integral(values: npt.ArrayLike, exponent: float, floor: float) -> FloatArray:
    """Return ∫ u^exponent du from ``floor`` to ``values``; inf where it diverges at 0."""
    held = np.asarray(values, dtype=np.float64)
    power = exponent + 1.0
    with np.errstate(divide="ignore"):
        if power == 0.0:
            return np.asarray(np.log(held) - np.log(floor), dtype=np.float64)
        low = np.float64(floor) ** power
        return np.asarray((held**power - low) / power, dtype=np.float64)
