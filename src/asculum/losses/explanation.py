"""Everything there is to say of why the losses came out as they did, in one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import log

import numpy as np
import numpy.typing as npt

from asculum.losses.contraction import Beside, beside, prior_of
from asculum.losses.design import Design
from asculum.losses.estimate import Losses
from asculum.losses.influence import LeftOut, Total, influence, log_totals
from asculum.losses.learnt import Learnt, learnt
from asculum.losses.observations import leaves
from asculum.losses.posterior import LossesPosterior
from asculum.losses.predictive import SourceCheck, Told, check_sources, foretold
from asculum.losses.sensitivity import LIKELIHOOD, Sensitivity, log_priors, sensitivities
from asculum.terms.estimate import PROB
from asculum.terms.rounding import rounded
from asculum.terms.sheets import Cell, Sheet, Tabular

FloatArray = npt.NDArray[np.float64]

#: Draws that the claims are checked with: one in so many, for the checks weigh every claim.
THIN = 2


@dataclass(frozen=True, kw_only=True)
class TotalBeside:
    """One reported total before any claim was read and after [persons]."""

    quantity: str
    side: str
    force: str
    beside: Beside


@dataclass(frozen=True, kw_only=True, repr=False)
class Explanation(Tabular):
    """What moved the answer.

    ``left_out`` holds every source, statement and claim with its pulls; ``sensitivities`` how far
    each total follows each group of assumptions and the claims; ``totals`` each total before and
    after; ``learnt`` each assumption before and after, with what hangs on it; ``told`` where each
    claim falls in what the others foretell, and ``checks`` the verdict on each source.
    """

    left_out: tuple[LeftOut, ...]
    sensitivities: tuple[Sensitivity, ...]
    totals: tuple[TotalBeside, ...]
    learnt: tuple[Learnt, ...]
    told: tuple[Told, ...]
    checks: tuple[SourceCheck, ...]

    def sheet(self) -> Sheet:
        """Return what each total would be without a source, a statement or a claim.

        The strongest pull comes first; what only a refit could tell comes last, with the reason.
        """
        pulls = [(item, pull) for item in self.left_out for pull in item.pulls]
        pulls.sort(key=lambda pair: -abs(log(pair[1].factor or 1.0)))
        rows: list[tuple[Cell, ...]] = []
        printed: list[tuple[str, ...]] = []
        for item, pull in pulls:
            unit, ends = item.unit, (pull.lower, pull.median, pull.upper)
            of = (pull.quantity, pull.side, pull.force)
            rows.append((unit.name, unit.kind, unit.source, *of, pull.factor, *ends, item.how))
            lower, median, upper = ends
            shown = ("", "not known", "")
            if lower is not None and median is not None and upper is not None:
                words = rounded(lower, median, upper)
                shown = (words.lower, words.median, words.upper)
            factor = "" if pull.factor is None else f"{pull.factor:.2f}"
            told = " ".join(word for word in of if word != "all")
            printed.append((unit.name, unit.kind, told, *shown, factor))
        unknown = sum(not item.known for item in self.left_out)
        return Sheet(
            title="What each total would be without a source, a statement or a claim",
            names=(
                *("unit", "kind", "source", "quantity", "side", "force", "factor"),
                *("lower", "median", "upper", "how"),
            ),
            rows=tuple(rows),
            heads=("without", "which is a", "total", "from", "middle", "to", "with ÷ without"),
            printed=tuple(printed),
            note=f"Of {unknown} more only a refit could tell everything." if unknown else "",
        )

    def with_left_out(self, item: LeftOut) -> Explanation:
        """Return the explanation with one unit known better, as by a refit."""
        return replace(
            self,
            left_out=tuple(item if old.unit == item.unit else old for old in self.left_out),
        )


def explain(losses: Losses, *, seed: int, prob: float = PROB) -> Explanation | None:
    """Explain an estimate from its own draws; ``None`` where it was refused.

    Nothing is sampled but the prior, whose stream is named under ``seed``. Each part says in its
    own module what it assumes and when it misleads.
    """
    posterior, convergence = losses.posterior, losses.convergence
    if posterior is None or convergence is None or not losses.status.ok or not losses.totals:
        return None
    design, chains = posterior.design, convergence.chains
    theta = np.ascontiguousarray(posterior.theta)
    each = log_likelihood(design, theta)
    totals = log_totals(losses, posterior)
    before = prior_of(design, seed=seed)
    thin = theta.reshape(chains, -1, design.size)[:, ::THIN].reshape(-1, design.size)
    told = foretold(design, np.ascontiguousarray(thin), log_likelihood, chains=chains)
    groups = log_priors(design, theta)
    said = each.sum(axis=1) + located(design, theta, each, groups)
    return Explanation(
        left_out=influence(losses, each, prob=prob),
        sensitivities=sensitivities(
            totals,
            {**groups, LIKELIHOOD: said},
            chains=chains,
        ),
        totals=_beside(losses, totals, before, prob),
        learnt=learnt(posterior, totals, prob),
        told=told,
        checks=check_sources(design, told),
    )


def located(
    design: Design, theta: FloatArray, each: FloatArray, groups: Mapping[str, FloatArray]
) -> FloatArray:
    """Return the log-likelihood of the located counts at each draw, shape (draw,).

    They are no claims and are in no row of ``each``: what the density holds beside priors and
    claims is theirs.
    """
    if not design.nearby:
        return np.zeros(len(theta))
    from asculum.losses.density import Density

    density, grad = Density(design.pack), np.empty(design.size)
    whole = np.array([density(draw, grad) for draw in theta])
    return np.asarray(whole - each.sum(axis=1) - sum(groups.values()))


def _beside(
    losses: Losses, totals: dict[Total, FloatArray], before: LossesPosterior, prob: float
) -> tuple[TotalBeside, ...]:
    """Return each total before and after; left out where the prior is past all reckoning."""
    found = []
    for (quantity, side, force), values in totals.items():
        prior = before.losses(
            leaves(losses.dossier, side, force), category=quantity, period=losses.period
        )
        if not (np.isfinite(prior).all() and (prior > 0).all()):
            continue
        both = beside(prior, np.exp(values), prob)
        found.append(TotalBeside(quantity=quantity, side=side, force=force, beside=both))
    return tuple(found)


def log_likelihood(design: Design, theta: FloatArray) -> FloatArray:
    """Return the log-likelihood of each observation at each draw, (draw, observation)."""
    from asculum.losses.density import Density

    return Density(design.pack).each(theta)
