"""A made-up registry and list of one war: deaths by band and year, and who is on what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from asculum.undercount.excess import AgeBand, excess_of_men
from asculum.undercount.registry import Share, beyond_registry

BEFORE, WAR = (2014, 2015, 2016, 2017, 2018, 2019), (2022, 2023)


@dataclass(frozen=True, kw_only=True)
class World:
    """How deaths come about.

    ``common`` is the standard deviation of a year's shock to the ratio that all bands share, as a
    part of the ratio; ``linked`` how many times likelier the listed are to be in the registry.
    """

    women: tuple[int, ...] = (300, 500, 900, 1500)
    ratio: tuple[float, ...] = (3.0, 2.8, 2.5, 2.2)
    dead: tuple[int, ...] = (600, 900, 800, 500)
    own: float = 0.02
    common: float = 0.0
    linked: float = 1.0
    drift: float = -0.02


@dataclass(frozen=True, kw_only=True)
class Trial:
    """The truths and the intervals of one made-up war."""

    deaths: int
    excess: tuple[float, float, float]
    registry: tuple[float, float, float]


def trial(world: World, seed: int, *, prob: float = 0.9, n: int = 2000) -> Trial:
    """Make a war and reckon it both ways: from all deaths, and from a registry and a list."""
    rng = np.random.default_rng(seed)
    years = (*BEFORE, *WAR)
    shock = world.common * rng.standard_normal(len(years))
    dead = np.array([rng.poisson(count, len(WAR)) for count in world.dead])
    chance = rng.uniform(0.3, 0.6, len(world.dead))
    listed = rng.binomial(dead, 0.35)
    # of the listed and of the others, those whom the registry has
    likelier = np.minimum(world.linked * chance, 0.98)[:, None]
    found = rng.binomial(listed, likelier)
    others = rng.binomial(dead - listed, chance[:, None])
    bands = _bands(world, rng, years, shock, dead)
    kept = _bands(world, rng, years, shock, found + others)
    shares = [
        Share(band=band.name, listed=int(had.sum()), found=int(got.sum()))
        for band, had, got in zip(bands, listed, found, strict=True)
    ]
    excess = excess_of_men(bands, prob=prob, seed=seed, n=n)
    known = excess_of_men(kept, prob=prob, seed=seed, n=n)
    return Trial(
        deaths=int(dead.sum()),
        excess=excess.total.interval(prob),
        registry=beyond_registry(known, shares, seed=seed).total.interval(prob),
    )


def _bands(
    world: World,
    rng: np.random.Generator,
    years: Sequence[int],
    shock: np.ndarray,
    more: np.ndarray,
) -> list[AgeBand]:
    """Return deaths by band: women by chance, men along a line with shocks, and those killed."""
    bands = []
    for at, (women, ratio) in enumerate(zip(world.women, world.ratio, strict=True)):
        line = ratio + world.drift * (np.array(years) - years[0])
        women_dead = rng.poisson(women, len(years))
        rate = line * (1 + shock + world.own * rng.standard_normal(len(years)))
        men = rng.poisson(np.maximum(rate, 0.0) * women)
        men[len(BEFORE) :] += more[at]
        bands.append(
            AgeBand(
                name=f"band {at}",
                years=tuple(years),
                men=tuple(float(count) for count in men),
                women=tuple(float(count) for count in women_dead),
                war_from=WAR[0],
            )
        )
    return bands


def covered(trials: Sequence[Trial], road: str) -> tuple[float, float, float]:
    """Return the share of intervals that hold the truth, the mean error, and the middle width."""
    ends = [getattr(one, road) for one in trials]
    truth = [one.deaths for one in trials]
    held = [low <= told <= high for (low, _, high), told in zip(ends, truth, strict=True)]
    errors = [middle / told - 1 for (_, middle, _), told in zip(ends, truth, strict=True)]
    widths = [(high - low) / told for (low, _, high), told in zip(ends, truth, strict=True)]
    return float(np.mean(held)), float(np.mean(errors)), float(np.median(widths))
