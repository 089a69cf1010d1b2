"""Totals: how many there were, those on no list among them, or why that cannot be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from asculum.evidence.spelling import counted
from asculum.terms.estimate import Estimate, interval
from asculum.terms.findings import Finding
from asculum.terms.rounding import rounded
from asculum.terms.sheets import Sheet, Tabular
from asculum.terms.status import Status, StatusCode
from asculum.terms.streams import stream
from asculum.terms.trees import draws_tree
from asculum.undercount.overlap import OverlapTable

if TYPE_CHECKING:
    from xarray import DataTree

FloatArray = npt.NDArray[np.float64]

#: Draws made unless the caller asks for another number.
DRAWS = 4000
#: Fewer lists that hold anybody give no estimate, as in verdata.
LEAST_LISTS = 3
#: Below so many persons on two lists or more, an estimate rests more on assumptions than on them.
FEW_OVERLAPS = 10


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Total(Tabular):
    """How many persons there were in all, by one method, or its refusal.

    Parameters
    ----------
    method
        What was reckoned, in words.
    assumption
        What must hold for it to be right, in one sentence.
    lists, sizes, listed
        The lists, the persons on each [persons], the persons on at least one [persons].
    status
        How far the numbers may be believed; ``NOT_IDENTIFIED`` and ``NOT_CONVERGED`` have none.
    point, lower, upper
        The estimate and its interval of probability ``prob`` [persons]; ``upper`` may be infinite.
    se
        Standard error of the estimate [persons], where the method has one.
    draws
        Draws of the total [persons], shape (draw,): a posterior where the method is Bayesian, else
        draws from the sampling distribution of the estimate.
    findings
        What the reader must know.
    """

    method: str
    assumption: str
    lists: tuple[str, ...]
    sizes: tuple[int, ...]
    listed: int
    status: Status
    prob: float
    point: float | None = None
    lower: float | None = None
    upper: float | None = None
    se: float | None = None
    draws: FloatArray | None = None
    findings: tuple[Finding, ...] = ()

    def sheet(self) -> Sheet:
        """Return the total as a table of one row."""
        return totals_sheet([("", self)], head="", title=self.method)

    def to_datatree(self) -> DataTree:
        """Return the draws of the total; raises ``ValueError`` where there are none."""
        found = self.estimate("persons")
        if found is None:
            raise ValueError(self.status.sentence)
        return draws_tree([found])

    @property
    def unseen(self) -> float | None:
        """The estimated number of persons on no list."""
        return None if self.point is None else self.point - self.listed

    def capture(self) -> dict[str, tuple[float, float, float]]:
        """Return, for each list, the share of all persons that it holds: lower, middle, upper.

        Empty where there is no estimate.
        """
        if self.point is None or self.lower is None or self.upper is None:
            return {}
        return {
            name: (size / self.upper, size / self.point, size / self.lower)
            for name, size in zip(self.lists, self.sizes, strict=True)
            if self.lower > 0
        }

    def estimate(self, quantity: str = "killed") -> Estimate | None:
        """Return the total as joint draws, or ``None`` where there are none."""
        if self.draws is None:
            return None
        return Estimate(
            quantity=quantity,
            draws=self.draws,
            unit="persons",
            method=self.method,
            status=self.status,
            sources=self.lists,
        )


def totals_sheet(
    totals: Iterable[tuple[str, Total]], *, head: str, title: str, note: str = ""
) -> Sheet:
    """Return totals as a table, each with a label under ``head``; the last note stands below."""
    rows, printed, last = [], [], ""
    for label, item in totals:
        told = (item.status.code.value, item.status.sentence)
        numbers = (item.lower, item.point, item.upper)
        rows.append((label, item.method, item.listed, *numbers, item.prob, *told))
        shown = ("refused", "", "")
        if item.point is not None and item.lower is not None and item.upper is not None:
            spoken = rounded(item.lower, item.point, item.upper)
            shown = (spoken.lower, spoken.median, spoken.upper)
        printed.append((label, f"{item.listed:,}", *shown))
        last = f"{told[0]}: {told[1]}"
    return Sheet(
        title=title,
        names=(
            *(head or "of", "method", "listed", "lower", "point", "upper", "prob"),
            *("status", "sentence"),
        ),
        rows=tuple(rows),
        heads=(head, "listed", "from", "estimate", "to"),
        printed=tuple(printed),
        note=note or last,
    )


def refusal(
    table: OverlapTable,
    code: StatusCode,
    sentence: str,
    *,
    method: str,
    assumption: str,
    prob: float,
    findings: tuple[Finding, ...] = (),
) -> Total:
    """Return a total without numbers and the sentence that says why."""
    return Total(
        method=method,
        assumption=assumption,
        lists=table.lists,
        sizes=tuple(int(size) for size in table.sizes),
        listed=table.persons,
        status=Status(code=code, sentence=sentence),
        prob=prob,
        findings=findings,
    )


def too_thin(table: OverlapTable, least: int = LEAST_LISTS) -> str:
    """Return why a table is too thin for an estimate, or ``""``.

    Refused are tables of nobody, of fewer than ``least`` lists that hold anybody, and tables in
    which nobody is on two lists: they hold no trace of how many were missed.
    """
    if table.persons == 0:
        return "nobody is on any list"
    if len(table.valid) < least:
        held = "1 list holds" if len(table.valid) == 1 else f"{len(table.valid)} lists hold"
        return f"only {held} anybody, and an estimate needs at least {least}"
    if overlaps(table) == 0:
        return "nobody is on two lists, so nothing tells how many are on none"
    return ""


def overlaps(table: OverlapTable) -> int:
    """Return how many persons are on two lists or more."""
    return int(table.by_times_listed()[1:].sum())


def overlap_status(table: OverlapTable, sentence: str) -> Status:
    """Return OK with ``sentence``, or DOUBTFUL where few persons are on two lists."""
    seen = overlaps(table)
    if seen >= FEW_OVERLAPS:
        return Status(code=StatusCode.OK, sentence=sentence)
    of = f"{counted(seen, 'person')} of {table.persons:,} {'is' if seen == 1 else 'are'}"
    told = f"only {of} on two lists or more; {sentence}"
    return Status(code=StatusCode.DOUBTFUL, sentence=told)


def from_draws(
    table: OverlapTable,
    draws: FloatArray,
    *,
    method: str,
    assumption: str,
    status: Status,
    prob: float,
    point: float | None = None,
    se: float | None = None,
    findings: tuple[Finding, ...] = (),
) -> Total:
    """Return a total whose interval is that of its draws and whose point is their median."""
    lower, median, upper = interval(draws, prob)
    return Total(
        method=method,
        assumption=assumption,
        lists=table.lists,
        sizes=tuple(int(size) for size in table.sizes),
        listed=table.persons,
        status=status,
        prob=prob,
        point=median if point is None else point,
        lower=lower,
        upper=upper,
        se=se,
        draws=draws,
        findings=findings,
    )


def draws_of_unseen(
    log_unseen: FloatArray | float, se: FloatArray | float, *, seed: int, name: str, n: int
) -> FloatArray:
    """Return draws of the number on no list: Poisson, its log mean normal, shape (draw,)."""
    random = stream(seed, f"undercount/{name}")
    means = np.exp(np.minimum(log_unseen + se * random.standard_normal(n), np.log(1e15)))
    found: FloatArray = random.poisson(means).astype(np.float64)
    return found


def with_findings(total: Total, findings: tuple[Finding, ...]) -> Total:
    """Return a total with findings of the table put before its own."""
    return replace(total, findings=(*findings, *total.findings))
