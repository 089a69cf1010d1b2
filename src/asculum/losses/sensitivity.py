"""Which assumptions the answer follows: power-scaling of priors and likelihood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from asculum.losses import codes as k
from asculum.losses import movements
from asculum.losses.design import Design
from asculum.losses.leanings import scales, standard
from asculum.losses.packing import unpack
from asculum.losses.posterior import LossesPosterior
from asculum.terms.weights import smoothed

FloatArray = npt.NDArray[np.float64]

#: How far a component is scaled down and up to measure the slope (Kallioinen et al. 2024).
ALPHAS = (0.99, 1.01)
#: From this slope on an answer counts as sensitive (Kallioinen et al. 2024, section 2.4).
SENSITIVE = 0.05
#: The component that is not a prior: everything that was claimed.
LIKELIHOOD = "likelihood"
#: The parts of the model that are neither assumption nor claim: walks, and single sources around
#: the mean of their kind. They are not scaled.
PROCESS = "process"
CONFLICT, STRONG_PRIOR, FINE = "prior-data conflict", "strong prior, weak likelihood", "fine"


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """How much one total follows one group of assumptions, or the claims as a whole.

    ``value`` is the slope of the cumulative Jensen-Shannon distance between the posterior and its
    scaled neighbour, for a doubling of the component's weight, at none; ``khat`` judges the
    weights behind it; ``factor`` is what the total would be multiplied by where the centre (the
    mean of the logarithm) kept on as it sets out under a doubling; ``diagnosis`` is for priors,
    set beside the likelihood's value.
    """

    quantity: str
    side: str
    force: str
    component: str
    value: float
    khat: float
    factor: float
    diagnosis: str = ""

    @property
    def sensitive(self) -> bool:
        """Whether the total follows the component."""
        return self.value >= SENSITIVE


def log_priors(design: Design, theta: FloatArray) -> dict[str, FloatArray]:
    """Return the log prior density of each group of assumptions at each draw, up to a constant.

    Groups: ``third_parties`` (what they make of losses on the whole, and what backing adds),
    ``own_sources``, ``enemy_sources``, ``stated_sources`` (leanings that the dossier states),
    ``between_sources`` (how much single sources differ, and one by category), ``scatter``,
    ``wider_scopes`` (share of the battle in the sector, the front and the war), ``ratios``
    (wounded, captured and missing for each killed), ``force_share``, ``weekly_change``, ``level``,
    ``lists`` (how fast lists of
    names grow) and ``located_counts`` (how alike they are); those that a design does without are
    left out. ``process`` holds the rest. Each is the density of what the model draws from it, not
    of the parameters that it is written with: with the log-likelihood of the observations, of
    located counts, and the log of what the writing stretches, they add up to the log-density.
    """
    normals = {name: -0.5 * block.take(theta) ** 2 for name, block in design.blocks.items()}
    draws = len(theta)
    found = {name: np.zeros(draws) for name in (*GROUPS, PROCESS)}
    used = set()

    def add(group: str, values: FloatArray) -> None:
        used.add(group)
        found[group] += values.reshape(draws, -1).sum(axis=1)

    relation = normals["relation"]
    for number, name in enumerate(design.relations):
        add(_OF_RELATION[name], relation[:, number])
    if "tilt" in normals:
        add("third_parties", normals["tilt"])
    stated, others = _voices(design, theta)
    if any(own is not None for own in design.stated_leans):
        add("stated_sources", stated)
    add(PROCESS, others)
    add(PROCESS, _scatter(design, theta))
    for name, group in _WHOLE.items():
        if name in normals:
            add(group, normals[name])
    for name, group in _WALKS.items():
        if name in normals:
            add(group, normals[name][:, :, 0])
            add(PROCESS, normals[name][:, :, 1:])
    add("level", _level(design, theta))
    add(PROCESS, _movements(design, theta))
    return {name: values for name, values in found.items() if name in used}


GROUPS = (
    *("third_parties", "own_sources", "enemy_sources", "stated_sources", "between_sources"),
    *("scatter", "wider_scopes", "ratios", "force_share", "weekly_change", "level"),
    *("lists", "located_counts"),
)
_OF_RELATION = {"third": "third_parties", "own": "own_sources", "enemy": "enemy_sources"}
#: Blocks of standard normals that belong to one group whole.
_WHOLE = {
    "step": "weekly_change",
    "sector": "wider_scopes",
    "war": "wider_scopes",
    "ratio": "ratios",
    "between": "between_sources",
    "category": "between_sources",
    "change": PROCESS,
    "growth": "lists",
    "near": PROCESS,
    "cluster": "located_counts",
    "spread": "scatter",
    "group": PROCESS,
}
#: Blocks of slow walks: where they stand in mid-battle is assumed, how they move is the process.
_WALKS = {"share": "wider_scopes", "mix": "force_share"}


def sensitivities(
    totals: Mapping[tuple[str, str, str], FloatArray],
    components: Mapping[str, FloatArray],
    *,
    chains: int,
) -> tuple[Sensitivity, ...]:
    """Return how much each total follows each component, by power-scaling.

    A component p is replaced by p^α; at α = 0.99 and 1.01 the draws are weighed by p^(α - 1),
    smoothed; the answer is the mean over both of CJS / |log2 α|. Doubling the weight of a normal
    prior is dividing its standard deviation by the square root of 2.

    Parameters
    ----------
    totals
        ln of each total by quantity, side and force, shape (draw,): chains one after another.
    components
        Log-density of each group of priors, and of ``likelihood``, shape (draw,); ``process`` is
        passed over.
    chains
        How many chains the draws are of.

    Notes
    -----
    Assumes: small changes of the weight stand for larger ones.
    Biased when: a prior was set with the claims in view: no conflict can then show.
    Do not use when: the question is whether an assumption is true; this says what hangs on it.

    References
    ----------
    Kallioinen, Paananen, Bürkner & Vehtari 2024, Detecting and diagnosing prior and likelihood
    sensitivity with power-scaling, Statistics and Computing 34(57); hierarchical models: scale
    the top of the hierarchy only (section 2.3). The distance by arviz-stats.
    """
    slopes = {name: values for name, values in components.items() if name != PROCESS}
    weighed = {name: _scaled(values, chains) for name, values in slopes.items()}
    found = []
    for total, values in totals.items():
        told = _slope(values, weighed[LIKELIHOOD], chains)
        for name, component in slopes.items():
            value = told if name == LIKELIHOOD else _slope(values, weighed[name], chains)
            # d E[x] / d ln α at 1 is the covariance of x with the log-density
            drift = float(np.mean((values - values.mean()) * (component - component.mean())))
            quantity, side, force = total
            found.append(
                Sensitivity(
                    quantity=quantity,
                    side=side,
                    force=force,
                    component=name,
                    value=value,
                    khat=weighed[name][2],
                    factor=2.0**drift,
                    diagnosis="" if name == LIKELIHOOD else diagnose(value, told),
                )
            )
    return tuple(found)


def diagnose(prior: float, likelihood: float) -> str:
    """Return what two sensitivities mean together (Kallioinen et al. 2024, table 1).

    A posterior that follows both is pulled two ways; one that follows the prior alone has learnt
    little; one that does not follow the prior is fine.
    """
    if prior < SENSITIVE:
        return FINE
    return CONFLICT if likelihood >= SENSITIVE else STRONG_PRIOR


def _scaled(component: FloatArray, chains: int) -> tuple[FloatArray, FloatArray, float]:
    lower, upper = (smoothed((alpha - 1) * component, chains=chains) for alpha in ALPHAS)
    return lower.values, upper.values, max(lower.khat, upper.khat)


def _slope(values: FloatArray, weighed: tuple[FloatArray, FloatArray, float], chains: int) -> float:
    from arviz_stats.base.array import array_stats

    stats: Any = array_stats
    lower, upper = (item.reshape(chains, -1) for item in weighed[:2])
    slope = stats.power_scale_sense(
        values.reshape(chains, -1), lower, upper, *ALPHAS, chain_axis=0, draw_axis=1
    )
    return float(slope)


def _level(design: Design, theta: FloatArray) -> FloatArray:
    """Return the log prior of the sides' levels: ln killed a day in the middle cell is normal."""
    draws = LossesPosterior(design=design, theta=theta)
    level = np.log(draws.side_rate[:, :, design.grid.middle])
    mean = np.array([normal.mean for normal in design.rates])
    sd = np.array([normal.sd for normal in design.rates])
    return np.asarray(-0.5 * ((level - mean) / sd) ** 2)


def _voices(design: Design, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the log prior of the leanings that are stated, and of the others, (draw,) each."""
    z, _ = standard(design, theta, scales(design, theta))
    squares = -0.5 * z**2
    stated = [own is not None for own in design.stated_leans]
    told = np.repeat(stated, design.voice_counts)
    return squares[:, told].sum(axis=1), squares[:, ~told].sum(axis=1)


def _scatter(design: Design, theta: FloatArray) -> FloatArray:
    """Return the log prior of the scatter of each source around the typical one."""
    scalars = unpack(design.pack, k.SCALARS)
    typical = scalars[k.SPREAD_SD] * design.blocks["spread"].take(theta)[:, None]
    z = design.blocks["source"].take(theta)
    z = z - np.where(design.source_centred, typical / scalars[k.SPREAD_BETWEEN], 0.0)
    return np.asarray(-0.5 * z**2)


def _movements(design: Design, theta: FloatArray) -> FloatArray:
    """Return the log prior of the walk's movements, which are standard normal."""
    return np.asarray(-0.5 * movements.standard(design, theta) ** 2)
