"""What befalls a stylised battle from outside its law, as ``asculum simulate`` takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from asculum.cli.numbers import written_otherwise
from asculum.terms.errors import UsageError

if TYPE_CHECKING:
    from asculum.attrition.course import Course

SIDES = ("attacker", "defender")


@dataclass(frozen=True, kw_only=True)
class Joining:
    """``persons`` a day join a side from day ``start`` up to day ``end``."""

    side: str
    persons: float
    start: float
    end: float


class Joined(click.ParamType[Joining]):
    """Who joins a side, as SIDE:PERSONS:FROM:TO."""

    name = "text"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Joining:
        """Return who joins."""
        if isinstance(value, Joining):
            return value
        side, *numbers = str(value).split(":")
        if side not in SIDES or len(numbers) != 3:
            self.fail(
                f"{value!r} is not SIDE:PERSONS:FROM:TO, such as attacker:300:3:9", param, ctx
            )
        try:
            persons, start, end = (float(number) for number in numbers)
        except ValueError:
            meant = ":".join([side, *(written_otherwise(number) or number for number in numbers)])
            such = f"write {meant}" if meant != value else "such as attacker:300:3:9"
            self.fail(f"{value!r}: persons a day and days are numbers, {such}", param, ctx)
        if not (0 < persons < float("inf") and 0 <= start < end < float("inf")):
            self.fail(f"{value!r}: persons a day are above 0, and the days in order", param, ctx)
        return Joining(side=side, persons=persons, start=start, end=end)


def course_of(until: float | None, joins: tuple[Joining, ...]) -> Course | None:
    """Return the course that the options state, in steps on which all its days lie."""
    if until is None:
        if joins:
            raise UsageError(
                "ATT049",
                "--join without --until",
                why="a battle whom others join may go on for ever, and is followed to a day",
                fix=f"add --until {max(join.end for join in joins):g}",
            )
        return None
    from asculum.attrition.course import Course, Reinforcement, Side

    days = [until, *(day for join in joins for day in (join.start, join.end))]
    step = next((s for s in (1.0, 0.5, 0.25, 0.1, 0.05, 0.01) if _on(days, s)), None)
    if step is None:
        raise UsageError(
            "ATT047",
            f"the days {', '.join(f'{day:g}' for day in days)}",
            why="days are told to a hundredth",
            fix="give days such as 3 or 9.5",
        )
    if any(join.start >= until for join in joins):
        raise UsageError(
            "ATT047",
            f"somebody joins after day {until:g}, the last that is followed",
            why="nobody would be seen to join",
            fix="give a later --until, or leave that --join out",
        )
    pieces = tuple(
        Reinforcement(side=Side(join.side), persons=join.persons, start=join.start, end=join.end)
        for join in joins
    )
    return Course(days=until, step=step, pieces=pieces)


def _on(days: list[float], step: float) -> bool:
    return all(abs(day / step - round(day / step)) < 1e-9 for day in days)
