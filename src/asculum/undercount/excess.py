"""Excess deaths of men by the ratio of the sexes: a road to a total that needs no lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from asculum.terms.estimate import PROB, Estimate, FloatArray
from asculum.terms.status import Status, StatusCode
from asculum.terms.streams import stream
from asculum.undercount.codes import found
from asculum.undercount.overlap import refuse

METHOD = "excess deaths of men by the ratio of the sexes"
ASSUMPTION = (
    "but for the war, the ratio of men's to women's deaths in each band of age would have gone on "
    "along its line, and the war killed next to no women of that age"
)
#: A line through fewer years than these has no spread to judge it by.
LEAST_YEARS = 3
#: With fewer years the line's own spread is hardly known.
FEW_YEARS = 5


@dataclass(frozen=True, kw_only=True)
class AgeBand:
    """Deaths of one band of age by year, before and in the war [persons].

    ``years``, ``men`` and ``women`` have the same length; a year is of the war where it is not
    before ``war_from``.
    """

    name: str
    years: tuple[int, ...]
    men: tuple[float, ...]
    women: tuple[float, ...]
    war_from: int

    def __post_init__(self) -> None:
        problems = []
        if not len(self.years) == len(self.men) == len(self.women):
            lengths = f"{len(self.men)} and {len(self.women)} counts"
            what = f"{self.name}: {len(self.years)} years, {lengths}"
            problems.append(found("UND050", what, fix="give one count of each sex for each year"))
        if len(set(self.years)) < len(self.years):
            problems.append(
                found("UND050", f"{self.name}: a year stands twice", fix="add its rows up")
            )
        if any(not 0 <= count < np.inf for count in (*self.men, *self.women)):
            what = f"{self.name}: a count of deaths is negative or not a number"
            problems.append(found("UND050", what, fix="give whole numbers that are not negative"))
        before = [year for year in self.years if year < self.war_from]
        if len(before) < LEAST_YEARS or len(before) == len(self.years):
            what = (
                f"{self.name}: {len(before)} years before {self.war_from} and "
                f"{len(self.years) - len(before)} from it on"
            )
            fix = f"give at least {LEAST_YEARS} years before the war and one of it"
            problems.append(found("UND051", what, fix=fix))
        if not problems and any(
            count == 0
            for year, count in zip(self.years, self.women, strict=True)
            if year < self.war_from
        ):
            what = f"{self.name}: a year before the war without deaths of women"
            problems.append(found("UND051", what, fix="make the band of age wider"))
        refuse(problems)


@dataclass(frozen=True, kw_only=True, eq=False)
class Excess:
    """Excess deaths of men: the sum as joint draws, and the draws of each band and year.

    ``draws`` has shape (band, draw), summed over the years of the war.
    """

    bands: tuple[str, ...]
    draws: FloatArray
    total: Estimate
    assumption: str


def excess_of_men(
    bands: Sequence[AgeBand], *, prob: float = PROB, seed: int = 1, n: int = 4000
) -> Excess:
    """Estimate how many men died beyond what women's deaths in the same years would suggest.

    In each band the ratio of men's to women's deaths before the war has a line, fitted by least
    squares; it is carried on into the war. The excess of a year is men − ratio · women. Draws are
    of the predictive distribution, normal errors with unknown spread: σ² from its scaled inverse
    χ² with k − 2 degrees of freedom, the line from its normal given σ, and a year's own error on
    top, so that a year's variance is σ²(1 + xᵀ(XᵀX)⁻¹x)·women². The line is the same for all
    years of the war, so their errors are correlated as they should be.

    Parameters
    ----------
    bands
        Deaths by band of age.
    prob
        Probability of the interval by which the status is judged, between 0 and 1.
    seed, n
        Seed and number of the draws.

    Returns
    -------
    The total and its bands [persons]. ``DOUBTFUL`` where a line has fewer than five years, or the
    interval holds zero.

    Raises
    ------
    EvidenceError
        UND050 counts that cannot be, UND051 too few years (raised by ``AgeBand``).

    Notes
    -----
    Assumes that the ratio would have gone on along its line, and that the war killed next to no
    women of these ages.
    Biased when women die of the war too (too low), when men leave the country or are buried
    elsewhere (too low), when another cause kills men more, as a pandemic does (too high).
    Do not use when bands are so narrow that women's deaths are few.

    References
    ----------
    Kobak, Bessudnov, Ershov, Mikhailova and Raksha (2025), for the ratio and its variance.

    Examples
    --------
    >>> from asculum.undercount.excess import AgeBand, excess_of_men
    >>> band = AgeBand(
    ...     name="20 to 24",
    ...     years=(2015, 2016, 2017, 2018, 2019, 2022),
    ...     men=(300, 306, 294, 303, 297, 500),
    ...     women=(100, 100, 100, 100, 100, 100),
    ...     war_from=2022,
    ... )
    >>> found = excess_of_men([band])
    >>> 195 < float(found.draws.mean()) < 215
    True
    """
    if not bands:
        refuse([found("UND051", "no band of age", fix="give at least one")])
    draws = np.stack(
        [_band(band, stream(seed, f"undercount/excess/{band.name}"), n) for band in bands]
    )
    whole = draws.sum(axis=0)
    shortest = min(sum(year < band.war_from for year in band.years) for band in bands)
    tail = (1 - prob) / 2
    lower, upper = np.quantile(whole, [tail, 1 - tail])
    code, sentence = StatusCode.OK, f"it holds only if, {ASSUMPTION}"
    if lower <= 0 <= upper:
        code = StatusCode.DOUBTFUL
        sentence = f"the interval holds zero: no excess can be told; {sentence}"
    elif shortest < FEW_YEARS:
        code = StatusCode.DOUBTFUL
        sentence = f"a line rests on only {shortest} years; {sentence}"
    return Excess(
        bands=tuple(band.name for band in bands),
        draws=draws,
        total=Estimate(
            quantity="excess",
            draws=whole,
            unit="persons",
            method=METHOD,
            status=Status(code=code, sentence=sentence),
            scope="war",
        ),
        assumption=ASSUMPTION,
    )


def _band(band: AgeBand, random: np.random.Generator, n: int) -> FloatArray:
    """Return draws of a band's excess, summed over the years of the war, shape (draw,)."""
    years = np.array(band.years, dtype=np.float64)
    men, women = np.array(band.men, dtype=np.float64), np.array(band.women, dtype=np.float64)
    before = years < band.war_from
    middle = years[before].mean()
    design = np.stack([np.ones(before.sum()), years[before] - middle], axis=1)
    ratio = men[before] / women[before]
    inverse = np.linalg.inv(design.T @ design)
    line = inverse @ design.T @ ratio
    freedom = int(before.sum()) - 2
    spread = ((ratio - design @ line) ** 2).sum()
    sigma = np.sqrt(spread / random.chisquare(freedom, size=n))
    shifts = random.standard_normal((n, 2)) @ np.linalg.cholesky(inverse).T
    lines = line + sigma[:, None] * shifts
    ahead = np.stack([np.ones((~before).sum()), years[~before] - middle], axis=1)
    own = sigma[:, None] * random.standard_normal((n, int((~before).sum())))
    expected = (lines @ ahead.T + own) * women[~before]
    excess: FloatArray = (men[~before] - expected).sum(axis=1)
    return excess
