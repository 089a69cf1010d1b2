"""Simulation-based calibration of fitted laws: truths from the prior, battles from the truths.

The simulator is a second program: fourth-order steps in NumPy over all battles at once, and the
laws' exponents written out here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from asculum.attrition.fit import Bayes, fit
from asculum.attrition.fit_design import Setting
from asculum.attrition.fit_forms import Priors, form
from asculum.attrition.observed import Z95, First, Observed, SideSeen
from asculum.terms.sampling import Sampling
from asculum.terms.status import StatusCode

FloatArray = npt.NDArray[np.float64]

#: Tighter than the package's own, so that hardly any made-up battle ends before its days do.
PRIORS = Priors(share_sd=0.5, product=(1.0, 0.5), contrast=(0.0, 0.7), scatter_sd=0.5)
DAYS, START = 36, (20_000.0, 14_000.0)
#: Draws of losses that are not exactly known.
DRAWS = 60
FIRST = First(low=11_000, high=18_000)


@dataclass(frozen=True, kw_only=True)
class Truths:
    """Parameters of made-up battles, shape (battle,) each."""

    alpha: FloatArray
    beta: FloatArray
    powers: FloatArray
    d: FloatArray
    first: FloatArray
    scatter: FloatArray


def exponents(name: str, powers: FloatArray) -> FloatArray:
    """Return (ax, ay, bx, by), shape (battle, 4)."""
    if name == "square":
        return np.tile([0.0, 1.0, 1.0, 0.0], (len(powers), 1))
    p, q = (powers[:, 0] + powers[:, 1]) / 2, (powers[:, 0] - powers[:, 1]) / 2
    return np.column_stack([q, p, p, q])


def day(
    x: FloatArray, y: FloatArray, joined: FloatArray, rate: Callable[..., FloatArray]
) -> FloatArray:
    """Return the losses expected in a day, shape (2, battle)."""
    held = np.array([x, y])

    def slope(state: FloatArray) -> FloatArray:
        return joined[:, None] - rate(state)

    one = slope(held)
    two = slope(held + 0.5 * one)
    three = slope(held + 0.5 * two)
    four = slope(held + three)
    return joined[:, None] - (one + 2 * two + 2 * three + four) / 6


def calibrate(
    name: str, *, battles: int, seed: int, hidden: bool, plan: Sampling, vague: float = 0.0
) -> tuple[dict[str, FloatArray], int]:
    """Return ranks in [0, 1] of each truth among its posterior's draws, and fits that failed.

    ``hidden`` leaves B unseen but for a range of its first strength. The fit's strengths of
    reference follow from the course of the strengths. So that the prior does not hang on the
    losses, that course is fixed first (who joins keeps both sides to it), and only the losses are
    drawn. ``vague`` is the error of the level of a side's losses as a source tells them, half of it
    again that of each day beside: the losses then are draws about what was told, not exact.
    """
    rng = np.random.default_rng(seed)
    truth = drawn(rng, battles)
    if not hidden:
        return _seen(name, truth, rng, plan, vague)
    return _hidden(name, truth, rng, plan)


def drawn(rng: np.random.Generator, battles: int) -> Truths:
    """Draw truths from the priors; rates are factors on the prior's middle."""
    normals = rng.standard_normal((battles, 8))
    low, high = np.log(FIRST.low), np.log(FIRST.high)
    return Truths(
        alpha=PRIORS.share_sd * normals[:, 0],
        beta=PRIORS.share_sd * normals[:, 1],
        powers=np.column_stack(
            [
                PRIORS.product[0] + PRIORS.product[1] * normals[:, 2],
                PRIORS.contrast[0] + PRIORS.contrast[1] * normals[:, 3],
            ]
        ),
        d=np.exp(PRIORS.defence_sd * normals[:, 4]),
        first=np.exp(0.5 * (low + high) + normals[:, 5] * (high - low) / (2 * Z95)),
        scatter=PRIORS.scatter * np.exp(PRIORS.scatter_sd * normals[:, 6:8]),
    )


def _course() -> FloatArray:
    """Return both sides' strengths at the start of each day, shape (2, day): slow waves."""
    time = np.arange(DAYS)
    return np.array(
        [START[0] * np.exp(0.5 * np.sin(time / 5)), START[1] * np.exp(0.4 * np.cos(time / 7))]
    )


def _lost(mean: FloatArray, scatter: FloatArray, rng: np.random.Generator) -> FloatArray:
    shape = scatter**-2
    return rng.poisson(mean * rng.gamma(shape) / shape).astype(float)


