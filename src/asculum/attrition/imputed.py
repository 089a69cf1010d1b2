"""A law on a battle whose figures are uncertain: one fit for each draw of them.

Draw k of the parameters belongs to draw k of the losses and strengths, so both stay joint.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from asculum.attrition.density import Density
from asculum.attrition.fit_design import FitDesign
from asculum.attrition.fit_law import LawFit, learnt_of, untold
from asculum.attrition.modes import best, climb
from asculum.terms.status import Status, StatusCode, worst
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]

#: Proposals of the normal at each draw's top, and how much wider than it they are.
PROPOSALS, WIDER = 200, 1.2
#: The least share of the proposals that must be effective.
EFFECTIVE = 0.1


def over_draws(plan: FitDesign, *, seed: int) -> LawFit:
    """Return a draw of the law's parameters for each draw of the figures.

    Each draw has its top by Newton's steps, proposals from a normal 1.2 times as wide as that
    top's, weights of posterior over proposal, and one proposal by these weights. The expected
    density of a figure is the harmonic mean Σw/Σ(w/p), its logarithm averaged over the draws.

    Reference: Little & Rubin (multiple imputation); Plummer 2015 (cuts: the law does not in turn
    teach the losses).
    """
    rng = stream(seed, f"attrition/fit/imputed/{plan.form.name}")
    draws, size, periods = plan.observed.draws, plan.size, plan.observed.days.size
    theta, shares = np.empty((draws, size)), np.empty(draws)
    expected = np.zeros(2 * periods)
    lost, place = 0, None
    for number in range(draws):
        density = Density(plan.pack(number, whiten=None))
        top = best(density, seed=seed) if place is None else climb(density, place)
        lost += not top.settled
        place = top.theta
        lower, _ = top.spread()
        normals = rng.standard_normal((PROPOSALS, size))
        tried = np.ascontiguousarray(top.theta + WIDER * normals @ lower.T)
        each, heights = density.figures(tried)
        heights += 0.5 * (normals**2).sum(axis=1)
        weights = np.exp(heights - heights.max())
        weights /= weights.sum()
        shares[number] = 1.0 / (PROPOSALS * float(weights @ weights))
        theta[number] = tried[int(rng.choice(PROPOSALS, p=weights))]
        likely = each.reshape(PROPOSALS, -1)
        least = likely.min(axis=0)
        expected += least - np.log(weights @ np.exp(least - likely))
    learnt = learnt_of(plan, theta.var(axis=0))
    missing = untold(plan, learnt)
    return LawFit(
        design=plan,
        method=f"Bayes, over {draws} draws of the figures",
        status=_status(missing, lost / draws, float(np.median(shares))),
        theta=theta,
        learnt=learnt,
        untold=missing,
        elpd=(expected / draws)[plan.observed.known.ravel()],
    )


def _status(missing: dict[str, str], lost: float, effective: float) -> Status:
    found = [Status(code=StatusCode.OK, sentence="Each draw of the figures has its fit.")]
    if lost > 0.05 or effective < EFFECTIVE:
        found.append(
            Status(
                code=StatusCode.NOT_CONVERGED,
                sentence=(
                    f"{lost:.0%} of the draws have no top that was reached; of the proposals "
                    f"{effective:.0%} are effective."
                ),
            )
        )
    if missing:
        sentence = "Not told by this battle: " + "; ".join(missing.values()) + "."
        found.append(Status(code=StatusCode.NOT_IDENTIFIED, sentence=sentence))
    return worst(found)
