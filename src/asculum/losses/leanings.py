"""Own leanings as standard normals and as the parameter vector holds them, partly centred.

The numpy side of ``_leanings.py``, where the formulas stand.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from asculum.losses import codes as k
from asculum.losses.packing import unpack

if TYPE_CHECKING:
    from asculum.losses.design import Design

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Scales:
    """What the leanings of a design's pairs are made with in each draw.

    ``between`` and ``category`` are the spreads between sources and between the categories of one,
    shape (draw,); ``kin`` how far the mean of each pair's allegiance lies from its prior mean and
    ``root`` the scale of the mean of its own leanings, shape (draw, pair). ``usual`` (pair,) and
    ``usual_category`` are the scales at the priors' medians.
    """

    between: FloatArray
    category: FloatArray
    kin: FloatArray
    root: FloatArray
    usual: FloatArray
    usual_category: float


def scales(design: Design, theta: FloatArray) -> Scales:
    """Return the scales of the leanings in each draw of ``theta``, shape (draw, parameter)."""
    scalars = unpack(design.pack, k.SCALARS)

    def spread(block: str, mean: int, sd: int) -> FloatArray:
        found = design.blocks.get(block)
        z = np.zeros(len(theta)) if found is None else found.take(theta)
        return np.asarray(np.exp(scalars[mean] + scalars[sd] * z))

    between = spread("between", k.BETWEEN_MEAN, k.BETWEEN_SD)
    category = spread("category", k.CATEGORY_MEAN, k.CATEGORY_SD)
    relation = unpack(design.pack, k.RELATION_SD) * design.blocks["relation"].take(theta)
    kin = relation[:, unpack(design.pack, k.PAIR_RELATION).astype(int)]
    if "tilt" in design.blocks:
        tilt = scalars[k.TILT_SD] * design.blocks["tilt"].take(theta)
        kin = kin + tilt[:, None] * np.array(design.pair_tilt)
    many = np.array(design.voice_counts)
    usual_between, usual_category = (
        math.exp(scalars[mean]) for mean in (k.BETWEEN_MEAN, k.CATEGORY_MEAN)
    )
    return Scales(
        between=between,
        category=category,
        kin=kin,
        root=np.sqrt(category[:, None] ** 2 + many * between[:, None] ** 2),
        usual=np.sqrt(usual_category**2 + many * usual_between**2),
        usual_category=usual_category,
    )


def standard(design: Design, theta: FloatArray, made: Scales) -> tuple[FloatArray, FloatArray]:
    """Return the standard normals that the voices are made of, and the log of how they stretch.

    ``theta`` has shape (draw, parameter) and ``made`` are its scales; the answers (draw, voice) and
    (draw,), the latter the logarithm of the derivative of the normals by what the vector holds.
    """
    centred = design.leanings_centred
    less = (made.usual / made.root) ** centred.whole
    shrink = (made.usual_category / made.category)[:, None] ** centred.apart
    z = design.blocks["voice"].take(theta).copy()
    stretched = np.zeros(len(theta))
    for pair, voices in _own(design):
        common = z[:, voices].mean(axis=1)
        apart = z[:, voices] - common[:, None]
        moved = centred.whole[pair] * made.kin[:, pair] / made.usual[pair]
        z[:, voices] = (less[:, pair] * (common - moved))[:, None] + shrink[:, [pair]] * apart
        stretched += np.log(less[:, pair]) + (apart.shape[1] - 1) * np.log(shrink[:, pair])
    return z, stretched


def written(design: Design, theta: FloatArray) -> FloatArray:
    """Return how the parameter vector holds voices of which ``theta`` gives the standard normals.

    ``theta`` has shape (draw, parameter), the answer (draw, voice); the inverse of ``standard``.
    """
    made, centred = scales(design, theta), design.leanings_centred
    more = (made.root / made.usual) ** centred.whole
    grow = (made.category / made.usual_category)[:, None] ** centred.apart
    z = design.blocks["voice"].take(theta).copy()
    for pair, voices in _own(design):
        common = z[:, voices].mean(axis=1)
        apart = z[:, voices] - common[:, None]
        moved = centred.whole[pair] * made.kin[:, pair] / made.usual[pair]
        z[:, voices] = (more[:, pair] * common + moved)[:, None] + grow[:, [pair]] * apart
    return z


def voices_of_pairs(design: Design) -> list[slice]:
    """Return the places of the voices of each pair."""
    begins = np.cumsum([0, *design.voice_counts]).tolist()
    return [slice(*ends) for ends in pairwise(begins)]


def _own(design: Design) -> list[tuple[int, slice]]:
    """Return the pairs whose leaning is not stated, with the places of their voices."""
    found = voices_of_pairs(design)
    return [(pair, found[pair]) for pair, own in enumerate(design.stated_leans) if own is None]
