"""Splices: rows of a CSV table changed in its text, every other byte left as it stands.

A reader's table need not be written anew for one row: the row is found by its id, the cells that
change are put in its place, and quotes, blanks, line ends, the order of columns and all other rows
stay to the byte. The text must be one that ``table.read_table`` reads without broken quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

BOM = "\ufeff"
_QUOTED = re.compile(r'"(?:[^"]|"")*+"')
_PLAIN = re.compile(r"[^,\r\n]*+")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, kw_only=True)
class Record:
    """A record of a table's text: its line, where it begins, where its line end begins and ends.

    ``cells`` are the places of its cells, quotes included.
    """

    line: int
    start: int
    stop: int
    end: int
    cells: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True)
class TableText:
    """The text of a table taken apart: the names of its columns and its records under them.

    ``key`` are the columns that a row is known by.
    """

    text: str
    names: tuple[str, ...]
    head: Record
    rows: tuple[Record, ...]
    key: tuple[str, ...] = ("id",)

    @classmethod
    def of(cls, text: str, *, key: tuple[str, ...] = ("id",)) -> TableText | None:
        """Take a text apart; ``None`` where it has no row of names or its quotes do not pair."""
        try:
            found = [item for item in records(text) if any(cell_values(text, item, strip=True))]
        except ValueError:
            return None
        if not found:
            return None
        names = cell_values(text, found[0], strip=True)
        return cls(text=text, names=names, head=found[0], rows=tuple(found[1:]), key=key)

    def raw(self, record: Record) -> str:
        """Return a record as it is written, without its line end."""
        return self.text[record.start : record.stop]

    def cells(self, record: Record) -> dict[str, str]:
        """Return the cells of a record by column."""
        return dict(zip(self.names, cell_values(self.text, record), strict=False))

    @cached_property
    def owns(self) -> tuple[str, ...]:
        """What each record is called: its key; a repeat has its number behind it.

        A record with an empty key is called by its line. No two are called the same.
        """
        found: dict[str, None] = {}
        places = [self.names.index(name) for name in self.key if name in self.names]
        for record in self.rows:
            cells = [self._value(record.cells[at]) for at in places if at < len(record.cells)]
            named = ", ".join(filter(None, (" ".join(cell.split()) for cell in cells)))
            named = own = named or f"(line {record.line})"
            number = 1
            while own in found:
                number += 1
                own = f"{named} ({number})"
            found[own] = None
        return tuple(found)

    @cached_property
    def _by_own(self) -> Mapping[str, Record]:
        return dict(zip(self.owns, self.rows, strict=True))

    def find(self, own: str) -> Record | None:
        """Return the record that is called ``own``."""
        return self._by_own.get(own)

    def before(self, record: Record) -> str:
        """Return what the record before this one is called; ``""`` where it is the first."""
        at = self.rows.index(record)
        return self.owns[at - 1] if at else ""

    def changed(self, record: Record, cells: Mapping[str, str]) -> str:
        """Return the record as it is written with ``cells`` in it; what is the same is kept."""
        written = []
        for at, name in enumerate(self.names):
            old = self.text[slice(*record.cells[at])] if at < len(record.cells) else ""
            was = unquoted(old)
            new = cells.get(name, was)
            same = _folded(new) == _folded(was)
            written.append(old if same else quoted(new))
        return ",".join(written)

    def fresh(self, cells: Mapping[str, str]) -> str:
        """Return a new record as it would be written under the table's own columns."""
        return ",".join(quoted(cells.get(name, "")) for name in self.names)

    def put(self, record: Record, raw: str) -> str:
        """Return the text with ``raw`` in the place of a record."""
        return self.text[: record.start] + raw + self.text[record.stop :]

    def without(self, record: Record) -> str:
        """Return the text without a record and its line end, or the one before the last."""
        head, tail = self.text[: record.start], self.text[record.end :]
        if record.stop == record.end and not tail:
            head = head.removesuffix("\n").removesuffix("\r")
        return head + tail

    def insert(self, raw: str, *, after: str | None = None) -> str:
        """Return the text with a new record: after the row of that id, or as the last.

        ``""`` puts it first, under the names.
        """
        if after is None:
            place = self.rows[-1] if self.rows else self.head
        elif not after:
            place = self.head
        else:
            place = self.find(after) or (self.rows[-1] if self.rows else self.head)
        end = self.line_end
        if place.stop == place.end:  # the text ends without a line end
            return self.text + end + raw
        return self.text[: place.end] + raw + end + self.text[place.end :]

    def widened(self, names: Sequence[str]) -> str:
        """Return the text with further columns behind the last, empty in every row."""
        pieces, at = [], 0
        for record in (self.head, *self.rows):
            more = ",".join(names) if record is self.head else "," * (len(names) - 1)
            pieces += [self.text[at : record.stop], ",", more]
            at = record.stop
        return "".join([*pieces, self.text[at:]])

    @property
    def line_end(self) -> str:
        """The line end that the row of names has; a line feed where it has none."""
        return self.text[self.head.stop : self.head.end] or "\n"

    def _value(self, place: tuple[int, int]) -> str:
        return unquoted(self.text[slice(*place)])


def records(text: str) -> Iterator[Record]:
    """Yield every record of a CSV text, blank ones too; raises ``ValueError`` at a broken quote."""
    at, line = (len(BOM) if text.startswith(BOM) else 0), 1
    while at < len(text):
        start, cells = at, []
        while True:
            pattern = _QUOTED if text.startswith('"', at) else _PLAIN
            match = pattern.match(text, at)
            if match is None:
                raise ValueError(f"a quote is never closed, at {at}")
            cells.append(match.span())
            at = match.end()
            if not text.startswith(",", at):
                break
            at += 1
        end = _LINE_END.match(text, at)
        if end is None and at < len(text):
            raise ValueError(f"a cell goes on after its quote, at {at}")
        stop, at = at, at if end is None else end.end()
        yield Record(line=line, start=start, stop=stop, end=at, cells=tuple(cells))
        line += len(_LINE_END.findall(text, start, at))


def cell_values(text: str, record: Record, *, strip: bool = False) -> tuple[str, ...]:
    """Return the cells of a record without their quotes."""
    found = (unquoted(text[start:stop]) for start, stop in record.cells)
    return tuple(cell.strip() if strip else cell for cell in found)


def unquoted(raw: str) -> str:
    """Return what a cell says, as it is written with or without quotes."""
    return raw[1:-1].replace('""', '"') if raw.startswith('"') and len(raw) > 1 else raw


def quoted(value: str) -> str:
    """Return a cell as it is written: in quotes only where it needs them."""
    value = _LINE_END.sub("\n", value).strip()
    if re.search(r'[,"\r\n]', value):
        return '"' + value.replace('"', '""') + '"'
    return value


def _folded(value: str) -> str:
    """Return a value as a form hands it back: one kind of line end, no outer blanks."""
    return _LINE_END.sub("\n", value).strip()
