"""The days from which the chart of weekly losses can be looked at, and what was known on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from asculum.report.figures_weekly import WeeklyFigure
from asculum.report.reckoning import PastDate, PastLook, PastPoint, Reckoning
from asculum.report.restating import category_word, side_name
from asculum.report.wording import counted, day, listed, rounded, sentence
from asculum.terms.speech import plural, say

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
            name=say("now ({day})", day=day(reckoning.as_of)),
            words=say(
                "All {claims} on this chart, and the reckoning from them.",
                claims=counted(len(marks), "claim"),
            ),
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
    parts = [
        plural(
            known[0],
            "{n} of {claims} on this chart was published by then.",
            "{n} of {claims} on this chart were published by then.",
            claims=counted(known[1], "claim"),
        )
    ]
    if stood is None:
        parts.append(say("No band: the battle was not reckoned as of a day so early."))
    elif not stood.weekly:
        parts.append(
            say(
                "No band as of {day}: {refusal}",
                day=day(stood.day),
                refusal=sentence(stood.refusal or say("it was refused")),
            )
        )
    elif stood.day == shown:
        told = _told(reckoning, figure.category, stood.day)
        parts.append(say("The band is what was reckoned from no more than was known on this day."))
        if told:
            parts.append(f"{listed(told)}.")
    else:
        parts.append(
            say(
                "The band is that of {day}, the last day reckoned before this one, and knows "
                "nothing of claims since.",
                day=day(stood.day),
            )
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
    return say(
        "{name} about {median} {category} up to then ({span})",
        name=name,
        median=words.median,
        category=category_word(category),
        span=words.span,
    )


def as_data(found: Sequence[Stop]) -> list[list[str]]:
    """Return the stops as the script reads them: day, name, words and fan of each."""
    return [[item.day.isoformat(), item.name, item.words, item.fan] for item in found]
