"""Importing: a file sent in, its columns mapped, tried, put in as ``asculum import`` does.

A large file is tried and put in by a process of its own, which says how far it is and can be
cancelled; a small one at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import quote

from starlette.responses import PlainTextResponse, Response

from asculum.evidence.dictionary import TABLES, columns
from asculum.evidence.dossier import Dossier
from asculum.evidence.formats.heads import read_records
from asculum.evidence.formats.mapped import NAME as MAPPED
from asculum.evidence.formats.opening import open_file
from asculum.evidence.formats.records import Records
from asculum.evidence.formats.registry import AUTO, FORMATS, choose
from asculum.evidence.reading import inspect_dossier
from asculum.terms.errors import AsculumError, EvidenceError, UsageError
from asculum.terms.findings import Finding
from asculum.workbench import uploads
from asculum.workbench.bringing import (
    COLUMN,
    SAME,
    SHOWN,
    Asked,
    Tried,
    bring_in,
    filled,
    try_import,
)
from asculum.workbench.calls import Call, seen
from asculum.workbench.desk import Place
from asculum.workbench.forms import fields
from asculum.workbench.gate import UPLOAD
from asculum.workbench.library import frame
from asculum.workbench.pages import page
from asculum.workbench.reading import new_id
from asculum.workbench.rows import ids_of
from asculum.workbench.runs import DONE, IMPORT, Job, Run
from asculum.workbench.uploads import Upload

INTO = tuple(table for table in TABLES if table != "sources")
#: Bytes from which on a file is read by a process of its own.
LARGE = 4 << 20


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
    if call.asked("run"):
        run = call.bench.runs.run(call.asked("run"))
        if run.job.kind != IMPORT:
            raise UsageError("WBE002", "the run is no import")
        return _after(call, place, run)
    if not call.asked("file"):
        return page("import.html.j2", call.bench.session, **_around(call, place), upload=None)
    return _page(call, place, uploads.find(call.bench.desk.root, call.asked("file")), {})


def receive(call: Call) -> Response:
    """Take a file in."""
    place, sent = call.place, call.file("file")
    if sent is None:
        raise UsageError("WBE003", "no file was sent", fix="choose a file first")
    kept = uploads.keep(
        call.bench.desk.root, sent.filename or "", sent.file, f"{call.now:%Y%m%d-%H%M%S}"
    )
    address = f"{place.address}/import?file={kept.id}"
    if call.request.headers.get("accept") == "text/plain":  # the page's own script goes there
        return PlainTextResponse(address)
    return seen(address)


def put_in(call: Call) -> Response:
    """Try an import and show what it would do, or do it."""
    place = call.place
    upload = uploads.find(call.bench.desk.root, call.given("file"))
    asked = {name: call.given(name) for name in call.form}
    del asked["form-secret"]
    doing = call.given("do") == "import"
    if upload.path.stat().st_size >= LARGE:
        return seen(_begin(call, place, upload, asked))
    try:
        tried = Tried.of(try_import(asked, upload.path, into=place.folder, now=call.now))
        if not (doing and tried.changes):
            return _page(call, place, upload, asked, tried=tried)
        own = call.bench.desk.own(place)
        bring_in(asked, upload.path, call.workplace(own))
    except AsculumError as error:
        return _page(call, place, upload, asked, error=error)
    return seen(f"{own.address}/t/{tried.table}?done=imported")


def _begin(call: Call, place: Place, upload: Upload, asked: Asked) -> str:
    """Begin an import in a process of its own and return the address of its page."""
    own = call.bench.desk.own(place) if asked.get("do") == "import" else place
    id = new_id(call)
    job = Job(
        id=id,
        name=own.name,
        place=call.workplace(own).name,
        dossier=str(own.folder.resolve()),
        store=str(call.bench.desk.root.resolve()),
        folder=str(call.bench.runs.new_folder(id).resolve()),
        kind=IMPORT,
        as_of="",
        seed=1,
        begun=call.now.isoformat(),
        file=str(upload.path.resolve()),
        asked=dict(asked),
    )
    call.bench.runs.begin(job)
    return f"/runs/{id}?of={quote(own.key, safe='')}"


def _after(call: Call, place: Place, run: Run) -> Response:
    """Show what came of an import in a process of its own."""
    asked = run.job.asked
    if run.state == DONE and asked.get("do") == "import" and run.answer.get("changes"):
        return seen(f"{place.address}/t/{quote(str(run.answer['table']))}?done=imported")
    upload = uploads.find(call.bench.desk.root, asked.get("file", ""))
    if run.state == DONE:
        return _page(call, place, upload, asked, tried=Tried(**run.answer))
    told = run.answer
    error = EvidenceError(
        str(told.get("code", "WBE003")),
        str(told.get("what") or f"the import {run.words}"),
        where=str(told.get("where", "")),
        why=str(told.get("why", "")),
        fix=str(told.get("fix", "")),
        findings=tuple(Finding(**item) for item in told.get("findings", ())),
    )
    return _page(call, place, upload, asked, error=error)


def _page(
    call: Call,
    place: Place,
    upload: Upload,
    asked: Asked,
    *,
    tried: Tried | None = None,
    error: AsculumError | None = None,
) -> Response:
    head, problem = None, error
    try:
        head = read_head(upload, asked.get("encoding", "").strip())
    except AsculumError as found:
        problem = problem or found
    format = asked.get("format") or (head.known if head and head.known else MAPPED)
    table = asked.get("table") or "claims"
    table = table if table in INTO else "claims"
    mapping = {name: asked.get(COLUMN + name, "") for name in head.names} if head else {}
    if head and not any(mapping.values()) and not asked:
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
            for item in fields(table, filled(asked, SAME), around["dossier"], ids_of(place))
            if item.name != "id"
        ],
        mapping=mapping,
        given=asked,
        error=problem,
        findings=problem.findings if isinstance(problem, EvidenceError) else (),
        tried=tried,
    )


def _around(call: Call, place: Place) -> dict[str, Any]:
    dossier, _ = inspect_dossier(place.folder, today=call.today)
    sides = [side.id for side in dossier.sides] if isinstance(dossier, Dossier) else []
    return {
        **frame(call, place, "import", dossier),
        "formats": {name: item.title for name, item in FORMATS.items()},
        "sides": sides,
        "most": UPLOAD,
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
