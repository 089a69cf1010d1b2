"""Mapped CSV: any table, with a mapping file that says which of its columns is which.

The mapping is TOML::

    table = "claims"            # claims, people, control, strengths or events
    days = "day first"          # or "month first", for days such as 02/03/2023

    [columns]                   # column of the file = column of the dossier
    "Date of report" = "published"
    "Killed" = "best"

    [constants]                 # the same in every row
    side = "ru"
    source = "ministry"

    [source]                    # a row for sources.csv, where it is not there
    name = "The ministry"
    allegiance = "third"
"""

from __future__ import annotations

import hashlib
import math
import tomllib
from collections.abc import Mapping
from pathlib import Path

from asculum.evidence.cells import Problem, read_cell
from asculum.evidence.dictionary import TABLES, Column, columns
from asculum.evidence.dossier import Dossier
from asculum.evidence.formats.batch import number
from asculum.evidence.formats.days import DAY_FIRST, MONTH_FIRST, Days
from asculum.evidence.formats.frame import (
    MOST,
    MOST_HELD,
    Cells,
    Format,
    Reading,
    Wanted,
    distances,
    figure,
    plain_id,
)
from asculum.evidence.formats.ledger import Tally
from asculum.evidence.formats.records import Records, normal
from asculum.evidence.formats.refusals import refusal
from asculum.evidence.spelling import Speller, listed, shown

NAME = "csv"
_KEYS = ("table", "days", "columns", "constants", "source", "count", "date", "cumulative", "places")


def read_mapping(path: Path) -> Mapping[str, object]:
    """Return a mapping file as its keys; raises IMP010."""
    try:
        mapping = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        what = f"{path} cannot be read: {error.strerror}"
        raise refusal("IMP010", what, fix="give the path of a TOML file") from error
    except (ValueError, RecursionError) as error:
        fix = 'write lines such as "Their column" = "best" under [columns]'
        raise refusal("IMP010", f"{path.name} is no TOML: {error}", fix=fix) from error
    for key in mapping:
        if key not in _KEYS:
            raise refusal(
                "IMP010", f"unknown key {key}", where=path.name, fix=Speller(_KEYS).fix(key)
            )
    return mapping


def section(mapping: Mapping[str, object], key: str) -> dict[str, str]:
    """Return a table of the mapping as text by text; raises IMP010."""
    value = mapping.get(key, {})
    if not isinstance(value, dict) or not all(
        isinstance(item, str | int | float) for item in value.values()
    ):
        what = f"{key} is {shown(value)}, not a table of texts"
        raise refusal("IMP010", what, fix=f"write [{key}] and one line for each")
    return {str(name): str(item) for name, item in value.items()}


def read(records: Records, dossier: Dossier, wanted: Wanted) -> Reading:
    """Read any table by a mapping into rows of the dossier's table."""
    del dossier
    wanted.refuse_dyad(NAME)
    wanted.refuse_places(NAME)
    if not wanted.mapping:
        what = "the format csv needs a mapping"
        raise refusal("IMP010", what, fix="add --mapping MAPPING.toml (see docs/howto/import.md)")
    table = str(wanted.mapping.get("table", "claims"))
    if table not in TABLES or table == "sources":
        allowed = [name for name in TABLES if name != "sources"]
        raise refusal("IMP010", f"table is {table!r}", fix=Speller(allowed).fix(table))
    dictionary = {column.name: column for column in columns(table)}
    mapped = {normal(own): to for own, to in section(wanted.mapping, "columns").items()}
    constants = section(wanted.mapping, "constants")
    for to in (*mapped.values(), *constants):
        if to not in dictionary:
            what = f"{to!r} is no column of {table}.csv"
            raise refusal("IMP010", what, fix=Speller(dictionary).fix(to))
    twice = sorted({to for to in mapped.values() if list(mapped.values()).count(to) > 1})
    if twice:
        what = f"two columns of the file are mapped to {listed(twice)}"
        raise refusal("IMP010", what, fix="map one of them")
    if wanted.source:
        constants["source"] = wanted.source
    if wanted.side and "side" in dictionary:
        constants["side"] = wanted.side
    if wanted.published and "published" not in mapped.values():
        constants["published"] = wanted.published.isoformat()
    records.require(*mapped, format="the mapping")
    given = {*mapped.values(), *constants, "id"}
    if "source" in dictionary and "source" not in given:
        fix = "add source to [constants], or --source ID"
        raise refusal("IMP010", "no source is mapped", fix=fix)
    lacking = [
        item.name for item in dictionary.values() if item.required and item.name not in given
    ]
    if lacking:
        what = f"{table}.csv requires {listed(lacking)}, which the mapping does not give"
        raise refusal("IMP010", what, fix="map a column to it, or state it under [constants]")
    if wanted.near is not None and not {"latitude", "longitude"} <= given:
        wanted.refuse_place("a mapping without latitude and longitude")
    return _read(records, wanted, table, dictionary, mapped, constants)


