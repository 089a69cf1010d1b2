"""Other fronts in words: what the last unit would have added elsewhere, front by front."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from asculum.evidence.dossier import Dossier
from asculum.options.elsewhere import WeighedFronts
from asculum.options.views import Weighing
from asculum.options.wording import chance
from asculum.report.stated import RangeLine, range_line
from asculum.report.wording import clean, rounded
from asculum.terms.estimate import interval
from asculum.terms.speech import message, say

#: What each range of a front is.
PART_WORDS = {
    "own": message("own force on it"),
    "enemy": message("enemy force on it"),
    "worth": message("what holding it was worth"),
}
ASSUMES = (
    message("that on each front the chance of prevailing is x/(x + y), own force over both"),
    message("that fronts are apart from each other and their worths add up"),
    message("that the enemy’s split would not have answered; if it had, all of this is too large"),
)


@dataclass(frozen=True, kw_only=True)
class FrontsWords:
    """The fronts of a side: a sentence, a row for each front, and the arithmetic.

    ``rows`` are front, chance of prevailing, and what one more unit adds there for what it adds on
    the front of the battle.
    """

    side: str
    sentence: str
    rows: tuple[tuple[str, str, str], ...]
    by_hand: str
    ranges: tuple[RangeLine, ...]


def fronts(dossier: Dossier, weighing: Weighing) -> tuple[FrontsWords, ...]:
    """Return every split of force that a dossier states, in words."""
    return tuple(_fronts(dossier, item) for item in weighing.fronts)


def _fronts(dossier: Dossier, item: WeighedFronts) -> FrontsWords:
    name = dossier.side(item.side).name
    spent, lost = rounded(*interval(item.opportunity)), rounded(*interval(item.regret))
    at = item.names.index(item.here)
    here = item.marginal[at]
    # where one more unit adds nothing here, it adds without end more wherever it adds anything
    relative = np.where(here > 0, item.marginal / np.where(here > 0, here, 1.0), np.inf)
    relative[at] = 1.0
    better = float(np.mean(item.opportunity > 0))
    stated = [front for front in dossier.choices.fronts if front.side == item.side]
    middle = [
        [(end.low + end.high) / 2 for end in (front.own, front.enemy, front.worth)]
        for front in stated
    ]
    sums = [
        f"{clean(front.name)} {w:.3g} × {y:,.6g} ÷ ({x:,.6g} + {y:,.6g})² = "
        f"{w * y / (x + y) ** 2:.3g}"
        for front, (x, y, w) in zip(stated, middle, strict=True)
    ]
    return FrontsWords(
        side=name,
        sentence=(
            say(
                "Other fronts, {name}: by a contest x/(x + y) on each front, the last unit "
                "sent to {here} would have added {median} times as much again on the best "
                "other front ({span} in 9 of 10 draws; more than nothing in {chance}); the "
                "split as recorded gave away {median_2} of what the best one would have been "
                "worth ({span_2}). The enemy is taken not to have answered.",
                name=name,
                here=clean(item.here),
                median=spent.median,
                span=spent.span,
                chance=chance(better),
                median_2=lost.median,
                span_2=lost.span,
            )
        ),
        rows=tuple(
            (clean(front), _spread(share), _spread(more))
            for front, share, more in zip(item.names, item.shares, relative, strict=True)
        ),
        by_hand=(
            say(
                "One more unit adds w·y ÷ (x + y)²: at the middle of every range {sums}. In "
                "the best split it adds the same on every front that gets any.",
                sums="; ".join(sums),
            )
        ),
        ranges=tuple(
            range_line(dossier, front.name, PART_WORDS[key], part, key=key)
            for front in stated
            for key, part in front.ranges().items()
        ),
    )


def _spread(draws: np.ndarray) -> str:
    words = rounded(*interval(draws))
    return f"{words.median} ({words.span})"
