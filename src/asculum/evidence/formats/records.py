"""Records: the rows of a file in blocks of text columns, found by name, never by position.

CSV goes through pyarrow in blocks, with line ends allowed in quoted cells. Where pyarrow cannot
read the file (a row with too many cells, a quote that never ends, a cell larger than a block) the
whole file is read row by row with the csv module instead, which can name the rows that are amiss.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from asculum.evidence.formats.arrays import texts
from asculum.evidence.formats.batch import Batch, Near
from asculum.evidence.formats.begins import scan_lines
from asculum.evidence.formats.blocks import CannotError, blocks
from asculum.evidence.formats.by_row import ROWS, row_by_row
from asculum.evidence.formats.near import near_rows
from asculum.evidence.formats.opening import NO_END, Opened, told
from asculum.evidence.formats.refusals import refusal
from asculum.evidence.spelling import counted, listed


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
    known_lines: dict[int, int] = field(default_factory=dict)
    slow_lines: array[int] = field(default_factory=lambda: array("q"))

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
        if not self.opened.scan.ends:
            self.notes.append(NO_END)
        if self.opened.scan.note:
            self.notes.append(self.opened.scan.note)
        try:
            if self.opened.scan.quotes % 2:
                raise CannotError("a quote is never closed")
            for batch in blocks(self, present):
                yield batch
                before = batch.first + batch.rows
            self.total = before
        except CannotError as problem:
            self.notes.append(f"read row by row, for in blocks it cannot be read ({problem})")
            # rows given before are not given twice
            yield from row_by_row(self, present, before)
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
        if self.listed is not None or self._only_returns():
            return None
        return near_rows(self, wanted, places=places, near=near, within=within)

    def lines(self, rows: Sequence[int]) -> Mapping[int, int]:
        """Return the line on which each of ``rows`` (sorted) begins."""
        if self.listed is not None:
            return {row: self.lines_listed[row] for row in rows}
        if self.known_lines:
            return {row: self.known_lines[row] for row in rows if row in self.known_lines}
        if self.slow_lines:
            return {row: self.slow_lines[row] for row in rows}
        if self.opened.scan.newlines + (not self.opened.scan.ends) == self.total + self.head:
            return {row: row + self.head + 1 for row in rows}
        begins = scan_lines(self.opened, [row + self.head for row in rows])
        return {row: begins[row + self.head] for row in rows if row + self.head in begins}

    def _only_returns(self) -> bool:
        """Return whether lines end with carriage returns alone, as far as can be seen."""
        with self.opened.stream() as stream, told(self.opened.path):
            head = stream.read(1 << 16)
        return b"\r" in head and b"\n" not in head

    def _from_list(self, present: Sequence[str]) -> Iterator[Batch]:
        assert self.listed is not None, "asked for only where the rows are listed"
        at = {name: self.names.index(name) for name in present}
        self.total = len(self.listed)
        for first in range(0, len(self.listed), ROWS):
            rows = self.listed[first : first + ROWS]
            yield Batch(
                first=first,
                rows=len(rows),
                columns={name: texts([row[place] for row in rows]) for name, place in at.items()},
            )


def titles(rows: Sequence[Sequence[str] | None]) -> int:
    """Return how many rows of titles stand above the row of names, each of one cell.

    Examples
    --------
    >>> titles([["Extracted in June"], ["", ""], ["Year", "Country", "Refugees"]])
    2
    """
    for at, cells in enumerate(rows):
        filled = sum(1 for cell in cells or () if cell.strip())
        if filled > 2:
            return at
        if filled > 1:
            return 0
    return 0


def normal(name: str) -> str:
    """Return a column's name as it is compared: without case, marks of order and outer blanks."""
    return " ".join(name.replace("\ufeff", "").split()).casefold()
