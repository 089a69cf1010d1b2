"""A law whose rates may have changed on days that are not known: every day is tried and weighed.

Priors of the factors are proper, so that each set of days has an evidence, the chance of the
figures with all parameters summed out. A change that could lie on many days is as likely as none
before the figures are read, not as each of its days: that is what the search costs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from asculum.attrition.density import Density
from asculum.attrition.fit_checks import checks_of, expectations, some
from asculum.attrition.fit_design import FitDesign, design
from asculum.attrition.fit_law import LawFit, learnt_of, untold
from asculum.attrition.fit_status import said
from asculum.attrition.modes import Mode, best, climb
from asculum.attrition.sought import Changes, Sought
from asculum.terms.status import Status, StatusCode
from asculum.terms.streams import stream
from asculum.terms.weights import smoothed

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Draws that are kept, of which the expected densities rest on the second number.
DRAWS, WEIGHED = 2000, 1000
#: Proposals of a set of days, and how much wider than the normal at its top they are.
PROPOSALS, WIDER = 400, 1.2
#: Sets of less than this share of the whole evidence get no proposals.
LEAST = 1e-5
#: The least share of the proposals that must be effective.
EFFECTIVE = 0.1


@dataclass(frozen=True, kw_only=True, eq=False)
class _Set:
    """One set of days: its design, the top of its density, and the evidence by that top."""

    plan: FitDesign
    top: Mode
    lower: FloatArray
    evidence: float


def over_changes(plan: FitDesign, sought: Sought, *, seed: int) -> LawFit:
    """Return draws of a law and of its changes, sets of days weighed by their evidence.

    Each set has its top by Newton's steps and an evidence by the normal there; those that matter
    have it anew by proposals of a normal 1.2 times as wide, and draws by the proposals' weights.

    Assumes: periods err independently, and rates are the same between changes. Biased when: rates
    drift, or neighbouring periods err alike: changes are then found that nothing on the ground
    made. Do not use when: a posture is known to have changed; say so with ``changes``.
    Reference: Kass and Raftery 1995; docs/methods/fitting.md.
    """
    rng = stream(seed, f"attrition/fit/changes/{plan.form.name}")
    tried = sought.tried(plan.observed.days.size)
    sets = _tops(plan, tried, seed)
    log_prior = sought.log_prior(tried)
    rough = np.array([one.evidence for one in sets]) + log_prior
    matter = np.flatnonzero(rough - np.logaddexp.reduce(rough) > np.log(LEAST))
    drawn = [_Drawn.of(sets[k], rng) for k in matter]
    height = np.full(len(tried), -np.inf)
    height[matter] = [one.evidence for one in drawn]
    height += log_prior
    whole = float(np.logaddexp.reduce(height))
    chance = np.exp(height - whole)
    counts = np.bincount(
        np.searchsorted(np.cumsum(chance[matter])[:-1], rng.random(DRAWS)), minlength=matter.size
    )
    parts = [
        one.kept(sets[k], count, sought, rng)
        for k, one, count in zip(matter, drawn, counts, strict=True)
        if count
    ]
    order = rng.permutation(DRAWS)
    theta, begin, factors, told, mu = (
        np.concatenate([part[i] for part in parts])[order] for i in range(5)
    )
    numbers = np.array([len(one) for one in tried])
    days = sought.days(plan.observed.days.size)
    changes = Changes(
        chances=tuple(float(chance[numbers == n].sum()) for n in range(sought.most + 1)),
        prior=tuple(float(np.exp(log_prior)[numbers == n].sum()) for n in range(sought.most + 1)),
        days=days,
        by_day=np.array(
            [sum(c for c, one in zip(chance, tried, strict=True) if day in one) for day in days]
        ),
        begin=begin,
        factors=factors,
        evidence=whole,
    )
    known = plan.observed.known
    weights = [smoothed(-column) for column in told[:WEIGHED, known].T]
    columns = told[:WEIGHED, known].T
    elpd = np.array(
        [
            np.log(weight.values @ np.exp(column - column.max())) + column.max()
            for weight, column in zip(weights, columns, strict=True)
        ]
    )
    learnt = learnt_of(plan, theta.var(axis=0))
    missing = untold(plan, learnt)
    few = some(DRAWS)
    seen = checks_of(plan, theta[few], mu[few], seed=seed)
    share = float(sum(chance[k] * one.effective for k, one in zip(matter, drawn, strict=True)))
    lost = float(sum(chance[k] * (not sets[k].top.settled) for k in matter))
    return LawFit(
        design=plan,
        method=f"Bayes, {len(tried)} sets of days of change weighed",
        status=said(plan, _settled(lost, share), missing, seen),
        theta=theta,
        learnt=learnt,
        untold=missing,
        checks=seen,
        elpd=elpd,
        khat=max((weight.khat for weight in weights), default=0.0),
        changes=changes,
    )


def expected_losses(law: LawFit, rows: IntArray) -> FloatArray:
    """Return what some draws of a law expect [persons], its changes counted: (row, period, 2)."""
    plan, theta, changes = law.design, law.theta[rows], law.changes
    if changes is None:
        return expectations(plan, theta)
    found = np.empty((len(rows), plan.observed.days.size, 2))
    begin, factors = changes.begin[rows], changes.factors[rows]
    for days in np.unique(begin, axis=0):
        here, kept = (begin == days).all(axis=1), tuple(int(day) for day in days if day)
        part = design(plan.form, plan.observed, replace(plan.setting, changes=kept))
        whole = theta[here]
        for number, day in enumerate(kept):
            at = part.names.index(f"A's rate from period {day}")
            more = factors[here, number] / part.scale[at : at + 2]
            whole = np.insert(whole, [at, at], more, axis=1)
        found[here] = expectations(part, whole)
    return found


@dataclass(frozen=True, kw_only=True, eq=False)
class _Drawn:
    """Proposals of a set of days, their weights, and what they tell of its evidence."""

    tried: FloatArray
    weights: FloatArray
    evidence: float

    @property
    def effective(self) -> float:
        """The share of the proposals that is effective."""
        return float(1.0 / (self.weights.size * (self.weights @ self.weights)))

    @classmethod
    def of(cls, one: _Set, rng: np.random.Generator) -> _Drawn:
        size = one.plan.size
        normals = rng.standard_normal((PROPOSALS, size))
        tried = np.ascontiguousarray(one.top.theta + WIDER * normals @ one.lower.T)
        _, heights = Density(one.plan.pack(whiten=None)).figures(tried)
        # over the density of the proposals, the prior's constant counted
        heights += 0.5 * (normals**2).sum(axis=1)
        heights += size * np.log(WIDER) + float(np.log(np.diag(one.lower)).sum())
        heights = np.where(np.isfinite(heights), heights, -np.inf)
        top = heights.max()
        weights = np.exp(heights - top)
        return cls(
            tried=tried,
            weights=weights / weights.sum(),
            evidence=float(top + np.log(weights.mean())),
        )

    def kept(
        self, one: _Set, count: int, sought: Sought, rng: np.random.Generator
    ) -> tuple[FloatArray, IntArray, FloatArray, FloatArray, FloatArray]:
        """Return ``count`` draws: parameters without changes, changes, densities, expectations."""
        chosen = self.tried[rng.choice(self.weights.size, count, p=self.weights)]
        plan, days = one.plan, _days(one.plan)
        density = Density(plan.pack(whiten=None))
        told, _ = density.figures(chosen)
        mu = np.array([density.expected(place) for place in chosen])
        place = [plan.names.index(f"A's rate from period {day}") for day in days]
        begin = np.zeros((count, sought.most), np.int64)
        factors = np.zeros((count, sought.most, 2))
        for number, (day, first) in enumerate(zip(days, place, strict=True)):
            begin[:, number] = day
            factors[:, number] = plan.scale[first] * chosen[:, first : first + 2]
        gone = [k for first in place for k in (first, first + 1)]
        return np.delete(chosen, gone, axis=1), begin, factors, told, mu


def _days(plan: FitDesign) -> tuple[int, ...]:
    found = plan.setting.changes
    return () if isinstance(found, Sought) else found


def _tops(plan: FitDesign, tried: tuple[tuple[int, ...], ...], seed: int) -> list[_Set]:
    """Return the sets of days, each climbed from the top without a change or with one fewer."""
    tops: dict[tuple[int, ...], FloatArray] = {}
    found = []
    for days in tried:
        part = design(plan.form, plan.observed, replace(plan.setting, changes=days))
        density = Density(part.pack(whiten=None))
        if days:
            # where the set before it was, the new change beginning as none
            before = tops[days[:-1]]
            at = part.names.index(f"A's rate from period {days[-1]}")
            top = climb(density, np.insert(before, at, [0.0, 0.0]))
        else:
            top = best(density, seed=seed)
        if not top.settled:
            top = best(density, seed=seed)
        tops[days] = top.theta
        lower, _ = top.spread()
        found.append(
            _Set(
                plan=part,
                top=top,
                lower=lower,
                # the 2 pi of the priors and of the normal cancel
                evidence=top.value + float(np.log(np.diag(lower)).sum()),
            )
        )
    return found


def _settled(lost: float, effective: float) -> Status:
    if lost > 0.05 or effective < EFFECTIVE:
        return Status(
            code=StatusCode.NOT_CONVERGED,
            sentence=(
                f"Sets of days of {lost:.0%} of the chance have no top that was reached; of the "
                f"proposals {effective:.0%} are effective."
            ),
        )
    return Status(code=StatusCode.OK, sentence="Every set of days was weighed.")
