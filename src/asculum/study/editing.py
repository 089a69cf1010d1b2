"""Editing: one row of a dossier changed, checked before it is written, and kept in the ledger.

Codes: EDT001 the row changed meanwhile · EDT002 the edit would add errors · EDT003 the row or the
table is not there · EDT004 an edit cannot be taken back · EDT005 the table cannot be edited.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from asculum.evidence.codes import found
from asculum.evidence.decoding import decode
from asculum.evidence.dictionary import TABLES, columns, key_of
from asculum.evidence.splices import Record, TableText
from asculum.store.edits import Edit
from asculum.store.files import atomic_write
from asculum.store.store import Store
from asculum.study.trying import findings_with, new_errors
from asculum.terms.errors import EvidenceError
from asculum.terms.findings import Finding

#: Held while a file is compared and written, so that two tabs wait for each other.
LOCK = threading.RLock()


@dataclass(frozen=True, kw_only=True)
class Workplace:
    """Where edits are made: the dossier's folder, the folder of the store, and the moment.

    ``name`` is what the ledger calls the dossier.
    """

    folder: Path
    store: Path
    name: str
    now: datetime


@dataclass(frozen=True, kw_only=True)
class OpenRow:
    """A row as it stands: its cells by column and ``mark``, which tells whether it changed since.

    A row that is not there yet has no cells and an empty mark.
    """

    table: str
    own: str
    cells: Mapping[str, str]
    mark: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Trial:
    """An edit as it would be: new text of the file, findings about the row, errors it would add."""

    text: str
    row_before: str | None
    row_after: str | None
    own: str
    behind: str
    whole: bool
    findings: tuple[Finding, ...]
    errors: tuple[Finding, ...]


class ConflictError(EvidenceError):
    """The row is no longer what it was when it was opened; ``current`` is how it stands now."""

    def __init__(self, current: OpenRow | None, own: str) -> None:
        self.current = current
        gone = current is None
        super().__init__(
            "EDT001",
            f"{own} was {'deleted' if gone else 'changed'} meanwhile, in another tab or program",
            why="an edit never overwrites what it has not seen; nothing was written",
            fix="compare the two below, then save what is right",
        )


@contextmanager
def held(place: Workplace) -> Iterator[None]:
    """Keep other tabs, and other processes that edit by this ledger, waiting."""
    with LOCK, Store.open(place.store):
        yield


def mark_of(raw: str) -> str:
    """Return what tells one writing of a row from another."""
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def table_text(folder: Path, table: str) -> TableText:
    """Return the text of a table; raises ``EvidenceError`` EDT005 where rows cannot be told."""
    file = f"{table}.csv"
    if table not in TABLES:
        raise EvidenceError("EDT005", f"a dossier has no table {file}")
    text = text_of(folder, file)
    if text is None:
        return _empty(table)
    key = key_of(table)
    taken = TableText.of(text, key=key)
    if taken is None or key[0] not in taken.names:
        raise EvidenceError(
            "EDT005",
            f"{file} cannot be edited here: its rows cannot be told apart",
            why=f"it has no row of names with {key[0]} in it, or a quote is never closed",
            fix=f"mend it in a text editor: asculum check {folder.name} says where",
        )
    return taken


def open_row(folder: Path, table: str, own: str) -> OpenRow:
    """Return a row of a table as it stands; raises ``EvidenceError`` EDT003 where it is gone."""
    text = table_text(folder, table)
    record = text.find(own)
    if record is None:
        what = f"{table}.csv has no row {own!r}"
        raise EvidenceError("EDT003", what, why="the row may have been deleted or renamed")
    _whole(text, record, table)
    return OpenRow(
        table=table,
        own=own,
        cells=text.cells(record),
        mark=mark_of(text.raw(record)),
        line=record.line,
    )


def try_row(folder: Path, table: str, own: str, cells: Mapping[str, str], now: datetime) -> Trial:
    """Return what an edit would do; ``own`` is empty for a row that is new. Nothing is written."""
    text = table_text(folder, table)
    needed = [name for name in _needed(table, cells) if name not in text.names]
    if needed:
        widened = TableText.of(text.widened(needed), key=text.key)
        assert widened is not None, "a table with more columns is still a table"
        text = widened
    record = text.find(own) if own else None
    if own and record is None:
        raise ConflictError(None, own)
    if record is None:
        before, after = None, text.fresh(cells)
        behind, at = text.owns[-1] if text.rows else "", len(text.rows)
        whole = text.insert(after)
    else:
        _whole(text, record, table)
        before, after = text.raw(record), text.changed(record, cells)
        behind, whole = text.before(record), text.put(record, after)
        at = text.rows.index(record)
    file = f"{table}.csv"
    made = TableText.of(whole, key=text.key)
    here = made.rows[at] if made and at < len(made.rows) else None
    told = findings_with(folder, {}, today=now.date())
    then = findings_with(folder, {file: whole}, today=now.date())
    return Trial(
        text=whole,
        row_before=before,
        row_after=after,
        own=made.owns[at] if made and here else own,
        behind=behind,
        whole=bool(needed) or not (folder / file).exists(),
        findings=_about(f"{file}:{here.line if here else ''}", told, then),
        errors=new_errors(told, then),
    )


def save_row(
    place: Workplace, table: str, own: str, cells: Mapping[str, str], *, mark: str
) -> OpenRow:
    """Write a row and keep the edit in the ledger; return the row as it now stands.

    Raises ``ConflictError`` where the row is not the one that ``mark`` tells of, and
    ``EvidenceError`` EDT002 with the findings where the dossier would have new errors.
    """
    with held(place):
        if own:
            _unchanged(place.folder, table, own, mark)
        trial = try_row(place.folder, table, own, cells, place.now)
        if trial.errors:
            raise refused(trial.errors)
        named = trial.own
        if trial.row_before != trial.row_after or trial.whole:
            what = f"changed {own}" if own else f"added {named}"
            _commit(place, table, named, trial, what=what)
        return open_row(place.folder, table, named)


def remove_row(place: Workplace, table: str, own: str, *, mark: str) -> None:
    """Delete a row and keep it in the ledger; raises as ``save_row`` does."""
    with held(place):
        _unchanged(place.folder, table, own, mark)
        text = table_text(place.folder, table)
        record = text.find(own)
        assert record is not None, "it was there a moment ago, under the same lock"
        whole, file = text.without(record), f"{table}.csv"
        told = findings_with(place.folder, {}, today=place.now.date())
        then = findings_with(place.folder, {file: whole}, today=place.now.date())
        if errors := new_errors(told, then):
            raise refused(errors)
        trial = Trial(
            text=whole,
            row_before=text.raw(record),
            row_after=None,
            own=own,
            behind=text.before(record),
            whole=False,
            findings=(),
            errors=(),
        )
        _commit(place, table, own, trial, what=f"deleted {own}")


def save_file(
    place: Workplace, file: str, text: str, *, seen: str | None, what: str, undoes: int = 0
) -> None:
    """Write a whole file of the dossier and keep it in the ledger.

    ``seen`` is the text that the edit was made from; raises ``ConflictError`` where the file holds
    another, and ``EvidenceError`` EDT002 where the dossier would have new errors.
    """
    with held(place):
        before = text_of(place.folder, file)
        if before != seen:
            raise ConflictError(OpenRow(table="", own=file, cells={}, mark="", line=1), file)
        today = place.now.date()
        told = findings_with(place.folder, {}, today=today)
        if errors := new_errors(told, findings_with(place.folder, {file: text}, today=today)):
            raise refused(errors)
        write(place, text, file=file, before=before, after=text, what=what, undoes=undoes)


def write(
    place: Workplace,
    text: str | None,
    *,
    file: str,
    before: str | None,
    after: str | None,
    what: str,
    row: str = "",
    behind: str = "",
    undoes: int = 0,
) -> None:
    """Add an edit to the ledger, then write the file, or delete it where ``text`` is ``None``.

    The ledger comes first, so that no write goes untold. Where the file then cannot be written the
    ledger tells that too, as an edit that takes the first one back.
    """
    edit = Edit(
        at=place.now,
        dossier=place.name,
        file=file,
        row=row,
        what=what,
        before=before,
        after=after,
        behind=behind,
        undoes=undoes,
    )
    with Store.open(place.store) as store:
        number = store.record_edit(edit)
        try:
            if text is None:
                (place.folder / file).unlink()
            else:
                atomic_write(place.folder / file, text)
        except BaseException:
            with suppress(Exception):
                store.record_edit(
                    replace(
                        edit,
                        what=f"could not be written: {what}",
                        before=after,
                        after=before,
                        undoes=number,
                    )
                )
            raise


def refused(errors: tuple[Finding, ...]) -> EvidenceError:
    """Return the refusal of an edit that would add errors."""
    return EvidenceError(
        "EDT002",
        f"with this edit the dossier would have {len(errors):,} new "
        f"error{'s' if len(errors) != 1 else ''}",
        why="an edit leaves the dossier no worse than it found it; nothing was written",
        fix="mend what follows, then save again",
        findings=errors,
    )


def _commit(place: Workplace, table: str, row: str, trial: Trial, *, what: str) -> None:
    file = f"{table}.csv"
    if trial.whole:
        before = text_of(place.folder, file)
        write(place, trial.text, file=file, before=before, after=trial.text, what=what)
    else:
        write(
            place,
            trial.text,
            file=file,
            before=trial.row_before,
            after=trial.row_after,
            what=what,
            row=row,
            behind=trial.behind,
        )


def _unchanged(folder: Path, table: str, own: str, mark: str) -> None:
    record = table_text(folder, table).find(own)
    if record is None:
        raise ConflictError(None, own)
    current = open_row(folder, table, own)
    if current.mark != mark:
        raise ConflictError(current, own)


def _about(here: str, told: tuple[Finding, ...], then: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings on the row's own line, and those that were not there before."""
    known = {(item.code, item.what) for item in told}
    return tuple(item for item in then if item.where == here or (item.code, item.what) not in known)


