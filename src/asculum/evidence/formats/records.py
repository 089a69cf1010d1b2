"""Records: the rows of a file in blocks of text columns, found by name, never by position.

CSV goes through pyarrow in blocks, with line ends allowed in quoted cells. Where pyarrow cannot
read the file (a row with too many cells, a quote that never ends, a cell larger than a block) the
whole file is read row by row with the csv module instead, which can name the rows that are amiss.
"""

from __future__ import annotations

import csv
import io
import json
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from asculum.evidence.formats.ledger import FIRST
from asculum.evidence.formats.opening import CSV, JSON, Opened, Watch, text_stream, told
from asculum.evidence.formats.refusals import refusal
from asculum.evidence.spelling import counted, listed

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

#: Bytes that pyarrow reads at once; a row must fit into it.
BLOCK = 4 << 20
#: Bytes held while rows near a point are looked for.
BUFFER = 1 << 20
#: Bytes of rows near a point beyond which the whole file is read in blocks instead.
NEAR_BYTES = 1 << 26
#: Rows of a block read row by row.
ROWS = 50_000
#: The largest JSON file that is read [bytes].
LARGEST_JSON = 1 << 29
#: The longest cell that is read row by row [characters].
LONGEST_CELL = 1 << 24
_SEPARATORS = ",;\t|"


