"""Named counts: how many dead were known by name, as any CSV with a day and a count.

Named counts are lower bounds. A series that never falls is a running total; any other counts the
days since the row before. The mapping may say ``date``, ``count`` and ``cumulative``.
"""

from __future__ import annotations

import math
from datetime import date, timedelta

from asculum.evidence.dossier import Dossier
from asculum.evidence.formats.batch import number
from asculum.evidence.formats.days import DAY_FIRST, Days
from asculum.evidence.formats.frame import (
    MOST_HELD,
    Cells,
    Format,
    Reading,
    Wanted,
    figure,
    need_side,
    plain_id,
    war_start,
)
from asculum.evidence.formats.ledger import Tally
from asculum.evidence.formats.mapped import section
from asculum.evidence.formats.records import Records, normal
from asculum.evidence.formats.refusals import refusal
from asculum.evidence.spelling import listed, shown

NAME = "named-counts"
DATES = ("date", "day", "as_of", "as of", "published", "updated", "week", "month")
COUNTS = (
    "named_dead",
    "named dead",
    "named",
    "names",
    "count",
    "confirmed",
    "cumulative",
    "total",
    "killed",
    "dead",
    "deaths",
    "n",
)


def read(records: Records, dossier: Dossier, wanted: Wanted) -> Reading:
    """Read a series of named counts into claims that bound losses from below."""
    wanted.refuse_place(NAME)
    wanted.refuse_dyad(NAME)
    wanted.refuse_places(NAME)
    day_column = _column(records, wanted, "date", DATES)
    count_column = _column(records, wanted, "count", COUNTS)
    side = need_side(dossier, wanted, "", NAME)
    source = wanted.source or section(wanted.mapping, "constants").get("source", "named-counts")
    tally, days = Tally(), Days(DAY_FIRST)
    rows: list[tuple[int, str, str, str]] = []
    note_column = next(
        (name for name in ("note", "seen_in", "source") if name in records.names), ""
    )
    for batch in records.batches((day_column, count_column, note_column)):
        tally.read += batch.rows
        texts = batch.text(day_column).to_pylist()
        days.see(text + "-01" if len(text) == 7 else text for text in texts)
        counts, notes = batch.text(count_column).to_pylist(), batch.text(note_column).to_pylist()
        rows += [
            (row, text, count, note)
            for row, (text, count, note) in enumerate(
                zip(texts, counts, notes, strict=True), batch.first
            )
        ]
        if len(rows) > MOST_HELD:
            what = f"more than {MOST_HELD:,} rows, which a series of days never has"
            raise refusal("IMP008", what, where=records.name, fix="is this the right file?")
    bad = set(records.ragged)
    tally.refused("whose cells do not fit the row of names", records.ragged)
    series: dict[date, tuple[int, float, str]] = {}
    for row, text, said, note in rows:
        if row in bad:
            continue
        day, count = days.day(text + "-01" if len(text) == 7 else text), number(said)
        if day is None:
            tally.refused(f"whose {day_column} is no day", [row], [shown(text)])
        elif math.isnan(count) or not 0 <= count <= 1e9:
            what = f"whose {count_column} is no count of persons"
            tally.refused(what, [row], [shown(said)])
        elif day in series:
            same = series[day][1] == count
            what = "the same row again" if same else "of a day that has another count"
            (tally.left_out if same else tally.refused)(what, [row], [day.isoformat()])
        else:
            series[day] = (row, count, note)
    ordered = sorted(series.items())
    running = _running(wanted, [item[1] for _, item in ordered])
    tally.note("read as a running total" if running else "read as counts since the row before")
    made: list[Cells] = []
    before: date | None = None
    first = war_start(dossier, dossier.period.start)
    for day, (row, count, note) in ordered:
        start, before = (first if running else before or day), day
        if not wanted.holds(day):
            tally.left_out("on other days", [row])
            continue
        if start >= day + timedelta(days=1):
            tally.left_out("of days before the war", [row])
            continue
        made.append(
            {
                "id": plain_id("named", source, day.isoformat()),
                "published": day.isoformat(),
                "source": source,
                "side": side,
                "category": "killed",
                "kind": "named_minimum",
                "best": figure(count),
                "bound": "exactly",
                "start": start.isoformat(),
                "end": (day if running and day > start else day + timedelta(days=1)).isoformat(),
                "scope": "war",
                "checked": "excerpt",
                "note": " ".join(note.split())[:300],
            }
        )
    for sentence in records.notes:
        tally.note(sentence)
    taken = tally.close(format=NAME, file=records.name, taken=len(made), lines=records.lines)
    own = {"id": source, "name": f"Named counts of {records.name}", "allegiance": "third"}
    own |= {"kind": "monitor", "note": "Licence as the publisher states it; counts only, no names"}
    own |= section(wanted.mapping, "source")
    return Reading(table="claims", rows=tuple(made), sources=(own,), taken=taken)


def _running(wanted: Wanted, counts: list[float]) -> bool:
    stated = wanted.mapping.get("cumulative")
    return bool(stated) if stated is not None else counts == sorted(counts)


def _column(records: Records, wanted: Wanted, what: str, usual: tuple[str, ...]) -> str:
    stated = wanted.mapping.get(what)
    if isinstance(stated, str):
        records.require(normal(stated), format="the mapping")
        return normal(stated)
    found = [name for name in usual if name in records.names]
    if not found:
        fix = f'name it in a mapping: {what} = "its column" (columns: {listed(records.names)})'
        raise refusal("IMP006", f"no column of {what}", where=records.name, fix=fix)
    return found[0]


def _knows(records: Records) -> str:
    names = set(records.names)
    if {"named_dead", "named dead", "named"} & names and set(DATES) & names:
        return "it has a day and a named count"
    return ""


FORMAT = Format(
    name=NAME, title="any CSV with a day and a count of named dead", read=read, knows=_knows
)
