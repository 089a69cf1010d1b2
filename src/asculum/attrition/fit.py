"""Fit attrition laws to a battle: least squares, maximum likelihood, or Bayes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from asculum.attrition.comparing import Weighed, weigh
from asculum.attrition.coordinates import fitting
from asculum.attrition.density import Density
from asculum.attrition.fit_checks import checks
from asculum.attrition.fit_design import FitDesign, Setting, design
from asculum.attrition.fit_forms import FORMS, Form
from asculum.attrition.fit_law import LawFit, learnt_of, untold
from asculum.attrition.fit_status import refused, said, whole
from asculum.attrition.leaving import foretold
from asculum.attrition.modes import best
from asculum.attrition.observed import Observed
from asculum.attrition.sought import Sought
from asculum.terms.convergence import judge
from asculum.terms.errors import ModelError, UsageError
from asculum.terms.sampling import Callbacks, Sampling, draw
from asculum.terms.sheets import Sheet, Tabular, shown_status
from asculum.terms.status import Status, StatusCode
from asculum.terms.streams import stream

if TYPE_CHECKING:
    from xarray import DataTree

FloatArray = npt.NDArray[np.float64]

#: Draws that stand for a normal approximation.
NORMALS = 2000
#: Where a side's strength runs on, the density ends at an edge: beyond it the side is used up too
#: soon. A step over the edge is refused, as it must be, and has not diverged.
EDGE = 1e6
#: Draws that the expected densities rest on.
WEIGHED = 1000


@dataclass(frozen=True, kw_only=True)
class Bayes:
    """Posterior draws by NUTS, moved in the coordinates of the normal at the top of the density.

    Chains that have not settled are drawn once more, longer and in smaller steps.
    """

    sampling: Sampling = field(default_factory=lambda: Sampling(tune=200, draws=1000))


@dataclass(frozen=True, kw_only=True)
class MaximumLikelihood:
    """The likeliest parameters, and draws of the normal that the likelihood's curvature gives."""


@dataclass(frozen=True, kw_only=True)
class LeastSquares:
    """The least sum of squares, each side's losses over their root mean square; draws likewise."""


Method = Bayes | MaximumLikelihood | LeastSquares


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Fitted(Tabular):
    """Several laws on one battle, and how they weigh against each other.

    ``weighed`` is ``None`` where fewer than two laws could be fitted, or the method gives none.
    """

    observed: Observed
    laws: tuple[LawFit, ...]
    status: Status
    weighed: Weighed | None = None

    def sheet(self) -> Sheet:
        """Return a row for each law: its status, its weight, how far it is behind the best."""
        rows, printed = [], []
        for law in self.laws:
            weight = behind = error = None
            if self.weighed is not None and law.name in self.weighed.names:
                at = self.weighed.names.index(law.name)
                weight, behind = self.weighed.weights[at], self.weighed.behind[at]
                error = self.weighed.errors[at]
            told = (law.status.code.value, law.status.sentence)
            rows.append((law.name, law.method, weight, behind, error, *told))
            shown = ["" if value is None else f"{value:.2f}" for value in (weight, behind, error)]
            printed.append((law.name, *shown, shown_status(law.status)))
        return Sheet(
            title="Attrition laws on one battle",
            names=("law", "method", "weight", "behind", "error", "status", "sentence"),
            rows=tuple(rows),
            heads=("law", "weight", "behind", "error", "status"),
            printed=tuple(printed),
            note=f"{self.status.code.value}: {self.status.sentence}",
        )

    def to_datatree(self) -> DataTree:
        """Return the joint draws of every law that the battle tells of, a group for each law.

        Raises ``ValueError`` where no law has any.
        """
        from xarray import DataTree

        found = {law.name: law.to_datatree() for law in self.laws if law.estimates()}
        if not found:
            raise ValueError(self.status.sentence)
        return DataTree(children=found)

    def law(self, name: str) -> LawFit:
        """Return the fit of a law; raises ``KeyError`` where it was not asked for."""
        for item in self.laws:
            if item.name == name:
                return item
        raise KeyError(name)


def fit(
    observed: Observed,
    *,
    forms: Sequence[Form] | None = None,
    method: Method | None = None,
    setting: Setting | None = None,
    seed: int = 1,
) -> Fitted:
    """Fit attrition laws to the losses and strengths of a battle.

    Losses of a period are negative binomial about what the law expects, variance μ + τ²μ², from
    the strengths at its start; μ is integrated through the period. Where a side's strengths were
    not seen the law itself carries them on.

    Parameters
    ----------
    observed
        Losses a period, strengths, who joined; exact, or as draws (each then has a fit of its own,
        by the normal at its top, reweighted).
    forms
        The laws; all that can be fitted unless given.
    method
        ``Bayes`` unless given.
    setting
        Priors, changes of the rates, the factor d of who attacks.
    seed
        Seed of every stream.

    Returns
    -------
    Each law's draws with what the battle tells of them, and weights between the laws by stacking.

    Raises
    ------
    ModelError
        ATT060 where no losses of either side are known.

    Assumes: periods err independently; who joined is told in full; rates change only where that is
    asked for. Biased when: losses are told on other days than they fell on (exponents towards 0).
    Do not use when: a battle is still to be fought.
    Reference: docs/methods/fitting.md.
    """
    if observed.figures == 0:
        raise ModelError(
            "ATT060",
            "no losses of either side are known",
            why="a law is fitted to losses",
            fix="give a_losses or b_losses, or the strengths of several periods",
        )
    chosen, asked = method or Bayes(), setting or Setting()
    if isinstance(asked.changes, Sought) and not isinstance(chosen, Bayes):
        raise UsageError(
            "ATT062",
            "changes on unknown days, by another method than Bayes",
            why="sets of days weigh by their evidence, which needs priors",
            fix="leave the method out, or name the periods of the changes",
        )
    if isinstance(asked.changes, Sought) and observed.draws > 1:
        raise UsageError(
            "ATT063",
            f"changes on unknown days, of losses that are {observed.draws} draws",
            why="every set of days would have to be weighed for every draw",
            fix="give the losses as numbers, or name the periods of the changes",
        )
    laws = tuple(
        _one(design(form, observed, asked), chosen, seed) for form in forms or FORMS.values()
    )
    return joined(observed, laws)


