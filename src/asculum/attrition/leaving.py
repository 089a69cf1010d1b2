"""What a law expects of a figure from all the others, where weights of the draws do not tell it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.attrition.comparing import expected
from asculum.attrition.coordinates import Coordinates
from asculum.attrition.density import Density
from asculum.attrition.fit_design import FitDesign
from asculum.terms.convergence import judge
from asculum.terms.sampling import Callbacks, Initial, Sampling, draw
from asculum.terms.weights import MOST_KHAT

FloatArray = npt.NDArray[np.float64]

#: The most figures of a law that are left out in turn and the law fitted anew.
MOST = 12
#: How those fits are sampled, and the largest R-hat with which one is believed.
PLAN, SETTLED = Sampling(tune=150, draws=250), 1.05


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
    thetas: FloatArray,
    coordinates: Coordinates,
    *,
    calls: Callbacks,
    initial: Initial,
    divergent: float,
    seed: int,
) -> Foretold:
    """Return what a law expects of each figure from all the others.

    ``thetas`` are draws of the posterior, (chain, draw, parameter). Pareto-smoothed importance
    sampling tells it; figures whose k̂ exceeds 0.7 are left out and the law is fitted to the rest,
    at most ``MOST`` of them, those of the greatest k̂.
    """
    from asculum.attrition import _fitting as k

    few = thetas.reshape(-1, plan.size)
    known = plan.observed.known
    elpd, khat = expected(few, Density(plan.pack(whiten=None)), known, chains=len(thetas))
    places = np.flatnonzero(known.ravel())
    poor = [i for i in np.argsort(-khat) if khat[i] > MOST_KHAT][:MOST]
    anew = 0
    for i in poor:
        rest = plan.pack(whiten=coordinates)
        rest[int(rest[k.LOSSES]) + places[i]] = np.nan
        chains = draw(
            calls,
            rest,
            size=plan.size,
            initial=initial,
            sampling=Sampling(tune=PLAN.tune, draws=PLAN.draws, divergent=divergent),
            seed=seed,
            stream=f"attrition/fit/{plan.form.name}/without/{places[i]}",
        )
        if not judge(chains, plan.names, {}, plan=PLAN).rhat <= SETTLED:
            continue
        drawn = coordinates.theta(chains.theta.reshape(-1, plan.size))
        told = Density(plan.pack(whiten=None)).figures(drawn)[0].reshape(len(drawn), -1)
        column = told[:, places[i]]
        elpd[i] = np.log(np.mean(np.exp(column - column.max()))) + column.max()
        khat[i] = 0.0
        anew += 1
    return Foretold(elpd=elpd, khat=khat, anew=anew)
