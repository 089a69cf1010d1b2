"""Was there a deal, in words: the range, the chance that it was empty, what moves it."""

from __future__ import annotations

from dataclasses import dataclass

from asculum.evidence.dossier import Dossier
from asculum.options.deals import WeighedDeal
from asculum.options.views import Weighing
from asculum.report.stated import RangeLine, range_line
from asculum.report.wording import capital, clean, day, listed, percent, rounded
from asculum.terms.estimate import interval
from asculum.terms.speech import message, number, say, template

#: What each range of a deal is.
PART_WORDS = {
    "chance_by_a": template("chance that {a} wins, as {a} saw it"),
    "chance_by_b": template("chance that {a} wins, as {b} saw it"),
    "cost_a": template("what fighting on cost {a}, of what was fought over"),
    "cost_b": template("what fighting on cost {b}, of what was fought over"),
    "worth_a": template("own losses that all of it was worth to {a}"),
    "worth_b": template("own losses that all of it was worth to {b}"),
}
_MOVES = {
    "chance by A": template("how {a} saw its chances"),
    "chance by B": template("how {b} saw them"),
    "cost of A": template("what fighting on cost {a}"),
    "cost of B": template("what fighting on cost {b}"),
}
ASSUMES = (
    message(
        "two sides that each act as one, though leaders may bear other costs than their countries"
    ),
    message("a good that can be divided, and terms that are kept"),
    message("neither side loves risk, and power does not shift"),
    message("losses that did follow, as if both had foreseen them"),
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
        sentence = say(
            "In every draw there were terms that both should have preferred to fighting on."
        )
    elif item.empty == 1:
        sentence = say(
            "In no draw were there terms that both should have preferred to fighting on."
        )
    else:
        sentence = say(
            "In {share} of the draws there were terms that both should have preferred to "
            "fighting on; in {share_2} there were none.",
            share=percent(1 - item.empty),
            share_2=percent(item.empty),
        )
    stood = say(
        "There was no deal where {a} thought better of its chances than {b} did by "
        "more than fighting on cost the two together. The costs came to {median} of "
        "what was fought over ({span} in 9 of 10 draws); the gap in how they saw the "
        "chances is put at {median_2} ({span_2}).",
        a=names["a"],
        b=names["b"],
        median=price.median,
        span=price.span,
        median_2=hope.median,
        span_2=hope.span,
    )
    rows = []
    for name, draws in (
        (say("least that {a} should take", a=names["a"]), found.lower),
        (say("most that {b} should leave it", b=names["b"]), found.upper),
        (say("gap in how they saw the chances"), item.optimism),
        (say("what fighting on cost both"), item.costs),
    ):
        lower, median, upper = interval(draws)
        words = rounded(lower, median, upper)
        rows.append((name, lower, median, upper, f"{words.median} ({words.lower}–{words.upper})"))
    moves = sorted(found.moves.items(), key=lambda pair: -pair[1])
    middle = {name: row[2] for name, row in zip(("least", "most"), rows, strict=False)}
    return DealWords(
        title=f"{capital(clean(deal.over))}, {day(deal.date, long=True)}",
        sentence=sentence,
        stood=stood,
        note=clean(deal.note),
        numbers=tuple(rows),
        moves=tuple((say(_MOVES[name], **names), percent(share)) for name, share in moves),
        by_hand=(
            (
                say(
                    "{a} should take any share above its chance less its cost, {b} should leave "
                    "any share below that chance as it saw it plus its own cost. Middle draws: "
                    "{least} and {most}.",
                    a=names["a"],
                    b=names["b"],
                    least=number(middle["least"], ".2f"),
                    most=number(middle["most"], ".2f"),
                )
                + " "
            )
            + (
                say(
                    "Costs from losses ({item}): losses from that day to the end of the battle "
                    "over the losses that all of it was worth.",
                    item=listed(_whose(item, names)),
                )
                if item.drawn
                else ""
            )
        ),
        ranges=tuple(
            range_line(dossier, "", say(PART_WORDS[key], **names), part, key=key)
            for key, part in deal.ranges().items()
        ),
    )


def _whose(item: WeighedDeal, names: dict[str, str]) -> list[str]:
    return [names[key[-1]] for key in item.drawn]
