"""What stood in the way of terms, in words: shifting power, hidden costs, a walk of battles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from asculum.evidence.dossier import Dossier
from asculum.evidence.terms import FortWalk, Screen, Shift
from asculum.options.settling import WeighedScreen, WeighedShift, WeighedWalk
from asculum.options.views import Weighing
from asculum.report.stated import RangeLine, range_line
from asculum.report.wording import clean, day, percent, rounded
from asculum.terms.estimate import interval
from asculum.terms.speech import forwarded, message, number, say, template

#: What each range of these models is.
PART_WORDS = {
    "chance_now": template("chance that {a} wins, fighting before the shift"),
    "chance_later": template("chance that {a} wins, fighting after it"),
    "patience": message("weight of the next period"),
    "cost_a": template("what fighting costs {a}"),
    "cost_b": template("what fighting costs {b}"),
    "most": template("highest cost that {b} may still avoid"),
    "cost": template("cost that {a} may still avoid"),
    "keep": message("share of it still avoidable one round later"),
    "chance": template("true chance that {a} wins a battle"),
}
SHIFT_ASSUMES = (
    message("two sides that each act as one"),
    message("a shift that is certain and known to both"),
    message("costs of war that are borne once; if they recur in every period peace is easier"),
)
SCREEN_ASSUMES = (
    message("two sides that each act as one"),
    message("that only the cost of the one is hidden, as likely to be any value up to the highest"),
    message(
        "that the other alone makes offers; with offers by both, or two hidden "
        "costs, there are many answers, and none is given"
    ),
)
WALK_ASSUMES = (
    message("two sides that each act as one and see every battle alike"),
    message("a good that can be divided, terms that are kept, beliefs that are known to both"),
    message("battles that are alike and tell of strength"),
)


@dataclass(frozen=True, kw_only=True)
class SettledWords:
    """One model of coming to terms in words.

    ``numbers`` are pairs of what is told and its words, ``by_hand`` the arithmetic at the middle of
    every range.
    """

    key: str
    title: str
    sentence: str
    note: str
    numbers: tuple[tuple[str, str], ...]
    by_hand: str
    ranges: tuple[RangeLine, ...]
    assumes: tuple[str, ...]
    doubt: str = ""


def settled(dossier: Dossier, weighing: Weighing) -> tuple[SettledWords, ...]:
    """Return every model of coming to terms that a dossier states, in words."""
    return (
        *(_shift(dossier, item) for item in weighing.shifts),
        *(_screen(dossier, item) for item in weighing.screens),
        *(_walk(dossier, item) for item in weighing.walks),
    )


def _names(dossier: Dossier, side: str) -> dict[str, str]:
    return {"a": dossier.side(side).name, "b": dossier.other(side).name}


def _title(item: Shift | Screen | FortWalk, what: str) -> str:
    return f"{what}: {clean(item.over)}, {day(item.date, long=True)}"


def _ranges(dossier: Dossier, item: Shift | Screen | FortWalk) -> tuple[RangeLine, ...]:
    names = _names(dossier, item.side)
    return tuple(
        range_line(dossier, "", say(PART_WORDS[key], **names), part, key=key)
        for key, part in item.ranges().items()
    )


def _spread(draws: np.ndarray) -> str:
    words = rounded(*interval(draws))
    return f"{words.median} ({words.span})"


def _shift(dossier: Dossier, item: WeighedShift) -> SettledWords:
    shift, names = item.shift, _names(dossier, item.shift.side)
    if item.breaks == 0:
        sentence = say(
            "In every draw a deal could have been kept, although {a} grew stronger: "
            "fighting at once would have cost {b} more than waiting.",
            a=names["a"],
            b=names["b"],
        )
    elif item.breaks == 1:
        sentence = say(
            "In no draw could a deal have been kept: {a} grew stronger, and {b} gained "
            "more by fighting before that.",
            a=names["a"],
            b=names["b"],
        )
    else:
        sentence = say(
            "In {share} of the draws no deal could have been kept: {a} grew stronger, "
            "and {b} gained more by fighting before that than fighting cost.",
            share=percent(item.breaks),
            a=names["a"],
            b=names["b"],
        )
    middle = {key: (part.low + part.high) / 2 for key, part in shift.ranges().items()}
    d, now, later = middle["patience"], middle["chance_now"], middle["chance_later"]
    a, b = middle["cost_a"], middle["cost_b"]
    gain, price = d * later - now, (1 - d) * (b + d * a)
    return SettledWords(
        key=f"shift-{shift.id}",
        title=_title(shift, say("Could a deal be kept while power shifted")),
        sentence=sentence,
        note=clean(shift.note),
        numbers=(
            (say("What {b} gained by fighting first", b=names["b"]), _spread(item.gain)),
            (say("What fighting first cost"), _spread(item.price)),
        ),
        by_hand=(
            (
                say(
                    "At the middle of every range: the gain is {d} × {later} − {now} = {gain}, "
                    "the price (1 − {d}) × ({b} + {d} × {a}) = {price};",
                    d=number(d, ".3g"),
                    later=number(later, ".3g"),
                    now=number(now, ".3g"),
                    gain=number(gain, ".3g"),
                    b=number(b, ".3g"),
                    a=number(a, ".3g"),
                    price=number(price, ".3g"),
                )
                + " "
            )
            + (say("no deal is kept.") if gain > price else say("a deal is kept."))
        ),
        ranges=_ranges(dossier, shift),
        assumes=SHIFT_ASSUMES,
    )


def _screen(dossier: Dossier, item: WeighedScreen) -> SettledWords:
    screen, names = item.screen, _names(dossier, item.screen.side)
    first = _spread(item.first)
    low, middle, high = (number(value, ".0f") for value in interval(item.offers))
    offers = say("{middle} ({low} to {high})", middle=middle, low=low, high=high)
    return SettledWords(
        key=f"screen-{screen.id}",
        title=_title(screen, say("Demands while the fighting went on")),
        sentence=(
            say(
                "Not knowing what fighting cost {b}, {a} would have made falling demands, "
                "{offers} of them in 9 of 10 draws, the first of {first} times the highest "
                "cost that {b} could have borne; {share} of the avoidable cost would have "
                "been spent before they settled.",
                b=names["b"],
                a=names["a"],
                offers=offers,
                first=first,
                share=percent(float(np.median(item.lost))),
            )
        ),
        note=clean(screen.note),
        numbers=(
            (say("Demands"), offers),
            (say("The first, as a share of the highest cost"), first),
            (say("Chance that the first is taken"), _spread(item.settled)),
            (say("Share of the avoidable cost that is spent"), _spread(item.lost)),
        ),
        by_hand=(
            say(
                "The last whom a demand persuades does as well by waiting for the next: v − "
                "y = keep × (v − next demand). The last demand is 0, so that the demands "
                "follow backwards from whom each of them persuades."
            )
        ),
        ranges=_ranges(dossier, screen),
        assumes=SCREEN_ASSUMES,
        doubt="" if item.status.code.value == "OK" else forwarded(item.status.sentence),
    )


def _walk(dossier: Dossier, item: WeighedWalk) -> SettledWords:
    walk, names = item.walk, _names(dossier, item.walk.side)
    at_once = float(np.mean(item.at_once))
    own = walk.a_won / (walk.a_won + walk.a_lost)
    its = walk.b_won / (walk.b_won + walk.b_lost)
    if at_once == 1:
        sentence = say("In every draw the two should have settled before the next battle.")
    else:
        sentence = say(
            "By what each believed, the two should have settled before the next battle "
            "in {share} of the draws; over all of them they would have fought {battles} "
            "more battles and settled in {settles} of wars.",
            share=percent(at_once),
            battles=_spread(item.battles),
            settles=_spread(item.settles),
        )
    return SettledWords(
        key=f"walk-{walk.id}",
        title=_title(walk, say("When beliefs would have met")),
        sentence=sentence,
        note=clean(walk.note),
        numbers=(
            (say("They settle"), _spread(item.settles)),
            (say("{a} takes all", a=names["a"]), _spread(item.a_takes)),
            (say("{b} takes all", b=names["b"]), _spread(item.b_takes)),
            (say("Battles before that"), _spread(item.battles)),
        ),
        by_hand=(
            say(
                "{a} holds {held} of {steps} steps. It believed that it would win {a_won} of "
                "{a_won_2} battles ({own}), {b} that it would win {b_won} of {b_won_2} "
                "({its}); every battle fought is added to both. They settle where what "
                "fighting on is worth to the two of them adds up to no more than all there "
                "is.",
                a=names["a"],
                held=walk.held,
                steps=walk.steps,
                a_won=number(walk.a_won, "g"),
                a_won_2=number(walk.a_won + walk.a_lost, "g"),
                own=number(own, ".2f"),
                b=names["b"],
                b_won=number(walk.b_won, "g"),
                b_won_2=number(walk.b_won + walk.b_lost, "g"),
                its=number(its, ".2f"),
            )
        ),
        ranges=_ranges(dossier, walk),
        assumes=WALK_ASSUMES,
        doubt="" if item.status.code.value == "OK" else forwarded(item.status.sentence),
    )
