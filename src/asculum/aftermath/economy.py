"""The economy: dated facts in series, each with its reach; nothing is scaled or differenced.

Codes: AFT012 a figure of a country scaled to a battle, refused · AFT013 a coefficient that cannot
be used.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from asculum.evidence.dossier import Dossier
from asculum.evidence.economy import COUNTRY, PLACE, REGION, WORLD, EconomyFigure
from asculum.terms.errors import ModelError, UsageError
from asculum.terms.speech import message

REACHES = (PLACE, REGION, COUNTRY, WORLD)
NOT_SCALED = message(
    "Figures of a region or a country are shown as such. None is scaled down to "
    "the battle: no share of them is known to be its own"
)
NOT_DIFFERENCED = message(
    "Two rows of a series are not subtracted: the difference mixes new damage "
    "with prices and with revisions of what was known before"
)


@dataclass(frozen=True, kw_only=True)
class Series:
    """Figures of one subject, measure and unit, by the end of the days they speak of."""

    subject: str
    measure: str
    unit: str
    reach: str
    rows: tuple[EconomyFigure, ...]


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """What a study of past wars found for countries, on average; never a battle's."""

    where: str
    says: str
    work: str
    url: str


#: Published averages over countries at war since 1870, in both vintages of the study.
ANCHORS = (
    Anchor(
        where=message("the country the war is fought in"),
        says=message(
            "output about 30 % lower after five years and inflation about 15 points "
            "higher in the papers of 2024; about 20 % and almost 10 points in the "
            "authors' later abstract"
        ),
        work="federle2024",
        url="https://mutschler.eu/tag/geography",
    ),
    Anchor(
        where=message("its neighbours, whether or not they fight"),
        says=message(
            "output more than 10 % lower over five years and inflation about 5 points higher"
        ),
        work="federle2024",
        url="https://ideas.repec.org/p/zbw/ifwkwp/283893.html",
    ),
)


def series(dossier: Dossier) -> tuple[Series, ...]:
    """Return the dossier's economic figures as series, the narrowest reach first.

    Parameters
    ----------
    dossier
        The dossier, narrowed to its as-of date.

    Returns
    -------
    One series for each subject, measure and unit; rows by the day they reach to.

    Raises
    ------
    Nothing.

    Notes
    -----
    Assumes that the same words in ``measure`` mean the same thing.
    Biased when a later assessment covers more ground or other prices than an earlier one.
    Do not use when a cost of the battle is wanted: ``scaled_to_battle`` says why.

    References
    ----------
    World Bank and others, Rapid Damage and Needs Assessments 1 to 5, on their own limits.

    Examples
    --------
    >>> from datetime import date
    >>> from asculum.aftermath.economy import series
    >>> from asculum.evidence.bundled import find
    >>> from asculum.evidence.reading import read_dossier
    >>> found = series(read_dossier(find("bakhmut"), today=date(2026, 11, 23)))
    >>> found[0].subject, found[0].reach, found[0].rows[0].best
    ('Donetsk region', 'region', 38.7)
    """
    groups: dict[tuple[str, str, str, str], list[EconomyFigure]] = {}
    for row in dossier.economy:
        groups.setdefault((row.reach, row.subject, row.measure, row.unit), []).append(row)
    return tuple(
        Series(
            subject=subject,
            measure=measure,
            unit=unit,
            reach=reach,
            rows=tuple(sorted(rows, key=lambda row: (row.end or row.published, row.published))),
        )
        for (reach, subject, measure, unit), rows in sorted(
            groups.items(), key=lambda item: REACHES.index(item[0][0])
        )
    )


def scaled_to_battle(row: EconomyFigure) -> float:
    """Return a figure of the place itself; refuse to scale one that reaches wider.

    Parameters
    ----------
    row
        A figure with its reach.

    Returns
    -------
    The figure in its own unit, where its reach is the place.

    Raises
    ------
    ModelError
        AFT012 for a region's, a country's or a wider figure.

    Notes
    -----
    Assumes nothing beyond the row.
    Biased when the row of a place counts more than the battle did.
    Do not use when the price of a battle is wanted from national accounts.

    References
    ----------
    Federle and others (2024): averages over countries.

    Examples
    --------
    >>> from datetime import date
    >>> from asculum.aftermath.economy import scaled_to_battle
    >>> from asculum.evidence.economy import EconomyFigure
    >>> scaled_to_battle(EconomyFigure(
    ...     id="a", published=date(1900, 1, 1), source="s", subject="the town", reach="place",
    ...     measure="damage", unit="thalers", best=12.0,
    ... ))
    12.0
    """
    if row.reach != PLACE:
        raise ModelError(
            "AFT012",
            f"{row.subject} ({row.reach}): {row.measure} is not a figure of the battle",
            why=f"{NOT_SCALED[0].lower()}{NOT_SCALED[1:]}",
            fix="show it with its reach, or add a row whose reach is place",
        )
    ends = [end for end in (row.low, row.best, row.high) if end is not None]
    return row.best if row.best is not None else sum(ends) / len(ends)


def trade_effect(beta: float) -> float:
    """Return the share of trade lost for a coefficient of a gravity model: 1 − exp(β).

    Parameters
    ----------
    beta
        β, the coefficient of a sanction in a gravity equation of log trade, from a study that the
        user names; none comes with the package.

    Returns
    -------
    The share lost, below 1; negative where trade grew.

    Raises
    ------
    UsageError
        AFT013 where β is not finite.

    Notes
    -----
    Assumes that everything else in the equation stays as it is.
    Biased when trade went round by third countries: it then counts as lost.
    Do not use when β is an average over other kinds of sanctions: effects differ widely.

    References
    ----------
    Felbermayr, Kirilakha, Syropoulos, Yalcin and Yotov (2020), European Economic Review 129.

    Examples
    --------
    >>> from asculum.aftermath.economy import trade_effect
    >>> round(trade_effect(-0.5), 4)
    0.3935
    """
    if not math.isfinite(beta):
        raise UsageError(
            "AFT013",
            f"a coefficient of {beta}",
            why="the share of trade lost is 1 − exp(β) of a finite β",
            fix="pass the coefficient of the study, such as -0.5",
        )
    return -math.expm1(beta)
