"""Worlds that break an assumption of the losses model: what its intervals are then worth.

Truths and claims are simulated from the model, the claims are then spoilt, and the spoilt dossier
is estimated as if nothing had happened.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from losses_cases import SOURCES, START, make_claim, make_dossier

from asculum.evidence.claims import Claim, Source
from asculum.evidence.dossier import Dossier
from asculum.losses.design import Design
from asculum.losses.layout import make_design
from asculum.losses.observations import Observation, observations
from asculum.losses.posterior import LossesPosterior
from asculum.losses.sampler import Sampling, sample
from asculum.losses.simulate import simulate

PLAN = Sampling(chains=2, tune=700, draws=700, accept=0.9)
WEEKS = 10
RATES = {("killed_per_day", side, ""): (8.0, 80.0) for side in ("north", "south")}
GAZETTE = Source(id="gazette", name="A gazette", allegiance="third")
#: By how much a liar multiplies everything that it says.
LIE = 3.0

Told = dict[str, Observation]


def claims() -> list[Claim]:
    """Return weekly counts by both staffs of their enemy, and totals by five sources."""
    made: list[Claim] = []

    def add(source: str, side: str, category: str = "killed", week: int | None = None) -> None:
        days = {"start": START + timedelta(days=7 * week), "days": 7} if week is not None else {}
        if week is None:
            days = {"start": START, "days": 7 * WEEKS}
        number = len(made)
        made.append(
            make_claim(number, source, side, 300.0, category=category, bound="exactly", **days)  # type: ignore[arg-type]
        )

    for week in range(WEEKS):
        add("staff", "south", "casualties", week)
        add("court", "north", "casualties", week)
    for source in ("staff", "court", "envoy", "consul", "ally"):
        for side in ("north", "south"):
            add(source, side)
    for source in ("envoy", "consul"):
        for side in ("north", "south"):
            add(source, side, "casualties")
    return made


def dossier_of(made: Sequence[Claim]) -> Dossier:
    sources = {**SOURCES, GAZETTE.id: GAZETTE}
    return make_dossier(list(made), weeks=WEEKS, assumptions=RATES, sources=sources)


def as_told(dossier: Dossier, told: Told) -> Design:
    """Return the design of a dossier with figures that were simulated, by the claim's id."""
    design = make_design(dossier, observations(dossier))
    found = tuple(
        replace(item, bind=told[item.claim].bind, low=told[item.claim].low)
        for item in design.observations
    )
    return replace(design, observations=found)


def as_it_is(made: list[Claim], told: Told) -> Design:
    """Nothing is broken."""
    return as_told(dossier_of(made), told)


def a_liar(made: list[Claim], told: Told) -> Design:
    """The envoy, a third party, says three times what it would have said, of both sides."""
    spoilt = {
        key: replace(item, low=item.low + math.log(LIE)) if item.source == "envoy" else item
        for key, item in told.items()
    }
    return as_told(dossier_of(made), spoilt)


def a_lying_staff(made: list[Claim], told: Told) -> Design:
    """The northern staff says three times what it would have said of its enemy's losses."""
    spoilt = {
        key: replace(item, low=item.low + math.log(LIE))
        if item.source == "staff" and item.sides == ("south",)
        else item
        for key, item in told.items()
    }
    return as_told(dossier_of(made), spoilt)


def a_silent_side(made: list[Claim], told: Told) -> Design:
    """Every source of the south is missing."""
    return as_told(dossier_of([item for item in made if item.source != "court"]), told)


def an_echo(made: list[Claim], told: Told) -> Design:
    """A gazette tells the envoy's totals again as its own, on both sides."""
    totals = [item for item in made if item.source == "envoy" and item.category == "killed"]
    echoes = [replace(item, id=f"echo-{item.id}", source="gazette") for item in totals]
    more = {f"echo-{item.id}": told[item.id] for item in totals}
    return as_told(dossier_of([*made, *echoes]), {**told, **more})


WORLDS: dict[str, Callable[[list[Claim], Told], Design]] = {
    "nothing broken": as_it_is,
    "a third party lies threefold": a_liar,
    "a side's staff lies threefold": a_lying_staff,
    "a side's sources are missing": a_silent_side,
    "an echo nobody marked": an_echo,
}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one total fared in one world: the truth's place among the draws, and the median's error.

    ``place`` is the share of draws below the truth; ``off`` is ln(median / truth), ``width`` that
    of the 90 % interval.
    """

    world: str
    side: str
    place: float
    off: float
    width: float


def spoil(seed: int) -> list[Outcome]:
    """Simulate one dossier and estimate it in every world."""
    made = claims()
    dossier = dossier_of(made)
    simulated = simulate(make_design(dossier, observations(dossier)), seed=seed)
    told = {item.claim: item for item in simulated.design.observations}
    outcomes = []
    for world, break_it in WORLDS.items():
        design = break_it(made, told)
        chains = sample(design, sampling=PLAN, seed=seed)
        draws = LossesPosterior(design=design, theta=chains.theta.reshape(-1, design.size))
        for side in ("north", "south"):
            truth = float(simulated.truth.losses([(side, "")])[0])
            total = draws.losses([(side, "")])
            low, median, high = np.quantile(total, (0.05, 0.5, 0.95))
            outcomes.append(
                Outcome(
                    world=world,
                    side=side,
                    place=float((total < truth).mean()),
                    off=math.log(median / truth),
                    width=math.log(high / low),
                )
            )
    return outcomes
