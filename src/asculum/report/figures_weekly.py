"""Weekly losses with every claim laid over them, as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np

from asculum.evidence.claims import BOTH, Category, Claim, Kind, Scope
from asculum.evidence.dossier import Dossier
from asculum.report.reckoning import ClaimReading, PastLook, Reckoning, WeeklySeries
from asculum.report.restating import category_word, whose
from asculum.report.weekly_marks import Mark, mark_of
from asculum.report.wording import day, rounded
from asculum.terms.period import Period
from asculum.terms.speech import say

#: A source with at least so many short claims in one panel, or so many figures of one running
#: total, is drawn as one line.
STREAK = 6
#: A claim is short where its period has at most so many days.
SHORT_DAYS = 16
Kinds = Literal["reckoned", "wider", "part"]


@dataclass(frozen=True, kw_only=True)
class WeekBand:
    """The reckoned losses of one week, as [persons a week]."""

    start: date
    end: date
    low90: float
    low50: float
    median: float
    high50: float
    high90: float


@dataclass(frozen=True, kw_only=True)
class Fan:
    """The losses week by week as they were reckoned on a past day, up to that day."""

    day: date
    bands: tuple[WeekBand, ...]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One small multiple: a side or force, its weekly losses where reckoned, and its claims.

    ``earlier`` is how those losses stood on the past days that were reckoned.
    """

    title: str
    note: str
    side: str
    force: str
    kind: Kinds
    bands: tuple[WeekBand, ...]
    marks: tuple[Mark, ...]
    earlier: tuple[Fan, ...] = ()

    @property
    def keys(self) -> tuple[tuple[Mark, ...], ...]:
        """The marks by their key: one entry for each number on the panel."""
        grouped: dict[int, list[Mark]] = {}
        for mark in self.marks:
            grouped.setdefault(mark.key, []).append(mark)
        return tuple(tuple(group) for group in grouped.values())

    def values(self) -> list[float]:
        """Return every value that the panel's scale must hold."""
        bands = [*self.bands, *(band for fan in self.earlier for band in fan.bands)]
        found = [value for band in bands for value in (band.low90, band.high90)]
        for mark in self.marks:
            found += [value for value in (mark.low, mark.rate, mark.high) if value is not None]
        return found


@dataclass(frozen=True, kw_only=True)
class WeeklyFigure:
    """The chart of one category: panels in rows, and the claims that it cannot show."""

    category: str
    period: Period
    rows: tuple[tuple[Panel, ...], ...]
    absent: tuple[str, ...]

    @property
    def near(self) -> tuple[tuple[Panel, ...], ...]:
        """The rows of panels that are reckoned."""
        return tuple(row for row in self.rows if row[0].kind == "reckoned")

    @property
    def further(self) -> tuple[tuple[Panel, ...], ...]:
        """The rows of claims wider than the battle, or about parts of it."""
        return tuple(row for row in self.rows if row[0].kind != "reckoned")

    @property
    def panels(self) -> tuple[Panel, ...]:
        """Every panel in the order of reading."""
        return tuple(panel for row in self.rows for panel in row)


def weekly_figures(reckoning: Reckoning) -> tuple[WeeklyFigure, ...]:
    """Return a chart for each category whose weekly losses were reckoned, killed first."""
    categories = list(dict.fromkeys(series.category for series in reckoning.weekly))
    categories.sort(key=lambda name: (name != Category.KILLED, name != Category.CASUALTIES))
    return tuple(_figure(reckoning, category) for category in categories)


def message(panel: Panel, category: str) -> str:
    """Return what a panel shows, in words."""
    parts = [f"{panel.title}."]
    if panel.bands:
        peak = max(panel.bands, key=lambda band: band.median)
        least = min(panel.bands, key=lambda band: band.median)
        high = rounded(peak.low90, peak.median, peak.high90)
        low = rounded(least.low90, least.median, least.high90)
        parts.append(
            say(
                "Weekly {category} peak in the week of {day} at about {median} ({span} in 9 "
                "of 10 draws); the lowest week is that of {day_2}, about {median_2} "
                "({span_2}).",
                category=category_word(category),
                day=day(peak.start),
                median=high.median,
                span=high.span,
                day_2=day(least.start),
                median_2=low.median,
                span_2=low.span,
            )
        )
    if panel.marks:
        rates = [mark.rate for mark in panel.marks]
        spread = rounded(min(rates), min(rates), max(rates))
        parts.append(
            say(
                "{rates} claims imply between {lower} and {upper} a week.",
                rates=len(rates),
                lower=spread.lower,
                upper=spread.upper,
            )
        )
    return " ".join(parts)


