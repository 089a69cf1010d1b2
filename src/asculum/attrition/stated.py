"""Strengths of a dossier through a battle, from what was stated of a few of its days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.attrition.observed import Z95
from asculum.evidence.claims import Strength
from asculum.evidence.dossier import Dossier
from asculum.terms.period import Period
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]

#: Days of the battle on which a side's whole strength must have been stated.
FEWEST = 3
#: How far off a figure stated alone may be, as a factor: its 5 % and 95 % points.
LOOSE = 1.25


@dataclass(frozen=True, kw_only=True, eq=False)
class Stated:
    """Strength of a side at the start of each period [persons], shape (draw, period).

    ``rows`` are the ids of the statements it follows.
    """

    strength: FloatArray
    rows: tuple[str, ...]


def statements(dossier: Dossier, side: str) -> tuple[Strength, ...]:
    """Return what was stated of a whole side's presence on days of the battle, in order."""
    found = [
        item
        for item in dossier.strengths
        if item.side == side
        and item.measure == "present"
        and not item.force
        and dossier.period.start <= item.date < dossier.period.end
        and _ends(item) is not None
    ]
    return tuple(sorted(found, key=lambda item: (item.date, item.id)))


def lacking(dossier: Dossier, side: str) -> str:
    """Return why a side's strength through the battle is not known; nothing where it is."""
    days = {item.date for item in statements(dossier, side)}
    if len(days) >= FEWEST:
        return ""
    told = f"on {len(days)} day{'s' if len(days) > 1 else ''}" if days else "on no day"
    return f"how many {dossier.side(side).name} had there is stated {told} of the battle"


def stated(
    dossier: Dossier, side: str, periods: Sequence[Period], *, draws: int, seed: int
) -> Stated:
    """Return draws of a side's strength at the start of each period.

    Each statement is lognormal: its ends are 5 % and 95 % points, and a figure alone may be off by
    a factor of 1.25 either way. One factor a draw is common to all statements of a side, as those
    who count tend to err alike. Between two statements the logarithm runs straight; before the
    first and after the last it stays.

    Assumes: nothing happened between two statements that neither shows. Biased when: reserves came
    and went in between. Do not use when: there are fewer than three days (see :func:`lacking`).
    Reference: docs/methods/fitting.md.
    """
    normals = stream(seed, f"attrition/fit/strength/{side}").standard_normal(draws)
    asked = np.array([period.start.toordinal() for period in periods], dtype=np.float64)
    middle, width = line(dossier, side, asked)
    return Stated(
        strength=np.exp(middle + np.outer(normals, width)),
        rows=tuple(item.id for item in statements(dossier, side)),
    )


def line(dossier: Dossier, side: str, asked: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return middle and standard deviation of the logarithm of a side's strength.

    ``asked`` are days as proleptic ordinals, shape (day,), as both answers.
    """
    rows = statements(dossier, side)
    days = sorted({item.date for item in rows})
    middles, widths = [], []
    for day in days:
        ends = [_ends(item) for item in rows if item.date == day]
        held = [np.log(pair) for pair in ends if pair is not None]
        middles.append(float(np.mean([pair.mean() for pair in held])))
        widths.append(max(float(np.ptp(pair)) for pair in held) / (2 * Z95))
    places = np.array([day.toordinal() for day in days], dtype=np.float64)
    return np.interp(asked, places, middles), np.interp(asked, places, widths)


def _ends(item: Strength) -> tuple[float, float] | None:
    """Return a statement's ends above 0; ``None`` where it has none."""
    low, high = item.low or item.best, item.high or item.best
    if not low or not high:
        return None
    return (low, high) if low < high else (low / LOOSE, high * LOOSE)
