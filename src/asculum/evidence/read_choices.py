"""Choices made from dossier.toml: options, prices, fronts, stakes, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from asculum.evidence.choices import (
    OPTION_RANGES,
    Choices,
    Front,
    Option,
    OptionKind,
    Price,
    Resolve,
)
from asculum.evidence.codes import found
from asculum.evidence.dossier import Side
from asculum.evidence.judged import Judged
from asculum.evidence.key_lines import KeyLines
from asculum.evidence.keys import Section
from asculum.evidence.ranges import Range
from asculum.evidence.read_terms import deal, screen, shift, walk
from asculum.evidence.spelling import Speller, counted, listed, shown
from asculum.evidence.terms import Deal, FortWalk, Screen, Shift
from asculum.terms.findings import Finding
from asculum.terms.period import Period

Value = TypeVar("Value", Option, Price, Deal, Front, Resolve, Shift, Screen, FortWalk)


def read_choices(
    section: Section, *, sides: Sequence[Side], period: Period, lines: KeyLines
) -> tuple[Choices, tuple[Finding, ...]]:
    """Return what a dossier states of choices, and every finding about it."""
    judged = Judged(sides=Speller(side.id for side in sides), period=period, lines=lines)

    def every(key: str, make: Callable[[Judged, Section], Value | None]) -> tuple[Value, ...]:
        """Return every table of an array that can be read."""
        parts = section.parts.get(key, ())
        return tuple(value for part in parts if (value := make(judged, part)) is not None)

    choices = Choices(
        options=every("options", option),
        prices=every("prices", price),
        deals=every("deals", deal),
        fronts=every("fronts", front),
        resolves=every("resolves", resolve),
        shifts=every("shifts", shift),
        screens=every("screens", screen),
        walks=every("walks", walk),
    )
    judged.findings.extend(_together(choices, lines, period))
    return choices, tuple(judged.findings)


def option(judged: Judged, part: Section) -> Option | None:
    """Return an option, or nothing where it cannot be made."""
    row, side, day = part.row, judged.side(part), judged.day(part)
    kind, own_id, name = row.text("kind"), row.text("id"), row.text("name")
    ranges = {key: judged.range(part, key) for key in OPTION_RANGES}
    happened, end = row.flag("happened"), row.day("end")
    if not (side and day and kind and own_id and name):
        return None
    _multiples(judged, part, happened, ranges)
    _expected(judged, part, happened, ranges)
    if end is not None and not day < end <= judged.period.end:
        what = f"{own_id} ends on {end}"
        fix = f"give a day after {day}, up to {judged.period.end}, or leave end out"
        judged.say("EVI113", part, "end", what, fix)
        return None
    return Option(
        id=own_id,
        side=side,
        kind=OptionKind(kind),
        date=day,
        name=name,
        end=end,
        happened=happened,
        after=row.text("after"),
        line=judged.line(part),
        **ranges,
    )


def price(judged: Judged, part: Section) -> Price | None:
    """Return the prices of a side, or nothing where it cannot be made."""
    side = judged.side(part)
    ranges = {key: judged.range(part, key) for key in ("enemy", "day", "place", "freed")}
    return Price(side=side, line=judged.line(part), **ranges) if side else None


def front(judged: Judged, part: Section) -> Front | None:
    """Return a front, or nothing where it cannot be made."""
    side = judged.side(part)
    own, enemy = judged.range(part, "own"), judged.range(part, "enemy")
    worth, name = judged.range(part, "worth"), part.row.text("name")
    if not (side and own and enemy and worth and name):
        return None
    if enemy.low <= 0:
        what = f"the enemy on {name} begins at {enemy.low:g}"
        fix = "leave out a front that nobody contests"
        judged.say("EVI115", part, "enemy", what, fix)
        return None
    return Front(
        side=side,
        name=name,
        own=own,
        enemy=enemy,
        worth=worth,
        here=part.row.flag("here"),
        line=judged.line(part),
    )


def resolve(judged: Judged, part: Section) -> Resolve | None:
    """Return a leader's stake, or nothing where it cannot be made."""
    row, side, day = part.row, judged.side(part), judged.day(part)
    counts = {key: row.number(key) for key in ("steps", "held", "won", "lost")}
    ranges = {key: judged.range(part, key) for key in ("chance", "cost", "keeps", "bonus")}
    if not (side and day) or None in (*counts.values(), *ranges.values()):
        return None
    steps, held, won, lost = (value or 0.0 for value in counts.values())
    if not (2 <= steps <= 200 and 0 < held < steps and won > 0 and lost > 0):
        what = f"{held:g} of {steps:g} steps held, a belief of {won:g} won and {lost:g} lost"
        fix = "give 2 to 200 steps, held between none and all of them, and a belief above zero"
        judged.say("EVI116", part, "steps", what, fix)
        return None
    chance, cost, keeps, bonus = (item for item in ranges.values() if item is not None)
    return Resolve(
        side=side,
        date=day,
        steps=int(steps),
        held=int(held),
        won=won,
        lost=lost,
        chance=chance,
        cost=cost,
        keeps=keeps,
        bonus=bonus,
        line=judged.line(part),
    )