class CannotError(Exception):
    """pyarrow cannot read the file; the csv module is asked instead."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Batch:
    """Rows as text columns; ``first`` is the number of the first row.

    The others follow it, unless ``numbered`` gives the number of each.
    """

    first: int
    rows: int
    columns: Mapping[str, pa.Array]
    numbered: NDArray[np.int64] | None = None

    @property
    def index(self) -> NDArray[np.int64]:
        """The number of each row in the file."""
        import numpy as np

        if self.numbered is not None:
            return self.numbered
        return np.arange(self.first, self.first + self.rows)

    def text(self, name: str) -> pa.Array:
        """Return a column, its cells trimmed; empty text where the file has no such column."""
        import pyarrow as pa

        if name in self.columns:
            return self.columns[name]
        return pa.repeat(pa.scalar(""), self.rows)

    def numbers(self, name: str) -> NDArray[np.float64]:
        """Return a column as numbers; NaN where a cell is none."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        column = self.text(name)
        try:
            blank = pc.equal(column, "")
            found = pc.cast(pc.if_else(blank, pa.scalar(None, pa.string()), column), pa.float64())
            return np.asarray(found.to_numpy(zero_copy_only=False), dtype=float)
        except pa.ArrowInvalid:
            return np.array([number(text) for text in column.to_pylist()], dtype=float)

    def equal(self, name: str, *words: str) -> NDArray[np.bool_]:
        """Return where a column is one of ``words``."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        found = pc.is_in(self.text(name), value_set=pa.array(words, pa.string()))
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)

    def rows_at(self, places: Sequence[int]) -> list[dict[str, str]]:
        """Return rows as cells by name."""
        import pyarrow as pa

        at = pa.array(places, pa.int64())
        taken = {name: column.take(at).to_pylist() for name, column in self.columns.items()}
        return [dict(zip(taken, cells, strict=True)) for cells in zip(*taken.values(), strict=True)]


def number(text: str) -> float:
    """Return a plain number, or one with thousands set apart; NaN where the text is none."""
    import math

    try:
        return float(text)
    except ValueError:
        pass
    plain = text.replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    groups = plain.split(",")
    if len(groups) > 1 and all(len(part) == 3 and part.isdigit() for part in groups[1:]):
        plain = "".join(groups)
    try:
        return float(plain)
    except ValueError:
        return math.nan


@dataclass(frozen=True, kw_only=True, eq=False)
class Near:
    """The rows of a file that may lie near a point, and how many surely do not."""

    batch: Batch
    total: int
    far: int
    far_first: tuple[int, ...]


@dataclass(kw_only=True)
class Records:
    """A file as rows under names; names are compared without case and outer blanks.

    ``names`` are the columns as they are asked for, ``tags`` the HXL row where there is one.
    ``ragged`` names rows whose cells do not fit the header, known once the file has been read.
    """

    opened: Opened
    names: tuple[str, ...]
    tags: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)
    ragged: list[int] = field(default_factory=list)
    ragged_samples: list[str] = field(default_factory=list)
    total: int = 0
    separator: str = ","
    head: int = 1
    listed: Sequence[Sequence[str]] | None = None
    lines_listed: Sequence[int] = ()
    _known_lines: dict[int, int] = field(default_factory=dict)
    _slow_lines: array[int] = field(default_factory=lambda: array("q"))

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.opened.name

    def require(self, *names: str, format: str) -> None:
        """Raise IMP006 unless every name is a column, once."""
        missing = [name for name in names if name not in self.names]
        if missing:
            what = f"{format} needs {counted(len(missing), 'column')} not there: {listed(missing)}"
            fix = f"is this another format? its columns are {listed(self.names, most=12)}"
            raise refusal("IMP006", what, where=self.name, fix=fix)
        twice = sorted({name for name in names if self.names.count(name) > 1})
        if twice:
            what = f"there twice: {listed(twice)}"
            raise refusal("IMP006", what, where=self.name, fix="keep one of them")

    def batches(self, wanted: Sequence[str]) -> Iterator[Batch]:
        """Yield the rows in blocks of the columns ``wanted`` (those that the file has)."""
        present = [name for name in dict.fromkeys(wanted) if name in self.names]
        if self.listed is not None:
            yield from self._from_list(present)
            return
        before = 0
        if self.opened.scan.note:
            self.notes.append(self.opened.scan.note)
        try:
            if self.opened.scan.quotes % 2:
                raise CannotError("a quote is never closed")
            for batch in self._blocks(present):
                yield batch
                before = batch.first + batch.rows
            self.total = before
        except CannotError as problem:
            self.notes.append(f"read row by row, for in blocks it cannot be read ({problem})")
            # rows given before are not given twice
            yield from self._row_by_row(present, before)
        if not self.total and not self.ragged:
            what = "the file holds a row of names and nothing under it"
            raise refusal("IMP002", what, where=self.name, fix="download it again")

    def near(
        self,
        wanted: Sequence[str],
        *,
        places: tuple[str, str],
        near: tuple[float, float],
        within: float,
    ) -> Near | None:
        """Return the rows that may lie near a point, found in one look at the bytes.

        ``places`` are the columns of latitude and longitude. ``None`` where the file is no CSV or
        nearly all of it is near, so that ``batches`` serves better.
        """
        if self.listed is not None:
            return None
        import numpy as np

        from asculum.evidence.formats import _kernels as kernels

        at = [self.names.index(name) for name in places]
        watch = Watch(name=self.name, asked=self.opened.asked)
        buffer = np.empty(BUFFER, np.uint8)
        room = memoryview(buffer.data)
        starts, ends, lines, kinds = kernels.room(BUFFER)
        held, line, total, skip = 0, 1, 0, self.head
        open_rows: list[NDArray[np.int64]] = []
        far_first: list[int] = []
        far = 0
        parts: list[bytes] = []
        size = 0
        with self.opened.stream() as file, told(self.opened.path):
            while True:
                got = file.readinto(room[held:])  # type: ignore[attr-defined]
                watch.see(buffer[held : held + got].tobytes() if got else b"")
                filled, last = held + got, not got
                done = 0
                while True:
                    used, count, line = kernels.split_near(
                        buffer[done:filled],
                        filled - done,
                        last,
                        ord(self.separator),
                        len(self.names),
                        at[0],
                        at[1],
                        near[0],
                        near[1],
                        within,
                        line,
                        starts,
                        ends,
                        lines,
                        kinds,
                    )
                    drop, skip = min(skip, count), max(0, skip - count)
                    kind = kinds[drop:count]
                    number = np.arange(total, total + len(kind))
                    taken = np.flatnonzero(kind == kernels.OPEN)
                    for row in taken + drop:
                        parts.append(buffer[done + starts[row] : done + ends[row]].tobytes())
                        size += len(parts[-1])
                    open_rows.append(number[taken])
                    out = np.flatnonzero(kind == kernels.FAR)
                    far += len(out)
                    bad = np.flatnonzero(kind == kernels.BROKEN)
                    self.ragged += number[bad].tolist()
                    if len(far_first) < FIRST:
                        out = out[: FIRST - len(far_first)]
                        far_first += number[out].tolist()
                    else:
                        out = out[:0]
                    for some in (taken, out, bad):
                        self._known_lines |= zip(
                            number[some].tolist(), lines[some + drop].tolist(), strict=True
                        )
                    total += len(kind)
                    done += used
                    if count < len(starts):
                        break
                if size > NEAR_BYTES:
                    self._forget()
                    return None
                if last:
                    if done < filled:
                        what = (
                            f"a quote opened on line {line:,} is never closed: the file is cut off"
                        )
                        raise refusal("IMP005", what, where=self.name, fix="download it again")
                    break
                held = filled - done
                if held == BUFFER:  # a record larger than the buffer
                    self._forget()
                    return None
                buffer[:held] = buffer[done:filled].copy()
        self._refuse_break(total, last_byte(self.opened))
        self.total = total
        if watch.note:
            self.notes.append(watch.note)
        rows = np.concatenate(open_rows) if open_rows else np.empty(0, np.int64)
        present = [name for name in dict.fromkeys(wanted) if name in self.names]
        wanted_at = [self.names.index(name) for name in present]
        cells = _parsed(parts, watch.encoding, self.separator, len(self.names), wanted_at)
        columns = dict(zip(present, cells, strict=True))
        batch = Batch(first=0, rows=len(rows), columns=columns, numbered=rows)
        return Near(batch=batch, total=total, far=far, far_first=tuple(far_first))

    def _forget(self) -> None:
        self.ragged.clear()
        self._known_lines.clear()

    def _refuse_break(self, total: int, last: bytes) -> None:
        """Raise IMP002 or IMP005 where there are no rows, or the last one breaks off."""
        if self.ragged and self.ragged[-1] == total - 1 and last not in (b"\n", b"\r"):
            line = self._known_lines[total - 1]
            what = f"the file breaks off in its last row (line {line:,})"
            raise refusal("IMP005", what, where=self.name, fix="download it again, whole")
        if not total:
            what = "the file holds a row of names and nothing under it"
            raise refusal("IMP002", what, where=self.name, fix="download it again")
        self._refuse_misfits(total)

    def _refuse_misfits(self, total: int) -> None:
        if total and len(self.ragged) * 2 > total:
            what = f"{len(self.ragged):,} of {total:,} rows do not fit the row of names"
            fix = "is the separator or the quoting another than the format's?"
            raise refusal("IMP004", what, where=self.name, fix=fix)

    def lines(self, rows: Sequence[int]) -> Mapping[int, int]:
        """Return the line on which each of ``rows`` (sorted) begins."""
        if self.listed is not None:
            return {row: self.lines_listed[row] for row in rows}
        if self._known_lines:
            return {row: self._known_lines[row] for row in rows if row in self._known_lines}
        if self._slow_lines:
            return {row: self._slow_lines[row] for row in rows}
        if self.opened.scan.newlines + (not self.opened.scan.ends) == self.total + self.head:
            return {row: row + self.head + 1 for row in rows}
        begins = _scan_lines(self.opened, [row + self.head for row in rows])
        return {row: begins[row + self.head] for row in rows if row + self.head in begins}

    def _blocks(self, present: Sequence[str]) -> Iterator[Batch]:
        import pyarrow as pa
        import pyarrow.compute as pc
        from pyarrow import csv as arrow

        numbered = [f"c{at}" for at in range(len(self.names))]
        wanted = {numbered[self.names.index(name)]: name for name in present}
        skip, first = self.head, 0
        try:
            with (
                self.opened.stream() as stream,
                arrow.open_csv(
                    stream,
                    read_options=arrow.ReadOptions(
                        column_names=numbered, block_size=BLOCK, encoding=self.opened.scan.encoding
                    ),
                    parse_options=arrow.ParseOptions(
                        delimiter=self.separator, newlines_in_values=True
                    ),
                    convert_options=arrow.ConvertOptions(
                        include_columns=list(wanted),
                        column_types=dict.fromkeys(wanted, pa.string()),
                        strings_can_be_null=False,
                    ),
                ) as reader,
            ):
                for block in reader:
                    if skip:
                        skip, block = max(0, skip - block.num_rows), block.slice(skip)
                    if block.num_rows:
                        yield Batch(
                            first=first,
                            rows=block.num_rows,
                            columns={
                                name: pc.utf8_trim_whitespace(block.column(at))
                                for at, name in enumerate(wanted.values())
                            },
                        )
                        first += block.num_rows
        except (pa.ArrowInvalid, UnicodeDecodeError) as error:
            raise CannotError(str(error).splitlines()[0][:120]) from error

    def _row_by_row(self, present: Sequence[str], before: int) -> Iterator[Batch]:
        at = [self.names.index(name) for name in present]
        width, total, end = len(self.names), 0, False
        kept: list[list[str]] = []
        limit = csv.field_size_limit(LONGEST_CELL)
        try:
            with text_stream(self.opened) as text:
                rows = _rows(text, self.separator, self.name)
                for _ in range(self.head):
                    next(rows, None)
                last_ragged = False
                for line, cells in rows:
                    last_ragged = cells is None or len(cells) != width
                    self._slow_lines.append(line)
                    if cells is None or len(cells) != width:
                        self.ragged.append(total)
                        what = "quotes" if cells is None else f"{len(cells)} cells for {width}"
                        self.ragged_samples.append(what)
                        kept.append([""] * len(at))
                    else:
                        kept.append([cells[place].strip() for place in at])
                    total += 1
                    if len(kept) >= ROWS:
                        yield from self._batch(present, kept, total, before)
                        kept = []
                end = last_ragged and not self.opened.scan.ends
        finally:
            csv.field_size_limit(limit)
        if end:
            what = f"the file breaks off in its last row (line {self._slow_lines[-1]:,})"
            raise refusal("IMP005", what, where=self.name, fix="download it again, whole")
        if kept:
            yield from self._batch(present, kept, total, before)
        self._refuse_misfits(total)
        self.total = total

    def _batch(
        self, present: Sequence[str], kept: list[list[str]], total: int, before: int
    ) -> Iterator[Batch]:
        import pyarrow as pa

        first = total - len(kept)
        if first < before:  # pyarrow gave these rows before it failed
            kept = kept[before - first :]
            first = total - len(kept)
        if kept:
            columns = zip(*kept, strict=True) if present else []
            yield Batch(
                first=first,
                rows=len(kept),
                columns={
                    name: pa.array(cells, pa.string())
                    for name, cells in zip(present, columns, strict=True)
                },
            )

    def _from_list(self, present: Sequence[str]) -> Iterator[Batch]:
        import pyarrow as pa

        assert self.listed is not None, "asked for only where the rows are listed"
        at = {name: self.names.index(name) for name in present}
        self.total = len(self.listed)
        for first in range(0, len(self.listed), ROWS):
            rows = self.listed[first : first + ROWS]
            yield Batch(
                first=first,
                rows=len(rows),
                columns={
                    name: pa.array([row[place] for row in rows], pa.string())
                    for name, place in at.items()
                },
            )


def _parsed(
    parts: Sequence[bytes], encoding: str, separator: str, width: int, wanted: Sequence[int]
) -> list[pa.Array]:
    """Return columns of trimmed text of records that are each whole and of the right width."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv as arrow

    if not parts:
        return [pa.array([], pa.string()) for _ in wanted]
    text = b"\n".join(parts)
    names = [f"c{at}" for at in range(width)]
    included = [names[at] for at in wanted]
    try:
        table = arrow.read_csv(
            io.BytesIO(text),
            read_options=arrow.ReadOptions(
                column_names=names, block_size=len(text) + 1, encoding=encoding
            ),
            parse_options=arrow.ParseOptions(delimiter=separator, newlines_in_values=True),
            convert_options=arrow.ConvertOptions(
                include_columns=included,
                column_types=dict.fromkeys(included, pa.string()),
                strings_can_be_null=False,
            ),
        )
        if table.num_rows == len(parts):
            return [pc.utf8_trim_whitespace(table[name].combine_chunks()) for name in included]
    except (pa.ArrowInvalid, UnicodeDecodeError):
        pass  # a record that only the csv module reads
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        lines = io.StringIO(text.decode(encoding, errors="replace"), newline="")
        rows = list(csv.reader(lines, delimiter=separator))
    finally:
        csv.field_size_limit(limit)
    return [pa.array([row[at].strip() for row in rows], pa.string()) for at in wanted]


