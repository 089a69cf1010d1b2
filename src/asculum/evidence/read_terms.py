"""What a dossier states of coming to terms, made from dossier.toml."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from asculum.evidence.judged import Judged
from asculum.evidence.keys import Section
from asculum.evidence.ranges import Range
from asculum.evidence.spelling import listed
from asculum.evidence.terms import Deal, FortWalk, Screen, Shift

#: The most steps of a walk.
STEPS = 200


def deal(judged: Judged, part: Section) -> Deal | None:
    """Return a deal, or nothing where it cannot be made."""
    row, head = part.row, _head(judged, part)
    by_a, by_b = judged.range(part, "chance_by_a"), judged.range(part, "chance_by_b")
    ranges = {key: judged.range(part, key) for key in ("cost_a", "cost_b", "worth_a", "worth_b")}
    if not (head and by_a and by_b):
        return None
    for who in "ab":
        stated = [key for key in (f"cost_{who}", f"worth_{who}") if ranges[key] is not None]
        if len(stated) != 1:
            what = f"{row.text('id')} states {' and '.join(stated) or 'no cost'} of {who}"
            fix = f"give either cost_{who} or worth_{who}"
            judged.say("EVI114", part, f"cost_{who}", what, fix)
            return None
        worth = ranges[f"worth_{who}"]
        if worth is not None and worth.low <= 0:
            what = f"worth_{who} of {row.text('id')} begins at {worth.low:g}"
            fix = "give a range above zero"
            judged.say("EVI114", part, f"worth_{who}", what, fix)
            return None
    return Deal(**head, chance_by_a=by_a, chance_by_b=by_b, **ranges)


def shift(judged: Judged, part: Section) -> Shift | None:
    """Return a shift of power, or nothing where it cannot be made."""
    row, head = part.row, _head(judged, part)
    now, later = judged.range(part, "chance_now"), judged.range(part, "chance_later")
    patience = judged.range(part, "patience")
    cost_a, cost_b = judged.range(part, "cost_a"), judged.range(part, "cost_b")
    if not (head and now and later and patience and cost_a and cost_b):
        return None
    if later.low < now.high:
        what = f"chance_later of {row.text('id')} begins at {later.low:g}, below {now.high:g}"
        fix = "name as side the one that grows stronger, in ranges that do not cross"
        judged.say("EVI117", part, "chance_later", what, fix)
        return None
    if not _inside(judged, part, "patience", patience):
        return None
    return Shift(
        **head,
        chance_now=now,
        chance_later=later,
        patience=patience,
        cost_a=cost_a,
        cost_b=cost_b,
    )


def screen(judged: Judged, part: Section) -> Screen | None:
    """Return demands while fighting, or nothing where they cannot be made."""
    row, head = part.row, _head(judged, part)
    most, cost = judged.range(part, "most"), judged.range(part, "cost")
    keep = judged.range(part, "keep")
    if not (head and most and cost and keep):
        return None
    if most.low <= 0:
        what = f"most of {row.text('id')} begins at {most.low:g}"
        judged.say("EVI117", part, "most", what, "give a range above zero")
        return None
    if not _inside(judged, part, "keep", keep):
        return None
    return Screen(
        **head,
        most=most,
        cost=cost,
        keep=keep,
    )


def walk(judged: Judged, part: Section) -> FortWalk | None:
    """Return a war as a walk of steps, or nothing where it cannot be made."""
    row, head = part.row, _head(judged, part)
    chance = judged.range(part, "chance")
    cost_a, cost_b = judged.range(part, "cost_a"), judged.range(part, "cost_b")
    counts = [row.number(key) for key in ("steps", "held", "a_won", "a_lost", "b_won", "b_lost")]
    if not (head and chance and cost_a and cost_b) or None in counts:
        return None
    steps, held, *beliefs = (value or 0.0 for value in counts)
    if not (2 <= steps <= STEPS and 0 < held < steps and min(beliefs) > 0):
        told = listed([f"{value:g}" for value in beliefs])
        what = f"{held:g} of {steps:g} steps held, beliefs of {told} battles"
        fix = f"give 2 to {STEPS} steps, held between none and all of them, and beliefs above zero"
        judged.say("EVI116", part, "steps", what, fix)
        return None
    return FortWalk(
        **head,
        steps=int(steps),
        held=int(held),
        a_won=beliefs[0],
        a_lost=beliefs[1],
        b_won=beliefs[2],
        b_lost=beliefs[3],
        chance=chance,
        cost_a=cost_a,
        cost_b=cost_b,
    )


class Head(TypedDict):
    """What each of these tables begins with."""

    id: str
    side: str
    date: date
    over: str
    note: str
    line: int


def _head(judged: Judged, part: Section) -> Head | None:
    """Return the id, the side, the day and what is fought over, or nothing where one is missing."""
    row, side, day = part.row, judged.side(part), judged.day(part)
    if not (side and day and row.text("id") and row.text("over")):
        return None
    return Head(
        id=row.text("id"),
        side=side,
        date=day,
        over=row.text("over"),
        note=row.text("note"),
        line=judged.line(part),
    )


def _inside(judged: Judged, part: Section, key: str, item: Range) -> bool:
    """Say where a weight of what is to come reaches 0 or 1, at which the models break off."""
    if 0 < item.low <= item.high < 1:
        return True
    what = f"{key} runs from {item.low:g} to {item.high:g}"
    judged.say("EVI117", part, key, what, "give a range above 0 and below 1")
    return False
