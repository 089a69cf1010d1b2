"""Thresholds: what one must believe for an option to be right, before anything is judged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.evidence.choices import Option
from asculum.options.decision import break_even
from asculum.options.outcomes import Decision, Outcome
from asculum.terms.estimate import PROB, interval
from asculum.terms.speech import message

FloatArray = npt.NDArray[np.float64]

#: Each value with what an option brings of it and its unit.
VALUES = {
    "day": ("days", message("own losses a day")),
    "place": ("keeps", message("own losses for the whole place")),
    "enemy": ("enemy", "own losses for one of the enemy's"),
}
#: What an option states of each.
STATED = {"day": "days", "place": "keeps", "enemy": "enemy_rate"}
#: Share of the freed men whose loss elsewhere is spared, in the threshold of freed men.
SPARED = 0.01


@dataclass(frozen=True, kw_only=True, eq=False)
class Threshold:
    """The value at which what happened and another option are worth the same.

    ``key`` is day, enemy, place, ratio, rate or freed. ``better_above`` says on which side of it
    what happened is the better one. ``already`` is the share of draws in which it is better without
    any value at all. ``seen`` is what the value was where the evidence tells it, and ``met`` the
    share of draws in which that lies on the better side. ``draws`` is empty where ``refusal`` says
    why there is no threshold.
    """

    key: str
    against: str
    unit: str
    draws: FloatArray
    better_above: bool = True
    already: float | None = None
    seen: FloatArray | None = None
    met: float | None = None
    refusal: str = ""

    def interval(self, prob: float = PROB) -> tuple[float, float, float]:
        """Return lower, median and upper of the equal-tailed interval."""
        return interval(self.draws, prob)


def thresholds(decision: Decision, option: Option) -> tuple[Threshold, ...]:
    """Return what must hold for what happened to have been better than ``option``.

    With C = own losses of what happened less those of the option, and S what it brings more of
    (days, enemy losses, share of the place), what happened is better, that value v alone being
    counted, where v·S > C: v* = C/S draw by draw. With a weight λ of an enemy loss (a price, or
    pool over pool; else 1) two more follow: the exchange ratio E/O above which it is better,
    R* = ((1 - ρ) - once/O) / (λ(1 - ε)), and the rate of own losses below which the option is,
    ρ* = 1 - (once + λ(1 - ε)E)/O. Last, how much each threshold of a day (or of the place) rises
    if the loss of one in a hundred of the men that the option frees is spared elsewhere.

    Assumes: one value is counted at a time unless said otherwise; worths add up.
    Biased when: what an option brings is counted twice (a day held and the losses of that day).
    Do not use when: the sign of S is not known; the threshold is refused then.

    References: break-even thresholds, Raiffa & Schlaifer 1961, Applied Statistical Decision Theory.
    """
    first, second = decision.outcome(decision.happened), decision.outcome(option)
    cost = first.own - second.own
    found = [
        _alone(key, option, cost, first.part(part), second.part(part), unit)
        for key, (part, unit) in VALUES.items()
    ]
    found += [_ratio(decision, option, first, second), _rate(decision, option, first, second)]
    found.append(_freed(option, first, second))
    return tuple(item for item in found if item is not None)


def weight(decision: Decision) -> FloatArray:
    """Return how many own losses one enemy loss counts: as priced, by the pools, or else one."""
    return decision.inputs.get("price.enemy", np.ones(decision.draws))


def _alone(
    key: str,
    option: Option,
    cost: FloatArray,
    first: FloatArray | None,
    second: FloatArray | None,
    unit: str,
) -> Threshold | None:
    if first is None or second is None:
        return None
    more = first - second
    if not more.any():
        return None
    blank = Threshold(key=key, against=option.id, unit=unit, draws=np.empty(0))
    if (more > 0).any() and (more < 0).any():
        return Threshold(
            key=key,
            against=option.id,
            unit=unit,
            draws=blank.draws,
            refusal="Which of the two brings more of it cannot be told from what is stated: state "
            f"{STATED[key]} in ranges that do not cross.",
        )
    # a draw in which both bring the same has no threshold: whatever the value, cost decides
    draws = break_even(more, cost)
    draws = np.where(np.isnan(draws), np.where(cost > 0, np.inf, -np.inf), draws)
    return Threshold(
        key=key,
        against=option.id,
        unit=unit,
        draws=draws,
        better_above=bool((more >= 0).all()),
        already=float(np.mean(cost <= 0)),
    )


def _ratio(decision: Decision, option: Option, first: Outcome, second: Outcome) -> Threshold | None:
    if first.enemy is None or second.enemy is None or not (first.own > 0).all():
        return None
    fewer = weight(decision) * (first.enemy - second.enemy)
    if not (fewer > 0).all() or not (first.enemy > 0).all():
        return None
    seen = first.enemy / first.own
    draws = (first.own - second.own) / fewer * seen
    return Threshold(
        key="ratio",
        against=option.id,
        unit="enemy losses for one own",
        draws=draws,
        already=float(np.mean(draws <= 0)),
        seen=seen,
        met=float(np.mean(seen > draws)),
    )


def _rate(decision: Decision, option: Option, first: Outcome, second: Outcome) -> Threshold | None:
    if option.own_rate is None or first.enemy is None or second.enemy is None:
        return None
    if not (first.own > 0).all():
        return None
    stated = decision.inputs[f"{option.id}.own_rate"]
    once = second.own - stated * first.own
    draws = 1.0 - (once + weight(decision) * (first.enemy - second.enemy)) / first.own
    return Threshold(
        key="rate",
        against=option.id,
        unit="times the own losses that happened",
        draws=draws,
        already=float(np.mean(draws <= 0)),
        seen=stated,
        met=float(np.mean(stated > draws)),
    )


def _freed(option: Option, first: Outcome, second: Outcome) -> Threshold | None:
    if option.freed is None or first.freed is None or second.freed is None:
        return None
    per, unit = (first.days, second.days), VALUES["day"][1]
    if not _more(*per):
        per, unit = (first.keeps, second.keeps), VALUES["place"][1]
    if not _more(*per):
        return None
    assert per[0] is not None
    assert per[1] is not None
    draws = SPARED * (second.freed - first.freed) / (per[0] - per[1])
    return Threshold(key="freed", against=option.id, unit=unit, draws=draws)


def _more(first: FloatArray | None, second: FloatArray | None) -> bool:
    return first is not None and second is not None and bool((first > second).all())
