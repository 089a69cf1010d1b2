"""How far to centre leanings and scatters: by how much the claims tell of them.

Partial centring (Papaspiliopoulos, Roberts & Sköld 2007) moves no answer, only how fast it is
reached.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.losses.codes import FIGURES
from asculum.losses.observations import Observation
from asculum.losses.priors import Priors
from asculum.losses.voices import Pair, Voice

FloatArray = npt.NDArray[np.float64]

#: Fisher information of a Student t with 4 degrees of freedom, in units of 1 / scale².
INFORMATION = 5 / 7
#: With so many figures a source's scatter is pinned by its own claims.
MANY = 8


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
