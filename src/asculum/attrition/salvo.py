"""Salvos: forces of few ships or batteries that strike at one moment, after Hughes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.terms.errors import UsageError
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """One side of a salvo.

    Each of its ``units`` strikes with ``offence`` well-aimed shots, stops ``defence`` shots, and
    stands ``staying`` hits before it is out of action. ``aim`` and ``stop`` are the chances that
    a shot is well aimed and that a defensive shot stops one; only the stochastic salvo uses them,
    and in it ``offence`` and ``defence`` count shots fired.
    """

    units: float
    offence: float
    defence: float
    staying: float
    aim: float = 1.0
    stop: float = 1.0

    def __post_init__(self) -> None:
        numbers = (self.units, self.offence, self.defence)
        sound = all(np.isfinite(value) and value >= 0 for value in numbers)
        chances = 0 <= self.aim <= 1 and 0 <= self.stop <= 1
        if not (sound and np.isfinite(self.staying) and self.staying > 0 and chances):
            raise UsageError(
                "ATT030",
                f"{self}",
                why="units and shots are 0 or more, staying power above 0, chances from 0 to 1",
                fix="give Fleet(units=8, offence=2, defence=1, staying=2)",
            )


def exchange(a: Fleet, b: Fleet) -> tuple[float, float]:
    """Return the units that A and B lose when both strike at once.

    ΔA = (β B − a₃ A)/a₁ and ΔB = (α A − b₃ B)/b₁, between 0 and what there is, with α, β the
    offence, a₃, b₃ the defence and a₁, b₁ the staying power.

    Assumes: shots are spread evenly, all arrive together, and damage is in proportion. Biased when:
    leakage is a matter of chance: the stochastic mean lies above where defence about equals
    offence. Do not use when: fire goes on continuously.
    Reference: Hughes (1995), Naval Research Logistics 42.
    """
    return _loss(a, b), _loss(b, a)


def salvos(a: Fleet, b: Fleet, *, most: int = 100) -> FloatArray:
    """Return units of A and B after each exchange, shape (salvo + 1, 2), until nothing changes."""
    found = [(a.units, b.units)]
    for _ in range(most):
        lost = exchange(_with(a, found[-1][0]), _with(b, found[-1][1]))
        if lost == (0.0, 0.0):
            break
        found.append((found[-1][0] - lost[0], found[-1][1] - lost[1]))
    return np.array(found)


def stochastic_exchange(a: Fleet, b: Fleet, *, runs: int = 10_000, seed: int = 1) -> FloatArray:
    """Return units lost by A and B in each of ``runs`` exchanges of chance, shape (run, 2).

    Well-aimed shots are binomial (units · offence, aim), stopped ones binomial (units · defence,
    stop); those not stopped do 1/staying of a unit each, between nothing and all. This has the
    plan of Armstrong's stochastic salvo; his paper was not at hand, and his distributions of damage
    are not copied.

    Raises ``UsageError`` (ATT031) where units, offence and defence are not whole numbers.
    """
    counts = [value for side in (a, b) for value in (side.units, side.offence, side.defence)]
    if any(value != int(value) for value in counts) or runs < 1:
        raise UsageError(
            "ATT031",
            f"units and shots {counts}, {runs} runs",
            why="shots of chance are counted one by one",
            fix="give whole numbers of units, offence and defence",
        )
    random = stream(seed, "attrition/salvo")
    lost = [_chance(target, from_, random, runs) for target, from_ in ((a, b), (b, a))]
    return np.stack(lost, axis=1)


def _chance(target: Fleet, from_: Fleet, random: np.random.Generator, runs: int) -> FloatArray:
    aimed = random.binomial(int(from_.units * from_.offence), from_.aim, runs)
    stopped = random.binomial(int(target.units * target.defence), target.stop, runs)
    hits = np.maximum(aimed - stopped, 0)
    return np.asarray(np.minimum(hits / target.staying, target.units), dtype=np.float64)


def _loss(target: Fleet, from_: Fleet) -> float:
    hits = from_.offence * from_.units - target.defence * target.units
    return float(min(max(hits / target.staying, 0.0), target.units))


def _with(fleet: Fleet, units: float) -> Fleet:
    return Fleet(
        units=units,
        offence=fleet.offence,
        defence=fleet.defence,
        staying=fleet.staying,
        aim=fleet.aim,
        stop=fleet.stop,
    )
