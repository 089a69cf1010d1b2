"""Counts of what many simulated battles came to, so that none of them need be kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: The most classes of a tally.
CLASSES = 20_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Tally:
    """How often a value fell into each class; mean and standard deviation are of the values.

    ``edges`` has one more entry than ``counts``; a class holds its lower edge. Values beyond the
    outer edges are counted in the outer classes.
    """

    edges: FloatArray
    counts: IntArray
    total: float = 0.0
    squares: float = 0.0

    @property
    def runs(self) -> int:
        """How many values were counted."""
        return int(self.counts.sum())

    @property
    def mean(self) -> float:
        """Mean of the values; ``nan`` of none."""
        return self.total / self.runs if self.runs else float("nan")

    @property
    def sd(self) -> float:
        """Standard deviation of the values; ``nan`` of none."""
        if not self.runs:
            return float("nan")
        return float(np.sqrt(max(self.squares / self.runs - self.mean**2, 0.0)))

    def quantile(self, share: float) -> float:
        """Return the lower edge of the class in which the quantile lies; ``nan`` of none."""
        if not self.runs:
            return float("nan")
        upto = np.cumsum(self.counts)
        return float(self.edges[int(np.searchsorted(upto, share * upto[-1] - 1e-9))])

    def adding(self, values: FloatArray) -> Tally:
        """Return the tally with more values counted."""
        place = np.searchsorted(self.edges, values, side="right") - 1
        more = np.bincount(np.clip(place, 0, self.counts.size - 1), minlength=self.counts.size)
        return Tally(
            edges=self.edges,
            counts=self.counts + more,
            total=self.total + float(values.sum()),
            # not by BLAS: its threads wait for each other far longer than this sum takes
            squares=self.squares + float((values * values).sum()),
        )


def of_strengths(most: float) -> Tally:
    """Return an empty tally of strengths up to ``most``, man by man while classes are few."""
    width = max(1.0, np.ceil((most + 1) / CLASSES))
    edges = np.arange(0.0, most + 1 + width, width)
    return Tally(edges=edges, counts=np.zeros(edges.size - 1, np.int64))


def of_times(first: FloatArray) -> Tally:
    """Return an empty tally of times, in even steps of the logarithm around those seen first."""
    seen = first[first > 0]
    low, high = (float(seen.min()) / 8, float(seen.max()) * 8) if seen.size else (1e-3, 1e3)
    edges = np.geomspace(low, high, CLASSES // 2)
    return Tally(edges=edges, counts=np.zeros(edges.size - 1, np.int64))
