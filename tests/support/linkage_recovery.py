"""Linking made-up lists with known truth, and how often the interval holds it.

    python tests/support/linkage_recovery.py [--kind NAME …] [--runs N] [--first SEED]

prints a line for each trial, then how each kind fared.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from victim_lists import Faults, make_lists

from asculum.study.linking import link_lists, read_lists

#: Persons of a trial; three lists hold half, two fifths and three tenths of them.
PERSONS = 1700


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of lists: its faults, the columns that are empty, and how many family names."""

    faults: Faults
    untold: tuple[str, ...] = ()
    families: int = 0


#: Kinds of lists: faults that come independently, or to poor clerks; more of them; less told.
KINDS = {
    "apart": Kind(faults=Faults()),
    "together": Kind(faults=Faults(poor=0.25, times=1.75)),
    "strongly": Kind(faults=Faults(poor=0.25, times=3.0)),
    "careless": Kind(
        faults=Faults(typo=0.12, spelling=0.2, no_birth=0.25, birth_off=0.12, death_off=0.2)
    ),
    "namesakes": Kind(faults=Faults(), families=60),
    "no_birthdays": Kind(faults=Faults(), untold=("birth_date",)),
}


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One trial: the truth, the interval, its middle, hard clustering, and what was measured."""

    truth: int
    low: float
    middle: float
    high: float
    clustered: int
    status: str = ""
    ratio: float = float("nan")
    recall: float = float("nan")
    codes: tuple[str, ...] = ()

    @property
    def held(self) -> bool:
        return self.low <= self.truth <= self.high


def linkage_trial(
    folder: Path,
    *,
    seed: int,
    persons: int,
    prob: float = 0.9,
    kind: Kind | None = None,
    draws: int = 240,
) -> Trial:
    """Make lists, link them, and set the interval beside the truth."""
    kind = kind or KINDS["apart"]
    made = make_lists(
        folder,
        seed=seed,
        persons=persons,
        faults=kind.faults,
        families=kind.families,
        untold=kind.untold,
    )
    linked = link_lists(read_lists(made.files), seed=seed, draws=draws)
    linkage = linked.linkage
    low, middle, high = linkage.interval(prob)
    return Trial(
        truth=made.listed,
        low=low,
        middle=middle,
        high=high,
        clustered=linkage.clustered,
        status=linkage.status.code.value,
        ratio=linkage.faults.ratio if linkage.faults else float("nan"),
        recall=min(outcome.recall for outcome in linkage.outcomes),
        codes=tuple(item.code for item in linkage.findings),
    )


def told(name: str, trials: Sequence[Trial]) -> str:
    """Return in a line how a kind fared."""
    errors = [trial.middle / trial.truth - 1 for trial in trials]
    widths = [(trial.high - trial.low) / trial.truth for trial in trials]
    ratios, recalls = [trial.ratio for trial in trials], [trial.recall for trial in trials]
    return (
        f"{name}: held {sum(trial.held for trial in trials)} of {len(trials)}, "
        f"error {np.mean(errors):+.4f} (sd {np.std(errors):.4f}), width {np.median(widths):.4f}, "
        f"OK {sum(trial.status == 'OK' for trial in trials)}, ratio {np.median(ratios):.2f} "
        f"({min(ratios):.2f} to {max(ratios):.2f}), recall {min(recalls):.3f} to {max(recalls):.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", nargs="*", default=list(KINDS), choices=list(KINDS))
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--first", type=int, default=100)
    asked = parser.parse_args()
    trials: dict[str, list[Trial]] = {name: [] for name in asked.kind}
    for seed in range(asked.first, asked.first + asked.runs):
        for name in asked.kind:
            with tempfile.TemporaryDirectory() as folder:
                trial = linkage_trial(Path(folder), seed=seed, persons=PERSONS, kind=KINDS[name])
            trials[name].append(trial)
            print(name, seed, trial.held, trial, flush=True)
    for name, made in trials.items():
        print(told(name, made))


if __name__ == "__main__":
    main()
