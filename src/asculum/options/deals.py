"""A deal of a dossier: its range from stated chances, and costs that the losses tell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.evidence.ranges import Range
from asculum.evidence.terms import Deal
from asculum.options.account import from_range
from asculum.options.bargaining.ranges import BargainingRange, bargaining_range
from asculum.terms.errors import ModelError
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class WeighedDeal:
    """Whether there was a deal, draw by draw.

    ``range`` is what A could have been left with that both preferred to fighting on. ``optimism``
    is by how much both together thought too well of their chances (A's own less what B granted
    it), ``costs`` what fighting on cost both together, as shares of what was fought over: there is
    no deal where the first exceeds the second. ``drawn`` names the costs that follow from losses.
    """

    deal: Deal
    range: BargainingRange
    optimism: FloatArray
    costs: FloatArray
    drawn: tuple[str, ...] = ()

    @property
    def empty(self) -> float:
        """The share of draws in which no division would have done."""
        return self.range.empty


def weigh_deal(
    deal: Deal,
    *,
    losses_a: FloatArray | None,
    losses_b: FloatArray | None,
    draws: int,
    seed: int,
) -> WeighedDeal:
    """Return the bargaining range of a deal: [p_A - c_A, p_B + c_B].

    A cost that is not stated is c = L / W: the losses [persons] from the day of the deal to the
    end of the battle as they happened over how many own losses the whole was worth to the side.
    Stated ranges are drawn evenly, each from a stream of its own.

    Raises ``ModelError`` DEA001 where a cost rests on losses that the claims cannot tell.

    Assumes: what ``bargaining_range`` does; costs are the losses that did follow, as if foreseen.
    Biased when: more than soldiers was at stake (costs are then too low, deals too few).
    Do not use when: the stake cannot be divided, or the terms could not have been kept.

    References: Fearon 1995, International Organization 49(3).
    """

    def drawn(key: str, item: Range) -> FloatArray:
        return from_range(
            item.low, None, item.high, n=draws, stream=stream(seed, f"deals/{deal.id}/{key}")
        )

    costs, told = [], []
    for who, losses in (("a", losses_a), ("b", losses_b)):
        stated = deal.cost_a if who == "a" else deal.cost_b
        worth = deal.worth_a if who == "a" else deal.worth_b
        if stated is not None:
            costs.append(drawn(f"cost_{who}", stated))
        elif worth is not None and losses is not None:
            costs.append(losses / drawn(f"worth_{who}", worth))
            told.append(f"cost_{who}")
        else:
            raise ModelError(
                "DEA001",
                f"what fighting on cost side {who.upper()} of {deal.id} is not known",
                why="it was to follow from losses that the claims cannot tell",
                fix=f"state cost_{who} in [[deals]] as a share of what was fought over",
            )
    by_a, by_b = drawn("chance_by_a", deal.chance_by_a), drawn("chance_by_b", deal.chance_by_b)
    found = bargaining_range(chance_by_a=by_a, chance_by_b=by_b, cost_a=costs[0], cost_b=costs[1])
    return WeighedDeal(
        deal=deal,
        range=found,
        optimism=by_a - by_b,
        costs=costs[0] + costs[1],
        drawn=tuple(told),
    )
