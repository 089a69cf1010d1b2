"""How the walks of the sides are written: by what the claims tell, whatever step and scatter are.

A movement z of a side's walk is standard normal before any claim is heard. Claims of a series a
with the variance v[a] tell of the movements, as far as errors are normal and losses even within a
claim's days, step² I[a] / v[a] beside the prior's 1, and step g[a] / v[a] of where they lie. So

    theta = r (z - mu),  r² = 1 + step² sum I[a] / v[a],  mu = step sum g[a] / v[a] / r²

is nearly standard normal given step and scatters. Where the scatter goes to nothing the walk runs
through the figures, where the step does it stays flat; a walk written as z alone, or as step z,
has a funnel at one of the two. Nothing in it moves an answer: the density is that of z
(Papaspiliopoulos, Roberts & Sköld 2007 centre by a constant; here it varies with the scales).

So with a side's level, written as what its claims make of it on average: they tell that to within
the variance V = 7/5 sum v / n² of the mean of their n figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from asculum.losses import codes as k
from asculum.losses.packing import unpack

if TYPE_CHECKING:
    from asculum.losses.design import Design

FloatArray = npt.NDArray[np.float64]

#: The variance of what nothing is told of.
UNKNOWN = 1e30


@dataclass(frozen=True, kw_only=True, eq=False)
class Movements:
    """What the walks are made of, and what the claims tell of it.

    ``basis`` (side, cell, movement) is that of a random walk which is 0 in mid-battle, turned to
    where what is told of one movement tells nothing of another: the walk's own times ``turn``
    (side, movement, movement), which is orthogonal. ``series`` are the places of the sources with
    many figures, ``blur`` (series,) the variance of their figures beside scatter. ``told`` and
    ``pull`` (side, series + 1, movement) are I and g of each, the last row that of all other
    sources, over their variance at the priors' medians. ``height`` (side,) is the mean of ln of
    what the figures tell a day, ``noise`` (side, series + 1) what the variance of each series adds
    to that of the mean; the last is that of all others at the priors' medians.
    """

    basis: FloatArray
    turn: FloatArray
    series: tuple[int, ...]
    blur: FloatArray
    told: FloatArray
    pull: FloatArray
    height: FloatArray
    noise: FloatArray

    @classmethod
    def plain(cls, basis: FloatArray, sides: int) -> Self:
        """Return the walks as they are before any claim is read; ``basis`` (cell, movement)."""
        count = basis.shape[1]
        return cls(
            basis=np.repeat(basis[None], sides, axis=0),
            turn=np.repeat(np.eye(count)[None], sides, axis=0),
            series=(),
            blur=np.zeros(0),
            told=np.zeros((sides, 1, count)),
            pull=np.zeros((sides, 1, count)),
            height=np.zeros(sides),
            noise=np.full((sides, 1), UNKNOWN),
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Scales:
    """What turns parameters into movements and levels at each draw.

    ``step`` has shape (draw,), ``r`` and ``mu`` (draw, side, movement), those of levels (draw,
    side).
    """

    step: FloatArray
    r: FloatArray
    mu: FloatArray
    level_r: FloatArray
    level_mu: FloatArray


def scales(design: Design, theta: FloatArray) -> Scales:
    """Return step, r and mu at each draw; ``theta`` (draw, parameter)."""
    scalars, held = unpack(design.pack, k.SCALARS), design.movements
    step = np.exp(scalars[k.STEP_MEAN] + scalars[k.STEP_SD] * design.blocks["step"].take(theta))
    variance = scatter(design, theta)[:, list(held.series)] ** 2 + held.blur
    inverse = np.concatenate([1 / variance, np.ones((len(theta), 1))], axis=1)
    told = np.einsum("da,saj->dsj", inverse, held.told)
    pull = np.einsum("da,saj->dsj", inverse, held.pull)
    wide = step[:, None, None]
    r2 = 1 + wide**2 * told
    noise = np.einsum("da,sa->ds", 1 / inverse, held.noise)
    level_r2 = 1 + unpack(design.pack, k.LEVEL_SD) ** 2 / noise
    return Scales(
        step=step,
        r=np.sqrt(r2),
        mu=wide * pull / r2,
        level_r=np.sqrt(level_r2),
        level_mu=unpack(design.pack, k.LEVEL_MIDDLE) * (1 - 1 / level_r2),
    )


def scatter(design: Design, theta: FloatArray) -> FloatArray:
    """Return the scatter of each source's claims [log scale], shape (draw, source)."""
    scalars = unpack(design.pack, k.SCALARS)
    typical = scalars[k.SPREAD_SD] * design.blocks["spread"].take(theta)
    own = scalars[k.SPREAD_BETWEEN] * design.blocks["source"].take(theta)
    centred = np.array(design.source_centred)
    return np.asarray(
        np.exp(scalars[k.SPREAD_MEAN] + np.where(centred, 0.0, typical[:, None]) + own)
    )


def led(design: Design, theta: FloatArray) -> FloatArray:
    """Return what the series that lead the walks add to them, (draw, side, movement)."""
    found = np.zeros((len(theta), len(design.sides), design.grid.cells - 1))
    for side, lead in enumerate(design.leads):
        if lead is not None:
            last = lead.first + lead.by.shape[1]
            found[:, side] = design.blocks["change"].take(theta)[:, lead.first : last] @ lead.by.T
    return found


def standard(design: Design, theta: FloatArray, made: Scales | None = None) -> FloatArray:
    """Return the movements as standard normals, shape (draw, side, movement).

    They are those of the walk's own basis, the same however a design writes them. ``made`` are the
    scales, where they are at hand.
    """
    made = made or scales(design, theta)
    z = design.blocks["rate"].take(theta) / made.r + made.mu
    z -= led(design, theta) / made.step[:, None, None]
    return np.asarray(np.einsum("sij,dsj->dsi", design.movements.turn, z))


def written(design: Design, theta: FloatArray, z: FloatArray) -> FloatArray:
    """Return the parameters that stand for movements ``z``, shape (draw, side · movement).

    The inverse of ``standard``; all other parameters of ``theta`` are taken as they are.
    """
    made = scales(design, theta)
    turned = np.einsum("sij,dsi->dsj", design.movements.turn, z)
    rate = made.r * (turned + led(design, theta) / made.step[:, None, None] - made.mu)
    return np.asarray(rate.reshape(len(theta), -1))


def level_told(design: Design, theta: FloatArray, made: Scales | None = None) -> FloatArray:
    """Return what the claims make of each side's level [sd of its prior], shape (draw, side)."""
    made = made or scales(design, theta)
    return np.asarray(design.blocks["level"].take(theta) / made.level_r + made.level_mu)


def level_written(design: Design, theta: FloatArray, told: FloatArray) -> FloatArray:
    """Return the parameters that stand for levels; the inverse of ``level_told``."""
    made = scales(design, theta)
    return np.asarray(made.level_r * (told - made.level_mu))


def stretch(design: Design, theta: FloatArray) -> FloatArray:
    """Return by how much the writing of movements and levels stretches them [ln], (draw,)."""
    made = scales(design, theta)
    return np.asarray(np.log(made.r).sum(axis=(1, 2)) + np.log(made.level_r).sum(axis=1))