def last_byte(opened: Opened) -> bytes:
    """Return the last byte of a file."""
    last = b""
    if opened.path.suffix.casefold() != ".zip":
        with opened.stream() as file:
            file.seek(-1, 2)
            return file.read(1)
    with opened.stream() as file:
        while chunk := file.read(1 << 20):
            last = chunk[-1:]
    return last


def _rows(text: Any, separator: str, name: str) -> Iterator[tuple[int, list[str] | None]]:
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


def read_records(opened: Opened) -> Records:
    """Return a file as rows under names, its header read and the rest still in the file."""
    if opened.kind == CSV:
        return _csv(opened)
    if opened.kind == JSON:
        return _json(opened)
    return _workbook(opened)


def _csv(opened: Opened) -> Records:
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        with text_stream(opened, opened.asked or "utf-8") as text:
            first_line = text.readline(1 << 20)
        separator = max(_SEPARATORS, key=first_line.count)
        with text_stream(opened, opened.asked or "utf-8") as text:
            rows = _rows(text, separator, opened.name)
            _, header = next(rows, (1, None))
            _, second = next(rows, (2, None))
    finally:
        csv.field_size_limit(limit)
    if header is None:
        what = "the row of names cannot be read"
        raise refusal("IMP004", what, where=opened.name, fix="save it again as CSV UTF-8")
    tags: tuple[str, ...] = ()
    if second is not None and any(cell.strip().startswith("#") for cell in second):
        tags = tuple(cell.strip() for cell in second)
    names = tuple(normal(name) for name in header)
    if all(name.startswith("#") or not name for name in names):  # HXL may stand alone
        tags = names
    notes = list(opened.notes)
    if second is not None and tags and tags != names:
        notes.append("the second row holds HXL tags and is no record")
    return Records(
        opened=opened,
        names=names,
        tags=tags if len(tags) == len(names) else (),
        notes=notes,
        separator=separator,
        head=2 if tags and tags != names else 1,
    )


