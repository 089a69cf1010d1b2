"""Excess deaths of men by the ratio of the sexes: a road to a total that needs no lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """Excess deaths of men as joint draws: their sum, and those of each band and year.

    ``each`` has the draws of a band and a year of the war, shape (draw,), in the order given;
    ``total`` is their sum.
    """

    bands: tuple[str, ...]
    each: Mapping[tuple[str, int], FloatArray]
    total: Estimate
    assumption: str

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the war."""
        return tuple(sorted({year for _, year in self.each}))

    @property
    def draws(self) -> FloatArray:
        """Draws by band, summed over the years of the war, shape (band, draw)."""
        return np.stack([self.of(band=band) for band in self.bands])

    def of(self, *, band: str | None = None, year: int | None = None) -> FloatArray:
        """Return draws summed over all bands, or one, and all years of the war, or one."""
        kept = [
            draws
            for (own, when), draws in self.each.items()
            if band in (None, own) and year in (None, when)
        ]
        summed: FloatArray = np.sum(kept, axis=0)
        return summed


def excess_of_men(
    bands: Sequence[AgeBand], *, prob: float = PROB, seed: int = 1, n: int = 4000
) -> Excess:
    """Estimate how many men died beyond what women's deaths in the same years would suggest.

    In each band the ratio of men's to women's deaths before the war has a line, fitted by least
    squares; it is carried on into the war. The excess of a year is men − ratio · women. Draws are
    of the predictive distribution, normal errors with unknown spread: σ² from its scaled inverse
    χ² with k − 2 degrees of freedom, the line from its normal given σ, and a year's own error on
    top, so that a year's variance is σ²(1 + xᵀ(XᵀX)⁻¹x)·women². The line is the same for all
    years of the war, so their errors are correlated as they should be; and the errors of bands go
    together as their residuals did before the war.

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
    names = [band.name for band in bands]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        refuse([found("UND050", f"{twice[0]} stands twice", fix="give each band once")])
    each: dict[tuple[str, int], FloatArray] = {}
    alike: dict[tuple[tuple[int, ...], int], list[AgeBand]] = {}
    for band in bands:
        alike.setdefault((band.years, band.war_from), []).append(band)
    for (years, _), group in alike.items():
        random = stream(seed, f"undercount/excess/{'-'.join(map(str, years))}")
        each |= _together(group, random, n)
    each = {key: each[key] for key in sorted(each, key=lambda key: (names.index(key[0]), key[1]))}
    whole = np.sum(list(each.values()), axis=0)
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
        bands=tuple(names),
        each=each,
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


def _together(
    bands: Sequence[AgeBand], random: np.random.Generator, n: int
) -> dict[tuple[str, int], FloatArray]:
    """Return the draws of each band and year of the war, for bands told of the same years.

    With R the residuals by year and band, the errors of one draw are R^T z / sqrt(chi^2), z
    standard normal by year: each band's is its own sigma times Student's t, and bands go together
    as their residuals did.
    """
    when = np.array(bands[0].years, dtype=np.float64)
    before = when < bands[0].war_from
    men = np.array([band.men for band in bands], dtype=np.float64).T
    women = np.array([band.women for band in bands], dtype=np.float64).T
    middle = when[before].mean()
    design = np.stack([np.ones(before.sum()), when[before] - middle], axis=1)
    ratio = men[before] / women[before]
    inverse = np.linalg.inv(design.T @ design)
    line = inverse @ design.T @ ratio
    residual = ratio - design @ line
    freedom = int(before.sum()) - 2
    scale = np.sqrt(random.chisquare(freedom, size=n))[:, None, None]
    ahead = np.stack([np.ones((~before).sum()), when[~before] - middle], axis=1)

    def errors(count: int) -> FloatArray:
        """Return ``count`` errors of every band in each draw, shape (draw, count, band)."""
        drawn: FloatArray = random.standard_normal((n, count, len(residual))) @ residual / scale
        return drawn

    shifts = np.einsum("ij,djb->dib", np.linalg.cholesky(inverse), errors(2))
    expected = (ahead @ (line + shifts) + errors(len(ahead))) * women[~before]
    excess = men[~before] - expected
    years = [year for year in bands[0].years if year >= bands[0].war_from]
    return {
        (band.name, year): np.ascontiguousarray(excess[:, at, place])
        for place, band in enumerate(bands)
        for at, year in enumerate(years)
    }
