"""What was assumed of a quantity beside what the claims made of it, and how much they taught.

Before a claim is read the model already holds a view of every total: its prior, drawn here and
pushed through the same arithmetic as the posterior. How much narrower the posterior is, is what
the claims taught.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.losses.design import Design
from asculum.losses.posterior import LossesPosterior
from asculum.losses.simulate import draw_prior
from asculum.terms.estimate import PROB, interval
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]

#: Draws of the prior. They are independent, so a variance is known to about 3 %.
DRAWS = 4000
#: Below this more than half of the variance that was assumed is still there: mostly assumed.
MOSTLY_ASSUMED = 0.5


@dataclass(frozen=True, kw_only=True)
class Beside:
    """One quantity before its claims were read and after, each as lower, median and upper.

    ``contraction`` is 1 - Var(ln posterior) / Var(ln prior): 1 where the claims settle it, 0 where
    they taught nothing, below 0 where they unsettled it.
    """

    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    contraction: float

    @property
    def mostly_assumed(self) -> bool:
        """Whether more is left of what was assumed than the claims have taught."""
        return self.contraction < MOSTLY_ASSUMED


def contraction(prior: FloatArray, posterior: FloatArray) -> float:
    """Return 1 - Var(ln posterior) / Var(ln prior) of a positive quantity.

    ``prior`` and ``posterior`` are draws [any unit, the same], shape (draw,); they need not be
    equally many. The logarithm makes the answer free of the unit, and is the scale on which
    sources lean and the walk moves.

    Raises ``ValueError`` where a draw is not above 0, or where the prior does not vary.

    Assumes: both come from one model, so that they differ by the claims only.
    Biased when: the prior was centred on the claims, as that of a side's level is where nothing is
    stated: the contraction is then too high, for the prior is wider than anybody's ignorance.
    Do not use when: the question is whether the posterior is right; it says how narrow it is.

    Reference: Betancourt 2018, "Towards a principled Bayesian workflow" (posterior contraction).
    """
    before, after = _logarithms(prior), _logarithms(posterior)
    wide = float(before.var())
    if not wide > 0:
        raise ValueError("the prior does not vary; nothing can be learnt beside it")
    return 1.0 - float(after.var()) / wide


def beside(prior: FloatArray, posterior: FloatArray, prob: float = PROB) -> Beside:
    """Return what was assumed of a quantity beside what is made of it, both as intervals."""
    return Beside(
        prior=interval(prior, prob),
        posterior=interval(posterior, prob),
        contraction=contraction(prior, posterior),
    )


def prior_of(design: Design, *, seed: int, draws: int = DRAWS) -> LossesPosterior:
    """Return draws of everything the model knows before any claim is read.

    Named minima are claims too and are not a part of it. Ask the result for losses, ratios or
    leanings as the posterior is asked.
    """
    theta = draw_prior(design, draws, stream(seed, "losses/prior"))
    return LossesPosterior(design=design, theta=theta)


def _logarithms(draws: FloatArray) -> FloatArray:
    if not (np.isfinite(draws).all() and (draws > 0).all()):
        raise ValueError("a contraction is of positive numbers; some draws are not")
    return np.log(draws)
