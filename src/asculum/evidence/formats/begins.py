"""Begins: the lines on which records begin, from where quotes and line ends lie in the bytes."""

from __future__ import annotations

from collections.abc import Sequence

from asculum.evidence.formats.opening import Opened


def scan_lines(opened: Opened, records: Sequence[int]) -> dict[int, int]:
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
