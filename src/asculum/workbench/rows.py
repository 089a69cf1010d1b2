"""Rows of a dossier's tables: a list to filter, a form with findings, saving and deleting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, Response

from asculum.evidence.dictionary import TABLES, columns
from asculum.evidence.lineage import Role, roles
from asculum.evidence.reading import inspect_dossier
from asculum.evidence.splices import TableText
from asculum.study.editing import (
    ConflictError,
    OpenRow,
    open_row,
    refused,
    remove_row,
    save_row,
    table_text,
    try_row,
)
from asculum.terms.errors import AsculumError, EvidenceError, StoreError, UsageError
from asculum.terms.findings import Finding
from asculum.workbench.calls import Call, seen
from asculum.workbench.desk import Place
from asculum.workbench.forms import NOUNS, POINTED, TITLES, Field, fields, named_rows
from asculum.workbench.library import frame
from asculum.workbench.pages import environment, page

#: What stands before the name of a column in a form.
CELL = "cell-"
#: What stands over the findings of a form that is being filled in.
SAYING = "What the checks say of this"
#: Rows shown at once.
SHOWN = 100
#: The columns that a list shows, where the table has them.
LISTED: Mapping[str, tuple[str, ...]] = {
    "claims": ("id", "published", "source", "side", "force", "category", "kind", "scope", "note"),
    "sources": ("id", "name", "allegiance", "kind", "note"),
    "strengths": ("id", "published", "source", "side", "force", "measure", "note"),
    "control": ("place", "start", "end", "status", "source", "note"),
    "people": ("id", "published", "source", "place", "measure", "note"),
    "economy": ("id", "published", "source", "subject", "measure", "unit", "note"),
    "network_nodes": ("id", "name", "holder", "supplies", "needs", "start", "end", "note"),
    "network_edges": ("id", "a", "b", "kind", "length", "start", "end", "note"),
    "events": ("id", "date_start", "source", "place", "side_a", "side_b", "best", "note"),
    "located": ("id", "published", "source", "counted", "near", "all", "side", "note"),
    "names": ("name", "lang", "written", "note"),
}
FIGURES = ("low", "best", "high")
#: What an id begins with that a new row is given; ids that are read as names are left to people.
BEGINS: Mapping[str, str] = {
    "claims": "c",
    "strengths": "st",
    "people": "p",
    "economy": "e",
    "events": "ev",
    "located": "l",
    "network_edges": "w",
}
#: The columns that a list can be narrowed by.
NARROWED = (
    *("side", "category", "source", "scope", "measure", "allegiance", "place", "status", "holder"),
    *("kind", "reach"),
)
#: The most values that a list can be narrowed to by one column.
MOST_VALUES = 60


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A row as a list shows it."""

    id: str
    cells: Mapping[str, str]
    figure: str
    role: Role | None
    findings: tuple[Finding, ...]


def listing(call: Call) -> Response:
    """Show the rows of a table, narrowed by what was asked."""
    place, table = call.place, _table(call)
    dossier, findings = inspect_dossier(place.folder, today=call.today)
    text = table_text(place.folder, table)
    told = _by_line(findings, f"{table}.csv")
    parts = roles(dossier) if dossier and table == "claims" else {}
    rows = []
    for own, record in zip(text.owns, text.rows, strict=True):
        cells = {name: cell.strip() for name, cell in text.cells(record).items()}
        rows.append(
            Listed(
                id=own,
                cells=cells,
                figure=_figure(cells),
                role=parts.get(own),
                findings=tuple(told.get(record.line, ())),
            )
        )
    narrowed = {
        name: sorted({row.cells.get(name, "") for row in rows} - {""})
        for name in NARROWED
        if name in text.names
    }
    narrowed = {name: values for name, values in narrowed.items() if 1 < len(values) < MOST_VALUES}
    asked = {name: call.asked(name) for name in (*narrowed, "words", "amiss")}
    fitting = [row for row in rows if _fits(row, asked)]
    start = _number(call.asked("from"))
    shown = fitting[start : start + SHOWN]
    return page(
        "rows.html.j2",
        call.bench.session,
        **frame(call, place, table, dossier),
        table=table,
        noun=NOUNS[table],
        names=[name for name in LISTED[table] if name in text.names],
        days=[column.name for column in columns(table) if column.type == "date"],
        has_figure=any(name in text.names for name in FIGURES),
        rows=shown,
        total=len(rows),
        fitting=len(fitting),
        narrowed=narrowed,
        asked=asked,
        tables=TABLES,
        titles=TITLES,
        before=_more(asked, start - SHOWN) if start else "",
        after=_more(asked, start + SHOWN) if start + SHOWN < len(fitting) else "",
    )


