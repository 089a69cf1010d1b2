"""Linking made-up lists with known truth, and how often the interval holds it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from victim_lists import Faults, make_lists

from asculum.study.linking import link_lists, read_lists


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One trial: the truth, the interval, its middle, and hard clustering."""

    truth: int
    low: float
    middle: float
    high: float
    clustered: int

    @property
    def held(self) -> bool:
        return self.low <= self.truth <= self.high


def linkage_trial(
    folder: Path, *, seed: int, persons: int, prob: float = 0.9, faults: Faults | None = None
) -> Trial:
    """Make lists, link them, and set the interval beside the truth."""
    made = make_lists(folder, seed=seed, persons=persons, faults=faults)
    linkage = link_lists(read_lists(made.files), seed=seed).linkage
    low, middle, high = linkage.interval(prob)
    return Trial(truth=made.listed, low=low, middle=middle, high=high, clustered=linkage.clustered)