def _multiples(
    judged: Judged, part: Section, happened: bool, ranges: dict[str, Range | None]
) -> None:
    """Say where losses are stated of what happened, or not stated of what did not."""
    name = part.row.text("id")
    for key in ("own_rate", "enemy_rate", "own_once"):
        stated = ranges[key] is not None
        if happened and stated:
            fix = f"delete {key}"
            judged.say("EVI112", part, key, f"{name} happened, yet {key} is given", fix)
        refused = any(
            item.code == "EVI110" and item.where == judged.lines.where((*part.path, key))
            for item in judged.findings
        )
        if not happened and not stated and key != "own_once" and not refused:
            what = f"{name} did not happen, and {key} is missing"
            fix = f'add {key} = {{ low = …, high = …, why = "…" }}, or happened = true'
            judged.say("EVI112", part, key, what, fix)


def _expected(
    judged: Judged, part: Section, happened: bool, ranges: dict[str, Range | None]
) -> None:
    """Say where an expectation is stated of what did not happen, or of no days."""
    for key in ("lasts", "hoped"):
        item, name = ranges[key], part.row.text("id")
        if item is None:
            continue
        if not happened:
            what, fix = f"{name} did not happen, yet {key} is given", "give it of what happened"
            judged.say("EVI112", part, key, what, fix)
        elif key == "lasts" and item.low <= 0:
            what = f"lasts of {name} begins at {item.low:g} days"
            judged.say("EVI110", part, key, what, "give a range above zero")


def _together(choices: Choices, lines: KeyLines, period: Period) -> Iterator[Finding]:
    """Yield what is wrong with tables beside each other."""
    named = (choices.options, choices.deals, choices.shifts, choices.screens, choices.walks)
    for items in named:
        seen: set[str] = set()
        for item in items:
            if item.id in seen:
                what, fix = f"id {shown(item.id)} is there twice", "give each its own id"
                yield found("EVI016", what, where=f"{lines.name}:{item.line}", fix=fix)
            seen.add(item.id)
    priced: set[str] = set()
    for price in choices.prices:
        if price.side in priced:
            what, fix = f"prices of {price.side} are there twice", "put them into one [[prices]]"
            yield found("EVI111", what, where=f"{lines.name}:{price.line}", fix=fix)
        priced.add(price.side)
    yield from _fronts(choices.fronts, lines)
    beside: dict[tuple[str, date], list[Option]] = {}
    for option in choices.options:
        beside.setdefault((option.side, option.date), []).append(option)
    for (side, day), options in beside.items():
        where = f"{lines.name}:{options[0].line}"
        happened = [option.id for option in options if option.happened]
        who = f"{side} on {day}"
        if len(happened) != 1:
            what = f"{who}: {counted(len(happened), 'option')} happened ({listed(happened)})"
            fix = "write happened = true in the one that did, and in no other"
            yield found("EVI111", what.replace(" ()", ""), where=where, fix=fix)
        if len(options) < 2:
            fix = "add what else could have been done, or delete it"
            yield found("EVI111", f"{who}: one option alone", where=where, fix=fix)
        if len({option.end or period.end for option in options}) > 1:
            fix = "give the same end, or leave it out"
            yield found("EVI113", f"{who}: options to different ends", where=where, fix=fix)


def _fronts(fronts: Sequence[Front], lines: KeyLines) -> Iterator[Finding]:
    """Yield where a side's fronts hold nobody of its own, or nothing that was worth holding."""
    sides: dict[str, list[Front]] = {}
    for front in fronts:
        sides.setdefault(front.side, []).append(front)
    for side, items in sides.items():
        for key, what in (("own", "no own force"), ("worth", "nothing that was worth holding")):
            if all(front.ranges()[key].high <= 0 for front in items):
                where = f"{lines.name}:{items[0].line}"
                fix = f"give {key} above zero on one front at least, or delete the fronts"
                yield found("EVI115", f"the fronts of {side} hold {what}", where=where, fix=fix)
