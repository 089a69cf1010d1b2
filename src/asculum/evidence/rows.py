"""Rows made into values: claims, sources, strengths, control and people, dates filled in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from asculum.evidence.cells import Row
from asculum.evidence.claims import (
    Bound,
    Category,
    Checked,
    Claim,
    Control,
    Kind,
    Manner,
    PeopleFigure,
    Scope,
    Source,
    Strength,
)
from asculum.evidence.codes import found
from asculum.evidence.dossier import Dossier
from asculum.evidence.economy import EconomyFigure
from asculum.evidence.events import Event
from asculum.evidence.located import LocatedCount
from asculum.evidence.names import NameElsewhere
from asculum.evidence.table import Table
from asculum.terms.findings import Finding
from asculum.terms.period import Period

Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why a row of good cells still makes no value."""

    code: str
    what: str
    fix: str


def values_of(
    table: Table, make: Callable[[Row], Value | Refusal]
) -> tuple[tuple[Value, ...], tuple[Finding, ...]]:
    """Return the values of a table's rows, and a finding for each row that makes none."""
    values: list[Value] = []
    findings: list[Finding] = []
    for row in table.rows:
        value = make(row)
        if isinstance(value, Refusal):
            where = f"{table.name}:{row.line}"
            findings.append(found(value.code, value.what, where=where, fix=value.fix))
        else:
            values.append(value)
    return tuple(values), tuple(findings)


def source(row: Row) -> Source | Refusal:
    """Return a row of sources.csv as a value."""
    return Source(
        id=row.text("id"),
        name=row.text("name"),
        allegiance=row.text("allegiance"),
        short=row.text("short"),
        backs=row.text("backs"),
        kind=row.text("kind"),
        url=row.text("url"),
        note=row.text("note"),
        line=row.line,
    )


def claim(row: Row, dossier: Dossier) -> Claim | Refusal:
    """Return a row of claims.csv as a value, its dates filled in by the dictionary's defaults.

    An empty start is the battle's first day (the war's for scope war); an empty end is the day of
    publication, for scope battle no later than the battle's end.
    """
    scope, published = Scope(row.text("scope")), _day(row, "published")
    start, end = row.day("start"), row.day("end")
    start_given, end_given = start is not None, end is not None
    if start is None:
        start = dossier.war_start if scope is Scope.WAR else dossier.period.start
    if start is None:
        what = "start is empty, and dossier.toml does not say when the war began"
        fix = "fill in start, or add start to [war] in dossier.toml"
        return Refusal(code="EVI058", what=what, fix=fix)
    if end is None:
        end = min(published, dossier.period.end) if scope is Scope.BATTLE else published
    refused = _figure_refusal(row) or period_refusal(
        start, end, start_given=start_given, end_given=end_given
    )
    if refused:
        return refused
    return Claim(
        id=row.text("id"),
        published=published,
        source=row.text("source"),
        side=row.text("side"),
        category=Category(row.text("category")),
        kind=Kind(row.text("kind")),
        period=Period(start=start, end=end),
        scope=scope,
        force=row.text("force"),
        versus=row.text("versus"),
        versus_force=row.text("versus_force"),
        low=row.number("low"),
        best=row.number("best"),
        high=row.number("high"),
        bound=Bound(row.text("bound")),
        derives_from=row.ids("derives_from"),
        manner=_manner(row),
        apart_from=row.ids("apart_from"),
        checked=Checked(row.text("checked")),
        url=row.text("url"),
        note=row.text("note"),
        start_given=start_given,
        end_given=end_given,
        line=row.line,
    )


def strength(row: Row) -> Strength | Refusal:
    """Return a row of strengths.csv as a value; an empty date is the day of publication."""
    published = _day(row, "published")
    return _figure_refusal(row) or Strength(
        id=row.text("id"),
        published=published,
        source=row.text("source"),
        side=row.text("side"),
        measure=row.text("measure"),
        date=row.day("date") or published,
        force=row.text("force"),
        low=row.number("low"),
        best=row.number("best"),
        high=row.number("high"),
        bound=Bound(row.text("bound")),
        checked=Checked(row.text("checked")),
        url=row.text("url"),
        note=row.text("note"),
        line=row.line,
    )


def control(row: Row) -> Control | Refusal:
    """Return a row of control.csv as a value."""
    start, end = _day(row, "start"), row.day("end")
    return period_refusal(start, end) or Control(
        place=row.text("place"),
        start=start,
        end=end,
        status=row.text("status"),
        source=row.text("source"),
        latitude=row.number("latitude"),
        longitude=row.number("longitude"),
        url=row.text("url"),
        note=row.text("note"),
        line=row.line,
    )


def name(row: Row) -> NameElsewhere | Refusal:
    """Return a row of names.csv as a value."""
    return NameElsewhere(
        name=row.text("name"),
        lang=row.text("lang"),
        written=row.text("written"),
        source=row.text("source"),
        url=row.text("url"),
        note=row.text("note"),
        line=row.line,
    )


