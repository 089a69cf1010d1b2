"""Near: the rows of a CSV file that may lie near a point, found in one look at its bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from asculum.evidence.formats.batch import Batch, Near
from asculum.evidence.formats.blocks import parsed
from asculum.evidence.formats.by_row import refuse_misfits
from asculum.evidence.formats.ledger import FIRST
from asculum.evidence.formats.opening import Opened, Watch, told
from asculum.evidence.formats.refusals import refusal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from asculum.evidence.formats.records import Records

#: Bytes held while rows near a point are looked for.
BUFFER = 1 << 20
#: Bytes of rows near a point beyond which the whole file is read in blocks instead.
NEAR_BYTES = 1 << 26


def near_rows(
    records: Records,
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
    if records.listed is not None:
        return None
    import numpy as np

    from asculum.evidence.formats import _kernels as kernels

    at = [records.names.index(name) for name in places]
    watch = Watch(name=records.name, asked=records.opened.asked)
    buffer = np.empty(BUFFER, np.uint8)
    room = memoryview(buffer.data)
    starts, ends, lines, kinds = kernels.room(BUFFER)
    held, line, total, skip = 0, 1, 0, records.head
    open_rows: list[NDArray[np.int64]] = []
    far_first: list[int] = []
    far = 0
    parts: list[bytes] = []
    size = 0
    with records.opened.stream() as file, told(records.opened.path):
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
                    ord(records.separator),
                    len(records.names),
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
                records.ragged += number[bad].tolist()
                if len(far_first) < FIRST:
                    out = out[: FIRST - len(far_first)]
                    far_first += number[out].tolist()
                else:
                    out = out[:0]
                for some in (taken, out, bad):
                    records.known_lines |= zip(
                        number[some].tolist(), lines[some + drop].tolist(), strict=True
                    )
                total += len(kind)
                done += used
                if count < len(starts):
                    break
            if size > NEAR_BYTES:
                _forget(records)
                return None
            if last:
                if done < filled:
                    what = f"a quote opened on line {line:,} is never closed: the file is cut off"
                    raise refusal("IMP005", what, where=records.name, fix="download it again")
                break
            held = filled - done
            if held == BUFFER:  # a record larger than the buffer
                _forget(records)
                return None
            buffer[:held] = buffer[done:filled].copy()
    _refuse_break(records, total, last_byte(records.opened))
    records.total = total
    if watch.note:
        records.notes.append(watch.note)
    rows = np.concatenate(open_rows) if open_rows else np.empty(0, np.int64)
    present = [name for name in dict.fromkeys(wanted) if name in records.names]
    wanted_at = [records.names.index(name) for name in present]
    cells = parsed(parts, watch.encoding, records.separator, len(records.names), wanted_at)
    columns = dict(zip(present, cells, strict=True))
    batch = Batch(first=0, rows=len(rows), columns=columns, numbered=rows)
    return Near(batch=batch, total=total, far=far, far_first=tuple(far_first))


def _forget(records: Records) -> None:
    records.ragged.clear()
    records.known_lines.clear()


def _refuse_break(records: Records, total: int, last: bytes) -> None:
    """Raise IMP002 or IMP005 where there are no rows, or the last one breaks off."""
    if records.ragged and records.ragged[-1] == total - 1 and last not in (b"\n", b"\r"):
        line = records.known_lines[total - 1]
        what = f"the file breaks off in its last row (line {line:,})"
        raise refusal("IMP005", what, where=records.name, fix="download it again, whole")
    if not total:
        what = "the file holds a row of names and nothing under it"
        raise refusal("IMP002", what, where=records.name, fix="download it again")
    refuse_misfits(records, total)


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
