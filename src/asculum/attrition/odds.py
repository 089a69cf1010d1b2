"""Exact odds of a stylised battle, with break points and with uncertain parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from asculum.attrition.breaks import Break, ToTheLast
from asculum.attrition.exact import Chance, chance
from asculum.attrition.laws import Law
from asculum.terms.errors import UsageError
from asculum.terms.status import Status, StatusCode
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Draws whose odds are asked for at a time.
BLOCK = 10_000
#: The most men a side may have.
MOST_MEN = 1_000_000_000
#: Odds nearer to 0 or 1 than this are said to be too sure.
SURE = 0.01


@dataclass(frozen=True, kw_only=True)
class Sides:
    """Who meets whom: strengths [persons] and break points of attacker A and defender B."""

    a: int
    b: int
    break_a: Break = field(default_factory=ToTheLast)
    break_b: Break = field(default_factory=ToTheLast)

    def __post_init__(self) -> None:
        for side, men in (("attacker", self.a), ("defender", self.b)):
            if not 1 <= men <= MOST_MEN:
                raise UsageError(
                    "ATT006",
                    f"the {side} has a strength of {men:,}",
                    why=f"a side has at least 1 man and at most {MOST_MEN:,}",
                    fix=f"give the {side} a whole number of persons, such as 1000",
                )

    @property
    def random(self) -> bool:
        """Whether a break point differs between draws."""
        return self.break_a.random or self.break_b.random

    def floors(self, draws: int, seed: int) -> tuple[IntArray, IntArray]:
        """Return both sides' break points [persons], shape (draw,), from streams of ``seed``."""
        return (
            self.break_a.floors(self.a, stream(seed, "attrition/break/a").uniform(size=draws)),
            self.break_b.floors(self.b, stream(seed, "attrition/break/b").uniform(size=draws)),
        )


@dataclass(frozen=True, kw_only=True)
class Shock:
    """What numbers and rates leave out of a battle: leadership, surprise, weather, luck.

    Each side's effectiveness is multiplied by its own lognormal factor, ``sd`` being the standard
    deviation of its logarithm, drawn once for the whole battle. A note of the Dupuy Institute, as
    quoted and not read for this, needed about 1.1 a side for the spread of outcomes in 752 battles.
    """

    sd: float

    def __post_init__(self) -> None:
        if not 0 <= self.sd <= 10:
            raise UsageError(
                "ATT007",
                f"the shock's standard deviation is {self.sd}",
                why="it is that of a logarithm, from 0 for none to 10",
                fix="try 1.1, which the Dupuy Institute's battles were said to need",
            )


@dataclass(frozen=True, kw_only=True, eq=False)
class Odds:
    """P(A wins) and P(B wins), shape (draw,), each to its own digits."""

    a: FloatArray
    b: FloatArray
    methods: tuple[str, ...]
    status: Status

    @property
    def mean(self) -> float:
        """P(A wins) over the draws."""
        return float(self.a.mean())


