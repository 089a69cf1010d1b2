"""Would the model have expected what each source said? Checks of every claim by all the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from asculum.losses import codes as k
from asculum.losses.design import Design
from asculum.losses.observations import Observation
from asculum.terms.speech import message
from asculum.terms.weights import Weights, smoothed

FloatArray = npt.NDArray[np.float64]
#: The kernel's log-likelihoods of a design's observations at draws, shape (draw, observation).
LogLikelihood = Callable[[Design, FloatArray], FloatArray]

#: A source is flagged where chance alone would do so to fewer than this share of sources.
RARE = 0.01
#: Fewest claims of a source from which scatter, and a trend, are judged.
SCATTER_OF, TREND_OF = 4, 8
FITS, FAR_OUT, SCATTERS = (
    message("fits"),
    message("a claim far out"),
    message("scatters more than the model expects"),
)
TREND, UNCHECKED = (
    message("a trend the model cannot follow"),
    message("cannot be checked by reweighting"),
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """Where one claim falls in what the rest of the evidence, and its source's habits, foretell.

    ``below`` is the probability of being told less, ``upto`` that of being told this or less; they
    are one number for a figure, and the ends of what a range, a bound or a count leaves open.
    ``chance`` is the probability of being told something at least so far out. ``khat`` judges the
    weights; where it is past what can be believed, ``good`` is false and nothing is made of it.
    """

    claim: str
    source: str
    below: float
    upto: float
    chance: float
    khat: float
    good: bool

    @property
    def middle(self) -> float:
        """The middle of what the claim leaves open; uniform under the model for a figure."""
        return (self.below + self.upto) / 2


@dataclass(frozen=True, kw_only=True)
class SourceCheck:
    """One source's claims beside what was to be expected of it.

    ``checked`` of ``claims`` claims could be weighed. ``far_out``, ``scatter`` and ``trend`` are
    probabilities, under the model, of claims at least so far out, so scattered and so ordered in
    time; ``None`` where there are too few. ``farthest`` is the claim farthest out.
    """

    source: str
    claims: int
    checked: int
    farthest: str
    far_out: float | None
    scatter: float | None
    trend: float | None
    verdict: str


def foretold(
    design: Design, theta: FloatArray, log_likelihood: LogLikelihood, *, chains: int
) -> tuple[Told, ...]:
    """Return where each claim falls in the prediction made of all claims but itself.

    P(y <= told | the others) = sum w P(y <= told | draw), with w the smoothed weights of leaving
    the claim out. The probability at a draw is the model's own: the likelihood of the same claim
    told as "at most".

    Parameters
    ----------
    design, theta
        The design and its posterior draws, shape (draw, parameter): chains one after another.
    log_likelihood
        The kernel that gives the log-likelihood of observations at draws.
    chains
        How many chains the draws are of.

    Notes
    -----
    Assumes: a claim told was not chosen for being told.
    Biased when: the claim sets the habits it is judged by, as one of few of its source does.
    Do not use when: claims are the same news told twice; they foretell each other.

    References
    ----------
    Gelfand, Dey & Chang 1992 (leave-one-out predictive checks); Vehtari, Gelman & Gabry 2017
    (by reweighting); Czado, Gneiting & Held 2009 (counts).
    """
    each = log_likelihood(design, theta)
    lower, upper = _ends(design, theta, each, log_likelihood)
    found = []
    for i, item in enumerate(design.observations):
        weights = smoothed(-each[:, i], chains=chains)
        below, upto = weights.mean(lower[:, i]), weights.mean(upper[:, i])
        # weights add up to 1 but for rounding
        below, upto = min(max(below, 0.0), 1.0), min(max(upto, below), 1.0)
        found.append(_told(item, below, upto, weights))
    return tuple(found)


def check_sources(design: Design, told: Sequence[Told]) -> tuple[SourceCheck, ...]:
    """Return a verdict on every source: fits, a claim far out, scatters too much, has a trend.

    Far out: the smallest chance of n claims, as 1 - (1 - smallest)^n. Scatter: the sum of squared
    normal scores against chi-square. Trend: Kendall's tau of the scores against the middle of the
    days spoken of. A source is flagged where one of them is below ``RARE``: one source in a
    hundred is, by chance alone, on each count.
    """
    sources = dict.fromkeys(item.source for item in design.observations)
    return tuple(
        _check(
            source,
            [
                (item, seen)
                for item, seen in zip(design.observations, told, strict=True)
                if item.source == source
            ],
        )
        for source in sources
    )


def _ends(
    design: Design, theta: FloatArray, each: FloatArray, log_likelihood: LogLikelihood
) -> tuple[FloatArray, FloatArray]:
    """Return at each draw the probability of being told less, and of being told this or less."""
    found = design.observations
    bind = np.array([item.bind for item in found])

    def at_most(items: Sequence[Observation]) -> FloatArray:
        return np.exp(log_likelihood(replace(design, observations=tuple(items)), theta))

    figures = (k.POINT, k.RANGE, k.AT_LEAST, k.AT_MOST)
    first = at_most([replace(i, bind=k.AT_MOST) if i.bind in figures else i for i in found])
    lower, upper = first.copy(), first.copy()
    if (bind == k.RANGE).any():
        ranged = [
            replace(item, bind=k.AT_MOST, low=item.high) if item.bind == k.RANGE else item
            for item in found
        ]
        upper[:, bind == k.RANGE] = at_most(ranged)[:, bind == k.RANGE]
    upper[:, bind == k.AT_LEAST] = 1.0
    lower[:, bind == k.AT_MOST] = 0.0
    # a named minimum is met or not
    lower[:, bind == k.FLOOR] = 1.0 - np.exp(each[:, bind == k.FLOOR])
    upper[:, bind == k.FLOOR] = 1.0
    # a list with a completeness has a density, but no "at most": it is not checked
    lower[:, bind == k.LISTED], upper[:, bind == k.LISTED] = 0.0, 1.0
    counts = bind == k.COUNT
    if counts.any():
        below = np.zeros_like(first)
        most = max(item.count for item in found if item.bind == k.COUNT)
        for count in range(most):
            fewer = [replace(i, count=count) if i.bind == k.COUNT else i for i in found]
            here = [i.bind == k.COUNT and count < i.count for i in found]
            below[:, here] += at_most(fewer)[:, here]
        lower[:, counts] = below[:, counts]
        upper[:, counts] = below[:, counts] + np.exp(each[:, counts])
    return lower, upper


def _told(item: Observation, below: float, upto: float, weights: Weights) -> Told:
    chance = min(1.0, 2.0 * min(upto, 1.0 - below))
    if item.bind in (k.AT_LEAST, k.AT_MOST, k.FLOOR):
        # a bound can be out on one side only
        chance = upto - below
    return Told(
        claim=item.claim,
        source=item.source,
        below=below,
        upto=upto,
        chance=chance,
        khat=weights.khat,
        good=weights.good and item.bind != k.LISTED,
    )


def _check(source: str, seen: Sequence[tuple[Observation, Told]]) -> SourceCheck:
    good = [(item, told) for item, told in seen if told.good]
    farthest = min((told for _, told in good), key=lambda told: told.chance, default=None)
    far_out = scatter = trend = None
    if farthest is not None:
        far_out = 1.0 - (1.0 - farthest.chance) ** len(good)
    figures = [(item, told) for item, told in good if item.bind in (k.POINT, k.RANGE, k.COUNT)]
    scores = np.array([_score(told.middle) for _, told in figures])
    if len(figures) >= SCATTER_OF:
        from scipy.stats import chi2

        scatter = float(chi2.sf(float(np.sum(scores**2)), len(scores)))
    if len(figures) >= TREND_OF:
        trend = _trend([item for item, _ in figures], scores)
    return SourceCheck(
        source=source,
        claims=len(seen),
        checked=len(good),
        farthest=farthest.claim if farthest is not None else "",
        far_out=far_out,
        scatter=scatter,
        trend=trend,
        verdict=_verdict(far_out, scatter, trend),
    )


def _verdict(far_out: float | None, scatter: float | None, trend: float | None) -> str:
    if far_out is None:
        return UNCHECKED
    for chance, verdict in ((trend, TREND), (scatter, SCATTERS), (far_out, FAR_OUT)):
        if chance is not None and chance < RARE:
            return verdict
    return FITS


def _score(probability: float) -> float:
    return NormalDist().inv_cdf(min(max(probability, 1e-9), 1.0 - 1e-9))


def _trend(items: Sequence[Observation], scores: FloatArray) -> float | None:
    from scipy.stats import kendalltau

    middles = [item.period.start.toordinal() + item.period.days / 2 for item in items]
    if len(set(middles)) < TREND_OF:
        return None
    return float(kendalltau(middles, scores).pvalue)
