"""JSON: a list of records, an API's page, or an object of columns, as rows under names."""

from __future__ import annotations

import json
from datetime import date, datetime, time

from asculum.evidence.formats.opening import Opened
from asculum.evidence.formats.records import Records, normal
from asculum.evidence.formats.refusals import refusal

#: The largest JSON file that is read [bytes].
LARGEST_JSON = 1 << 29


def json_records(opened: Opened) -> Records:
    """Return the records of a JSON file; raises IMP002, IMP005, IMP008 or IMP014."""
    fix = "export a list of records, or download it again"
    with opened.stream() as file:
        data = file.read(LARGEST_JSON + 1)
    if len(data) > LARGEST_JSON:
        what = f"JSON of more than {LARGEST_JSON:,} bytes"
        raise refusal("IMP008", what, where=opened.name, fix="take the CSV of the same data")
    notes_before = (*opened.notes, opened.scan.note) if opened.scan.note else opened.notes
    text = data.decode(opened.scan.encoding, errors="replace").removeprefix("\ufeff")
    notes = [*notes_before, "lines are counted by record, for the file is JSON"]
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        value = _json_lines(text)
        if value is None:
            what = f"the JSON cannot be read ({error}): it is damaged or cut off"
            raise refusal("IMP005", what, where=opened.name, fix=fix) from error
    if isinstance(value, dict) and value.get("NextPageUrl"):
        pages = value.get("TotalPages", "several")
        notes.append(f"one page of {pages}: the others are to be imported too")
    rows = _objects(value)
    if rows is None:
        raise refusal("IMP014", "the JSON holds no list of records", where=opened.name, fix=fix)
    if not rows:
        raise refusal("IMP002", "the JSON holds no record", where=opened.name, fix=fix)
    keys = dict.fromkeys(key for row in rows for key in row)
    names = tuple(normal(key) for key in keys)
    return Records(
        opened=opened,
        names=names,
        notes=notes,
        listed=[[cell(row.get(key)) for key in keys] for row in rows],
        lines_listed=range(1, len(rows) + 1),
    )


def _json_lines(text: str) -> list[object] | None:
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()] or None
    except (ValueError, RecursionError):
        return None


def _objects(value: object) -> list[dict[str, object]] | None:
    """Return records from a list of objects, an API's page, or an object of columns."""
    if isinstance(value, dict):
        for key in ("Result", "results", "result", "data", "items"):
            if isinstance(value.get(key), list):
                return _objects(value[key])
        if value and all(isinstance(column, list) for column in value.values()):
            lengths = {len(column) for column in value.values()}
            if len(lengths) == 1:
                cells = zip(*value.values(), strict=True)
                return [dict(zip(value, row, strict=True)) for row in cells]
        if value and all(isinstance(column, dict) for column in value.values()):
            keys = dict.fromkeys(key for column in value.values() for key in column)
            return [{name: column.get(key) for name, column in value.items()} for key in keys]
        return None
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return value
    return None


def cell(value: object) -> str:
    """Return a value as the text of a cell."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat()
        case date():
            return value.isoformat()
        case str() | int():
            return str(value).strip()
        case _:
            return json.dumps(value, ensure_ascii=False, default=str)
