"""UCDP GED: the Georeferenced Event Dataset, yearly (22.1 to 25.1), candidate, API and HDX copy."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from asculum.evidence.dossier import Dossier
from asculum.evidence.formats.batch import Batch, number
from asculum.evidence.formats.days import MONTH_FIRST
from asculum.evidence.formats.frame import (
    Cells,
    Format,
    Reading,
    Wanted,
    figure,
    has,
    plain_id,
    side_of,
    version_of,
)
from asculum.evidence.formats.located import (
    Columns,
    day_problem,
    events_of,
    keep,
)
from asculum.evidence.formats.records import Records
from asculum.evidence.spelling import shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAME = "ucdp-ged"
REQUIRED = ("id", "date_start", "where_prec", "latitude", "longitude", "best", "low", "high")
SOURCE: Cells = {
    "id": "ucdp-ged",
    "name": "Uppsala Conflict Data Program, Georeferenced Event Dataset (GED)",
    "short": "UCDP GED",
    "allegiance": "third",
    "kind": "scholar",
    "url": "https://ucdp.uu.se/downloads/",
    "note": "CC BY 4.0; cite Sundberg and Melander 2013 and the version's own paper",
}

_DATES = {"1": "day", "2": "days", "3": "week", "4": "month", "5": "longer"}
_PLACES = {
    "1": "exact",
    "2": "near",
    "3": "district",
    "4": "region",
    "5": "area",
    "6": "country",
    "7": "none",
}
_DEATHS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
_FIGURES = ("low", "best", "high")
_OTHERS = (
    "where_prec",
    "where_coordinates",
    "where_description",
    "country",
    "date_prec",
    "side_a",
    "side_b",
    *_FIGURES,
    *_DEATHS,
    "code_status",
    "type_of_violence",
    "relid",
    "version",
)


def summaries(batch: Batch) -> list[tuple[str, NDArray[np.bool_]]]:
    """Return which rows sum up a country: placed no better than it, or at its centre."""
    import numpy as np
    import pyarrow.compute as pc

    wide = batch.numbers("where_prec") >= 6
    place, country = batch.text("where_coordinates"), batch.text("country")
    centre = np.asarray(
        pc.and_(pc.equal(place, country), pc.not_equal(country, "")).to_numpy(zero_copy_only=False),
        dtype=bool,
    )
    what = "summary events without a place (placed no better than their country)"
    return [(what, wide | centre)]


def broken(batch: Batch) -> list[tuple[str, NDArray[np.bool_]]]:
    """Return which rows break low ≤ best ≤ high."""
    low, best, high = (batch.numbers(name) for name in _FIGURES)
    return [("rows that break low ≤ best ≤ high", (low > best) | (best > high) | (low > high))]


COLUMNS = Columns(
    id="id",
    start="date_start",
    end="date_end",
    dyad="dyad_new_id",
    others=_OTHERS,
    usual=MONTH_FIRST,
    aside=summaries,
    facts=broken,
)


def read(records: Records, dossier: Dossier, wanted: Wanted) -> Reading:
    """Read GED events into rows of events.csv.

    Assumes the published column names; order, and columns beside them, do not matter.
    """
    records.require(*REQUIRED, format=NAME)
    wanted.refuse_places(NAME)
    if wanted.dyad:
        records.require("dyad_new_id", format="--dyad")
    version = wanted.version or version_of(records.name)
    kept = keep(records, COLUMNS, wanted)
    days, tally = kept.days, kept.tally
    flagged: dict[str, list[tuple[int, str]]] = {}
    published = wanted.published.isoformat() if wanted.published else ""

    # a word or a figure that stands in many rows is worked out once
    @cache
    def side(actor: str) -> str:
        return side_of(dossier, actor)

    @cache
    def day(text: str) -> date | None:
        return days.day(text)

    def make(row: int, cells: Cells) -> Cells | str:
        own = cells["id"]
        if not own:
            return "without an id"
        said_end = cells.get("date_end", "")
        start, end = day(cells["date_start"]), day(said_end)
        if start is None:
            return day_problem("date_start", cells["date_start"], days)
        if end is None and said_end:
            return day_problem("date_end", said_end, days)
        end = end or start
        if end < start:
            return f"whose date_end lies before its date_start: id {own}"
        counts: Cells = {}
        given: list[float] = []
        for name in (*_FIGURES, *_DEATHS):
            text = cells.get(name, "")
            value, told = persons(text)
            if value is None and text:
                return f"whose {name} is no count of persons: {shown(text)}"
            if value is not None and name in _FIGURES:
                given.append(value)
            counts[name] = told
        place = _coordinates(cells)
        if place is None:
            return f"whose coordinates are none: id {own}"
        odd = []
        if given != sorted(given):
            odd.append("range")
            seen = ", ".join(f"{name} {cells[name]}" for name in _FIGURES)
            flagged.setdefault("that break low ≤ best ≤ high", []).append(
                (row, f"id {own}: {seen}")
            )
        status = cells.get("code_status", "")
        if status and status != "Clear":
            odd.append("status")
            flagged.setdefault("whose code_status is not Clear", []).append((row, status))
        actor_a, actor_b = cells.get("side_a", ""), cells.get("side_b", "")
        return {
            "id": plain_id("ged", own),
            "source": SOURCE["id"],
            "date_start": start.isoformat(),
            "date_end": end.isoformat(),
            "published": published,
            "date_precision": _DATES.get(cells.get("date_prec", ""), ""),
            "place": " ".join(cells.get("where_coordinates", "").split()),
            "latitude": figure(place[0]),
            "longitude": figure(place[1]),
            "place_precision": _PLACES.get(cells["where_prec"], ""),
            "actor_a": actor_a,
            "actor_b": actor_b,
            "side_a": side(actor_a),
            "side_b": side(actor_b),
            **counts,
            "dataset": NAME,
            "version": cells.get("version") or version,
            "flags": ";".join(odd),
            "url": "",
            "note": " ".join(cells.get("where_description", "").split())[:300],
        }

    made = events_of(kept, make, version_column="version" if "version" in records.names else "")
    taken_rows = {row for row, _ in made}
    for what, seen in flagged.items():
        seen = [(row, sample) for row, sample in seen if row in taken_rows]
        tally.flagged(what, [row for row, _ in seen], [sample for _, sample in seen])
    for sentence in records.notes:
        tally.note(sentence)
    taken = tally.close(
        format=NAME, file=records.name, version=version, taken=len(made), lines=records.lines
    )
    return Reading(
        table="events",
        rows=tuple(event for _, event in made),
        sources=(SOURCE,),
        taken=taken,
    )


@lru_cache(maxsize=1 << 16)
def persons(text: str) -> tuple[float | None, str]:
    """Return a count of persons with its cell; ``None`` for nothing, and for what is no count.

    Examples
    --------
    >>> persons("1,200")
    (1200.0, '1200')
    """
    value = number(text) if text else None
    if value is None or not 0 <= value <= 1e9:
        return None, ""
    return value, figure(value)


def _coordinates(cells: Cells) -> tuple[float, float] | None:
    latitude, longitude = number(cells["latitude"]), number(cells["longitude"])
    if abs(latitude) <= 90 and abs(longitude) <= 180:
        return latitude, longitude
    return None


FORMAT = Format(
    name=NAME,
    title="UCDP GED events: CSV, zipped CSV, API JSON, the HDX copy",
    read=read,
    knows=has("id", "type_of_violence", "where_prec", "date_start", "best"),
    licence="CC BY 4.0",
)
