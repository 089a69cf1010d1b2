"""Imports: a file of one of the world's formats put into a dossier, all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from asculum.evidence.formats.controls import without_controls
from asculum.evidence.formats.frame import Reading, Wanted
from asculum.evidence.formats.heads import read_records
from asculum.evidence.formats.merging import Merged, merge
from asculum.evidence.formats.opening import open_file, watched
from asculum.evidence.formats.refusals import refusal
from asculum.evidence.formats.registry import choose
from asculum.evidence.reading import inspect_dossier
from asculum.store.files import atomic_write
from asculum.store.store import Row, Store
from asculum.study.trying import findings_with, new_errors
from asculum.terms.errors import EvidenceError
from asculum.terms.findings import Finding


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import did, or would do: the reading with its ledger, and the change."""

    format: str
    reason: str
    reading: Reading
    merged: Merged
    written: tuple[str, ...] = ()


def import_file(
    format: str,
    file: Path,
    *,
    into: Path,
    wanted: Wanted,
    today: date,
    now: datetime,
    encoding: str = "",
    dry_run: bool = False,
    store: Path | None = None,
    tell: Callable[[str, float], None] | None = None,
) -> Imported:
    """Read ``file`` and put its rows into the dossier ``into``.

    Every file of the dossier is written whole or stays as it was; the dossier is checked with the
    rows in it before anything is written. With ``store`` the rows taken and the ledger go to the
    store of that folder. ``tell`` is told how far it is: what is being done, and the share of it.

    Raises ``AsculumError`` with the codes of ``asculum.evidence.formats.refusals``; the dossier is
    then as it was.
    """
    dossier, before = inspect_dossier(into, today=today)
    if dossier is None:
        raise EvidenceError(
            "EVI000",
            f"the dossier {into.resolve().name} cannot be read",
            why="its sides say whose losses a row counts",
            fix=f"mend what follows: asculum check {into}",
            findings=before,
        )
    opened = open_file(file, encoding=encoding)
    if tell is not None:
        say = tell
        opened = watched(opened, lambda share: say("reading the file", share))
    records = read_records(opened)
    chosen, reason = choose(format, records)
    if wanted.every and not chosen.thins:
        what = f"{chosen.name} has no running totals, so --every cannot be applied"
        raise refusal("IMP015", what, fix="leave --every out")
    reading = without_controls(chosen.read(records, dossier, wanted))
    merged = merge(into, reading)
    written: tuple[str, ...] = ()
    if merged.texts:
        if tell is not None:
            tell("checking the dossier with the rows in it", 0.0)
        _refuse_new_errors(into, merged.texts, before, today)
        if not dry_run:
            written = _write(into, merged.texts)
    if store is not None and not dry_run:
        remember_import(store, dossier.id, file, reading, now)
    return Imported(
        format=chosen.name, reason=reason, reading=reading, merged=merged, written=written
    )


def _refuse_new_errors(
    folder: Path, texts: Mapping[str, str], before: tuple[Finding, ...], today: date
) -> None:
    """Check the dossier as it would be with the rows in it; raise IMP012 where that adds errors."""
    new = new_errors(before, findings_with(folder, texts, today=today))
    if new:
        raise EvidenceError(
            "IMP012",
            f"with these rows the dossier would have {len(new):,} new errors",
            why="an import leaves the dossier no worse than it found it; nothing was written",
            fix="narrow the import, or correct the rows below in the file",
            findings=new,
        )


def in_order(files: Iterable[str]) -> list[str]:
    """Return files in the order in which they are written.

    The source first: a source without rows is no error, a row without its source is.
    """
    return sorted(files, key=lambda name: (name != "sources.csv", name))


def _write(folder: Path, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Write every file, or put back those that were written before one failed."""
    order = in_order(texts)
    old: dict[str, bytes | None] = {}
    try:
        for name in order:
            path = folder / name
            old[name] = path.read_bytes() if path.exists() else None
            atomic_write(path, texts[name])
    except BaseException:
        for name, data in old.items():
            with suppress(Exception):
                if data is None:
                    (folder / name).unlink(missing_ok=True)
                elif (folder / name).read_bytes() != data:
                    atomic_write(folder / name, data.decode("utf-8"))
        raise
    return tuple(order)


def remember_import(store: Path, dossier: str, file: Path, reading: Reading, now: datetime) -> None:
    """Add the rows that an import took, and what became of every row, to the store of a folder."""
    taken = reading.taken
    rows = [
        Row(table=reading.table, line=line, content=dict(row))
        for line, row in enumerate(reading.rows, 1)
    ]
    rows += [
        Row(table="import_ledger", line=line, content=result)
        for line, result in enumerate(taken.results(), 1)
    ]
    with file.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    try:
        with Store.open(store) as ledger:
            ledger.record_import(dossier, file.name, sha256, rows, now)
    except OSError as error:
        raise refusal("IMP001", f"{store} cannot keep the ledger: {error.strerror}") from error
