"""Latent classes: persons differ in how easily they are listed, in classes that nobody sees."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from asculum.terms.estimate import PROB
from asculum.terms.findings import Finding
from asculum.terms.status import Status, StatusCode
from asculum.terms.streams import stream
from asculum.undercount.codes import found
from asculum.undercount.latent_convergence import Agreement, judge
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.total import Total, from_draws, overlap_status, refusal, too_thin

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

METHOD = "latent classes with a Dirichlet process prior"
ASSUMPTION = (
    "within each of a few classes of persons the lists are independent, and no class is missed by "
    "all lists alike"
)
#: A draw in the last tenth of the range is near the bound; this share of draws near it touches it.
NEAR, TOUCHING = 0.9, 0.005


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How hard to sample: independent ``runs``, each with ``chains`` that are moved ``steps`` times
    at each power of the likelihood, ``settle`` times at the last, and ``kept`` times to be kept."""

    runs: int = 4
    chains: int = 32
    steps: int = 6
    settle: int = 8
    kept: int = 32
    cores: int = 2

    def __post_init__(self) -> None:
        if self.runs < 2:
            raise ValueError("one run cannot disagree with itself; there must be at least 2")
        if min(self.chains, self.steps, self.settle, self.cores) < 1 or self.kept < 8:
            raise ValueError("chains, steps, settle and cores are at least 1, kept at least 8")

    def greater(self) -> Effort:
        """Return four times the chains, which settle for twice as long."""
        return replace(self, chains=4 * self.chains, steps=self.steps + 2, settle=2 * self.settle)


@dataclass(frozen=True, kw_only=True)
class LatentClass:
    """The model and its priors; those of Manrique-Vallier 2016 where nothing is said.

    Parameters
    ----------
    classes
        The most classes, K.
    concentration
        Shape and rate of the gamma prior of α; few classes are used where α is small.
    captures
        Both numbers of the beta prior of each class's chance to be on each list.
    bound
        The most persons on no list, in multiples of those listed.
    full
        The most persons who count in full. A larger table counts as one of so many persons in the
        same proportions: its likelihood is raised to the power full / persons.
    effort, attempts
        How hard to sample. Runs that disagree are thrown away and made again with greater effort,
        up to ``attempts`` times in all.
    first
        A lighter try that comes before, where there are many tables; it must agree as the others
        must, or it is thrown away. What follows is then as if it had not been made.
    """

    classes: int = 10
    concentration: tuple[float, float] = (0.25, 0.25)
    captures: tuple[float, float] = (1.0, 1.0)
    bound: float = 20.0
    full: int = 100_000
    effort: Effort = field(default_factory=Effort)
    attempts: int = 3
    first: Effort | None = None

    def __post_init__(self) -> None:
        if self.classes < 2 or self.attempts < 1 or self.full < 1:
            raise ValueError("there are at least 2 classes, 1 attempt and 1 person who counts")
        if not min(*self.concentration, *self.captures, self.bound) > 0:
            raise ValueError("the priors' numbers and the bound are above zero")

    def efforts(self) -> Iterator[tuple[int, Effort]]:
        """Yield the number of each attempt and its effort, 0 for a lighter one before all."""
        if self.first is not None:
            yield 0, self.first
        effort = self.effort
        for attempt in range(1, self.attempts + 1):
            yield attempt, effort
            effort = effort.greater()


@dataclass(frozen=True, kw_only=True, eq=False)
class LatentPosterior:
    """The posterior of the latent-class model, or its refusal in ``total.status``.

    Parameters
    ----------
    total
        The total with its interval and findings.
    bound
        The most persons in all that the prior allows [persons].
    near_bound
        Share of the posterior in the last tenth of the range of those on no list.
    beyond
        Share of the posterior that would lie beyond the bound if there were none. It is reckoned
        by weighting draws that were made under the bound, so read it as *at least*.
    draws
        Draws of the total [persons], shape (draw,); empty where refused.
    captures
        Chance that a person is on a list, drawn with the total, shape (draw, list).
    agreement
        How the independent runs fared; ``None`` where nothing was sampled.
    """

    total: Total
    bound: int
    near_bound: float
    beyond: float
    draws: IntArray
    captures: FloatArray
    agreement: Agreement | None

    @property
    def status(self) -> Status:
        """How far the total may be believed."""
        return self.total.status

    @property
    def runs(self) -> int:
        """How many independent runs were made."""
        return 0 if self.agreement is None else self.agreement.runs

    def of_length(self, n: int) -> Total:
        """Return the total with ``n`` of its draws, evenly spaced, to join with other totals."""
        if self.total.draws is None:
            return self.total
        places = np.linspace(0, len(self.draws) - 1, n).round().astype(np.int64)
        return replace(self.total, draws=self.total.draws[places])


