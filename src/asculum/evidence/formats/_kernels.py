"""Kernels: bytes of a CSV file split into records, those surely far from a point set apart.

Arrays in, arrays out. Nothing is decoded. ``split_near`` looks at one byte after another and reads
any file; ``look`` goes by the bits that ``_bits.mark`` makes of 64 bytes at a time, and reads files
whose quotes all stand at the ends of cells. Both find the same records. They stand in one file
because numba keeps compiled code by the file it is from, not by what that calls.
"""

from __future__ import annotations

import math
from typing import Any

import numba as nb
import numpy as np

from asculum.evidence.formats._bits import digits, equal
from asculum.terms.bits import ones, zeros

#: What a record is: to be read, surely far from the point, or not of the header's width.
OPEN, FAR, BROKEN = 0, 1, 2
#: What ``_degree`` gives for what is no plain decimal.
NO_DEGREE = -(1 << 20)


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


@nb.njit(cache=True, nogil=True)
def _cell(buf: Any, start: int, end: int) -> float:
    """Return the decimal of a cell, which may be quoted."""
    if start < end and buf[start] == 34:
        at = start + 1
        while at < end and (buf[at] != 34 or (at + 1 < end and buf[at + 1] == 34)):
            at += 2 if buf[at] == 34 else 1
        return _decimal(buf, start + 1, at)
    return _decimal(buf, start, end)


@nb.njit(cache=True, nogil=True)
def _degree(buf: Any, start: int, end: int) -> int:
    """Return the whole degree below a plain decimal such as -12.5; ``NO_DEGREE`` for another cell.

    Up to 16 digits and a point, up to three before it, a minus before them. ``PAST`` bytes beyond
    the cell can be read.
    """
    one = np.uint64(1)
    minus = int(buf[start] == 45)
    start += minus
    if not 0 < end - start <= 17:
        return NO_DEGREE
    cell = (one << np.uint64(end - start)) - one
    plain, points = digits(buf, start) & cell, equal(buf, start, 46) & cell
    if plain | points != cell or not plain or points & (points - one):
        return NO_DEGREE
    before = int(zeros(points | one << np.uint64(end - start)))
    if before > 3 or start < 3:
        return NO_DEGREE
    # without a branch on how many digits there are, which none could foretell
    at = start + before
    ones_at, tens, hundreds = int(buf[at - 1]) - 48, int(buf[at - 2]) - 48, int(buf[at - 3]) - 48
    whole = (before > 0) * ones_at + (before > 1) * 10 * tens + (before > 2) * 100 * hundreds
    return whole ^ -minus


@nb.njit(cache=True, nogil=True)
def _plainly_far(
    buf: Any, lat_from: int, lat_to: int, lon_from: int, lon_to: int, lat0: float, km: float
) -> bool:
    """Return whether whole degrees show a point to be far by its latitude alone."""
    south, west = _degree(buf, lat_from, lat_to), _degree(buf, lon_from, lon_to)
    if not (-90 <= south < 90 and -180 <= west < 180):
        return False
    return max(south - lat0, lat0 - south - 1.0) * 111.0 > km + 1.0


@nb.njit(cache=True, nogil=True)
def look(
    buf: Any,
    begin: int,
    size: int,
    first: bool,
    skip: int,
    width: int,
    lat_at: int,
    lon_at: int,
    lat0: float,
    lon0: float,
    km: float,
    most_far: int,
    splits: Any,
    closing: Any,
    breaks: Any,
    rows: Any,
    lines: Any,
    kinds: Any,
    open_bytes: Any,
) -> tuple[bool, int, int, int, int, int, int, int]:
    """Find the records that begin in ``buf[begin:size]`` by the bits of its 64-byte words.

    ``splits``, ``closing`` and ``breaks`` are separators and line ends outside quotes, and all line
    ends, as ``_bits.mark`` gives them. ``first`` says that a record begins at ``begin``; else what
    comes before the first line end outside quotes belongs to a record of the block before. The
    first ``skip`` records are passed over.

    ``rows`` (place among the records of the block), ``lines`` (counted from the first record) and
    ``kinds`` are filled for every record that is not far and for the first ``most_far`` that are;
    ``open_bytes`` gets the bytes of open records, a line end after each. Returns whether there was
    room for them, where the first record begins (-1: none does) and where the last one that is
    whole ends, counts of records, far ones, records told, bytes of open ones, and line ends between
    these two places.
    """
    one, every = np.uint64(1), ~np.uint64(0)
    # the separators that bound the two cells, in their order; one before the first is the start
    marks = np.sort(np.array([lat_at, lat_at + 1, lon_at, lon_at + 1]))
    at_mark = np.zeros(4, np.int64)
    none = 1 if marks[0] == 0 else 0
    lat_from, lon_from = (0, 2) if lat_at < lon_at else (2, 0)
    head_end, tail = (begin if first else -1), begin
    inside_head = not first
    start, seps, began, line, mark = begin, 0, 0, 0, none
    count = far = told = held = 0
    for word in range((size - begin + 63) // 64):
        at = begin + 64 * word
        part, ends, raw = splits[word], closing[word], breaks[word]
        while True:
            bit, below, now = np.uint64(64), every, part
            if ends:
                bit = zeros(ends)
                below = (one << bit) - one
                now = part & below
            here = seps + int(ones(now))
            rest, lowest = now, seps + 1
            while mark < 4 and here >= marks[mark]:
                for _ in range(marks[mark] - lowest):
                    rest &= rest - one
                lowest = marks[mark]
                at_mark[mark] = at + int(zeros(rest))
                mark += 1
            seps = here
            if not ends:
                break
            end = at + int(bit)
            upto = line + int(ones(raw & below)) + 1
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
                        for rest_mark in range(mark, 4):
                            at_mark[rest_mark] = end  # the last cell ends with the record
                        if none:
                            at_mark[0] = start - 1
                        lat_at0, lat_at1 = at_mark[lat_from] + 1, at_mark[lat_from + 1]
                        lon_at0, lon_at1 = at_mark[lon_from] + 1, at_mark[lon_from + 1]
                        kind = FAR
                        if not _plainly_far(buf, lat_at0, lat_at1, lon_at0, lon_at1, lat0, km):
                            lat = _cell(buf, lat_at0, lat_at1)
                            lon = _cell(buf, lon_at0, lon_at1)
                            kind = FAR if _far(lat, lon, lat0, lon0, km) else OPEN
                    if kind == FAR:
                        far += 1
                    if kind != FAR or far <= most_far:
                        if told == len(rows):
                            return False, head_end, tail, count, far, told, held, line
                        rows[told], lines[told], kinds[told] = count, began, kind
                        told += 1
                    if kind == OPEN:
                        for each in range(start, last):
                            open_bytes[held] = buf[each]
                            held += 1
                        open_bytes[held] = 10
                        held += 1
                    count += 1
            start, tail, seps, began, mark = end + 1, end + 1, 0, upto, none
            part &= ~below
            ends &= ends - one
        line += int(ones(raw))
    return True, head_end, tail, count, far, told, held, began