def normal(name: str) -> str:
    """Return a column's name as it is compared: without case, marks of order and outer blanks."""
    return " ".join(name.replace("\ufeff", "").split()).casefold()


def _json(opened: Opened) -> Records:
    fix = "export a list of records, or download it again"
    with opened.stream() as file:
        data = file.read(LARGEST_JSON + 1)
    if len(data) > LARGEST_JSON:
        what = f"JSON of more than {LARGEST_JSON:,} bytes"
        raise refusal("IMP008", what, where=opened.name, fix="take the CSV of the same data")
    notes_before = (*opened.notes, opened.scan.note) if opened.scan.note else opened.notes
    text = data.decode(opened.scan.encoding, errors="replace").removeprefix("\ufeff")
    notes = list(notes_before)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        value = _json_lines(text)
        if value is None:
            what = f"the JSON cannot be read ({error}): it is damaged or cut off"
            raise refusal("IMP005", what, where=opened.name, fix=fix) from error
    if isinstance(value, dict) and value.get("NextPageUrl"):
        pages = value.get("TotalPages", "several")
        notes.append(f"one page of {pages}: the others are to be imported too")
    rows = _objects(value)
    if rows is None:
        raise refusal("IMP014", "the JSON holds no list of records", where=opened.name, fix=fix)
    if not rows:
        raise refusal("IMP002", "the JSON holds no record", where=opened.name, fix=fix)
    keys = dict.fromkeys(key for row in rows for key in row)
    names = tuple(normal(key) for key in keys)
    return Records(
        opened=opened,
        names=names,
        notes=notes,
        listed=[[_cell(row.get(key)) for key in keys] for row in rows],
        lines_listed=range(1, len(rows) + 1),
    )


