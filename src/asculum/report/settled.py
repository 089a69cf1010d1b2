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

#: What each range of these models is.
PART_WORDS = {
    "chance_now": "chance that {a} wins, fighting before the shift",
    "chance_later": "chance that {a} wins, fighting after it",
    "patience": "weight of the next period",
    "cost_a": "what fighting costs {a}",
    "cost_b": "what fighting costs {b}",
    "most": "highest cost that {b} may still avoid",
    "cost": "cost that {a} may still avoid",
    "keep": "share of it still avoidable one round later",
    "chance": "true chance that {a} wins a battle",
}
SHIFT_ASSUMES = (
    "two sides that each act as one",
    "a shift that is certain and known to both",
    "costs of war that are borne once; if they recur in every period peace is easier",
)
SCREEN_ASSUMES = (
    "two sides that each act as one",
    "that only the cost of the one is hidden, as likely to be any value up to the highest",
    "that the other alone makes offers; with offers by both, or two hidden costs, there are many "
    "answers, and none is given",
)
WALK_ASSUMES = (
    "two sides that each act as one and see every battle alike",
    "a good that can be divided, terms that are kept, beliefs that are known to both",
    "battles that are alike and tell of strength",
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
        range_line(dossier, "", PART_WORDS[key].format(**names), part, key=key)
        for key, part in item.ranges().items()
    )


def _spread(draws: np.ndarray) -> str:
    words = rounded(*interval(draws))
    return f"{words.median} ({words.span})"


def _shift(dossier: Dossier, item: WeighedShift) -> SettledWords:
    shift, names = item.shift, _names(dossier, item.shift.side)
    if item.breaks == 0:
        sentence = (
            f"In every draw a deal could have been kept, although {names['a']} grew stronger: "
            f"fighting at once would have cost {names['b']} more than waiting."
        )
    elif item.breaks == 1:
        sentence = (
            f"In no draw could a deal have been kept: {names['a']} grew stronger, and {names['b']} "
            "gained more by fighting before that."
        )
    else:
        sentence = (
            f"In {percent(item.breaks)} of the draws no deal could have been kept: {names['a']} "
            f"grew stronger, and {names['b']} gained more by fighting before that than fighting "
            "cost."
        )
    middle = {key: (part.low + part.high) / 2 for key, part in shift.ranges().items()}
    d, now, later = middle["patience"], middle["chance_now"], middle["chance_later"]
    a, b = middle["cost_a"], middle["cost_b"]
    gain, price = d * later - now, (1 - d) * (b + d * a)
    return SettledWords(
        key=f"shift-{shift.id}",
        title=_title(shift, "Could a deal be kept while power shifted"),
        sentence=sentence,
        note=clean(shift.note),
        numbers=(
            (f"What {names['b']} gained by fighting first", _spread(item.gain)),
            ("What fighting first cost", _spread(item.price)),
        ),
        by_hand=(
            f"At the middle of every range: the gain is {d:.3g} × {later:.3g} − {now:.3g} = "
            f"{gain:.3g}, the price (1 − {d:.3g}) × ({b:.3g} + {d:.3g} × {a:.3g}) = {price:.3g}; "
            + ("no deal is kept." if gain > price else "a deal is kept.")
        ),
        ranges=_ranges(dossier, shift),
        assumes=SHIFT_ASSUMES,
    )


def _screen(dossier: Dossier, item: WeighedScreen) -> SettledWords:
    screen, names = item.screen, _names(dossier, item.screen.side)
    first = _spread(item.first)
    offers = "{1:.0f} ({0:.0f} to {2:.0f})".format(*interval(item.offers))
    return SettledWords(
        key=f"screen-{screen.id}",
        title=_title(screen, "Demands while the fighting went on"),
        sentence=(
            f"Not knowing what fighting cost {names['b']}, {names['a']} would have made falling "
            f"demands, {offers} of them in 9 of 10 draws, the first of {first} times the highest "
            f"cost that {names['b']} could have borne; {percent(float(np.median(item.lost)))} of "
            "the avoidable cost would have been spent before they settled."
        ),
        note=clean(screen.note),
        numbers=(
            ("Demands", offers),
            ("The first, as a share of the highest cost", first),
            ("Chance that the first is taken", _spread(item.settled)),
            ("Share of the avoidable cost that is spent", _spread(item.lost)),
        ),
        by_hand=(
            "The last whom a demand persuades does as well by waiting for the next: v − y = "
            "keep × (v − next demand). The last demand is 0, so that the demands follow backwards "
            "from whom each of them persuades."
        ),
        ranges=_ranges(dossier, screen),
        assumes=SCREEN_ASSUMES,
        doubt="" if item.status.code.value == "OK" else item.status.sentence,
    )


def _walk(dossier: Dossier, item: WeighedWalk) -> SettledWords:
    walk, names = item.walk, _names(dossier, item.walk.side)
    at_once = float(np.mean(item.at_once))
    own = walk.a_won / (walk.a_won + walk.a_lost)
    its = walk.b_won / (walk.b_won + walk.b_lost)
    if at_once == 1:
        sentence = "In every draw the two should have settled before the next battle."
    else:
        sentence = (
            f"By what each believed, the two should have settled before the next battle in "
            f"{percent(at_once)} of the draws; over all of them they would have fought "
            f"{_spread(item.battles)} more battles and settled in {_spread(item.settles)} of wars."
        )
    return SettledWords(
        key=f"walk-{walk.id}",
        title=_title(walk, "When beliefs would have met"),
        sentence=sentence,
        note=clean(walk.note),
        numbers=(
            ("They settle", _spread(item.settles)),
            (f"{names['a']} takes all", _spread(item.a_takes)),
            (f"{names['b']} takes all", _spread(item.b_takes)),
            ("Battles before that", _spread(item.battles)),
        ),
        by_hand=(
            f"{names['a']} holds {walk.held} of {walk.steps} steps. It believed that it would win "
            f"{walk.a_won:g} of {walk.a_won + walk.a_lost:g} battles ({own:.2f}), {names['b']} "
            f"that it would win {walk.b_won:g} of {walk.b_won + walk.b_lost:g} ({its:.2f}); every "
            "battle fought is added to both. They settle where what fighting on is worth to the "
            "two of them adds up to no more than all there is."
        ),
        ranges=_ranges(dossier, walk),
        assumes=WALK_ASSUMES,
        doubt="" if item.status.code.value == "OK" else item.status.sentence,
    )
