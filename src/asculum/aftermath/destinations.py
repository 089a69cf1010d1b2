"""Where people who leave settle: the radiation model, for shares and never for totals.

Codes: AFT010 places that cannot be used · AFT011 a total from intensity, refused.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from asculum.terms.errors import ModelError, UsageError
from asculum.terms.speech import message

#: Places whose distances differ by no more than this are equally near [km].
TIE = 0.001
NO_TOTAL = message(
    "How many left is not made from how hard the fighting was: in the main study "
    "of it intensity is not significantly related to the number of forced "
    "migrants (Melander & Öberg 2007). A total is recorded, or it is not known"
)


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """A place with its people [persons] and where it lies [degrees]."""

    name: str
    people: float
    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        good = math.isfinite(self.people) and self.people >= 0
        if not good or not (abs(self.latitude) <= 90 and abs(self.longitude) <= 180):
            raise UsageError(
                "AFT010",
                f"{self.name}: {self.people:g} persons at {self.latitude:g}, {self.longitude:g}",
                why="a place has people, not fewer than none, and decimal degrees",
                fix="correct the figures; are latitude and longitude swapped?",
            )


@dataclass(frozen=True, kw_only=True)
class Destination:
    """A place with how far it lies [km], its share, and persons where a total was given."""

    name: str
    distance: float
    share: float
    persons: float | None


@dataclass(frozen=True, kw_only=True)
class Destinations:
    """Where the model sends those who leave; ``share`` of places sums to ``settled``.

    ``settled`` is 1 − m/M: the rest of the draw falls on the place itself.
    """

    origin: str
    places: tuple[Destination, ...]
    settled: float


def destinations(
    origin: Settlement,
    places: Sequence[Settlement],
    *,
    leaving: float | None = None,
    tie: float = TIE,
) -> Destinations:
    """Share those who leave out over the places around by the radiation model.

    T_ij = m n_j / ((m + s_ij)(m + n_j + s_ij)), where m are the people of the origin, n_j those of
    the place and s_ij those who live nearer. The shares sum to 1 − m/M, M being all people. Places
    equally near would break that sum (each would ignore the others), so they are taken together as
    one destination and shared out by their people, which keeps the sum and does not depend on the
    order of the table.

    Parameters
    ----------
    origin
        The place that is left.
    places
        The places around, without the origin.
    leaving
        How many left [persons], from a record; only shares are given without it.
    tie
        Distances that differ by no more than this are the same [km], at least 0.

    Returns
    -------
    The places, the largest share first, with persons = leaving · share / (1 − m/M).

    Raises
    ------
    UsageError
        AFT010 for an origin of nobody, no places, a place named twice or the origin among them.

    Notes
    -----
    Assumes that people weigh places as they weigh jobs: the nearest that is good enough. It knows
    no border, front line, language or camp.
    Biased when a border is closed, buses go to one town or relatives live far away: near places
    then get too much.
    Do not use when a total is wanted (see ``leaving_from_intensity``), or to say where people of
    today will go.

    References
    ----------
    Simini, González, Maritan and Barabási (2012), Nature 484, equation 2; the rule for ties and
    its sum are derived in ``docs/methods/aftermath.md``.

    Examples
    --------
    >>> from asculum.aftermath.destinations import Settlement, destinations
    >>> def at(name, people, east):
    ...     return Settlement(name=name, people=people, latitude=0, longitude=east)
    >>> found = destinations(at("O", 10, 0), [at("A", 20, 1), at("B", 70, 2)])
    >>> [(item.name, round(item.share, 4)) for item in found.places], round(found.settled, 4)
    ([('A', 0.6667), ('B', 0.2333)], 0.9)
    """
    from asculum.aftermath import _kernels as kernels

    _check(origin, places, leaving, tie)
    people = np.array([item.people for item in places])
    distance = kernels.great_circle(
        origin.latitude,
        origin.longitude,
        np.array([item.latitude for item in places]),
        np.array([item.longitude for item in places]),
    )
    shares = kernels.radiation(origin.people, people, distance, tie)
    settled = float(1 - origin.people / (origin.people + people.sum()))
    order = np.argsort(-shares, kind="stable")
    return Destinations(
        origin=origin.name,
        settled=settled,
        places=tuple(
            Destination(
                name=places[i].name,
                distance=float(distance[i]),
                share=float(shares[i]),
                persons=None if leaving is None else float(leaving * shares[i] / settled),
            )
            for i in order
        ),
    )


def leaving_from_intensity(killed: float) -> float:
    """Refuse to make the number of displaced from the number of dead.

    Parameters
    ----------
    killed
        Any measure of intensity; it is not used.

    Returns
    -------
    Never.

    Raises
    ------
    ModelError
        AFT011, always, with the reason.

    Notes
    -----
    Assumes nothing.
    Biased when never: there is no number.
    Do not use when a record of those who left exists: pass it to ``destinations``.

    References
    ----------
    Melander and Öberg (2007), Civil Wars 9(2), 156–173.

    Examples
    --------
    >>> from asculum.aftermath.destinations import leaving_from_intensity
    >>> leaving_from_intensity(1000)
    Traceback (most recent call last):
    asculum.terms.errors.ModelError: AFT011: no number of displaced from an intensity of 1,000
    ...
    """
    raise ModelError(
        "AFT011",
        f"no number of displaced from an intensity of {killed:,.6g}",
        why=f"{NO_TOTAL[0].lower()}{NO_TOTAL[1:]}",
        fix="record who left: people.csv, measure displaced, refugees or residents",
    )


def _check(
    origin: Settlement, places: Sequence[Settlement], leaving: float | None, tie: float
) -> None:
    names = [origin.name, *(item.name for item in places)]
    twice = sorted({name for name in names if names.count(name) > 1})
    what = ""
    if twice:
        what = message("{twice} stands twice (the origin counts)", twice=twice[0])
    elif origin.people <= 0 or sum(item.people for item in places) <= 0:
        what = message(
            "{people} persons in {name}, and {places} places around",
            people=f"{origin.people:g}",
            name=origin.name,
            places=len(places),
        )
    elif leaving is not None and not (math.isfinite(leaving) and leaving >= 0):
        what = message("{leaving} persons leaving", leaving=f"{leaving:g}")
    elif not (math.isfinite(tie) and tie >= 0):
        what = message("a tie of {tie} km", tie=f"{tie:g}")
    if what:
        raise UsageError(
            "AFT010",
            what,
            why="people leave a place of somebody for other places of somebody, each named once",
            fix="correct the table of places",
        )
