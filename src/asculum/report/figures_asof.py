"""The days from which the chart of weekly losses can be looked at, and what was known on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from asculum.report.figures_weekly import WeeklyFigure
from asculum.report.reckoning import PastDate, PastLook, PastPoint, Reckoning
from asculum.report.restating import category_word, side_name
from asculum.report.wording import counted, day, listed, rounded, sentence

#: The fan of today.
NOW = "now"


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One day to look from: what it is called, what was known by then, and whose fan is shown.

    ``fan`` is the past day whose reckoning stood, ``now``, or empty where none stood; ``reckoned``
    says whether the battle was reckoned as of this very day.
    """

    day: date
    name: str
    words: str
    fan: str
    reckoned: bool


def stops(reckoning: Reckoning, figure: WeeklyFigure) -> tuple[Stop, ...]:
    """Return every day on which a claim on the chart was published, past days, and today.

    Between past days the fan of the last one before stands, and the words say of which day it is:
    nothing is drawn that was not reckoned.
    """
    marks = {mark.claim: mark.published for panel in figure.panels for mark in panel.marks}
    past = reckoning.past
    if past is None or not any(panel.earlier for panel in figure.panels):
        return ()
    reckoned = {item.day: item for item in past.dates}
    days = {shown for shown in marks.values() if shown < reckoning.as_of} | set(reckoned)
    found = []
    for shown in sorted(days):
        known = sum(published <= shown for published in marks.values())
        last = max((item for item in reckoned if item <= shown), default=None)
        stood = reckoned[last] if last is not None else None
        found.append(
            Stop(
                day=shown,
                name=day(shown),
                words=_words(reckoning, figure, stood, shown, (known, len(marks))),
                fan=stood.day.isoformat() if stood and stood.weekly else "",
                reckoned=shown in reckoned,
            )
        )
    found.append(
        Stop(
            day=reckoning.as_of,
            name=f"now ({day(reckoning.as_of)})",
            words=f"All {counted(len(marks), 'claim')} on this chart, and the reckoning from them.",
            fan=NOW,
            reckoned=True,
        )
    )
    return tuple(found)


def _words(
    reckoning: Reckoning,
    figure: WeeklyFigure,
    stood: PastDate | None,
    shown: date,
    known: tuple[int, int],
) -> str:
    """Return what was known on a day, and of which day the band is."""
    had = "was" if known[0] == 1 else "were"
    parts = [f"{known[0]} of {counted(known[1], 'claim')} on this chart {had} published by then."]
    if stood is None:
        parts.append("No band: the battle was not reckoned as of a day so early.")
    elif not stood.weekly:
        parts.append(
            f"No band as of {day(stood.day)}: {sentence(stood.refusal or 'it was refused')}"
        )
    elif stood.day == shown:
        told = _told(reckoning, figure.category, stood.day)
        parts.append("The band is what was reckoned from no more than was known on this day.")
        if told:
            parts.append(f"{listed(told)}.")
    else:
        parts.append(
            f"The band is that of {day(stood.day)}, the last day reckoned before this one, and "
            "knows nothing of claims since."
        )
    return " ".join(parts)


def _told(reckoning: Reckoning, category: str, shown: date) -> list[str]:
    """Return what was reckoned of each side on a past day, up to that day."""
    past: PastLook | None = reckoning.past
    found: list[tuple[str, PastPoint]] = [
        (series.side, point)
        for series in (past.series if past else ())
        for point in series.then
        if series.category == category and point.day == shown
    ]
    return [_one(side_name(reckoning.dossier, side), category, point) for side, point in found]


def _one(name: str, category: str, point: PastPoint) -> str:
    words = rounded(point.lower, point.median, point.upper)
    return f"{name} about {words.median} {category_word(category)} up to then ({words.span})"


def as_data(found: Sequence[Stop]) -> list[list[str]]:
    """Return the stops as the script reads them: day, name, words and fan of each."""
    return [[item.day.isoformat(), item.name, item.words, item.fan] for item in found]
