"""What the claims tell of the walks and levels of the sides, as ``movements.py`` writes them.

A figure on one side over some days speaks of the mean of the walk over them, and of the level; a
source's leaning is taken off its figures. With J the figures by movements and S their information,
both less what a constant for each leaning explains, I = J' S J and g = J' S y; the movements are
turned so that I is diagonal for all figures together.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.losses import codes as k
from asculum.losses.centring import INFORMATION
from asculum.losses.grid import Grid
from asculum.losses.movements import Movements
from asculum.losses.observations import Observation
from asculum.losses.priors import Priors

FloatArray = npt.NDArray[np.float64]

#: How often figures are weighed anew by how far off they lie.
ROUNDS = 20
#: Parts movements of which nothing is told, in their own order, the same on every machine.
TIE = 1e-9
#: The variance of what nothing is told of.
UNKNOWN = 1e30


@dataclass(frozen=True, kw_only=True, eq=False)
class _Figures:
    """Figures on one side: which cells they speak of, what they say of its log, and how sharply."""

    weights: FloatArray
    values: FloatArray
    blur: FloatArray
    groups: npt.NDArray[np.int64]
    sources: npt.NDArray[np.int64]


def movements_of(
    found: Sequence[Observation],
    sides: Sequence[str],
    sources: Sequence[str],
    series: Sequence[bool],
    grid: Grid,
    basis: FloatArray,
    middle: FloatArray,
    priors: Priors,
) -> Movements:
    """Return how the walks are written, by the figures and ranges that speak of one side alone.

    ``basis`` (cell, movement) is the walk's own, ``middle`` (side, cell) what it is about, and
    ``series`` tells which sources have many figures. What a source makes of one quantity on the
    whole (its leaning) is taken off its figures.
    """
    step, spread = (math.exp(priors.normal(name).mean) for name in ("weekly_change", "spread"))
    places = tuple(int(i) for i in np.flatnonzero(series))
    figures = [_figures(found, side, sources, grid) for side in sides]
    blur = np.array(
        [_median(np.concatenate([one.blur[one.sources == a] for one in figures])) for a in places]
    )
    count = basis.shape[1]
    turned, turns, told, pull, height, noise = [], [], [], [], [], []
    for side, one in enumerate(figures):
        values = one.values - one.weights @ middle[side]
        jacobian = one.weights @ basis
        sharp, off = _sharpness(jacobian, values, one, step, spread)
        height.append(float((one.values - off).mean()) if len(off) else 0.0)
        noise.append(_noise(one, places, spread))
        rows = [
            _normal_equations(jacobian, values, one, sharp, one.sources == a, spread**2 + own)
            for a, own in zip(places, blur, strict=True)
        ]
        rows.append(
            _normal_equations(jacobian, values, one, sharp, ~np.isin(one.sources, places), 1.0)
        )
        usual = np.array([*(1 / (spread**2 + blur)), 1.0])
        whole = sum((w * held for w, (held, _) in zip(usual, rows, strict=True)), np.zeros((1, 1)))
        tie = TIE * (1 + np.trace(whole)) * np.diag(np.arange(count, 0, -1.0))
        _, vectors = np.linalg.eigh(whole + tie)
        vectors = vectors[:, ::-1]
        made = basis @ vectors
        if count:
            # one sign for every machine: the largest entry of each movement is positive
            signs = np.sign(made[np.abs(made).argmax(axis=0), np.arange(count)])
            made, vectors = made * signs, vectors * signs
        turned.append(made)
        turns.append(vectors)
        told.append([np.maximum(np.diag(vectors.T @ held @ vectors), 0.0) for held, _ in rows])
        pull.append([vectors.T @ score for _, score in rows])
    return Movements(
        basis=np.array(turned),
        turn=np.array(turns),
        series=places,
        blur=blur,
        told=np.array(told),
        pull=np.array(pull),
        height=np.array(height),
        noise=np.array(noise),
    )


def _figures(
    found: Iterable[Observation], side: str, sources: Sequence[str], grid: Grid
) -> _Figures:
    """Return what speaks of one side alone, in figures or ranges."""
    told = [
        item
        for item in found
        if item.sides == (side,) and item.join == k.SINGLE and item.bind in k.FIGURES
    ]
    weights = np.array(
        [[grid.period(i).overlap(item.period) for i in range(grid.cells)] for item in told],
        dtype=np.float64,
    ).reshape(len(told), grid.cells)
    days = np.maximum(weights.sum(axis=1), 1.0)
    alike = [(item.source, item.category, item.scope, item.forces) for item in told]
    names = list(dict.fromkeys(alike))
    return _Figures(
        weights=weights / days[:, None],
        values=np.array([_value(item) for item in told]) - np.log(days),
        blur=np.array([_blur(item) for item in told], dtype=np.float64),
        groups=np.array([names.index(name) for name in alike], dtype=np.int64),
        sources=np.array([sources.index(item.source) for item in told], dtype=np.int64),
    )


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
    return [value / (INFORMATION * n**2) for value in (*counts, float(others.sum()))]


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
