"""Radford et al. 2023: 4,609 claims of losses in the first year of the war in Ukraine.

``days`` counts from 24 February 2022, which is day 1. Men and civilians make claims; equipment is
left out, and so is a sum of dead and hurt civilians, which no claim of a dossier can hold.
"""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

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
    has,
    need_side,
    plain_id,
    war_start,
)
from asculum.evidence.formats.ledger import Tally
from asculum.evidence.formats.records import Records
from asculum.evidence.spelling import shown

NAME = "radford2023"
FIRST = date(2022, 2, 24)
COLUMNS = (
    "days",
    "loss_count",
    "loss_type",
    "claim_source",
    "time_frame",
    "loss_country",
    "minimum",
    "maximum",
    "category",
)
#: What a category of the file is in a dossier: the category, and whether civilians are counted.
CATEGORIES = {
    "Military Deaths": ("killed", False),
    "Military Injuries": ("wounded", False),
    "Military Casualties": ("casualties", False),
    "Civilian Deaths": ("killed", True),
    "Civilian Injuries": ("wounded", True),
}
#: The file's sources: name, the country they belong to or back, and their kind.
SOURCES = {
    "UA Source": ("Ukrainian sources", "Ukraine", "", "official"),
    "RU Source": ("Russian sources", "Russia", "", "official"),
    "OSI": ("Open-source investigators", "", "", "monitor"),
    "Other": ("Other sources", "", "", "other"),
    "United Nations": ("United Nations", "", "", "monitor"),
    "US Source": ("United States sources", "", "Ukraine", "official"),
    "GB Source": ("British sources", "", "Ukraine", "official"),
}
URL = "https://pmc.ncbi.nlm.nih.gov/articles/PMC10450422"
LICENCE = "As gathered by Radford et al. 2023 (PNAS); MIT licence"


def read(records: Records, dossier: Dossier, wanted: Wanted) -> Reading:
    """Read the claims of the file that speak of persons into claims.csv."""
    records.require(*COLUMNS, format=NAME)
    wanted.refuse_place(NAME)
    wanted.refuse_dyad(NAME)
    wanted.refuse_places(NAME)
    bare = Wanted()
    sides = {country: need_side(dossier, bare, country, NAME) for country in ("Russia", "Ukraine")}
    start = war_start(dossier, FIRST)
    tally = Tally()

    def make(cells: Cells, days: Days) -> list[Cells] | Nothing:
        del days
        count, day_number = number(cells["loss_count"]), number(cells["days"])
        if not 0 <= count <= 1e9:
            return "refused", f"whose loss_count is no count: {shown(cells['loss_count'])}"
        if not 1 <= day_number <= 20_000 or not day_number.is_integer():
            return "refused", f"whose days is no day of the war: {shown(cells['days'])}"
        if cells["time_frame"] not in ("Cumulative", "Day"):
            return "refused", f"whose time_frame is unknown: {shown(cells['time_frame'])}"
        tally.fact(f"claims that are {cells['time_frame'].casefold()}", 1)
        category = cells["category"]
        if category == "Civilian Casualties":
            return "left out", "of civilians killed and hurt in one sum"
        if category not in CATEGORIES:
            if category:
                return "left out", "of equipment, which no table of a dossier holds"
            return "refused", "without a category"
        if cells["claim_source"] not in SOURCES:
            return "refused", f"whose claim_source is unknown: {shown(cells['claim_source'])}"
        if cells["loss_country"] not in sides:
            return "refused", f"whose loss_country is unknown: {shown(cells['loss_country'])}"
        word, civil = CATEGORIES[category]
        day = FIRST + timedelta(days=int(day_number) - 1)
        running = cells["time_frame"] == "Cumulative"
        least, most = cells["minimum"] == "1", cells["maximum"] == "1"
        digest = hashlib.sha256("\x1f".join(cells[name] for name in COLUMNS).encode())
        return [
            {
                "id": f"rad-{int(day_number):03d}-{digest.hexdigest()[:10]}",
                "published": day.isoformat(),
                "source": source_id(cells["claim_source"]),
                "side": "civilians" if civil else sides[cells["loss_country"]],
                "category": word,
                "kind": "cumulative" if running else "count",
                "best": figure(count),
                "bound": "at_least" if least and not most else "at_most" if most else "about",
                "start": (start if running else day).isoformat(),
                "end": next_day(day),
                "scope": "war",
                "checked": "excerpt",
                "url": URL,
                "note": f"{cells['loss_type']}, {cells['time_frame'].casefold()}",
            }
        ]

    return gather(
        records,
        wanted,
        make,
        name=NAME,
        wanted_columns=COLUMNS,
        day_columns=(),
        usual=DAY_FIRST,
        tally=tally,
        sources=tuple(_source(name, sides) for name in SOURCES),
    )


def source_id(name: str) -> str:
    """Return the id that a source of the file has in a dossier."""
    return plain_id("radford", name.removesuffix(" Source").casefold().replace(" ", "-"))


def _source(name: str, sides: dict[str, str]) -> Cells:
    title, country, backs, kind = SOURCES[name]
    return {
        "id": source_id(name),
        "name": f"{title} in the claims of Radford et al.",
        "short": title,
        "allegiance": sides[country] if country else "third",
        "backs": sides[backs] if backs else "",
        "kind": kind,
        "url": URL,
        "note": LICENCE,
    }


FORMAT = Format(
    name=NAME,
    title="the 4,609 claims of Radford et al. 2023",
    read=read,
    knows=has("days", "loss_count", "claim_source", "source_target"),
    licence="MIT",
    thins=True,
)
