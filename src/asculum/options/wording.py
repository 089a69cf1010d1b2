"""Numbers of the ledger in plain words."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from asculum.terms.estimate import PROB, interval
from asculum.terms.rounding import rounded
from asculum.terms.speech import message, together

FloatArray = npt.NDArray[np.float64]

#: What the word means here and whose meaning it is; printed wherever the word is weighed.
DEFINITION = message(
    "“Pyrrhic” is meant here in the replacement sense: the winner lost more than "
    "the loser next to what each could still replace. It is this package's "
    "definition, after the reason that Plutarch gives (Pyrrhus 21): Pyrrhus had "
    "no more men to send for at home, while the Romans filled their gaps with "
    "fresh recruits. A ratio of losses alone does not define it: by Plutarch's "
    "own figures Pyrrhus lost fewer men than Rome"
)

#: The same in one clause, for the sentence of the verdict.
DEFINITION_IN_SHORT = message(
    "“Pyrrhic” is meant here relative to what each side could replace: this "
    "package's definition, after Plutarch's reason (no more men to send for, "
    "against a stream of fresh recruits)"
)

_CATEGORIES = {
    "irrecoverable": message("irrecoverable losses (killed, captured and missing)"),
    "casualties": message("casualties (killed, wounded, captured and missing)"),
}


def category(name: str) -> str:
    """Return a category of losses in words."""
    return _CATEGORIES.get(name, name)


def persons(value: float) -> str:
    """Return a number of persons with thousands separated."""
    return f"{value:,.0f}"


def number(value: float) -> str:
    """Return a ratio or count of battles with two significant figures."""
    if math.isinf(value):
        return "∞"
    if value == 0:
        return "0"
    if value >= 10:
        places = len(str(int(value))) - 2
        return f"{round(value, -places):,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2g}"


def percent(value: float) -> str:
    """Return a share as a percentage, finer where it is small."""
    return f"{100 * value:.0f} %" if value >= 0.1 else f"{100 * value:.2g} %"


def chance(share: float) -> str:
    """Return ``44 of 100 draws``; a share of draws never claims certainty."""
    if share > 0.995:
        return message("more than 99 of 100 draws")
    if share < 0.005:
        return message("fewer than 1 of 100 draws")
    return message("{share} of 100 draws", share=f"{100 * share:.0f}")


def spread(draws: FloatArray, form: str = "number") -> str:
    """Return the median with its interval, or the one value where all draws agree.

    ``form`` is ``number``, ``persons`` or ``percent``. Persons of an interval keep the digits that
    its width supports; where all draws agree the value is told as it was stated.
    """
    show = {"number": number, "persons": persons, "percent": percent}[form]
    ends = interval(draws)
    lower, median, upper = (show(value) for value in ends)
    if lower == upper:
        return median
    if form == "persons":
        words = rounded(*ends)
        lower, median, upper = words.lower, words.median, words.upper
    return message(
        "{median} ({prob} % interval {lower} to {upper})",
        median=median,
        prob=f"{100 * PROB:.0f}",
        lower=lower,
        upper=upper,
    )


def battles(draws: FloatArray) -> str:
    """Return "N more such battles" with its interval, or that no number of them would do."""
    lower, median, upper = interval(draws)
    if math.isinf(lower):
        return message("any number of such battles, since replacements make good the losses")
    if math.isinf(median):
        return message(
            "any number of such battles at the median, at least {lower}, since "
            "replacements about make good the losses",
            lower=number(lower),
        )
    if number(lower) == number(upper):
        return message("{median} more such battles", median=number(median))
    end = message("without end") if math.isinf(upper) else number(upper)
    return message(
        "{median} more such battles ({lower} to {end})",
        median=number(median),
        lower=number(lower),
        end=end,
    )


def pointing(share: float) -> str:
    """Return which way a probability points: towards the word or away from it."""
    if share >= PROB:
        return message("the evidence points towards the word")
    if share <= 1 - PROB:
        return message("the evidence points away from the word")
    if share > 0.5:
        return message("the evidence leans towards the word, but not surely")
    if share < 0.5:
        return message("the evidence leans away from the word, but not surely")
    return message("the evidence points neither way")


def listed(items: Sequence[str]) -> str:
    """Return items as "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    first = together(*items[:-1], between=", ")
    return message("{first} and {last}", context="list", first=first, last=items[-1])
