"""How far to centre movements of the walk and leanings: by how much the claims tell of them.

Partial centring (Papaspiliopoulos, Roberts & Sköld 2007) moves no answer, only how fast it is
reached.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.losses.codes import FIGURES, QUARTERS
from asculum.losses.grid import Grid
from asculum.losses.observations import Observation
from asculum.losses.priors import Priors
from asculum.losses.voices import Pair, Voice

FloatArray = npt.NDArray[np.float64]

#: Fisher information of a Student t with 4 degrees of freedom, in units of 1 / scale².
INFORMATION = 5 / 7
#: With so many figures a source's scatter is pinned by its own claims.
MANY = 8


def centring(
    weights: FloatArray,
    basis: FloatArray,
    *,
    step: float,
    spread: float,
    lean: float,
    sources: Sequence[int],
) -> FloatArray:
    """Return how far to centre each movement of one side, in quarters from 0 to 4, (cell - 1,).

    ``weights`` has shape (observation, cell): how much of each observation's log falls to each
    cell. With J = step weights basis, errors of scale ``spread`` and a leaning of standard
    deviation ``lean`` common to a source's claims, the claims tell I = J' S⁻¹ J of the movements,
    next to the prior's 1; the answer is 4 I / (1 + I) on the diagonal, rounded.
    """
    informed = np.zeros(basis.shape[1])
    jacobian = step * weights @ basis
    precision = INFORMATION / spread**2
    owner = np.asarray(sources)
    for source in np.unique(owner):
        rows = jacobian[owner == source]
        common = rows.sum(axis=0)
        # Woodbury: S = I / precision + lean² 1 1'
        shrink = precision**2 * lean**2 / (1 + precision * lean**2 * len(rows))
        informed += precision * (rows**2).sum(axis=0) - shrink * common**2
    informed = np.maximum(informed, 0.0)
    return np.rint(QUARTERS * informed / (1 + informed))


def centring_of(
    found: Sequence[Observation],
    grid: Grid,
    basis: FloatArray,
    sides: Sequence[str],
    priors: Priors,
) -> FloatArray:
    """Return how far each movement of each side is centred, shape (side, cell - 1).

    Figures and ranges tell of a movement; bounds hardly do and are left out.
    """
    lean = math.hypot(priors.normal("bias_third").sd, math.exp(priors.normal("bias_between").mean))
    names = list(dict.fromkeys(item.source for item in found))
    rows = []
    for side in sides:
        told = [item for item in found if item.bind in FIGURES and side in item.sides]
        weights = np.array(
            [[grid.period(i).overlap(item.period) for i in range(grid.cells)] for item in told],
            dtype=np.float64,
        ).reshape(len(told), grid.cells)
        weights /= np.maximum(weights.sum(axis=1, keepdims=True), 1.0)
        rows.append(
            centring(
                weights,
                basis,
                step=math.exp(priors.normal("weekly_change").mean),
                spread=math.exp(priors.normal("spread").mean),
                lean=lean,
                sources=[names.index(item.source) for item in told],
            )
        )
    return np.array(rows)


@dataclass(frozen=True, kw_only=True, eq=False)
class Leanings:
    """How far the leanings of each pair are centred, from 0 to 1, shape (pair,) each.

    ``whole`` is what a source makes of a side's losses on average over the categories that it
    counts, ``apart`` what it makes of each beyond that.
    """

    whole: FloatArray
    apart: FloatArray


def centring_of_leanings(
    found: Sequence[Observation],
    pairs: Sequence[Pair],
    voices: Sequence[Voice],
    priors: Priors,
) -> Leanings:
    """Return how far to centre the leanings of pairs of a source and a side.

    The claims tell I = 5 n / (7 spread²) of the mean leaning of a pair with n figures, whose
    variance is V = b² + c² / m for m voices, and I / m of what each voice differs from it, of
    variance c²; the answer is I V / (1 + I V). All scales are at their priors' medians.
    """
    spread, between, category = (
        math.exp(priors.normal(name).mean) for name in ("spread", "bias_between", "bias_category")
    )
    figures = [item for item in found if item.bind in FIGURES]
    told = np.array(
        [
            sum(item.source == source and side in item.sides for item in figures)
            for source, side in pairs
        ],
        dtype=np.float64,
    )
    many = np.array([max(1, sum(voice[:2] == pair for voice in voices)) for pair in pairs])
    informed = INFORMATION * told / spread**2
    whole = informed * (between**2 + category**2 / many)
    apart = informed / many * category**2
    return Leanings(whole=whole / (1 + whole), apart=apart / (1 + apart))


def centring_of_scatter(found: Sequence[Observation], sources: Sequence[str]) -> tuple[bool, ...]:
    """Return which sources tell enough of their own scatter to write it without that of others."""
    told = [item.source for item in found if item.bind in FIGURES]
    return tuple(told.count(source) >= MANY for source in sources)
