"""Populations of known size on three lists, by how the lists depend, and every method on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from overlap_tables import classes, drawn
from undercount_recovery import Population, allowed

from asculum.undercount.decomposable import Decomposable
from asculum.undercount.dependence import Dependence
from asculum.undercount.estimate import LogLinear, LowerBound, Model, SampleCoverage, estimate
from asculum.undercount.latent import Effort, LatentClass
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.sparse import SparsePairs
from asculum.undercount.strata import LIGHT
from asculum.undercount.total import too_thin

LISTS = 3
Kind = Callable[[np.random.Generator], Population]
#: How many times likelier both lists of a pair hold a person than if they knew nothing of each
#: other, for one who is not on the third; and the same change where the third holds the person too.
PAIR, TRIPLE = 3.0, 3.0
#: Standard deviation of the log odds by which persons differ on all lists alike.
PROPENSITY = 1.0


def _persons(random: np.random.Generator) -> int:
    return int(np.exp(random.uniform(np.log(500), np.log(20_000))))


def _cells(random: np.random.Generator) -> np.ndarray:
    """Return chances of the eight patterns where each list holds 5 to 50 % by itself."""
    chances = random.uniform(0.05, 0.5, LISTS)
    marks = (np.arange(2**LISTS)[:, None] >> np.arange(LISTS)) & 1
    return np.where(marks, chances, 1 - chances).prod(axis=1)


def independent(random: np.random.Generator) -> Population:
    """Return a population whose lists know nothing of each other."""
    persons = _persons(random)
    return drawn(_cells(random), persons, random), persons


def one_pair(random: np.random.Generator) -> Population:
    """Return one in which two lists attract and the third knows nothing of them."""
    persons, cells = _persons(random), _cells(random)
    cells[[3, 7]] *= PAIR
    return drawn(cells, persons, random), persons


def as_the_prior(random: np.random.Generator) -> Population:
    """Return one whose lists depend as the default's prior says."""
    return allowed(random, lists=LISTS)


def two_classes(random: np.random.Generator) -> Population:
    """Return 2,000 persons in two classes: the design of Manrique-Vallier 2016, three lists."""
    hidden, visible = [0.099, 0.132, 0.033], [0.759, 0.990, 0.693]
    return classes([1800, 200], [hidden, visible], random), 2000


def propensity(random: np.random.Generator) -> Population:
    """Return one whose persons differ smoothly, on all lists alike, in the odds to be listed."""
    persons = _persons(random)
    odds = np.log(np.array([0.25, 0.18, 0.11]))
    logs = odds + PROPENSITY * random.standard_normal((persons, 1))
    seen = random.random((persons, LISTS)) < 1 / (1 + np.exp(-logs))
    cells = np.bincount(seen @ (1 << np.arange(LISTS)), minlength=2**LISTS)
    cells[0] = 0
    return OverlapTable.from_dense(("a", "b", "c"), cells), persons


def all_three(random: np.random.Generator) -> Population:
    """Return one in which all three lists at once attract, which no three lists can show."""
    persons, cells = _persons(random), _cells(random)
    cells[7] *= TRIPLE
    return drawn(cells, persons, random), persons


def out_of_reach(random: np.random.Generator) -> Population:
    """Return 2,000 persons listed independently and 2,000 whom no list could ever hold."""
    return classes([2000, 2000], [[0.3, 0.25, 0.2], [0.0] * LISTS], random), 4000


KINDS: Mapping[str, Kind] = {
    "independent": independent,
    "one pair": one_pair,
    "as the prior": as_the_prior,
    "two classes": two_classes,
    "propensity": propensity,
    "all three": all_three,
    "out of reach": out_of_reach,
}
_ONE = Effort(cores=1)
MODELS: Mapping[str, Model] = {
    "dependence": Dependence(),
    "average": LogLinear(),
    "best": LogLinear(average=False),
    "sparse": SparsePairs(),
    "decomposable": Decomposable(),
    "coverage": SampleCoverage(),
    "lower-bound": LowerBound(),
    "latent": LatentClass(effort=_ONE, first=replace(_ONE, settle=LIGHT[0], kept=LIGHT[1])),
}


@dataclass(frozen=True, kw_only=True)
class Fared:
    """How a method fared on populations of one kind: those answered, and of these the intervals.

    ``covered`` is a share; ``bias`` the mean of log(estimate / truth); ``width`` the middle
    upper/lower end; ``below`` and ``above`` count intervals wholly on that side of the truth.
    """

    asked: int
    answered: int
    covered: float
    bias: float
    width: float
    below: int
    above: int


def populations(kind: Kind, count: int) -> Iterator[Population]:
    """Yield populations of a kind, without those whose table no method should answer."""
    random = np.random.default_rng(20260102)
    while count:
        table, persons = kind(random)
        if not too_thin(table):
            count -= 1
            yield table, persons


def fared(kind: Kind, model: Model, count: int, *, prob: float = 0.9) -> Fared:
    """Estimate ``count`` populations of a kind by a model."""
    rows = []
    for at, (table, persons) in enumerate(populations(kind, count)):
        total = estimate(table, model=model, prob=prob, seed=at, n=1000, leave_out=False).total
        if total.lower is None or total.upper is None or total.point is None:
            continue
        rows.append((total.lower, total.point, total.upper, persons))
    low, middle, high, truth = np.array(rows, dtype=np.float64).reshape(-1, 4).T
    below, above = high < truth, low > truth
    return Fared(
        asked=count,
        answered=len(rows),
        covered=float(1 - (below | above).mean()),
        bias=float(np.log(middle / truth).mean()),
        width=float(np.median(high / low)),
        below=int(below.sum()),
        above=int(above.sum()),
    )
