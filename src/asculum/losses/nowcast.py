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
from asculum.terms.period import Period
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

#: Speed of growth at age 0 [log of the share added in 30 days], how it slows, overdispersion, and
#: by how much the log speeds of months differ, in standard deviations.
_SPEEDS = np.linspace(np.log(0.001), np.log(3.0), 49)
_SLOWINGS = np.linspace(0.0, 4.0, 17)
_SPREADS = np.exp(np.linspace(0.0, np.log(30.0), 17))
_UNLIKES = np.linspace(0.0, 1.2, 7)
#: How far a month's log speed lies from the mean of all, in standard deviations, and how likely.
_OWN = np.linspace(-3.0, 3.0, 9)
_OWN_LOG_WEIGHTS = -0.5 * _OWN**2 - np.log(np.exp(-0.5 * _OWN**2).sum())


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

    Between ages a and b the count C of a month grows by a factor f(a, b) = exp ∫ v(t) dt on
    average, with v(t) = exp(speed + unlike · own) (1 + t/30)^(−slowing) a month and own ~ N(0, 1)
    the month's: the growth is negative binomial with mean C (f − 1) and variance
    spread · C f (f − 1) (the over-dispersed negative binomial of the chain ladder). Speed, slowing,
    spread and unlike are drawn from their posterior on a grid, and each month's own given them.

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

    **Assumes** that the speeds of months scatter around one mean at each age, whatever the day:
    verification neither speeds up nor stops, and counts are not taken back.
    **Biased when** a batch of old cases is verified at once (the draws then spread, too wide for
    quiet times and too narrow for the next batch); too low when access to a place only comes
    later.
    **Do not use when** all civilians killed are wanted: it is of those that will be verified.

    Reference: Lawless (1994); England and Verrall (2002), section 2.4.
    """
    if maturity < 1:
        raise ValueError(f"a maturity is at least 1 day, not {maturity}")
    found = growths(triangle)
    base, later, fell = found.base, found.later, found.fell
    vintages = len(triangle.days)
    if vintages < LEAST_VINTAGES or len(base) < LEAST_GROWTHS:
        sentence = (
            f"How counts grow cannot be told from {vintages} days of publication and {len(base)} "
            f"growths: {LEAST_VINTAGES} and {LEAST_GROWTHS} are needed."
        )
        status = Status(code=StatusCode.NOT_IDENTIFIED, sentence=sentence)
        return Nowcast(triangle=triangle, maturity=maturity, status=status)
    rng = stream(seed, "nowcast")
    known = _posterior(found, rng, draws)
    months = []
    for last in _last(triangle):
        speed = known.speed + known.unlike * _own(found, last.month, known, rng)
        if last.age >= maturity:
            counts = np.full(draws, last.count, np.int64)
        else:
            factor = np.exp(_grown(speed, known.slowing, float(last.age), float(maturity)))
            counts = last.count + _growth(rng, last.count, factor, known.spread)
        months.append(Month(last=last, draws=counts, mature=last.age >= maturity))
    status = _status(triangle, maturity, float(later.max()), fell)
    return Nowcast(triangle=triangle, maturity=maturity, status=status, months=tuple(months))


@dataclass(frozen=True, kw_only=True, eq=False)
class Growths:
    """Each two successive vintages of a month, shape (growth,).

    ``base`` is the earlier count and ``grown`` by how many it grew, ``ages`` and ``later`` are the
    ages of the two [days], ``months`` the month of each; ``fell`` tells how many counts fell.
    """

    base: FloatArray
    grown: FloatArray
    ages: FloatArray
    later: FloatArray
    months: tuple[Period, ...]
    fell: int


def growths(triangle: Triangle) -> Growths:
    """Return the growths of a triangle; a count that fell is taken as no growth."""
    rows = []
    months = []
    fell = 0
    for month in triangle.months:
        own = [vintage for vintage in triangle.vintages if vintage.month == month]
        for before, after in pairwise(own):
            if before.count > 0:
                fell += after.count < before.count
                growth = max(0, after.count - before.count)
                rows.append((before.count, growth, before.age, after.age))
                months.append(month)
    table = np.array(rows, dtype=float).reshape(-1, 4)
    base, grown, ages, later = table.T
    return Growths(base=base, grown=grown, ages=ages, later=later, months=tuple(months), fell=fell)


def _last(triangle: Triangle) -> Sequence[Vintage]:
    return [
        max(
            (vintage for vintage in triangle.vintages if vintage.month == month),
            key=lambda vintage: vintage.published,
        )
        for month in triangle.months
    ]


def _moved() -> FloatArray:
    """Return how a month's likelihood averages over its own speed, (unlike, speed, speed).

    Between the speeds of the grid the likelihood is straight, and beyond its ends it stays.
    """
    step, last = _SPEEDS[1] - _SPEEDS[0], len(_SPEEDS) - 1
    found = np.zeros((len(_UNLIKES), last + 1, last + 1))
    rows = np.arange(last + 1)
    for made, unlike in zip(found, _UNLIKES, strict=True):
        for own, weight in zip(_OWN, np.exp(_OWN_LOG_WEIGHTS), strict=True):
            at = np.clip(rows + unlike * own / step, 0.0, float(last))
            low = np.minimum(at.astype(int), last - 1)
            made[rows, low] += weight * (low + 1 - at)
            made[rows, low + 1] += weight * (at - low)
    return found


def _grown(speed: FloatArray, slowing: FloatArray, age: float, later: float) -> FloatArray:
    """Return the log of the factor by which counts grow on average between two ages [days]."""
    first, last = np.log1p(age / MONTH), np.log1p(later / MONTH)
    power = 1.0 - slowing
    small = np.abs(power) < 1e-9
    safe = np.where(small, 1.0, power)
    grown = np.where(small, last - first, (np.exp(safe * last) - np.exp(safe * first)) / safe)
    return np.asarray(np.exp(speed) * grown, dtype=float)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Known:
    """Draws of what all months share, shape (draw,)."""

    speed: FloatArray
    slowing: FloatArray
    spread: FloatArray
    unlike: FloatArray


def _posterior(found: Growths, rng: np.random.Generator, draws: int) -> _Known:
    """Draw what all months share from the grid, each draw moved within its cell."""
    speed, slowing = np.meshgrid(_SPEEDS, _SLOWINGS, indexing="ij")
    moved = _moved()
    # weak priors: a share of about 5 % in the first month, within a factor of 10 or so; slowing
    # and the log of the spread even over the grid; months unlike by half or less
    density = np.zeros((len(_UNLIKES), len(_SPEEDS), len(_SLOWINGS), len(_SPREADS)))
    density -= 0.5 * ((speed - np.log(0.05)) / 1.5)[None, :, :, None] ** 2
    density -= 0.5 * (_UNLIKES[:, None, None, None] / 0.5) ** 2
    for month in dict.fromkeys(found.months):
        told = np.sum(
            [
                _log_growth(found, i, speed[..., None], slowing[..., None], _SPREADS)
                for i, of in enumerate(found.months)
                if of == month
            ],
            axis=0,
        )
        top = told.max()
        likelihood = np.exp(told - top)
        with np.errstate(divide="ignore"):
            # far from any growth of this month nothing is left of it, and no draw comes from there
            density += np.log(np.tensordot(moved, likelihood, axes=1)) + top
    weight = np.exp(density - density.max()).ravel()
    cells = rng.choice(len(weight), size=draws, p=weight / weight.sum())
    inside = rng.uniform(-0.5, 0.5, size=(4, draws))
    unlike, speeds, slowings, spreads = (
        np.clip(grid[where] + shift * (grid[1] - grid[0]), grid[0], grid[-1])
        for grid, where, shift in zip(
            (_UNLIKES, _SPEEDS, _SLOWINGS, np.log(_SPREADS)),
            np.unravel_index(cells, density.shape),
            inside,
            strict=True,
        )
    )
    return _Known(speed=speeds, slowing=slowings, spread=np.exp(spreads), unlike=unlike)


def _own(found: Growths, month: Period, known: _Known, rng: np.random.Generator) -> FloatArray:
    """Draw how far a month's log speed lies from the mean, given its own growths, (draw,)."""
    rows = [i for i, of in enumerate(found.months) if of == month]
    log_weight = np.tile(_OWN_LOG_WEIGHTS, (len(known.speed), 1))
    speed = known.speed[:, None] + known.unlike[:, None] * _OWN
    for i in rows:
        slowing, spread = known.slowing[:, None], known.spread[:, None]
        log_weight += _log_growth(found, i, speed, slowing, spread)
    # the largest of weight and Gumbel noise is a draw by weight
    chosen = np.argmax(log_weight + rng.gumbel(size=log_weight.shape), axis=1)
    return np.asarray(_OWN[chosen] + rng.uniform(-0.375, 0.375, len(chosen)))


def _log_growth(
    found: Growths, row: int, speed: FloatArray, slowing: FloatArray, spread: FloatArray
) -> FloatArray:
    """Return the log-likelihood of one growth: negative binomial, see ``nowcast``."""
    from scipy.special import gammaln

    growth = found.grown[row]
    age, after = float(found.ages[row]), float(found.later[row])
    factor = np.exp(np.minimum(_grown(speed, slowing, age, after), 20.0))
    over = np.maximum(spread * factor - 1.0, 1e-12)
    size = np.maximum(found.base[row] * (factor - 1.0) / over, 1e-12)
    return np.asarray(
        gammaln(growth + size)
        - gammaln(size)
        - gammaln(growth + 1.0)
        - size * np.log1p(over)
        + growth * (np.log(over) - np.log1p(over))
    )


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
