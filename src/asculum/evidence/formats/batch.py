"""Batches: rows of a file as columns of text."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asculum.evidence.formats.arrays import blank, floats, places, texts, truths

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray


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
        return pa.repeat(texts([""])[0], self.rows)

    def numbers(self, name: str) -> NDArray[np.float64]:
        """Return a column as numbers; NaN where a cell is none."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        column = self.text(name)
        try:
            given = pc.if_else(blank(column), pa.nulls(1, pa.string())[0], column)
            return floats(pc.cast(given, pa.float64()))
        except pa.ArrowInvalid:
            return np.array([number(text) for text in column.to_pylist()], dtype=float)

    def degrees(self, name: str) -> NDArray[np.float64]:
        """Return a column of latitudes or longitudes; NaN where a cell is none."""
        import numpy as np

        found = self.numbers(name)
        odd = np.flatnonzero(~(np.abs(found) <= 180))
        if len(odd):
            found = found.copy()
            found[odd] = [degrees(text) for text in self.text(name).take(places(odd)).to_pylist()]
        return found

    def equal(self, name: str, *words: str) -> NDArray[np.bool_]:
        """Return where a column is one of ``words``."""
        import pyarrow.compute as pc

        return truths(pc.is_in(self.text(name), value_set=texts(words)))

    def rows_at(self, rows: Sequence[int]) -> list[dict[str, str]]:
        """Return rows as cells by name."""
        import numpy as np

        at = places(np.array(rows, np.int64))
        taken = [column.take(at).to_pylist() for column in self.columns.values()]
        names = tuple(self.columns)
        return [dict(zip(names, cells, strict=True)) for cells in zip(*taken, strict=True)]


def number(text: str) -> float:
    """Return a plain number, or one with thousands set apart; NaN where the text is none."""
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


def degrees(text: str) -> float:
    """Return a latitude or longitude, which may have a decimal comma; NaN where it is none.

    Examples
    --------
    >>> degrees("48,59"), degrees("-12.5")
    (48.59, -12.5)
    """
    if "," in text and "." not in text and text.count(",") == 1:
        text = text.replace(",", ".")
    return number(text)


@dataclass(frozen=True, kw_only=True, eq=False)
class Near:
    """The rows of a file that may lie near a point, and how many surely do not."""

    batch: Batch
    total: int
    far: int
    far_first: tuple[int, ...]
