"""Made-up truths and claims: what a design's own prior and likelihood would have produced.

For calibration only: estimates of what is simulated here must be right as often as they say
(simulation-based calibration: Talts, Betancourt, Simpson, Vehtari & Gelman 2018).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from asculum.losses import codes as k
from asculum.losses import movements, walls
from asculum.losses.design import Design
from asculum.losses.layout import told_anew
from asculum.losses.leanings import written
from asculum.losses.lists import Printing
from asculum.losses.nearby import Nearby
from asculum.losses.observations import Observation
from asculum.losses.packing import unpack
from asculum.losses.posterior import LossesPosterior
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]

#: Draws of the prior that are tried at once, and how often, until one lies above all floors.
BATCH, BATCHES = 256, 400
#: The largest mean that a small count may come to; the likelihood takes time with its size.
MOST = 1e5


@dataclass(frozen=True, kw_only=True, eq=False)
class Simulated:
    """One simulated battle: its parameters, shape (parameter,), and what was claimed of it.

    ``design`` is the design simulated from, with the simulated claims in place of its own; its
    priors are unchanged, also where the dossier's claims had a say in them.
    """

    theta: FloatArray
    design: Design

    @property
    def truth(self) -> LossesPosterior:
        """The truth, as a posterior of one draw."""
        return LossesPosterior(design=self.design, theta=self.theta[None])


def simulate(design: Design, *, seed: int) -> Simulated:
    """Draw parameters from the prior of a design, and its claims from the likelihood.

    With y = ln of what the source takes to be true = ln truth + lean + error (Student t with 4
    degrees of freedom and the scale that the likelihood uses, rounding and the statement's shared
    error included), each claim is told so that the likelihood of the model is its own:

    - a point is y itself: the density of y;
    - a range is the cell of a grid that holds y; the grid has the width of the design's range and
      an origin drawn without regard to y, so that the range says only that y lies in it;
    - a bound keeps the design's figure and is told as "at least" where y lies above it, as "at
      most" where it lies below: which of the two is told is all that it says;
    - a small count is drawn from the negative binomial with that mean and spread;
    - a list whose completeness is assumed holds a share drawn from it;
    - a located count is drawn from its beta-binomial;
    - a named minimum keeps the design's figure; draws of the prior are kept with the probability
      that the likelihood gives it, so that the floors are a part of the prior.

    Returns the parameters and the design with the simulated claims; both depend on the seed only.

    Raises ``ValueError`` where no draw of the prior lies above the design's named minima, or where
    a small count comes out past ``MOST``.

    Assumes: that the design's binds, days, rounding and floors were fixed beforehand.
    Do not use when: the question is what a different source would have said.
    """
    rng = stream(seed, "losses/simulate")
    theta = _prior_above_floors(design, rng)
    draw = LossesPosterior(design=design, theta=theta[None])
    lists = rng.standard_normal(len({one.place for one in design.printings if one}))
    found = tuple(
        _claim(item, draw, rng)
        if printing is None
        else _listed(item, printing, float(lists[printing.place]), draw, rng)
        for item, printing in zip(design.observations, design.printings, strict=True)
    )
    near = tuple(_located(item, draw, rng) for item in design.nearby)
    told = told_anew(replace(design, observations=found, nearby=near))
    return Simulated(theta=_rewritten(theta, design, told), design=told)


def _rewritten(theta: FloatArray, design: Design, told: Design) -> FloatArray:
    """Return the parameters of a design that stand for the same losses in another's writing."""
    rate, level = design.blocks["rate"], design.blocks["level"]
    made = walls.freed(design, theta[None])
    z, levels = movements.standard(design, made), movements.level_told(design, made)
    made[:, rate.first : rate.last] = movements.written(told, made, z)
    made[:, level.first : level.last] = movements.level_written(told, made, levels)
    return np.asarray(walls.walled(told, made)[0])


def draw_prior(design: Design, count: int, rng: np.random.Generator) -> FloatArray:
    """Draw parameters from the prior without regard to named minima, shape (count, parameter)."""
    theta: FloatArray = rng.standard_normal((count, design.size))
    blocks = design.blocks
    # leanings are written as far as they are centred on those of their allegiance
    voices = blocks["voice"]
    theta[:, voices.first : voices.last] = written(design, theta)
    # so is the scatter of a source with many figures on that of all
    scalars = unpack(design.pack, k.SCALARS)
    typical = scalars[k.SPREAD_SD] * blocks["spread"].take(theta) / scalars[k.SPREAD_BETWEEN]
    own = blocks["source"].first + np.flatnonzero(design.source_centred)
    theta[:, own] += typical[:, None]
    # movements are written by what claims tell of them, given step and scatters
    block = blocks["rate"]
    theta[:, block.first : block.last] = movements.written(design, theta, block.take(theta))
    # a level is written as what its claims make of it on average
    made = LossesPosterior(design=design, theta=theta)
    walk = np.log(made.side_rate)
    walk -= walk[:, :, [design.grid.middle]]
    block = blocks["level"]
    levels = block.take(theta).copy()
    for side, (normal, pin) in enumerate(zip(design.rates, design.pins, strict=True)):
        levels[:, side] += (made.pinned(side) + walk[:, side] @ pin.cells) / normal.sd
    theta[:, block.first : block.last] = movements.level_written(design, theta, levels)
    return walls.walled(design, theta)


