"""Lists of persons: CSV files read into columns, with a record of all that was changed.

Nothing here repeats a cell: findings give the file, the line and the column of the dictionary, and
no object prints what it holds.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from asculum.evidence.codes import found
from asculum.evidence.person_cells import (
    UNREAD,
    age_of,
    day_of,
    is_empty,
    sex_of,
)
from asculum.evidence.person_ids import refs_of
from asculum.evidence.person_mapping import PersonColumns, refusal, refuse
from asculum.evidence.spelling import counted, listed
from asculum.terms.findings import Finding

TEXTS = ("full_name", "given", "family", "patronymic", "place")
NUMBERS = ("sex", "age", "birth_date", "death_date")
#: The longest cell, and the longest name of a list.
LONGEST, LONGEST_LIST = 500, 60
#: Rows pointed out one by one in each way of being wrong.
POINTED_OUT = 5

_LIST = re.compile(r"[\w .+-]{1,60}")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class PersonList:
    """The records of one list, as columns.

    ``texts`` hold ``""`` where nothing is told; ``numbers`` hold 0 there: sex 1 female or 2 male,
    age in years plus one, days as yyyymmdd. ``refs`` are what a record is called in a file that
    is written: the list's own number, or L and the line.
    """

    name: str
    refs: tuple[str, ...]
    lines: npt.NDArray[np.int64]
    texts: Mapping[str, Sequence[str]]
    numbers: Mapping[str, npt.NDArray[np.int32]]
    cleaning: Mapping[str, int]
    findings: tuple[Finding, ...] = ()

    def __len__(self) -> int:
        return len(self.refs)

    def __repr__(self) -> str:
        return f"PersonList({self.name!r}, {counted(len(self), 'record')})"

    def filled(self) -> dict[str, float]:
        """Return the share of records that tell each column."""
        rows = max(1, len(self))
        shares = {name: sum(map(bool, cells)) / rows for name, cells in self.texts.items()}
        return shares | {
            name: float(np.count_nonzero(cells)) / rows for name, cells in self.numbers.items()
        }


def read_persons(path: str | Path, *, mapping: PersonColumns | None = None) -> list[PersonList]:
    """Read the list or lists of a CSV file, or say what is wrong without repeating a cell.

    Parameters
    ----------
    path
        A CSV file in UTF-8 with a row of column names.
    mapping
        Which column is which; those of the data dictionary where left out.

    Returns
    -------
    The lists in the order of the file: one named after the file, or those of its column ``list``.

    Raises
    ------
    EvidenceError
        EVI100 unreadable file, EVI101 columns, EVI102 rows.
    """
    file = Path(path)
    mapping = mapping or PersonColumns()
    builders: dict[str, _Builder] = {}
    problems: list[Finding] = []
    wrong = 0
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(text)
            header = [cell.strip() for cell in next(reader, [])]
            if any("\0" in cell for cell in header):
                what = "NUL bytes in the first row: UTF-16 without its mark?"
                raise refusal("EVI100", what, f"{file.name}:1", "save it as CSV UTF-8")
            where, unmapped = _columns(header, mapping.of(file.stem), file.name)
            for line, cells in _rows(reader):
                if len(cells) != len(header):
                    wrong += 1
                    if wrong <= POINTED_OUT:
                        what = (
                            f"{counted(len(cells), 'cell')} under {counted(len(header), 'column')}"
                        )
                        fix = "put text that contains a comma in double quotes"
                        spot = f"{file.name}:{line}"
                        problems.append(found("EVI102", what, where=spot, fix=fix))
                    continue
                name = file.stem
                if "list" in where:
                    name = _SPACES.sub(" ", cells[where["list"]]).strip()
                builder = builders.get(name)
                if builder is None:
                    builder = builders[name] = _Builder(name, file.name, line)
                builder.add(line, cells, where, mapping.days)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        fix = (
            "give the path of a CSV file" if isinstance(error, OSError) else "save it as CSV UTF-8"
        )
        raise refusal("EVI100", _unreadable(error), file.name, fix) from None
    if wrong > POINTED_OUT:
        what = f"{wrong - POINTED_OUT:,} more rows whose cells do not fit the columns"
        problems.append(found("EVI102", what, where=file.name, fix="mend the lines named above"))
    several = "list" in where
    for name, builder in builders.items():
        if several and (not _LIST.fullmatch(name) or len(builder.lines) < 2 <= len(builders)):
            what = "the column list does not hold the name of a list of several records"
            fix = "check that the column is the right one"
            spot = f"{file.name}:{builder.first}"
            problems.append(found("EVI102", what, where=spot, fix=fix))
    if not builders:
        problems.append(found("EVI102", "no records", where=file.name, fix="is it the right file?"))
    refuse(problems)
    return [builder.done(unmapped) for builder in builders.values()]


class _Builder:
    """Collects the records of one list; each text is held once, however often it is told."""

    def __init__(self, name: str, file: str, line: int) -> None:
        self.name, self.file, self.first = name, file, line
        self.own: list[str] = []
        self.lines: list[int] = []
        self.texts: dict[str, list[str]] = {name: [] for name in TEXTS}
        self.numbers: dict[str, list[int]] = {name: [] for name in NUMBERS}
        self.cleaning: dict[str, int] = {}
        self.unread: dict[str, list[int]] = {}
        self.held: dict[str, str] = {}

    def add(self, line: int, cells: Sequence[str], where: Mapping[str, int], days: str) -> None:
        """Add a row, cleaned; one that tells neither a name nor a day is left out."""
        told = {name: self._clean(cells[at]) for name, at in where.items()}
        if not any(told.get(name) for name in (*TEXTS[:3], "birth_date", "death_date")):
            self._count("rows left out that tell neither a name nor a day")
            return
        self.lines.append(line)
        self.own.append(told.get("id", ""))
        for name in TEXTS:
            cell = told.get(name, "")
            self.texts[name].append(self.held.setdefault(cell, cell))
        for name in NUMBERS:
            cell = told.get(name, "")
            number = {"sex": sex_of, "age": age_of}.get(name, lambda it: day_of(it, days))(cell)
            if number == UNREAD:
                self.unread.setdefault(name, []).append(line)
                number = 0
            self.numbers[name].append(number)

    def _clean(self, cell: str) -> str:
        text = " ".join(cell.split())
        if text != cell:
            self._count("cells whose spaces were put right")
        if len(text) > LONGEST:
            self._count("cells cut short")
            text = text[:LONGEST]
        if text and is_empty(text):
            self._count("cells with a word for not known, emptied")
            return ""
        return text

    def _count(self, what: str) -> None:
        self.cleaning[what] = self.cleaning.get(what, 0) + 1

    def done(self, unmapped: Sequence[str]) -> PersonList:
        """Return the list; ``unmapped`` are columns that a mapping gives and its file lacks."""
        findings = []
        if unmapped:
            what = f"it has no column for {listed(unmapped)}, though the mapping names one"
            fix = "correct the mapping, or say under [lists.NAME] what this list calls it"
            findings.append(found("EVI105", what, where=f"{self.file}:1", fix=fix))
        for name, lines in self.unread.items():
            self.cleaning[f"{name} that cannot be read, emptied"] = len(lines)
            what = f"{name} cannot be read on {counted(len(lines), 'line')}: "
            what += listed([str(line) for line in lines], most=POINTED_OUT)
            fix = "write days YYYY-MM-DD, or say in the mapping whether the day comes first"
            if not name.endswith("date"):
                fix = "see the data dictionary of lists"
            findings.append(found("EVI104", what, where=f"{self.file}:{lines[0]}", why="", fix=fix))
        refs, unused = refs_of(self.own, self.lines, [self.texts[name] for name in TEXTS[:4]])
        self.cleaning |= unused
        return PersonList(
            name=self.name,
            refs=refs,
            lines=np.array(self.lines, dtype=np.int64),
            texts={name: tuple(cells) for name, cells in self.texts.items() if any(cells)},
            numbers={
                name: np.array(cells, dtype=np.int32)
                for name, cells in self.numbers.items()
                if any(cells)
            },
            cleaning=dict(sorted(self.cleaning.items())),
            findings=tuple(findings),
        )


def _rows(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank with the line it ends on."""
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells  # type: ignore[attr-defined]


