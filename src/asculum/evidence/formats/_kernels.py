"""Kernels: bytes of a CSV file split into records, those surely far from a point set apart.

Arrays in, arrays out. Nothing is decoded. ``split_near`` looks at one byte after another and reads
any file; ``look`` takes 64 bytes at a time as masks of bits and reads files whose quotes all stand
at the ends of cells, which it checks. Both find the same records. They stand in one file because
numba keeps compiled code by the file it is from, not by what that calls.
"""

from __future__ import annotations

import math
from typing import Any

import numba as nb
import numpy as np
from llvmlite import ir  # what numba compiles with
from numba import types
from numba.extending import intrinsic

from asculum.terms.bits import ones, zeros

#: What a record is: to be read, surely far from the point, or not of the header's width.
OPEN, FAR, BROKEN = 0, 1, 2


@nb.njit(cache=True, nogil=True)
def _decimal(buf: Any, start: int, end: int) -> float:
    """Return a plain decimal; NaN for anything else, which is then read with care elsewhere."""
    while start < end and buf[start] == 32:
        start += 1
    while end > start and buf[end - 1] == 32:
        end -= 1
    sign = 1.0
    if start < end and (buf[start] == 45 or buf[start] == 43):
        sign = -1.0 if buf[start] == 45 else 1.0
        start += 1
    if start >= end or end - start > 17:
        return math.nan
    value, scale, point, digits = 0.0, 1.0, False, 0
    for at in range(start, end):
        byte = buf[at]
        if 48 <= byte <= 57:
            value = value * 10.0 + (byte - 48)
            digits += 1
            if point:
                scale *= 10.0
        elif byte == 46 and not point:
            point = True
        else:
            return math.nan
    return sign * value / scale if digits else math.nan


@nb.njit(cache=True, nogil=True)
def _far(lat: float, lon: float, lat0: float, lon0: float, km: float) -> bool:
    """Return whether a point is surely farther than ``km``; a point that is none is not."""
    if not (abs(lat) <= 90.0 and abs(lon) <= 180.0):
        return False
    if abs(lat - lat0) * 111.0 > km + 1.0:
        return True
    half = (
        math.sin(math.radians(lat - lat0) / 2) ** 2
        + math.cos(math.radians(lat))
        * math.cos(math.radians(lat0))
        * math.sin(math.radians(lon - lon0) / 2) ** 2
    )
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(half))) > km * 1.000001 + 1e-6


@nb.njit(cache=True, nogil=True)
def split_near(
    buf: Any,
    size: int,
    last: bool,
    separator: int,
    width: int,
    lat_at: int,
    lon_at: int,
    lat0: float,
    lon0: float,
    km: float,
    line: int,
    starts: Any,
    ends: Any,
    lines: Any,
    kinds: Any,
) -> tuple[int, int, int]:
    """Split ``buf[:size]`` into records and tell for each whether it is surely far.

    ``last`` says that the file ends here, so that a record without a line end is whole. ``starts``,
    ``ends`` (line end left out), ``lines`` and ``kinds`` are filled; blank lines make no record.
    Returns how many bytes were consumed, how many records were found, and the line after them. A
    quote that never ends leaves its record unconsumed.
    """
    at = consumed = count = 0
    most = len(starts)
    while at < size and count < most:
        start, column, broken, began = at, 0, False, line
        lat, lon = math.nan, math.nan
        whole = False
        while True:
            first = at
            closing = -1
            if at < size and buf[at] == 34:
                first = at + 1
                at += 1
                while True:
                    while at < size and buf[at] != 34:
                        if buf[at] == 10:
                            line += 1
                        at += 1
                    if at + 1 < size and buf[at + 1] == 34:
                        at += 2
                        continue
                    break
                if at >= size:
                    return consumed, count, began
                closing = at
                at += 1
                if at < size and buf[at] != separator and buf[at] != 10 and buf[at] != 13:
                    broken = True
            while at < size and buf[at] != separator and buf[at] != 10:
                at += 1
            if column in (lat_at, lon_at):
                value = _decimal(buf, first, closing if closing >= 0 else at)
                if column == lat_at:
                    lat = value
                else:
                    lon = value
            column += 1
            if at >= size:
                whole = last
                break
            if buf[at] == 10:
                whole = True
                break
            at += 1
        if not whole:
            return consumed, count, began
        end = at
        if at < size:
            at += 1
            line += 1
        if end > start and buf[end - 1] == 13:
            end -= 1
        consumed = at
        if end == start:
            continue
        kind = BROKEN
        if not broken and column == width:
            kind = FAR if _far(lat, lon, lat0, lon0, km) else OPEN
        starts[count], ends[count], lines[count], kinds[count] = start, end, began, kind
        count += 1
    return consumed, count, line


