"""From the bytes of a battle's table to its two rows: text, header, cells and their lines.

Codes are those of ``asculum.evidence.battle``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

from asculum.terms.errors import EvidenceError
from asculum.terms.findings import Finding


@dataclass(frozen=True, kw_only=True)
class BattleRow:
    """The cells of one row, stripped, with the line it starts on."""

    cells: Mapping[str, str]
    line: int


class Reading:
    """Problems of one file, collected so that they are all told together."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.findings: list[Finding] = []

    def error(self, code: str, what: str, *, line: int = 0, why: str = "", fix: str = "") -> None:
        where = f"{self.name}:{line}" if line else self.name
        self.findings.append(
            Finding(code=code, severity="error", what=what, where=where, why=why, fix=fix)
        )

    def stop_if_any(self) -> None:
        count = sum(item.severity == "error" for item in self.findings)
        if count:
            raise EvidenceError(
                next(item.code for item in self.findings if item.severity == "error"),
                f"{count} problem{'s' if count > 1 else ''} in the table of a battle",
                where=self.name,
                why="a verdict needs two rows that can be read without guessing",
                fix="mend the cells named below; the columns are described in the data dictionary",
                findings=self.findings,
            )


def columns() -> tuple[str, ...]:
    """Return the columns of the table, as the data dictionary lists them."""
    text = files("asculum.evidence").joinpath("dictionary/battle.csv").read_text("utf-8")
    return tuple(row["column"] for row in csv.DictReader(io.StringIO(text)))


def read_bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise EvidenceError(
            "LED010",
            f"cannot be read: {problem.strerror or problem}",
            where=str(file),
            why="a verdict reads one CSV file with two rows",
            fix="check the path, or copy docs/examples/asculum.csv and fill it in",
        ) from problem


def decode(data: bytes, name: str) -> str:
    what = ""
    if b"\0" in data:
        what = f"a NUL byte at byte {data.index(0):,}: not a text file"
    else:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            line = data.count(b"\n", 0, problem.start) + 1
            name, what = f"{name}:{line}", f"byte 0x{data[problem.start]:02x} is not UTF-8"
    raise EvidenceError(
        "LED011",
        what,
        where=name,
        why="names and sources are read as UTF-8 text",
        fix="save the table as “CSV UTF-8 (comma separated)”",
    )


def split_rows(text: str, reading: Reading) -> list[BattleRow]:
    """Split the text into rows by known column names; every misfit becomes a finding."""
    parser = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[BattleRow] = []
    header: list[str] = []
    before = 0
    try:
        for cells in parser:
            line, before = before + 1, parser.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = [_column(cell, reading, line) for cell in cells]
                _check_header(header, reading, line)
                if reading.findings:
                    return []
                continue
            if len(cells) > len(header):
                reading.error(
                    "LED019",
                    f"{len(cells)} cells under {len(header)} columns",
                    line=line,
                    why="a comma inside a text or a number has split a cell",
                    fix="put quotation marks around the text; write 3505, not 3,505",
                )
                continue
            filled = [cell.strip() for cell in cells] + [""] * (len(header) - len(cells))
            rows.append(BattleRow(cells=dict(zip(header, filled, strict=True)), line=line))
    except csv.Error as problem:
        reading.error(
            "LED010",
            f"not a CSV table: {problem}",
            line=parser.line_num,
            fix="close every quotation mark",
        )
        return rows
    if not header:
        reading.error("LED013", "the file is empty", fix="copy docs/examples/asculum.csv")
    elif len(rows) != 2 and not reading.findings:
        reading.error(
            "LED013",
            f"{len(rows)} row{'' if len(rows) == 1 else 's'}",
            line=rows[-1].line if rows else 0,
            why="a battle has two sides, and each has one row",
            fix="keep one row for each side; give rival figures as a range",
        )
    return rows


def _column(cell: str, reading: Reading, line: int) -> str:
    name = cell.strip()
    known = columns()
    if name == "outcome":
        return "role"
    if name not in known:
        near = get_close_matches(name.lower(), known, n=1)
        reading.error(
            "LED012",
            f"unknown column {name!r}",
            line=line,
            why="columns are " + ", ".join(known),
            fix=f"did you mean {near[0]!r}?" if near else "remove the column, or use note",
        )
    return name


def _check_header(header: list[str], reading: Reading, line: int) -> None:
    for name in sorted({name for name in header if header.count(name) > 1}):
        reading.error(
            "LED012",
            f"column {name!r} stands twice" + (" (as role and outcome)" if name == "role" else ""),
            line=line,
            fix="keep one of them",
        )
    for name in ("battle", "side", "role", "losses_category"):
        if name not in header:
            fix = f"add the column {name!r}"
            if len(header) == 1 and ";" in header[0]:
                fix = "save the table with commas between the columns, not semicolons"
            reading.error("LED012", f"column {name!r} is missing", line=line, fix=fix)
