"""A registry that holds a share of the dead: its excess of men, over the share of a list it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from asculum.terms.estimate import Estimate, FloatArray
from asculum.terms.findings import Finding
from asculum.terms.status import Status, StatusCode
from asculum.terms.streams import stream
from asculum.undercount.codes import found
from asculum.undercount.excess import Excess
from asculum.undercount.overlap import refuse
from asculum.undercount.total import FEW_OVERLAPS

METHOD = "excess of men in a registry, over the share of a list that the registry has"
ASSUMPTION = (
    "in each band of age the dead on the list are in the registry as often as the dead on no list, "
    "and the registry's excess of men is of the same dead as the list"
)


@dataclass(frozen=True, kw_only=True)
class Share:
    """How many ``listed`` persons of a band were looked for in the registry, and ``found`` there.

    ``year`` is that of their deaths; ``None`` where one share holds for all years of the war.
    """

    band: str
    listed: int
    found: int
    year: int | None = None

    def __post_init__(self) -> None:
        if not 0 < self.found <= self.listed:
            what = f"{self.band}: {self.found:,} found of {self.listed:,} looked for"
            fix = "give more persons to look for, or join the band with a neighbour"
            refuse([found("UND053", what, fix=fix)])


@dataclass(frozen=True, kw_only=True, eq=False)
class BeyondRegistry:
    """The dead in all as joint draws: ``each`` by band and year, shape (draw,), and their sum."""

    each: Mapping[tuple[str, int], FloatArray]
    total: Estimate
    assumption: str
    findings: tuple[Finding, ...] = ()


def beyond_registry(
    excess: Excess,
    shares: Sequence[Share],
    *,
    growth: Mapping[int, FloatArray] | None = None,
    seed: int = 1,
) -> BeyondRegistry:
    """Estimate how many died, those whom a registry does not have among them.

    With E the registry's excess of men in a band and year, g by how much the registry will yet
    grow, and p the share of the dead that it has, N = g E / p, with p ~ Beta(found + ½,
    listed − found + ½) (Jeffreys' prior). Which of the N it has is chance: given E and p, N has
    the variance g E (1 − p)/p², added as a normal error. A share without a year is one draw for
    all years of its band.

    Parameters
    ----------
    excess
        Excess of men in the registry, by band and year of the war.
    shares
        Of each band, or band and year, how many of a list were looked for and found.
    growth
        Draws of the factor by which the registry's counts of a year will grow once they are as
        old as those that ``shares`` rest on, shape (draw,); 1 for years that are not told.
    seed
        Seed of the draws.

    Returns
    -------
    The dead in all [persons]; always ``DOUBTFUL``, because what it assumes cannot be seen.

    Raises
    ------
    EvidenceError
        UND052 where a band and year has no share or two, UND053 (raised by ``Share``) where
        nobody was found.

    Notes
    -----
    Assumes that being on the list makes being in the registry neither likelier nor less likely
    within a band (and year), and what ``excess_of_men`` assumes.
    Biased when the list was made from the registry or both from the same families (too low), or
    when the listed had less to leave than others (too high).
    Do not use when shares of old deaths stand for recent ones that the registry has yet to
    receive: give shares by year, or ``growth``.

    References
    ----------
    Sekar and Deming (1949), for two lists by band; Meduza and Mediazona, for the use of a
    registry of inheritance cases.

    Examples
    --------
    >>> from asculum.undercount.excess import AgeBand, excess_of_men
    >>> from asculum.undercount.registry import Share, beyond_registry
    >>> band = AgeBand(
    ...     name="20 to 24",
    ...     years=(2015, 2016, 2017, 2018, 2019, 2022),
    ...     men=(300, 306, 294, 303, 297, 500),
    ...     women=(100, 100, 100, 100, 100, 100),
    ...     war_from=2022,
    ... )
    >>> dead = beyond_registry(
    ...     excess_of_men([band]), [Share(band="20 to 24", listed=400, found=160)]
    ... )
    >>> 450 < dead.total.interval()[1] < 560
    True
    """
    by_place = _by_place(excess, shares)
    n = len(excess.total.draws)
    chances = {
        share: stream(seed, f"undercount/registry/{share.band}/{share.year}").beta(
            share.found + 0.5, share.listed - share.found + 0.5, n
        )
        for share in dict.fromkeys(by_place.values())
    }
    each = {}
    for (band, year), draws in excess.each.items():
        chance = chances[by_place[band, year]]
        grown = draws if growth is None or year not in growth else draws * growth[year]
        luck = stream(seed, f"undercount/registry/luck/{band}/{year}").standard_normal(n)
        spread = np.sqrt(np.maximum(grown, 0.0) * (1.0 - chance))
        each[band, year] = (grown + spread * luck) / chance
    total: FloatArray = np.sum(list(each.values()), axis=0)
    return BeyondRegistry(
        each=each,
        total=Estimate(
            quantity="killed",
            draws=total,
            unit="persons",
            method=METHOD,
            status=_status(excess, shares),
            scope="war",
        ),
        assumption=ASSUMPTION,
    )


def _by_place(excess: Excess, shares: Sequence[Share]) -> dict[tuple[str, int], Share]:
    """Return the share of every band and year; raises UND052 with all that lack or have two."""
    problems = []
    told: dict[tuple[str, int | None], Share] = {}
    for share in shares:
        if (share.band, share.year) in told:
            what = f"{_named(share.band, share.year)} has two shares"
            problems.append(found("UND052", what, fix="keep one, or add them up"))
        told[share.band, share.year] = share
    by_place = {}
    for band, year in excess.each:
        own = told.get((band, year)) or told.get((band, None))
        if own is None:
            what = f"{_named(band, year)} has no share"
            fix = "add a row with band, listed and found, or leave the band out of the deaths"
            problems.append(found("UND052", what, fix=fix))
        else:
            by_place[band, year] = own
    refuse(problems)
    return by_place


def _named(band: str, year: int | None) -> str:
    return band if year is None else f"{band} in {year}"


def _status(excess: Excess, shares: Sequence[Share]) -> Status:
    sentence = f"it holds only if {ASSUMPTION}"
    fewest = min(shares, key=lambda share: share.found)
    if fewest.found < FEW_OVERLAPS:
        place = _named(fewest.band, fewest.year)
        sentence = f"only {fewest.found} of the listed of {place} were found; {sentence}"
    if excess.total.status.code is not StatusCode.OK:
        sentence = f"{sentence}; and of the excess, {excess.total.status.sentence}"
    return Status(code=StatusCode.DOUBTFUL, sentence=sentence)