@nb.njit(cache=True, nogil=True)
def find_cells(buf: Any, size: int, separator: int, slots: Any, starts: Any, ends: Any) -> int:
    """Find the cells of whole records in ``buf[:size]``, each of ``len(slots)`` columns.

    ``slots`` gives for each column its row in ``starts`` and ``ends``, -1 where it is not wanted.
    The quotes around a cell are left out; where a quote within is doubled, the end is given as its
    complement (``~end``). Returns how many records were found.
    """
    at = row = column = 0
    while at < size and row < starts.shape[1]:
        doubled = False
        start = at
        if buf[at] == 34:
            at += 1
            start = at
            while at < size:
                if buf[at] != 34:
                    at += 1
                elif at + 1 < size and buf[at + 1] == 34:
                    doubled = True
                    at += 2
                else:
                    break
            end = at
            at += 1
        else:
            while at < size and buf[at] != separator and buf[at] != 10:
                at += 1
            end = at
        if column < len(slots) and slots[column] >= 0:
            starts[slots[column], row] = start
            ends[slots[column], row] = ~end if doubled else end
        while at < size and buf[at] != separator and buf[at] != 10:
            at += 1
        column += 1
        if at >= size or buf[at] == 10:
            if column != len(slots):
                return row
            row, column = row + 1, 0
        at += 1
    return row


@nb.njit(cache=True, nogil=True)
def join_cells(buf: Any, starts: Any, ends: Any, out: Any, offsets: Any) -> int:
    """Put cells that ``find_cells`` found one after another into ``out``; return their length."""
    held = 0
    for row in range(len(starts)):
        end = ends[row]
        if end < 0:
            at = starts[row]
            while at < ~end:
                out[held] = buf[at]
                held += 1
                at += 2 if buf[at] == 34 else 1
        else:
            for at in range(starts[row], end):
                out[held] = buf[at]
                held += 1
        offsets[row + 1] = held
    return held