@dataclass(frozen=True, kw_only=True, eq=False)
class _Runs:
    """What the runs gave: shape (run, chain, step), captures with a last axis of lists."""

    listed: FloatArray
    fits: FloatArray
    captures: FloatArray
    totals: IntArray
    agreement: Agreement


def latent_class(
    table: OverlapTable,
    *,
    model: LatentClass | None = None,
    prob: float = PROB,
    seed: int = 1,
) -> LatentPosterior:
    """Estimate the total by latent classes whose number a Dirichlet process prior keeps small.

    Pr(pattern c) = Σₖ νₖ Πⱼ λⱼₖ^cⱼ (1 − λⱼₖ)^(1 − cⱼ), where νₖ = Vₖ Πₗ﹤ₖ (1 − Vₗ),
    Vₖ ~ Beta(1, α), α ~ Gamma, λⱼₖ ~ Beta, and p(N) ∝ 1/N up to the bound. N is summed out, the
    rest is sampled by annealed sequential Monte Carlo in several independent runs, and N is drawn
    given the rest.

    Parameters
    ----------
    table
        Counts by pattern of three lists or more; lists that hold nobody are left out.
    model
        Classes, priors, bound, and how hard to sample.
    prob, seed
        Probability of the interval; the seed that fixes every draw.

    Returns
    -------
    The total [persons] with its posterior draws; UND023 where the bound is touched, UND027 where
    not every person counts in full,
    ``NOT_CONVERGED`` and no figure where the runs disagree after the last attempt.

    Notes
    -----
    Assumes that within a class lists are independent, and that every class leaves a trace.
    Biased when some persons could not get on any list (too low), or when lists depend on each other
    for another reason than that persons differ (low where one list leads to another).
    Do not use when fewer than three lists hold anybody, or where the bound is touched.

    References
    ----------
    Manrique-Vallier (2016), section 3; Dau and Chopin (2022) for the sampler; Miller and Dunson
    (2019) for likelihoods raised to a power.

    Examples
    --------
    >>> from asculum.undercount.latent import latent_class
    >>> from asculum.undercount.overlap import OverlapTable
    >>> two = OverlapTable.from_pair(("a", "b"), first=8, second=9, both=5)
    >>> latent_class(two).status.code.value
    'NOT_IDENTIFIED'
    """
    model = model or LatentClass()
    most = max(1, round(model.bound * table.persons))
    why = too_thin(table)
    if why:
        return _without(table, Status(code=StatusCode.NOT_IDENTIFIED, sentence=why), most, prob)
    used = table.only(table.valid)
    for attempt, effort in model.efforts():
        runs = _sample(used, model, effort, most=most, attempt=attempt, seed=seed)
        if runs.agreement.status.ok:
            return _conclude(table, runs, most=most, full=model.full, prob=prob)
    return _without(table, runs.agreement.status, most, prob, agreement=runs.agreement)


