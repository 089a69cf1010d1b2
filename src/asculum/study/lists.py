"""Overlap tables from files: 0/1 columns, a count, and a stratum where there is one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from asculum.evidence.decoding import decode
from asculum.evidence.spelling import listed, shown
from asculum.evidence.table import csv_records, other_separator, ragged
from asculum.terms.findings import Finding
from asculum.undercount.codes import found
from asculum.undercount.overlap import MOST_LISTS, MOST_PERSONS, OverlapTable, refuse, together

#: Names of the column of counts and of that of strata, in any case.
COUNT_NAMES = ("count", "n", "freq", "frequency", "persons")
STRATUM_NAME = "stratum"
#: Name of the column of draws of who is who, as ``asculum lists link`` writes it.
DRAW_NAME = "draw"
#: The stratum of a table that has none.
WHOLE = ""

#: Columns that an overlap table never has.
PERSONS = {"full_name", "given", "family", "patronymic", "birth_date", "death_date"}

#: What may be repeated of a cell: a number, never a word, for that could be a person's name.
_NUMBER_LIKE = re.compile(r"[-+.,\d ]{1,20}", re.ASCII)
_WHOLE_NUMBER = re.compile(r"\d{1,12}(\.0+)?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class OverlapFile:
    """The overlap tables of one file by stratum, and what was said of its rows.

    ``drawn`` tells that the strata are draws of who is who: the same persons, linked otherwise.
    ``unplaced`` has the persons whose stratum is empty, where that was allowed.
    """

    name: str
    tables: Mapping[str, OverlapTable]
    drawn: bool = False
    unplaced: OverlapTable | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Columns:
    lists: tuple[int, ...]
    count: int
    stratum: int | None


def read_overlap_file(path: str | Path, *, unplaced: bool = False) -> OverlapFile:
    """Read an overlap table, or say everything that is wrong with it.

    Parameters
    ----------
    path
        A CSV file, UTF-8: one row for each pattern of lists, a column of 0s and 1s for each list,
        a column ``count`` (or n, freq, frequency, persons), and a column ``stratum`` if there are
        strata, or ``draw`` if the tables are draws of who is who.
    unplaced
        Whether the stratum of a row may be empty.

    Returns
    -------
    The tables by stratum, in the order of the file; one under ``""`` where there is no stratum.

    Raises
    ------
    EvidenceError
        UND030 to UND033 and codes of reading (EVI003 to EVI022), each with its line.
    """
    file = Path(path)
    name = file.name.encode(errors="replace").decode()
    try:
        data = file.read_bytes()
    except OSError as error:
        said = f"the file cannot be read: {error.strerror or error}"
        fix = "name a CSV file with a column for each list and a column count"
        raise together([found("UND030", said, where=name, fix=fix)]) from error
    text = decode(data, name=name)
    if isinstance(text, Finding):
        raise together([text])
    findings: list[Finding] = []
    rows = list(csv_records(text, name, findings))
    if rows and (persons := PERSONS & {cell.strip().casefold() for cell in rows[0][1]}):
        what = f"the first row has {listed(sorted(persons))}: this is a list of persons"
        fix = "link it with the others: asculum lists link FILES… --out draws.csv"
        raise together([found("UND034", what, where=f"{name}:{rows[0][0]}", fix=fix)])
    if findings or not rows:
        empty = "begin with a line of column names: a list each, then count"
        raise together(findings or [found("UND031", "the file is empty", where=name, fix=empty)])
    line, header = rows[0]
    names = [cell.strip() for cell in header]
    columns, problems = _columns(names, f"{name}:{line}")
    if columns is None:
        raise together(problems)
    tables, more = _tables(rows[1:], names, columns, name, unplaced=unplaced)
    problems += more
    refuse([item for item in problems if item.severity == "error"])
    drawn = columns.stratum is not None and names[columns.stratum].casefold() == DRAW_NAME
    loose = tables.pop(WHOLE, None) if columns.stratum is not None else None
    if not tables:
        what, fix = "no row has a stratum", "leave the column out"
        raise together([found("UND033", what, where=name, fix=fix)])
    return OverlapFile(
        name=name, tables=tables, drawn=drawn, unplaced=loose, findings=tuple(problems)
    )


def _columns(names: Sequence[str], where: str) -> tuple[_Columns | None, list[Finding]]:
    problems: list[Finding] = []
    if separator := other_separator(names):
        what = f"the first row has one cell, with {shown(separator)} in it"
        fix = "save the table again with commas between the columns"
        return None, [found("UND031", what, where=where, fix=fix)]
    counts = [at for at, name in enumerate(names) if name.casefold() in COUNT_NAMES]
    strata = [at for at, name in enumerate(names) if name.casefold() in (STRATUM_NAME, DRAW_NAME)]
    lists = [at for at in range(len(names)) if at not in counts and at not in strata]
    if len(counts) != 1:
        what = "no column of counts" if not counts else f"{len(counts)} columns of counts"
        fix = f"call one column count, of the {len(names)} in the first row"
        problems.append(found("UND031", what, where=where, fix=fix))
    if len(strata) > 1:
        problems.append(
            found("UND031", "two columns of strata or draws", where=where, fix="keep one")
        )
    if not lists:
        fix = "add a column of 0s and 1s for each list"
        problems.append(found("UND031", "no column of a list", where=where, fix=fix))
    if len(lists) > MOST_LISTS:
        fix = "merge lists of one origin"
        problems.append(found("UND012", f"{len(lists)} lists", where=where, fix=fix))
    for at in lists:
        if not names[at]:
            what = f"column {at + 1} has no name"
            problems.append(found("UND007", what, where=where, fix="name the list"))
        elif names.index(names[at]) < at:
            what = f"two columns {shown(names[at])}"
            problems.append(found("UND007", what, where=where, fix="rename one"))
    if problems:
        return None, problems
    return _Columns(lists=tuple(lists), count=counts[0], stratum=strata[0] if strata else None), []


def _tables(
    rows: Sequence[tuple[int, list[str]]],
    names: Sequence[str],
    columns: _Columns,
    name: str,
    *,
    unplaced: bool,
) -> tuple[dict[str, OverlapTable], list[Finding]]:
    problems: list[Finding] = []
    cells: dict[str, dict[tuple[int, ...], int]] = {}
    first: dict[tuple[str, tuple[int, ...]], int] = {}
    for line, row in rows:
        where = f"{name}:{line}"
        if len(row) != len(names):
            problems.append(ragged(row, names, where))
            continue
        stratum = WHOLE if columns.stratum is None else row[columns.stratum].strip()
        if columns.stratum is not None and not stratum and not unplaced:
            fix = "name the stratum of every row, or let it be drawn: --impute"
            problems.append(found("UND033", "stratum is empty", where=where, fix=fix))
        pattern = tuple(_mark(row[at], names[at], where, problems) for at in columns.lists)
        count = _count(row[columns.count], names[columns.count], where, problems)
        if not any(pattern) and count:
            what = f"{count:,} persons on no list"
            problems.append(found("UND004", what, where=where, fix="delete the row"))
        held = cells.setdefault(stratum, {})
        if pattern in held:
            what = f"the pattern of line {first[stratum, pattern]} again; the counts are added"
            fix = "check that no row was copied by mistake"
            problems.append(found("UND005", what, where=where, fix=fix))
        first.setdefault((stratum, pattern), line)
        held[pattern] = held.get(pattern, 0) + count
    if not cells and not problems:
        fix = "add a row for each pattern of lists"
        problems.append(found("UND031", "no rows under the header", where=name, fix=fix))
    if any(item.severity == "error" for item in problems):
        return {}, problems
    lists = tuple(names[at] for at in columns.lists)
    tables = {
        stratum: OverlapTable(
            lists=lists,
            patterns=np.array(list(held), dtype=np.int8),
            counts=np.array(list(held.values()), dtype=np.int64),
        )
        for stratum, held in cells.items()
    }
    return tables, problems


def _mark(cell: str, column: str, where: str, problems: list[Finding]) -> int:
    told = cell.strip()
    if told in ("0", "1", "0.0", "1.0"):
        return int(float(told))
    what = f"{column} is {_cell(told)}"
    fix = "write 1 for on the list and 0 for not on it, or delete the column"
    problems.append(found("UND003", what, where=where, fix=fix))
    return 0


def _count(cell: str, column: str, where: str, problems: list[Finding]) -> int:
    told = cell.strip()
    if _WHOLE_NUMBER.fullmatch(told) and float(told) <= MOST_PERSONS:
        return int(float(told))
    what = f"{column} is {_cell(told)}"
    fix = "write plain digits, such as 1131; 0 where there is nobody"
    problems.append(found("UND002", what, where=where, fix=fix))
    return 0


def _cell(told: str) -> str:
    if not told:
        return "empty"
    return shown(told) if _NUMBER_LIKE.fullmatch(told) else "a word"
