"""The grid of time: weeks within the battle, four weeks at a time before and after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from asculum.terms.period import Period

WEEK = 7
OUTER = 28


@dataclass(frozen=True, kw_only=True, eq=False)
class Grid:
    """Cells of time that tile ``[start, end)``.

    ``edges`` has shape (cell + 1,) [days since ``start``]; cells ``first`` to ``last`` (not
    included) are the weeks of the battle, of which the last may be shorter.
    """

    start: date
    edges: npt.NDArray[np.int64]
    first: int
    last: int

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return len(self.edges) - 1

    @property
    def lengths(self) -> npt.NDArray[np.float64]:
        """Length of each cell [days], shape (cell,)."""
        return np.diff(self.edges).astype(np.float64)

    @property
    def gaps(self) -> npt.NDArray[np.float64]:
        """Weeks between the middle of each cell and that of the one before; 0 for the first."""
        middles = (self.edges[:-1] + self.edges[1:]) / 2
        return np.concatenate([[0.0], np.diff(middles) / WEEK])

    @property
    def middle(self) -> int:
        """The cell in the middle of the battle."""
        return (self.first + self.last) // 2

    @property
    def end(self) -> date:
        """The day after the last day of the grid."""
        return self.start + timedelta(days=int(self.edges[-1]))

    def place(self, day: date) -> tuple[int, float]:
        """Return the cell in which a day begins, and how far into it that is, in [0, 1).

        Days outside the grid are taken to its nearer end.
        """
        offset = min(max((day - self.start).days, 0), int(self.edges[-1]))
        cell = int(np.searchsorted(self.edges, offset, side="right")) - 1
        if cell >= self.cells:
            return self.cells, 0.0
        return cell, float(offset - self.edges[cell]) / float(
            self.edges[cell + 1] - self.edges[cell]
        )

    def period(self, cell: int) -> Period:
        """Return the days of one cell."""
        return Period(
            start=self.start + timedelta(days=int(self.edges[cell])),
            end=self.start + timedelta(days=int(self.edges[cell + 1])),
        )

    def battle_periods(self) -> tuple[Period, ...]:
        """Return the weeks of the battle."""
        return tuple(self.period(cell) for cell in range(self.first, self.last))


def make_grid(battle: Period, *, start: date, end: date) -> Grid:
    """Tile the days from ``start`` to ``end``, at least those of the battle.

    Within the battle cells are weeks counted from its first day; outside they are four weeks long,
    counted away from it, so that a claim about a long war costs few parameters.
    """
    before: list[int] = []
    offset = 0
    lead = max(0, (battle.start - start).days)
    while offset < lead:
        offset += OUTER
        before.append(-min(offset, lead))
    inside = [*range(0, battle.days, WEEK), battle.days]
    after: list[int] = []
    offset = battle.days
    tail = max(battle.days, (end - battle.start).days)
    while offset < tail:
        offset += OUTER
        after.append(min(offset, tail))
    edges = [*reversed(before), *inside, *after]
    return Grid(
        start=battle.start - timedelta(days=lead),
        edges=np.array(edges, dtype=np.int64) + lead,
        first=len(before),
        last=len(before) + len(inside) - 1,
    )


def walk_basis(gaps: npt.NDArray[np.float64], anchor: int) -> npt.NDArray[np.float64]:
    """Return B, shape (cell, cell - 1), with B B' the covariance of a walk that is 0 at ``anchor``.

    Columns are the walk's movements from the slowest to the fastest (eigenvectors times the root
    of their eigenvalue); ``gaps`` are the weeks between cells.
    """
    t = np.cumsum(gaps)
    t = t - t[anchor]
    basis = np.zeros((len(t), len(t) - 1))
    if len(t) == 1:
        return basis
    same = np.sign(t)[:, None] == np.sign(t)[None, :]
    covariance = np.where(same, np.minimum.outer(np.abs(t), np.abs(t)), 0.0)
    others = np.arange(len(t)) != anchor
    values, vectors = np.linalg.eigh(covariance[np.ix_(others, others)])
    movements = vectors[:, ::-1] * np.sqrt(np.maximum(values[::-1], 0.0))
    # one sign for every machine: the largest entry of each movement is positive
    movements *= np.sign(movements[np.abs(movements).argmax(axis=0), np.arange(len(values))])
    basis[others] = movements
    return basis