def people(row: Row) -> PeopleFigure | Refusal:
    """Return a row of people.csv as a value."""
    start, end = row.day("start"), row.day("end")
    return (
        _figure_refusal(row)
        or period_refusal(start, end)
        or PeopleFigure(
            id=row.text("id"),
            published=_day(row, "published"),
            source=row.text("source"),
            place=row.text("place"),
            measure=row.text("measure"),
            start=start,
            end=end,
            low=row.number("low"),
            best=row.number("best"),
            high=row.number("high"),
            bound=Bound(row.text("bound")),
            derives_from=row.ids("derives_from"),
            manner=_manner(row),
            latitude=row.number("latitude"),
            longitude=row.number("longitude"),
            checked=Checked(row.text("checked")),
            url=row.text("url"),
            note=row.text("note"),
            line=row.line,
        )
    )


def economy(row: Row) -> EconomyFigure | Refusal:
    """Return a row of economy.csv as a value."""
    start, end = row.day("start"), row.day("end")
    return (
        _figure_refusal(row)
        or period_refusal(start, end)
        or EconomyFigure(
            id=row.text("id"),
            published=_day(row, "published"),
            source=row.text("source"),
            subject=row.text("subject"),
            reach=row.text("reach"),
            measure=row.text("measure"),
            unit=row.text("unit"),
            kind=row.text("kind"),
            start=start,
            end=end,
            low=row.number("low"),
            best=row.number("best"),
            high=row.number("high"),
            bound=Bound(row.text("bound")),
            checked=Checked(row.text("checked")),
            url=row.text("url"),
            note=row.text("note"),
            line=row.line,
        )
    )


def event(row: Row) -> Event | Refusal:
    """Return a row of events.csv as a value; an empty last day is the first."""
    start = _day(row, "date_start")
    end = row.day("date_end") or start
    if end < start:
        what = f"the event runs from {start} to {end}"
        fix = "for events date_end is the last day itself; write it no earlier than date_start"
        return Refusal(code="EVI056", what=what, fix=fix)
    return Event(
        id=row.text("id"),
        source=row.text("source"),
        published=row.day("published"),
        date_start=start,
        date_end=end,
        date_precision=row.text("date_precision"),
        place=row.text("place"),
        latitude=row.number("latitude"),
        longitude=row.number("longitude"),
        place_precision=row.text("place_precision"),
        actor_a=row.text("actor_a"),
        actor_b=row.text("actor_b"),
        side_a=row.text("side_a"),
        side_b=row.text("side_b"),
        low=row.number("low"),
        best=row.number("best"),
        high=row.number("high"),
        deaths_a=row.number("deaths_a"),
        deaths_b=row.number("deaths_b"),
        deaths_civilians=row.number("deaths_civilians"),
        deaths_unknown=row.number("deaths_unknown"),
        dataset=row.text("dataset"),
        version=row.text("version"),
        flags=row.text("flags"),
        url=row.text("url"),
        note=row.text("note"),
        line=row.line,
    )


def located(row: Row) -> LocatedCount | Refusal:
    """Return a row of located.csv as a value; counts are whole, and no more near than in all."""
    start, end = _day(row, "start"), _day(row, "end")
    near, whole = row.number("near"), row.number("all")
    assert near is not None, "the dictionary requires it"
    assert whole is not None, "the dictionary requires it"
    if near != int(near) or whole != int(whole) or not 0 <= near <= whole or whole == 0:
        what = f"{near:,.10g} near of {whole:,.10g} in all"
        fix = "count whole things: those near are among all, and there is at least one"
        return Refusal(code="EVI086", what=what, fix=fix)
    return period_refusal(start, end) or LocatedCount(
        id=row.text("id"),
        published=_day(row, "published"),
        source=row.text("source"),
        counted=row.text("counted"),
        near=int(near),
        all=int(whole),
        period=Period(start=start, end=end),
        side=row.text("side"),
        checked=Checked(row.text("checked")),
        url=row.text("url"),
        note=row.text("note"),
        line=row.line,
    )


def figures(low: float | None, best: float | None, high: float | None) -> Sequence[float]:
    """Return the figures that are given, from low to high."""
    return [figure for figure in (low, best, high) if figure is not None]


def _day(row: Row, name: str) -> date:
    day = row.day(name)
    assert day is not None, "the dictionary requires it"
    return day


def _manner(row: Row) -> Manner | None:
    word = row.text("manner")
    return Manner(word) if word else None


def _figure_refusal(row: Row) -> Refusal | None:
    if figures(row.number("low"), row.number("best"), row.number("high")):
        return None
    what = "low, best and high are all empty"
    return Refusal(
        code="EVI054", what=what, fix="write the figure claimed in best, a range in low and high"
    )


def period_refusal(
    start: date | None, end: date | None, *, start_given: bool = True, end_given: bool = True
) -> Refusal | None:
    """Refuse a period that does not end after its start."""
    if start is None or end is None or end > start:
        return None
    filled = {
        (True, False): " (the end was filled in)",
        (False, True): " (the start was filled in)",
    }
    more = filled.get((start_given, end_given), "" if start_given else " (both were filled in)")
    fix = "for a single day, end is the day after start"
    if not start_given or not end_given:
        fix = f"fill in {'end' if start_given else 'start'}; {fix}"
    return Refusal(code="EVI056", what=f"the period runs from {start} to {end}{more}", fix=fix)
