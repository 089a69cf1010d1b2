"""The town for the page: who was still there, and what was damaged, day by day as stated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from asculum.aftermath.account import Aftermath
from asculum.aftermath.town import middle_of
from asculum.evidence.claims import Bound, PeopleFigure
from asculum.report.answers import Told
from asculum.report.reckoning import Reckoning
from asculum.report.restating import MEASURE_WORDS, restate_people
from asculum.report.wording import capital, day, figure
from asculum.terms.period import Period
from asculum.terms.speech import retold, say


@dataclass(frozen=True, kw_only=True)
class Point:
    """A stated number on a day, for a panel of the town."""

    day: date
    value: float
    words: str
    row: str


@dataclass(frozen=True, kw_only=True)
class TownPanel:
    """One measure of the town over time; ``level`` is what it is held against, drawn as a line."""

    title: str
    points: tuple[Point, ...]
    level: float | None = None
    level_words: str = ""


@dataclass(frozen=True, kw_only=True)
class TownFigure:
    """The town over time: who was still there, and what was damaged."""

    period: Period
    start: date
    end: date
    panels: tuple[TownPanel, ...]
    message: str


@dataclass(frozen=True, kw_only=True)
class Remaining:
    """The last figure of those still in the town: the number in words, and the rest of it."""

    words: str
    what: str
    sources: tuple[str, ...]
    rest: str

    @property
    def told(self) -> Told:
        """The number with its sources, for an answer."""
        return Told(words=self.words, sources=self.sources, what=self.what)


def still_there(reckoning: Reckoning) -> Remaining | None:
    """Return how many were still in the town when somebody last said so, if somebody did."""
    found = reckoning.aftermath
    if found is None or not found.town.left:
        return None
    last, people = found.town.left[-1], found.town.population
    of = say(", of {found} before,", found=_people(found)) if last.share and people else ""
    return Remaining(
        words=say("{row} people", row=_about(last.row)),
        what=say("residents still there, {place}", place=last.row.place),
        sources=(last.row.id, *(people.sources if people and of else ())),
        rest=say(
            "{of} were still in {place} on {day}",
            of=of,
            place=last.row.place,
            day=day(last_day(last.row)),
        ),
    )


def town_figure(reckoning: Reckoning) -> TownFigure | None:
    """Return the town over time; ``None`` where fewer than two days are told."""
    found = reckoning.aftermath
    if found is None:
        return None
    panels = []
    people = found.town.population
    points = _points(item.row for item in found.town.left)
    if len(points) > 1:
        panels.append(
            TownPanel(
                title=say("People still there"),
                points=points,
                level=people.middle if people else None,
                level_words=say("before: {found}", found=_people(found)) if people else "",
            )
        )
    for item in found.town.damage:
        points = _points(item.rows)
        if len(points) > 1:
            title = retold(MEASURE_WORDS.get(item.measure, item.measure))
            panels.append(TownPanel(title=capital(title), points=points))
    if not panels:
        return None
    days = [point.day for panel in panels for point in panel.points]
    start = min(*days, reckoning.dossier.period.start)
    end = max(*days, reckoning.dossier.period.end) + timedelta(days=20)
    told = " ".join(
        f"{panel.title}: {'; '.join(point.words for point in panel.points)}." for panel in panels
    )
    return TownFigure(
        period=Period(start=start, end=end),
        start=reckoning.dossier.period.start,
        end=reckoning.dossier.period.end,
        panels=tuple(panels),
        message=told,
    )


def _about(row: PeopleFigure) -> str:
    """Return a figure with the word that its bound asks for."""
    head = (say("about") + " ") if row.bound is Bound.ABOUT and row.low is None else ""
    return f"{head}{restate_people(row)}"


def _points(rows: Iterable[PeopleFigure]) -> tuple[Point, ...]:
    return tuple(
        Point(
            day=last_day(row),
            value=middle_of(row),
            words=f"{restate_people(row)}, {day(last_day(row))}",
            row=row.id,
        )
        for row in rows
    )


def last_day(row: PeopleFigure) -> date:
    """Return the day a figure speaks of: its last day, the day of a single one, publication."""
    if row.end is None:
        return row.published
    return row.end if row.start is None else row.end - timedelta(days=1)


def _people(found: Aftermath) -> str:
    people = found.town.population
    assert people is not None, "asked only where it is known"
    ends = [figure(end) for end in (people.low, people.high) if end is not None]
    return (" " + say("to") + " ").join(dict.fromkeys(ends))
