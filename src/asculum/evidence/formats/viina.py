"""VIINA 2.0: events told by Ukrainian and Russian media, and who held which place.

``event_1pd`` has one row for a place and day, ``event_info`` one for each report; neither counts
deaths. ``control`` is long (a row for each place and day, no coordinates) or, in version 1, wide (a
row for each place, a column ``ctr_…`` for each day). Zipped archives are read as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from asculum.evidence.claims import CONTESTED
from asculum.evidence.dossier import Dossier
from asculum.evidence.events import Event
from asculum.evidence.formats.arrays import texts, truths
from asculum.evidence.formats.batch import Batch, degrees, number
from asculum.evidence.formats.days import DAY_FIRST, plain_day
from asculum.evidence.formats.frame import (
    MOST,
    Cells,
    Format,
    Reading,
    Wanted,
    distances,
    need_side,
    plain_id,
)
from asculum.evidence.formats.ledger import Tally
from asculum.evidence.formats.located import Columns, day_problem, event_cells, events_of, keep
from asculum.evidence.formats.mapped import section
from asculum.evidence.formats.records import Records
from asculum.evidence.formats.refusals import refusal
from asculum.evidence.spelling import counted, shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAME = "viina"
SOURCE: Cells = {
    "id": "viina",
    "name": "Violent Incident Information from News Articles (VIINA 2.0), Zhukov and Ayers",
    "short": "VIINA",
    "allegiance": "third",
    "kind": "scholar",
    "url": "https://github.com/zhukovyuri/VIINA",
    "note": "ODbL 1.0; cite Zhukov and Ayers 2023, VIINA 2.0",
}
_WIDE_PLACES = ("adm0", "adm1", "country", "region")
_PRECISIONS = {
    "street": "exact",
    "adm3": "near",
    "adm4": "near",
    "settlement": "near",
    "adm2": "district",
    "adm1": "region",
    "adm0": "country",
}
#: Labels of event_1pd worth a word in the note.
_LABELS = re.compile(r"t_(\w+)_b")
_WIDE_DAY = re.compile(r"ctr_(\d{8})\d*")


def read(records: Records, dossier: Dossier, wanted: Wanted) -> Reading:
    """Read VIINA events into events.csv, its states of control into control.csv."""
    wanted.refuse_dyad(NAME)
    if "status" in records.names and "geonameid" in records.names and "date" in records.names:
        return _control_long(records, dossier, wanted)
    wide = [name for name in records.names if _WIDE_DAY.fullmatch(name)]
    if wide:
        return _control_wide(records, dossier, wanted, wide)
    wanted.refuse_places(NAME)
    return _events(records, dossier, wanted)


def _summaries(batch: Batch) -> list[tuple[str, NDArray[np.bool_]]]:
    import pyarrow.compute as pc

    wide = pc.is_in(pc.utf8_lower(batch.text("geo_precision")), value_set=texts(_WIDE_PLACES))
    return [("events placed no better than a region", truths(wide))]


def _events(records: Records, dossier: Dossier, wanted: Wanted) -> Reading:
    per_day = "n_reports" in records.names
    own = "event_id_1pd" if per_day else "event_id"
    records.require(own, "date", "latitude", "longitude", "geo_precision", format=NAME)
    labels = tuple(name for name in records.names if _LABELS.fullmatch(name))
    actors = tuple(name for name in ("a_rus_b", "a_ukr_b") if name in records.names)
    columns = Columns(
        id=own,
        start="date",
        others=(
            "geo_precision",
            "asciiname",
            "n_reports",
            "source",
            "sources",
            "url",
            "viina_version",
            *actors,
            *labels,
        ),
        usual=DAY_FIRST,
        aside=_summaries,
    )
    sides = {
        name: next((side.id for side in dossier.sides if side.name == country), "")
        for name, country in (("Russia", "Russia"), ("Ukraine", "Ukraine"))
    }
    kept = keep(records, columns, wanted)

    def make(row: int, cells: Cells) -> Cells | str:
        del row
        if not cells[own]:
            return f"without an {own}"
        day = kept.days.day(cells["date"])
        if day is None:
            return day_problem("date", cells["date"], kept.days)
        latitude, longitude = degrees(cells["latitude"]), degrees(cells["longitude"])
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            return f"whose coordinates are none: id {cells[own]}"
        there = [
            country
            for name, country in (("a_rus_b", "Russia"), ("a_ukr_b", "Ukraine"))
            if number(cells.get(name, "")) >= 0.5
        ]
        words = [name[2:-2] for name in labels if number(cells.get(name, "")) >= 0.5]
        told = cells.get("n_reports") or cells.get("source", "")
        url = cells.get("url", "")
        return event_cells(
            Event(
                id=plain_id("viina", "1pd" if per_day else "info", day.strftime("%Y"), cells[own]),
                source=SOURCE["id"],
                published=day,
                date_start=day,
                date_end=day,
                date_precision="day",
                place=cells.get("asciiname", ""),
                latitude=latitude,
                longitude=longitude,
                place_precision=_PRECISIONS.get(cells["geo_precision"].casefold(), ""),
                actor_a=there[0] if there else "",
                actor_b=there[1] if len(there) > 1 else "",
                side_a=sides[there[0]] if there else "",
                side_b=sides[there[1]] if len(there) > 1 else "",
                dataset="viina-1pd" if per_day else "viina-info",
                version=cells.get("viina_version", "") or wanted.version,
                url=url if re.fullmatch(r"https?://[^\s<>\"]+", url) else "",
                note=", ".join([*words, f"reports: {told}" if told else ""]).strip(", "),
            )
        )

    made = events_of(kept, make)
    for sentence in (*records.notes, "VIINA counts reports, not deaths"):
        kept.tally.note(sentence)
    taken = kept.tally.close(
        format=NAME, file=records.name, taken=len(made), lines=records.lines, version=wanted.version
    )
    rows = tuple(event for _, event in made)
    return Reading(table="events", rows=rows, sources=(SOURCE,), taken=taken)


def _control_long(records: Records, dossier: Dossier, wanted: Wanted) -> Reading:
    import numpy as np

    wanted.refuse_place("VIINA control")
    if not wanted.places:
        what = "VIINA control holds 33,141 places, and none is asked for"
        raise refusal("IMP011", what, fix="say which: --place 713174 (Bakhmut), by geonameid")
    states = _states(dossier)
    tally = Tally()
    days: dict[str, dict[date, str]] = {}
    for batch in records.batches(("geonameid", "date", "status")):
        tally.read += batch.rows
        here = batch.equal("geonameid", *wanted.places)
        bad = np.array([row - batch.first for row in records.ragged if row >= batch.first], int)
        here[bad] = False
        other = ~here
        other[bad] = False
        tally.left_out("of other places", (np.flatnonzero(other) + batch.first).tolist())
        at = np.flatnonzero(here).tolist()
        for row, cells in zip(at, batch.rows_at(at), strict=True):
            _state(
                cells["geonameid"],
                cells["date"],
                cells["status"],
                row + batch.first,
                days,
                states,
                wanted,
                tally,
            )
    tally.refused("whose cells do not fit the row of names", records.ragged, records.ragged_samples)
    return _control(records, days, {}, wanted, tally)


def _control_wide(
    records: Records, dossier: Dossier, wanted: Wanted, wide: Sequence[str]
) -> Reading:
    import numpy as np

    if wanted.near is None and not wanted.places:
        what = "VIINA control holds thousands of places, and none is asked for"
        raise refusal("IMP011", what, fix="say which: --near LAT,LON --within KM, or --place ID")
    records.require("geonameid", "longitude", "latitude", format=NAME)
    states = _states(dossier)
    tally = Tally()
    days: dict[str, dict[date, str]] = {}
    known: dict[str, Cells] = {}
    names = ("geonameid", "asciiname", "name", "longitude", "latitude")
    at_day = {name: plain_day(name[4:12]) for name in wide}
    for batch in records.batches((*names, *wide)):
        tally.read += batch.rows
        here = np.ones(batch.rows, bool)
        for row in records.ragged:
            if batch.first <= row < batch.first + batch.rows:
                here[row - batch.first] = False
        if wanted.places:
            other = here & ~batch.equal("geonameid", *wanted.places)
            tally.left_out("of other places", (np.flatnonzero(other) + batch.first).tolist())
            here &= ~other
        if wanted.near is not None and wanted.within is not None:
            far = distances(batch.degrees("latitude"), batch.degrees("longitude"), wanted.near)
            out = here & ~(far <= wanted.within)
            what = f"farther than {wanted.within:g} km from the point"
            tally.left_out(what, (np.flatnonzero(out) + batch.first).tolist())
            here &= ~out
        at = np.flatnonzero(here).tolist()
        for row, cells in zip(at, batch.rows_at(at), strict=True):
            place = cells["geonameid"]
            known[place] = cells
            seen = Tally()
            for name in wide:
                day = at_day[name]
                if day is not None and cells[name] not in ("", "NA"):
                    _state(place, day.isoformat(), cells[name], row, days, states, wanted, seen)
            if place not in days:
                tally.left_out("without a state on the days asked for", [row + batch.first])
    tally.refused("whose cells do not fit the row of names", records.ragged, records.ragged_samples)
    return _control(records, days, known, wanted, tally, places=True)


def _states(dossier: Dossier) -> dict[str, str]:
    bare = Wanted()
    return {
        "ua": need_side(dossier, bare, "Ukraine", NAME),
        "ru": need_side(dossier, bare, "Russia", NAME),
        "contested": CONTESTED,
    }


def _state(
    place: str,
    day_text: str,
    status: str,
    row: int,
    days: dict[str, dict[date, str]],
    states: dict[str, str],
    wanted: Wanted,
    tally: Tally,
) -> None:
    day, state = plain_day(day_text), states.get(status.casefold(), "")
    if day is None:
        tally.refused("whose date is no day", [row], [shown(day_text)])
    elif not wanted.holds(day):
        tally.left_out("on other days", [row])
    elif not state:
        tally.refused("whose status is none of UA, RU, CONTESTED", [row], [shown(status)])
    elif day in days.setdefault(place, {}):
        tally.left_out("of a day that the place has already", [row])
    else:
        days[place][day] = state


def _control(
    records: Records,
    days: dict[str, dict[date, str]],
    known: dict[str, Cells],
    wanted: Wanted,
    tally: Tally,
    *,
    places: bool = False,
) -> Reading:
    """Put days of one state together; a gap ends a state, and the last one ends with the file."""
    stated = wanted.mapping.get("places", {})
    names = section({"places": stated}, "places") if stated else {}
    rows: list[Cells] = []
    for place, states in sorted(days.items()):
        cells = known.get(place, {})
        name = (
            names.get(place) or cells.get("asciiname") or cells.get("name") or f"geonames {place}"
        )
        ordered = sorted(states.items())
        start, state, last = ordered[0][0], ordered[0][1], ordered[0][0]
        for day, now in [*ordered[1:], (date.max, "")]:
            if now == state and (day - last == timedelta(days=1) or places):
                last = day
                continue
            # between two columns of the wide table the earlier state is taken to hold on
            end = day if places and now else last + timedelta(days=1)
            rows.append(
                {
                    "place": name,
                    "start": start.isoformat(),
                    "end": end.isoformat(),
                    "status": state,
                    "latitude": cells.get("latitude", ""),
                    "longitude": cells.get("longitude", ""),
                    "source": SOURCE["id"],
                    "url": SOURCE["url"],
                    "note": f"geonameid {place}",
                }
            )
            start, state, last = day, now, day
    if len(rows) > MOST:
        what = f"{len(rows):,} states, more than {MOST:,}"
        raise refusal("IMP008", what, where=records.name, fix="ask for fewer places")
    taken_rows = len(days) if places else sum(len(states) for states in days.values())
    all_days = [day for states in days.values() for day in states]
    of = f"{counted(len(all_days), 'day')} of {counted(len(days), 'place')}"
    tally.note(f"{of}, {counted(len(rows), 'state')} in all")
    for sentence in records.notes:
        tally.note(sentence)
    missing = sorted(set(wanted.places) - set(days))
    if missing:
        tally.note(f"not in the file: {', '.join(missing)}")
    taken = tally.close(format=NAME, file=records.name, taken=taken_rows, lines=records.lines)
    span = (min(all_days), max(all_days)) if all_days else (date.max, date.max)
    return Reading(table="control", rows=tuple(rows), sources=(SOURCE,), taken=taken, span=span)


def _knows(records: Records) -> str:
    names = set(records.names)
    if {"geonameid", "date", "status", "status_isw"} <= names:
        return "it has the columns geonameid, date, status and status_isw"
    if "geonameid" in names and any(_WIDE_DAY.fullmatch(name) for name in names):
        return "it has geonameid and columns such as ctr_20220224"
    if "viina_version" in names or {"event_id_1pd", "geonameid"} <= names:
        return "it has the columns viina_version or event_id_1pd and geonameid"
    return ""


FORMAT = Format(
    name=NAME,
    title="VIINA 2.0 events and control: CSV or zipped CSV",
    read=read,
    knows=_knows,
    licence="ODbL 1.0",
)
