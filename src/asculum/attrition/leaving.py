"""What a law expects of a figure from all the others, where weights of the draws do not tell it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.attrition.bridging import bridge, pooled
from asculum.attrition.comparing import expected
from asculum.attrition.coordinates import Coordinates
from asculum.attrition.density import Density
from asculum.attrition.fit_design import FitDesign
from asculum.terms.convergence import judge
from asculum.terms.sampling import Callbacks, Initial, Sampling, draw
from asculum.terms.streams import stream
from asculum.terms.weights import MOST_KHAT

FloatArray = npt.NDArray[np.float64]

#: The most figures of a law that are left out in turn and the law fitted anew.
MOST = 12
#: How those fits are sampled, and the largest R-hat with which one is believed.
PLAN, SETTLED = Sampling(tune=150, draws=250), 1.05
#: k̂ of a figure that no fit told either: from 1 on not even the mean of the weights is finite.
UNTOLD = 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Foretold:
    """ln p(figure | all others) of each figure, its k̂, and how many were fitted anew without it.

    k̂ is 0 where the law was fitted anew: no weights were needed.
    """

    elpd: FloatArray
    khat: FloatArray
    anew: int


def foretold(
    plan: FitDesign,
    drawn: FloatArray,
    coordinates: Coordinates,
    *,
    calls: Callbacks,
    initial: Initial,
    divergent: float,
    seed: int,
) -> Foretold:
    """Return what a law expects of each figure from all the others.

    ``drawn`` are draws of the posterior in the sampler's coordinates, (chain, draw, parameter).
    Pareto-smoothed importance sampling tells it; figures whose k̂ exceeds 0.7 are left out and the
    law is fitted to the rest, at most ``MOST`` of them, those of the greatest k̂. A figure that
    alone keeps a side from being used up is left out whatever its k̂: no draw has seen what the law
    does without it.
    """
    from asculum.attrition import _fitting as k

    few = coordinates.theta(drawn.reshape(-1, plan.size))
    known, own = plan.observed.known, Density(plan.pack(whiten=None))
    elpd, khat = expected(few, own, known, chains=len(drawn))
    places = np.flatnonzero(known.ravel())
    edges = [int(i) for i in np.flatnonzero(np.isin(places, _edges(plan)))]
    poor = [int(i) for i in np.argsort(-khat) if khat[i] > MOST_KHAT and i not in edges]
    anew = 0
    for i in [*edges, *poor][:MOST]:
        rest = plan.pack(whiten=coordinates)
        rest[int(rest[k.WEIGHT]) + places[i]] = 0.0
        stream_name = f"attrition/fit/{plan.form.name}/without/{places[i]}"
        chains = draw(
            calls,
            rest,
            size=plan.size,
            initial=initial,
            sampling=Sampling(tune=PLAN.tune, draws=PLAN.draws, divergent=divergent),
            seed=seed,
            stream=stream_name,
        )
        told = None
        if judge(chains, plan.names, {}, plan=PLAN).rhat <= SETTLED:
            told = _bridged(rest, places[i], chains.theta, drawn, stream(seed, stream_name))
        if told is None:
            khat[i] = max(khat[i], UNTOLD)
            continue
        elpd[i], khat[i] = told, 0.0
        anew += 1
    return Foretold(elpd=elpd, khat=khat, anew=anew)


def _bridged(
    rest: FloatArray, place: int, without: FloatArray, drawn: FloatArray, rng: np.random.Generator
) -> float | None:
    """Return ln p(figure | all others) from draws without the figure and with it.

    ``rest`` is the pack in which it does not count; draws are in the sampler's coordinates,
    (chain, draw, parameter). ``None`` where the draws do not tell it.
    """
    density = Density(rest)

    def heights(places: FloatArray) -> tuple[FloatArray, FloatArray]:
        told, height = density.figures(places)
        return height, told.reshape(len(places), -1)[:, place]

    first, second = (draws.reshape(-1, density.size) for draws in (without, drawn))
    found = bridge(heights(first)[1], heights(second)[1])
    return found.value if found.stands else pooled(first, second, heights, rng)


def _edges(plan: FitDesign) -> list[int]:
    """Return the figures, period by period, that alone say that a side was not used up before.

    Those are the last losses of each side, where the law itself carries strengths on.
    """
    if not plan.runs_on:
        return []
    losses = np.column_stack([side.at(0)[1] for side in plan.observed.sides])
    found = []
    for side in range(2):
        lost = np.flatnonzero(np.nan_to_num(losses[:, side]) > 0)
        if lost.size:
            found.append(2 * int(lost[-1]) + side)
    return found