def _seen(
    name: str, truth: Truths, rng: np.random.Generator, plan: Sampling, vague: float
) -> tuple[dict[str, FloatArray], int]:
    course = _course()
    means = np.exp(np.log(course).mean(axis=1))
    e = exponents(name, truth.powers)
    attacks = np.where(np.arange(DAYS) % 12 < 6, 1.0, -1.0)
    losses = np.empty((len(truth.d), 2, DAYS))
    for t in range(DAYS):
        ln_d = attacks[t] * np.log(truth.d)

        def rate(state: FloatArray, ln_d: FloatArray = ln_d) -> FloatArray:
            u, v = np.log(state[0] / means[0]), np.log(state[1] / means[1])
            a = np.log(PRIORS.share * means[0]) + truth.alpha + ln_d + e[:, 0] * u + e[:, 1] * v
            b = np.log(PRIORS.share * means[1]) + truth.beta - ln_d + e[:, 2] * u + e[:, 3] * v
            return np.exp(np.array([a, b]))

        x, y = (np.full(len(truth.d), course[side, t]) for side in (0, 1))
        mean = day(x, y, np.zeros(2), rate)
        losses[:, :, t] = _lost(mean.T, truth.scatter, rng)
    nothing = np.zeros(DAYS)
    battles = [
        Observed(
            name="made up",
            days=np.ones(DAYS),
            a=SideSeen(strength=course[0], losses=told[0], joined=nothing),
            b=SideSeen(strength=course[1], losses=told[1], joined=nothing),
            attacker=attacks,
        )
        for told in ([_told(side, rng, vague) for side in lost] for lost in losses)
    ]
    wanted = {
        "A's losses a day": np.log(PRIORS.share * means[0]) + truth.alpha,
        "B's losses a day": np.log(PRIORS.share * means[1]) + truth.beta,
        "p + q": truth.powers[:, 0],
        "p - q": truth.powers[:, 1],
        "ln d": np.log(truth.d),
        "scatter of A": np.log(truth.scatter[:, 0]),
        "scatter of B": np.log(truth.scatter[:, 1]),
    }
    return _ranks(name, battles, wanted, plan)


def _told(lost: FloatArray, rng: np.random.Generator, vague: float) -> FloatArray:
    """Return draws of a side's losses about what a source says of them, or the losses."""
    if vague == 0.0:
        return lost
    # the source's own error, and then as much again in each draw, which does not know it
    level = vague * rng.standard_normal((1 + DRAWS, 1))
    daily = 0.5 * vague * rng.standard_normal((1 + DRAWS, lost.size))
    errors = level + daily
    return np.rint(lost * np.exp(errors[0] + errors[1:]))


def _hidden(
    name: str, truth: Truths, rng: np.random.Generator, plan: Sampling
) -> tuple[dict[str, FloatArray], int]:
    course, nothing = _course()[0], np.zeros(DAYS)
    means = np.array([np.exp(np.log(course).mean()), np.sqrt(FIRST.low * FIRST.high)])
    e = exponents(name, truth.powers)
    y = truth.first.copy()
    losses = np.empty((len(y), DAYS))

    def rate(state: FloatArray) -> FloatArray:
        held = np.maximum(state, 1e-6 * means[:, None])
        u, v = np.log(held[0] / means[0]), np.log(held[1] / means[1])
        a = np.log(PRIORS.share * means[0]) + truth.alpha + e[:, 0] * u + e[:, 1] * v
        b = np.log(PRIORS.share * means[1]) + truth.beta + e[:, 2] * u + e[:, 3] * v
        return np.exp(np.array([a, b]))

    for t in range(DAYS):
        mean = day(np.full(len(y), course[t]), y, np.zeros(2), rate)
        y = np.maximum(y - mean[1], 1e-6 * means[1])
        losses[:, t] = _lost(mean[0], truth.scatter[:, 0], rng)
    unseen = np.full(DAYS, np.nan)
    battles = [
        Observed(
            name="made up",
            days=np.ones(DAYS),
            a=SideSeen(strength=course, losses=lost, joined=nothing),
            b=SideSeen(strength=unseen, losses=unseen, joined=nothing, first=FIRST),
            attacker=np.ones(DAYS),
        )
        for lost in losses
    ]
    wanted = {
        "A's losses a day": np.log(PRIORS.share * means[0]) + truth.alpha,
        "B's losses a day": np.log(PRIORS.share * means[1]) + truth.beta,
        "first strength of B": np.log(truth.first),
        "scatter of A": np.log(truth.scatter[:, 0]),
    }
    return _ranks(name, battles, wanted, plan)


def _ranks(
    name: str, battles: list[Observed], wanted: dict[str, FloatArray], plan: Sampling
) -> tuple[dict[str, FloatArray], int]:
    found: dict[str, list[float]] = {each: [] for each in wanted}
    failed = 0
    setting = Setting(priors=PRIORS)
    for number, battle in enumerate(battles):
        law = fit(
            battle,
            forms=[form(name)],
            method=Bayes(sampling=replace(plan)),
            setting=setting,
            seed=number,
        ).laws[0]
        if law.status.code is StatusCode.NOT_CONVERGED:
            failed += 1
        values = law.design.values(law.theta)
        for place, each in enumerate(law.design.names):
            if each in wanted:
                found[each].append(float(np.mean(values[:, place] < wanted[each][number])))
    return {each: np.array(ranks) for each, ranks in found.items()}, failed