def _figure(reckoning: Reckoning, category: str) -> WeeklyFigure:
    dossier = reckoning.dossier
    readings = {item.claim: item for item in reckoning.readings}
    series = [item for item in reckoning.weekly if item.category == category]
    drawn = {(item.side, item.force) for item in series}
    fitting = [claim for claim in dossier.claims if _drawable(dossier, claim, category)]
    whole: list[Panel] = []
    parts: list[Panel] = []
    rest: list[Panel] = []
    for side in dossier.sides:
        of_side = [item for item in series if item.side == side.id]
        claims = [claim for claim in fitting if claim.side == side.id]
        for item in sorted(of_side, key=lambda entry: entry.force != ""):
            own = [c for c in claims if c.scope is Scope.BATTLE and c.force == item.force]
            panel = _panel(dossier, readings, item, side.id, item.force, "reckoned", own)
            panel = replace(panel, earlier=_fans(reckoning.past, item))
            (parts if item.force else whole).append(panel)
        wider = [c for c in claims if c.scope is not Scope.BATTLE]
        narrower = [
            c for c in claims if c.scope is Scope.BATTLE and (side.id, c.force) not in drawn
        ]
        if wider:
            rest.append(_panel(dossier, readings, None, side.id, "", "wider", wider))
        if narrower:
            rest.append(_panel(dossier, readings, None, side.id, "", "part", narrower))
    rows = [tuple(row) for row in (whole, parts, rest) if row]
    numbered = _number(rows)
    shown = {mark.claim for row in numbered for panel in row for mark in panel.marks}
    absent = tuple(claim.id for claim in dossier.claims if claim.id not in shown)
    return WeeklyFigure(category=category, period=dossier.answered, rows=numbered, absent=absent)


def _drawable(dossier: Dossier, claim: Claim, category: str) -> bool:
    return (
        claim.category == category
        and claim.kind is not Kind.RATIO
        and claim.side != BOTH
        and claim.period.overlap(dossier.period) > 0
    )


def _panel(
    dossier: Dossier,
    readings: dict[str, ClaimReading],
    series: WeeklySeries | None,
    side: str,
    force: str,
    kind: Kinds,
    claims: Sequence[Claim],
) -> Panel:
    marks = [mark_of(dossier, readings, claim) for claim in claims]
    name = whose(dossier, side, force)
    title = {
        "reckoned": name,
        "wider": say("{name}: claims wider than the battle", name=name),
        "part": say("{name}: claims about a part of it", name=name),
    }[kind]
    note = {
        "reckoned": "",
        "wider": say("not comparable with the above"),
        "part": say("no weekly figures are reckoned here"),
    }[kind]
    return Panel(
        title=title,
        note=note,
        side=side,
        force=force,
        kind=kind,
        bands=_bands(series) if series is not None else (),
        marks=tuple(sorted(marks, key=lambda mark: (mark.start, mark.end, mark.claim))),
    )


def _fans(past: PastLook | None, now: WeeklySeries) -> tuple[Fan, ...]:
    """Return the same losses as they were reckoned on each past day that told them."""
    same = (now.side, now.force, now.category)
    return tuple(
        Fan(day=item.day, bands=_bands(series))
        for item in (past.dates if past else ())
        for series in item.weekly
        if (series.side, series.force, series.category) == same
    )


def _bands(series: WeeklySeries) -> tuple[WeekBand, ...]:
    probs = [round(prob, 6) for prob in series.probs]
    # where the quarters were not kept there is no inner band, rather than one made up
    wanted = (0.05, 0.25 if 0.25 in probs else 0.5, 0.5, 0.75 if 0.75 in probs else 0.5, 0.95)
    columns = [probs.index(prob) for prob in wanted]
    bands = []
    for period, row in zip(series.periods, np.asarray(series.quantiles), strict=True):
        # the last week may be shorter: rates keep it comparable with the others and with claims
        low90, low50, median, high50, high90 = (
            float(row[column]) / period.days * 7 for column in columns
        )
        bands.append(
            WeekBand(
                start=period.start,
                end=period.end,
                low90=low90,
                low50=low50,
                median=median,
                high50=high50,
                high90=high90,
            )
        )
    return tuple(bands)


def _number(rows: Iterable[tuple[Panel, ...]]) -> tuple[tuple[Panel, ...], ...]:
    """Give every mark its number, one to each streak and to each running total."""
    key = 0
    numbered = []
    for row in rows:
        panels = []
        for panel in row:
            lines = Counter(_line(mark) for mark in panel.marks)
            streaks: dict[tuple[object, ...], int] = {}
            marks = []
            for mark in panel.marks:
                line = _line(mark)
                streak = lines[line] >= STREAK
                if line not in streaks or not streak:
                    key += 1
                    streaks[line] = key
                running = streak and not _brief(mark)
                marks.append(replace(mark, key=streaks[line], streak=streak, running=running))
            panels.append(replace(panel, marks=tuple(marks)))
        numbered.append(tuple(panels))
    return tuple(numbered)


def _line(mark: Mark) -> tuple[object, ...]:
    """Return what marks share that may be drawn as one line.

    Short claims of one source follow one another; claims of one source from one day on, of the
    same losses, are one running total told again and again.
    """
    if _brief(mark):
        return (mark.source,)
    return mark.source, mark.start, mark.about


def _brief(mark: Mark) -> bool:
    return (mark.end - mark.start).days <= SHORT_DAYS
