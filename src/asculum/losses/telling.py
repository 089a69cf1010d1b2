"""What the claims tell of the walks and levels of the sides, as ``movements.py`` writes them.

A figure on one side over some days speaks of the mean of the walk over them, and of the level; a
source's leaning is taken off its figures. With J the figures by movements and S their information,
both less what a constant for each leaning explains, I = J' S J and g = J' S y; the movements are
turned so that I is diagonal for all figures together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from asculum.losses import codes as k
from asculum.losses.centring import INFORMATION
from asculum.losses.grid import WEEK, walk_basis
from asculum.losses.movements import UNKNOWN, Movements
from asculum.losses.observations import Observation

if TYPE_CHECKING:
    from asculum.losses.design import Design

FloatArray = npt.NDArray[np.float64]

#: How often figures are weighed anew by how far off they lie.
ROUNDS = 20
#: Parts movements of which nothing is told, in their own order, the same on every machine.
TIE = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class _Figures:
    """Figures on one side: which cells they speak of, what they say of its log, and how sharply.

    ``blur`` (figure,) is their variance beside scatter, ``loose`` that of what all of them together
    leave open of the level.
    """

    weights: FloatArray
    values: FloatArray
    blur: FloatArray
    loose: float
    groups: npt.NDArray[np.int64]
    sources: npt.NDArray[np.int64]


def movements_of(design: Design) -> Movements:
    """Return how the walks are written, by the figures and ranges that speak of one side alone.

    What a source makes of one quantity on the whole (its leaning) is taken off its figures; what
    else may move them in time (shares of the front and of forces, a leaning that changes, a walk
    that bends within a claim's days, parameters of a process) counts as blur.
    """
    priors = design.priors
    basis = walk_basis(design.grid.gaps, design.grid.middle)
    step, spread = (math.exp(priors.normal(name).mean) for name in ("weekly_change", "spread"))
    places = tuple(int(i) for i in np.flatnonzero(design.source_centred))
    figures = [_figures(design, side, step * basis) for side in range(len(design.sides))]
    blur = np.array(
        [_median(np.concatenate([one.blur[one.sources == a] for one in figures])) for a in places]
    )
    usual = np.array([*(1 / (spread**2 + blur)), 1.0])
    sides = []
    for side, one in enumerate(figures):
        jacobian = one.weights @ basis
        values = one.values - one.weights @ design.about.middle[side]
        sharp, off = _sharpness(jacobian, values, one, step, spread)
        rows = [
            _normal_equations(jacobian, values, one, sharp, one.sources == a, spread**2 + own)
            for a, own in zip(places, blur, strict=True)
        ]
        rest = ~np.isin(one.sources, places)
        rows.append(_normal_equations(jacobian, values, one, sharp, rest, 1.0))
        turn = _turn(sum(w * held for w, (held, _) in zip(usual, rows, strict=True)), basis)
        sides.append(
            {
                "basis": basis @ turn,
                "turn": turn,
                "told": [np.maximum(np.diag(turn.T @ held @ turn), 0.0) for held, _ in rows],
                "pull": [turn.T @ score for _, score in rows],
                "height": (one.values - off).mean() if len(off) else 0.0,
                "noise": _noise(one, places, spread),
            }
        )
    made = {name: np.array([side[name] for side in sides]) for name in sides[0]}
    return Movements(series=places, blur=blur, **made)


def _turn(told: FloatArray, basis: FloatArray) -> FloatArray:
    """Return the orthogonal matrix that makes what is told diagonal, the most told first."""
    count = basis.shape[1]
    tie = TIE * (1 + np.trace(told)) * np.diag(np.arange(count, 0, -1.0))
    _, vectors = np.linalg.eigh(told + tie)
    turn = vectors[:, ::-1]
    if not count:
        return turn
    # one sign for every machine: the largest entry of each movement is positive
    made = basis @ turn
    return np.asarray(turn * np.sign(made[np.abs(made).argmax(axis=0), np.arange(count)]))


def _figures(design: Design, side: int, basis: FloatArray) -> _Figures:
    """Return what speaks of one side alone, in figures or ranges; ``basis`` is times the step."""
    grid, name = design.grid, design.sides[side]
    told = [
        item
        for item in design.observations
        if item.sides == (name,) and item.join == k.SINGLE and item.bind in k.FIGURES
    ]
    weights = np.array(
        [[grid.period(i).overlap(item.period) for i in range(grid.cells)] for item in told],
        dtype=np.float64,
    ).reshape(len(told), grid.cells)
    days = np.maximum(weights.sum(axis=1), 1.0)
    weights /= days[:, None]
    alike = [(item.source, item.category, item.scope, item.forces) for item in told]
    names = list(dict.fromkeys(alike))
    # ln of a sum is above the mean of the logs by half their variance
    bends = (weights @ basis**2 - (weights @ basis) ** 2).sum(axis=1) / 2
    blur = np.array([_blur(item) + _drift(design, item) for item in told], dtype=np.float64)
    if told and design.about.names:
        # parameters of a process are standard normals; a constant is the level's
        driven = weights @ design.about.by[:, side].T
        blur += ((driven - driven.mean(axis=0)) ** 2).sum(axis=1)
    return _Figures(
        weights=weights,
        values=np.array([_value(item) for item in told]) - np.log(days),
        blur=blur + bends**2,
        loose=_loose(design, told),
        groups=np.array([names.index(name) for name in alike], dtype=np.int64),
        sources=np.array([design.sources.index(item.source) for item in told], dtype=np.int64),
    )


def _drift(design: Design, item: Observation) -> float:
    """Return the prior variance of what else may move a figure between mid-battle and its days."""
    (side,) = item.sides
    priors, pair = design.priors, (item.source, side)
    middle = design.battle.start.toordinal() + design.battle.days / 2
    weeks = abs(item.middle - middle) / WEEK
    variance = 0.0
    if design.wide and item.scope in (k.BATTLE, k.SECTOR):
        variance += priors.fixed("share_change") ** 2 * weeks / 4
    if not _whole(design, item):
        variance += priors.fixed("force_change") ** 2 * weeks / 4
    led = any(one is not None and one.pair == pair for one in design.leads)
    if not led and any(design.pairs[change.pair] == pair for change in design.changes):
        variance += priors.fixed("bias_change") ** 2 * weeks / 8
    return variance


def _loose(design: Design, told: Sequence[Observation]) -> float:
    """Return the prior variance of the shares that lie between figures and their side's level."""
    if not told:
        return 0.0
    inside = np.mean([item.scope in (k.BATTLE, k.SECTOR) for item in told]) * design.wide
    war = np.mean([item.scope == k.WAR for item in told])
    part = np.mean([not _whole(design, item) for item in told])
    variance = (inside * max(normal.sd for normal in design.shares)) ** 2
    variance += (war * design.priors.normal("front_of_war").sd) ** 2
    return float(variance + (part * max((one.sd for one in design.parts), default=0.0)) ** 2)


def _whole(design: Design, item: Observation) -> bool:
    """Whether an observation speaks of all forces of its side."""
    (side,) = item.sides
    return {leaf for atom in design.atoms for leaf in atom if leaf[0] == side} == set(item.forces)


def _value(item: Observation) -> float:
    """Return the middle of what is claimed, as a natural logarithm of persons."""
    if item.bind == k.COUNT:
        return math.log(max(item.count, 0.5)) - math.log(item.scale)
    return (item.low + (item.high if item.bind == k.RANGE else item.low)) / 2 - math.log(item.scale)


def _blur(item: Observation) -> float:
    """Return the variance of a figure beside its source's scatter: of rounding, range or count."""
    if item.bind == k.COUNT:
        return 1 / max(item.count, 0.5)
    width = item.high - item.low if item.bind == k.RANGE else 0.0
    return item.rounding**2 + width**2 / 12


def _noise(figures: _Figures, places: Sequence[int], spread: float) -> list[float]:
    """Return what the variance of each series adds to that of the mean of all figures; the rest.

    Where there is no figure the rest is without bounds.
    """
    n = len(figures.values)
    if not n:
        return [*(0.0 for _ in places), UNKNOWN]
    others = figures.blur[~np.isin(figures.sources, places)] + spread**2
    counts = [float((figures.sources == a).sum()) for a in places]
    noise = [value / (INFORMATION * n**2) for value in (*counts, float(others.sum()))]
    return [*noise[:-1], noise[-1] + figures.loose]


def _median(values: FloatArray) -> float:
    return float(np.median(values)) if len(values) else 0.0


def _sharpness(
    jacobian: FloatArray, values: FloatArray, figures: _Figures, step: float, spread: float
) -> tuple[FloatArray, FloatArray]:
    """Return the information of each figure at the priors' medians [1 / variance], (figure,).

    Figures far from the walk that all of them ask for count less, as under Student's t; how far off
    they are is returned beside it.
    """
    precision = INFORMATION / (spread**2 + figures.blur)
    weights, off = np.ones(len(values)), np.zeros(len(values))
    for _ in range(ROUNDS):
        held, score = _held(jacobian, values, figures.groups, weights * precision)
        z = step * np.linalg.solve(np.eye(len(held)) + step**2 * held, score)
        off = values - step * jacobian @ z
        off = off - _means(off, figures.groups, weights * precision)
        weights = 5 / (4 + off**2 * precision / INFORMATION)
    return weights * precision, off


def _normal_equations(
    jacobian: FloatArray,
    values: FloatArray,
    figures: _Figures,
    sharp: FloatArray,
    own: npt.NDArray[np.bool_],
    variance: float,
) -> tuple[FloatArray, FloatArray]:
    """Return what some figures tell of the movements, in units of 1 / ``variance``."""
    return _held(jacobian[own], values[own], figures.groups[own], sharp[own] * variance)


def _held(
    jacobian: FloatArray,
    values: FloatArray,
    groups: npt.NDArray[np.int64],
    sharp: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Return J' S J and J' S y, J and y less their means over the figures of one leaning."""
    j = jacobian - _means(jacobian, groups, sharp)
    y = values - _means(values, groups, sharp)
    return j.T @ (sharp[:, None] * j), j.T @ (sharp * y)


def _means(values: FloatArray, groups: npt.NDArray[np.int64], sharp: FloatArray) -> FloatArray:
    """Return the weighted mean of the figures of the same group, for each figure."""
    means = np.zeros_like(values)
    for group in np.unique(groups):
        own = groups == group
        means[own] = np.average(values[own], axis=0, weights=sharp[own])
    return means
