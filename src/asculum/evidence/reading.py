"""Reading: a folder as a dossier, with everything that was found on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from asculum.evidence import network_rows, rows
from asculum.evidence.cells import Row
from asculum.evidence.checks import check
from asculum.evidence.codes import found
from asculum.evidence.decoding import LARGEST
from asculum.evidence.dictionary import REQUIRED, TABLES, columns
from asculum.evidence.dossier import Dossier
from asculum.evidence.gathered import Gathered
from asculum.evidence.header import read_header
from asculum.evidence.key_lines import KeyLines
from asculum.evidence.keys import Keys, read_keys
from asculum.evidence.spelling import Speller, counted
from asculum.evidence.table import Table, read_table
from asculum.terms.errors import EvidenceError, UsageError
from asculum.terms.findings import Finding

HEADER = "dossier.toml"
#: The folder of overlap tables.
LISTS = "lists"
#: Every file of a dossier, in the order findings are shown.
FILES = (HEADER, *(f"{table}.csv" for table in TABLES))

_GRAVITY = {"error": 0, "warning": 1, "note": 2}
Value = TypeVar("Value")


def read_dossier(folder: Path, *, today: date) -> Dossier:
    """Read a dossier from its folder, with its warnings and notes in ``findings``.

    ``today`` is the day of the reading: a battle must have ended at least a year before it.

    Raises ``UsageError`` where there is no such folder (EVI001) and ``EvidenceError`` (EVI000,
    exit 3) with every finding where any of them is an error.
    """
    dossier, findings = inspect_dossier(folder, today=today)
    errors = sum(finding.severity == "error" for finding in findings)
    if dossier is None or errors:
        what = f"{counted(errors, 'error')} in the dossier {dossier_id(folder)}"
        raise EvidenceError(
            "EVI000",
            what,
            why="a reckoning stands on every row; none is left out in silence",
            fix="mend what follows, then run asculum check again",
            findings=findings,
        )
    return dossier


def inspect_dossier(
    folder: Path, *, today: date, instead: Mapping[str, bytes] | None = None
) -> tuple[Dossier | None, tuple[Finding, ...]]:
    """Return as much of a dossier as could be read, and every finding, the gravest first.

    The dossier is ``None`` where place, period or sides cannot be told. Bad content never raises;
    a folder that is not there is a ``UsageError``. ``instead`` holds what stands in for files of
    the folder, so that a change can be tried before it is written.
    """
    _require_folder(folder)
    findings: list[Finding] = []
    data = dict(_contents(folder, findings, instead or {}))
    header, tables = _parsed(data)
    findings.extend(header.findings)
    for table in tables.values():
        findings.extend(table.findings)
    dossier, wrong = read_header(header, dossier_id=dossier_id(folder), today=today)
    findings.extend(wrong)
    if dossier is not None:
        data |= dict(_lists(folder, dossier, findings))
        dossier = _filled(dossier, tables, findings)
        digests = {name: hashlib.sha256(content).hexdigest() for name, content in data.items()}
        ids = {name: frozenset(table.ids) for name, table in tables.items() if table.whole}
        findings.extend(check(Gathered(dossier=dossier, ids=ids)))
        dossier = replace(dossier, files=digests)
    ordered = tuple(sorted(findings, key=_place))
    return (None if dossier is None else replace(dossier, findings=ordered)), ordered


def _lists(folder: Path, dossier: Dossier, findings: list[Finding]) -> Iterator[tuple[str, bytes]]:
    """Yield the bytes of the overlap tables that dossier.toml names."""
    if dossier.lists:
        findings[:] = [item for item in findings if (item.code, item.where) != ("EVI021", LISTS)]
    for item in dossier.lists:
        name = f"{LISTS}/{item.file}"
        try:
            yield name, (folder / LISTS / item.file).read_bytes()
        except OSError:
            fix = f"make it: asculum lists link FILES… --out {name}, or delete the table"
            where = f"{HEADER}:{item.line}"
            findings.append(found("EVI088", f"{name} cannot be read", where=where, fix=fix))


def dossier_id(folder: Path) -> str:
    """Return the name of a dossier's folder; bytes of it that are not UTF-8 become ``?``."""
    return folder.resolve().name.encode(errors="replace").decode()


