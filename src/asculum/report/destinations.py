"""Where those who left may have settled, in words: shares by a model, with its rule for ties."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from asculum.aftermath.destinations import TIE, Destinations
from asculum.report.reckoning import Reckoning
from asculum.report.wording import clean, listed, percent, rounded
from asculum.terms.speech import message, number, retold, say

#: Places shown one by one; the rest are told together.
SHOWN = 12
#: What equal distances do to the model, and what is done about them.
TIES = message(
    "Places equally near (within {tie} metre) are taken together as one "
    "destination and shared out by their people: taken one by one each would "
    "ignore the others, and the shares would no longer add up.",
    tie=number(1000 * TIE, ".0f"),
)


@dataclass(frozen=True, kw_only=True)
class DestinationsPart:
    """The places with their shares in words; ``rows`` are name, km, share and persons."""

    sentence: str
    ties: str
    rows: tuple[tuple[str, str, str, str], ...]
    rest: str
    by_hand: str
    persons: bool


def destinations_part(reckoning: Reckoning) -> DestinationsPart | None:
    """Return where those who left may have settled; ``None`` where the dossier names no places."""
    found = None if reckoning.aftermath is None else reckoning.aftermath.destinations
    if found is None:
        return None
    shown, rest = found.places[:SHOWN], found.places[SHOWN:]
    first = shown[0]
    near = [item for item in found.places if item.distance <= 2 * first.distance]
    part = sum(item.share for item in near) / found.settled
    return DestinationsPart(
        sentence=(
            say(
                "By nearness and size alone {share} of those who left {origin} for one of "
                "these {places} places would have settled within {distance} km: in {near}. "
                "The model knows no front line, no border, no order to leave and no buses: "
                "where the near towns were in danger too, they got less than this and the "
                "far ones more.",
                share=percent(part),
                origin=clean(found.origin),
                places=len(found.places),
                distance=number(2 * first.distance, ".0f"),
                near=listed([clean(item.name) for item in near]),
            )
        ),
        ties=_ties(found),
        rows=tuple(
            (
                clean(item.name),
                f"{item.distance:,.0f}",
                percent(item.share / found.settled),
                "" if item.persons is None else rounded(*[item.persons] * 3).median,
            )
            for item in shown
        ),
        rest=say(
            "The other {rest} places together: {share}.",
            rest=len(rest),
            share=percent(sum(item.share for item in rest) / found.settled),
        )
        if rest
        else "",
        by_hand=(
            say(
                "Share of a place: m·n ÷ ((m + s)·(m + s + n)), m being the people who lived "
                "in {origin}, n those of the place, s those of all places nearer. The shares "
                "add up to 1 − m/M = {settled}, M being all people; divided by that they are "
                "shares of those who settled.",
                origin=clean(found.origin),
                settled=number(found.settled, ".3f"),
            )
        ),
        persons=any(item.persons is not None for item in found.places),
    )


def _ties(found: Destinations) -> str:
    """Say the rule, and which places it joins."""
    ordered = sorted(found.places, key=lambda item: item.distance)
    pairs = [
        say("{name} and {name_2}", name=clean(one.name), name_2=clean(other.name))
        for one, other in pairwise(ordered)
        if other.distance - one.distance <= TIE
    ]
    joined = (
        (" " + say("So joined here: {pairs}.", pairs=listed(pairs)))
        if pairs
        else (" " + say("None of these places is."))
    )
    return retold(TIES) + joined
