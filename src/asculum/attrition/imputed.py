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
from asculum.terms.weights import smoothed

FloatArray = npt.NDArray[np.float64]

#: Proposals of the normal at each draw's top, and how much wider than it they are.
PROPOSALS, WIDER = 200, 1.2
#: The least share of the proposals that must be effective.
EFFECTIVE = 0.1


def over_draws(plan: FitDesign, *, seed: int) -> LawFit:
    """Return a draw of the law's parameters for each draw of the figures.

    Each draw has its top by Newton's steps, proposals from a normal 1.2 times as wide as that
    top's, weights of posterior over proposal, and one proposal by these weights. The expected
    density of a figure is the harmonic mean Σw/Σ(w/p), its logarithm averaged over the draws; k̂ is
    that of the ratios w/p, which of each draw sum to 1, the worst of any figure.

    Reference: Little & Rubin (multiple imputation); Plummer 2015 (cuts: the law does not in turn
    teach the losses).
    """
    rng = stream(seed, f"attrition/fit/imputed/{plan.form.name}")
    draws, size, periods = plan.observed.draws, plan.size, plan.observed.days.size
    theta, shares = np.empty((draws, size)), np.empty(draws)
    expected, known = np.zeros(2 * periods), plan.observed.known.ravel()
    ratios = np.empty((draws, PROPOSALS, int(known.sum())))
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
        # where no proposal of any weight expects a figure, it is not expected at all
        told = least - np.log(np.maximum(weights @ np.exp(least - likely), 1e-300))
        expected += told
        ratios[number] = np.log(np.maximum(weights, 1e-300))[:, None] + (told - likely)[:, known]
    learnt = learnt_of(plan, theta.var(axis=0))
    missing = untold(plan, learnt)
    return LawFit(
        design=plan,
        method=f"Bayes, over {draws} draws of the figures",
        status=_status(missing, lost / draws, float(np.median(shares))),
        theta=theta,
        learnt=learnt,
        untold=missing,
        elpd=(expected / draws)[known],
        # the ratios of all draws together: one draw's proposals are too few to tell a tail
        khat=max(smoothed(column).khat for column in ratios.reshape(-1, ratios.shape[2]).T),
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
    told = [why for name, why in missing.items() if not name.startswith("scatter")]
    if told:
        sentence = "Not told by this battle: " + "; ".join(told) + "."
        found.append(Status(code=StatusCode.NOT_IDENTIFIED, sentence=sentence))
    return worst(found)
