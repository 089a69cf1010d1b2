"""Lists of persons: CSV files read into columns, with a record of all that was changed.

Nothing here repeats a cell: findings give the file, the line and the column of the dictionary, and
no object prints what it holds.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from asculum.evidence.codes import found
from asculum.evidence.dictionary import columns
from asculum.evidence.person_cells import (
    DAY_FIRST,
    MONTH_FIRST,
    UNREAD,
    age_of,
    day_of,
    is_empty,
    sex_of,
)
from asculum.evidence.person_ids import refs_of
from asculum.evidence.spelling import Speller, counted, listed, shown
from asculum.terms.errors import EvidenceError
from asculum.terms.findings import Finding

TEXTS = ("full_name", "given", "family", "patronymic", "place")
NUMBERS = ("sex", "age", "birth_date", "death_date")
#: The longest cell, and the longest name of a list.
LONGEST, LONGEST_LIST = 500, 60
#: Rows pointed out one by one in each way of being wrong.
POINTED_OUT = 5

_LIST = re.compile(r"[\w .+-]{1,60}")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, kw_only=True)
class PersonColumns:
    """Which column of a file is which of the dictionary; the same name where nothing is said."""

    names: Mapping[str, str] = field(default_factory=dict)
    by_list: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    days: str = ""

    def of(self, name: str) -> Mapping[str, str]:
        """Return the columns of the dictionary with their column in the list's file."""
        own = self.by_list.get(name, {})
        return {**{word: word for word in known()}, **self.names, **own}


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


def known() -> tuple[str, ...]:
    """Return the columns of a list in the data dictionary."""
    return tuple(column.name for column in columns("lists"))


def read_mapping(path: str | Path) -> PersonColumns:
    """Read which columns are which from a TOML file; raises ``EvidenceError`` EVI103.

    ``days`` is ``"day first"`` or ``"month first"``; ``[columns]`` gives columns of the files as
    keys and columns of the dictionary as values; ``[lists.NAME]`` does so for one list alone.
    """
    file = Path(path)
    fix = 'write lines such as "First name" = "given" under [columns]'
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not TOML in UTF-8"
        raise _refusal("EVI103", f"the mapping cannot be read: {reason}", file.name, fix) from None
    problems: list[Finding] = []
    if strange := sorted(set(told) - {"days", "columns", "lists"}):
        what = f"unknown keys {listed([shown(key) for key in strange])}"
        problems.append(found("EVI103", what, where=file.name, fix=fix))
    days = told.get("days", "")
    if days not in ("", DAY_FIRST, MONTH_FIRST):
        mend = f'days = "{DAY_FIRST}" or days = "{MONTH_FIRST}"'
        problems.append(found("EVI103", "days is neither", where=file.name, fix=mend))
    lists = told.get("lists", {})
    names = _turned(told.get("columns", {}), file.name, problems)
    by_list = {
        str(name): _turned(table, file.name, problems)
        for name, table in (lists.items() if isinstance(lists, dict) else ())
    }
    _refuse(problems)
    return PersonColumns(names=names, by_list=by_list, days=str(days))


def _turned(table: object, where: str, problems: list[Finding]) -> dict[str, str]:
    turned: dict[str, str] = {}
    speller = Speller(known())
    for theirs, ours in table.items() if isinstance(table, dict) else ():
        if ours not in known():
            what = f"no column {shown(ours)} in a list"
            problems.append(found("EVI103", what, where=where, fix=speller.fix(str(ours))))
        elif ours in turned:
            what = f"two columns are mapped to {ours}"
            problems.append(found("EVI103", what, where=where, fix="keep one of them"))
        else:
            turned[ours] = str(theirs)
    return turned


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
            where = _columns(header, mapping.of(file.stem), file.name)
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
        raise _refusal("EVI100", _unreadable(error), file.name, "save it as CSV UTF-8") from None
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
    _refuse(problems)
    return [builder.done() for builder in builders.values()]


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

    def done(self) -> PersonList:
        """Return the list."""
        findings = []
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


def _columns(header: Sequence[str], names: Mapping[str, str], file: str) -> dict[str, int]:
    where = {ours: header.index(theirs) for ours, theirs in names.items() if theirs in header}
    spot = f"{file}:1"
    for ours in where:
        if header.count(names[ours]) > 1:
            raise _refusal("EVI101", f"two columns for {ours}", spot, "rename one of them")
    if not set(where) & {"full_name", "given", "family"}:
        what = f"no column of names among the {len(header)} of the first row"
        fix = 'map it: under [columns] write "Their column" = "full_name" (or given, family)'
        raise _refusal("EVI101", what, spot, fix)
    return where


def _unreadable(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"the file cannot be read: {error.strerror or 'it is no file'}"
    if isinstance(error, UnicodeDecodeError):
        return f"byte 0x{error.object[error.start]:02X} is not UTF-8"
    return "the quotes or the line ends are broken"


def _refusal(code: str, what: str, where: str, fix: str) -> EvidenceError:
    item = found(code, what, where=where, fix=fix)
    return EvidenceError(code, what, where=where, why=item.why, fix=fix)


def _refuse(problems: Sequence[Finding]) -> None:
    if not problems:
        return
    first = problems[0]
    if len(problems) == 1:
        raise _refusal(first.code, first.what, first.where, first.fix)
    raise EvidenceError(first.code, f"{len(problems):,} problems with lists", findings=problems)
