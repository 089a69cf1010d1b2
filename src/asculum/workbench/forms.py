"""Forms: the fields of a row, made from the data dictionary and what the dossier names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from asculum.evidence.dictionary import Column, columns
from asculum.evidence.dossier import Dossier
from asculum.evidence.splices import TableText

#: What a row of each table is called.
NOUNS = {
    "claims": "claim",
    "sources": "source",
    "strengths": "strength",
    "control": "state of control",
    "people": "figure",
    "economy": "figure",
    "events": "event",
    "located": "count",
    "network_nodes": "node",
    "network_edges": "way",
    "names": "name",
}
#: What each table is called, and what it is for.
TITLES = {
    "sources": ("Sources", "who made statements"),
    "claims": ("Claims", "what was said of losses"),
    "strengths": ("Strengths", "how many a side had"),
    "control": ("Control", "who held which place, and when"),
    "people": ("People", "civilians and their homes: population, displaced, killed"),
    "economy": ("Economy", "dated economic facts"),
    "events": ("Events", "event data, mostly imported"),
    "located": ("Located", "counts that say how much of the front's fighting was here"),
    "network_nodes": ("Network: nodes", "towns, junctions and lines of troops"),
    "network_edges": ("Network: ways", "roads and railways between them"),
    "names": ("Names", "what places and sides are called in other languages"),
}


#: The table whose rows a column of each type points to.
_POINTS = {
    "source": "sources",
    "claims": "claims",
    "claim": "claims",
    "people": "people",
    "node": "network_nodes",
}
#: Columns that hold sentences.
_LONG = ("note", "about", "why", "after", "text", "horizon")
#: The tables that forms have to know the rows of.
POINTED = tuple(dict.fromkeys(_POINTS.values()))


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of a form: its column with help, its value, and what may be chosen.

    ``form`` is select, area, list (a line with suggestions) or line; ``long`` says that an area is
    for sentences, ``numeric`` that digits are awaited, ``points`` what kind of row it points to.
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
    long: bool = False
    numeric: bool = False
    points: str = ""


def fields(
    table: str,
    cells: Mapping[str, str],
    dossier: Dossier | None,
    ids: Mapping[str, tuple[tuple[str, str], ...]],
) -> tuple[Field, ...]:
    """Return the fields of a row of ``table``; ``ids`` are the rows of tables by id and name."""
    return fields_of(columns(table), cells, dossier, ids)


def fields_of(
    wanted: Iterable[Column],
    cells: Mapping[str, str],
    dossier: Dossier | None,
    ids: Mapping[str, tuple[tuple[str, str], ...]],
) -> tuple[Field, ...]:
    """Return the fields of the columns ``wanted``, as ``fields`` does."""
    return tuple(_field(column, cells.get(column.name, ""), dossier, ids) for column in wanted)


def _field(
    column: Column,
    value: str,
    dossier: Dossier | None,
    ids: Mapping[str, tuple[tuple[str, str], ...]],
) -> Field:
    options = _options(column, dossier, ids)
    if column.type in ("claims", "claim", "people"):
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
        label=column.name.rpartition(".")[2].replace("_", " ").capitalize(),
        help=f"{column.description}.{empty}",
        form=form,
        value=value,
        required=column.required,
        unit=column.unit,
        options=options,
        hint=hint,
        long=column.name.rpartition(".")[2] in _LONG or len(value) > 120,
        numeric=column.type in ("number", "integer"),
        points=column.type,
    )


def _options(
    column: Column,
    dossier: Dossier | None,
    ids: Mapping[str, tuple[tuple[str, str], ...]],
) -> tuple[tuple[str, str], ...]:
    words = tuple((word, word) for word in column.allowed)
    if column.type == "choice":
        return words
    if column.type == "boolean":
        return (("true", "yes"), ("false", "no"))
    if column.type in _POINTS:
        return ids.get(_POINTS[column.type], ())
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
