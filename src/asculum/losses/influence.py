"""What moved the answer: the totals as they would be without a claim, a statement or a source.

Nothing is sampled again where the draws at hand can be weighed instead; where they cannot, a refit
answers, or the pull is said not to be known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from asculum.evidence.claims import Kind
from asculum.evidence.dossier import Dossier
from asculum.losses.design import Design
from asculum.losses.estimate import Losses
from asculum.losses.identification import identify
from asculum.losses.layout import atoms
from asculum.losses.observations import leaves
from asculum.losses.posterior import LossesPosterior
from asculum.losses.sampler import Sampling, sample
from asculum.losses.walls import walls_of
from asculum.terms.convergence import judge
from asculum.terms.estimate import PROB, interval
from asculum.terms.speech import message
from asculum.terms.weights import Weights, mean_error, smoothed

FloatArray = npt.NDArray[np.float64]
#: A total: quantity, side and force.
Total = tuple[str, str, str]

#: The totals whose pulls are given.
PULLED = ("killed", "casualties")
#: How long a refit samples: enough to know ln of a total to about 2 %.
REFIT = Sampling(chains=4, tune=300, draws=500)
SOURCE, STATEMENT, RUNNING, CLAIM = "source", "statement", "running total", "claim"
REWEIGHTED, REFITTED, UNKNOWN, UNSETTLED = "reweighted", "refitted", "not known", "not settled"


@dataclass(frozen=True, kw_only=True)
class Unit:
    """Claims that are left out together, and why they belong together.

    ``kind`` is a source with all its claims, a statement (claims that share an error), a running
    total (claims that are each other's differences) or a claim by itself; ``name`` is the source's
    id or the first claim's.
    """

    kind: str
    name: str
    source: str
    claims: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Pull:
    """What one total would be without a unit.

    ``lower``, ``median`` and ``upper`` are the total's interval without it [persons]; ``factor``
    is the total with it over that without it (geometric means of the draws), above 1 where the
    unit pulls the total up; ``error`` is the Monte Carlo standard error of ln factor. All are
    ``None`` where the rest of the evidence could not tell the total at all.
    """

    quantity: str
    side: str
    force: str
    lower: float | None = None
    median: float | None = None
    upper: float | None = None
    factor: float | None = None
    error: float | None = None


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A unit and its pulls.

    ``how`` is reweighted or refitted; or not known (only a refit could tell) or not settled (the
    refit's chains disagree), and then ``sentence`` says why and ``pulls`` holds only the totals
    that nothing else tells. ``khat`` judges the weights.
    """

    unit: Unit
    how: str
    khat: float
    pulls: tuple[Pull, ...] = ()
    sentence: str = ""

    @property
    def known(self) -> bool:
        """Whether every pull is known."""
        return self.how in (REWEIGHTED, REFITTED)


def units(dossier: Dossier, design: Design) -> tuple[Unit, ...]:
    """Return what can be left out: the sources, then statements, running totals and claims.

    Echoes are in none of them: they carry no weight of their own and go with what they repeat.
    """
    claims = {claim.id: claim for claim in dossier.claims}
    sources: dict[str, list[str]] = {}
    together: dict[tuple[object, ...], list[str]] = {}
    for item in design.observations:
        claim = claims[item.claim]
        sources.setdefault(claim.source, []).append(claim.id)
        key: tuple[object, ...] = (CLAIM, claim.id)
        if item.group:
            key = (STATEMENT, item.group)
        elif claim.kind is Kind.CUMULATIVE:
            key = (RUNNING, claim.source, claim.side, claim.force, claim.category, claim.scope)
            key = (*key, claim.period.start)
        together.setdefault(key, []).append(claim.id)
    found = [
        Unit(kind=SOURCE, name=source, source=source, claims=tuple(names))
        for source, names in sources.items()
    ]
    for key, names in together.items():
        kind = str(key[0]) if len(names) > 1 else CLAIM
        source = claims[names[0]].source
        found.append(Unit(kind=kind, name=names[0], source=source, claims=tuple(names)))
    return tuple(found)


def influence(
    losses: Losses,
    log_likelihood: FloatArray,
    *,
    prob: float = PROB,
) -> tuple[LeftOut, ...]:
    """Return what every reported total would be without each source, statement and claim.

    The posterior without a unit is the posterior times 1 / p(what the unit said | draw), up to a
    constant; the draws are weighed by that, smoothed. Grid, priors and parameters stay those of
    the whole: only what was said is unsaid.

    Parameters
    ----------
    losses
        An estimate with its posterior.
    log_likelihood
        Of each observation at each draw, shape (draw, observation), as the kernel gives it.
    prob
        Probability of the intervals.

    Notes
    -----
    Assumes: a claim left out was never made; what was assumed stays assumed.
    Biased when: a prior was centred on the claims (a side's level where nothing is stated): the
    claim then still speaks through it, and its pull looks smaller.
    Do not use when: the question is who is right. A source that moves nothing may be right, and
    one that moves much may only be loud.

    References
    ----------
    Vehtari, Gelman & Gabry 2017, Practical Bayesian model evaluation using leave-one-out
    cross-validation and WAIC; Vehtari et al. 2024 (Pareto smoothing).
    """
    posterior, convergence = losses.posterior, losses.convergence
    if posterior is None or convergence is None or not losses.status.ok:
        return ()
    base = log_totals(losses, posterior)
    design = posterior.design
    place = {item.claim: number for number, item in enumerate(design.observations)}
    found = []
    for unit in units(losses.dossier, design):
        said = log_likelihood[:, [place[claim] for claim in unit.claims]].sum(axis=1)
        weights = smoothed(-said, chains=convergence.chains)
        told = _still_told(losses, unit, tuple(base))
        if not weights.good:
            untold = tuple(_untold(total) for total in base if total not in told)
            found.append(_unknown(unit, weights, untold))
            continue
        pulls = [
            _pull(total, weights.interval(values, prob), weights.shift(values))
            if total in told
            else _untold(total)
            for total, values in base.items()
        ]
        found.append(LeftOut(unit=unit, how=REWEIGHTED, khat=weights.khat, pulls=tuple(pulls)))
    return tuple(found)


def log_totals(losses: Losses, posterior: LossesPosterior) -> dict[Total, FloatArray]:
    """Return ln of every reported total whose pulls are given, by quantity, side and force."""
    found = {}
    for total in losses.totals:
        if total.quantity in PULLED:
            forces = leaves(losses.dossier, total.side, total.force)
            draws = posterior.losses(forces, category=total.quantity, period=losses.period)
            found[total.quantity, total.side, total.force] = np.log(draws)
    return found


def without(design: Design, unit: Unit) -> Design:
    """Return a design without what a unit said, all else as it was.

    Raises ``ValueError`` where nothing is left.
    """
    kept = tuple(item for item in design.observations if item.claim not in unit.claims)
    if not kept:
        raise ValueError(f"nothing is left without {unit.name}")
    return replace(design, observations=kept)


def refit(
    losses: Losses, item: LeftOut, *, seed: int, plan: Sampling = REFIT, prob: float = PROB
) -> LeftOut:
    """Return a unit's pulls by sampling without it; not settled where the totals' chains disagree.

    ``seed`` is the run's; the sampler has a stream of its own under it. Judged by R-hat and
    effective draws of the totals alone, for nothing else of the refit is shown.
    """
    posterior, convergence, unit = losses.posterior, losses.convergence, item.unit
    assert posterior is not None, "asked only of a posterior"
    assert convergence is not None, "a posterior was judged"
    base = log_totals(losses, posterior)
    told = _still_told(losses, unit, tuple(base))
    try:
        design = without(posterior.design, unit)
        # a wall of names that are left out would stand where nothing holds it
        design = replace(design, walls=walls_of(design))
        stream = f"losses/without/{unit.kind}/{unit.name}"
        chains = sample(design, sampling=plan, seed=seed, stream=stream)
    except (RuntimeError, ValueError) as error:
        sentence = f"A refit failed: {str(error).splitlines()[0]}."
        return replace(item, how=UNSETTLED, sentence=sentence)
    theta = chains.theta.reshape(-1, design.size)
    rest = log_totals(losses, LossesPosterior(design=design, theta=theta))
    shown = {total: values for total, values in rest.items() if total in told}
    if shown:
        names = tuple(f"{quantity} of {force or side}" for quantity, side, force in shown)
        values = np.stack(list(shown.values()), axis=1).reshape(plan.chains, -1, len(names))
        status = judge(replace(chains, theta=values), names, {}, plan=plan).status
        if not status.ok:
            return replace(item, how=UNSETTLED, sentence=status.sentence)
    pulls = []
    for total, values in base.items():
        if total not in told:
            pulls.append(_untold(total))
            continue
        other = rest[total]
        shift = float(values.mean() - other.mean())
        errors = mean_error(values, convergence.chains), mean_error(other, plan.chains)
        pulls.append(_pull(total, interval(other, prob), (shift, math.hypot(*errors))))
    return replace(item, how=REFITTED, pulls=tuple(pulls), sentence="")


def _unknown(unit: Unit, weights: Weights, untold: tuple[Pull, ...]) -> LeftOut:
    sentence = message(
        "Pareto k is {khat}, and weights can be believed up to 0.7: only sampling without it can "
        "tell.",
        khat=f"{weights.khat:.2f}",
    )
    return LeftOut(unit=unit, how=UNKNOWN, khat=weights.khat, pulls=untold, sentence=sentence)


def _pull(total: Total, span: tuple[float, float, float], shift: tuple[float, float]) -> Pull:
    quantity, side, force = total
    lower, median, upper = (math.exp(value) for value in span)
    return Pull(
        quantity=quantity,
        side=side,
        force=force,
        lower=lower,
        median=median,
        upper=upper,
        factor=math.exp(shift[0]),
        error=shift[1],
    )


def _untold(total: Total) -> Pull:
    quantity, side, force = total
    return Pull(quantity=quantity, side=side, force=force)


def _still_told(losses: Losses, unit: Unit, totals: tuple[Total, ...]) -> set[Total]:
    """Return the totals that the rest of the evidence still tells."""
    kept = tuple(item for item in losses.found if item.claim not in unit.claims)
    rest = replace(losses, found=kept, identified=identify(losses.dossier, kept))
    apart = atoms(kept)

    def told(total: Total) -> bool:
        quantity, side, force = total
        if not rest.identified.sides[side].ok or not rest.claimed(side, quantity):
            return False
        wanted = set(leaves(losses.dossier, side, force))
        chosen = {leaf for atom in apart if wanted.intersection(atom) for leaf in atom}
        return chosen == wanted

    return {total for total in totals if told(total)}
