"""What a dossier states of other fronts and of a leader's stake, by the solvers, draw by draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.evidence.choices import Front, Resolve
from asculum.evidence.ranges import Range
from asculum.options.account import from_range
from asculum.options.fronts import allocation
from asculum.options.stopping import hold_or_withdraw
from asculum.terms.status import Status, worst
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]

#: Draws of the stated ranges for a split of force, and for a walk that is solved for each.
SPLITS, WALKS = 400, 100
#: Battles looked ahead in each of these walks.
AHEAD = 200


@dataclass(frozen=True, kw_only=True, eq=False)
class WeighedFronts:
    """A recorded split of force, draw by draw.

    ``opportunity`` is what the last unit here would have added on the best other front beyond what
    it added here, as a share of what it added here (0 where it was best used here); ``regret`` what
    the split gave away of the best reply's value; shape (draw,) each. ``shares`` are the chances of
    prevailing and ``marginal`` what one more unit adds, shape (front, draw).
    """

    side: str
    here: str
    names: tuple[str, ...]
    opportunity: FloatArray
    regret: FloatArray
    shares: FloatArray
    marginal: FloatArray


def weigh_fronts(fronts: Sequence[Front], *, seed: int) -> WeighedFronts | None:
    """Return the split of one side judged; ``None`` where no front is marked as the battle's.

    The chance on a front is x/(x + y) (Tullock with m = 1); see ``allocation``.

    Assumes: fronts are independent, their worths add up, the enemy's split does not answer.
    Biased when: the enemy would have moved with one (regret and opportunity are too large).
    Do not use when: a split is to be chosen: this judges what was done.

    References: Friedman 1958, Operations Research 6(5); Tullock 1980.
    """
    at = next((i for i, front in enumerate(fronts) if front.here), None)
    if at is None or len(fronts) < 2:
        return None
    columns = {
        key: np.array([_drawn(front.ranges()[key], front, key, seed) for front in fronts])
        for key in ("own", "enemy", "worth")
    }
    opportunity, regret = np.zeros(SPLITS), np.zeros(SPLITS)
    shares, marginal = np.zeros((len(fronts), SPLITS)), np.zeros((len(fronts), SPLITS))
    for draw in range(SPLITS):
        found = allocation(
            own=columns["own"][:, draw],
            other=columns["enemy"][:, draw],
            worth=columns["worth"][:, draw],
        )
        shares[:, draw], marginal[:, draw] = found.share, found.marginal
        here = float(found.marginal[at])
        opportunity[draw] = found.opportunity[at] / here if here > 0 else np.inf
        regret[draw] = found.regret / found.best_value if found.best_value > 0 else 0.0
    return WeighedFronts(
        side=fronts[0].side,
        here=fronts[at].name,
        names=tuple(front.name for front in fronts),
        opportunity=opportunity,
        regret=regret,
        shares=shares,
        marginal=marginal,
    )


def _drawn(item: Range, front: Front, key: str, seed: int) -> FloatArray:
    generator = stream(seed, f"fronts/{front.side}/{front.name}/{key}")
    return from_range(item.low, None, item.high, n=SPLITS, stream=generator)


@dataclass(frozen=True, kw_only=True, eq=False)
class WeighedResolve:
    """How long a side fights on that may break off at any time, with and without a leader's bonus.

    ``battles`` and ``collapses`` are the mean number fought and the chance of losing all where
    victory gives the leader nothing of his own; ``…_leader`` the same with his bonus. The wedge
    between the two is gambling for resurrection. ``status`` is the gravest of the single solutions.
    """

    resolve: Resolve
    battles: FloatArray
    battles_leader: FloatArray
    collapses: FloatArray
    collapses_leader: FloatArray
    status: Status

    @property
    def wedge(self) -> FloatArray:
        """Battles fought for the leader's sake."""
        return self.battles_leader - self.battles


def weigh_resolve(resolve: Resolve, *, seed: int) -> WeighedResolve:
    """Return the course of a side that learns as it fights, for the stated ranges.

    Each draw of chance, cost, what withdrawal keeps and bonus is solved twice by
    ``hold_or_withdraw``: with the bonus and without it.

    Assumes: what ``hold_or_withdraw`` does.
    Biased when: a defeat costs the leader more than the country (the wedge is then too small).
    Do not use when: nothing is known of what victory gave the leader: the wedge is what is put in.

    References: Downs & Rocke 1994, American Journal of Political Science 38(2).
    """
    drawn = {
        key: from_range(
            item.low,
            None,
            item.high,
            n=WALKS,
            stream=stream(seed, f"resolves/{resolve.side}/{resolve.date.isoformat()}/{key}"),
        )
        for key, item in resolve.ranges().items()
    }
    statuses: list[Status] = []
    found: dict[str, list[float]] = {"b": [], "bl": [], "c": [], "cl": []}
    for i in range(WALKS):
        for mark, bonus in (("", 0.0), ("l", float(drawn["bonus"][i]))):
            course = hold_or_withdraw(
                forts=resolve.steps,
                held=resolve.held,
                belief=(resolve.won, resolve.lost),
                cost=float(drawn["cost"][i]),
                withdrawn=float(drawn["keeps"][i]),
                chance=float(drawn["chance"][i]),
                bonus=bonus,
                horizon=AHEAD,
            )
            statuses.append(course.status)
            found["b" + mark].append(course.battles)
            found["c" + mark].append(course.collapses)
    return WeighedResolve(
        resolve=resolve,
        battles=np.array(found["b"]),
        battles_leader=np.array(found["bl"]),
        collapses=np.array(found["c"]),
        collapses_leader=np.array(found["cl"]),
        status=worst(statuses),
    )
