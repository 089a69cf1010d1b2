"""Read a GED-shaped CSV with a place filter: this package beside pandas' default reader.

    uv run python bench/make_ged.py ged.csv && uv run python bench/read_ged.py ged.csv

Each is run in a process of its own, turn about, and timed after it has read a few lines (so that
neither is timed while modules are imported); the table shows the median of the runs, the processor
time of that run, and the largest memory of any.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NEAR, WITHIN = (48.59, 38.0), 30.0


def ours(path: Path) -> int:
    from datetime import date

    import numpy as np
    import pyarrow.compute
    import pyarrow.csv

    from asculum.evidence.bundled import find
    from asculum.evidence.formats import _bits, _kernels, ucdp_ged
    from asculum.evidence.formats.frame import Wanted
    from asculum.evidence.formats.heads import read_records
    from asculum.evidence.formats.opening import open_file
    from asculum.evidence.reading import inspect_dossier

    del np, pyarrow.compute, pyarrow.csv, _bits, _kernels
    dossier, _ = inspect_dossier(find("bakhmut"), today=date(2026, 11, 23))
    assert dossier is not None
    wanted = Wanted(near=NEAR, within=WITHIN)
    with small(path) as warm:
        ucdp_ged.read(read_records(open_file(warm)), dossier, wanted)
    begin()
    reading = ucdp_ged.read(read_records(open_file(path)), dossier, wanted)
    assert reading.taken.adds_up
    return reading.taken.taken


def pandas(path: Path) -> int:
    import numpy as np
    import pandas as pd

    with small(path) as warm:
        pd.read_csv(warm)
    begin()
    table = pd.read_csv(path)
    lat, lon = np.radians(table["latitude"]), np.radians(table["longitude"])
    lat0, lon0 = np.radians(NEAR[0]), np.radians(NEAR[1])
    half = np.sin((lat - lat0) / 2) ** 2
    half += np.cos(lat) * np.cos(lat0) * np.sin((lon - lon0) / 2) ** 2
    near = table[(2 * 6371.0088 * np.arcsin(np.sqrt(half)) <= WITHIN) & (table["where_prec"] < 6)]
    near = near.assign(
        date_start=pd.to_datetime(near["date_start"]), date_end=pd.to_datetime(near["date_end"])
    )
    return len(near)


@contextmanager
def small(path: Path) -> Iterator[Path]:
    """Give the first lines of the file, so that both readers are timed with all they import."""
    with tempfile.TemporaryDirectory() as folder, path.open("rb") as file:
        head = [file.readline() for _ in range(3)]
        while b"".join(head).count(b'"') % 2:
            head.append(file.readline())
        (Path(folder) / "small.csv").write_bytes(b"".join(head))
        yield Path(folder) / "small.csv"


READERS = {"asculum": ours, "pandas": pandas}
STARTED: list[float] = []


def begin() -> None:
    STARTED[:] = [time.perf_counter(), time.process_time()]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", choices=READERS)
    asked = parser.parse_args()
    if asked.only:
        rows = READERS[asked.only](asked.file)
        wall, cpu = time.perf_counter() - STARTED[0], time.process_time() - STARTED[1]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"rows": rows, "wall": wall, "cpu": cpu, "peak": peak}))
        return
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in READERS}
    for _ in range(asked.runs):
        for name in READERS:
            command = [sys.executable, __file__, str(asked.file), "--only", name]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            runs[name].append(json.loads(done.stdout))
    print(f"{asked.file.stat().st_size / 1e6:,.0f} MB, {asked.runs} runs each")
    print(f"{'reader':<10}{'rows':>8}{'wall s':>9}{'cpu s':>9}{'best s':>9}{'peak MB':>9}")
    middle = {}
    for name, own in runs.items():
        own.sort(key=lambda run: run["wall"])
        run = middle[name] = own[len(own) // 2]
        peak = max(item["peak"] for item in own)
        figures = f"{run['wall']:>9.2f}{run['cpu']:>9.2f}{own[0]['wall']:>9.2f}{peak:>9,.0f}"
        print(f"{name:<10}{run['rows']:>8,.0f}{figures}")
    median = middle["pandas"]["wall"] / middle["asculum"]["wall"]
    best = runs["pandas"][0]["wall"] / runs["asculum"][0]["wall"]
    print(f"pandas / asculum: {median:.1f} times by medians, {best:.1f} by best runs")


if __name__ == "__main__":
    main()
