"""Forms: the fields of a row, made from the data dictionary and what the dossier names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from asculum.evidence.dictionary import Column, columns
from asculum.evidence.dossier import Dossier
from asculum.evidence.splices import TableText

#: What a row of each table is called.
NOUNS = {
    "claims": "claim",
    "sources": "source",
    "strengths": "strength",
    "people": "figure",
    "events": "event",
    "located": "count",
}


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of a form: its column with help, its value, and what may be chosen.

    ``form`` is select, area, list (a line with suggestions) or line.
    """

    name: str
    label: str
    help: str
    form: str
    value: str
    required: bool
    unit: str = ""
    options: tuple[tuple[str, str], ...] = ()
    hint: str = ""


def fields(
    table: str,
    cells: Mapping[str, str],
    dossier: Dossier | None,
    ids: Mapping[str, tuple[tuple[str, str], ...]],
) -> tuple[Field, ...]:
    """Return the fields of a row of ``table``; ``ids`` are the rows of tables by id and name."""
    return tuple(
        _field(column, cells.get(column.name, ""), dossier, ids) for column in columns(table)
    )


def _field(
    column: Column,
    value: str,
    dossier: Dossier | None,
    ids: Mapping[str, tuple[tuple[str, str], ...]],
) -> Field:
    options = _options(column, dossier, ids)
    if column.type in ids and column.type in ("claims", "people"):
        form = "list"
    elif options:
        form = "select"
        named = {option for option, _ in options}
        if value.strip() and value.strip() not in named:  # what stands there is not lost
            options = ((value, f"{value} (as it stands)"), *options)
    else:
        form = "area" if column.type == "text" or "\n" in value else "line"
    hint = {"date": "YYYY-MM-DD", "url": "https://…"}.get(column.type, "")
    empty = f" Left empty: {column.default}." if column.default and not column.required else ""
    return Field(
        name=column.name,
        label=column.name.replace("_", " ").capitalize(),
        help=f"{column.description}.{empty}",
        form=form,
        value=value,
        required=column.required,
        unit=column.unit,
        options=options,
        hint=hint,
    )


def _options(
    column: Column,
    dossier: Dossier | None,
    ids: Mapping[str, tuple[tuple[str, str], ...]],
) -> tuple[tuple[str, str], ...]:
    words = tuple((word, word) for word in column.allowed)
    if column.type == "choice":
        return words
    if column.type in ("source", "claims", "people"):
        return ids.get("sources" if column.type == "source" else column.type, ())
    if dossier is None:
        return ()
    if column.type.partition("|")[0] == "side":
        return (*((side.id, f"{side.name} ({side.id})") for side in dossier.sides), *words)
    if column.type == "force":
        return tuple(
            (force.id, f"{force.name} ({side.name})")
            for side in dossier.sides
            for force in side.forces
        )
    return ()


def named_rows(text: TableText | None) -> tuple[tuple[str, str], ...]:
    """Return the id of each row with the name that a reader knows it by."""
    if text is None:
        return ()
    found = []
    for record in text.rows:
        cells = text.cells(record)
        own = cells.get("id", "").strip()
        told = cells.get("name") or cells.get("note") or ""
        found.append((own, f"{told[:60]} ({own})" if told else own))
    return tuple(item for item in found if item[0])