def odds(
    law: Law,
    *,
    sides: Sides,
    shock: Shock | None = None,
    draws: int = 1000,
    seed: int = 1,
    threads: int = 2,
) -> Odds:
    """Reckon the exact odds of the Markov-chain battle under a law.

    P(A wins) = P(Σ_j E_j g_A(j)/g_B(j) < Σ_i E_i f_B(i)/f_A(i)), sums over the men above each
    side's break point. One answer for each draw of the law's parameters; with random break points
    and fixed parameters, one for each of ``draws``.

    Parameters
    ----------
    law
        The attrition law, with one value of each rate or one for each draw.
    sides
        Strengths and break points.
    shock
        A factor on each side's effectiveness drawn once a battle; averaged over, not drawn.
    draws
        How many random break points are drawn where the law has one draw only.
    seed
        Seed of the break points' streams.
    threads
        How many draws are reckoned at a time.

    Returns
    -------
    Odds, shape (draw,); without anything random there is one draw.

    Raises
    ------
    ModelError
        ATT004 where there are too many men for the law, ATT005 where the integral does not settle.

    Assumes: men are lost one at a time, at rates that follow at once from the numbers; the clock
    does not matter. Biased when: outcomes hang on anything but numbers: these odds are then too
    sure, the more so the larger the forces (see ``Shock``). Do not use when: a battle is still to
    be fought. Reference: Kingman and Volkov (2003); docs/methods/attrition.md.
    """
    count = law.draws if law.draws > 1 else draws if sides.random else 1
    floors = sides.floors(count, seed)

    def one(which: tuple[int, int, int]) -> Chance:
        draw, low_a, low_b = which
        if shock is not None and shock.sd > 0:
            return shocked(law, (sides.a, sides.b), (low_a, low_b), draw, shock)
        return chance(law, (sides.a, sides.b), (low_a, low_b), draw)

    a, b = np.empty(count), np.empty(count)
    known: dict[tuple[int, int, int], Chance] = {}
    methods: dict[str, None] = {}
    with ThreadPoolExecutor(max(threads, 1)) as pool:
        # a block at a time: what waits in the pool takes a hundred times the memory of its answer
        for first in range(0, count, BLOCK):
            places = range(first, min(first + BLOCK, count))
            asked = [
                (k if law.draws > 1 else 0, int(floors[0][k]), int(floors[1][k])) for k in places
            ]
            if law.draws > 1:
                known = {}
            new = [which for which in dict.fromkeys(asked) if which not in known]
            known |= zip(new, pool.map(one, new), strict=True)
            for k, which in zip(places, asked, strict=True):
                a[k], b[k] = known[which].a, known[which].b
            methods |= dict.fromkeys(known[which].method for which in new)
    return Odds(
        a=a,
        b=b,
        methods=tuple(methods),
        status=_status(a, b, shock),
    )


def shocked(
    law: Law, strengths: Sequence[int], floors: Sequence[int], draw: int, shock: Shock
) -> Chance:
    """Return the odds averaged over the shock.

    The ratio of effectiveness r = e^z has z ~ N(0, 2 sd²); P(A wins | z) climbs from 0 to 1 in a
    span that is found by bisection, across which it is integrated by Gauss and Legendre; above the
    span A wins surely.
    """
    normal = NormalDist(sigma=shock.sd * 2**0.5)

    def at(z: float) -> Chance:
        half = float(np.exp(0.5 * z))
        one = replace(law, a=_pick(law.a, draw) / half, b=_pick(law.b, draw) * half)
        return chance(one, (strengths[0], strengths[1]), (floors[0], floors[1]))

    reach = 12.0 * normal.stdev
    edges = [
        _edge(lambda z: at(z).a > 1e-12, reach),
        _edge(lambda z: at(z).b < 1e-12, reach),
    ]
    nodes, weights = np.polynomial.legendre.leggauss(12)
    parts = np.linspace(edges[0], edges[1], 5)
    a = b = 0.0
    for low, high in pairwise(parts.tolist()):
        half = 0.5 * (high - low)
        for node, weight in zip(nodes, weights, strict=True):
            z = low + half * (1.0 + node)
            held, mass = at(z), half * weight * normal.pdf(z)
            a += mass * held.a
            b += mass * held.b
    a += normal.cdf(-edges[1])
    b += normal.cdf(edges[0])
    return Chance(a=float(a / (a + b)), b=float(b / (a + b)), method="average over the shock")


def _edge(passed: Callable[[float], bool], reach: float) -> float:
    low, high = -reach, reach
    if passed(low):
        return low
    if not passed(high):
        return high
    for _ in range(14):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if passed(middle) else (middle, high)
    return high


def _pick(value: float | FloatArray, draw: int) -> float:
    held = np.ravel(np.asarray(value, dtype=np.float64))
    return float(held[draw if held.size > 1 else 0])


def _status(a: FloatArray, b: FloatArray, shock: Shock | None) -> Status:
    """Say what the odds are of, and doubt those that numbers alone make sure."""
    stylised = "Odds of a stylised battle of these numbers under this law, not of any real one."
    if (shock is None or shock.sd == 0) and min(a.mean(), b.mean()) < SURE:
        return Status(
            code=StatusCode.DOUBTFUL,
            sentence=(
                f"{stylised} They are surer than battles are: chance evens out over many men, and "
                "nothing else that decides battles is in them. A shock to each side's "
                "effectiveness shows how far that goes."
            ),
        )
    return Status(code=StatusCode.OK, sentence=stylised)