def _json_lines(text: str) -> list[object] | None:
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()] or None
    except (ValueError, RecursionError):
        return None


def _objects(value: object) -> list[dict[str, object]] | None:
    """Return records from a list of objects, an API's page, or an object of columns."""
    if isinstance(value, dict):
        for key in ("Result", "results", "result", "data", "items"):
            if isinstance(value.get(key), list):
                return _objects(value[key])
        if value and all(isinstance(column, list) for column in value.values()):
            lengths = {len(column) for column in value.values()}
            if len(lengths) == 1:
                cells = zip(*value.values(), strict=True)
                return [dict(zip(value, row, strict=True)) for row in cells]
        if value and all(isinstance(column, dict) for column in value.values()):
            keys = dict.fromkeys(key for column in value.values() for key in column)
            return [{name: column.get(key) for name, column in value.items()} for key in keys]
        return None
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return value
    return None


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat()
        case date():
            return value.isoformat()
        case str() | int():
            return str(value).strip()
        case _:
            return json.dumps(value, ensure_ascii=False, default=str)


def _workbook(opened: Opened) -> Records:
    try:
        import python_calamine as calamine
    except ImportError as error:
        fix = "pip install 'asculum[excel]'"
        raise refusal("IMP009", "the file is a workbook", where=opened.name, fix=fix) from error

    def read() -> list[list[Any]]:
        return (
            calamine.CalamineWorkbook.from_path(str(opened.path)).get_sheet_by_index(0).to_python()
        )

    try:
        sheet = read()
    except Exception as error:  # calamine has many kinds of error
        what = f"the workbook cannot be read ({error})"
        fix = "open it in the spreadsheet and save it again, or as CSV UTF-8"
        raise refusal("IMP004", what, where=opened.name, fix=fix) from error
    numbered = [
        (line, [_cell(cell) for cell in cells])
        for line, cells in enumerate(sheet, 1)
        if any(str(cell).strip() for cell in cells)
    ]
    if len(numbered) < 2:
        what = "the first sheet holds no rows under a row of names"
        raise refusal("IMP002", what, where=opened.name, fix="put the table on the first sheet")
    (_, header), rows = numbered[0], numbered[1:]
    tags: tuple[str, ...] = ()
    if any(cell.startswith("#") for cell in rows[0][1]):
        tags, rows = tuple(rows[0][1]), rows[1:]
    return Records(
        opened=opened,
        names=tuple(normal(name) for name in header),
        tags=tags,
        listed=[cells for _, cells in rows],
        lines_listed=[line for line, _ in rows],
    )


