"""Heads: the row of names of a file read, and the rest left in the file until it is asked for."""

from __future__ import annotations

import csv
from itertools import islice

from asculum.evidence.formats.by_row import LONGEST_CELL, rows_of
from asculum.evidence.formats.json_records import json_records
from asculum.evidence.formats.opening import CSV, JSON, Opened, text_stream
from asculum.evidence.formats.records import Records, normal, titles
from asculum.evidence.formats.refusals import refusal
from asculum.evidence.formats.workbook import workbook
from asculum.evidence.spelling import counted

_SEPARATORS = ",;\t|"
#: Rows that are looked at for the row of names.
_TITLES = 30


def read_records(opened: Opened) -> Records:
    """Return a file as rows under names, its header read and the rest still in the file."""
    if opened.kind == CSV:
        return _csv(opened)
    if opened.kind == JSON:
        return json_records(opened)
    return workbook(opened)


def _csv(opened: Opened) -> Records:
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        with text_stream(opened, opened.asked or "utf-8") as text:
            first_lines = [text.readline(1 << 20) for _ in range(_TITLES)]
        separator = max(_SEPARATORS, key=first_lines[0].count)
        if separator not in first_lines[0]:
            separator = max(_SEPARATORS, key="".join(first_lines).count)
        with text_stream(opened, opened.asked or "utf-8") as text:
            rows = [cells for _, cells in islice(rows_of(text, separator, opened.name), _TITLES)]
            above = titles(rows)
            header, second = [*rows[above : above + 2], None, None][:2]
    finally:
        csv.field_size_limit(limit)
    if header is None:
        what = "the row of names cannot be read"
        raise refusal("IMP004", what, where=opened.name, fix="save it again as CSV UTF-8")
    tags: tuple[str, ...] = ()
    if second is not None and any(cell.strip().startswith("#") for cell in second):
        tags = tuple(cell.strip() for cell in second)
    names = tuple(normal(name) for name in header)
    if all(name.startswith("#") or not name for name in names):  # HXL may stand alone
        tags = names
    notes = list(opened.notes)
    if above:
        notes.append(f"{counted(above, 'row')} of titles above the names left out")
    if second is not None and tags and tags != names:
        notes.append("the second row holds HXL tags and is no record")
    return Records(
        opened=opened,
        names=names,
        tags=tags if len(tags) == len(names) else (),
        notes=notes,
        separator=separator,
        head=above + (2 if tags and tags != names else 1),
    )