def form(call: Call) -> Response:
    """Show a row in a form; a new one where none is named."""
    place, table = call.place, _table(call)
    own = call.asked("id")
    row = (
        open_row(place.folder, table, own)
        if own
        else OpenRow(table=table, own="", cells=_begun(call, place), mark="", line=0)
    )
    findings: tuple[Finding, ...] = ()
    if own:
        findings = try_row(place.folder, table, own, row.cells, call.now).findings
    return _form(call, place, table, row, findings)


def told(call: Call) -> Response:
    """Return what would be found of a row as it stands in the form, for a form being filled in."""
    place, table = call.place, _table(call)
    try:
        trial = try_row(place.folder, table, call.given("id"), cells_of(call, table), call.now)
        findings, blocked = trial.findings, trial.errors
    except ConflictError as error:
        findings, blocked = (refusal_shown(error),), ()
    text = (
        environment()
        .get_template("findings.html.j2")
        .render(findings=ordered(findings, blocked), heading=f"{SAYING} {NOUNS[table]}")
    )
    return HTMLResponse(text)


def save(call: Call) -> Response:
    """Save or delete a row; show the form again where that cannot be done."""
    asked, table = call.place, _table(call)
    own, mark, cells = call.given("id"), call.given("mark"), cells_of(call, table)
    deleting = call.given("do") == "delete"
    as_given = OpenRow(table=table, own=own, cells=cells, mark=mark, line=0)
    if call.given("do") == "check":
        trial = try_row(asked.folder, table, own, cells, call.now)
        return _form(call, asked, table, as_given, ordered(trial.findings, trial.errors))
    try:
        if asked.bundled:  # tried before a copy is made for it
            _trial(asked, table, own, cells, call)
        place = call.bench.desk.own(asked)
        workplace = call.workplace(place)
        if deleting:
            remove_row(workplace, table, own, mark=mark)
            return seen(f"{place.address}/t/{table}?done=deleted")
        saved = save_row(workplace, table, own, cells, mark=mark)
    except ConflictError as error:
        now = error.current
        return _form(call, asked, table, as_given, (refusal_shown(error),), now=now, status=409)
    except (AsculumError, OSError) as error:  # whatever it is, what was written stays in the form
        shown, blocked, status = kept_from(error)
        return _form(call, asked, table, as_given, shown, blocked=blocked, status=status)
    word = "copied" if place.key != asked.key else "saved"
    query = urlencode({"id": saved.own, "done": word})
    return seen(f"{place.address}/t/{table}/row?{query}")


def cells_of(call: Call, table: str) -> dict[str, str]:
    """Return the cells of a form by column; columns of other names are not looked at."""
    return {
        column.name: call.given(CELL + column.name)
        for column in columns(table)
        if CELL + column.name in call.form
    }


def _trial(place: Place, table: str, own: str, cells: Mapping[str, str], call: Call) -> None:
    if errors := try_row(place.folder, table, own, cells, call.now).errors:
        raise refused(errors)


def _form(
    call: Call,
    place: Place,
    table: str,
    row: OpenRow,
    findings: tuple[Finding, ...],
    *,
    now: OpenRow | None = None,
    blocked: str = "",
    status: int = 0,
) -> Response:
    dossier, _ = inspect_dossier(place.folder, today=call.today)
    made = fields(table, row.cells, dossier, ids_of(place))
    address = f"{place.address}/t/{table}"
    return page(
        "row.html.j2",
        call.bench.session,
        status=status or (400 if blocked else 200),
        **frame(call, place, table, dossier),
        table=table,
        noun=NOUNS[table],
        row=row,
        groups=(("", "", made),),
        findings=findings,
        blocked=blocked,
        conflict=status == 409,
        now=now,
        theirs=differing(made, now),
        cell=CELL,
        action=f"{address}/row",
        told=f"{address}/told",
        back=address,
        like=f"{address}/row?{urlencode({'like': row.own})}" if row.own else "",
        can_go=bool(row.own),
        can_delete=bool(row.own),
        kept={"id": row.own if status != 409 or now else ""},
    )


