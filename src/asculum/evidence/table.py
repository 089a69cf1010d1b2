"""Tables: one CSV file's bytes, read by the data dictionary into typed rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from asculum.evidence.cells import LONGEST, Problem, Row, Value, read_cell
from asculum.evidence.codes import found
from asculum.evidence.decoding import decode
from asculum.evidence.dictionary import Column
from asculum.evidence.spelling import Speller, listed, shown
from asculum.terms.findings import Finding


@dataclass(frozen=True, kw_only=True)
class Table:
    """The rows of a table that could be read, and every id seen, even on rows that could not.

    ``whole`` is false where reading stopped early, so that an id not seen may yet be there.
    """

    name: str
    rows: tuple[Row, ...] = ()
    ids: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    whole: bool = True


def read_table(data: bytes, *, name: str, columns: Sequence[Column]) -> Table:
    """Return the typed rows of the CSV file ``name`` and everything that is wrong with it."""
    text = decode(data, name=name)
    if isinstance(text, Finding):
        return Table(name=name, findings=(text,), whole=False)
    findings: list[Finding] = []
    records = csv_records(text, name, findings)
    header = next(records, None)
    if header is None:
        if not findings:
            fix = f"begin with the line: {','.join(column.name for column in columns)}"
            findings.append(found("EVI005", "the file is empty", where=f"{name}:1", fix=fix))
        return Table(name=name, findings=tuple(findings), whole=False)
    line, cells = header
    names = [cell.strip() for cell in cells]
    if separator := other_separator(names):
        what = f"the first row has one cell, with {shown(separator)} in it"
        fix = "save the table again with commas between the columns"
        findings.append(found("EVI019", what, where=f"{name}:{line}", fix=fix))
        return Table(name=name, findings=tuple(findings), whole=False)
    findings.extend(_header_findings(names, columns, f"{name}:{line}"))
    rows, ids = _read_rows(records, names, columns, name, findings)
    whole = "id" in names and not any(item.code == "EVI010" for item in findings)
    return Table(name=name, rows=rows, ids=ids, findings=tuple(findings), whole=whole)


def csv_records(text: str, name: str, findings: list[Finding]) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not blank with the line it begins on; stop at broken quotes."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            what = f"the quotes do not pair up ({error}); nothing from this line on was read"
            if "field larger" in str(error):
                what = f"a cell never ends (over {LONGEST:,} characters); the rest was not read"
            fix = "close the quote on this line; write a quote within a quoted cell twice"
            findings.append(found("EVI010", what, where=f"{name}:{begins}", fix=fix))
            return
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield begins, cells


def other_separator(names: Sequence[str]) -> str:
    """Return the separator that stands in a header of one cell; ``""`` where there is none."""
    if len(names) != 1:
        return ""
    return next((mark for mark in (";", "\t", "|") if mark in names[0]), "")


def _header_findings(
    names: Sequence[str], columns: Sequence[Column], where: str
) -> Iterator[Finding]:
    known = [column.name for column in columns]
    speller = Speller(column for column in known if column not in names)
    for name in dict.fromkeys(names):
        if name and name not in known:
            fix = speller.fix(
                name, otherwise=f"delete it; the columns are {listed(known, most=30)}"
            )
            yield found("EVI007", f"unknown column {shown(name)}", where=where, fix=fix)
        if name and names.count(name) > 1:
            fix = "keep one of them"
            yield found("EVI008", f"column {shown(name)} is there twice", where=where, fix=fix)
    for column in columns:
        if column.required and column.name not in names:
            fix = f"add it: {column.description}"
            yield found("EVI006", f"column {column.name} is missing", where=where, fix=fix)


def _read_rows(
    records: Iterator[tuple[int, list[str]]],
    names: Sequence[str],
    columns: Sequence[Column],
    name: str,
    findings: list[Finding],
) -> tuple[tuple[Row, ...], dict[str, int]]:
    by_name = {column.name: column for column in columns}
    read = [(at, by_name[word]) for at, word in enumerate(names) if word in by_name]
    unnamed = [at for at, word in enumerate(names) if not word]
    present = set(names)
    lacking = any(column.required and column.name not in present for column in columns)
    rows: list[Row] = []
    ids: dict[str, int] = {}
    formulas: list[Finding] = []
    for line, cells in records:
        where = f"{name}:{line}"
        if len(cells) != len(names):
            findings.append(ragged(cells, names, where))
            _remember(ids, cells, names, line)
            continue
        before = len(findings)
        for at in unnamed:
            if cells[at].strip():
                what = f"{shown(cells[at])} stands in column {at + 1}, which has no name"
                findings.append(
                    found("EVI008", what, where=where, fix="name the column or delete the cell")
                )
        values: dict[str, Value] = {}
        for at, column in read:
            value = read_cell(column, cells[at])
            if isinstance(value, Problem):
                findings.append(found(value.code, value.what, where=where, fix=value.fix))
            else:
                values[column.name] = value
                formulas.extend(_formula(column, value, where))
        for column in columns:
            if column.name not in present and column.default and not column.required:
                values[column.name] = column.default
        own = values.get("id")
        if isinstance(own, str):
            if own in ids:
                what = f"id {own} is already on line {ids[own]}"
                findings.append(found("EVI016", what, where=where, fix="give the row its own id"))
            ids.setdefault(own, line)
        if len(findings) == before and not lacking:
            rows.append(Row(line=line, values=values))
    findings.extend(formulas)
    return tuple(rows), ids


def _formula(column: Column, value: Value, where: str) -> Iterator[Finding]:
    """Yield the finding about text that a spreadsheet would run; the row itself is good."""
    if column.type != "text" or not isinstance(value, str) or len(value) < 2:
        return
    if value[0] in "=@" or (value[0] in "+-" and not value[1:2].isspace()):
        what = f"{column.name} begins with {value[0]}: {shown(value, most=30)}"
        yield found("EVI023", what, where=where, fix="begin it with a word or a quotation mark")


def ragged(cells: Sequence[str], names: Sequence[str], where: str) -> Finding:
    """Return the finding about a row that has not as many cells as the header."""
    what = f"{len(cells)} cells under {len(names)} columns"
    fix = (
        "put text that contains a comma in double quotes"
        if len(cells) > len(names)
        else f"add the cells that are missing: the row ends before {names[len(cells)] or 'the end'}"
    )
    return found("EVI009", what, where=where, fix=fix)


def _remember(ids: dict[str, int], cells: Sequence[str], names: Sequence[str], line: int) -> None:
    at = names.index("id") if "id" in names else len(cells)
    if at < len(cells) and cells[at].strip():
        ids.setdefault(cells[at].strip(), line)
