"""The days at which a dossier is reckoned again: from its first answer to a year after its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from asculum.evidence.dossier import Dossier
from asculum.losses.identification import identify
from asculum.losses.observations import observations
from asculum.terms.errors import UsageError

#: How long after the battle claims are still followed [days].
AFTER = 365
#: Days within the battle and after it: of a hindcast, and of the few that the report shows.
USUAL, FEW = (7, 4), (1, 1)


def past_days(dossier: Dossier, until: date, *, count: tuple[int, int] = USUAL) -> tuple[date, ...]:
    """Return days spread evenly over the battle, and over the year after it, up to ``until``.

    They begin on the first day on which claims hold a side's losses and the battle has begun
    (the few of the report leave that first day out). ``()`` where there is none.
    """
    last = dossier.period.end - timedelta(days=1)
    first = first_day(dossier, until)
    if first is None:
        return ()
    found: list[date] = []
    within, after = count
    if first < last:
        skip = count != USUAL
        steps = within - 1 + skip
        found += [first + (last - first) * i // steps for i in range(int(skip), steps + 1)]
    else:
        found.append(first)
        last = first
    found += [last + timedelta(days=AFTER) * i // after for i in range(1, after + 1)]
    return tuple(dict.fromkeys(day for day in found if day <= until))


def first_day(dossier: Dossier, until: date) -> date | None:
    """Return the first day up to ``until`` with an answer to look back from, if there is one.

    A week of the battle lies behind it (or the whole of a shorter one). No model is run for it:
    the claims known must hold the losses of a side from above and below.
    """
    last = dossier.as_of(until)
    if not identify(last, observations(last)).any:
        return None
    battle = dossier.period
    start = min(battle.start + timedelta(days=6), battle.end - timedelta(days=1))
    for day in sorted({max(claim.published, start) for claim in dossier.claims}):
        if day > until:
            return None
        known = dossier.as_of(day)
        if identify(known, observations(known)).any:
            return day
    return None


def every(dossier: Dossier, until: date, unit: str) -> tuple[date, ...]:
    """Return the last day of every week (Sundays), month or quarter in the same span."""
    first = first_day(dossier, until)
    if first is None:
        return ()
    end = min(until, max(first, dossier.period.end) + timedelta(days=AFTER))
    return tuple(day for day in _days(first, end) if _closes(day, unit))


def _days(first: date, end: date) -> Iterator[date]:
    day = first
    while day <= end:
        yield day
        day += timedelta(days=1)


def _closes(day: date, unit: str) -> bool:
    if unit == "week":
        return day.isoweekday() == 7
    ends = (day + timedelta(days=1)).day == 1
    return ends and (unit == "month" or day.month % 3 == 0)


def check_days(days: tuple[date, ...], today: date) -> tuple[date, ...]:
    """Return days in order, each once; raise RUN002 for one that lies ahead, HIN001 for none."""
    ahead = [day for day in days if day > today]
    if ahead:
        raise UsageError(
            "RUN002",
            f"the as-of date {ahead[0].isoformat()} lies ahead of {today.isoformat()}",
            why="what has not been published cannot be known",
            fix=f"ask for days up to {today.isoformat()}",
        )
    if not days:
        raise UsageError(
            "HIN001",
            "there is no day to look back from",
            why="no claim holds a side's losses from above and below once the battle has begun",
            fix="add claims with figures or ranges, or name days with --dates",
        )
    return tuple(sorted(set(days)))


def as_of_day(dossier: Dossier, asked: date | None, today: date) -> date:
    """Return the day of which everything is reckoned: the one asked for, or today.

    Raises ``UsageError`` RUN002 for a day yet to come, RUN003 for one before the first claim and
    RUN004 for one before the battle.
    """
    if asked is None:
        return today
    if asked > today:
        raise UsageError(
            "RUN002",
            f"the as-of date {asked.isoformat()} lies ahead of today, {today.isoformat()}",
            why="what has not been published cannot be known",
            fix=f"ask for a day up to {today.isoformat()}",
        )
    if dossier.claims and not any(claim.published <= asked for claim in dossier.claims):
        first = min(claim.published for claim in dossier.claims)
        raise UsageError(
            "RUN003",
            f"no claim had been published by {asked.isoformat()}",
            why=f"the first claim of the dossier is of {first.isoformat()}",
            fix=f"ask for {first.isoformat()} or a later day",
        )
    if asked < dossier.period.start:
        raise UsageError(
            "RUN004",
            f"the battle had not begun by {asked.isoformat()}",
            why=f"it began on {dossier.period.start.isoformat()}, and nothing looks forward",
            fix=f"ask for {dossier.period.start.isoformat()} or a later day",
        )
    return asked
