"""What was seen of a battle, as a fit needs it: losses a period and strengths at its start."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from asculum.evidence.series import Series, SideSeries
from asculum.evidence.spelling import counted
from asculum.terms.errors import ModelError, UsageError
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

#: The 95 % point of a standard normal.
Z95 = 1.6448536269514722


class Moment(StrEnum):
    """Which moment of its period a strength is told of."""

    START = "start"
    END = "end"


@dataclass(frozen=True, kw_only=True)
class First:
    """A side's strength [persons] as the battle begins: its 5 % and 95 % points, or one number."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high < np.inf or (self.low < self.high and self.low == 0):
            raise UsageError(
                "ATT050",
                f"a first strength from {self.low:g} to {self.high:g}",
                why="a strength is a number of persons, a range has its lower end first, above 0",
                fix="give 21500, or 20000:23000",
            )

    @property
    def known(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high


@dataclass(frozen=True, kw_only=True, eq=False)
class SideSeen:
    """One side: shape (period,), or (draw, period) where it is uncertain; ``nan`` is not seen.

    ``strength`` is that at the start of each period, ``joined`` who joins in it. ``first`` is what
    is said of the first strength where that was not seen. ``worked_out`` is whether the losses
    were worked out from strengths.
    """

    strength: FloatArray
    losses: FloatArray
    joined: FloatArray
    first: First | None = None
    worked_out: bool = False

    @property
    def seen(self) -> bool:
        """Whether any losses are known, told or worked out."""
        return bool(np.isfinite(self.losses).any())

    @property
    def draws(self) -> int:
        """How many draws there are; 1 where nothing is uncertain."""
        return max(len(values) if values.ndim > 1 else 1 for values in (self.strength, self.losses))

    def at(self, draw: int) -> tuple[FloatArray, FloatArray]:
        """Return strengths and losses of one draw, shape (period,) each."""
        parts = (self.strength, self.losses)
        found = tuple(values[draw] if values.ndim > 1 else values for values in parts)
        return found[0], found[1]

    @property
    def mean_strength(self) -> float:
        """Geometric mean of the strengths above 0, or the middle of the first; the reference."""
        known = self.strength[np.isfinite(self.strength) & (self.strength > 0)]
        if known.size and (self.seen or self.first is None):
            return float(np.exp(np.log(known).mean()))
        if self.first is not None and self.first.high > 0:
            return float(np.sqrt(max(self.first.low, 1e-3 * self.first.high) * self.first.high))
        return float("nan")


@dataclass(frozen=True, kw_only=True, eq=False)
class Observed:
    """A battle as a fit sees it: ``days`` are the lengths of the periods, shape (period,).

    ``attacker`` is 1 where A attacks, −1 where B does, 0 for neither.
    """

    name: str
    days: FloatArray
    a: SideSeen
    b: SideSeen
    attacker: FloatArray

    @property
    def sides(self) -> tuple[SideSeen, SideSeen]:
        """Both sides."""
        return self.a, self.b

    @property
    def draws(self) -> int:
        """How many draws of the figures there are; 1 where they are exact."""
        return max(self.a.draws, self.b.draws)

    @property
    def known(self) -> BoolArray:
        """Which losses are known, shape (period, 2)."""
        return np.column_stack([np.isfinite(side.at(0)[1]) for side in self.sides])

    @property
    def figures(self) -> int:
        """How many losses are known, of both sides and all periods."""
        return int(self.known.sum())


def observe(
    series: Series,
    *,
    moment: Moment = Moment.START,
    first: tuple[First | None, First | None] = (None, None),
    draws: int = 100,
    seed: int = 1,
) -> Observed:
    """Return what a series shows of a battle.

    S(t + 1) = S(t) + joined − lost: a strength that was not told follows from the one before (or
    after) where the losses are known, and losses that were not told follow from two strengths.
    Losses told as a range are lognormal with these 5 % and 95 % points, each period by itself.

    Parameters
    ----------
    series
        Strengths and losses by day or week.
    moment
        Whether strengths are those of the start or of the end of their periods.
    first
        What is said of A's and B's strength as the battle begins, where the series does not tell.
    draws
        How many draws stand for uncertain losses.
    seed
        Seed of those draws' streams.

    Raises
    ------
    ModelError
        ATT051 where a side's strength is not known at any time, ATT052 where strengths rise by more
        than are told to have joined, ATT053 where more are lost than there are, ATT065 where nobody
        is there at any time, ATT066 where a side loses men while the other has none.
    UsageError
        ATT067 where ``first`` contradicts or repeats what the series tells.

    Assumes: who joined is told in full. Biased when: men left other than by losses: strengths that
    are worked out are then too high. Do not use when: losses and strengths count different forces.
    Reference: docs/methods/fitting.md.
    """
    held = [
        _side(side, name, series, moment, start, draws, seed)
        for side, name, start in zip((series.a, series.b), "AB", first, strict=True)
    ]
    _faced(held[0], held[1], "AB", series)
    _faced(held[1], held[0], "BA", series)
    days = np.full(series.periods, series.step)
    return Observed(name=series.name, days=days, a=held[0], b=held[1], attacker=series.attacker)


def _faced(side: SideSeen, other: SideSeen, names: str, series: Series) -> None:
    """Refuse losses of a side in a period in which the other has nobody."""
    strength, losses = other.at(0)[0], side.at(0)[1]
    alone = np.flatnonzero((strength <= 0) & (other.joined <= 0) & (losses > 0))
    if alone.size:
        period = int(alone[0])
        raise ModelError(
            "ATT066",
            f"{names[0]} loses {losses[period]:,.0f} in period {period + 1}, at whose start "
            f"{names[1]} is 0 strong",
            where=f"{series.name}.csv:{series.lines[period]}",
            why="every law of attrition has a side lose to the other, of whom nobody is there",
            fix="pass --strengths end if they are those of the evening, or leave that row out",
        )


def lognormal(low: FloatArray, high: FloatArray, draws: int, seed: int, name: str) -> FloatArray:
    """Return draws of lognormals by their 5 % and 95 % points, shape (draw, period)."""
    bottom = np.log(np.maximum(low, 0.5))
    top = np.log(np.maximum(high, 0.5))
    normals = stream(seed, name).standard_normal((draws, low.size))
    return np.asarray(np.exp(0.5 * (bottom + top) + normals * (top - bottom) / (2 * Z95)))


def _side(
    side: SideSeries,
    name: str,
    series: Series,
    moment: Moment,
    first: First | None,
    draws: int,
    seed: int,
) -> SideSeen:
    losses: FloatArray = side.losses
    vague = np.isfinite(side.low) & ~np.isfinite(side.losses)
    if vague.any():
        drawn = lognormal(side.low, side.high, draws, seed, f"attrition/fit/losses/{name}")
        losses = np.where(vague, np.rint(drawn), side.losses)
    starts = np.full(series.periods + 1, np.nan)
    offset = 1 if moment is Moment.END else 0
    starts[offset : offset + series.periods] = side.strength
    fresh = np.isnan(starts[0])
    if first is not None and first.known and fresh:
        starts[0] = first.low
    if np.isnan(starts).all() and first is None:
        raise ModelError(
            "ATT051",
            f"the strength of {name} is not told on any day",
            why="every law of attrition needs to know how many fought",
            fix=f"give --{name.lower()}-first 21500 or a range such as 20000:23000",
        )
    worked_out = bool(np.isfinite(side.strength).sum() > 1 and not np.isfinite(losses).any())
    if worked_out:
        losses = _worked_out(starts, side, name, series)
    strength = filled(starts, losses, side.joined)[..., :-1]
    if np.nanmin(strength, initial=0.0) < 0:
        period = int(np.argmin(np.nanmin(np.atleast_2d(strength), axis=0)))
        raise ModelError(
            "ATT053",
            f"{name} would be {np.nanmin(strength):,.0f} strong in period {period + 1}",
            where=f"{series.name}.csv:{series.lines[period]}",
            why="nobody can lose more than there are and have joined",
            fix=f"check the losses until then, or fill in {name.lower()}_joined",
        )
    most = np.where(vague, side.high, np.atleast_2d(losses).max(axis=0))
    there = np.atleast_2d(strength).max(axis=0)
    over = np.nan_to_num(most - there - side.joined, nan=-1.0)
    if over.max(initial=0.0) > 0:
        period = int(np.argmax(over))
        raise ModelError(
            "ATT053",
            f"{name} loses {'up to ' if vague[period] else ''}{most[period]:,.0f} in period "
            f"{period + 1}, and is {there[period]:,.0f} strong at its start",
            where=f"{series.name}.csv:{series.lines[period]}",
            why="nobody can lose more than there are and have joined",
            fix=f"check strength and losses, or fill in {name.lower()}_joined",
        )
    if np.isfinite(strength).any() and not (np.nanmax(strength) > 0 or side.joined.sum() > 0):
        raise ModelError(
            "ATT065",
            f"{name} has a strength of 0 throughout",
            where=f"{series.name}.csv:{series.lines[0]}",
            why="a law of attrition is of two sides that fight",
            fix=f"empty {name.lower()}_strength where it is not known, or fill in who was there",
        )
    known = bool(np.isfinite(np.atleast_2d(strength)[0, 0]))
    if first is not None and known and not (first.known and fresh):
        told = float(np.median(np.atleast_2d(strength)[:, 0]))
        raise UsageError(
            "ATT067",
            f"a first strength of {name}, whom the table has {told:,.0f} strong at the start",
            where=f"{series.name}.csv:{series.lines[0]}",
            why="one of the two would be dropped",
            fix=f"leave --{name.lower()}-first out, or empty {name.lower()}_strength",
        )
    return SideSeen(
        strength=strength,
        losses=losses,
        joined=side.joined,
        first=None if known else first,
        worked_out=worked_out,
    )


def filled(starts: FloatArray, losses: FloatArray, joined: FloatArray) -> FloatArray:
    """Return strengths at the starts of periods, and at the last end, by who joined and was lost.

    ``starts`` is (period + 1,); ``losses`` (period,) or (draw, period); the answer as the losses.
    """
    whole = np.broadcast_to(starts, (*losses.shape[:-1], starts.size)).copy()
    for t in range(joined.size):
        gap = np.isnan(whole[..., t + 1])
        whole[..., t + 1] = np.where(
            gap, whole[..., t] + joined[t] - losses[..., t], whole[..., t + 1]
        )
    for t in reversed(range(joined.size)):
        gap = np.isnan(whole[..., t])
        whole[..., t] = np.where(gap, whole[..., t + 1] - joined[t] + losses[..., t], whole[..., t])
    return whole


def _worked_out(starts: FloatArray, side: SideSeries, name: str, series: Series) -> FloatArray:
    losses = starts[:-1] + side.joined - starts[1:]
    rises = np.flatnonzero(losses < 0)
    if rises.size:
        period = int(rises[0])
        more = f", and in {counted(rises.size - 1, 'other')}" if rises.size > 1 else ""
        raise ModelError(
            "ATT052",
            f"{name} grows by {-losses[period]:,.0f} more than joined in period {period + 1}{more}",
            where=f"{series.name}.csv:{series.lines[period]}",
            why="losses can be worked out from strengths only where all who joined are told",
            fix=f"fill in {name.lower()}_joined or {name.lower()}_losses, or empty that strength",
        )
    return np.asarray(np.rint(losses))
