"""Importing: a file sent in, its columns mapped, tried, put in as ``asculum import`` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from starlette.responses import Response

from asculum.evidence.dictionary import TABLES, columns
from asculum.evidence.dossier import Dossier
from asculum.evidence.formats.frame import Wanted
from asculum.evidence.formats.heads import read_records
from asculum.evidence.formats.mapped import NAME as MAPPED
from asculum.evidence.formats.opening import open_file
from asculum.evidence.formats.records import Records
from asculum.evidence.formats.registry import AUTO, FORMATS, choose
from asculum.evidence.reading import inspect_dossier
from asculum.study.editing import held, save_file, text_of
from asculum.study.imports import Imported, import_file, in_order, remember_import
from asculum.terms.errors import AsculumError, EvidenceError, UsageError
from asculum.workbench import uploads
from asculum.workbench.calls import Call, seen
from asculum.workbench.desk import Place
from asculum.workbench.forms import fields
from asculum.workbench.library import frame
from asculum.workbench.pages import page
from asculum.workbench.rows import ids_of
from asculum.workbench.uploads import Upload

#: What stands before a column of the file, and before a cell that is the same in every row.
COLUMN, SAME, SOURCE = "column-", "same-", "source-"
#: Rows of the file, and of what it becomes, that are shown.
SHOWN = 5
INTO = tuple(table for table in TABLES if table != "sources")


@dataclass(frozen=True, kw_only=True)
class Head:
    """The head of a file: its columns with the first rows, and which format knows it."""

    names: tuple[str, ...]
    tags: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    known: str
    reason: str


def choose_file(call: Call) -> Response:
    """Ask for a file, or show the one that was sent in with what may be asked of it."""
    place = call.place
    if not call.asked("file"):
        return page("import.html.j2", call.bench.session, **_around(call, place), upload=None)
    return _page(call, place, uploads.find(call.bench.desk.root, call.asked("file")))


def receive(call: Call) -> Response:
    """Take a file in."""
    place, sent = call.place, call.file("file")
    if sent is None:
        raise UsageError("WBE003", "no file was sent", fix="choose a file first")
    kept = uploads.keep(
        call.bench.desk.root, sent.filename or "", sent.file, f"{call.now:%Y%m%d-%H%M%S}"
    )
    return seen(f"{place.address}/import?file={kept.id}")


def put_in(call: Call) -> Response:
    """Try an import and show what it would do, or do it."""
    asked = call.place
    upload = uploads.find(call.bench.desk.root, call.given("file"))
    try:
        wanted = _wanted(call)
        tried = _import(call, asked, upload, wanted)
        if call.given("do") != "import":
            return _page(call, asked, upload, tried=tried)
        place = call.bench.desk.own(asked)
        if not tried.merged.texts:
            return _page(call, asked, upload, tried=tried)
        _write(call, place, upload, wanted)
    except AsculumError as error:
        return _page(call, asked, upload, error=error)
    return seen(f"{place.address}/t/{tried.reading.table}?done=imported")


def mapping_of(call: Call) -> dict[str, Any]:
    """Return the mapping that a form states, as a mapping file would."""
    form = call.form
    mapping: dict[str, Any] = {
        "table": call.given("table") or "claims",
        "days": call.given("days") or "day first",
        "columns": {
            name.removeprefix(COLUMN): call.given(name)
            for name in form
            if name.startswith(COLUMN) and call.given(name)
        },
        "constants": _filled(call, SAME),
    }
    source = _filled(call, SOURCE)
    if source:
        mapping["source"] = source
    return mapping


def _write(call: Call, place: Place, upload: Upload, wanted: Wanted) -> None:
    """Write what an import does through the ledger of edits, so that it can be taken back."""
    workplace = call.workplace(place)
    with held(workplace):
        done = _import(call, place, upload, wanted)
        seen_texts = {file: text_of(place.folder, file) for file in done.merged.texts}
        for file in in_order(done.merged.texts):
            save_file(
                workplace,
                file,
                done.merged.texts[file],
                seen=seen_texts[file],
                what=f"imported {upload.name} as {done.format}",
            )
        remember_import(call.bench.desk.root, place.name, upload.path, done.reading, call.now)


def _import(call: Call, place: Place, upload: Upload, wanted: Wanted) -> Imported:
    return import_file(
        call.given("format") or AUTO,
        upload.path,
        into=place.folder,
        wanted=wanted,
        today=call.today,
        now=call.now,
        encoding=call.given("encoding").strip(),
        dry_run=True,
    )


def _page(
    call: Call,
    place: Place,
    upload: Upload,
    *,
    tried: Imported | None = None,
    error: AsculumError | None = None,
) -> Response:
    head, problem = None, error
    try:
        head = read_head(upload, call.given("encoding").strip())
    except AsculumError as found:
        problem = problem or found
    format = call.given("format") or (head.known if head and head.known else MAPPED)
    table = call.given("table") or "claims"
    table = table if table in INTO else "claims"
    mapping = {name: call.given(COLUMN + name) for name in head.names} if head else {}
    if head and not any(mapping.values()) and not call.form:
        mapping = guessed(head, table)
    around = _around(call, place)
    return page(
        "import.html.j2",
        call.bench.session,
        status=400 if problem is not None and error is not None else 200,
        **around,
        upload=upload,
        head=head,
        format=format,
        mapped=MAPPED,
        table=table,
        tables=INTO,
        targets=[column.name for column in columns(table)],
        constants=[
            item
            for item in fields(table, _filled(call, SAME), around["dossier"], ids_of(place))
            if item.name != "id"
        ],
        mapping=mapping,
        given={name: call.given(name) for name in call.form},
        error=problem,
        findings=problem.findings if isinstance(problem, EvidenceError) else (),
        tried=tried,
        rows=tried.reading.rows[:SHOWN] if tried else (),
        shown_columns=_columns_of(tried) if tried else (),
    )


def _around(call: Call, place: Place) -> dict[str, Any]:
    dossier, _ = inspect_dossier(place.folder, today=call.today)
    sides = [side.id for side in dossier.sides] if isinstance(dossier, Dossier) else []
    return {
        **frame(call, place, "import", dossier),
        "formats": {name: item.title for name, item in FORMATS.items()},
        "sides": sides,
    }


def read_head(upload: Upload, encoding: str) -> Head:
    """Return the columns of a file with its first rows, and the format that knows it."""
    records = read_records(open_file(upload.path, encoding=encoding))
    rows = _first(records)
    try:
        known, reason = choose(AUTO, records)
    except AsculumError:
        return Head(names=records.names, tags=records.tags, rows=rows, known="", reason="")
    return Head(names=records.names, tags=records.tags, rows=rows, known=known.name, reason=reason)


def guessed(head: Head, table: str) -> dict[str, str]:
    """Return for each column of a file the column of ``table`` that has its very name."""
    targets = {column.name for column in columns(table)}
    found = {name: name.replace(" ", "_") for name in head.names}
    return {name: to if to in targets else "" for name, to in found.items()}


def _first(records: Records) -> tuple[Mapping[str, str], ...]:
    for batch in islice(records.batches(records.names), 1):
        return tuple(batch.rows_at(range(min(SHOWN, batch.rows))))
    return ()


def _columns_of(tried: Imported) -> tuple[str, ...]:
    table = tried.reading.table
    return tuple(
        column.name
        for column in columns(table)
        if any(row.get(column.name) for row in tried.reading.rows[:SHOWN])
    )


def _wanted(call: Call) -> Wanted:
    near, within = call.given("near").strip(), call.given("within").strip()
    format = call.given("format")
    return Wanted(
        near=_point(near) if near else None,
        within=_km(within) if within else None,
        first=_day(call, "first"),
        last=_day(call, "last"),
        side=call.given("side").strip(),
        source=call.given("source").strip(),
        published=_day(call, "published"),
        version=call.given("version").strip(),
        every=call.given("every").strip() if call.given("every") in ("week", "month") else "",
        mapping=mapping_of(call) if format == MAPPED else {},
    )


def _filled(call: Call, begins: str) -> dict[str, str]:
    return {
        name.removeprefix(begins): call.given(name).strip()
        for name in call.form
        if name.startswith(begins) and call.given(name).strip()
    }


def _point(text: str) -> tuple[float, float]:
    try:
        latitude, longitude = (float(part) for part in text.split(","))
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            raise ValueError
    except ValueError as error:
        what, fix = f"near is {text[:40]!r}", "write latitude,longitude, such as 48.59,38.00"
        raise UsageError("WBE003", what, fix=fix) from error
    return latitude, longitude


def _km(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found < 1e6:
        raise UsageError("WBE003", f"within is {text[:40]!r}", fix="write kilometres, such as 30")
    return found


def _day(call: Call, name: str) -> date | None:
    text = call.given(name).strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        fix = "write year-month-day, such as 2022-08-01"
        raise UsageError("WBE003", f"{name} is {text[:40]!r}", fix=fix) from error
