"""Choices made from dossier.toml: options, prices, deals, fronts, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from asculum.evidence.choices import (
    Choices,
    Deal,
    Front,
    Option,
    OptionKind,
    Price,
    Range,
    Resolve,
)
from asculum.evidence.codes import found
from asculum.evidence.dossier import Side
from asculum.evidence.key_lines import KeyLines
from asculum.evidence.keys import Section
from asculum.evidence.spelling import Speller, counted, listed, shown
from asculum.terms.findings import Finding
from asculum.terms.period import Period

Value = TypeVar("Value", Option, Price, Deal, Front, Resolve)


def read_choices(
    section: Section, *, sides: Sequence[Side], period: Period, lines: KeyLines
) -> tuple[Choices, tuple[Finding, ...]]:
    """Return what a dossier states of choices, and every finding about it."""
    reader = _Reader(sides=Speller(side.id for side in sides), period=period, lines=lines)
    choices = Choices(
        options=reader.all(section, "options", reader.option),
        prices=reader.all(section, "prices", reader.price),
        deals=reader.all(section, "deals", reader.deal),
        fronts=reader.all(section, "fronts", reader.front),
        resolves=reader.all(section, "resolves", reader.resolve),
    )
    reader.findings.extend(_together(choices, lines, period))
    return choices, tuple(reader.findings)


class _Reader:
    """Makes values of sections, collecting findings; what cannot be made is left out."""

    def __init__(self, *, sides: Speller, period: Period, lines: KeyLines) -> None:
        self.sides, self.period, self.lines = sides, period, lines
        self.findings: list[Finding] = []

    def all(
        self, section: Section, key: str, make: Callable[[Section], Value | None]
    ) -> tuple[Value, ...]:
        """Return every table of an array that can be read."""
        return tuple(
            value for part in section.parts.get(key, ()) if (value := make(part)) is not None
        )

    def option(self, part: Section) -> Option | None:
        row, side, day = part.row, self._side(part), self._day(part)
        kind, own_id, name = row.text("kind"), row.text("id"), row.text("name")
        ranges = {
            key: self._range(part, key)
            for key in ("own_rate", "enemy_rate", "own_once", "days", "keeps", "freed")
        }
        happened, end = row.flag("happened"), row.day("end")
        if not (side and day and kind and own_id and name):
            return None
        self._multiples(part, happened, ranges)
        if end is not None and not day < end <= self.period.end:
            what = f"{own_id} ends on {end}"
            fix = f"give a day after {day}, up to {self.period.end}, or leave end out"
            self._say("EVI113", part, "end", what, fix)
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
            line=self.lines.line(part.path),
            **ranges,
        )

    def price(self, part: Section) -> Price | None:
        side = self._side(part)
        ranges = {key: self._range(part, key) for key in ("enemy", "day", "place", "freed")}
        return Price(side=side, line=self.lines.line(part.path), **ranges) if side else None

    def deal(self, part: Section) -> Deal | None:
        row, side, day = part.row, self._side(part), self._day(part)
        by_a, by_b = self._range(part, "chance_by_a"), self._range(part, "chance_by_b")
        ranges = {key: self._range(part, key) for key in ("cost_a", "cost_b", "worth_a", "worth_b")}
        if not (side and day and by_a and by_b and row.text("id") and row.text("over")):
            return None
        for who in "ab":
            stated = [key for key in (f"cost_{who}", f"worth_{who}") if ranges[key] is not None]
            if len(stated) != 1:
                what = f"{row.text('id')} states {' and '.join(stated) or 'no cost'} of {who}"
                fix = f"give either cost_{who} or worth_{who}"
                self._say("EVI114", part, f"cost_{who}", what, fix)
                return None
            worth = ranges[f"worth_{who}"]
            if worth is not None and worth.low <= 0:
                what = f"worth_{who} of {row.text('id')} begins at {worth.low:g}"
                fix = "give a range above zero"
                self._say("EVI114", part, f"worth_{who}", what, fix)
                return None
        return Deal(
            id=row.text("id"),
            side=side,
            date=day,
            over=row.text("over"),
            chance_by_a=by_a,
            chance_by_b=by_b,
            note=row.text("note"),
            line=self.lines.line(part.path),
            **ranges,
        )

    def front(self, part: Section) -> Front | None:
        side = self._side(part)
        own, enemy = self._range(part, "own"), self._range(part, "enemy")
        worth, name = self._range(part, "worth"), part.row.text("name")
        if not (side and own and enemy and worth and name):
            return None
        if enemy.low <= 0:
            what = f"the enemy on {name} begins at {enemy.low:g}"
            fix = "leave out a front that nobody contests"
            self._say("EVI115", part, "enemy", what, fix)
            return None
        return Front(
            side=side,
            name=name,
            own=own,
            enemy=enemy,
            worth=worth,
            here=part.row.flag("here"),
            line=self.lines.line(part.path),
        )

    def resolve(self, part: Section) -> Resolve | None:
        row, side, day = part.row, self._side(part), self._day(part)
        counts = {key: row.number(key) for key in ("steps", "held", "won", "lost")}
        ranges = {key: self._range(part, key) for key in ("chance", "cost", "keeps", "bonus")}
        if not (side and day) or None in (*counts.values(), *ranges.values()):
            return None
        steps, held, won, lost = (value or 0.0 for value in counts.values())
        if not (2 <= steps <= 200 and 0 < held < steps and won > 0 and lost > 0):
            what = f"{held:g} of {steps:g} steps held, a belief of {won:g} won and {lost:g} lost"
            fix = "give 2 to 200 steps, held between none and all of them, and a belief above zero"
            self._say("EVI116", part, "steps", what, fix)
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
            line=self.lines.line(part.path),
        )

    def _side(self, part: Section) -> str:
        side = part.row.text("side")
        if side and side not in self.sides.known:
            self._say("EVI051", part, "side", f"side is {shown(side)}", self.sides.fix(side))
            return ""
        return side

    def _day(self, part: Section) -> date | None:
        day = part.row.day("date")
        if day is not None and not self.period.start <= day < self.period.end:
            what = f"date is {day}, outside the battle ({self.period})"
            fix = "give a day of the battle"
            self._say("EVI113", part, "date", what, fix)
            return None
        return day

    def _range(self, part: Section, key: str) -> Range | None:
        low, high = part.row.number(f"{key}.low"), part.row.number(f"{key}.high")
        if low is None and high is None:
            return None
        if low is None or high is None or not 0 <= low <= high:
            ends = " to ".join("nothing" if end is None else f"{end:g}" for end in (low, high))
            fix = f"write {key} = {{ low = …, high = …, why = … }} with ends from 0 up"
            self._say("EVI110", part, key, f"{key} runs from {ends}", fix)
            return None
        why = part.row.text(f"{key}.why")
        if not why:
            what = f"{key} is stated without a reason"
            self._say("EVI043", part, key, what, f'add why = "…" to {key}')
        return Range(
            low=low,
            high=high,
            why=why,
            source=part.row.text(f"{key}.source"),
            line=self.lines.line((*part.path, key)),
        )

    def _multiples(self, part: Section, happened: bool, ranges: dict[str, Range | None]) -> None:
        """Say where losses are stated of what happened, or not stated of what did not."""
        name = part.row.text("id")
        for key in ("own_rate", "enemy_rate", "own_once"):
            stated = ranges[key] is not None
            if happened and stated:
                fix = f"delete {key}"
                self._say("EVI112", part, key, f"{name} happened, yet {key} is given", fix)
            refused = any(
                item.code == "EVI110" and item.where == self.lines.where((*part.path, key))
                for item in self.findings
            )
            if not happened and not stated and key != "own_once" and not refused:
                what = f"{name} did not happen, and {key} is missing"
                fix = f'add {key} = {{ low = …, high = …, why = "…" }}, or happened = true'
                self._say("EVI112", part, key, what, fix)

    def _say(self, code: str, part: Section, key: str, what: str, fix: str) -> None:
        where = self.lines.where((*part.path, key))
        self.findings.append(found(code, what, where=where, fix=fix))


def _together(choices: Choices, lines: KeyLines, period: Period) -> Iterator[Finding]:
    """Yield what is wrong with tables beside each other."""
    for items in (choices.options, choices.deals):
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
