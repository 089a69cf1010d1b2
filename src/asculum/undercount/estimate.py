"""Estimating a table: one model, what it assumes, each list left out, and the curve of ξ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from asculum.terms.estimate import PROB
from asculum.terms.findings import Finding
from asculum.terms.sheets import Sheet, Tabular
from asculum.terms.status import Status, StatusCode
from asculum.undercount.coverage import lower_bound, sample_coverage
from asculum.undercount.decomposable import Decomposable, average_of_graphs
from asculum.undercount.dependence import Dependence, with_dependence
from asculum.undercount.latent import LatentClass, latent_class
from asculum.undercount.loglinear import Criterion, average_of_models, best_model
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.remarks import of_two_lists, remarks, telling_lists
from asculum.undercount.sensitivity import Sensitivity, sensitivity
from asculum.undercount.sparse import SparsePairs, sparse_pairs
from asculum.undercount.total import DRAWS, LEAST_LISTS, Total, totals_sheet, with_findings
from asculum.undercount.two_lists import chapman, lincoln_petersen

if TYPE_CHECKING:
    from xarray import DataTree

#: Lists that hold less than this share of a total say next to nothing of it.
LEAST_SHARE = 0.02


@dataclass(frozen=True, kw_only=True)
class LogLinear:
    """Hierarchical log-linear models: their average, or the best, by a criterion."""

    by: Criterion = Criterion.BIC
    average: bool = True


@dataclass(frozen=True, kw_only=True)
class TwoLists:
    """Two lists taken as independent: Chapman's formula, or the plain ratio."""

    one: str
    other: str
    plain: bool = False


@dataclass(frozen=True, kw_only=True)
class LowerBound:
    """A lower bound, bias-corrected or plain; Chao's own where lists are taken as ``alike``."""

    corrected: bool = True
    alike: bool = False


@dataclass(frozen=True, kw_only=True)
class SampleCoverage:
    """The sample coverage of Chao and Tsay, with so many bootstrap tables."""

    replicates: int = 1000


Model = (
    Dependence
    | LogLinear
    | SparsePairs
    | Decomposable
    | LatentClass
    | TwoLists
    | LowerBound
    | SampleCoverage
)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Undercount(Tabular):
    """An estimate with what a reader must see beside it.

    ``without`` has the total of the other lists for each list left out; ``curve`` is ``None``
    where there is neither an estimate nor a saturated model.
    """

    table: OverlapTable
    total: Total
    without: Mapping[str, Total]
    curve: Sensitivity | None

    def sheet(self) -> Sheet:
        """Return the total, and that of the other lists for each list left out."""
        totals = [("", self.total), *self.without.items()]
        status = self.total.status
        return totals_sheet(
            totals,
            head="left out",
            title=self.total.method,
            note=f"{status.code.value}: {status.sentence} It assumes: {self.total.assumption}",
        )

    def to_datatree(self) -> DataTree:
        """Return the draws of the total; raises ``ValueError`` where there are none."""
        return self.total.to_datatree()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the reader must know of the table and of the estimate."""
        return self.total.findings


def estimate(
    table: OverlapTable,
    *,
    model: Model | None = None,
    prob: float = PROB,
    seed: int = 1,
    n: int = DRAWS,
    leave_out: bool = True,
) -> Undercount:
    """Estimate how many there were, with each list left out in turn and the curve of ξ.

    Parameters
    ----------
    table
        Counts by pattern.
    model
        The model; ``Dependence()``, the calibrated default, where left out.
    prob, seed, n
        Probability of the intervals; seed and number of the draws.
    leave_out
        Whether the table is estimated without each list in turn as well.

    Returns
    -------
    The total, those without each list, the curve of ξ and all findings.

    Notes
    -----
    Assumes what the model assumes; ``total.assumption`` says it.
    Biased when as the model is.
    Do not use when fewer than three lists hold anybody: only a model asked for by name answers.

    Examples
    --------
    >>> from asculum.undercount.estimate import estimate
    >>> from asculum.undercount.overlap import OverlapTable
    >>> seen = OverlapTable.from_dense(("a", "b", "c"), [0, 90, 80, 30, 70, 25, 20, 10])
    >>> found = estimate(seen)
    >>> sorted(found.without), found.without["a"].status.code.value
    (['a', 'b', 'c'], 'NOT_IDENTIFIED')
    """
    model = model or Dependence()
    said = (*table.findings, *remarks(table))
    if not isinstance(model, TwoLists):
        said = (*said, *of_two_lists(table))
    total = with_findings(reckon(table, model, prob=prob, seed=seed, n=n), said)
    without = {}
    if leave_out and not isinstance(model, TwoLists) and len(table.lists) > 1:
        without = {
            name: reckon(table.drop(name), model, prob=prob, seed=seed, n=n) for name in table.lists
        }
    shown = table.only([model.one, model.other]) if isinstance(model, TwoLists) else table
    return Undercount(table=table, total=total, without=without, curve=sensitivity(shown, total))


def reckon(table: OverlapTable, model: Model, *, prob: float, seed: int, n: int) -> Total:
    """Return the total of a table by a model, doubtful where the table itself gives reason."""
    total = _by_model(table, model, prob=prob, seed=seed, n=n)
    why = doubt(table, total)
    if not why or not total.status.ok:
        return total
    sentence = f"{why}; {total.status.sentence}"
    return replace(total, status=Status(code=StatusCode.DOUBTFUL, sentence=sentence))


def doubt(table: OverlapTable, total: Total) -> str:
    """Return why no model's answer for a table can be taken as it stands, or ``""``.

    Lists that lie within others tell no more than those, and lists that share nobody tell of no
    other, so fewer than three of the rest are as good as two; and where the lists hold hardly
    anybody of the total, the model alone says how many there were.
    """
    own = telling_lists(table)
    if len(own) < LEAST_LISTS:
        left = "list is" if len(own) == 1 else "lists are"
        return f"without lists that lie within another or share nobody only {len(own)} {left} left"
    if total.point is not None and table.persons < LEAST_SHARE * total.point:
        return f"the lists hold only one in {total.point / table.persons:,.0f} of the total"
    return ""


def _by_model(table: OverlapTable, model: Model, *, prob: float, seed: int, n: int) -> Total:
    match model:
        case Dependence():
            return with_dependence(table, options=model, prob=prob, seed=seed, n=n)
        case LogLinear(average=True):
            return average_of_models(table, by=model.by, prob=prob, seed=seed, n=n)
        case LogLinear():
            return best_model(table, by=model.by, prob=prob, seed=seed, n=n)
        case SparsePairs():
            return sparse_pairs(table, options=model, prob=prob, seed=seed, n=n)
        case Decomposable():
            return average_of_graphs(table, options=model, prob=prob, seed=seed, n=n)
        case LatentClass():
            return latent_class(table, model=model, prob=prob, seed=seed).of_length(n)
        case TwoLists():
            two = lincoln_petersen if model.plain else chapman
            return two(table, model.one, model.other, prob=prob, seed=seed, n=n)
        case LowerBound():
            return lower_bound(
                table,
                corrected=model.corrected,
                alike=model.alike,
                prob=prob,
                seed=seed,
                n=n,
            )
        case SampleCoverage():
            return sample_coverage(table, replicates=model.replicates, prob=prob, seed=seed, n=n)
