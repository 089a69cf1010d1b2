"""Workbooks: the first sheet as rows under names."""

from __future__ import annotations

from typing import Any

from asculum.evidence.formats.json_records import cell
from asculum.evidence.formats.opening import Opened
from asculum.evidence.formats.records import Records, normal
from asculum.evidence.formats.refusals import refusal


def workbook(opened: Opened) -> Records:
    """Return the first sheet of a workbook; raises IMP002, IMP004 or IMP009."""
    try:
        import python_calamine as calamine
    except ImportError as error:
        fix = "pip install 'asculum[excel]'"
        raise refusal("IMP009", "the file is a workbook", where=opened.name, fix=fix) from error

    def read() -> list[list[Any]]:
        return (
            calamine.CalamineWorkbook.from_path(str(opened.path)).get_sheet_by_index(0).to_python()
        )

    try:
        sheet = read()
    except Exception as error:  # calamine has many kinds of error
        what = f"the workbook cannot be read ({error})"
        fix = "open it in the spreadsheet and save it again, or as CSV UTF-8"
        raise refusal("IMP004", what, where=opened.name, fix=fix) from error
    numbered = [
        (line, [cell(value) for value in cells])
        for line, cells in enumerate(sheet, 1)
        if any(str(value).strip() for value in cells)
    ]
    if len(numbered) < 2:
        what = "the first sheet holds no rows under a row of names"
        raise refusal("IMP002", what, where=opened.name, fix="put the table on the first sheet")
    (_, header), rows = numbered[0], numbered[1:]
    tags: tuple[str, ...] = ()
    if any(text.startswith("#") for text in rows[0][1]):
        tags, rows = tuple(rows[0][1]), rows[1:]
    return Records(
        opened=opened,
        names=tuple(normal(name) for name in header),
        tags=tags,
        listed=[cells for _, cells in rows],
        lines_listed=[line for line, _ in rows],
    )
