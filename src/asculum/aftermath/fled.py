"""Where those who left a place may have settled, by the rows of a dossier; shares, no totals."""

from __future__ import annotations

from collections.abc import Iterable

from asculum.aftermath.destinations import Destinations, Settlement, destinations
from asculum.aftermath.town import middle_of
from asculum.evidence.claims import PeopleFigure
from asculum.evidence.dossier import Dossier


def destinations_of(dossier: Dossier) -> Destinations | None:
    """Return the places around that a dossier names, by the radiation model.

    The places are those that ``people.csv`` gives a population and coordinates; which they are is
    the dossier's choice, and the shares are of those who settled in one of them. Numbers of persons
    are told only where the displaced of the place itself were recorded.

    Parameters
    ----------
    dossier
        The dossier, narrowed to its as-of date.

    Returns
    -------
    The places, the largest share first; ``None`` where the dossier names none, or the place fought
    over has no coordinates or no population.

    Raises
    ------
    UsageError
        AFT010 for places that cannot be used.

    Notes
    -----
    Assumes, is biased and is not to be used as ``destinations`` says.

    References
    ----------
    See ``destinations``.

    Examples
    --------
    >>> from datetime import date
    >>> from asculum.aftermath.fled import destinations_of
    >>> from asculum.evidence.bundled import find
    >>> from asculum.evidence.reading import read_dossier
    >>> found = destinations_of(read_dossier(find("bakhmut"), today=date(2026, 11, 23)))
    >>> found.places[0].name, found.places[0].persons is None
    ('Kostiantynivka', True)
    """
    here = dossier.place
    people = {
        row.place.casefold(): row
        for row in sorted(dossier.people, key=lambda row: row.published)
        if row.measure == "population"
    }
    own = people.pop(here.name.casefold(), None)
    around = [row for row in people.values() if row.latitude is not None]
    if own is None or here.latitude is None or here.longitude is None or not around:
        return None
    origin = Settlement(
        name=here.name,
        people=middle_of(own),
        latitude=here.latitude,
        longitude=here.longitude,
    )
    return destinations(origin, _settlements(around), leaving=_leaving(dossier))


def _settlements(rows: Iterable[PeopleFigure]) -> list[Settlement]:
    return [
        Settlement(
            name=row.place,
            people=middle_of(row),
            latitude=row.latitude,
            longitude=row.longitude,
        )
        for row in rows
        if row.latitude is not None and row.longitude is not None
    ]


def _leaving(dossier: Dossier) -> float | None:
    """Return the last recorded number of those displaced from the very place."""
    here = dossier.place.name.casefold()
    rows = [
        row for row in dossier.people if row.measure == "displaced" and row.place.casefold() == here
    ]
    return middle_of(max(rows, key=lambda row: row.published)) if rows else None
