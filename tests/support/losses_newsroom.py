"""The model against newsrooms where the truth is known: simulate, estimate, score both.

Truths are drawn from the priors and claims from the likelihood, so the model's assumptions hold;
unless all third parties are made to multiply the truth by one more factor, which nobody is told.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from losses_cases import START, make_claim, make_dossier

from asculum.evidence.dossier import Dossier
from asculum.losses.baseline_terms import Question
from asculum.losses.baselines import baselines
from asculum.losses.layout import make_design
from asculum.losses.observations import observations
from asculum.losses.posterior import LossesPosterior
from asculum.losses.sampler import Sampling, sample
from asculum.losses.simulate import simulate
from asculum.terms import scores
from asculum.terms.period import Period

PLAN = Sampling(chains=2, tune=400, draws=600)
RATES = {("killed_per_day", side, ""): (8.0, 80.0) for side in ("north", "south")}
SPEAKERS = ("staff", "court", "envoy", "consul", "ally")
DAYS = 28


@dataclass(frozen=True, kw_only=True)
class Compared:
    """CRPS of the logarithm of one rule and of the model, on one side of one simulated battle."""

    rule: str
    rule_crps: float
    model_crps: float
    covered: float
    model_covered: float


def told(seed: int, *, third: float = 1.0) -> tuple[Dossier, dict[str, float]]:
    """Return a dossier of figures told of a simulated battle, and what was truly lost.

    What third parties say is multiplied by ``third``.
    """
    rng = np.random.default_rng([seed, 7])
    claims = []
    for side in ("north", "south"):
        # both sides speak of both, so that no rule has to refuse; third parties come and go
        for source in SPEAKERS:
            if source in ("staff", "court") or rng.random() < 0.6:
                number = len(claims)
                claims.append(make_claim(number, source, side, 900.0, days=DAYS, bound="exactly"))
    blank = make_dossier(claims, weeks=DAYS / 7, assumptions=RATES)
    simulated = simulate(make_design(blank, observations(blank)), seed=seed)
    figures = {item.claim: math.exp(item.low) for item in simulated.design.observations}
    spoken = [
        replace(
            claim,
            best=figures[claim.id]
            * (third if blank.sources[claim.source].allegiance == "third" else 1.0),
        )
        for claim in blank.claims
    ]
    truth = {side: float(simulated.truth.losses([(side, "")])[0]) for side in ("north", "south")}
    return replace(blank, claims=tuple(spoken)), truth


def compare(seed: int, *, third: float = 1.0) -> list[Compared]:
    """Estimate one simulated battle and score the model beside every rule that answers."""
    dossier, truth = told(seed, third=third)
    design = make_design(dossier, observations(dossier))
    chains = sample(design, sampling=PLAN, seed=seed)
    posterior = LossesPosterior(design=design, theta=chains.theta.reshape(-1, design.size))
    period = Period(start=START, end=dossier.period.end)
    found = []
    for side, lost in truth.items():
        draws = np.log(posterior.losses([(side, "")]))
        y = math.log(lost)
        low, high = np.quantile(draws, [0.05, 0.95])
        question = Question(side=side, category="killed", period=period)
        for answer in baselines(dossier, question):
            if answer.low is None or answer.high is None or answer.echoes != "as printed":
                continue
            ends = math.log(answer.low), math.log(answer.high)
            found.append(
                Compared(
                    rule=answer.name,
                    rule_crps=scores.crps_uniform(*ends, y),
                    model_crps=scores.crps(draws, y),
                    covered=scores.coverage(*ends, y),
                    model_covered=scores.coverage(float(low), float(high), y),
                )
            )
    return found


@dataclass(frozen=True, kw_only=True)
class Mean:
    """How one rule did over many simulated battles, beside the model on the same cases.

    ``gain`` is the mean of the rule's CRPS less the model's; ``error`` its standard error, battles
    taken as independent cases.
    """

    rule: str
    cases: int
    rule_crps: float
    model_crps: float
    covered: float
    model_covered: float
    gain: float
    error: float


def means(found: Iterable[Compared]) -> dict[str, Mean]:
    """Return the means by rule."""
    groups: dict[str, list[Compared]] = {}
    for item in found:
        groups.setdefault(item.rule, []).append(item)
    return {rule: _mean(rule, group) for rule, group in groups.items()}


def _mean(rule: str, group: list[Compared]) -> Mean:
    gains = np.array([item.rule_crps - item.model_crps for item in group])
    return Mean(
        rule=rule,
        cases=len(group),
        rule_crps=float(np.mean([item.rule_crps for item in group])),
        model_crps=float(np.mean([item.model_crps for item in group])),
        covered=float(np.mean([item.covered for item in group])),
        model_covered=float(np.mean([item.model_covered for item in group])),
        gain=float(gains.mean()),
        error=float(gains.std(ddof=1) / math.sqrt(len(gains))) if len(gains) > 1 else math.inf,
    )
