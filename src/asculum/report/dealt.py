"""Was there a deal, in words: the range, the chance that it was empty, what moves it."""

from __future__ import annotations

from dataclasses import dataclass

from asculum.evidence.dossier import Dossier
from asculum.options.deals import WeighedDeal
from asculum.options.views import Weighing
from asculum.report.stated import RangeLine, range_line
from asculum.report.wording import clean, day, listed, percent, rounded
from asculum.terms.estimate import interval

#: What each range of a deal is.
PART_WORDS = {
    "chance_by_a": "chance that {a} wins, as {a} saw it",
    "chance_by_b": "chance that {a} wins, as {b} saw it",
    "cost_a": "what fighting on cost {a}, of what was fought over",
    "cost_b": "what fighting on cost {b}, of what was fought over",
    "worth_a": "own losses that all of it was worth to {a}",
    "worth_b": "own losses that all of it was worth to {b}",
}
_MOVES = {
    "chance by A": "how {a} saw its chances",
    "chance by B": "how {b} saw them",
    "cost of A": "what fighting on cost {a}",
    "cost of B": "what fighting on cost {b}",
}
ASSUMES = (
    "two sides that each act as one, though leaders may bear other costs than their countries",
    "a good that can be divided, and terms that are kept",
    "neither side loves risk, and power does not shift",
    "losses that did follow, as if both had foreseen them",
)


@dataclass(frozen=True, kw_only=True)
class DealWords:
    """A deal in words, with the numbers that are drawn.

    ``bars`` are what the chart shows: a name, its interval with median, and its words.
    """

    title: str
    sentence: str
    stood: str
    note: str
    numbers: tuple[tuple[str, float, float, float, str], ...]
    moves: tuple[tuple[str, str], ...]
    by_hand: str
    ranges: tuple[RangeLine, ...]


def deals(dossier: Dossier, weighing: Weighing) -> tuple[DealWords, ...]:
    """Return every deal of a dossier in words."""
    return tuple(_deal(dossier, item) for item in weighing.deals)


def _deal(dossier: Dossier, item: WeighedDeal) -> DealWords:
    deal = item.deal
    names = {"a": dossier.side(deal.side).name, "b": dossier.other(deal.side).name}
    found = item.range
    optimism, costs = interval(item.optimism), interval(item.costs)
    hope, price = rounded(*optimism), rounded(*costs)
    if item.empty == 0:
        sentence = "In every draw there were terms that both should have preferred to fighting on."
    elif item.empty == 1:
        sentence = "In no draw were there terms that both should have preferred to fighting on."
    else:
        sentence = (
            f"In {percent(1 - item.empty)} of the draws there were terms that both should have "
            f"preferred to fighting on; in {percent(item.empty)} there were none."
        )
    stood = (
        f"There was no deal where {names['a']} thought better of its chances than {names['b']} "
        f"did by more than fighting on cost the two together. The costs came to {price.median} of "
        f"what was fought over ({price.span} in 9 of 10 draws); the gap in how they saw the "
        f"chances is put at {hope.median} ({hope.span})."
    )
    rows = []
    for name, draws in (
        (f"least that {names['a']} should take", found.lower),
        (f"most that {names['b']} should leave it", found.upper),
        ("gap in how they saw the chances", item.optimism),
        ("what fighting on cost both", item.costs),
    ):
        lower, median, upper = interval(draws)
        words = rounded(lower, median, upper)
        rows.append((name, lower, median, upper, f"{words.median} ({words.lower}–{words.upper})"))
    moves = sorted(found.moves.items(), key=lambda pair: -pair[1])
    middle = {name: row[2] for name, row in zip(("least", "most"), rows, strict=False)}
    return DealWords(
        title=f"{clean(deal.over)[:1].upper()}{clean(deal.over)[1:]}, {day(deal.date, long=True)}",
        sentence=sentence,
        stood=stood,
        note=clean(deal.note),
        numbers=tuple(rows),
        moves=tuple((_MOVES[name].format(**names), percent(share)) for name, share in moves),
        by_hand=(
            f"{names['a']} should take any share above its chance less its cost, {names['b']} "
            f"should leave any share below that chance as it saw it plus its own cost. Middle "
            f"draws: {middle['least']:.2f} and {middle['most']:.2f}. "
            + (
                f"Costs from losses ({listed(_whose(item, names))}): losses from that day to the "
                "end of the battle over the losses that all of it was worth."
                if item.drawn
                else ""
            )
        ),
        ranges=tuple(
            range_line(dossier, "", PART_WORDS[key].format(**names), part, key=key)
            for key, part in deal.ranges().items()
        ),
    )


def _whose(item: WeighedDeal, names: dict[str, str]) -> list[str]:
    return [names[key[-1]] for key in item.drawn]
