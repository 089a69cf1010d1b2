"""What a dossier states of coming to terms while power shifts or the fighting goes on, by draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.evidence.ranges import Range
from asculum.evidence.terms import FortWalk, Screen, Shift
from asculum.options.account import from_range
from asculum.options.bargaining.ranges import commitment
from asculum.options.bargaining.screening import screening
from asculum.options.bargaining.walk import belief_walk
from asculum.terms.status import Status, worst
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]

#: Draws of the stated ranges: for an inequality, for demands and for a walk solved for each.
SHIFTS, SCREENS, WALKS = 1000, 60, 100
#: Battles looked ahead in each of these walks.
AHEAD = 200


@dataclass(frozen=True, kw_only=True, eq=False)
class WeighedShift:
    """Whether a deal could have been kept, draw by draw.

    ``gain`` is what the side that grows weaker gains by fighting before the shift, ``price`` what
    fighting costs; no deal is kept where the first exceeds the second. Shape (draw,) each.
    """

    shift: Shift
    gain: FloatArray
    price: FloatArray

    @property
    def breaks(self) -> float:
        """The share of draws in which no deal would have been kept."""
        return float(np.mean(self.gain > self.price))


@dataclass(frozen=True, kw_only=True, eq=False)
class WeighedScreen:
    """Demands while fighting, draw by draw: shape (draw,) each.

    ``first`` is the first demand, as a share of the other side's highest cost, ``offers`` how many
    demands there are, ``settled`` the chance that the first is taken, ``lost`` the share of the
    avoidable cost that is spent before they settle.
    """

    screen: Screen
    first: FloatArray
    offers: FloatArray
    settled: FloatArray
    lost: FloatArray
    status: Status


@dataclass(frozen=True, kw_only=True, eq=False)
class WeighedWalk:
    """A war as a walk, draw by draw: shape (draw,) each.

    ``at_once`` says where the sides settle before the next battle; ``settles``, ``a_takes`` and
    ``b_takes`` are the chances of each end, ``battles`` the mean number fought.
    """

    walk: FortWalk
    at_once: npt.NDArray[np.bool_]
    settles: FloatArray
    a_takes: FloatArray
    b_takes: FloatArray
    battles: FloatArray
    status: Status


def weigh_shift(shift: Shift, *, seed: int) -> WeighedShift:
    """Return whether a deal could have been kept: δp₂ - p₁ against (1 - δ)(c_B + δc_A).

    Assumes, is biased and is not to be used as ``commitment`` says; ranges are independent.

    References: Fearon 1995, International Organization 49(3); Powell 2006, the same 60(1).
    """
    drawn = _drawn(shift.ranges(), f"shifts/{shift.id}", SHIFTS, seed)
    found = [
        commitment(
            chance_now=float(drawn["chance_now"][i]),
            chance_later=float(drawn["chance_later"][i]),
            patience=float(drawn["patience"][i]),
            cost_a=float(drawn["cost_a"][i]),
            cost_b=float(drawn["cost_b"][i]),
        )
        for i in range(SHIFTS)
    ]
    return WeighedShift(
        shift=shift,
        gain=np.array([item.gain for item in found]),
        price=np.array([item.price for item in found]),
    )


def weigh_screen(screen: Screen, *, seed: int) -> WeighedScreen:
    """Return the demands that A makes while they fight, each draw solved by ``screening``.

    Raises ``ModelError`` BAR004 where a draw cannot be solved.

    Assumes, is biased and is not to be used as ``screening`` says; ranges are independent.

    References: Gul, Sonnenschein & Wilson 1986, Journal of Economic Theory 39.
    """
    drawn = _drawn(screen.ranges(), f"screens/{screen.id}", SCREENS, seed)
    found = [
        screening(
            most=float(drawn["most"][i]),
            cost=float(drawn["cost"][i]),
            keep=float(drawn["keep"][i]),
        )
        for i in range(SCREENS)
    ]
    return WeighedScreen(
        screen=screen,
        first=np.array([item.demands[0] for item in found]) / drawn["most"],
        offers=np.array([float(len(item.demands)) for item in found]),
        settled=np.array([item.settled[0] for item in found]),
        lost=np.array([item.lost for item in found]),
        status=worst([item.status for item in found]),
    )


def weigh_walk(walk: FortWalk, *, seed: int) -> WeighedWalk:
    """Return how a war of beliefs goes, each draw of chance and costs solved by ``belief_walk``.

    Assumes, is biased and is not to be used as ``belief_walk`` says; ranges are independent.

    References: Smith & Stam 2004, Journal of Conflict Resolution 48(6).
    """
    drawn = _drawn(walk.ranges(), f"walks/{walk.id}", WALKS, seed)
    found = [
        belief_walk(
            forts=walk.steps,
            held=walk.held,
            belief_a=(walk.a_won, walk.a_lost),
            belief_b=(walk.b_won, walk.b_lost),
            cost_a=float(drawn["cost_a"][i]),
            cost_b=float(drawn["cost_b"][i]),
            chance=float(drawn["chance"][i]),
            horizon=AHEAD,
        )
        for i in range(WALKS)
    ]
    return WeighedWalk(
        walk=walk,
        at_once=np.array([item.at_once for item in found]),
        settles=np.array([item.settles for item in found]),
        a_takes=np.array([item.a_takes for item in found]),
        b_takes=np.array([item.b_takes for item in found]),
        battles=np.array([item.battles for item in found]),
        status=worst([item.status for item in found]),
    )


def _drawn(ranges: dict[str, Range], name: str, n: int, seed: int) -> dict[str, FloatArray]:
    """Return every range drawn evenly, each from a stream of its own."""
    return {
        key: from_range(item.low, None, item.high, n=n, stream=stream(seed, f"{name}/{key}"))
        for key, item in ranges.items()
    }
