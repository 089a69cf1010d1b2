"""Scored pairs of records: what was looked at, what was learned, and how each pair was found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.linkage.comparisons import Rule
from asculum.terms.findings import Finding

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
SmallArray = npt.NDArray[np.int8]

#: Bits of how a pair was found: by names, by days and places; and only by a loose rule.
BY_NAME, BY_DAYS, LOOSE_ONLY = 1, 2, 4
#: Pairs under this weight and the prior together are never one person [nats].
CUT = -7.0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How pairs are looked at: the most pairs of a rule, and the random pairs that give u."""

    budget: int = 30_000_000
    random_pairs: float = 2e6


@dataclass(frozen=True, kw_only=True)
class RuleCount:
    """A blocking rule, the pairs that it looks at, and whether it was used."""

    rule: Rule
    pairs: int
    used: bool


@dataclass(frozen=True, kw_only=True)
class LevelWeight:
    """What was learned of a level: m, u and the weight [nats]; ``seen`` if both were learned."""

    comparison: str
    level: str
    m: float
    u: float
    seen: bool = True

    @property
    def weight(self) -> float:
        """The log of m/u."""
        return float(np.log(self.m / self.u))


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Scored:
    """Scored pairs that may be of one person: places of the records, weight [nats], how found.

    ``weight`` is without the prior; ``frequency`` is the part of it that comes from rare names.
    ``gammas`` are the places of the levels by comparison, for a review.
    """

    first: IntArray
    second: IntArray
    weight: FloatArray
    frequency: FloatArray
    by: SmallArray
    gammas: dict[str, SmallArray]
    rules: tuple[RuleCount, ...]
    levels: tuple[LevelWeight, ...]
    prior: float
    findings: tuple[Finding, ...]

    def on_unseen(self, share: FloatArray) -> float:
        """Return what share of the pairs of one person has a level that was never seen.

        ``share`` is how far each pair is one person, shape (pair,).
        """
        rests = np.zeros(len(self.first), dtype=np.bool_)
        for name, gammas in self.gammas.items():
            own = [level.seen for level in self.levels if level.comparison == name]
            for place in (place for place, seen in enumerate(own) if not seen):
                rests |= gammas == place
        whole = float(share.sum())
        return float(share[rests].sum()) / whole if whole else 0.0


def no_pairs(counts: list[RuleCount], findings: list[Finding]) -> Scored:
    """Return what is scored where no rule brings two records together: nothing."""
    nowhere = np.zeros(0, dtype=np.int64)
    return Scored(
        first=nowhere,
        second=nowhere,
        weight=np.zeros(0),
        frequency=np.zeros(0),
        by=np.zeros(0, dtype=np.int8),
        gammas={},
        rules=tuple(counts),
        levels=(),
        prior=0.0,
        findings=tuple(findings),
    )