def _scan_lines(opened: Opened, records: Sequence[int]) -> dict[int, int]:
    """Return the lines on which records begin, from where quotes and line ends lie in the bytes."""
    import numpy as np

    wanted = np.array(records, dtype=np.int64)
    found: dict[int, int] = {}
    seen = line = quotes_before = offset = 0
    last_end, last_line = -1, 0
    with opened.stream() as file:
        while chunk := file.read(8 << 20):
            data = np.frombuffer(chunk, np.uint8)
            ends = np.flatnonzero(data == 10)
            quotes = np.flatnonzero(data == 34)
            closed = (np.searchsorted(quotes, ends) + quotes_before) % 2 == 0
            at, numbers = ends[closed], line + 1 + np.flatnonzero(closed)
            length = np.diff(at + offset, prepend=last_end)
            begins = 1 + np.concatenate(([last_line], numbers))[:-1]
            blank = (length == 1) | ((length == 2) & (data[at - 1] == 13))
            begins = begins[~blank]
            for record in wanted[(wanted >= seen) & (wanted < seen + len(begins))]:
                found[int(record)] = int(begins[record - seen])
            seen += len(begins)
            if len(at):
                last_end, last_line = int(at[-1]) + offset, int(numbers[-1])
            line += len(ends)
            quotes_before += len(quotes)
            offset += len(data)
    if len(wanted) and int(wanted[-1]) == seen:  # the last record has no line end
        found[seen] = last_line + 1
    return found
