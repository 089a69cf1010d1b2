"""HXL: any table with a row of hashtags; the tags say what a column means, whatever its name."""

from __future__ import annotations

import hashlib
import re

from asculum.evidence.dossier import Dossier
from asculum.evidence.events import Event
from asculum.evidence.formats.batch import degrees, number
from asculum.evidence.formats.days import DAY_FIRST
from asculum.evidence.formats.frame import Cells, Format, Reading, Wanted, plain_id, side_of
from asculum.evidence.formats.located import Columns, day_problem, event_cells, events_of, keep
from asculum.evidence.formats.records import Records
from asculum.evidence.formats.refusals import refusal
from asculum.evidence.spelling import listed, shown

NAME = "hxl"
#: What each role may be tagged, the closest first.
ROLES: dict[str, tuple[str, ...]] = {
    "id": ("#event+id", "#event+code", "#meta+id", "#activity+id", "#incident+id"),
    "start": ("#date+start", "#date+occurred", "#date"),
    "end": ("#date+end",),
    "latitude": ("#geo+lat", "#geo+latitude"),
    "longitude": ("#geo+lon", "#geo+longitude"),
    "place": ("#loc+name", "#loc", "#adm3+name", "#adm2+name", "#adm1+name"),
    "actor_a": ("#group+name+first", "#actor+first", "#group+name", "#group"),
    "actor_b": ("#group+name+second", "#actor+second"),
    "best": (
        "#affected+killed",
        "#affected+ind+killed",
        "#affected+deaths",
        "#affected+fatalities",
    ),
    "note": ("#description", "#event+type", "#event", "#cause"),
}


def read(records: Records, dossier: Dossier, wanted: Wanted) -> Reading:
    """Read a tagged table into rows of events.csv."""
    if not records.tags:
        fix = "the row under the names holds tags such as #date+start and #affected+killed"
        raise refusal("IMP006", "no row of HXL tags", where=records.name, fix=fix)
    wanted.refuse_dyad(NAME)
    wanted.refuse_places(NAME)
    at = _roles(records)
    if "start" not in at or not ({"best", "latitude"} & set(at)):
        fix = f"HXL events need #date and #affected+killed or #geo+lat: {listed(records.tags)}"
        raise refusal("IMP006", "the tags name no events", where=records.name, fix=fix)
    source = wanted.source or "hxl"
    columns = Columns(
        id=at.get("id", at["start"]),
        start=at["start"],
        end=at.get("end", ""),
        latitude=at.get("latitude", "latitude"),
        longitude=at.get("longitude", "longitude"),
        others=tuple(records.names),
        usual=DAY_FIRST,
    )
    kept = keep(records, columns, wanted)

    def make(row: int, cells: Cells) -> Cells | str:
        del row
        text = {role: cells[name] for role, name in at.items()}
        start = kept.days.day(text["start"])
        end = kept.days.day(text.get("end", ""))
        if start is None:
            return day_problem("day", text["start"], kept.days)
        if end is None and text.get("end"):
            return day_problem("last day", text["end"], kept.days)
        if (end or start) < start:
            return f"whose last day lies before its first: {shown(text['start'])}"
        deaths = number(text["best"]) if text.get("best") else None
        if deaths is not None and not 0 <= deaths <= 1e9:
            return f"whose deaths are no count: {shown(text['best'])}"
        latitude, longitude = degrees(text.get("latitude", "")), degrees(text.get("longitude", ""))
        placed = abs(latitude) <= 90 and abs(longitude) <= 180
        own = text.get("id") or _digest(cells)
        return event_cells(
            Event(
                id=plain_id(source, own),
                source=source,
                published=wanted.published,
                date_start=start,
                date_end=end or start,
                place=" ".join(text.get("place", "").split()),
                latitude=latitude if placed else None,
                longitude=longitude if placed else None,
                actor_a=text.get("actor_a", ""),
                actor_b=text.get("actor_b", ""),
                side_a=side_of(dossier, text.get("actor_a", "")),
                side_b=side_of(dossier, text.get("actor_b", "")),
                best=deaths,
                dataset=NAME,
                version=wanted.version,
                note=" ".join(text.get("note", "").split())[:300],
            )
        )

    made = events_of(kept, make)
    for sentence in records.notes:
        kept.tally.note(sentence)
    told = ", ".join(f"{role} from {name}" for role, name in at.items())
    kept.tally.note(f"read by tags: {told}")
    taken = kept.tally.close(
        format=NAME, file=records.name, taken=len(made), lines=records.lines, version=wanted.version
    )
    own_source = {
        "id": source,
        "name": f"HXL table {records.name}",
        "allegiance": "third",
        "kind": "monitor",
        "note": "Licence as the publisher states it",
    }
    rows = tuple(event for _, event in made)
    return Reading(table="events", rows=rows, sources=(own_source,), taken=taken)


def _roles(records: Records) -> dict[str, str]:
    """Return the column of each role: the one whose tag fits best, attributes in any order."""
    tags = [_parts(tag) for tag in records.tags]
    found: dict[str, str] = {}
    for role, wanted in ROLES.items():
        for tag in wanted:
            base, attributes = _parts(tag)
            fits = [
                (len(own - attributes), at)
                for at, (own_base, own) in enumerate(tags)
                if own_base == base
                and attributes <= own
                and records.names[at] not in found.values()
            ]
            if role == "start":
                fits = [(extra, at) for extra, at in fits if "end" not in tags[at][1]]
            if fits:
                found[role] = records.names[min(fits)[1]]
                break
    return found


def _parts(tag: str) -> tuple[str, frozenset[str]]:
    base, *attributes = re.sub(r"\s+", "", tag).casefold().split("+")
    return base, frozenset(attributes)


def _digest(cells: Cells) -> str:
    text = "\x1f".join(f"{name}={cells[name]}" for name in sorted(cells))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


FORMAT = Format(
    name=NAME,
    title="any HXL-tagged table of events",
    read=read,
    knows=lambda records: "its second row holds HXL tags" if records.tags else "",
)