def ids_of(place: Place) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return the rows that other rows may point to, by table: their ids and names."""
    return {name: named_rows(_table_or_none(place, name)) for name in POINTED}


def differing(made: tuple[Field, ...], now: OpenRow | None) -> Mapping[str, str]:
    """Return what now stands in the fields that a form holds other words for."""
    if now is None:
        return {}
    values = {field.name: now.cells.get(field.name, "") for field in made}
    held = {field.name: field.value.strip() for field in made}
    return {name: value for name, value in values.items() if value.strip() != held[name]}


def _begun(call: Call, place: Place) -> dict[str, str]:
    """Return the cells of a new row: an id, and those of another where a copy was asked for."""
    like, table = call.asked("like"), _table(call)
    cells = dict(open_row(place.folder, table, like).cells) if like else {}
    blank = dict.fromkeys(("id", "derives_from", "manner", "apart_from"), "")
    own = {"id": _free(table_text(place.folder, table), BEGINS[table])} if table in BEGINS else {}
    return {**cells, **blank, **own}


def _free(text: TableText, begins: str) -> str:
    """Return an id that no row has: the letters with the next number."""
    number = len(text.rows) + 1
    while text.find(f"{begins}{number}") is not None:
        number += 1
    return f"{begins}{number}"


def _table(call: Call) -> str:
    table = call.part("table")
    if table not in TABLES:
        raise UsageError("WBE002", f"no table {table!r} can be edited here")
    return table


def _table_or_none(place: Place, table: str) -> TableText | None:
    try:
        return table_text(place.folder, table)
    except AsculumError:
        return None


def refusal_shown(error: AsculumError) -> Finding:
    """Return a refusal as a finding."""
    return Finding(
        code=error.code,
        severity="error",
        what=error.what,
        where=error.where,
        why=error.why,
        fix=error.fix,
    )


def kept_from(problem: AsculumError | OSError) -> tuple[tuple[Finding, ...], str, int]:
    """Return what kept an edit from being written: findings, a sentence, the answer's status."""
    if isinstance(problem, OSError):
        what = f"the system refused to read or write: {problem.strerror or problem}"
        problem = AsculumError("SYS001", what, fix="free some space, then save again")
    if isinstance(problem, EvidenceError) and problem.findings:
        return problem.findings, str(problem.what), 400
    return (
        (refusal_shown(problem),),
        str(problem.what),
        503 if isinstance(problem, StoreError) else 400,
    )


def ordered(findings: tuple[Finding, ...], blocked: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return findings with those that stop a saving first, each once."""
    return tuple(dict.fromkeys((*blocked, *findings)))


def _by_line(findings: tuple[Finding, ...], file: str) -> dict[int, list[Finding]]:
    found: dict[int, list[Finding]] = {}
    for item in findings:
        name, _, line = item.where.partition(":")
        if name == file and line.isdigit():
            found.setdefault(int(line), []).append(item)
    return found


def _figure(cells: Mapping[str, str]) -> str:
    low, best, high = (cells.get(name, "") for name in FIGURES)
    span = f"{low or '…'} to {high or '…'}" if low or high else ""
    if best and span:
        return f"{best} ({span})"
    return best or span


def _fits(row: Listed, asked: Mapping[str, str]) -> bool:
    cells = row.cells
    for name, wanted in asked.items():
        if name == "words":
            words = " ".join(cells.values()).casefold()
            if wanted and not all(word in words for word in wanted.casefold().split()):
                return False
        elif name == "amiss":
            if wanted and not row.findings:
                return False
        elif wanted and cells.get(name, "") != wanted:
            return False
    return True


def _more(asked: Mapping[str, str], start: int) -> str:
    return urlencode({**{k: v for k, v in asked.items() if v}, "from": max(0, start)})


def _number(text: str) -> int:
    return min(int(text), 10**7) if text.isascii() and text.isdigit() and len(text) < 9 else 0
