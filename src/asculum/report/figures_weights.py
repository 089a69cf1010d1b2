"""What the weights of a linkage say, as data: levels of agreement, and chances by score."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from asculum.linkage.likeness import ScoreBin, by_score, even_score
from asculum.linkage.linked import Linkage
from asculum.linkage.scored import LevelWeight, Scored


@dataclass(frozen=True, kw_only=True)
class LevelRow:
    """A level of agreement: P(level | one person), P(level | two), and the log2 of their ratio."""

    comparison: str
    level: str
    m: float
    u: float
    bits: float

    @property
    def words(self) -> str:
        """How much likelier or less likely it is of one person than of two, in words."""
        factor = 2.0 ** abs(self.bits)
        told = f"{factor:,.2g}" if factor < 100 else f"{float(f'{factor:.2g}'):,.0f}"
        return f"{told} times {'likelier' if self.bits >= 0 else 'less likely'}"


@dataclass(frozen=True, kw_only=True)
class WeightsFigure:
    """Levels of agreement by comparison, scores with their chances, and the score of even odds."""

    levels: tuple[LevelRow, ...]
    bins: tuple[ScoreBin, ...]
    even: float | None

    def comparisons(self) -> list[tuple[str, list[LevelRow]]]:
        """Return the levels of each comparison."""
        return [
            (name, list(rows)) for name, rows in groupby(self.levels, lambda row: row.comparison)
        ]

    @property
    def levels_message(self) -> str:
        """What the chart of levels shows, in words."""
        if not self.levels:
            return "No level was compared, for no rule brought two records together."
        best = max(self.levels, key=lambda row: row.bits)
        worst = min(self.levels, key=lambda row: row.bits)
        return (
            f"Most for one person speaks {best.comparison}: {best.level} ({best.words} than of two "
            f"persons); most against, {worst.comparison}: {worst.level} ({worst.words})."
        )

    @property
    def scores_message(self) -> str:
        """What the chart of scores shows, in words."""
        if not self.bins:
            return "There are no scored pairs."
        pairs = sum(one.pairs for one in self.bins)
        unsure = sum(one.pairs for one in self.bins if 0.02 <= one.share <= 0.98)
        told = f"Of {pairs:,} scored pairs {unsure:,} have a score at which the draws differ."
        if self.even is None:
            return f"{told} At no score are most pairs one person."
        return f"{told} From a score of {self.even:g} bits on most pairs are one person."


def weights_figure(scored: Scored, linkage: Linkage) -> WeightsFigure:
    """Return what the weights of a linkage say. Nothing of a record is in it, only counts."""
    bins = by_score(scored, linkage)
    return WeightsFigure(levels=level_rows(scored.levels), bins=bins, even=even_score(bins))


def level_rows(levels: Sequence[LevelWeight]) -> tuple[LevelRow, ...]:
    """Return learned levels with their weight in bits."""
    return tuple(
        LevelRow(
            comparison=item.comparison,
            level=item.level,
            m=item.m,
            u=item.u,
            bits=item.weight / math.log(2.0),
        )
        for item in levels
    )