def _columns(
    header: Sequence[str], names: Mapping[str, str], file: str
) -> tuple[dict[str, int], list[str]]:
    """Return the place of each column of the dictionary, and those that a mapping names in vain.

    A column that is called as in the dictionary is taken where the mapped one is not there.
    """
    names = {
        ours: ours if theirs not in header and ours in header else theirs
        for ours, theirs in names.items()
    }
    where = {ours: header.index(theirs) for ours, theirs in names.items() if theirs in header}
    unmapped = [ours for ours, theirs in names.items() if ours != theirs and ours not in where]
    spot = f"{file}:1"
    for ours in where:
        if header.count(names[ours]) > 1:
            raise refusal("EVI101", f"two columns for {ours}", spot, "rename one of them")
    if not set(where) & {"full_name", "given", "family"}:
        what = f"no column of names among the {len(header)} of the first row"
        fix = 'map it: under [columns] write "Their column" = "full_name" (or given, family)'
        raise refusal("EVI101", what, spot, fix)
    return where, unmapped


def _unreadable(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"the file cannot be read: {error.strerror or 'it is no file'}"
    if isinstance(error, UnicodeDecodeError):
        return f"byte 0x{error.object[error.start]:02X} is not UTF-8"
    return "the quotes or the line ends are broken"
