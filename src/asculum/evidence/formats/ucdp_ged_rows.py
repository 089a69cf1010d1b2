"""Rows of events.csv from columns of GED: each different word is worked out once.

Rows in which anything is amiss are looked at one by one for the first reason to refuse them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
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

    def column(name: str) -> Sequence[str]:
        return kept.columns.get(name) or [""] * count

    ids = column("id")
    starts = _each(kept.days.day, column("date_start"))
    ends = _ends(kept.days, column("date_end"), starts)
    counts = {name: _each(persons, column(name)) for name in (*FIGURES, *DEATHS)}
    latitudes = _each(partial(_degrees, most=90), column("latitude"))
    longitudes = _each(partial(_degrees, most=180), column("longitude"))
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
    made: dict[str, Sequence[str | None]] = {
        "id": [_id(own) for own in ids],
        "source": [SOURCE["id"]] * count,
        "date_start": _each(_iso, starts),
        "date_end": _each(_iso, ends),
        "published": [published] * count,
        "date_precision": _each(
            lambda word: _DATES.get(word.removesuffix(".0"), ""), column("date_prec")
        ),
        "place": _each(_joined, column("where_coordinates")),
        "latitude": latitudes,
        "longitude": longitudes,
        "place_precision": _each(
            lambda word: _PLACES.get(word.removesuffix(".0"), ""), column("where_prec")
        ),
        "actor_a": column("side_a"),
        "actor_b": column("side_b"),
        "side_a": _each(partial(side_of, dossier), column("side_a")),
        "side_b": _each(partial(side_of, dossier), column("side_b")),
        **counts,
        "dataset": ["ucdp-ged"] * count,
        "version": [own or version for own in column("version")],
        "flags": flags,
        "url": [""] * count,
        "note": _each(_note, column("where_description")),
    }
    names = tuple(made)
    rows = zip(kept.numbers, good, zip(*made.values(), strict=True), strict=True)
    return [(row, dict(zip(names, cells, strict=True))) for row, fine, cells in rows if fine], odd


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


def _each(work: Callable[[T], U], column: Sequence[T]) -> list[U]:
    """Return what ``work`` makes of each cell, worked out once for each different one."""
    made = {cell: work(cell) for cell in set(column)}
    return [made[cell] for cell in column]


def _flags(
    kept: Kept, counts: dict[str, list[str | None]], good: Sequence[bool]
) -> tuple[list[str], Odd]:
    """Return the flags of each row, and which rows have them."""
    flags = [""] * len(good)
    odd: Odd = {}
    for at, (fine, *told) in enumerate(zip(good, *(counts[name] for name in FIGURES), strict=True)):
        low, best, high = told
        if low == best == high or not fine:
            continue
        given = [float(cell) for cell in told if cell]
        if given != sorted(given):
            flags[at] = "range"
            row = kept.row(at)
            seen = ", ".join(f"{name} {row[name]}" for name in FIGURES)
            odd.setdefault("that break low ≤ best ≤ high", []).append(
                (kept.numbers[at], f"id {row['id']}: {seen}")
            )
    statuses = kept.columns.get("code_status", ())
    if set(statuses) - {"", "Clear"}:
        for at, (fine, status) in enumerate(zip(good, statuses, strict=True)):
            if fine and status not in ("", "Clear"):
                flags[at] += ";status" if flags[at] else "status"
                odd.setdefault("whose code_status is not Clear", []).append(
                    (kept.numbers[at], status)
                )
    return flags, odd


def _ends(days: Days, said: Sequence[str], starts: Sequence[date | None]) -> list[date | None]:
    """Return the last days; the first day where none is said, ``None`` where it is no day."""
    known = {text: days.day(text) for text in set(said)}
    return [known[text] if text else start for text, start in zip(said, starts, strict=True)]


def _degrees(text: str, *, most: int) -> str | None:
    value = degrees(text)
    return figure(value) if abs(value) <= most else None


def _id(own: str) -> str:
    if own.isdigit() and own.isascii() and len(own) < 60:
        return f"ged-{own}"
    return plain_id("ged", own)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _joined(text: str) -> str:
    return " ".join(text.split())


def _note(text: str) -> str:
    return _joined(text)[:_LONGEST_NOTE]
