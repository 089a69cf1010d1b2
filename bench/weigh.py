"""The decision half against its targets: a weighing on top of a report, and three solvers.

Run as ``uv run python bench/weigh.py``; ``--solvers`` leaves the commands out. The report is made
in an empty working folder, then the same folder weighs: what that adds is the run of the losses as
of the decision that the report does not show, and the weighing. Times of the commands are CPU
seconds of the process and its children (wall time beside them), those of the solvers the median of
three runs after one that compiles. Ends with 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from asculum.evidence.dossier import Outcome, VerdictTerms
from asculum.options.account import SideAccount
from asculum.options.bargaining.walk import belief_walk
from asculum.options.pyrrhic import pyrrhic_ledger
from asculum.place.disagreement import node_values
from place import grid

ASCULUM = Path(sys.executable).with_name("asculum")
DRAWS = 50_000


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What a command took: CPU and wall time [s], and the most memory it held [MB]."""

    cpu: float
    wall: float
    peak: float


def ran(*words: str, folder: Path) -> Ran:
    """Run a command to its end in a folder, its output thrown away."""
    started = time.perf_counter()
    with (folder / "out.txt").open("w") as out:
        child = os.posix_spawn(
            str(ASCULUM),
            [str(ASCULUM), *words],
            {**os.environ, "ASCULUM_STORE": str(folder / "store")},
            file_actions=[
                (os.POSIX_SPAWN_DUP2, out.fileno(), 1),
                (os.POSIX_SPAWN_DUP2, out.fileno(), 2),
            ],
        )
        _, status, used = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit((folder / "out.txt").read_text())
    return Ran(
        cpu=used.ru_utime + used.ru_stime,
        wall=time.perf_counter() - started,
        peak=used.ru_maxrss / 1000,
    )


def seconds(call: Callable[[], object]) -> float:
    """Return the median CPU seconds of three calls."""
    taken = []
    for _ in range(3):
        started = time.process_time()
        call()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def ledger() -> None:
    """Weigh two sides of 50,000 draws each."""
    rng = np.random.default_rng(1)
    sides = [
        SideAccount(
            name=name,
            losses=rng.lognormal(9, 0.3, DRAWS),
            committed=rng.uniform(40_000, 60_000, DRAWS),
            pool=rng.uniform(200_000, 400_000, DRAWS),
            pool_sources=("a census",),
        )
        for name in ("W", "L")
    ]
    pyrrhic_ledger(
        winner=sides[0],
        loser=sides[1],
        terms=VerdictTerms(category="killed", horizon="one war"),
        outcome=Outcome(victor="W"),
    )


def walk() -> None:
    """Solve a war of beliefs over 500 battles."""
    belief_walk(
        forts=100,
        held=50,
        belief_a=(3, 2),
        belief_b=(2, 3),
        cost_a=0.002,
        cost_b=0.002,
        chance=0.5,
        horizon=500,
    )


def main() -> None:
    """Measure all, print a line each, and end with 1 where a target is missed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--solvers", action="store_true", help="leave the commands out")
    missed = False

    def told(name: str, value: float, target: float, unit: str) -> None:
        nonlocal missed
        missed |= value > target
        print(f"{name}: {value:.3g} {unit} (target {target:g}){' MISSED' * (value > target)}")

    network = grid()
    solvers: tuple[tuple[str, Callable[[], object], float], ...] = (
        ("walk of beliefs, 500 battles", walk, 1.0),
        ("pyrrhic ledger, 50,000 draws", ledger, 0.2),
        (f"node values, {len(network.links):,} links", lambda: node_values(network), 30.0),
    )
    for name, call, target in solvers:
        call()
        told(name, seconds(call), target, "CPU s")
    if not asked.parse_args().solvers:
        with tempfile.TemporaryDirectory() as work:
            folder = Path(work)
            report = ran("report", "bakhmut", "-o", str(folder / "page.html"), folder=folder)
            added = ran("weigh", "bakhmut", folder=folder)
            again = ran("weigh", "bakhmut", folder=folder)
        print(f"report: {report.cpu:.1f} CPU s, {report.wall:.1f} s, {report.peak:.0f} MB")
        print(f"weigh after it: {added.cpu:.1f} CPU s, {added.wall:.1f} s, {added.peak:.0f} MB")
        print(f"weigh once more: {again.cpu:.1f} CPU s, {again.wall:.1f} s, {again.peak:.0f} MB")
        told("weighing adds", added.cpu, 15.0, "CPU s")
        told("memory beyond the report's", max(added.peak - report.peak, 0.0), 300.0, "MB")
    sys.exit(missed)


if __name__ == "__main__":
    main()
