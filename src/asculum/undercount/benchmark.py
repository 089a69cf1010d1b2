"""The known-truth benchmark: each list is a population whose size is known."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from asculum.undercount.calibration import KnownPopulation, calibrate, known_populations
from asculum.undercount.coverage import lower_bound
from asculum.undercount.decomposable import average_of_graphs
from asculum.undercount.dependence import Dependence, DependencePrior, with_dependence
from asculum.undercount.hierarchical import main_effects
from asculum.undercount.loglinear import average_of_models, best_model, fit_log_linear
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.published import PUBLISHED
from asculum.undercount.sparse import SparsePairs, sparse_pairs, wald

#: The probability of the intervals that are tried.
PROB = 0.95
#: Lower end, estimate and upper end; ``None`` where a method refuses.
Answer = tuple[float, float, float] | None
Method = Callable[[OverlapTable], Answer]

DEFAULT = "calibrated dependence (the default)"


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One method's answer for one population."""

    study: str
    population: str
    size: int
    listed: int
    lists: int
    method: str
    answer: Answer

    @property
    def covered(self) -> bool:
        """Whether the interval holds the known size."""
        return self.answer is not None and self.answer[0] <= self.size <= self.answer[2]

    @property
    def error(self) -> float:
        """The log of the estimate over the known size."""
        return math.nan if self.answer is None else math.log(self.answer[1] / self.size)


@dataclass(frozen=True, kw_only=True)
class Score:
    """How one method fared over all populations that it answered.

    ``coverage`` is the share of intervals that hold the known size, ``rmse`` the root mean square
    of log(estimate/size), ``bias`` its mean, ``width`` the median of log(upper/lower); ``below``
    and ``above`` count intervals that lie wholly below or above the known size.
    """

    method: str
    answered: int
    asked: int
    coverage: float
    rmse: float
    bias: float
    width: float
    below: int
    above: int


def known_truth(
    tables: Mapping[str, OverlapTable], *, seed: int = 1, told: Callable[[str], None] | None = None
) -> list[Trial]:
    """Estimate each list of each table from the other lists, by every method.

    The default's prior is calibrated anew for every table on the published tables of other
    studies: a table with as many persons as the one on trial is taken to be of the same study.

    Parameters
    ----------
    tables
        Overlap tables by name.
    seed
        Seed of the draws.
    told
        Called with the name of each table as it begins.

    Returns
    -------
    One trial for each population and method. Left out are lists of fewer than 10 persons and
    those for which fewer than three other lists hold anybody, or nobody is on two of them.

    Notes
    -----
    Assumes nothing of how lists depend: the truth is counted.
    Biased when taken as a promise: a list's persons are more visible than those on no list at
    all, and those of one table are not independent trials.

    References
    ----------
    Hook and Regal (1995, 2000); Binette and Steorts (2022).
    """
    trials: list[Trial] = []
    for study, table in tables.items():
        populations = known_populations(study, table)
        if told is not None:
            told(study)
        if populations:
            methods = {DEFAULT: _default(held_out_prior(table), seed), **others(seed)}
            trials.extend(_tried(populations, methods))
    return trials


def held_out_prior(table: OverlapTable) -> DependencePrior:
    """Return the prior calibrated on the published tables but those of the same study.

    The shipped prior where the table is of none of them.
    """
    others = [item for item in PUBLISHED if item.table.persons != table.persons]
    if len(others) == len(PUBLISHED):
        return DependencePrior()
    return calibrate([one for item in others for one in known_populations(item.study, item.table)])


def scores(trials: Sequence[Trial]) -> list[Score]:
    """Return how each method fared, in the order in which they were tried."""
    found = []
    for method in dict.fromkeys(trial.method for trial in trials):
        own = [trial for trial in trials if trial.method == method]
        answers = [(trial, trial.answer) for trial in own if trial.answer is not None]
        if not answers:
            continue
        errors = np.array([trial.error for trial, _ in answers])
        widths = [
            math.log(answer[2] / answer[0]) if answer[2] < math.inf else math.inf
            for _, answer in answers
        ]
        found.append(
            Score(
                method=method,
                answered=len(answers),
                asked=len(own),
                coverage=sum(trial.covered for trial, _ in answers) / len(answers),
                rmse=float(np.sqrt((errors**2).mean())),
                bias=float(errors.mean()),
                width=float(np.median(widths)),
                below=sum(answer[2] < trial.size for trial, answer in answers),
                above=sum(answer[0] > trial.size for trial, answer in answers),
            )
        )
    return found


def _tried(
    populations: Sequence[KnownPopulation], methods: Mapping[str, Method]
) -> Iterator[Trial]:
    for population in populations:
        for name, method in methods.items():
            yield Trial(
                study=population.study,
                population=population.name,
                size=population.size,
                listed=population.others.persons,
                lists=len(population.others.lists),
                method=name,
                answer=method(population.others),
            )


def _default(prior: DependencePrior, seed: int) -> Method:
    def reckon(table: OverlapTable) -> Answer:
        total = with_dependence(table, options=Dependence(prior=prior), prob=PROB, seed=seed)
        return _answer(total.lower, total.point, total.upper)

    return reckon


def others(seed: int) -> dict[str, Method]:
    """Return the methods that the default is set beside."""

    def independent(table: OverlapTable) -> Answer:
        fits = fit_log_linear(table, main_effects(len(table.lists))[None])
        if not np.isfinite(fits.total[0]):
            return None
        ends = wald(table.persons, float(fits.log_unseen[0]), float(fits.log_se[0]), PROB)
        return ends[0], float(fits.total[0]), ends[1]

    def best(table: OverlapTable) -> Answer:
        total = best_model(table, prob=PROB, seed=seed)
        return _answer(total.lower, total.point, total.upper)

    def averaged(table: OverlapTable) -> Answer:
        total = average_of_models(table, prob=PROB, seed=seed)
        return _answer(total.lower, total.point, total.upper)

    def sparse(table: OverlapTable) -> Answer:
        total = sparse_pairs(table, options=SparsePairs(replicates=0), prob=PROB, seed=seed)
        return _answer(total.lower, total.point, total.upper)

    def graphs(table: OverlapTable) -> Answer:
        total = average_of_graphs(table, prob=PROB, seed=seed)
        return _answer(total.lower, total.point, total.upper)

    def floor(table: OverlapTable) -> Answer:
        total = lower_bound(table, alike=True, prob=PROB)
        return _answer(total.lower, total.point, total.upper)

    return {
        "independent lists": independent,
        "log-linear, best by BIC": best,
        "log-linear, averaged by BIC": averaged,
        "sparse pairs, stepwise (Wald)": sparse,
        "decomposable graphs, δ = 2^−J": graphs,
        "Chao's lower bound": floor,
    }


def _answer(lower: float | None, point: float | None, upper: float | None) -> Answer:
    if lower is None or point is None or upper is None:
        return None
    return lower, point, upper
