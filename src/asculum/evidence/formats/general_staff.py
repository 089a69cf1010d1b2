"""General Staff: the daily running total of Russian losses told by Ukraine's General Staff.

JSON as a list of objects, as an object of columns or with one object a line, and CSV with the same
names. An absent key means that nothing was reported that day.
"""

from __future__ import annotations

from datetime import date

from asculum.evidence.dossier import Dossier
from asculum.evidence.formats.batch import number
from asculum.evidence.formats.claimed import Nothing, gather, next_day
from asculum.evidence.formats.days import DAY_FIRST, Days
from asculum.evidence.formats.frame import (
    Cells,
    Format,
    Reading,
    Wanted,
    figure,
    need_side,
    war_start,
)
from asculum.evidence.formats.ledger import Tally
from asculum.evidence.formats.records import Records
from asculum.evidence.formats.refusals import refusal
from asculum.evidence.spelling import shown

NAME = "general-staff"
URL = "https://github.com/PetroIvaniuk/2022-Ukraine-Russia-War-Dataset"
START = date(2022, 2, 24)
_BOUNDS = {"about": "about", "more": "at_least", "": "about"}
_EQUIPMENT = ("tank", "apc", "field artillery", "aircraft", "helicopter", "mrl", "drone")
_PLACE = "greatest losses direction"


def read(records: Records, dossier: Dossier, wanted: Wanted) -> Reading:
    """Read the running total of personnel into cumulative claims of the whole front.

    Captured men (POW) make claims of their own. Equipment is no person and is left out.
    """
    records.require("date", format=NAME)
    wanted.refuse_place(NAME)
    wanted.refuse_dyad(NAME)
    wanted.refuse_places(NAME)
    if not ({"personnel", "pow"} | set(_EQUIPMENT)) & set(records.names):
        fix = "take russia_losses_personnel.json or .csv"
        raise refusal("IMP006", "no column of personnel", where=records.name, fix=fix)
    side = need_side(dossier, wanted, "Russia", NAME)
    other = dossier.other(side).id if side in {item.id for item in dossier.sides} else ""
    source = wanted.source or "ua-general-staff"
    start = war_start(dossier, START).isoformat()
    tally = Tally()

    def make(cells: Cells, days: Days) -> list[Cells] | Nothing:
        text = cells["date"]
        day = days.day(text)
        if day is None:
            return "refused", f"whose date is no day: {shown(text)}"
        made = []
        for column, category in (("personnel", "casualties"), ("pow", "captured")):
            said = cells.get(column, "")
            if not said or (category == "captured" and said == "0"):
                continue
            count = number(said)
            if not 0 <= count <= 1e9:
                return "refused", f"whose {column} is no count of persons: {shown(said)}"
            word = cells.get(f"{column}*", "") if category == "casualties" else ""
            if word not in _BOUNDS:
                return "refused", f"whose {column}* is neither about nor more: {shown(word)}"
            place = cells.get(_PLACE, "")
            note = "Running total of Russian personnel put out of action"
            if category == "captured":
                note = "Running total of captured Russians"
            made.append(
                {
                    "id": f"gs-{day.isoformat()}" + ("-pow" if category == "captured" else ""),
                    "published": day.isoformat(),
                    "source": source,
                    "side": side,
                    "category": category,
                    "kind": "cumulative",
                    "best": figure(count),
                    "bound": _BOUNDS[word],
                    "start": start,
                    "end": next_day(day),
                    "scope": "front",
                    "checked": "page",
                    "url": URL,
                    "note": note + (f"; greatest losses towards {place}" if place else ""),
                }
            )
        if made:
            return made
        if any(cells.get(name) for name in _EQUIPMENT):
            return "left out", "of equipment, which no table of a dossier holds"
        return "left out", "without a figure of personnel that day"

    return gather(
        records,
        wanted,
        make,
        name=NAME,
        wanted_columns=("date", "personnel", "personnel*", "pow", _PLACE, *_EQUIPMENT),
        day_columns=("date",),
        usual=DAY_FIRST,
        sources=(
            {
                "id": source,
                "name": "General Staff of the Armed Forces of Ukraine",
                "short": "General Staff",
                "allegiance": other or "third",
                "kind": "military",
                "url": URL,
                "note": "Daily running total; the series was gathered under the MIT licence",
            },
        ),
        tally=tally,
    )


def _knows(records: Records) -> str:
    if "date" in records.names and "personnel" in records.names:
        return "it has the columns date and personnel"
    if {"date", "day", "tank", "apc"} <= set(records.names):
        return "it has the columns date, day, tank and APC"
    return ""


FORMAT = Format(
    name=NAME,
    title="Ukrainian General Staff's daily totals: JSON or CSV",
    read=read,
    knows=_knows,
    licence="MIT",
    thins=True,
)