def _whole(text: TableText, record: Record, table: str) -> None:
    """Refuse a row with more cells than columns: a form would drop what has no name."""
    if len(record.cells) > len(text.names):
        what = f"the row on line {record.line} has {len(record.cells)} cells"
        raise EvidenceError(
            "EDT005",
            f"{what} under {len(text.names)} columns and cannot be edited here",
            where=f"{table}.csv:{record.line}",
            why="a form has a field for every column, and the cells beyond would be lost",
            fix="mend the row in a text editor: put text that contains a comma in double quotes",
        )


def _needed(table: str, cells: Mapping[str, str]) -> list[str]:
    return [column.name for column in columns(table) if cells.get(column.name, "").strip()]


def _empty(table: str) -> TableText:
    names = ",".join(column.name for column in columns(table))
    made = TableText.of(f"{names}\n", key=key_of(table))
    assert made is not None, "a row of names is a table"
    return made


def text_of(folder: Path, file: str) -> str | None:
    """Return the text of a file with its byte order mark; ``None`` where there is no file.

    Raises ``EvidenceError`` with the finding where it is no text.
    """
    try:
        data = (folder / file).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        what = f"{file} cannot be read: {error.strerror}"
        finding = found("EVI001", what, where=file, fix="check who may read the file")
        raise _unreadable(finding) from error
    text = decode(data, name=file)
    if isinstance(text, Finding):
        raise _unreadable(text)
    return data.decode("utf-8")


def _unreadable(finding: Finding) -> EvidenceError:
    return EvidenceError(
        finding.code, finding.what, where=finding.where, why=finding.why, fix=finding.fix
    )
