"""Simulation-based calibration of the losses model: simulate, estimate, rank the truth.

Talts, Betancourt, Simpson, Vehtari & Gelman 2018: where truth is drawn from the prior and claims
from the likelihood, the rank of the truth among independent posterior draws is uniform.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from losses_cases import random_dossier
from scipy.stats import chisquare

from asculum.attrition.driven import driven
from asculum.attrition.fit_forms import form
from asculum.losses import codes as k
from asculum.losses.design import Design
from asculum.losses.layout import make_design
from asculum.losses.observations import observations
from asculum.losses.posterior import LossesPosterior
from asculum.losses.process import Process
from asculum.losses.sampler import Sampling, sample
from asculum.losses.simulate import simulate
from asculum.terms.convergence import judge

#: Draws that the truth is ranked among: ranks run from 0 to this.
KEPT = 99
PLAN = Sampling(chains=2, tune=500, draws=1000)
#: Chains that mix worse than this are drawn anew by a longer plan.
RHAT, ESS = 1.02, 200
LEVELS = (0.5, 0.8, 0.9, 0.95)
RATES = {("killed_per_day", side, ""): (8.0, 80.0) for side in ("north", "south")}


@dataclass(frozen=True, kw_only=True)
class Ranks:
    """The rank of the truth in one simulated dossier, by quantity; ``settled``: chains agree."""

    seed: int
    ranks: dict[str, int]
    settled: bool
    sampled_again: bool


def case(seed: int) -> Design:
    """Return a small design of every kind of claim, with levels that are stated."""
    rng = np.random.default_rng([seed, 1])
    dossier = random_dossier(
        seed,
        claims=int(rng.integers(6, 21)),
        weeks=float(rng.choice([1, 3.4, 6, 9])),
        forces=bool(rng.random() < 0.5),
        wide=bool(rng.random() < 0.5),
        series=bool(rng.random() < 0.7),
        printings=bool(rng.random() < 0.5),
        located=bool(rng.random() < 0.7),
        more=RATES,
    )
    return make_design(dossier, observations(dossier))


def driven_case(seed: int) -> Design:
    """Return a small design of a battle whose losses walk about the general law."""
    rng = np.random.default_rng([seed, 2])
    dossier = random_dossier(
        seed,
        claims=int(rng.integers(12, 25)),
        weeks=9,
        forces=bool(rng.random() < 0.5),
        wide=False,
        located=False,
        printings=bool(rng.random() < 0.5),
        more=RATES,
    )
    week = np.arange(9)
    waves = np.array([np.sin(week / 1.5), np.cos(week / 2.2)])
    held = driven(form("generalised"), 9.0 + 0.6 * waves, np.zeros((2, 9)))
    process = Process(
        name="general law",
        middle=dict(zip(("north", "south"), held.middle, strict=True)),
        by=dict(zip(("north", "south"), held.by, strict=True)),
        names=held.names,
        means=held.means,
        sds=held.sds,
    )
    return make_design(dossier, observations(dossier), process=process)


def quantities(draws: LossesPosterior) -> dict[str, np.ndarray]:
    """Return the quantities that are ranked, as far as the design knows them."""
    design, grid = draws.design, draws.design.grid
    week = grid.middle - grid.first
    found: dict[str, np.ndarray] = {}
    for side in ("north", "south"):
        own = [atom for atom in design.atoms if atom[0][0] == side]
        if own:
            forces = [leaf for atom in own for leaf in atom]
            found[f"killed of {side}"] = draws.losses(forces)
            if "ratio" in design.blocks:
                for category in ("casualties", "wounded", "irrecoverable"):
                    found[f"{category} of {side}"] = draws.losses(forces, category=category)
            found["killed in the middle week"] = draws.weekly(forces)[:, week]
            if len(own) > 1:
                found["killed of a force"] = draws.losses(own[-1])
    found["leaning of a source"] = draws.lean[:, 0]
    several = [design.pairs.index(voice[:2]) for voice in design.voices]
    apart = [voice for voice, pair in enumerate(several) if several.count(pair) > 1]
    if apart:
        found["leaning in a category"] = draws.voice_lean[:, apart[0]]
        found["spread between categories"] = design.blocks["category"].take(draws.theta)
    if design.changes:
        # the knot that lies furthest from mid-battle
        knots = np.concatenate([np.abs(one.basis).sum(axis=1) for one in design.changes])
        found["change of a leaning"] = draws.change[:, knots.argmax()]
    found["scatter of a source"] = draws.spread[:, 0]
    found["weekly change"] = design.blocks["step"].take(draws.theta)
    if design.wide:
        found["share of the front"] = draws.share[:, -1, grid.middle]
    if design.nearby:
        found["near of all"] = draws.near_odds[:, 0]
        found["likeness of what is near"] = draws.cluster
    lists = [item for item in design.observations if item.bind == k.LISTED]
    if lists:
        found["completeness of a list"] = draws.completeness(lists[-1])
    if "growth" in design.blocks:
        found["growth of lists"] = draws.list_growth
    if "law" in design.blocks:
        for place, name in enumerate(design.about.names):
            found[name] = design.blocks["law"].take(draws.theta)[:, place]
    return found


def calibrate(seed: int, *, made: Callable[[int], Design] = case) -> Ranks:
    """Simulate one dossier, estimate it and rank the truth."""
    simulated = simulate(made(seed), seed=seed)
    design, again = simulated.design, False
    plan = PLAN
    chains = sample(design, sampling=plan, seed=seed)
    settled = _settled(design, chains, plan)
    if not settled:
        again, plan = True, replace(plan.longer(), draws=4000)
        chains = sample(design, sampling=plan, seed=seed, stream="losses/sampler/again")
        settled = _settled(design, chains, plan)
    theta = chains.theta.reshape(-1, design.size)
    kept = theta[np.linspace(0, len(theta) - 1, KEPT).astype(int)]
    told = quantities(LossesPosterior(design=design, theta=kept))
    truth = quantities(simulated.truth)
    ranks = {name: int((draws < truth[name][0]).sum()) for name, draws in told.items()}
    return Ranks(seed=seed, ranks=ranks, settled=settled, sampled_again=again)


def _settled(design: Design, chains: object, plan: Sampling) -> bool:
    found = judge(chains, design.names, {}, plan=plan)  # type: ignore[arg-type]
    return found.rhat <= RHAT and min(found.ess_bulk, found.ess_tail) >= ESS


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """How the ranks of one quantity fell: chi-square p, and coverage by level."""

    quantity: str
    count: int
    p: float
    coverage: dict[float, float]

    def error(self, level: float) -> float:
        """The Monte Carlo standard error of the coverage at ``level``."""
        return float(np.sqrt(level * (1 - level) / self.count))


def summarise(found: Iterable[Ranks], *, bins: int) -> list[Calibration]:
    """Return the calibration of each quantity over many simulated dossiers."""
    ranks: dict[str, list[int]] = {}
    for item in found:
        for name, rank in item.ranks.items():
            ranks.setdefault(name, []).append(rank)
    return [_one(name, np.array(values), bins) for name, values in ranks.items()]


def _one(name: str, ranks: np.ndarray, bins: int) -> Calibration:
    counts = np.bincount(ranks * bins // (KEPT + 1), minlength=bins)
    # an interval that leaves tail (1 - level) / 2 on either side holds level x 100 of the ranks
    coverage = {}
    for level in LEVELS:
        tail = (1 - level) / 2 * (KEPT + 1)
        # half a rank at either end where the tail is not a whole number of ranks
        inside = np.clip(np.minimum(ranks + 1 - tail, KEPT + 1 - tail - ranks), 0, 1)
        coverage[level] = float(inside.mean())
    return Calibration(
        quantity=name, count=len(ranks), p=float(chisquare(counts).pvalue), coverage=coverage
    )
