"""Rows of claims.csv that a reader made: kept within the days asked for, each id once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from asculum.evidence.formats.days import Days
from asculum.evidence.formats.frame import MOST_HELD, Cells, Reading, Wanted
from asculum.evidence.formats.ledger import Tally
from asculum.evidence.formats.records import Records
from asculum.evidence.formats.refusals import refusal
from asculum.evidence.formats.thinning import thin

#: Why a row makes nothing: ``left out`` or ``refused``, and the reason with a sample after a colon.
Nothing = tuple[str, str]
Make = Callable[[Cells, Days], "list[Cells] | Nothing"]


def gather(
    records: Records,
    wanted: Wanted,
    make: Make,
    *,
    name: str,
    wanted_columns: Iterable[str],
    day_columns: Iterable[str],
    usual: str,
    day_of: str = "published",
    table: str = "claims",
    sources: tuple[Cells, ...] = (),
    tally: Tally | None = None,
    version: str = "",
) -> Reading:
    """Read a small table whole: each row makes rows of the dossier, or says why it makes none.

    ``day_of`` is the column of the made row that --from and --to look at.
    """
    tally = tally or Tally()
    days, dated = Days(usual), tuple(day_columns)
    kept: list[tuple[int, Cells]] = []
    for batch in records.batches(tuple(wanted_columns)):
        tally.read += batch.rows
        bad = set(records.ragged)
        cells = batch.rows_at(range(batch.rows))
        kept += [(row, cell) for row, cell in enumerate(cells, batch.first) if row not in bad]
        if len(kept) > MOST_HELD:
            what = f"more than {MOST_HELD:,} rows, which {name} never has"
            raise refusal("IMP008", what, where=records.name, fix="is this the right file?")
        for column in dated:
            days.see(batch.text(column).to_pylist())
    tally.refused("whose cells do not fit the row of names", records.ragged, records.ragged_samples)
    rows: dict[str, Cells] = {}
    made_by: dict[str, int] = {}
    for row, cell in kept:
        made = make(cell, days)
        if isinstance(made, tuple):
            what, _, seen = made[1].partition(": ")
            (tally.left_out if made[0] == "left out" else tally.refused)(what, [row], [seen])
            continue
        inside = [item for item in made if _holds(item, wanted, day_of)]
        new = [item for item in inside if item["id"] not in rows]
        if not inside:
            tally.left_out("on other days", [row])
        elif not new:
            item = inside[0]
            if rows[item["id"]] == item:
                tally.left_out("the same row again", [row])
            else:
                tally.refused("which say another figure of the same day", [row], [item["id"]])
        else:
            rows |= {item["id"]: item for item in new}
            made_by |= {item["id"]: row for item in new}
    if wanted.every:
        rows = _thinned(rows, made_by, wanted.every, tally)
    taken = len({made_by[name] for name in rows})
    if days.assumed:
        tally.note(f"days such as 02/03/2023 are read {days.usual}: nothing in the file proves it")
    for sentence in records.notes:
        tally.note(sentence)
    if len(rows) != taken:
        tally.note(f"{taken:,} rows of the file make {len(rows):,} rows of {table}.csv")
    ledger = tally.close(
        format=name, file=records.name, taken=taken, lines=records.lines, version=version
    )
    ordered = sorted(rows.values(), key=lambda item: (item.get(day_of, ""), item["id"]))
    return Reading(table=table, rows=tuple(ordered), sources=sources, taken=ledger)


def _thinned(
    rows: dict[str, Cells], made_by: dict[str, int], every: str, tally: Tally
) -> dict[str, Cells]:
    """Return the rows that are left of running totals; a row of the file is left out whole."""
    kept, why = thin(rows.values(), every)
    left = {row["id"]: row for row in kept}
    still = {made_by[name] for name in left}
    reasons: dict[str, set[int]] = {}
    for name, reason in why.items():
        if made_by[name] not in still:
            reasons.setdefault(reason, set()).add(made_by[name])
    counted: set[int] = set()
    for reason, numbers in reasons.items():
        tally.left_out(reason, sorted(numbers - counted))
        counted |= numbers
    return left


def next_day(day: date) -> str:
    """Return the day after, as a cell."""
    return (day + timedelta(days=1)).isoformat()


def _holds(item: Cells, wanted: Wanted, day_of: str) -> bool:
    return wanted.holds(date.fromisoformat(item[day_of]))
