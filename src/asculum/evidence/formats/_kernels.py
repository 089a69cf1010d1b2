"""Kernels: bytes of a CSV file split into records, those surely far from a point set apart.

Arrays in, arrays out. A byte is looked at once; nothing is decoded.
"""

from __future__ import annotations

import math
from typing import Any

import numba as nb
import numpy as np

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
    cos0 = math.cos(math.radians(lat0))
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
        kind = OPEN
        if broken or column != width:
            kind = BROKEN
        elif abs(lat) <= 90.0 and abs(lon) <= 180.0:
            north = abs(lat - lat0) * 111.0
            if north > km + 1.0:
                kind = FAR
            else:
                half = (
                    math.sin(math.radians(lat - lat0) / 2) ** 2
                    + math.cos(math.radians(lat))
                    * cos0
                    * math.sin(math.radians(lon - lon0) / 2) ** 2
                )
                if 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(half))) > km * 1.000001 + 1e-6:
                    kind = FAR
        starts[count], ends[count], lines[count], kinds[count] = start, end, began, kind
        count += 1
    return consumed, count, line


def room(size: int) -> tuple[Any, Any, Any, Any]:
    """Return the arrays that ``split_near`` fills for a buffer of ``size`` bytes."""
    most = max(1024, size // 16)
    return (
        np.empty(most, np.int64),
        np.empty(most, np.int64),
        np.empty(most, np.int64),
        np.empty(most, np.uint8),
    )
