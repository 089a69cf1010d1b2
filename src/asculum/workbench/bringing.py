"""Bringing in: what a form of an import asks for, tried or done; the same here and in a process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from asculum.evidence.dictionary import columns
from asculum.evidence.formats.frame import Wanted
from asculum.evidence.formats.mapped import NAME as MAPPED
from asculum.evidence.formats.registry import AUTO
from asculum.study.editing import Workplace, held, save_file, text_of
from asculum.study.imports import Imported, import_file, in_order, remember_import
from asculum.terms.errors import UsageError

#: What stands before a column of the file, and before a cell that is the same in every row.
COLUMN, SAME, SOURCE = "column-", "same-", "source-"
#: Rows of the file, and of what it becomes, that are shown.
SHOWN = 5

Asked = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What an import would do, or did, as a page shows it."""

    table: str
    format: str
    sentence: str
    lines: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    columns: tuple[str, ...]
    changes: bool

    @classmethod
    def of(cls, done: Imported) -> Tried:
        """Return what a page shows of an import."""
        rows = tuple(
            {name: str(value) for name, value in row.items()} for row in done.reading.rows[:SHOWN]
        )
        return cls(
            table=done.reading.table,
            format=done.format,
            sentence=done.merged.sentence,
            lines=tuple(done.reading.taken.lines()),
            rows=rows,
            columns=tuple(
                column.name
                for column in columns(done.reading.table)
                if any(row.get(column.name) for row in rows)
            ),
            changes=bool(done.merged.texts),
        )


def try_import(
    asked: Asked,
    file: Path,
    *,
    into: Path,
    now: datetime,
    tell: Callable[[str, float], None] | None = None,
) -> Imported:
    """Return what an import would do; raises ``AsculumError`` as ``import_file`` does."""
    return import_file(
        asked.get("format") or AUTO,
        file,
        into=into,
        wanted=wanted_of(asked),
        today=now.date(),
        now=now,
        encoding=asked.get("encoding", "").strip(),
        dry_run=True,
        tell=tell,
    )


def bring_in(
    asked: Asked,
    file: Path,
    place: Workplace,
    *,
    tell: Callable[[str, float], None] | None = None,
) -> Tried:
    """Put a file into a dossier through the ledger of edits, so that it can be taken back."""
    with held(place):
        done = try_import(asked, file, into=place.folder, now=place.now, tell=tell)
        seen = {name: text_of(place.folder, name) for name in done.merged.texts}
        if tell is not None:
            tell("writing", 0.0)
        for name in in_order(done.merged.texts):
            save_file(
                place,
                name,
                done.merged.texts[name],
                seen=seen[name],
                what=f"imported {file.name} as {done.format}",
            )
        if done.merged.texts:
            remember_import(place.store, place.folder.name, file, done.reading, place.now)
    return Tried.of(done)


def work(job: Mapping[str, Any], tell: Callable[[str, float], None]) -> dict[str, Any]:
    """Do an import as a process of its own is asked to, and return what a page shows of it."""
    asked, now = job["asked"], datetime.fromisoformat(job["begun"])
    file, folder = Path(job["file"]), Path(job["dossier"])
    if asked.get("do") != "import":
        return asdict(Tried.of(try_import(asked, file, into=folder, now=now, tell=tell)))
    place = Workplace(folder=folder, store=Path(job["store"]), name=job["place"], now=now)
    return asdict(bring_in(asked, file, place, tell=tell))


def wanted_of(asked: Asked) -> Wanted:
    """Return what a form wants of a file; raises ``UsageError`` WBE003 for what cannot be."""
    near, within = asked.get("near", "").strip(), asked.get("within", "").strip()
    return Wanted(
        near=_point(near) if near else None,
        within=_km(within) if within else None,
        first=_day(asked, "first"),
        last=_day(asked, "last"),
        side=asked.get("side", "").strip(),
        source=asked.get("source", "").strip(),
        published=_day(asked, "published"),
        version=asked.get("version", "").strip(),
        every=asked["every"] if asked.get("every") in ("week", "month") else "",
        mapping=mapping_of(asked) if asked.get("format") == MAPPED else {},
    )


def mapping_of(asked: Asked) -> dict[str, Any]:
    """Return the mapping that a form states, as a mapping file would."""
    mapping: dict[str, Any] = {
        "table": asked.get("table") or "claims",
        "days": asked.get("days") or "day first",
        "columns": {
            name.removeprefix(COLUMN): value
            for name, value in asked.items()
            if name.startswith(COLUMN) and value
        },
        "constants": filled(asked, SAME),
    }
    source = filled(asked, SOURCE)
    if source:
        mapping["source"] = source
    return mapping


def filled(asked: Asked, begins: str) -> dict[str, str]:
    """Return the fields whose names begin so and that hold something."""
    return {
        name.removeprefix(begins): value.strip()
        for name, value in asked.items()
        if name.startswith(begins) and value.strip()
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


def _day(asked: Asked, name: str) -> date | None:
    text = asked.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        fix = "write year-month-day, such as 2022-08-01"
        raise UsageError("WBE003", f"{name} is {text[:40]!r}", fix=fix) from error
