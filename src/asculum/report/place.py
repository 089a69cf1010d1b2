"""What the place was worth: the sentences and tables of the section, as data."""

from __future__ import annotations

import math
from dataclasses import dataclass

from asculum.evidence.dossier import Dossier
from asculum.place.answer import PlaceAnswer, Reading
from asculum.place.disagreement import MEASURES, Standing
from asculum.report.place_lines import Line, lines
from asculum.report.place_resting import RestingPart, resting_part
from asculum.report.place_ways import drawn_words, link_rows, node_rows, worth_lines
from asculum.report.restating import side_name
from asculum.report.stated import RangeLine
from asculum.report.wording import approximate, day, figure, rounded
from asculum.terms.estimate import interval
from asculum.terms.speech import forwarded, message, number, retold, say

#: What each measure of a hub asks, in the words of a reader.
MEASURE_WORDS = {
    "links": message("ways that meet there"),
    "passing": message("supplies whose shortest way leads through"),
    "access": message("nearness lost without it"),
    "flow": message("tonnes that no longer arrive without it"),
}


@dataclass(frozen=True, kw_only=True)
class SidePart:
    """One side's part of the section: a sentence first, then its table, price and sums."""

    side: str
    day: str
    sentence: str
    refusal: str
    lines: tuple[Line, ...]
    hub: str
    standings: tuple[tuple[str, str, str], ...]
    price: tuple[str, ...]
    unpriced: str
    doubt: str
    resting: RestingPart | None
    sums: tuple[str, ...]
    ways: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class PlacePart:
    """The section: the sides on the day that matters most to each, the other days, the rows."""

    name: str
    main: tuple[SidePart, ...]
    others: tuple[SidePart, ...]
    nodes: tuple[tuple[str, ...], ...]
    days: tuple[str, ...]
    links: tuple[tuple[str, ...], ...]
    drawn: str
    worths: tuple[RangeLine, ...]


def place_part(dossier: Dossier, answer: PlaceAnswer) -> PlacePart:
    """Return everything the section says, apart from the map."""
    days = tuple(dict.fromkeys(item.day for item in answer.readings))
    return PlacePart(
        name=answer.name,
        main=tuple(_side(dossier, answer, item) for item in answer.main),
        others=tuple(_side(dossier, answer, item) for item in answer.readings if not item.main),
        nodes=node_rows(dossier, days),
        days=tuple(day(item) for item in days),
        links=link_rows(dossier),
        drawn=drawn_words(dossier, answer.name),
        worths=worth_lines(dossier),
    )


def standings(reading: Reading) -> tuple[tuple[str, str, str], ...]:
    """Return each measure of a hub, where the place stands by it, and how it agrees with the last.

    Empty where too few nodes are passed to compare it with.
    Agreement is the rank correlation with the tonnes lost, over all nodes that are only passed.
    """
    standing, last = reading.standing, len(MEASURES) - 1
    found = []
    if standing is None or standing.correlations is None:
        return ()
    for at, item in enumerate(standing.standings):
        rank = standing.correlations[at, last]
        words = "" if at == last or math.isnan(rank) else f"{rank:.2f}".replace("-", "−")
        found.append((MEASURE_WORDS[item.measure], _rank(item, standing.nodes - 1), words))
    return tuple(found)


def hub_words(reading: Reading) -> str:
    """Say what the standings are of."""
    if reading.standing is None or reading.standing.correlations is None:
        return ""
    return say(
        "As a hub among {nodes} nodes that supplies only pass, at the middle of "
        "every range. Measures of a hub need not agree: the last column is the rank "
        "correlation with the tonnes lost over all of these nodes (1 is the same "
        "order, 0 none).",
        nodes=reading.standing.nodes,
    )


def _rank(item: Standing, others: int) -> str:
    if item.level == others:
        return say("level with all others")
    if item.above == 0:
        return say("first") + (say(", level with {level}", level=item.level) if item.level else "")
    return say("behind {above}", above=item.above) + (
        say(", level with {level}", level=item.level) if item.level else ""
    )


def price_words(reading: Reading) -> tuple[str, ...]:
    """Say what a tonne must have been worth, and what is left of the price unexplained."""
    price = reading.price
    if price is None or not len(price.cost):
        return ()
    cost, each = rounded(*interval(price.cost)), interval(price.per_tonne)
    told = rounded(*each)
    if math.isinf(each[0]):
        words = say("no worth of a tonne can pay it: none arrived only by the place")
    elif math.isinf(each[2]):
        words = say(
            "a tonne a day must have been worth at least about {lower} casualties, and "
            "in part of the draws no worth of a tonne can pay it, for none arrived only "
            "by the place",
            lower=told.lower,
        )
    else:
        words = say("a tonne a day must have been worth {span} casualties", span=told.span)
    found = [
        say(
            "The battle cost the side {span} casualties. For supply alone to pay that, {words}.",
            span=cost.span,
            words=words,
        )
    ]
    if price.status.ok:
        part, left = rounded(*interval(price.explained)), rounded(*interval(price.left))
        found.append(
            say(
                "By the worth that the dossier states, supply explains {span} casualties of "
                "it; {span_2} are left to other ends: time, the enemy’s losses, what is only "
                "a symbol.",
                span=part.span,
                span_2=left.span,
            )
        )
    return tuple(found)


