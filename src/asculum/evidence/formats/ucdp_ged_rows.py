"""Rows of events.csv from columns of GED: each different word is worked out once.

Rows in which anything is amiss are looked at one by one for the first reason to refuse them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import TypeVar

from asculum.evidence.dossier import Dossier
from asculum.evidence.formats.batch import degrees, number
from asculum.evidence.formats.days import Days
from asculum.evidence.formats.frame import Cells, figure, plain_id, side_of
from asculum.evidence.formats.located import Kept, day_problem
from asculum.evidence.spelling import shown

SOURCE: Cells = {
    "id": "ucdp-ged",
    "name": "Uppsala Conflict Data Program, Georeferenced Event Dataset (GED)",
    "short": "UCDP GED",
    "allegiance": "third",
    "kind": "scholar",
    "url": "https://ucdp.uu.se/downloads/",
    "note": "CC BY 4.0; cite Sundberg and Melander 2013 and the version's own paper",
}
FIGURES = ("low", "best", "high")
DEATHS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")

_DATES = {"1": "day", "2": "days", "3": "week", "4": "month", "5": "longer"}
_PLACES = {
    "1": "exact",
    "2": "near",
    "3": "district",
    "4": "region",
    "5": "area",
    "6": "country",
    "7": "none",
}
_LONGEST_NOTE = 300

T = TypeVar("T")
U = TypeVar("U")
#: Rows that are flagged, by why: their numbers in the file, each with a sample.
Odd = dict[str, list[tuple[int, str]]]


def rows_of(
    kept: Kept, dossier: Dossier, *, version: str, published: str
) -> tuple[list[tuple[int, Cells]], Odd]:
    """Return the rows that can be read, each with its number, and which of them are odd.

    The others are refused in the tally of ``kept``.
    """
    count = len(kept.numbers)

    def each(name: str, work: Callable[[str], T]) -> list[T]:
        words = kept.columns.get(name)
        return words.each(work) if words is not None else [work("")] * count

    def day(text: str) -> str:
        found = kept.days.day(text)
        return found.isoformat() if found else ""

    starts = each("date_start", day)  # as text: ISO days sort as they follow each other
    ends = each("date_end", day)
    if not all(said := each("date_end", bool)):  # a row that says no last day has but the first
        ends = [end if own else start for own, end, start in zip(said, ends, starts, strict=True)]
    counts = {name: each(name, persons) for name in (*FIGURES, *DEATHS)}
    latitudes = each("latitude", partial(_degrees, most=90))
    longitudes = each("longitude", partial(_degrees, most=180))
    side = cache(partial(side_of, dossier))
    ids = each("id", lambda own: own and _id(own))
    good = [
        bool(own and start and end and start <= end and latitude and longitude)
        for own, start, end, latitude, longitude in zip(
            ids, starts, ends, latitudes, longitudes, strict=True
        )
    ]
    for told in counts.values():
        if None in set(told):
            good = [fine and cell is not None for fine, cell in zip(good, told, strict=True)]
    for at in [at for at, fine in enumerate(good) if not fine]:
        what, _, seen = problem(kept.row(at), kept.days).partition(": ")
        kept.tally.refused(what, [kept.numbers[at]], [seen])
    flags, odd = _flags(kept, counts, good)
    columns = zip(
        kept.numbers,
        good,
        ids,
        starts,
        ends,
        each("date_prec", lambda word: _DATES.get(word.removesuffix(".0"), "")),
        each("where_coordinates", _joined),
        latitudes,
        longitudes,
        each("where_prec", lambda word: _PLACES.get(word.removesuffix(".0"), "")),
        each("side_a", str),
        each("side_b", str),
        each("side_a", side),
        each("side_b", side),
        *counts.values(),
        each("version", lambda own: own or version),
        flags,
        each("where_description", _note),
        strict=True,
    )
    # a display of a dict is made at its full size: three times as fast as one that grows
    return [
        (
            number,
            {
                "id": own,
                "source": SOURCE["id"],
                "date_start": start,
                "date_end": end,
                "published": published,
                "date_precision": date_precision,
                "place": place,
                "latitude": latitude,
                "longitude": longitude,
                "place_precision": place_precision,
                "actor_a": actor_a,
                "actor_b": actor_b,
                "side_a": side_a,
                "side_b": side_b,
                "low": low,
                "best": best,
                "high": high,
                "deaths_a": deaths_a,
                "deaths_b": deaths_b,
                "deaths_civilians": deaths_civilians,
                "deaths_unknown": deaths_unknown,
                "dataset": "ucdp-ged",
                "version": said,
                "flags": flag,
                "url": "",
                "note": note,
            },
        )
        for (
            number,
            fine,
            own,
            start,
            end,
            date_precision,
            place,
            latitude,
            longitude,
            place_precision,
            actor_a,
            actor_b,
            side_a,
            side_b,
            low,
            best,
            high,
            deaths_a,
            deaths_b,
            deaths_civilians,
            deaths_unknown,
            said,
            flag,
            note,
        ) in columns
        if fine
    ], odd


def problem(cells: Cells, days: Days) -> str:
    """Return why a row cannot be read, with a sample after a colon; the first reason there is."""
    own = cells["id"]
    if not own:
        return "without an id"
    said_end = cells.get("date_end", "")
    start, end = days.day(cells["date_start"]), days.day(said_end)
    if start is None:
        return day_problem("date_start", cells["date_start"], days)
    if end is None and said_end:
        return day_problem("date_end", said_end, days)
    if end is not None and end < start:
        return f"whose date_end lies before its date_start: id {own}"
    for name in (*FIGURES, *DEATHS):
        if persons(cells.get(name, "")) is None:
            return f"whose {name} is no count of persons: {shown(cells[name])}"
    return f"whose coordinates are none: id {own}"


def persons(text: str) -> str | None:
    """Return a count of persons as a cell, nothing for nothing; ``None`` for what is no count.

    Examples
    --------
    >>> persons("1,200")
    '1200'
    """
    if not text:
        return ""
    value = number(text)
    return figure(value) if 0 <= value <= 1e9 else None


def _flags(
    kept: Kept, counts: dict[str, list[str | None]], good: Sequence[bool]
) -> tuple[list[str], Odd]:
    """Return the flags of each row, and which rows have them."""
    odd: Odd = {}
    told = list(zip(*(counts[name] for name in FIGURES), strict=True))
    flag_of = {figures: "" if _ordered(figures) else "range" for figures in set(told)}
    flags = list(map(flag_of.__getitem__, told))
    if any(flag_of.values()):
        for at in [
            at for at, (flag, fine) in enumerate(zip(flags, good, strict=True)) if flag and fine
        ]:
            row = kept.row(at)
            seen = ", ".join(f"{name} {row[name]}" for name in FIGURES)
            odd.setdefault("that break low ≤ best ≤ high", []).append(
                (kept.numbers[at], f"id {row['id']}: {seen}")
            )
    statuses = kept.columns.get("code_status")
    if statuses is not None and set(statuses.different) - {"", "Clear"}:
        for at, (fine, status) in enumerate(zip(good, statuses, strict=True)):
            if fine and status not in ("", "Clear"):
                flags[at] += ";status" if flags[at] else "status"
                odd.setdefault("whose code_status is not Clear", []).append(
                    (kept.numbers[at], status)
                )
    return flags, odd


def _ordered(figures: Sequence[str | None]) -> bool:
    """Return whether the figures that are given rise; those of a row refused are not looked at."""
    given = [float(cell) for cell in figures if cell]
    return given == sorted(given)


def _degrees(text: str, *, most: int) -> str | None:
    try:
        value = float(text)
    except ValueError:
        value = degrees(text)
    return figure(value) if -most <= value <= most else None


def _id(own: str) -> str:
    if own.isdigit() and own.isascii() and len(own) < 60:
        return f"ged-{own}"
    return plain_id("ged", own)


def _joined(text: str) -> str:
    return " ".join(text.split())


def _note(text: str) -> str:
    return _joined(text)[:_LONGEST_NOTE]
