"""Attrition beside its peers in one run: odds, trajectories, simulations.

    python bench/attrition.py [--runs N]

Peers are NumPy (Gillespie's method over all replications at once, without a clock), a loop over
``scipy.integrate.solve_ivp``, and GillesPy2 where it is installed: its C++ solver, after its build.
GillesPy2 is under the GPL and nobody's dependency; to measure against it, in a folder of its own,

    uv pip install --target FOLDER --no-deps gillespy2 scons
    PYTHONPATH=FOLDER python bench/attrition.py

where there is a C++ compiler. Figures are medians of CPU time, that of processes started counted,
and ratios of them; ``wall`` stands beside where threads matter. Ends with 1 where a target is
missed.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

ROOT = Path(__file__).parents[1]
#: Targets: ratios to NumPy, solve_ivp and GillesPy2, and milliseconds of the exact odds.
TIMES_NUMPY, TIMES_SCIPY, TIMES_GILLESPY = 5.0, 500.0, 100.0
SUMS_MS, PRODUCT_MS = 50.0, 1.0
RUNS = 10_000


def timed(work: Callable[[], object], runs: int) -> tuple[float, float]:
    """Return median CPU and wall seconds."""
    cpu, wall = [], []
    for _ in range(runs):
        begun = time.process_time(), time.perf_counter()
        work()
        cpu.append(time.process_time() - begun[0])
        wall.append(time.perf_counter() - begun[1])
    return median(cpu), median(wall)


def numpy_chain(rng: np.random.Generator) -> np.ndarray:
    """Return A's survivors of 1,000 against 800, all replications side by side."""
    x, y = np.full(RUNS, 1000.0), np.full(RUNS, 800.0)
    going = np.arange(RUNS)
    while going.size:
        u, v = x[going], y[going]
        hit = rng.random(going.size) * (u + v) < v
        x[going] = u - hit
        y[going] = v - ~hit
        going = going[(x[going] > 0) & (y[going] > 0)]
    return x


def gillespy():
    """Return a call of GillesPy2's C++ solver, built, or None where it is not there."""
    if importlib.util.find_spec("gillespy2") is None:
        return None
    import gillespy2

    model = gillespy2.Model(name="square")
    x = gillespy2.Species(name="X", initial_value=1000)
    y = gillespy2.Species(name="Y", initial_value=800)
    rate = gillespy2.Parameter(name="k", expression=0.01)
    model.add_species([x, y])
    model.add_parameter(rate)
    model.add_reaction(
        [
            gillespy2.Reaction(name="ra", reactants={x: 1}, products={}, propensity_function="k*Y"),
            gillespy2.Reaction(name="rb", reactants={y: 1}, products={}, propensity_function="k*X"),
        ]
    )
    model.timespan(np.linspace(0, 110, 2))
    try:
        solver = gillespy2.SSACSolver(model=model)
        solver.run(number_of_trajectories=1)
    except Exception as error:
        print(f"gillespy2 does not run here: {error}", file=sys.stderr)
        return None
    return lambda: solver.run(number_of_trajectories=RUNS)


