"""The posterior of a small dossier as another program with another sampler draws it: PyMC's NUTS.

PyMC takes a minute and more to compile the model, so that its figures are kept in
``tests/golden/pymc_posterior.csv``. Write them anew with
``python tests/support/pymc_posterior.py``; ``make recovery`` draws them anew and compares.
"""

from __future__ import annotations

import csv
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from losses_cases import make_claim, make_dossier

from asculum.losses.design import Design
from asculum.losses.layout import make_design
from asculum.losses.observations import observations
from asculum.losses.posterior import LossesPosterior

KEPT = Path(__file__).parents[1] / "golden" / "pymc_posterior.csv"
SIDES, CATEGORIES = ("north", "south"), ("killed", "casualties")
#: Natural logarithms around which a total is judged: near its median and its standard deviation.
LEVELS = {
    ("north", "killed"): (4.65, 0.5),
    ("north", "casualties"): (5.95, 0.5),
    ("south", "killed"): (5.5, 0.5),
    ("south", "casualties"): (6.9, 0.6),
}
#: How far out a tail begins [standard deviations].
TAIL = 1.2


@dataclass(frozen=True, kw_only=True)
class Told:
    """The mean of one function of a total over a posterior, with its Monte Carlo error."""

    side: str
    category: str
    of: str
    mean: float
    error: float


def small() -> Design:
    """Two weeks, four sources, and a claim of every common kind."""
    claims = [
        make_claim(0, "staff", "south", 1200.0),
        make_claim(1, "staff", "north", 300.0),
        make_claim(2, "envoy", "south", low=700.0, high=1100.0),
        make_claim(3, "envoy", "north", 500.0, category="casualties"),
        make_claim(4, "consul", "south", 900.0, bound="at_least"),
        make_claim(5, "court", "north", 700.0),
        make_claim(6, "consul", "north", 2500.0, category="casualties"),
    ]
    dossier = make_dossier(claims, weeks=2)
    return make_design(dossier, observations(dossier))


def drawn_by_pymc(design: Design, *, chains: int = 4, draws: int = 2000) -> np.ndarray:
    """Draws of shape (chain, draw, parameter)."""
    import losses_reference as reference
    import pymc

    with warnings.catch_warnings(), reference.build(design):
        warnings.simplefilter("ignore")
        trace = pymc.sample(
            draws=draws,
            tune=1000,
            chains=chains,
            cores=1,
            random_seed=3,
            target_accept=0.9,
            progressbar=False,
            compute_convergence_checks=False,
        )
    parts = [trace.posterior[name].to_numpy().reshape(chains, draws, -1) for name in design.blocks]
    return np.concatenate(parts, axis=2)


def effective(values: np.ndarray) -> float:
    """Effective draws of the mean of a quantity, shape (chain, draw)."""
    from arviz_stats.base import array_stats

    return float(array_stats.ess(values, method="mean", chain_axis=0, draw_axis=1))


def told(design: Design, theta: np.ndarray) -> list[Told]:
    """What draws, shape (chain, draw, parameter), say of the totals.

    The centre; its square, which is the width; and the share beyond either end.
    """
    found = []
    flat = LossesPosterior(design=design, theta=theta.reshape(-1, design.size))
    for side in SIDES:
        for category in CATEGORIES:
            x = np.log(flat.losses([(side, "")], category=category)).reshape(theta.shape[:2])
            middle, sd = LEVELS[side, category]
            for of, values in (
                ("centre", x - middle),
                ("square", (x - middle) ** 2),
                ("above", (x > middle + TAIL * sd).astype(float)),
                ("below", (x < middle - TAIL * sd).astype(float)),
            ):
                error = float(np.sqrt(values.var() / effective(values)))
                mean = float(values.mean())
                found.append(Told(side=side, category=category, of=of, mean=mean, error=error))
    return found


def kept() -> list[Told]:
    """The figures of PyMC that are kept."""
    with KEPT.open(newline="") as lines:
        return [
            Told(
                side=row["side"],
                category=row["category"],
                of=row["of"],
                mean=float(row["mean"]),
                error=float(row["error"]),
            )
            for row in csv.DictReader(lines)
        ]


def keep() -> None:
    """Draw by PyMC and keep the figures."""
    design = small()
    with KEPT.open("w", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(["side", "category", "of", "mean", "error"])
        for item in told(design, drawn_by_pymc(design)):
            mean, error = f"{item.mean:.5f}", f"{item.error:.6f}"
            writer.writerow([item.side, item.category, item.of, mean, error])


if __name__ == "__main__":
    sys.exit(keep())
