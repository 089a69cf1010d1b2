"""Words: a column of text as its different words and which of them each row has.

Files repeat themselves; what is made of a cell is made once for each different word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import compress
from typing import TYPE_CHECKING, TypeVar, overload

from asculum.evidence.formats.arrays import coded

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")


class Words(Sequence[str]):
    """The cells of a column, in order.

    Examples
    --------
    >>> words = Words()
    >>> words.extend(["near", "", "near"])
    >>> words.each(len), words[2], list(words.where([True, True, False]))
    ([4, 0, 4], 'near', ['near', ''])
    """

    def __init__(self) -> None:
        self._words: list[str] = []
        self._codes: list[int] = []
        self._known: dict[str, int] = {}

    def extend(self, cells: Sequence[str]) -> None:
        """Add cells."""
        words = list(dict.fromkeys(cells))
        at = {word: code for code, word in enumerate(words)}
        self._add(words, [at[cell] for cell in cells])

    def take(self, column: pa.Array) -> None:
        """Add the cells of a column of text."""
        self._add(*coded(column))

    def each(self, work: Callable[[str], T]) -> list[T]:
        """Return what ``work`` makes of each cell, worked out once for each different one."""
        return list(map([work(word) for word in self._words].__getitem__, self._codes))

    def where(self, inside: Sequence[bool]) -> Words:
        """Return the cells where ``inside`` is true."""
        kept = Words()
        kept.extend(list(compress(self, inside)))
        return kept

    @property
    def different(self) -> Sequence[str]:
        """Every word that a cell has, once."""
        return self._words

    def _add(self, words: list[str], codes: list[int]) -> None:
        if not self._codes:
            self._words, self._codes = words, codes
            return
        if not self._known:
            self._known = {word: code for code, word in enumerate(self._words)}
        moved = [self._known.setdefault(word, len(self._known)) for word in words]
        self._words = list(self._known)
        self._codes += map(moved.__getitem__, codes)

    def __len__(self) -> int:
        return len(self._codes)

    def __iter__(self) -> Iterator[str]:
        return map(self._words.__getitem__, self._codes)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self._words[code] for code in self._codes[at]]
        return self._words[self._codes[at]]
