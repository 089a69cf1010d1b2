"""What supply does not explain of the price paid for a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from asculum.evidence.network import Worth
from asculum.place.arrays import FloatArray
from asculum.place.worth import PlaceWorth
from asculum.terms.errors import UsageError
from asculum.terms.speech import message
from asculum.terms.status import Status, StatusCode


@dataclass(frozen=True, kw_only=True, eq=False)
class Unexplained:
    """The price of a place less what its supply was worth, as draws of shape (draw,).

    ``cost`` [persons] is what the side paid. ``per_tonne`` [persons for each tonne a day] is what
    a tonne must have been worth for supply alone to pay the price, infinite where the place let
    none through. ``explained`` [persons] is the worth of the tonnes and of the hauling spared by
    the stated worths, ``left`` the rest: what only something else explains. Both are empty where
    ``status`` refuses for want of a stated worth.
    """

    status: Status
    cost: FloatArray
    per_tonne: FloatArray
    explained: FloatArray
    left: FloatArray


def unexplained(
    worth: PlaceWorth,
    *,
    cost: FloatArray,
    worths: Sequence[Worth],
    rng: np.random.Generator,
) -> Unexplained:
    """Return cost - (w_t · tonnes + w_h · tonne-kilometres), w drawn evenly from what is stated.

    Tonnes are those that arrive only with the place, hauling is what it spares on those that
    arrive either way, so that nothing is counted twice.

    Parameters
    ----------
    worth
        The place in the network, of the side that paid.
    cost
        What the side paid [persons], (draw,); of another length than the network's draws, it is
        thinned or repeated evenly (the two are independent).
    worths
        What the user holds a tonne a day (``tonnes``) and a tonne-kilometre a day (``tonne_km``)
        to have been worth for as long as the place was of use [persons].
    rng
        Randomness for the stated ranges.

    Raises ``UsageError`` PLA004 for a worth of an unknown measure, or two of one.

    Assumes: the worth of a tonne does not depend on how many arrive.
    Biased when: the fighting had other ends than the place: time, the enemy's losses, a symbol.
    What is left holds all of these together; the larger they are, the less of it is a symbol's.
    Do not use when: nobody would state what a tonne was worth: then only ``per_tonne`` is told.
    """
    stated: dict[str, Worth] = {}
    for item in worths:
        if item.measure not in ("tonnes", "tonne_km") or item.measure in stated:
            raise UsageError(
                "PLA004",
                f"a worth of {item.measure!r}" + (" again" if item.measure in stated else ""),
                why="tonnes and tonne_km are valued, each once, so that nothing counts twice",
                fix="keep one row of each side and measure",
            )
        stated[item.measure] = item
    empty = np.empty(0)
    if not worth.status.ok:
        return Unexplained(
            status=worth.status, cost=empty, per_tonne=empty, explained=empty, left=empty
        )
    paid = _fitted(cost, len(worth.flow))
    with np.errstate(divide="ignore", invalid="ignore"):
        per_tonne = np.where(worth.flow > 0, paid / worth.flow, np.inf)
    if not stated:
        status = Status(
            code=StatusCode.NOT_IDENTIFIED,
            sentence=message(
                "Nobody has stated what a tonne a day was worth, so no price can be set "
                "against it; what it must have been worth can be told."
            ),
        )
        return Unexplained(
            status=status, cost=paid, per_tonne=per_tonne, explained=empty, left=empty
        )
    explained = np.zeros(len(paid))
    for name, amount in (("tonnes", worth.flow), ("tonne_km", worth.haul)):
        if name in stated:
            explained += rng.uniform(stated[name].low, stated[name].high, len(paid)) * amount
    return Unexplained(
        status=Status(code=StatusCode.OK, sentence=message("By the worth that is stated.")),
        cost=paid,
        per_tonne=per_tonne,
        explained=explained,
        left=paid - explained,
    )


def _fitted(draws: FloatArray, count: int) -> FloatArray:
    """Return draws thinned or repeated evenly to ``count``."""
    return np.asarray(draws[np.arange(count) * len(draws) // count])
