"""Oryx: lost equipment item by item, as scraped day by day.

``date_recorded`` is the day of the scrape, not of the loss, and no item has a place. A dossier
holds persons, so the items are counted and none is taken.
"""

from __future__ import annotations

from asculum.evidence.dossier import Dossier
from asculum.evidence.formats.claimed import Nothing, gather
from asculum.evidence.formats.days import DAY_FIRST, Days
from asculum.evidence.formats.frame import Cells, Format, Reading, Wanted, has
from asculum.evidence.formats.ledger import Tally
from asculum.evidence.formats.records import Records
from asculum.evidence.spelling import shown

NAME = "oryx"
REQUIRED = ("country", "system", "status", "date_recorded")


def read(records: Records, dossier: Dossier, wanted: Wanted) -> Reading:
    """Count the items by country and status; none becomes a row of the dossier."""
    del dossier
    records.require(*REQUIRED, format=NAME)
    wanted.refuse_place(NAME)
    wanted.refuse_dyad(NAME)
    wanted.refuse_places(NAME)
    tally = Tally()

    def make(cells: Cells, days: Days) -> list[Cells] | Nothing:
        if not cells["country"] or not cells["status"]:
            return "refused", "without country or status"
        day = days.day(cells["date_recorded"])
        if day is None:
            return "refused", f"whose date_recorded is no day: {shown(cells['date_recorded'])}"
        if not wanted.holds(day):
            return "left out", "on other days"
        tally.fact(f"items of {cells['country']} {cells['status'].casefold()}", 1)
        return "left out", "of equipment, which no table of a dossier holds"

    tally.note("date_recorded is the day of the scrape, not of the loss")
    return gather(
        records,
        wanted,
        make,
        name=NAME,
        wanted_columns=REQUIRED,
        day_columns=("date_recorded",),
        usual=DAY_FIRST,
        tally=tally,
    )


FORMAT = Format(
    name=NAME,
    title="Oryx items of equipment (counted, none taken)",
    read=read,
    knows=has("country", "system", "status", "date_recorded", "matid"),
    licence="CC BY 4.0",
)
