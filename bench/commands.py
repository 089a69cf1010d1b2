"""Measure what a user waits for: the commands on the bundled dossier, against their targets.

Run as ``make bench`` or ``uv run python bench/commands.py``. The first report of the table is the
first after an install: numba's cache is an empty folder, and so is the run cache. Times are wall
time, the median of several runs; memory is the peak of the process. Ends with 1 where a target is
missed. The figures go to ``bench/results/commands.json`` with the machine they were measured on.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import asculum

RESULTS = Path(__file__).parent / "results" / "commands.json"
ASCULUM = Path(sys.executable).with_name("asculum")
MEGABYTE = 1_000_000
#: The most memory that any command may take [bytes].
MOST_MEMORY = 1_000 * MEGABYTE


@dataclass(frozen=True, kw_only=True)
class Case:
    """A command, how often it is run, and the wall time it may take [s]."""

    name: str
    words: tuple[str, ...]
    target: float
    runs: int
    fresh: bool = False


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a case took: wall times [s] and the largest peak of memory [bytes]."""

    name: str
    command: str
    seconds: tuple[float, ...]
    median: float
    target: float
    peak: int

    @property
    def kept(self) -> bool:
        return self.median <= self.target and self.peak <= MOST_MEMORY


CASES = (
    Case(name="help", words=("--help",), target=0.4, runs=9),
    Case(name="check", words=("check", "bakhmut"), target=1.5, runs=9),
    Case(name="first report", words=("report", "bakhmut"), target=60.0, runs=3, fresh=True),
    Case(name="report from cache", words=("report", "bakhmut"), target=4.0, runs=7),
)


def run(words: tuple[str, ...], folder: Path, numba: Path) -> tuple[float, int]:
    """Run a command in ``folder``; return its wall time [s] and peak memory [bytes]."""
    environment = {name: value for name, value in os.environ.items() if name != "ASCULUM_STORE"}
    environment["NUMBA_CACHE_DIR"] = str(numba)
    began = time.perf_counter()
    with subprocess.Popen(
        [str(ASCULUM), *words],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    if process.returncode:
        sys.exit(f"asculum {' '.join(words)} ended with {process.returncode}: {said.decode()}")
    unit = 1 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss * unit


def measure() -> Iterator[Measured]:
    """Yield the cases in order; the report from cache finds what the last first report kept."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        folder = numba = root / "0"
        folder.mkdir()
        for case in CASES:
            seconds, peaks = [], []
            for number in range(case.runs):
                if case.fresh:
                    folder = root / f"work{number}"
                    numba = root / f"numba{number}"
                    folder.mkdir()
                    numba.mkdir()
                taken, peak = run(case.words, folder, numba)
                seconds.append(taken)
                peaks.append(peak)
            yield Measured(
                name=case.name,
                command=" ".join(("asculum", *case.words)),
                seconds=tuple(seconds),
                median=statistics.median(seconds),
                target=case.target,
                peak=max(peaks),
            )


def main() -> int:
    """Measure, print the table, write the figures; return 1 where a target is missed."""
    argparse.ArgumentParser(description=__doc__, allow_abbrev=False).parse_args()
    print(f"{'case':<20}{'runs':>5}{'median':>10}{'target':>10}{'peak':>10}  kept")
    found = []
    for item in measure():
        found.append(item)
        print(
            f"{item.name:<20}{len(item.seconds):>5}{item.median:>8.2f} s{item.target:>8.1f} s"
            f"{item.peak / MEGABYTE:>7.0f} MB  {'yes' if item.kept else 'NO'}",
            flush=True,
        )
    print(f"memory target: {MOST_MEMORY / MEGABYTE:.0f} MB")
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "asculum": asculum.__version__,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "most_memory": MOST_MEMORY,
        "cases": [asdict(item) | {"kept": item.kept} for item in found],
    }
    RESULTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0 if all(item.kept for item in found) else 1


if __name__ == "__main__":
    sys.exit(main())