def price_refusal(reading: Reading) -> str:
    """Say why no part of the price is left to a symbol; empty where one is, or nothing was paid."""
    price = reading.price
    refused = price is not None and len(price.cost) and not price.status.ok
    return forwarded(price.status.sentence) if price is not None and refused else ""


def _side(dossier: Dossier, answer: PlaceAnswer, reading: Reading) -> SidePart:
    told = lines(reading.estimates())
    ok = reading.worth.status.ok
    return SidePart(
        side=side_name(dossier, reading.side),
        day=day(reading.day),
        sentence=_sentence(answer.name, told) if ok else "",
        refusal="" if ok else forwarded(reading.worth.status.sentence),
        lines=told,
        hub=hub_words(reading),
        standings=standings(reading),
        price=price_words(reading),
        unpriced=price_refusal(reading),
        doubt=forwarded(reading.worth.status.sentence) if ok else "",
        resting=resting_part(dossier, reading),
        sums=_sums(answer.name, reading),
        ways=_ways(dossier, reading),
    )


def _sentence(name: str, told: tuple[Line, ...]) -> str:
    words = {line.quantity: line.words for line in told}
    need, only = words["need_beyond"], words["arrives_only_with"]
    if only.upper == "0":
        return say(
            "Its troops beyond {name} needed about {median} tonnes a day ({span}); all "
            "that could reach them could reach them without {name} as well.",
            name=name,
            median=need.median,
            span=need.span,
        )
    middle = say("none") if only.median == "0" else only.median
    share = words["share_only_with"]
    return say(
        "Its troops beyond {name} needed about {median} tonnes a day ({span}). Of "
        "these {lower} to {upper} could reach them only with {name} (middle draw: "
        "{middle}), or {lower_2} to {upper_2}\u00a0% of the need.",
        name=name,
        median=need.median,
        span=need.span,
        lower=only.lower,
        upper=only.upper,
        middle=middle,
        lower_2=share.lower,
        upper_2=share.upper,
    )


def _sums(name: str, reading: Reading) -> tuple[str, ...]:
    """Return the sums at the middle of every range, to be done again by hand."""
    middle = reading.middle
    if middle is None or not middle.worth.status.ok:
        return ()
    worth = middle.worth
    arrives, left = float(worth.flow_with[0]), float(worth.flow_without[0])
    more, less = float(worth.haul_without[0]), float(worth.haul_with[0])
    found = [
        say(
            "Greatest flow with {name} {arrives}, without it {left}: {arrives} − {left} "
            "= {arrives_2} t a day.",
            name=name,
            arrives=figure(round(arrives, 1)),
            left=figure(round(left, 1)),
            arrives_2=figure(round(arrives - left, 1)),
        ),
        say(
            "Least hauling of the {left} t that arrive either way: {more} t·km without "
            "{name} − {less} with it = {more_2} t·km a day.",
            left=figure(round(left, 1)),
            more=figure(round(more)),
            name=name,
            less=figure(round(less)),
            more_2=figure(round(more - less)),
        ),
    ]
    near = (
        sum(fed.need / fed.way_with for fed in middle.fed),
        sum(fed.need / fed.way_without for fed in middle.fed),
    )
    whole = sum(fed.need for fed in middle.fed)
    found.append(
        say(
            "Nearness is the sum of need ÷ way over the sum of needs: {near} ÷ {whole} = "
            "{near_2} with {name}, {near_3} ÷ {whole} = {near_4} without.",
            near=number(near[0], ".2f"),
            whole=number(whole, ".0f"),
            near_2=number(near[0] / whole, ".4f"),
            name=name,
            near_3=number(near[1], ".2f"),
            near_4=number(near[1] / whole, ".4f"),
        )
    )
    if reading.price is not None and len(reading.price.cost):
        cost = interval(reading.price.cost)[1]
        if arrives - left > 1e-6:
            found.append(
                say(
                    "Casualties ÷ tonnes: {cost} ÷ {arrives} = {cost_2} casualties for each "
                    "tonne a day.",
                    cost=approximate(cost),
                    arrives=figure(round(arrives - left, 1)),
                    cost_2=approximate(cost / (arrives - left)),
                )
            )
        else:
            found.append(say("Casualties ÷ tonnes: the divisor is 0, so no worth of a tonne pays."))
    return tuple(found)


def _ways(dossier: Dossier, reading: Reading) -> tuple[tuple[str, str, str, str], ...]:
    names = {node.id: retold(node.name) for node in dossier.network_nodes}
    if reading.middle is None:
        return ()

    def way(length: float) -> str:
        return say("none") if math.isinf(length) else number(length, ".0f")

    return tuple(
        (names[fed.node], f"{fed.need:,.0f}", way(fed.way_with), way(fed.way_without))
        for fed in reading.middle.fed
    )
