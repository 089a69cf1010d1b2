"""From what the solvers found to answers: numbers, a sentence, and what it assumes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.options.bargaining.ranges import Commitment, Demand, bargaining_range
from asculum.options.bargaining.screening import Screening
from asculum.options.bargaining.tug import Tug
from asculum.options.bargaining.waiting import (
    Waiting,
    asymmetric_waiting,
    obstinate_waiting,
    symmetric_waiting,
)
from asculum.options.bargaining.walk import Ruin, Walk
from asculum.terms.estimate import PROB, interval
from asculum.terms.status import Status, StatusCode
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]

UNITARY = "two sides that each act as one; leaders may bear other costs than their countries"
DIVISIBLE = "a good that can be divided, and terms that are kept"
SETTLED = Status(code=StatusCode.OK, sentence="Solved under the assumptions that are listed.")


@dataclass(frozen=True, kw_only=True)
class Number:
    """One number of an answer with its ends, alike where nothing was uncertain."""

    quantity: str
    unit: str
    lower: float
    median: float
    upper: float
    prob: float | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a model says: numbers, a sentence that anybody can read, and what it assumes."""

    method: str
    numbers: tuple[Number, ...]
    sentence: str
    assumes: tuple[str, ...]
    status: Status = SETTLED

    def results(self) -> list[dict[str, object]]:
        """Return the numbers as the JSON contract spells results."""
        blank = dict.fromkeys(("side", "force", "scope", "start", "end"))
        return [
            {
                "quantity": number.quantity,
                **blank,
                "unit": number.unit,
                "prob": number.prob,
                "lower": number.lower,
                "median": number.median,
                "upper": number.upper,
                "method": self.method,
                "sources": [],
            }
            for number in self.numbers
        ]


def exact(quantity: str, value: float, unit: str = "share") -> Number:
    """Return a number that follows from the inputs without uncertainty."""
    return Number(quantity=quantity, unit=unit, lower=value, median=value, upper=value)


def drawn(quantity: str, draws: FloatArray, unit: str = "share") -> Number:
    """Return a number as the equal-tailed interval and median of draws."""
    lower, median, upper = interval(draws)
    return Number(quantity=quantity, unit=unit, lower=lower, median=median, upper=upper, prob=PROB)


def range_answer(
    *,
    chance_by_a: tuple[float, float],
    chance_by_b: tuple[float, float],
    cost_a: tuple[float, float],
    cost_b: tuple[float, float],
    draws: int,
    seed: int,
) -> Answer:
    """Return the bargaining range with inputs drawn evenly between their ends, independently."""
    ends = {
        "chance_by_a": chance_by_a,
        "chance_by_b": chance_by_b,
        "cost_a": cost_a,
        "cost_b": cost_b,
    }
    values = {
        name: stream(seed, f"bargain/range/{name}").uniform(low, high, draws)
        for name, (low, high) in ends.items()
    }
    found = bargaining_range(**values)
    moved = max(found.moves, key=lambda name: found.moves[name])
    if found.empty == 0:
        sentence = "There was a deal in every draw: both sides did worse by fighting on."
    elif found.empty == 1:
        sentence = "No deal in any draw: each side thought too well of its chances."
    else:
        sentence = f"No deal would have done in {found.empty:.0%} of the draws."
    if found.moves[moved] > 0:
        sentence += (
            f" What moved the room for a deal most was the {moved} "
            f"({found.moves[moved]:.0%} of its variance)."
        )
    return Answer(
        method="bargaining range",
        numbers=(
            drawn("least share for A", found.lower),
            drawn("largest share for A", found.upper),
            drawn("room for a deal", found.width),
            exact("chance of no deal", found.empty, "probability"),
        ),
        sentence=sentence,
        assumes=(UNITARY, DIVISIBLE, "neither side loves risk", "no shift of power to come"),
    )


def demand_answer(found: Demand) -> Answer:
    """Return the single best demand under a hidden cost."""
    sentence = (
        "The best demand runs no risk of war."
        if found.safe
        else f"The best demand leads to war in {found.war:.0%} of cases: asking more is worth it."
    )
    return Answer(
        method="risk-return trade-off",
        numbers=(exact("demand", found.demand), exact("chance of war", found.war, "probability")),
        sentence=sentence,
        assumes=(UNITARY, DIVISIBLE, "B's cost is as likely to be any value up to the highest"),
    )


def shift_answer(found: Commitment) -> Answer:
    """Return whether a deal could be kept."""
    sentence = (
        "No deal could be kept: the side that grows weaker gains more by fighting now."
        if found.breaks
        else "A deal could be kept: fighting now costs more than the shift takes away."
    )
    return Answer(
        method="commitment under shifting power",
        numbers=(
            exact("gain from fighting now", found.gain, "goods of one period × (1 - patience)"),
            exact("price of fighting now", found.price, "goods of one period × (1 - patience)"),
        ),
        sentence=sentence,
        assumes=(UNITARY, "a shift that is certain and known", "costs of war borne once"),
    )


