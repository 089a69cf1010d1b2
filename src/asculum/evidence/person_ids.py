"""What records of a list are called in a file that is written: their own number, or their line.

A number may hold a name (``petrov1961``), and then it must stay where the name stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

#: The longest number, and the longest run of letters in it that may be no word.
LONGEST_ID, LONGEST_LETTERS = 40, 4
#: A longer run of letters that so great a share of the list's numbers begin with is no name.
PREFIX = 0.5
#: A run of letters so long that begins a name of its record is taken for it.
LIKE_NAME = 3

_LETTERS = re.compile(r"[^\W\d_]+")
_HEXADECIMAL = re.compile(r"[0-9a-f-]*\d[0-9a-f-]*")


def refs_of(
    own: Sequence[str], lines: Sequence[int], names: Sequence[Sequence[str]]
) -> tuple[tuple[str, ...], dict[str, int]]:
    """Return what each record is called, and how many of the list's own numbers are not used.

    Parameters
    ----------
    own
        The list's own number of each record, or ``""``.
    lines
        The line of each record: it is called L and that where it has no number to use.
    names
        Columns of names, each of the length of ``own``.
    """
    begins = Counter(match.group() for cell in own if (match := _LETTERS.match(cell)))
    prefixes = {word for word, held in begins.items() if held > max(1, PREFIX * len(own))}
    counts: Counter[str] = Counter()
    used: set[str] = set()
    refs = []
    for row, (cell, line) in enumerate(zip(own, lines, strict=True)):
        ref = f"L{line}"
        if not cell:
            pass
        elif _wordy(cell, prefixes) or _names(cell, [column[row] for column in names]):
            counts["ids that look like words, not used"] += 1
        elif cell in used:
            counts["ids that an earlier record has, not used"] += 1
        else:
            ref = cell
            used.add(cell)
        refs.append(ref)
    return tuple(refs), dict(counts)


def _wordy(cell: str, prefixes: set[str]) -> bool:
    """Whether a number is none: no digit, a space, or a word that the others do not begin with."""
    if len(cell) > LONGEST_ID or " " in cell or not any(mark.isdigit() for mark in cell):
        return True
    if _HEXADECIMAL.fullmatch(cell.casefold()):
        return False
    return any(
        len(word) > LONGEST_LETTERS and not (word in prefixes and cell.startswith(word))
        for word in _LETTERS.findall(cell)
    )


def _names(cell: str, names: Sequence[str]) -> bool:
    """Whether a number has the beginning of a name of its record in it."""
    runs = [word.casefold() for word in _LETTERS.findall(cell) if len(word) >= LIKE_NAME]
    if not runs:
        return False
    words = [word for name in names for word in _LETTERS.findall(name.casefold())]
    return any(word.startswith(run) for run in runs for word in words)