def _read(
    records: Records,
    wanted: Wanted,
    table: str,
    dictionary: Mapping[str, Column],
    mapped: Mapping[str, str],
    constants: Mapping[str, str],
) -> Reading:
    tally = Tally()
    days = Days(MONTH_FIRST if wanted.mapping.get("days") == MONTH_FIRST else DAY_FIRST)
    dated = [own for own, to in mapped.items() if dictionary[to].type == "date"]
    kept: list[tuple[int, Cells]] = []
    for batch in records.batches(tuple(mapped)):
        tally.read += batch.rows
        bad = set(records.ragged)
        cells = batch.rows_at(range(batch.rows))
        kept += [(row, cell) for row, cell in enumerate(cells, batch.first) if row not in bad]
        if len(kept) > MOST_HELD:
            what = f"more than {MOST_HELD:,} rows"
            raise refusal("IMP008", what, where=records.name, fix="cut the file down first")
        for own in dated:
            days.see(batch.text(own).to_pylist())
    tally.refused("whose cells do not fit the row of names", records.ragged, records.ragged_samples)
    rows: dict[str, Cells] = {}
    for row, cell in kept:
        made = _row(cell, mapped, constants, dictionary, days)
        if isinstance(made, str):
            what, _, seen = made.partition(": ")
            tally.refused(what, [row], [seen])
        elif (out := _outside(made, wanted)) is not None:
            tally.left_out(out, [row])
        elif made.setdefault("id", _hashed(table, made)) in rows and "id" in dictionary:
            same = rows[made["id"]] == made
            what = "the same row again" if same else "whose id another row has"
            (tally.left_out if same else tally.refused)(what, [row], [made["id"]])
        else:
            rows[made["id"]] = made
    if len(rows) > MOST:
        what = f"{len(rows):,} rows are left after every filter, more than {MOST:,}"
        raise refusal("IMP008", what, where=records.name, fix="narrow them: --from, --to, --near")
    if days.assumed:
        tally.note(f"days such as 02/03/2023 are read {days.usual}: nothing in the file proves it")
    for sentence in records.notes:
        tally.note(sentence)
    done = [
        {name: text for name, text in row.items() if name in dictionary} for row in rows.values()
    ]
    taken = tally.close(format=NAME, file=records.name, taken=len(done), lines=records.lines)
    span = None
    if table == "control":
        starts = sorted(filter(None, (days.day(row["start"]) for row in done)))
        span = (starts[0], starts[-1]) if starts else None
    return Reading(table=table, rows=tuple(done), sources=_sources(wanted), taken=taken, span=span)


def _row(
    cells: Cells,
    mapped: Mapping[str, str],
    constants: Mapping[str, str],
    dictionary: Mapping[str, Column],
    days: Days,
) -> Cells | str:
    made = dict(constants)
    for own, to in mapped.items():
        text, column = cells[own], dictionary[to]
        if text and column.type == "date":
            day = days.day(text)
            if day is None:
                return f"whose {own} is no day: {shown(text)}"
            text = day.isoformat()
        elif text and column.type in ("number", "integer"):
            count = number(text)
            if math.isnan(count):
                return f"whose {own} is no number: {shown(text)}"
            text = figure(count)
        elif column.type == "text":
            text = " ".join(text.split())
        elif to == "id" and text:
            text = plain_id(text)
        if text or to not in made:
            made[to] = text
    for name, column in dictionary.items():
        if name == "id" and not made.get("id"):
            made.pop("id", None)
            continue
        value = read_cell(column, made.get(name, ""))
        if isinstance(value, Problem):
            return f"whose {name} cannot be taken: {value.what}"
    return made


def _outside(made: Cells, wanted: Wanted) -> str | None:
    from datetime import date

    import numpy as np

    if wanted.first or wanted.last:
        text = next(
            (
                made[name]
                for name in ("date_start", "end", "start", "published", "date")
                if made.get(name)
            ),
            "",
        )
        if not text or not wanted.holds(date.fromisoformat(text)):
            return "on other days"
    if wanted.near is not None and wanted.within is not None:
        if not made.get("latitude") or not made.get("longitude"):
            return "without coordinates"
        point = np.array([float(made["latitude"])]), np.array([float(made["longitude"])])
        if not distances(*point, wanted.near)[0] <= wanted.within:
            return f"farther than {wanted.within:g} km from {wanted.near[0]:g}, {wanted.near[1]:g}"
    return None


def _hashed(table: str, made: Cells) -> str:
    text = "\x1f".join(f"{name}={made[name]}" for name in sorted(made))
    return f"{table[:2]}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _sources(wanted: Wanted) -> tuple[Cells, ...]:
    stated = section(wanted.mapping, "source")
    constants = section(wanted.mapping, "constants")
    own = stated.get("id") or wanted.source or constants.get("source", "")
    if not stated or not own:
        return ()
    unknown = sorted(set(stated) - {column.name for column in columns("sources")})
    if unknown:
        known = [column.name for column in columns("sources")]
        raise refusal("IMP010", f"[source] has {unknown[0]}", fix=Speller(known).fix(unknown[0]))
    return ({"id": own, "name": stated.get("name", own), "allegiance": "third", **stated},)


FORMAT = Format(
    name=NAME,
    title="any CSV, JSON or XLSX table with a mapping file",
    read=read,
    knows=lambda _: "",
)
