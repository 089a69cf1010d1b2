"""Nowcast: what the counts of recent months will have grown to once they are of a stated age.

A body that verifies deaths one by one goes on adding to months long past. From how counts of
earlier months grew with age follows how much recent ones will grow. The model is on the methods
page, docs/methods/nowcast.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from asculum.evidence.vintages import Triangle, Vintage
from asculum.terms.status import Status, StatusCode
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Days of publication, and growths between two of them, below which nothing is estimated.
LEAST_VINTAGES, LEAST_GROWTHS = 3, 6
#: Age at which a count is read off unless another is asked for [days after the month's end].
MATURITY = 180
#: Days over which the speed of growth is stated.
MONTH = 30.0
DRAWS = 4000

#: Speed of growth at age 0 [log of the share added in 30 days], how it slows, overdispersion.
_SPEEDS = np.linspace(np.log(0.001), np.log(3.0), 49)
_SLOWINGS = np.linspace(0.0, 4.0, 25)
_SPREADS = np.exp(np.linspace(0.0, np.log(30.0), 25))


@dataclass(frozen=True, kw_only=True, eq=False)
class Month:
    """One month: its last count, and draws of what it will be at maturity [persons].

    ``mature`` says that the last count is of that age already; the draws are then that count.
    """

    last: Vintage
    draws: IntArray
    mature: bool

    def interval(self, prob: float = 0.9) -> tuple[float, float, float]:
        """Return lower end, median and upper end of the equal-tailed interval."""
        tail = (1 - prob) / 2
        lower, median, upper = np.quantile(
            self.draws, (tail, 0.5, 1 - tail), method="inverted_cdf"
        ).tolist()
        return lower, median, upper


@dataclass(frozen=True, kw_only=True, eq=False)
class Nowcast:
    """Every month at ``maturity`` [days after its end]; no months where the status refuses."""

    triangle: Triangle
    maturity: int
    status: Status
    months: tuple[Month, ...] = ()


def nowcast(
    triangle: Triangle, *, maturity: int = MATURITY, seed: int = 1, draws: int = DRAWS
) -> Nowcast:
    """Draw what each month's count will be at a stated age, given how counts grew so far.

    Between ages a and b a count C grows by a factor f(a, b) = exp ∫ v(t) dt on average, with
    v(t) = exp(speed) (1 + t/30)^(−slowing) a month: the growth is negative binomial with mean
    C (f − 1) and variance spread · C f (f − 1) (the over-dispersed negative binomial of the chain
    ladder). Speed, slowing and spread are drawn from their posterior on a grid.

    Parameters
    ----------
    triangle
        Counts of whole months by day of publication [persons].
    maturity
        Age at which counts are read off [days after the month's end], above 0.
    seed, draws
        Seed of the stream ``nowcast`` and how many draws are made.

    Returns
    -------
    Draws for each month, never below its last count. ``NOT_IDENTIFIED`` with no months where the
    triangle has fewer than 3 days of publication or 6 growths; ``DOUBTFUL`` where counts fell, or
    the maturity is beyond the oldest count.

    Raises ValueError for a maturity below 1.

    **Assumes** that months grow alike at the same age, whatever the day: verification neither
    speeds up nor stops, and counts are not taken back.
    **Biased when** a batch of old cases is verified at once (the draws then spread, too wide for
    quiet times and too narrow for the next batch); too narrow where months differ in how fast they
    are verified; too low when access to a place only comes later.
    **Do not use when** all civilians killed are wanted: it is of those that will be verified.

    Reference: Lawless (1994); England and Verrall (2002), section 2.4.
    """
    if maturity < 1:
        raise ValueError(f"a maturity is at least 1 day, not {maturity}")
    base, grown, ages, later, fell = growths(triangle)
    vintages = len(triangle.days)
    if vintages < LEAST_VINTAGES or len(base) < LEAST_GROWTHS:
        sentence = (
            f"How counts grow cannot be told from {vintages} days of publication and {len(base)} "
            f"growths: {LEAST_VINTAGES} and {LEAST_GROWTHS} are needed."
        )
        status = Status(code=StatusCode.NOT_IDENTIFIED, sentence=sentence)
        return Nowcast(triangle=triangle, maturity=maturity, status=status)
    rng = stream(seed, "nowcast")
    speed, slowing, spread = _posterior(base, grown, ages, later, rng, draws)
    months = []
    for last in _last(triangle):
        if last.age >= maturity:
            counts = np.full(draws, last.count, np.int64)
        else:
            factor = np.exp(_grown(speed, slowing, float(last.age), float(maturity)))
            counts = last.count + _growth(rng, last.count, factor, spread)
        months.append(Month(last=last, draws=counts, mature=last.age >= maturity))
    status = _status(triangle, maturity, float(later.max()), fell)
    return Nowcast(triangle=triangle, maturity=maturity, status=status, months=tuple(months))


def growths(
    triangle: Triangle,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, int]:
    """Return count, growth and both ages [days] for each two successive vintages of a month.

    A count that fell is taken as no growth; how many did is returned last.
    """
    rows = []
    fell = 0
    for month in triangle.months:
        own = [vintage for vintage in triangle.vintages if vintage.month == month]
        for before, after in pairwise(own):
            if before.count > 0:
                fell += after.count < before.count
                growth = max(0, after.count - before.count)
                rows.append((before.count, growth, before.age, after.age))
    table = np.array(rows, dtype=float).reshape(-1, 4)
    return table[:, 0], table[:, 1], table[:, 2], table[:, 3], fell


def _last(triangle: Triangle) -> Sequence[Vintage]:
    return [
        max(
            (vintage for vintage in triangle.vintages if vintage.month == month),
            key=lambda vintage: vintage.published,
        )
        for month in triangle.months
    ]


def _grown(speed: FloatArray, slowing: FloatArray, age: float, later: float) -> FloatArray:
    """Return the log of the factor by which counts grow on average between two ages [days]."""
    first, last = np.log1p(age / MONTH), np.log1p(later / MONTH)
    power = 1.0 - slowing
    small = np.abs(power) < 1e-9
    safe = np.where(small, 1.0, power)
    grown = np.where(small, last - first, (np.exp(safe * last) - np.exp(safe * first)) / safe)
    return np.asarray(np.exp(speed) * grown, dtype=float)


def _posterior(
    base: FloatArray,
    grown: FloatArray,
    ages: FloatArray,
    later: FloatArray,
    rng: np.random.Generator,
    draws: int,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Draw speed, slowing and spread from the grid, each draw moved within its cell."""
    from scipy.special import gammaln

    speed, slowing = (item[..., None] for item in np.meshgrid(_SPEEDS, _SLOWINGS, indexing="ij"))
    log_density = np.zeros((len(_SPEEDS), len(_SLOWINGS), len(_SPREADS)))
    # weak priors: a share of about 5 % in the first month, within a factor of 10 or so; slowing
    # and the log of the spread even over the grid
    log_density -= 0.5 * ((speed - np.log(0.05)) / 1.5) ** 2
    for count, growth, age, after in zip(base, grown, ages, later, strict=True):
        factor = np.exp(np.minimum(_grown(speed, slowing, age, after), 20.0))
        mean = count * (factor - 1.0)
        over = np.maximum(_SPREADS * factor - 1.0, 1e-12)
        size = mean / over
        log_density += (
            gammaln(growth + size)
            - gammaln(size)
            - gammaln(growth + 1.0)
            - size * np.log1p(over)
            + growth * (np.log(over) - np.log1p(over))
        )
    weight = np.exp(log_density - log_density.max()).ravel()
    cells = rng.choice(len(weight), size=draws, p=weight / weight.sum())
    at = np.unravel_index(cells, log_density.shape)
    inside = rng.uniform(-0.5, 0.5, size=(3, draws))
    grids = (_SPEEDS, _SLOWINGS, np.log(_SPREADS))
    moved = [
        np.clip(grid[where] + shift * (grid[1] - grid[0]), grid[0], grid[-1])
        for grid, where, shift in zip(grids, at, inside, strict=True)
    ]
    return moved[0], moved[1], np.exp(moved[2])


def _growth(
    rng: np.random.Generator, count: int, factor: FloatArray, spread: FloatArray
) -> IntArray:
    """Draw growths from a count: a Poisson count with a gamma mean is negative binomial."""
    mean = count * (factor - 1.0)
    over = np.maximum(spread * factor - 1.0, 1e-12)
    size = np.maximum(mean / over, 1e-12)
    return np.asarray(rng.poisson(np.minimum(rng.gamma(size) * over, 1e12)), dtype=np.int64)


def _status(triangle: Triangle, maturity: int, oldest: float, fell: int) -> Status:
    said = (
        f"Counts verified by the source so far, and what they will have grown to {maturity} days "
        f"after each month's end, from {len(triangle.days)} days of publication: not all who were "
        "killed."
    )
    doubts = []
    if maturity > oldest:
        doubts.append(f"no count older than {oldest:.0f} days has been seen")
    if fell:
        doubts.append(f"{fell} counts fell, which the model takes for no growth")
    if doubts:
        return Status(code=StatusCode.DOUBTFUL, sentence=f"{said} Doubtful: {'; '.join(doubts)}.")
    return Status(code=StatusCode.OK, sentence=said)
