"""Ranges that a dossier states of choices, and the arithmetic that they go through, in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from asculum.evidence.choices import Option
from asculum.evidence.dossier import Dossier
from asculum.evidence.ranges import Range
from asculum.options.outcomes import ENEMY, OWN
from asculum.options.weighing import Weighed
from asculum.report.wording import clean, sentence
from asculum.terms.speech import message, number, say

#: Words for the ranges that an option states, with their unit.
RANGE_WORDS = {
    "own_rate": message("own losses, times those that happened"),
    "enemy_rate": message("the enemy’s losses, times those that happened"),
    "own_once": message("own losses in carrying it out"),
    "days": message("days that the enemy is kept out"),
    "keeps": message("share of the place held at the end"),
    "freed": message("men free to go elsewhere"),
    "lasts": message("days more that the fight could be expected to last, on that day"),
    "hoped": message(
        "share of the place that could be expected to be held at the end, on that day"
    ),
}


@dataclass(frozen=True, kw_only=True)
class RangeLine:
    """A range that an option or a deal states: what it is, its ends, why, and whose it is.

    ``where`` is what a reader who disagrees changes: the line of the file and the key there.
    """

    of: str
    what: str
    low: str
    high: str
    why: str
    source: str
    where: str


def range_lines(dossier: Dossier, options: tuple[Option, ...]) -> tuple[RangeLine, ...]:
    """Return every range that options state, for a table."""
    return tuple(
        range_line(dossier, option.name, RANGE_WORDS[key], item, key=key)
        for option in options
        for key, item in option.ranges().items()
    )


def range_line(dossier: Dossier, of: str, what: str, item: Range, *, key: str) -> RangeLine:
    """Return a stated range for a table; ``key`` is what dossier.toml calls it."""
    known = dossier.sources.get(item.source)
    return RangeLine(
        of=clean(of),
        what=what,
        low=f"{item.low:,.6g}",
        high=f"{item.high:,.6g}",
        why=clean(item.why) or say("no reason given"),
        source=known.name if known else item.source,
        where=stands(item.line, key),
    )


def stands(line: int, key: str) -> str:
    """Return where a judgement stands: the line of dossier.toml, if known, and the key there."""
    return f"dossier.toml:{line} {key}" if line else f"dossier.toml {key}"


def by_hand(weighed: Weighed, option: Option) -> tuple[str, ...]:
    """Return the arithmetic of the first threshold at the middle of every range."""
    decision = weighed.decision
    middle = {name: float(np.median(draws)) for name, draws in decision.inputs.items()}
    own, rate = middle[OWN], middle[f"{option.id}.own_rate"]
    once = middle.get(f"{option.id}.own_once", 0.0)
    name = clean(option.name)
    steps = [
        say("Own losses that happened: {own}.", own=number(own, ",.0f")),
        f"“{name}”: {rate:.2f} × {own:,.0f} + {once:,.0f} = {rate * own + once:,.0f}.",
        say(
            "What happened cost {own} − {rate} = {own_2} more.",
            own=number(own, ",.0f"),
            rate=number(rate * own + once, ",.0f"),
            own_2=number(own - rate * own - once, ",.0f"),
        ),
    ]
    cost = own - rate * own - once
    first, second = weighed.outcomes[decision.happened.id], weighed.outcomes[option.id]
    for part, unit, each in (
        ("days", "days", say("a day")),
        ("keeps", say("of the place"), say("for all of it")),
    ):
        one, two = first.part(part), second.part(part)
        if one is None or two is None or not (one - two).any():
            continue
        a, b = float(np.median(one)), float(np.median(two))
        if a != b:
            steps.append(
                say(
                    "It brought {a} − {b} = {a_2} {unit} more: {cost} ÷ {a_2} = {cost_2} own "
                    "losses {each}.",
                    a=number(a, ",.4g"),
                    b=number(b, ",.4g"),
                    a_2=number(a - b, ",.4g"),
                    unit=unit,
                    cost=number(cost, ",.0f"),
                    cost_2=number(cost / (a - b), ",.3g"),
                    each=each,
                )
            )
    if ENEMY in middle:
        enemy, its = middle[ENEMY], middle[f"{option.id}.enemy_rate"]
        fewer = enemy - its * enemy
        if fewer:
            steps.append(
                say(
                    "The enemy lost {enemy} − {its} × {enemy} = {fewer} more: {cost} ÷ {fewer} = "
                    "{cost_2} own losses for each.",
                    enemy=number(enemy, ",.0f"),
                    its=number(its, ".2f"),
                    fewer=number(fewer, ",.0f"),
                    cost=number(cost, ",.0f"),
                    cost_2=number(cost / fewer, ".2f"),
                )
            )
    return tuple(sentence(step) for step in steps)