def room(size: int) -> tuple[Any, Any, Any, Any]:
    """Return the arrays that ``split_near`` fills for a buffer of ``size`` bytes."""
    most = max(1024, size // 16)
    return (
        np.empty(most, np.int64),
        np.empty(most, np.int64),
        np.empty(most, np.int64),
        np.empty(most, np.uint8),
    )


#: Bytes that ``look`` reads past the end of what it is given.
PAST = 64
_LANES = ir.VectorType(ir.IntType(8), 64)


def _load(context: Any, builder: Any, kind: Any, array: Any, at: Any) -> Any:
    data = context.make_array(kind)(context, builder, array).data
    first = builder.gep(data, [at])
    return builder.load(builder.bitcast(first, _LANES.as_pointer()), align=1)


def _equal_bits(_typing: Any, buf: Any, _at: Any, _byte: Any) -> Any:
    """Compare 64 bytes from ``at`` on with one: a bit for each that is equal, the first lowest."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        lanes = _load(context, builder, signature.args[0], args[0], args[1])
        one = builder.insert_element(
            ir.Constant(_LANES, ir.Undefined), args[2], ir.Constant(ir.IntType(32), 0)
        )
        every = builder.shuffle_vector(
            one, one, ir.Constant(ir.VectorType(ir.IntType(32), 64), None)
        )
        return builder.bitcast(builder.icmp_unsigned("==", lanes, every), ir.IntType(64))

    return types.uint64(buf, types.int64, types.uint8), code


def _high_bits(_typing: Any, buf: Any, _at: Any) -> Any:
    """Return a bit for each of 64 bytes from ``at`` on that is beyond ASCII."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        lanes = _load(context, builder, signature.args[0], args[0], args[1])
        zero = ir.Constant(_LANES, None)
        return builder.bitcast(builder.icmp_signed("<", lanes, zero), ir.IntType(64))

    return types.uint64(buf, types.int64), code


_equal: Any = intrinsic(_equal_bits)
_high: Any = intrinsic(_high_bits)


@nb.njit(cache=True, nogil=True)
def count_quotes(buf: Any, size: int) -> int:
    """Return how many quotes are in ``buf[:size]``; ``PAST`` bytes more can be read."""
    found = 0
    for at in range(0, size, 64):
        bits = _equal(buf, at, 34)
        if size - at < 64:
            bits &= (np.uint64(1) << np.uint64(size - at)) - np.uint64(1)
        found += int(ones(bits))
    return found


@nb.njit(cache=True, nogil=True)
def _utf8(byte: int, left: int, low: int, high: int) -> tuple[int, int, int]:
    """Step through UTF-8: bytes still to come and the bounds of the next; -1 where it is none."""
    if left:
        return (left - 1, 128, 191) if low <= byte <= high else (-1, 0, 0)
    if byte < 128:
        return 0, 128, 191
    if 194 <= byte <= 223:
        return 1, 128, 191
    if 224 <= byte <= 239:
        return 2, 160 if byte == 224 else 128, 159 if byte == 237 else 191
    if 240 <= byte <= 244:
        return 3, 144 if byte == 240 else 128, 143 if byte == 244 else 191
    return -1, 0, 0


@nb.njit(cache=True, nogil=True)
def _cell(buf: Any, start: int, end: int) -> float:
    """Return the decimal of a cell, which may be quoted."""
    if start < end and buf[start] == 34:
        at = start + 1
        while at < end and (buf[at] != 34 or (at + 1 < end and buf[at + 1] == 34)):
            at += 2 if buf[at] == 34 else 1
        return _decimal(buf, start + 1, at)
    return _decimal(buf, start, end)


#: What ``look`` found: all well, quotes that it cannot be sure of, a NUL, text that is not UTF-8;
#: and that the block ends within quotes.
WELL, UNSURE, NUL, NOT_UTF8, QUOTED = 0, 1, 2, 4, 8


@nb.njit(cache=True, nogil=True)
def look(
    buf: Any,
    begin: int,
    size: int,
    first: bool,
    quoted: bool,
    skip: int,
    separator: int,
    width: int,
    lat_at: int,
    lon_at: int,
    lat0: float,
    lon0: float,
    km: float,
    most_far: int,
    rows: Any,
    lines: Any,
    kinds: Any,
    open_bytes: Any,
) -> tuple[int, int, int, int, int, int, int, int, int, int]:
    """Find the records that begin in ``buf[begin:size]``, ``PAST`` bytes more being readable.

    ``first`` says that a record begins at ``begin``; else what comes before the first line end
    outside quotes belongs to a record of the block before. ``quoted`` says that the block begins
    within quotes. The first ``skip`` records are passed over.

    ``rows`` (place among the records of the block), ``lines`` (counted from the first record) and
    ``kinds`` are filled for every record that is not far and for the first ``most_far`` that are;
    ``open_bytes`` gets the bytes of open records, a line end after each. Returns what was found
    (a sum of ``UNSURE``, ``NUL``, ``NOT_UTF8``, ``QUOTED``), where the first record begins (-1:
    none does) and where the last one that is whole ends, counts of records, far ones, records told,
    bytes of open ones, line ends between these two places, leading bytes that go on with a
    character of the block before, and bytes of a character at the end that is not whole.
    """
    zero, one, every = np.uint64(0), np.uint64(1), ~np.uint64(0)
    said = WELL
    marks = np.array([lat_at, lat_at + 1, lon_at, lon_at + 1])
    place = np.zeros(4, np.int64)
    lower, upper = min(lat_at, lon_at), max(lat_at, lon_at) + 1
    carry = every if quoted else zero
    inside_head = not first
    head_end, tail = (-1 if inside_head else begin), begin
    start, seps, began, line = begin, 0, 0, 0
    count = far = told = held = 0
    lead = 0
    if not first:
        while lead < 3 and begin + lead < size and (buf[begin + lead] & 192) == 128:
            lead += 1
    left, low, high = 0, 128, 191
    for at in range(begin, size, 64):
        quotes, splits, breaks = (
            _equal(buf, at, 34),
            _equal(buf, at, separator),
            _equal(buf, at, 10),
        )
        nuls, beyond = _equal(buf, at, 0), _high(buf, at)
        if size - at < 64:
            valid = (one << np.uint64(size - at)) - one
            quotes, splits, breaks = quotes & valid, splits & valid, breaks & valid
            nuls, beyond = nuls & valid, beyond & valid
        if nuls:
            return said | NUL, head_end, tail, count, far, told, held, line, lead, 0
        if beyond or left > 0:
            for each in range(at + (lead if at == begin else 0), min(at + 64, size)):
                left, low, high = _utf8(buf[each], left, low, high)
                if left < 0:
                    said |= NOT_UTF8
                    left = 0
        inside = carry
        if quotes:
            inside = quotes
            inside ^= inside << np.uint64(1)
            inside ^= inside << np.uint64(2)
            inside ^= inside << np.uint64(4)
            inside ^= inside << np.uint64(8)
            inside ^= inside << np.uint64(16)
            inside ^= inside << np.uint64(32)
            inside ^= carry
            ends = splits | breaks | quotes
            before = ends << np.uint64(1)
            if at == begin or buf[at - 1] in (34, 10, separator):
                before |= one  # at the very beginning the caller looks
            after = (ends | _equal(buf, at, 13)) >> np.uint64(1)
            if at + 64 >= size:
                after |= one << np.uint64(min(63, size - at - 1))  # at the very end too
            elif buf[at + 64] in (34, 10, 13, separator):
                after |= one << np.uint64(63)
            if (quotes & inside & ~before) | (quotes & ~inside & ~after):
                return said | UNSURE, head_end, tail, count, far, told, held, line, lead, 0
            carry = every if inside >> np.uint64(63) else zero
        splits &= ~inside
        closing = breaks & ~inside
        while True:
            bit = zeros(closing) if closing else np.uint64(64)
            below = (one << bit) - one if closing else every
            part = splits & below
            here = int(ones(part))
            if here and seps < upper and seps + here >= lower:
                for k in range(4):
                    if seps < marks[k] <= seps + here:
                        rest = part
                        for _ in range(marks[k] - seps - 1):
                            rest &= rest - one
                        place[k] = at + int(zeros(rest))
            seps += here
            if not closing:
                break
            end = at + int(bit)
            upto = line + int(ones(breaks & below)) + 1
            if inside_head:
                inside_head, head_end = False, end + 1
                # lines are counted from here
                line, upto = line - upto, 0
            else:
                last = end
                if last > start and buf[last - 1] == 13:
                    last -= 1
                if last == start:
                    pass
                elif skip > 0:
                    skip -= 1
                else:
                    kind = BROKEN
                    if seps + 1 == width:
                        lat = _cell(
                            buf,
                            place[0] + 1 if lat_at else start,
                            place[1] if lat_at + 1 < width else end,
                        )
                        lon = _cell(
                            buf,
                            place[2] + 1 if lon_at else start,
                            place[3] if lon_at + 1 < width else end,
                        )
                        kind = FAR if _far(lat, lon, lat0, lon0, km) else OPEN
                    if kind == FAR:
                        far += 1
                    if kind != FAR or far <= most_far:
                        if told == len(rows):
                            return said | UNSURE, head_end, tail, count, far, told, held, line, 0, 0
                        rows[told], lines[told], kinds[told] = count, began, kind
                        told += 1
                    if kind == OPEN:
                        for each in range(start, last):
                            open_bytes[held] = buf[each]
                            held += 1
                        open_bytes[held] = 10
                        held += 1
                    count += 1
            start, tail, seps, began = end + 1, end + 1, 0, upto
            splits &= ~below
            closing &= closing - one
        line += int(ones(breaks))
    short = 0
    if left > 0:
        short = 1
        while short < 3 and size - short > begin and (buf[size - short] & 192) == 128:
            short += 1
    if carry:
        said |= QUOTED
    return said, head_end, tail, count, far, told, held, began, lead, short