def _require_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    what = f"{folder} is a file" if folder.exists() else f"there is no folder {folder}"
    fix = (
        f"name the folder it lies in: {folder.parent}"
        if folder.exists()
        else "asculum dossiers lists the bundled ones; asculum new NAME begins another"
    )
    raise UsageError("EVI001", what, why="a dossier is a folder with dossier.toml in it", fix=fix)


def _contents(
    folder: Path, findings: list[Finding], instead: Mapping[str, bytes]
) -> Iterator[tuple[str, bytes]]:
    """Yield the bytes of each file of the dossier, noting what is missing or cannot be read."""
    try:
        present = {item.name: item.is_dir() for item in sorted(folder.iterdir())}
    except OSError as error:
        raise EvidenceError(
            "EVI001",
            f"{folder} cannot be listed: {error.strerror}",
            why="a dossier is a folder that can be read",
            fix="check who may read the folder",
        ) from error
    findings.extend(_strays(present))
    for name in FILES:
        path = folder / name
        if name in instead:
            yield name, instead[name]
            continue
        if name not in present:
            if name == HEADER or name.removesuffix(".csv") in REQUIRED:
                fix = "add it; asculum new NAME writes an example to begin from"
                findings.append(found("EVI002", f"{name} is missing", where=name, fix=fix))
            continue
        if not path.is_file():
            fix = "put a plain file of that name in its place"
            findings.append(found("EVI001", f"{name} is not a file", where=name, fix=fix))
            continue
        try:
            size = path.stat().st_size
            if size > LARGEST:
                what = f"the file has {size:,} bytes, more than {LARGEST:,}"
                findings.append(found("EVI022", what, where=name, fix="is this the right file?"))
                continue
            yield name, path.read_bytes()
        except OSError as error:
            what, fix = f"{name} cannot be read: {error.strerror}", "check who may read the file"
            findings.append(found("EVI001", what, where=name, fix=fix))


def _strays(present: Mapping[str, bool]) -> Iterator[Finding]:
    """Yield what lies in the folder and looks like evidence, yet is not read."""
    speller = Speller(FILES)
    for file, is_folder in present.items():
        name = file.encode(errors="replace").decode()
        if is_folder and file not in FILES and not file.startswith("."):
            yield found("EVI021", f"the folder {name} is not read", where=name)
        if name in FILES or not name.lower().endswith(
            (".csv", ".toml", ".tsv", ".xlsx", ".parquet")
        ):
            continue
        near = speller.nearest(name)
        if near and near not in present:
            what = f"{name} is not read"
            yield found("EVI020", what, where=name, fix=f"rename it to {near}")
        else:
            yield found("EVI021", f"{name} is not read", where=name)


def _parsed(data: Mapping[str, bytes]) -> tuple[Keys, dict[str, Table]]:
    header = Keys(section=None, lines=KeyLines(name=HEADER))
    if HEADER in data:
        header = read_keys(data[HEADER], name=HEADER, columns=columns("dossier"))
    tables = {
        table: read_table(data[f"{table}.csv"], name=f"{table}.csv", columns=columns(table))
        for table in TABLES
        if f"{table}.csv" in data
    }
    return header, tables


def _filled(dossier: Dossier, tables: Mapping[str, Table], findings: list[Finding]) -> Dossier:
    def values(name: str, make: Callable[[Row], Value | rows.Refusal]) -> tuple[Value, ...]:
        if name not in tables:
            return ()
        made, wrong = rows.values_of(tables[name], make)
        findings.extend(wrong)
        return made

    sources = values("sources", rows.source)
    return replace(
        dossier,
        sources={source.id: source for source in reversed(sources)},
        claims=values("claims", lambda row: rows.claim(row, dossier)),
        strengths=values("strengths", rows.strength),
        control=values("control", rows.control),
        people=values("people", rows.people),
        economy=values("economy", rows.economy),
        events=values("events", rows.event),
        located=values("located", rows.located),
        network_nodes=values("network_nodes", network_rows.network_node),
        network_edges=values("network_edges", network_rows.network_edge),
        names=values("names", rows.name),
    )


def _place(finding: Finding) -> tuple[int, int, int, str, str]:
    name, _, line = finding.where.partition(":")
    file, at = (FILES.index(name), int(line or 0)) if name in FILES else (len(FILES), 0)
    return (_GRAVITY[finding.severity], file, at, finding.code, finding.what)
