"""ACLED: the export as it was until 2022 and as it is now, CSV and XLSX, three styles of days.

ACLED's terms forbid handing its data on: a dossier with these rows stays with who imported them.
Fatalities are one number, often a share of a total told for several events.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from asculum.evidence.dossier import Dossier
from asculum.evidence.events import Event
from asculum.evidence.formats.batch import degrees, number
from asculum.evidence.formats.days import DAY_FIRST
from asculum.evidence.formats.frame import (
    Cells,
    Format,
    Reading,
    Wanted,
    has,
    plain_id,
    side_of,
)
from asculum.evidence.formats.located import Columns, day_problem, event_cells, events_of, keep
from asculum.evidence.formats.records import Records
from asculum.evidence.spelling import shown

if TYPE_CHECKING:
    from datetime import date

NAME = "acled"
REQUIRED = ("event_id_cnty", "event_date", "event_type", "latitude", "longitude", "fatalities")
SOURCE: Cells = {
    "id": "acled",
    "name": "Armed Conflict Location and Event Data (ACLED)",
    "short": "ACLED",
    "allegiance": "third",
    "kind": "monitor",
    "url": "https://acleddata.com/",
    "note": "ACLED's terms of use: rows may not be handed on to others",
}
#: What numbers of older exports and words of newer ones mean for inter1 and inter2.
INTER = {
    "1": "state forces",
    "2": "rebel group",
    "3": "political militia",
    "4": "identity militia",
    "5": "rioters",
    "6": "protesters",
    "7": "civilians",
    "8": "external/other forces",
}
_DATES = {"1": "day", "2": "week", "3": "month"}
_PLACES = {"1": "exact", "2": "near", "3": "region"}
_SPLIT = re.compile(r"fatalit\w+\s+(?:\w+\s+)?(?:split|spread|divided)|split\s+across", re.I)

COLUMNS = Columns(
    id="event_id_cnty",
    start="event_date",
    others=(
        "time_precision",
        "event_type",
        "sub_event_type",
        "actor1",
        "inter1",
        "actor2",
        "inter2",
        "location",
        "geo_precision",
        "fatalities",
        "notes",
        "timestamp",
    ),
    usual=DAY_FIRST,
)


def read(records: Records, dossier: Dossier, wanted: Wanted) -> Reading:
    """Read ACLED events into rows of events.csv."""
    records.require(*REQUIRED, format=NAME)
    wanted.refuse_places(NAME)
    wanted.refuse_dyad(NAME)
    kept = keep(records, COLUMNS, wanted)
    tally, days = kept.tally, kept.days
    split: list[int] = []

    def make(row: int, cells: Cells) -> Cells | str:
        own = cells["event_id_cnty"]
        if not own:
            return "without an event_id_cnty"
        day = days.day(cells["event_date"])
        if day is None:
            return day_problem("event_date", cells["event_date"], days)
        latitude, longitude = degrees(cells["latitude"]), degrees(cells["longitude"])
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            return f"whose coordinates are none: id {own}"
        deaths = number(cells["fatalities"]) if cells["fatalities"] else None
        if deaths is not None and not 0 <= deaths <= 1e9:
            return f"whose fatalities are no count: {shown(cells['fatalities'])}"
        shared = bool(_SPLIT.search(cells.get("notes", "")))
        if shared:
            split.append(row)
        kinds = [cells.get(name, "") for name in ("event_type", "sub_event_type")]
        inter = [
            INTER.get(cells.get(name, ""), cells.get(name, "").casefold())
            for name in ("inter1", "inter2")
        ]
        note = " / ".join(kind for kind in kinds if kind)
        if any(inter):
            note += f" ({' and '.join(word for word in inter if word and word != '0')})"
        return event_cells(
            Event(
                id=plain_id("acled", own),
                source=SOURCE["id"],
                published=wanted.published or _uploaded(cells.get("timestamp", "")),
                date_start=day,
                date_end=day,
                date_precision=_DATES.get(cells.get("time_precision", ""), ""),
                place=" ".join(cells.get("location", "").split()),
                latitude=latitude,
                longitude=longitude,
                place_precision=_PLACES.get(cells.get("geo_precision", ""), ""),
                actor_a=cells.get("actor1", ""),
                actor_b=cells.get("actor2", ""),
                side_a=side_of(dossier, cells.get("actor1", "")),
                side_b=side_of(dossier, cells.get("actor2", "")),
                best=deaths,
                dataset=NAME,
                version=wanted.version,
                flags="split" if shared else "",
                note=note.replace(" ()", ""),
            )
        )

    made = events_of(kept, make)
    rows = {row for row, _ in made}
    tally.flagged(
        "whose fatalities are a share of a total of several events",
        [row for row in split if row in rows],
    )
    for sentence in records.notes:
        tally.note(sentence)
    taken = tally.close(
        format=NAME, file=records.name, version=wanted.version, taken=len(made), lines=records.lines
    )
    rows_made = tuple(event for _, event in made)
    return Reading(table="events", rows=rows_made, sources=(SOURCE,), taken=taken)


def _uploaded(text: str) -> date | None:
    """Return the day of ACLED's timestamp, which counts seconds since 1970."""
    seconds = number(text)
    if not 0 < seconds < 4e9:
        return None
    return datetime.fromtimestamp(seconds, UTC).date()


FORMAT = Format(
    name=NAME,
    title="ACLED exports, old and new: CSV or XLSX",
    read=read,
    knows=has("event_id_cnty", "event_date", "event_type", "fatalities"),
    licence="ACLED terms of use",
)