def screen_answer(found: Screening) -> Answer:
    """Return the demands of the screening side."""
    shown = list(zip(found.demands, found.settled, strict=True))[:20]
    rows: list[Number] = []
    for i, (demand, settled) in enumerate(shown):
        rows.append(exact(f"demand {i + 1}", demand, "unit of the costs"))
        rows.append(exact(f"settled by demand {i + 1}", settled, "probability"))
    return Answer(
        method="screening while fighting",
        numbers=(
            exact("worth to A", found.value, "unit of the costs"),
            exact("avoidable cost spent", found.lost),
            *rows,
        ),
        sentence=(
            "One demand, which B, whoever it is, accepts."
            if len(found.demands) == 1
            else f"{len(found.demands)} falling demands; {found.lost:.0%} of the avoidable cost is "
            "spent before B, whoever it is, settles."
        ),
        assumes=(UNITARY, "only B's cost is hidden", "A alone makes offers"),
        status=found.status,
    )


def ruin_answer(found: Ruin) -> Answer:
    """Return a war fought to the end."""
    return Answer(
        method="gambler's ruin",
        numbers=(
            exact("A loses all", found.loses, "probability"),
            exact("battles", found.battles, "battles"),
        ),
        sentence=f"Fought to the end, A loses all in {found.loses:.1%} of wars.",
        assumes=("equal, independent battles", "that nobody settles"),
    )


def walk_answer(found: Walk) -> Answer:
    """Return a war of beliefs."""
    sentence = (
        "They settle before the first battle."
        if found.at_once
        else f"They fight {found.battles:.1f} battles on average and settle in "
        f"{found.settles:.0%} of wars."
    )
    return Answer(
        method="walk of forts with beliefs",
        numbers=(
            exact("worth to A", found.worth_a),
            exact("worth to B", found.worth_b),
            exact("they settle", found.settles, "probability"),
            exact("A takes all", found.a_takes, "probability"),
            exact("B takes all", found.b_takes, "probability"),
            exact("battles", found.battles, "battles"),
        ),
        sentence=sentence,
        assumes=(UNITARY, DIVISIBLE, "both see every battle alike, and each other's beliefs"),
        status=found.status,
    )


def wait_answer(
    demands: Sequence[float],
    discounts: Sequence[float],
    obstinate: Sequence[float] | None,
) -> Answer:
    """Return the war of attrition; without obstinate types that of sides which are alike.

    Raises ``ModelError`` BAR003 where no chance of obstinacy is given and the sides differ.
    """
    a, b = demands
    kinds = tuple(obstinate) if obstinate is not None else (0.5, 0.5)
    # checks demands and discounts in either case
    found = obstinate_waiting(
        demands=(a, b), discounts=(discounts[0], discounts[1]), obstinate=(kinds[0], kinds[1])
    )
    if obstinate is None:
        # what a side gains if the other gives in first, and what waiting for it costs
        gain = a + b - 1.0
        if a == b and discounts[0] == discounts[1]:
            return _alike(symmetric_waiting(prize=gain), discounts[0] * (1.0 - a), 1.0 - a)
        asymmetric_waiting(
            prize_a=gain,
            prize_b=gain,
            cost_a=discounts[0] * (1.0 - b),
            cost_b=discounts[1] * (1.0 - a),
        )
    return Answer(
        method="war of attrition with obstinate types",
        numbers=(
            exact("A gives in at once", found.at_once[0], "probability"),
            exact("B gives in at once", found.at_once[1], "probability"),
            exact("rate at which A gives in", found.rates[0], "1/time"),
            exact("rate at which B gives in", found.rates[1], "1/time"),
            exact("all have given in by", found.ends, "time"),
            exact("mean delay", found.delay, "time"),
        ),
        sentence=(
            f"The mean delay is {found.delay:.3g}; by {found.ends:.3g} only the obstinate fight on."
        ),
        assumes=("demands that are given", "that the obstinate never give in", "all else known"),
    )


def _alike(found: Waiting, cost: float, given_up: float) -> Answer:
    """Return the war of attrition between sides that are alike, at a cost of waiting [1/time]."""
    delay = found.length / cost
    return Answer(
        method="symmetric war of attrition",
        numbers=(
            exact("rate at which each gives in", cost / found.prize, "1/time"),
            exact("worth to each", given_up),
            exact("mean delay", delay, "time"),
        ),
        sentence=(
            f"The mean delay is {delay:.3g}; waiting eats what it could win, so that each has "
            f"{given_up:.3g}, no more than by giving in at once."
        ),
        assumes=(
            "demands that are given",
            "all known, and nothing that tells the sides apart: in other equilibria one of them "
            "may give in at once, with any chance",
        ),
    )


def tug_answer(found: Tug) -> Answer:
    """Return the tug of war."""
    low, high = found.tipping
    rows = [
        exact(f"worth to {side} at state {j}", float(worth[j]), "unit of the prizes")
        for side, worth in (("A", found.worth_a), ("B", found.worth_b))
        for j in range(len(worth))
        if worth[j] > 0
    ]
    return Answer(
        method="tug of war",
        numbers=tuple(rows[:40]),
        sentence=(
            f"Nearly all effort is spent between states {low} and {high}; elsewhere the weaker "
            "side does not fight."
        ),
        assumes=("effort that is lost whoever wins", "known prizes", "no limit to means"),
    )
