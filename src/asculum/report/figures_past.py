"""How the estimate moved as claims arrived, as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from asculum.evidence.claims import CIVILIANS, Category
from asculum.report.reckoning import PastDate, PastPoint, PastSeries, Reckoning
from asculum.report.restating import category_word, relation, side_name
from asculum.report.wording import day, rounded
from asculum.terms.period import Period
from asculum.terms.speech import say


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A claim on a side's losses on the day it was published."""

    claim: str
    day: date
    relation: str


@dataclass(frozen=True, kw_only=True)
class PastPanel:
    """One side: losses up to each day as reckoned then and as reckoned now, and what arrived."""

    title: str
    side: str
    then: tuple[PastPoint, ...]
    now: tuple[PastPoint, ...]
    arrivals: tuple[Arrival, ...]

    @property
    def most(self) -> float:
        """The largest value that the panel's scale must hold."""
        return max(point.upper for point in (*self.then, *self.now))


@dataclass(frozen=True, kw_only=True)
class PastRow:
    """One past day of one side in words."""

    date: PastDate
    whose: str
    category: str
    then: PastPoint | None
    again: PastPoint | None


@dataclass(frozen=True, kw_only=True)
class PastFigure:
    """The chart of one category, with its rows as a table; panels share the days of ``period``."""

    category: str
    period: Period
    panels: tuple[PastPanel, ...]
    rows: tuple[PastRow, ...]


def past_figures(reckoning: Reckoning) -> tuple[PastFigure, ...]:
    """Return a chart for each category that was followed through time, killed first."""
    past = reckoning.past
    if past is None or not past.series:
        return ()
    names = list(dict.fromkeys(item.category for item in past.series))
    names.sort(key=lambda name: name != Category.KILLED)
    return tuple(_figure(reckoning, name, past.dates) for name in names)


def message(panel: PastPanel, category: str) -> str:
    """Return what a panel shows, in words."""
    parts = [
        say(
            "{title}, {category} up to each day.",
            title=panel.title,
            category=category_word(category),
        )
    ]
    for point in panel.then:
        spoken = rounded(point.lower, point.median, point.upper)
        parts.append(
            say(
                "As of {day} about {median} ({span}).",
                day=day(point.day),
                median=spoken.median,
                span=spoken.span,
            )
        )
    last = panel.now[-1]
    spoken = rounded(last.lower, last.median, last.upper)
    parts.append(
        say(
            "Now, up to {day}, about {median} ({span}).",
            day=day(last.day),
            median=spoken.median,
            span=spoken.span,
        )
    )
    return " ".join(parts)


def _figure(reckoning: Reckoning, category: str, dates: tuple[PastDate, ...]) -> PastFigure:
    assert reckoning.past is not None, "a figure is made of what there is"
    dossier = reckoning.dossier
    series = [item for item in reckoning.past.series if item.category == category]
    last = max(point.day for item in series for point in (*item.then, *item.now))
    # a little room after the last day, so that its mark is not cut
    period = Period(start=dossier.period.start, end=last + timedelta(days=12))
    panels = tuple(
        PastPanel(
            title=side_name(dossier, item.side),
            side=item.side,
            then=item.then,
            now=item.now,
            arrivals=_arrivals(reckoning, item.side, period),
        )
        for item in series
    )
    rows = tuple(row for item in series for row in _rows(reckoning, item, dates))
    return PastFigure(category=category, period=period, panels=panels, rows=rows)


def _arrivals(reckoning: Reckoning, side: str, period: Period) -> tuple[Arrival, ...]:
    """Return the claims on a side in the order in which they came, those of all scopes."""
    found = [
        Arrival(claim=claim.id, day=claim.published, relation=relation(reckoning.dossier, claim))
        for claim in reckoning.dossier.claims
        if claim.side not in (CIVILIANS,)
        and (claim.side == side or claim.versus == side)
        and period.start <= claim.published < period.end
    ]
    return tuple(sorted(found, key=lambda item: (item.day, item.claim)))


def _rows(reckoning: Reckoning, series: PastSeries, dates: tuple[PastDate, ...]) -> list[PastRow]:
    then = {point.day: point for point in series.then}
    again = {point.day: point for point in series.again}
    return [
        PastRow(
            date=item,
            whose=side_name(reckoning.dossier, series.side),
            category=series.category,
            then=then.get(item.day),
            again=again.get(item.day),
        )
        for item in dates
    ]
