"""Thinning: of a running total told every day, the last of each week or month is evidence enough.

Rows are rows of claims.csv. The figures of a running total are not independent: what counts is
what each adds to the one before, so that fewer of them say the same with less work. What one
source gives on one day as "at least" and "at most" is put together to a range, and a figure that
it only says again, unchanged, is left out: as an increment it would say that nobody was lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from asculum.evidence.formats.frame import Cells

WEEK, MONTH = "week", "month"
#: Why a row is left out.
EARLIER = "of a running total that is told again before the {every} is over"
AGAIN = "which say a running total again, unchanged"
JOINED = "which are the other end of a range"


def thin(rows: Iterable[Cells], every: str) -> tuple[list[Cells], Mapping[str, str]]:
    """Return the rows that are kept, in order, and for each of the others why it is not.

    Rows that are no running totals are kept as they are.
    """
    kept: list[Cells] = []
    why: dict[str, str] = {}
    streams: dict[tuple[str, ...], list[Cells]] = defaultdict(list)
    for row in rows:
        if row["kind"] == "cumulative":
            streams[tuple(row.get(name, "") for name in _STREAM)].append(row)
        else:
            kept.append(row)
    for stream in streams.values():
        before: tuple[str, ...] = ()
        last: dict[date, Cells] = {}
        for row in _ranges(sorted(stream, key=_order), why):
            end = _end(date.fromisoformat(row["published"]), every)
            if end in last:
                why[last[end]["id"]] = EARLIER.format(every=every)
            last[end] = row
        for row in last.values():
            figures = tuple(row.get(name, "") for name in ("low", "best", "high"))
            if figures == before:
                why[row["id"]] = AGAIN
            else:
                kept.append(row)
                before = figures
    return sorted(kept, key=_order), why


_STREAM = ("source", "side", "force", "category", "scope", "start")


def _ranges(stream: list[Cells], why: dict[str, str]) -> list[Cells]:
    """Return a stream with the two ends that were told on one day as one row."""
    found: list[Cells] = []
    for row in stream:
        other = next(
            (
                item
                for item in reversed(found)
                if item["published"] == row["published"] and _are_ends(item, row)
            ),
            None,
        )
        if other is None:
            found.append(row)
        else:
            low, high = sorted((other["best"], row["best"]), key=float)
            ranged = {**other, "low": low, "best": "", "high": high, "bound": "about"}
            found[found.index(other)] = ranged
            why[row["id"]] = JOINED
    return found


def _are_ends(one: Cells, other: Cells) -> bool:
    bounds = {one["bound"]: one.get("best", ""), other["bound"]: other.get("best", "")}
    least, most = bounds.get("at_least", ""), bounds.get("at_most", "")
    return bool(least and most) and float(least) < float(most)


def _end(day: date, every: str) -> date:
    """Return the last day of the week or month that a day lies in."""
    if every == WEEK:
        return day + timedelta(days=6 - day.weekday())
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _order(row: Cells) -> tuple[str, str, str]:
    return (row["published"], row.get("end", ""), row["id"])
