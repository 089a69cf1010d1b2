"""What the claims taught about each assumption, and what hangs on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from asculum.losses import codes as k
from asculum.losses.influence import Total
from asculum.losses.posterior import LossesPosterior
from asculum.losses.prior_rates import key
from asculum.losses.priors import Normal
from asculum.terms.estimate import PROB, interval

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What one total would be multiplied by if an assumption were set one of its steps higher."""

    quantity: str
    side: str
    force: str
    factor: float


@dataclass(frozen=True, kw_only=True)
class Learnt:
    """One assumption before the claims were read and after.

    ``prior`` and ``posterior`` are lower, median and upper in the assumption's own unit;
    ``contraction`` is 1 - Var(posterior) / Var(prior) on the scale on which it was assumed
    (logarithm, or log-odds of a share). ``step`` is the factor (of the value, or of the odds of a
    share) by which the assumption's centre is shifted for ``moves``: one prior standard deviation.
    """

    name: str
    side: str
    force: str
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    contraction: float
    step: float
    moves: tuple[Moved, ...]


def learnt(
    posterior: LossesPosterior, totals: Mapping[Total, FloatArray], prob: float = PROB
) -> tuple[Learnt, ...]:
    """Return every assumption that is a parameter, beside what the claims made of it.

    Shifting the mean of a normal prior by one standard deviation moves E[ln total] at the rate
    Cov(ln total, z), z being the parameter in standard deviations from its prior mean: exact as a
    derivative, a straight line drawn on from it as a step.

    Parameters
    ----------
    posterior
        The draws.
    totals
        ln of each total by quantity, side and force, shape (draw,).
    prob
        Probability of the intervals.

    Notes
    -----
    Assumes: the response to a shift is straight over one standard deviation.
    Biased when: claims and assumption conflict strongly; the response then bends.
    Do not use when: several assumptions would be moved together; their effects do not add up.

    References
    ----------
    Gustafson 1996, Local sensitivity of posterior expectations, Annals of Statistics 24(1).
    """
    found = []
    edge = NormalDist().inv_cdf((1 + prob) / 2)
    for (name, side, force), z, normal, shape in _assumed(posterior):
        value = _from_log if shape == "lognormal" else _from_odds
        middle = (-edge, 0.0, edge)
        moves = tuple(
            Moved(quantity=total[0], side=total[1], force=total[2], factor=math.exp(rate))
            for total, rate in (
                (total, float(np.mean((values - values.mean()) * (z - z.mean()))))
                for total, values in totals.items()
            )
        )
        lower, median, upper = interval(z, prob)
        found.append(
            Learnt(
                name=name,
                side=side,
                force=force,
                prior=_three(value, normal, middle),
                posterior=_three(value, normal, (lower, median, upper)),
                contraction=1.0 - float(z.var()),
                step=math.exp(normal.sd),
                moves=moves,
            )
        )
    return tuple(found)


def _assumed(
    posterior: LossesPosterior,
) -> Iterator[tuple[tuple[str, str, str], FloatArray, Normal, str]]:
    """Yield each assumption with its draws in prior standard deviations, its prior and its shape.

    Shares of the front and of forces are those of mid-battle.
    """
    design, theta = posterior.design, posterior.theta
    blocks, priors = design.blocks, design.priors
    relation = blocks["relation"].take(theta)
    for number, kind in enumerate(design.relations):
        name = k.RELATIONS[kind]
        yield (name, "", ""), relation[:, number], priors.normal(name), "lognormal"
    for block, name, shape in _SINGLE:
        if block in blocks:
            yield (name, "", ""), blocks[block].take(theta), priors.normal(name), shape
    level = np.log(posterior.side_rate[:, :, design.grid.middle])
    for number, side in enumerate(design.sides):
        normal = design.rates[number]
        z = (level[:, number] - normal.mean) / normal.sd
        yield ("killed_per_day", side, ""), z, normal, "lognormal"
    if "share" in blocks:
        share = blocks["share"].take(theta)[:, :, 0]
        for number, atom in enumerate(design.atoms):
            normal = design.shares[number]
            yield ("share_of_front", *key(atom)), share[:, number], normal, "logitnormal"
    if "ratio" in blocks:
        ratio = blocks["ratio"].take(theta)
        for row, name in enumerate(k.RATIOS):
            for number, atom in enumerate(design.atoms):
                normal = design.ratios[row][number]
                yield (name, *key(atom)), ratio[:, row, number], normal, "lognormal"


#: Blocks of one parameter, the assumption behind each and its shape.
_SINGLE = (
    ("tilt", "bias_backing", "lognormal"),
    ("between", "bias_between", "lognormal"),
    ("category", "bias_category", "lognormal"),
    ("growth", "list_growth", "lognormal"),
    ("cluster", "located_cluster", "logitnormal"),
    ("spread", "spread", "lognormal"),
    ("step", "weekly_change", "lognormal"),
    ("sector", "sector_rest", "logitnormal"),
    ("war", "front_of_war", "logitnormal"),
)


def _three(
    value: Callable[[float], float], normal: Normal, at: tuple[float, float, float]
) -> tuple[float, float, float]:
    lower, median, upper = (value(normal.mean + normal.sd * z) for z in at)
    return lower, median, upper


def _from_log(value: float) -> float:
    return math.exp(value)


def _from_odds(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-value))
