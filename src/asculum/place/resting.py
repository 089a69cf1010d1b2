"""How much of a place's worth rests on ways that are not certain."""

from __future__ import annotations

from dataclasses import dataclass

from asculum.place.worth import PlaceWorth


@dataclass(frozen=True, kw_only=True, eq=False)
class Resting:
    """The worth with all ways that are not certain, and with none of them, in the same draws.

    ``ways`` are their ids. Neither worth has an order-free value. Either may be refused: without
    these ways nothing may reach the troops.
    """

    ways: tuple[str, ...]
    there: PlaceWorth
    gone: PlaceWorth
