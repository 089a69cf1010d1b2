"""In how many voices the sources speak: what leans on its own, and what may change with time."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.losses import codes as k
from asculum.losses.grid import Grid, walk_basis
from asculum.losses.observations import Observation
from asculum.losses.priors import Normal

FloatArray = npt.NDArray[np.float64]

#: Claims whose middles lie closer than this share a knot of the walk of a leaning [days].
EIGHT_WEEKS = 56

Pair = tuple[str, str]
Voice = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True, eq=False)
class Change:
    """How the leaning of one pair may change: knots in time between which it is straight.

    ``pair`` is its place among the pairs, ``days`` the knots as proleptic days, rising; ``basis``
    (knot, knot - 1) is that of a random walk over eight-week steps, 0 at the knot nearest to
    mid-battle.
    """

    pair: int
    days: tuple[float, ...]
    basis: FloatArray

    def place(self, day: float) -> tuple[int, float]:
        """Return the knot before a day and the weight of the next; the outer knots reach on."""
        if day >= self.days[-1]:
            return len(self.days) - 1, 0.0
        if day <= self.days[0]:
            return 0, 0.0
        knot = bisect_right(self.days, day) - 1
        return knot, (day - self.days[knot]) / (self.days[knot + 1] - self.days[knot])


def voices_of(
    pairs: Sequence[Pair], stated: Sequence[Normal | None], found: Sequence[Observation]
) -> tuple[Voice, ...]:
    """Return (source, side, category) of each leaning, those of a pair one after another.

    A pair whose leaning is stated has one voice for all it counts; its category is ``""``.
    """
    voices: list[Voice] = []
    for pair, own in zip(pairs, stated, strict=True):
        source, side = pair
        told = [item for item in found if item.source == source and side in item.sides]
        counted = dict.fromkeys(item.category for item in told if not item.named)
        voices += [(*pair, "")] if own else [(*pair, category) for category in counted]
    return tuple(voices)


def changes_of(
    pairs: Sequence[Pair],
    stated: Sequence[Normal | None],
    found: Sequence[Observation],
    middle: float,
) -> tuple[Change, ...]:
    """Return how leanings may change, for pairs with claims eight weeks apart; none where stated.

    ``middle`` is mid-battle as a proleptic day.
    """
    changes = []
    for place, (source, side) in enumerate(pairs):
        if stated[place]:
            continue
        told = [item for item in found if item.source == source and side in item.sides]
        days = _gathered(sorted({item.middle for item in told if not item.named}))
        if len(days) < 2:
            continue
        zero = min(range(len(days)), key=lambda i: abs(days[i] - middle))
        gaps = np.diff(np.array(days), prepend=days[0]) / EIGHT_WEEKS
        changes.append(Change(pair=place, days=days, basis=walk_basis(gaps, zero)))
    return tuple(changes)


def _gathered(middles: Sequence[float]) -> tuple[float, ...]:
    """Return the mean of each run of middles that lie within eight weeks of its first."""
    runs: list[list[float]] = []
    for day in middles:
        if runs and day - runs[-1][0] < EIGHT_WEEKS:
            runs[-1].append(day)
        else:
            runs.append([day])
    return tuple(math.fsum(run) / len(run) for run in runs)


@dataclass(frozen=True, kw_only=True, eq=False)
class Pin:
    """What a side's level is written as: the mean of what its claims make of it.

    ``leans`` (voice,) and ``categories`` (category,) are the shares of the claims that speak in
    each voice and count each category, ``cells`` (cell,) how the days that they speak of fall to
    the grid; ``shift`` is what they add at the priors' means.
    """

    leans: FloatArray
    categories: FloatArray
    cells: FloatArray
    shift: float


def pin(
    side: str,
    voices: Sequence[Voice],
    means: Sequence[float],
    found: Sequence[Observation],
    per_killed: Sequence[float],
    grid: Grid,
) -> Pin:
    """Return how the level of a side is pinned by the figures and ranges that speak of it alone.

    ``means`` (voice,) are the leanings' prior means and ``per_killed`` (category,) how many of each
    there are for each killed at the priors' means.
    """
    cells = np.zeros(grid.cells)
    leans, categories = np.zeros(len(voices)), np.zeros(len(k.CATEGORIES))
    told = [
        item
        for item in found
        if item.sides == (side,) and item.join == k.SINGLE and item.bind in k.FIGURES
    ]
    for item in told:
        leans[voice_of(voices, item, side)] += 1 / len(told)
        categories[k.CATEGORIES[item.category]] += 1 / len(told)
        days = np.array([grid.period(cell).overlap(item.period) for cell in range(grid.cells)])
        cells += days / days.sum() / len(told)
    shift = float(leans @ np.asarray(means))
    if told:
        shift += float(categories @ np.log(per_killed))
    return Pin(leans=leans, categories=categories, cells=cells, shift=shift)


def voice_of(voices: Sequence[Voice], item: Observation, side: str) -> int:
    """Return the voice in which an observation speaks of a side."""
    for category in (item.category, ""):
        if (item.source, side, category) in voices:
            return voices.index((item.source, side, category))
    raise KeyError((item.source, side, item.category))