def _prior_above_floors(design: Design, rng: np.random.Generator) -> FloatArray:
    """Return one draw of the prior, kept with the probability of the design's named minima."""
    floors = [item for item in design.observations if item.bind == k.FLOOR]
    if not floors:
        return np.asarray(draw_prior(design, 1, rng)[0])
    for _ in range(BATCHES):
        theta = draw_prior(design, BATCH, rng)
        draws = LossesPosterior(design=design, theta=theta)
        log_kept = np.zeros(BATCH)
        for item in floors:
            t = (np.log(draws.quantity(item)) - item.low) / k.FLOOR_WIDTH
            log_kept -= np.logaddexp(0.0, -t)
        kept = np.flatnonzero(np.log(rng.random(BATCH)) < log_kept)
        if len(kept):
            return np.asarray(theta[kept[0]])
    raise ValueError("no draw of the prior lies above all named minima of the design")


def _claim(item: Observation, draw: LossesPosterior, rng: np.random.Generator) -> Observation:
    """Return an observation with a simulated figure."""
    if item.bind == k.FLOOR:
        return item
    design = draw.design
    sigma = float(draw.spread[0, design.sources.index(item.source)])
    mean, own = expected(item, draw), sigma
    if item.group:
        z = float(design.blocks["group"].take(draw.theta)[0, design.groups.index(item.group)])
        mean += math.sqrt(1 - k.OWN_SHARE) * sigma * z
        own = math.sqrt(k.OWN_SHARE) * sigma
    width = math.hypot(own, item.rounding)
    if item.bind == k.COUNT:
        size = 1 / math.expm1(width**2)
        rate = float(rng.gamma(size, 1 / size)) * math.exp(min(mean, 100.0))
        if rate > MOST:
            raise ValueError(f"{item.claim} is a small count, yet {rate:,.0f} came of the prior")
        return replace(item, count=int(rng.poisson(rate)))
    y = mean + width * float(rng.standard_t(4))
    return _TELL[item.bind](item, y, rng)


def _listed(
    item: Observation,
    printing: Printing,
    own: float,
    draw: LossesPosterior,
    rng: np.random.Generator,
) -> Observation:
    """Return a printing of a list that holds a simulated share of the truth.

    ``own`` is the list's own completeness as a standard normal.
    """
    scatter = draw.design.priors.fixed("list_scatter") * float(rng.standard_normal())
    odds = printing.prior.mean + printing.prior.sd * own + scatter
    odds += printing.delay * float(draw.list_growth[0])
    # completeness = exp(-soft), soft = w ln(1 + exp(x / w)): the wall of the likelihood
    soft = float(np.logaddexp(0.0, -odds))
    t = soft / k.FLOOR_WIDTH
    x = k.FLOOR_WIDTH * (t + math.log(-math.expm1(-t)))
    return replace(item, low=math.log(float(draw.quantity(item)[0])) - x)


def _located(item: Nearby, draw: LossesPosterior, rng: np.random.Generator) -> Nearby:
    """Return a located count with a simulated number near the battle."""
    source = draw.design.nearby_sources.index(item.counting)
    share = float(draw.share_of(item.forces, item.period)[0])
    odds = math.log(share / (1 - share)) + float(draw.near_odds[0, source])
    p, alike = 1 / (1 + math.exp(-odds)), float(draw.cluster[0])
    size = (1 - alike) / alike
    return replace(item, near=int(rng.binomial(item.all, rng.beta(p * size, (1 - p) * size))))


def expected(item: Observation, draw: LossesPosterior) -> float:
    """Return ln of what the source would say on average."""
    above, below = (
        math.log(
            float(
                draw.losses(group, category=item.category, period=item.period, scope=item.scope)[0]
            )
        )
        + float(draw.leaning(item, group[0][0])[0])
        if group
        else -math.inf
        for group in (item.forces, item.below)
    )
    told = above - below if item.join == k.RATIO else float(np.logaddexp(above, below))
    return told + math.log(item.scale)


def _point(item: Observation, y: float, _: np.random.Generator) -> Observation:
    return replace(item, low=y)


def _range(item: Observation, y: float, rng: np.random.Generator) -> Observation:
    width = item.high - item.low
    low = y - width * float(rng.random())
    return replace(item, low=low, high=low + width)


def _bound(item: Observation, y: float, _: np.random.Generator) -> Observation:
    return replace(item, bind=k.AT_LEAST if y >= item.low else k.AT_MOST)


_TELL: dict[int, Callable[[Observation, float, np.random.Generator], Observation]] = {
    k.POINT: _point,
    k.RANGE: _range,
    k.AT_LEAST: _bound,
    k.AT_MOST: _bound,
}
