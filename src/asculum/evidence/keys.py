"""Keys: dossier.toml held against the data dictionary, as typed sections."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime

from asculum.evidence.cells import Problem, Row, Value, check_number, read_cell
from asculum.evidence.codes import found
from asculum.evidence.decoding import decode
from asculum.evidence.dictionary import Column
from asculum.evidence.key_lines import KeyLines, Path, key_lines
from asculum.evidence.spelling import Speller, listed, shown
from asculum.terms.findings import Finding

#: The key under which the assumptions stand; they are read by ``assumptions``.
ASSUMPTIONS = "assumptions"


@dataclass(frozen=True, kw_only=True)
class Section:
    """A table of dossier.toml: its values, and the arrays of tables within it.

    ``row`` holds values by dotted key from this table on; ``parts`` maps an array's dotted key to
    its tables, each with its index in the file.
    """

    path: Path = ()
    row: Row
    parts: Mapping[str, tuple[Section, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Keys:
    """Everything dossier.toml says that could be read. ``section`` is ``None`` if nothing could."""

    section: Section | None
    assumptions: Mapping[str, object] = field(default_factory=dict)
    lines: KeyLines
    findings: tuple[Finding, ...] = ()


def read_keys(data: bytes, *, name: str, columns: Sequence[Column]) -> Keys:
    """Return what dossier.toml says, held against ``columns``, and what is wrong with it."""
    lines = KeyLines(name=name)
    text = decode(data, name=name)
    if isinstance(text, Finding):
        return Keys(section=None, lines=lines, findings=(text,))
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return Keys(section=None, lines=lines, findings=(_syntax(text, name, error),))
    with suppress(ValueError, RecursionError, IndexError):  # then findings point to the file
        lines = key_lines(text, name=name)
    stated = document.pop(ASSUMPTIONS, {})
    findings: list[Finding] = []
    if not isinstance(stated, dict):
        what = f"{ASSUMPTIONS} is {shown(stated)}, not a table"
        fix = f"write [{ASSUMPTIONS}] and one key a line"
        findings.append(found("EVI033", what, where=lines.where((ASSUMPTIONS,)), fix=fix))
        stated = {}
    wanted = {column.name: column for column in columns if column.type != "distribution"}
    reader = _Reader(lines=lines, findings=findings)
    section = reader.section(document, wanted, ())
    return Keys(section=section, assumptions=stated, lines=lines, findings=tuple(findings))


def _syntax(text: str, name: str, error: Exception) -> Finding:
    if isinstance(error, RecursionError):
        what, line = "tables or lists are nested too deep", 1
    else:
        what = re.sub(r" \(at [^)]*\)$", "", str(error)) or "the text is not TOML"
        at = re.search(r"at line (\d+)", str(error))
        end = text.rstrip().count("\n") + 1
        line = int(at.group(1)) if at else (end if "end of document" in str(error) else 1)
        if digits := re.search(r"\d{1000,}", text):  # Python refuses to read such a number
            what, line = "a number is too long", text.count("\n", 0, digits.start()) + 1
    fix = "put text in double quotes, write dates as 2022-08-01, and tables as [name]"
    return found("EVI030", what, where=f"{name}:{line}", fix=fix)


class _Reader:
    """Holds one document against the dictionary, collecting findings as it goes."""

    def __init__(self, *, lines: KeyLines, findings: list[Finding]) -> None:
        self.lines, self.findings = lines, findings
        self._refused: set[Path] = set()

    def section(
        self, table: Mapping[str, object], wanted: dict[str, Column], path: Path
    ) -> Section:
        values: dict[str, Value] = {}
        parts: dict[str, tuple[Section, ...]] = {}
        self._table(table, wanted, path, "", values, parts)
        for name, column in wanted.items():
            if "[]" in name or name in values:
                continue
            here = (*path, *name.split("."))
            refused = any(here[:depth] in self._refused for depth in range(len(here) + 1))
            if column.required and not refused:
                fix = f"add it: {column.description}"
                what = f"{_dotted(here)} is missing"
                self.findings.append(found("EVI032", what, where=self.lines.where(here), fix=fix))
            elif column.default and not column.required:
                values[name] = _default(column)
        return Section(path=path, row=Row(line=self.lines.line(path), values=values), parts=parts)

    def _table(
        self,
        table: Mapping[str, object],
        wanted: dict[str, Column],
        path: Path,
        dotted: str,
        values: dict[str, Value],
        parts: dict[str, tuple[Section, ...]],
    ) -> None:
        level = {
            re.split(r"[.\[]", name[len(dotted) :], maxsplit=1)[0]
            for name in wanted
            if name.startswith(dotted)
        }
        for key, value in table.items():
            here, name = (*path, key), dotted + key
            if key not in level:
                known = sorted(level | ({ASSUMPTIONS} if not path else set()))
                fix = Speller(known).fix(key, otherwise=f"delete it; known here: {listed(known)}")
                what = f"unknown key {_dotted(here)}"
                self.findings.append(found("EVI031", what, where=self.lines.where(here), fix=fix))
            elif name in wanted:
                self._leaf(wanted[name], value, here, name, values)
            elif any(other.startswith(f"{name}[].") for other in wanted):
                parts[name] = self._array(value, wanted, here, name)
            elif isinstance(value, dict):
                self._table(value, wanted, here, f"{name}.", values, parts)
            else:
                self._wrong(here, value, "a table", f"write [{_dotted(here)}] and one key a line")

    def _array(
        self, value: object, wanted: dict[str, Column], path: Path, name: str
    ) -> tuple[Section, ...]:
        fix = f"write [[{'.'.join(part for part in path if isinstance(part, str))}]]"
        if not isinstance(value, list):
            self._wrong(path, value, "a list of tables", fix)
            return ()
        inner = {
            other[len(name) + 3 :]: column
            for other, column in wanted.items()
            if other.startswith(f"{name}[].")
        }
        sections = []
        for index, item in enumerate(value):
            if isinstance(item, dict):
                sections.append(self.section(item, inner, (*path, index)))
            else:
                self._wrong((*path, index), item, "a table", fix)
        return tuple(sections)

    def _leaf(
        self, column: Column, value: object, path: Path, name: str, values: dict[str, Value]
    ) -> None:
        read = _value(column, value)
        if isinstance(read, Problem):
            what = read.what.replace(column.name, _dotted(path), 1)
            self.findings.append(found(read.code, what, where=self.lines.where(path), fix=read.fix))
            self._refused.add(path)
        else:
            values[name] = read

    def _wrong(self, path: Path, value: object, wanted: str, fix: str) -> None:
        what = f"{_dotted(path)} is {shown(value)}, not {wanted}"
        self.findings.append(found("EVI033", what, where=self.lines.where(path), fix=fix))
        self._refused.add(path)


def _default(column: Column) -> Value:
    if column.type == "boolean":
        return column.default == "true"
    value = read_cell(column, column.default)
    assert not isinstance(value, Problem), f"the dictionary's default of {column.name}"
    return value


def _value(column: Column, value: object) -> Value | Problem:
    def wrong(wanted: str) -> Problem:
        what = f"{column.name} is {shown(value)}, not {wanted}"
        return Problem(code="EVI033", what=what, fix=f"write {wanted}: {column.description}")

    match column.type:
        case "boolean":
            return value if isinstance(value, bool) else wrong("true or false")
        case "number" | "integer":
            if isinstance(value, bool) or not isinstance(value, int | float):
                return wrong("a plain number without quotes")
            if column.type == "integer" and not isinstance(value, int):
                return wrong("a whole number")
            try:
                return check_number(column, float(value), shown(value))
            except OverflowError:
                return wrong("a number of ordinary size")
        case "date":
            if isinstance(value, date) and not isinstance(value, datetime):
                return value
            return read_cell(column, value) if isinstance(value, str) else wrong("a date")
        case _:
            if not isinstance(value, str):
                return wrong("text in double quotes")
            read = read_cell(column, value)
            if isinstance(read, Problem) and read.code == "EVI014":
                return Problem(code="EVI032", what=read.what, fix=read.fix)
            return read


def _dotted(path: Path) -> str:
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text