def joined(observed: Observed, laws: Sequence[LawFit]) -> Fitted:
    """Weigh the fits of several laws to one battle against each other."""
    settled = [law for law in laws if law.status.code is not StatusCode.NOT_CONVERGED]
    scored = [law for law in settled if law.elpd is not None]
    weighed = weigh(scored) if len(scored) > 1 else None
    return Fitted(
        observed=observed,
        laws=tuple(laws),
        status=whole(laws, weighed, observed),
        weighed=weighed,
    )


def _one(plan: FitDesign, method: Method, seed: int) -> LawFit:
    refusal = refused(plan)
    if refusal:
        return LawFit(
            design=plan,
            method="not fitted",
            status=Status(code=StatusCode.NOT_IDENTIFIED, sentence=refusal),
            theta=np.empty((0, plan.size)),
        )
    if isinstance(plan.setting.changes, Sought):
        from asculum.attrition.changing import over_changes

        return over_changes(plan, plan.setting.changes, seed=seed)
    if plan.observed.draws > 1:
        from asculum.attrition.imputed import over_draws

        return over_draws(plan, seed=seed)
    if isinstance(method, Bayes):
        return _bayes(plan, method, seed)
    if isinstance(method, MaximumLikelihood):
        return _likeliest(plan, seed)
    from asculum.attrition.squares import least_squares

    return least_squares(plan, seed=seed)


def _bayes(plan: FitDesign, method: Bayes, seed: int) -> LawFit:
    from asculum.attrition import _fitting as k

    density = Density(plan.pack(whiten=None))
    top = best(density, seed=seed)
    coordinates = fitting(plan, density, top)
    pack = plan.pack(whiten=coordinates)

    def initial(seed: int) -> FloatArray:
        # wider than the posterior, so that chains that agree have found it from different places
        return np.random.default_rng(seed).uniform(-2.0, 2.0, plan.size)

    calls = Callbacks(density=k.density_callback.address, expand=k.expand_callback.address)
    chosen, stream_name = method.sampling, f"attrition/fit/{plan.form.name}"
    if plan.runs_on:
        chosen = replace(chosen, divergent=EDGE)
    for attempt in (1, 2):
        chains = draw(
            calls,
            pack,
            size=plan.size,
            initial=initial,
            sampling=chosen,
            seed=seed,
            stream=stream_name + "/again" * (attempt - 1),
        )
        settled = judge(chains, plan.names, {}, plan=chosen, attempts=attempt)
        if settled.status.ok:
            break
        chosen = replace(chosen, tune=5 * chosen.tune, draws=4 * chosen.draws, accept=0.95)
    thetas = coordinates.theta(chains.theta)
    theta = thetas.reshape(-1, plan.size)
    thin = max(1, len(theta) // WEIGHED)
    told = foretold(
        plan,
        chains.theta[:, ::thin],
        coordinates,
        calls=calls,
        initial=initial,
        divergent=chosen.divergent,
        seed=seed,
    )
    learnt = learnt_of(plan, theta.var(axis=0))
    seen = checks(plan, thetas[:, ::thin].reshape(-1, plan.size), seed=seed)
    missing = untold(plan, learnt)
    return LawFit(
        design=plan,
        method="Bayes (NUTS)",
        status=said(plan, settled.status, missing, seen, rival=top.rival is not None),
        theta=theta,
        learnt=learnt,
        untold=missing,
        checks=seen,
        elpd=told.elpd,
        khat=float(told.khat.max(initial=0.0)),
        anew=told.anew,
        convergence=settled,
    )


def _likeliest(plan: FitDesign, seed: int) -> LawFit:
    top = best(Density(plan.pack(prior=False, whiten=None)), seed=seed)
    lower, covariance = top.spread()
    normals = stream(seed, f"attrition/fit/normal/{plan.form.name}").standard_normal
    theta = top.theta + normals((NORMALS, plan.size)) @ lower.T
    # what a prior of variance 1 would have been left with
    variances = np.diag(covariance) / (1.0 + np.diag(covariance))
    learnt = learnt_of(plan, variances)
    missing = untold(plan, learnt)
    seen = checks(plan, theta, seed=seed)
    settled = Status(code=StatusCode.OK, sentence="The likelihood's top was found.")
    if not top.settled:
        settled = Status(
            code=StatusCode.NOT_CONVERGED, sentence="The likelihood has no top that was reached."
        )
    free = sum(1 for name in plan.names if not name.startswith("scatter")) + 2
    return LawFit(
        design=plan,
        method="maximum likelihood",
        status=said(plan, settled, missing, seen, rival=top.rival is not None),
        theta=theta,
        learnt=learnt,
        untold=missing,
        checks=seen,
        score=("AIC", 2.0 * free - 2.0 * top.value),
    )
