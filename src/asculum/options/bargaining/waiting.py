"""Wars of attrition: who gives in first, and why some of them have no single answer."""

from __future__ import annotations

import math
from dataclasses import dataclass

from asculum.options.checks import positive, share
from asculum.terms.errors import ModelError, UsageError


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A symmetric war of attrition: what each side spends and how long it lasts, on average.

    ``worth`` is what the contest is worth to a side, ``length`` the mean of the shorter staying
    power, in units of cost.
    """

    worth: float
    length: float
    prize: float

    def density(self, spent: float) -> float:
        """Return the density of the cost a side is ready to bear: exp(-x/V)/V."""
        return math.exp(-spent / self.prize) / self.prize


def symmetric_waiting(*, prize: float) -> Waiting:
    """Return the symmetric war of attrition with known prize V: density exp(-x/V)/V, length V/2.

    Each side chooses how much to bear; who bears more has the prize, both bear the lesser. Against
    this density every staying power is worth 0: the war eats its prize.

    Raises ``UsageError`` BAR001.

    Assumes: the same prize and the same cost of time on both sides, both known.
    Do not use when: prizes or costs differ (see ``asymmetric_waiting``).

    References: Maynard Smith 1974, Journal of Theoretical Biology 47; Bishop & Cannings 1978,
    Journal of Theoretical Biology 70.

    Examples
    --------
    >>> symmetric_waiting(prize=10.0).length
    5.0
    """
    v = positive("the prize", prize)
    return Waiting(worth=0.0, length=v / 2, prize=v)


def asymmetric_waiting(*, prize_a: float, prize_b: float, cost_a: float, cost_b: float) -> None:
    """Refuse: with known but unequal prizes or costs there is a continuum of equilibria.

    In each of them i gives in at the rate c_j/V_j, the *other* side's cost over its prize; who
    gives in at once, and with what chance, is free (Hendricks, Weiss & Wilson 1988). Any one of
    them would be our choice, not an answer.

    Raises ``ModelError`` BAR003 always, ``UsageError`` BAR001 where a number is out of range.

    References: Hendricks, Weiss & Wilson 1988, International Economic Review 29(4).
    """
    rates = [
        positive("the cost of B", cost_b) / positive("the prize of B", prize_b),
        positive("the cost of A", cost_a) / positive("the prize of A", prize_a),
    ]
    raise ModelError(
        "BAR003",
        "a war of attrition with known stakes that differ has no single outcome",
        why=(
            f"in every equilibrium A gives in at the rate {rates[0]:.3g} and B at {rates[1]:.3g}, "
            "but who gives in at once, and how likely, is left free"
        ),
        fix="give each side a chance of never giving in (--obstinate): then there is one answer",
    )


@dataclass(frozen=True, kw_only=True)
class HiddenPrizes:
    """A war of attrition in which each side's prize is hidden: spread evenly from 0 to ``most``.

    ``spent`` is what both together spend on average, ``length`` the mean cost at which one of them
    gives in.
    """

    most: float
    spent: float
    length: float

    def ready(self, prize: float) -> float:
        """Return the cost that a side with this prize is ready to bear: -v - ln(1 - v), of b."""
        v = share("the prize, of the highest", prize / self.most)
        return math.inf if v == 1.0 else self.most * (-v - math.log1p(-v))


def hidden_waiting(*, most: float) -> HiddenPrizes:
    """Return the symmetric war of attrition whose prizes are hidden, uniform on [0, b].

    A side whose prize is v (of b = 1) is ready to bear ∫ x f/(1 - F) = -v - ln(1 - v) and spends
    v²/2 on average: 1/3 of b for the two together, a mean length of 1/6. There are other
    equilibria, in which the sides differ: v₂/(1 - v₂) = k v₁/(1 - v₁) for any k > 0. Only the
    symmetric one (k = 1) is given, and only because nothing tells the sides apart; where
    something does there is no single answer (``asymmetric_waiting``).

    Raises ``UsageError`` BAR001.

    Assumes: prizes drawn apart from each other, the same spread and cost of time on both sides.
    Do not use when: anything sets the sides apart.

    References: Nalebuff & Riley 1985, Journal of Theoretical Biology 113.

    Examples
    --------
    >>> found = hidden_waiting(most=1.0)
    >>> round(found.ready(0.6), 4), round(found.spent, 4), round(found.length, 4)
    (0.3163, 0.3333, 0.1667)
    """
    b = positive("the highest prize", most)
    return HiddenPrizes(most=b, spent=b / 3, length=b / 6)


@dataclass(frozen=True, kw_only=True)
class Obstinacy:
    """A war of attrition where each side may be of a kind that never gives in.

    ``rates`` are the rates at which A and B give in, ``ends`` the time by which all that ever give
    in have done so, ``at_once`` the chances that A and B give in at time 0 (one of them is 0),
    ``delay`` the mean time until one gives in or time ``ends`` is reached.
    """

    rates: tuple[float, float]
    ends: float
    at_once: tuple[float, float]
    delay: float

    def given_in(self, side: int, time: float) -> float:
        """Return the chance that side 0 (A) or 1 (B) has given in by a time."""
        start = 1.0 - self.at_once[side]
        return 1.0 - start * math.exp(-self.rates[side] * min(time, self.ends))


def obstinate_waiting(
    *,
    demands: tuple[float, float],
    discounts: tuple[float, float],
    obstinate: tuple[float, float],
) -> Obstinacy:
    """Return the war of attrition between sides that may be obstinate; its equilibrium is unique.

    Demands a₁ + a₂ > 1 of a good of 1, discount rates r, chances z of never giving in.
    λ₁ = r₂(1 - a₁)/(a₁ + a₂ - 1) is the rate at which 1 gives in and makes 2 indifferent, λ₂
    likewise; T_i = -ln z_i / λ_i, T₀ = min T_i; F_i(t) = 1 - c_i exp(-λ_i t) with
    c_i = z_i exp(λ_i T₀): the side with the larger T gives in at once with chance 1 - c. The mean
    delay is c₁c₂(1 - exp(-(λ₁ + λ₂)T₀))/(λ₁ + λ₂).

    Raises ``UsageError`` BAR001, and BAR002 where the demands can both be met.

    Assumes: the demands are given, the obstinate never give in, all else is known.
    Biased when: obstinacy can be feigned at no risk before the demands are made.

    References: Abreu & Gul 2000, Econometrica 68(1).

    Examples
    --------
    >>> found = obstinate_waiting(demands=(0.7, 0.6), discounts=(0.1, 0.2), obstinate=(0.05, 0.1))
    >>> round(found.at_once[1], 6), round(found.delay, 6)
    (0.263194, 2.195419)
    """
    a, r, z = list(demands), list(discounts), list(obstinate)
    for side in (0, 1):
        share(f"the demand of {'AB'[side]}", a[side], ends=False)
        positive(f"the discount of {'AB'[side]}", r[side])
        share(f"the obstinacy of {'AB'[side]}", z[side], ends=False)
    over = a[0] + a[1] - 1.0
    if over <= 0.0:
        raise UsageError(
            "BAR002",
            f"demands of {a[0]:g} and {a[1]:g} of the whole",
            why="both can be met at once, so that there is nothing to wait for",
            fix="give demands that add up to more than 1",
        )
    rates = (r[1] * (1 - a[0]) / over, r[0] * (1 - a[1]) / over)
    by = [-math.log(z[i]) / rates[i] for i in (0, 1)]
    ends = min(by)
    # the side that would be done first does not give in at once
    left = [1.0 if by[i] == ends else z[i] * math.exp(rates[i] * ends) for i in (0, 1)]
    both = rates[0] + rates[1]
    return Obstinacy(
        rates=rates,
        ends=ends,
        at_once=(1.0 - left[0], 1.0 - left[1]),
        delay=left[0] * left[1] * -math.expm1(-both * ends) / both,
    )
