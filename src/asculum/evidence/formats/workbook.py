"""Workbooks: the sheet with the most columns as rows under names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from asculum.evidence.formats.json_records import cell
from asculum.evidence.formats.opening import Opened
from asculum.evidence.formats.records import Records, normal, titles
from asculum.evidence.formats.refusals import refusal
from asculum.evidence.spelling import counted, listed


def workbook(opened: Opened) -> Records:
    """Return the widest sheet of a workbook; raises IMP002, IMP004 or IMP009."""
    try:
        import python_calamine as calamine
    except ImportError as error:
        fix = "pip install 'asculum[excel]'"
        raise refusal("IMP009", "the file is a workbook", where=opened.name, fix=fix) from error

    try:
        book = calamine.CalamineWorkbook.from_path(str(opened.path))
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    except Exception as error:  # calamine has many kinds of error
        what = f"the workbook cannot be read ({error})"
        fix = "open it in the spreadsheet and save it again, or as CSV UTF-8"
        raise refusal("IMP004", what, where=opened.name, fix=fix) from error
    tables = {name: _numbered(sheet) for name, sheet in sheets.items()}
    chosen = max(tables, key=lambda name: _width(tables[name]), default="")
    numbered = tables.get(chosen, [])
    above = titles([cells for _, cells in numbered[:30]])
    numbered = numbered[above:]
    if len(numbered) < 2:
        what = "no sheet holds rows under a row of names"
        raise refusal("IMP002", what, where=opened.name, fix="is this the right file?")
    notes = [*opened.notes]
    if len(tables) > 1:
        notes.append(f"read from the sheet {chosen!r}, the widest of {listed(tables, most=6)}")
    if above:
        notes.append(f"{counted(above, 'row')} of titles above the names left out")
    (_, header), rows = numbered[0], numbered[1:]
    tags: tuple[str, ...] = ()
    if any(text.startswith("#") for text in rows[0][1]):
        tags, rows = tuple(rows[0][1]), rows[1:]
    return Records(
        opened=opened,
        names=tuple(normal(name) for name in header),
        notes=notes,
        tags=tags,
        listed=[cells for _, cells in rows],
        lines_listed=[line for line, _ in rows],
    )


def _numbered(sheet: Sequence[Sequence[Any]]) -> list[tuple[int, list[str]]]:
    """Return the rows of a sheet that are not blank, each with its line."""
    return [
        (line, [cell(value) for value in cells])
        for line, cells in enumerate(sheet, 1)
        if any(str(value).strip() for value in cells)
    ]


def _width(numbered: Sequence[tuple[int, list[str]]]) -> int:
    """Return how many names a sheet has over rows; of equal ones the first is taken."""
    above = titles([cells for _, cells in numbered[:30]])
    if len(numbered) < above + 2:
        return 0
    return sum(1 for name in numbered[above][1] if name)
