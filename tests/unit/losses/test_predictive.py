"""Checks of claims by the rest: probabilities by hand, verdicts, and uniform under the model."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from losses_calibration import case
from losses_cases import START, make_claim, make_dossier
from scipy.stats import kstest, nbinom, t

from asculum.losses import codes as k
from asculum.losses.design import Design
from asculum.losses.explanation import log_likelihood
from asculum.losses.layout import make_design
from asculum.losses.observations import observations
from asculum.losses.posterior import LossesPosterior
from asculum.losses.predictive import (
    FAR_OUT,
    FITS,
    SCATTERS,
    TREND,
    UNCHECKED,
    Told,
    check_sources,
    foretold,
)
from asculum.losses.sampler import Sampling, sample
from asculum.losses.simulate import simulate
from asculum.losses.voices import voice_of

ROUND_OFF = 1e-9


def at_one_point(claims: list) -> tuple[Design, LossesPosterior, list[Told]]:
    """Return what claims are told at one point of the parameters: no weights, no averages."""
    dossier = make_dossier(claims)
    design = make_design(dossier, observations(dossier))
    theta = np.repeat(np.random.default_rng(3).normal(0, 0.5, (1, design.size)), 120, axis=0)
    told = foretold(design, theta, log_likelihood, chains=4)
    return design, LossesPosterior(design=design, theta=theta[:1]), list(told)


def eta_and_width(design: Design, draw: LossesPosterior, place: int) -> tuple[float, float]:
    item = design.observations[place]
    truth = float(draw.quantity(replace(item, scale=1.0))[0])
    side = item.sides[0]
    lean = float(draw.lean[0, voice_of(design.voices, item, side)])
    sigma = float(draw.spread[0, design.sources.index(item.source)])
    return math.log(truth) + lean, math.hypot(sigma, item.rounding)


def test_probabilities_are_those_of_student_and_of_counts() -> None:
    design, draw, told = at_one_point(
        [
            make_claim(0, "envoy", "north", 1234.0),
            make_claim(1, "consul", "north", low=700.0, high=1100.0),
            make_claim(2, "ally", "south", 900.0, bound="at_least"),
            make_claim(3, "patron", "south", 2000.0, bound="at_most"),
            make_claim(4, "staff", "south", 7, days=2),
        ]
    )
    eta, width = zip(*(eta_and_width(design, draw, i) for i in range(5)), strict=True)

    def below(place: int, figure: float) -> float:
        return float(t.cdf((math.log(figure) - eta[place]) / width[place], 4))

    assert told[0].below == told[0].upto == pytest.approx(below(0, 1234.0), rel=ROUND_OFF)
    assert told[1].below == pytest.approx(below(1, 700.0), rel=ROUND_OFF)
    assert told[1].upto == pytest.approx(below(1, 1100.0), rel=ROUND_OFF)
    assert (told[2].below, told[2].upto) == pytest.approx((below(2, 900.0), 1.0), rel=ROUND_OFF)
    assert (told[3].below, told[3].upto) == pytest.approx((0.0, below(3, 2000.0)), rel=ROUND_OFF)
    assert told[2].chance == pytest.approx(1 - below(2, 900.0), rel=ROUND_OFF)
    size = 1 / math.expm1(width[4] ** 2)
    counts = nbinom(size, size / (size + math.exp(eta[4])))
    assert told[4].below == pytest.approx(counts.cdf(6), rel=1e-7)
    assert told[4].upto == pytest.approx(counts.cdf(7), rel=1e-7)


def test_a_named_minimum_is_met_or_not() -> None:
    design, draw, told = at_one_point(
        [
            make_claim(0, "envoy", "north", 1234.0),
            make_claim(1, "consul", "north", 100.0, kind="named_minimum"),
        ]
    )
    above = math.log(float(draw.quantity(design.observations[1])[0]) / 100.0)
    met = 1 / (1 + math.exp(-above / k.FLOOR_WIDTH))
    assert told[1].chance == pytest.approx(met, rel=ROUND_OFF)
    assert told[1].upto == pytest.approx(1.0, rel=ROUND_OFF)


def made(source: str, places: list[float], *, good: bool = True) -> tuple[Design, list[Told]]:
    """Return a design of one source's weekly claims, told at these places of the prediction."""
    claims = [
        make_claim(i, source, "south", 200.0, start=START, days=7 * (i + 1))
        for i in range(len(places))
    ]
    dossier = make_dossier(claims)
    design = make_design(dossier, observations(dossier))
    told = [
        Told(
            claim=f"c{i}",
            source=source,
            below=place,
            upto=place,
            chance=2 * min(place, 1 - place),
            khat=0.1,
            good=good,
        )
        for i, place in enumerate(places)
    ]
    return design, told


EVEN = [0.35, 0.8, 0.1, 0.6, 0.9, 0.25, 0.5, 0.7]


@pytest.mark.parametrize(
    ("places", "verdict"),
    [
        (EVEN, FITS),
        ([0.5], FITS),
        ([0.001], FAR_OUT),
        ([0.03, 0.97, 0.02, 0.98, 0.03, 0.96, 0.03, 0.97], SCATTERS),
        (sorted(EVEN), TREND),
        (sorted(EVEN, reverse=True), TREND),
    ],
)
def test_verdicts(places: list[float], verdict: str) -> None:
    (check,) = check_sources(*made("envoy", places))
    assert check.verdict == verdict
    assert check.claims == check.checked == len(places)


def test_one_far_out_of_many_is_no_wonder() -> None:
    (check,) = check_sources(*made("envoy", [*EVEN, 0.004]))
    assert check.verdict == FITS
    assert check.farthest == "c8"
    assert check.far_out == pytest.approx(1 - (1 - 0.008) ** 9)


def test_claims_whose_weights_fail_are_not_judged() -> None:
    (check,) = check_sources(*made("envoy", [0.0001] * 9, good=False))
    assert (check.verdict, check.checked, check.farthest) == (UNCHECKED, 0, "")


@pytest.mark.slow
def test_places_are_uniform_under_the_model() -> None:
    """Claims simulated from the model fall anywhere in what the rest foretells of them."""
    rng = np.random.default_rng(1)
    places, judged, flagged, sources = [], [], 0, 0
    for seed in range(10):
        design = simulate(case(seed), seed=seed).design
        chains = sample(design, sampling=Sampling(chains=4, tune=400, draws=500), seed=seed)
        theta = chains.theta.reshape(-1, design.size)
        told = foretold(design, theta, log_likelihood, chains=4)
        for item, found in zip(design.observations, told, strict=True):
            if item.bind != k.FLOOR:
                # anywhere in what a range, a bound or a count leaves open
                places.append(found.below + rng.random() * (found.upto - found.below))
                judged.append(found.good)
        checks = check_sources(design, told)
        sources += len(checks)
        flagged += sum(check.verdict not in (FITS, UNCHECKED) for check in checks)
    assert len(places) > 100
    assert kstest(places, "uniform").pvalue > 1e-3
    # those whose weights are believed are not chosen for where they fall
    assert sum(judged) > 30
    assert kstest(np.array(places)[judged], "uniform").pvalue > 1e-3
    # at most 3 chances in 100 a source, and 4 standard errors
    assert flagged <= 0.03 * sources + 4 * math.sqrt(0.03 * sources)