def solve_loop(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return A's strengths on 61 days, one battle after another."""
    from scipy.integrate import solve_ivp

    days = np.arange(61.0)
    found = np.empty((61, a.size))
    for k in range(a.size):
        rates = float(a[k]), float(b[k])

        def slope(_t, held, rates=rates):
            return (-rates[0] * held[1], -rates[1] * held[0])

        solved = solve_ivp(slope, (0, 60), (1000.0, 800.0), t_eval=days, rtol=1e-10, atol=1e-8)
        found[:, k] = solved.y[0]
    return found


def chains(runs: int) -> dict[str, float]:
    from asculum.attrition.laws import Square
    from asculum.attrition.odds import Sides
    from asculum.attrition.simulate import Outcomes, simulate

    law, sides = Square(a=0.01, b=0.01), Sides(a=1000, b=800)

    def ours(threads: int = 1):
        return simulate(law, sides=sides, method=Outcomes(), runs=RUNS, threads=threads)

    ours()
    cpu, _ = timed(ours, runs)
    _, wall = timed(lambda: ours(2), runs)
    rng = np.random.default_rng(1)
    peer, _ = timed(lambda: numpy_chain(rng), runs)
    row = {
        "chain_cpu_ms": 1e3 * cpu,
        "chain_wall_2_threads_ms": 1e3 * wall,
        "numpy_cpu_ms": 1e3 * peer,
        "times_numpy": peer / cpu,
    }
    other = gillespy()
    if other is not None:
        theirs = median(of_children(other) for _ in range(runs))
        row |= {"gillespy_cpu_ms": 1e3 * theirs, "times_gillespy": theirs / cpu}
    return row


def of_children(work: Callable[[], object]) -> float:
    """Return CPU seconds of this process and of those that it started: a child does the work."""
    begun = (time.process_time(), resource.getrusage(resource.RUSAGE_CHILDREN))
    work()
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    more = child.ru_utime + child.ru_stime - begun[1].ru_utime - begun[1].ru_stime
    return time.process_time() - begun[0] + more


def courses(runs: int) -> dict[str, float]:
    from asculum.attrition.course import Course
    from asculum.attrition.laws import Square
    from asculum.attrition.trajectories import trajectories

    rng = np.random.default_rng(2)
    a, b = rng.uniform(0.008, 0.012, (2, RUNS))
    law, course = Square(a=a, b=b), Course(days=60)

    def ours(threads: int = 1):
        return trajectories(law, start=(1000.0, 800.0), course=course, threads=threads)

    found = ours()
    cpu, _ = timed(ours, 3 * runs)
    _, wall = timed(lambda: ours(2), 3 * runs)
    few = 500  # of the loop; its cost is in proportion
    peer, _ = timed(lambda: solve_loop(a[:few], b[:few]), 1)
    peer *= RUNS / few
    g = np.sqrt(a * b)
    t = found.days[:, None]
    exact = 1000 * np.cosh(g * t) - np.sqrt(a / b) * 800 * np.sinh(g * t)
    theirs = abs(solve_loop(a[:few], b[:few]) / exact[:, :few] - 1).max()
    return {
        "courses_cpu_ms": 1e3 * cpu,
        "courses_wall_2_threads_ms": 1e3 * wall,
        "solve_ivp_cpu_ms": 1e3 * peer,
        "times_solve_ivp": peer / cpu,
        "our_error": float(abs(found.a / exact - 1).max()),
        "solve_ivp_error": float(theirs),
    }


def exact(runs: int) -> dict[str, float]:
    from asculum.attrition.exact import chance
    from asculum.attrition.laws import General, Logarithmic, Square
    from asculum.attrition.survivors import remaining

    whole = (20_000, 20_000)
    laws = {
        "square_product": Square(a=1.001, b=1.0),
        "general_near": General(a=1.001, b=1.0, p=0.8, q=0.3),
        "general_five": General(a=1.001, b=1.0, p=0.0, q=5.0),
        "logarithmic": Logarithmic(a=1.001, b=1.0),
    }
    row = {}
    for name, law in laws.items():
        chance(law, whole, (0, 0))
        row[f"{name}_cpu_ms"] = 1e3 * timed(lambda law=law: chance(law, whole, (0, 0)), 5 * runs)[0]
    law = laws["general_near"]
    remaining(law, whole, (0, 0))
    row["survivors_cpu_ms"] = 1e3 * timed(lambda: remaining(law, whole, (0, 0)), runs)[0]
    return row


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    row = {**chains(asked.runs), **courses(asked.runs), **exact(asked.runs)}
    for name, value in row.items():
        print(f"{name:28} {value:.3g}")
    out = ROOT / "bench" / "results"
    out.mkdir(exist_ok=True)
    (out / "attrition.json").write_text(json.dumps(row, indent=1))
    kept = [
        row["times_numpy"] >= TIMES_NUMPY,
        row["times_solve_ivp"] >= TIMES_SCIPY,
        row.get("times_gillespy", TIMES_GILLESPY) >= TIMES_GILLESPY,
        row["square_product_cpu_ms"] <= PRODUCT_MS,
        max(row[f"{name}_cpu_ms"] for name in ("general_near", "general_five", "logarithmic"))
        <= SUMS_MS,
    ]
    print(
        f"targets: {TIMES_NUMPY:g} times NumPy, {TIMES_SCIPY:g} times solve_ivp, "
        f"{TIMES_GILLESPY:g} times GillesPy2, {PRODUCT_MS:g} and {SUMS_MS:g} ms"
    )
    return int(not all(kept))


if __name__ == "__main__":
    sys.exit(main())
