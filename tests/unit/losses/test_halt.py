"""Chains drawn in a thread stop when they are no longer wanted, and are the same if they are."""

from __future__ import annotations

from threading import Event, Timer
from time import perf_counter

import numpy as np
import pytest
from losses_cases import make_claim, make_dossier

from asculum.losses.design import Design
from asculum.losses.layout import make_design
from asculum.losses.observations import observations
from asculum.losses.sampler import Sampling, sample


@pytest.fixture(scope="module")
def design() -> Design:
    claims = [
        make_claim(0, "staff", "south", 1200.0),
        make_claim(1, "envoy", "south", low=700.0, high=1100.0),
        make_claim(2, "court", "north", 700.0),
    ]
    dossier = make_dossier(claims, weeks=2)
    return make_design(dossier, observations(dossier))


def test_chains_that_may_be_stopped_are_the_chains_that_may_not(design: Design) -> None:
    plan = Sampling(chains=2, tune=60, draws=40)
    one = sample(design, sampling=plan, seed=4)
    two = sample(design, sampling=plan, seed=4, halt=Event())
    assert np.array_equal(one.theta, two.theta)


def test_a_halt_stops_chains_that_would_take_minutes(design: Design) -> None:
    halt = Event()
    timer = Timer(0.5, halt.set)
    timer.start()
    began = perf_counter()
    with pytest.raises(KeyboardInterrupt):
        sample(design, sampling=Sampling(draws=5_000_000), seed=1, halt=halt)
    assert perf_counter() - began < 30.0
    timer.join()
