"""By row: a CSV file read with the csv module, which can name the rows that are amiss."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from asculum.evidence.formats.arrays import texts
from asculum.evidence.formats.batch import Batch
from asculum.evidence.formats.opening import text_stream
from asculum.evidence.formats.refusals import refusal

if TYPE_CHECKING:
    from asculum.evidence.formats.records import Records

#: Rows of a block read row by row.
ROWS = 50_000
#: The longest cell that is read row by row [characters].
LONGEST_CELL = 1 << 24


def row_by_row(records: Records, present: Sequence[str], before: int) -> Iterator[Batch]:
    """Yield the rows read one by one, those before row ``before`` left out; keeps their lines."""
    at = [records.names.index(name) for name in present]
    width, total, end = len(records.names), 0, False
    kept: list[list[str]] = []
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        with text_stream(records.opened) as text:
            rows = rows_of(text, records.separator, records.name)
            for _ in range(records.head):
                next(rows, None)
            last_ragged = False
            for line, cells in rows:
                last_ragged = cells is None or len(cells) != width
                records.slow_lines.append(line)
                if cells is None or len(cells) != width:
                    records.ragged.append(total)
                    what = "quotes" if cells is None else f"{len(cells)} cells for {width}"
                    records.ragged_samples.append(what)
                    kept.append([""] * len(at))
                else:
                    kept.append([cells[place].strip() for place in at])
                total += 1
                if len(kept) >= ROWS:
                    yield from _batch(present, kept, total, before)
                    kept = []
            end = last_ragged and not records.opened.scan.ends
    finally:
        csv.field_size_limit(limit)
    if end:
        what = f"the file breaks off in its last row (line {records.slow_lines[-1]:,})"
        raise refusal("IMP005", what, where=records.name, fix="download it again, whole")
    if kept:
        yield from _batch(present, kept, total, before)
    refuse_misfits(records, total)
    records.total = total


def _batch(
    present: Sequence[str], kept: list[list[str]], total: int, before: int
) -> Iterator[Batch]:
    first = total - len(kept)
    if first < before:  # pyarrow gave these rows before it failed
        kept = kept[before - first :]
        first = total - len(kept)
    if kept:
        columns = zip(*kept, strict=True) if present else []
        yield Batch(
            first=first,
            rows=len(kept),
            columns={name: texts(cells) for name, cells in zip(present, columns, strict=True)},
        )


def rows_of(text: Any, separator: str, name: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield each record that is not blank with its line; ``None`` where its quotes are broken."""
    reader = csv.reader(text, delimiter=separator, strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            if "unexpected end" in str(error):
                what = f"a quote opened on line {begins:,} is never closed: the file is cut off"
                raise refusal("IMP005", what, where=name, fix="download it again") from error
            yield begins, None
            continue
        if cells is None:
            return
        if cells and (len(cells) > 1 or cells[0].strip()):
            yield begins, cells


def refuse_misfits(records: Records, total: int) -> None:
    """Raise IMP004 where most rows do not fit the row of names."""
    if total and len(records.ragged) * 2 > total:
        what = f"{len(records.ragged):,} of {total:,} rows do not fit the row of names"
        fix = "is the separator or the quoting another than the format's?"
        raise refusal("IMP004", what, where=records.name, fix=fix)
