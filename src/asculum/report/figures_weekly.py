"""Weekly losses with every claim laid over them, as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np

from asculum.evidence.claims import BOTH, Bound, Category, Claim, Kind, Scope
from asculum.evidence.dossier import Dossier
from asculum.report.reckoning import ClaimReading, Reckoning, WeeklySeries
from asculum.report.restating import (
    category_word,
    force_name,
    relation,
    restate,
    scope_words,
    short,
    whose,
)
from asculum.report.wording import day, rounded, span
from asculum.terms.period import Period

#: A source with at least so many short claims in one panel is drawn as one stepped line.
STREAK = 6
#: A claim is short where its period has at most so many days.
SHORT_DAYS = 16
Kinds = Literal["reckoned", "wider", "part"]


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One claim on a panel: its period and what it implies a week [persons a week].

    Marks of one streak share their ``key``, the number that the chart and its list use.
    """

    claim: str
    key: int
    source: str
    relation: str
    role: str
    start: date
    end: date
    rate: float
    low: float | None
    high: float | None
    bound: Bound
    origin: str
    says: str
    tip: str
    about: str = ""
    streak: bool = False


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
class Panel:
    """One small multiple: a side or force, its weekly losses where reckoned, and its claims."""

    title: str
    note: str
    side: str
    force: str
    kind: Kinds
    bands: tuple[WeekBand, ...]
    marks: tuple[Mark, ...]

    @property
    def keys(self) -> tuple[tuple[Mark, ...], ...]:
        """The marks by their key: one entry for each number on the panel."""
        grouped: dict[int, list[Mark]] = {}
        for mark in self.marks:
            grouped.setdefault(mark.key, []).append(mark)
        return tuple(tuple(group) for group in grouped.values())

    def values(self) -> list[float]:
        """Return every value that the panel's scale must hold."""
        found = [value for band in self.bands for value in (band.low90, band.high90)]
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
    def panels(self) -> tuple[Panel, ...]:
        """Every panel in the order of reading."""
        return tuple(panel for row in self.rows for panel in row)


def weekly_figures(reckoning: Reckoning) -> tuple[WeeklyFigure, ...]:
    """Return a chart for each category whose weekly losses were reckoned, killed first."""
    categories = list(dict.fromkeys(series.category for series in reckoning.weekly))
    categories.sort(key=lambda name: (name != Category.KILLED, name != Category.CASUALTIES))
    return tuple(_figure(reckoning, category) for category in categories)


def weekly_rate(claim: Claim, value: float) -> float:
    """Return what a figure of a claim implies a week [persons a week]."""
    return value * 7 if claim.kind is Kind.PER_DAY else value / claim.period.days * 7


def message(panel: Panel, category: str) -> str:
    """Return what a panel shows, in words."""
    parts = [f"{panel.title}."]
    if panel.bands:
        peak = max(panel.bands, key=lambda band: band.median)
        least = min(panel.bands, key=lambda band: band.median)
        high = rounded(peak.low90, peak.median, peak.high90)
        low = rounded(least.low90, least.median, least.high90)
        parts.append(
            f"Weekly {category_word(category)} peak in the week of {day(peak.start)} at about "
            f"{high.median} ({high.span} in 9 of 10 draws); the lowest week is that of "
            f"{day(least.start)}, about {low.median} ({low.span})."
        )
    if panel.marks:
        rates = [mark.rate for mark in panel.marks]
        spread = rounded(min(rates), min(rates), max(rates))
        parts.append(f"{len(rates)} claims imply between {spread.lower} and {spread.upper} a week.")
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
    marks = [_mark(dossier, readings, claim) for claim in claims]
    name = whose(dossier, side, force)
    title = {
        "reckoned": name,
        "wider": f"{name}: claims wider than the battle",
        "part": f"{name}: claims about a part of it",
    }[kind]
    note = {
        "reckoned": "",
        "wider": "not comparable with the above",
        "part": "no weekly figures are reckoned here",
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


def _mark(dossier: Dossier, readings: dict[str, ClaimReading], claim: Claim) -> Mark:
    reading = readings.get(claim.id)
    source = dossier.sources[claim.source]
    bound = claim.bound
    if claim.kind is Kind.NAMED_MINIMUM or (claim.best is None and claim.high is None):
        bound = Bound.AT_LEAST
    elif claim.best is None and claim.low is None:
        bound = Bound.AT_MOST
    ranged = claim.low is not None and claim.high is not None
    return Mark(
        claim=claim.id,
        key=0,
        source=source.label,
        relation=relation(dossier, claim),
        role=reading.role if reading else "unused",
        start=claim.period.start,
        end=claim.period.end,
        rate=weekly_rate(claim, claim.figure),
        low=weekly_rate(claim, claim.low) if ranged and claim.low is not None else None,
        high=weekly_rate(claim, claim.high) if ranged and claim.high is not None else None,
        bound=bound,
        origin=reading.origin if reading else "",
        says=", ".join([short(dossier, claim), *_reach(dossier, claim), span(claim.period)]),
        about=", ".join([category_word(claim.category), *_reach(dossier, claim)]),
        tip=f"{source.name}, {day(claim.published)}: {restate(dossier, claim)}",
    )


def _reach(dossier: Dossier, claim: Claim) -> list[str]:
    """Return the force and the scope of a claim in words, where it is not the whole battle."""
    words = [force_name(dossier, claim.side, claim.force)] if claim.force else []
    return words if claim.scope is Scope.BATTLE else [*words, scope_words(claim.scope)]


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
    """Give every mark its number, one to each streak."""
    key = 0
    numbered = []
    for row in rows:
        panels = []
        for panel in row:
            brief = Counter(mark.source for mark in panel.marks if _brief(mark))
            streaks: dict[str, int] = {}
            marks = []
            for mark in panel.marks:
                streak = _brief(mark) and brief[mark.source] >= STREAK
                if streak and mark.source in streaks:
                    marks.append(replace(mark, key=streaks[mark.source], streak=True))
                    continue
                key += 1
                if streak:
                    streaks[mark.source] = key
                marks.append(replace(mark, key=key, streak=streak))
            panels.append(replace(panel, marks=tuple(marks)))
        numbered.append(tuple(panels))
    return tuple(numbered)


def _brief(mark: Mark) -> bool:
    return (mark.end - mark.start).days <= SHORT_DAYS