def _sample(
    table: OverlapTable, model: LatentClass, effort: Effort, *, most: int, attempt: int, seed: int
) -> _Runs:
    """Make the independent runs, each with its own stream, and judge them."""
    from asculum.undercount._latent_compiled import Plan
    from asculum.undercount._latent_kernels import anneal
    from asculum.undercount.latent_design import draw_unseen, make_cells, make_priors, prior_states

    weight = min(1.0, model.full / table.persons)
    cells, order = make_cells(table, weight=weight)
    priors = make_priors(
        weight * table.persons,
        weight * most,
        concentration=model.concentration,
        captures=model.captures,
    )
    plan = Plan(
        few=min(4, model.classes),
        chains=effort.chains,
        steps=effort.steps,
        settle=effort.settle,
        kept=effort.kept,
    )

    def one(run: int) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, float, IntArray]:
        random = stream(seed, f"undercount/latent/{attempt}/{run}")
        count = effort.chains * effort.steps
        states = prior_states(count, model.classes, len(order), priors, random)
        listed, fits, captures, powers, evidence = anneal(
            states, model.classes, cells, priors, plan, random
        )
        unseen = draw_unseen(listed, table.persons, most, random)
        return listed, fits, captures, powers, evidence, table.persons + unseen

    with ThreadPoolExecutor(max_workers=min(effort.cores, effort.runs)) as pool:
        found_ = list(pool.map(one, range(effort.runs)))
    listed, fits, captures, powers, evidence, totals = zip(*found_, strict=True)
    by_table = np.stack(captures)[..., np.argsort(order)]
    agreement = judge(
        np.stack(totals).astype(np.float64),
        np.stack(fits),
        attempts=attempt,
        evidence=tuple(float(value) for value in evidence),
        powers=tuple(len(each) for each in powers),
    )
    return _Runs(
        listed=np.stack(listed),
        fits=np.stack(fits),
        captures=by_table,
        totals=np.stack(totals),
        agreement=agreement,
    )


def _conclude(
    table: OverlapTable, runs: _Runs, *, most: int, full: int, prob: float
) -> LatentPosterior:
    """Join the runs to one posterior; draws of all chains stand side by side, step by step."""
    from scipy.special import betainc

    persons = table.persons
    draws = np.moveaxis(runs.totals, 2, 0).reshape(-1)
    used = np.moveaxis(runs.captures, 2, 0).reshape(len(draws), -1)
    captures = np.zeros((len(draws), len(table.lists)))
    captures[:, table.sizes > 0] = used
    near = float(np.mean(draws - persons > NEAR * most))
    within = np.maximum(betainc(persons, most + 1.0, runs.listed), 1e-300)
    beyond = float(1.0 - 1.0 / np.mean(1.0 / within))
    status = overlap_status(table, runs.agreement.status.sentence)
    findings: tuple[Finding, ...] = ()
    if persons > full:
        what = f"{persons:,} persons count as {full:,} in the same proportions"
        fix = "none is needed; LatentClass(full=…) lets more count, and takes long"
        findings = (found("UND027", what, fix=fix),)
    if near > TOUCHING:
        what = (
            f"{near:.1%} of the posterior is near the bound of {persons + most:,} persons, "
            f"and without a bound at least {beyond:.1%} would lie beyond it"
        )
        higher = 10 * round(most / persons, 2)
        fix = f"show the estimate under a higher bound beside it: LatentClass(bound={higher:g})"
        findings = (*findings, found("UND023", what, fix=fix))
        status = Status(code=StatusCode.DOUBTFUL, sentence=f"the bound is touched: {what}")
    total = from_draws(
        table,
        draws.astype(np.float64),
        method=METHOD,
        assumption=ASSUMPTION,
        status=status,
        prob=prob,
        findings=findings,
    )
    return LatentPosterior(
        total=total,
        bound=persons + most,
        near_bound=near,
        beyond=max(beyond, 0.0),
        draws=draws,
        captures=captures,
        agreement=runs.agreement,
    )


def _without(
    table: OverlapTable,
    status: Status,
    most: int,
    prob: float,
    *,
    agreement: Agreement | None = None,
) -> LatentPosterior:
    """Return a posterior without numbers."""
    total = refusal(
        table, status.code, status.sentence, method=METHOD, assumption=ASSUMPTION, prob=prob
    )
    return LatentPosterior(
        total=total,
        bound=table.persons + most,
        near_bound=0.0,
        beyond=0.0,
        draws=np.empty(0, dtype=np.int64),
        captures=np.empty((0, len(table.lists))),
        agreement=agreement,
    )
