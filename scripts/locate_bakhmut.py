"""Count what was located near Bakhmut, of all on the front, into rows for located.csv.

    python scripts/locate_bakhmut.py russia_losses_equipment.json ged.csv > located.csv

The first input is the list of daily totals of the 2022-Ukraine-Russia-War-Dataset (MIT licence,
Petro Ivaniuk), whose "greatest losses direction" names places from April 2022 to January 2023: days
that name Bakhmut, of days that name any place, by half-month. The second is UCDP GED (CC BY 4.0)
with candidate events: events within ``NEAR`` of the town in which soldiers of a side died, of all
such events in Ukraine that are placed at least within a district, for the two months of which the
file holds every event.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

COLUMNS = (
    "id",
    "published",
    "source",
    "side",
    "counted",
    "near",
    "all",
    "start",
    "end",
    "checked",
    "url",
    "note",
)
#: The half-months in which a claim about the battle and a named direction can be had.
FIRST, LAST = date(2022, 5, 1), date(2023, 1, 2)
TOWN = (48.59, 38.00)
#: As near as this an event counts as the battle's [km].
NEAR = 30.0
MONTHS = (date(2022, 9, 1), date(2023, 2, 1))
SERIES = "https://github.com/PetroIvaniuk/2022-Ukraine-Russia-War-Dataset"
GED = "https://ucdp.uu.se/downloads/"


def half_months(days: Iterable[Mapping[str, object]]) -> list[dict[str, str]]:
    """Return days that name Bakhmut, of days that name a place, by half-month, oldest first."""
    named = {
        date.fromisoformat(str(day["date"])): str(day["greatest losses direction"])
        for day in days
        if day.get("greatest losses direction")
    }
    rows = []
    start = FIRST
    while start <= LAST:
        end = start.replace(day=16) if start.day == 1 else _next_month(start)
        end = min(end, LAST + timedelta(days=1))
        places = [place for day, place in named.items() if start <= day < end]
        row = {
            "id": f"gs-{start.isoformat()}",
            "published": (end - timedelta(days=1)).isoformat(),
            "source": "ua-general-staff",
            "side": "ru",
            "counted": "days",
            "near": str(sum("Bakhmut" in place for place in places)),
            "all": str(len(places)),
            "start": start.isoformat(),
            "end": end.isoformat(),
            "checked": "page",
            "url": SERIES,
            "note": "Days that name Bakhmut among the directions of the greatest losses",
        }
        rows.append(row)
        start = end
    return rows


def events(table: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return events near the town, of all, in which soldiers of a side died, by month and side."""
    kept = [row for row in table if int(row["where_prec"]) <= 3]
    rows = []
    for start in MONTHS:
        end = _next_month(start)
        for side, column in (("ru", "deaths_a"), ("ua", "deaths_b")):
            inside = [
                row
                for row in kept
                if start <= _day(row["date_start"]) < end and float(row[column]) > 0
            ]
            row = {
                "id": f"ged-{side}-{start:%Y-%m}",
                "published": (_next_month(end) - timedelta(days=1)).isoformat(),
                "source": "ucdp",
                "side": side,
                "counted": "events",
                "near": str(sum(_distance(row) <= NEAR for row in inside)),
                "all": str(len(inside)),
                "start": start.isoformat(),
                "end": end.isoformat(),
                "checked": "page",
                "url": GED,
                "note": "Candidate events of a month come out in the course of the next",
            }
            rows.append(row)
    return rows


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _day(text: str) -> date:
    """Return the day of a cell such as 9/30/2022 12:00:00 AM or 09/08/2022 00:00."""
    month, day, year = (int(part) for part in text.split(" ")[0].split("/"))
    return date(year, month, day)


def _distance(row: Mapping[str, str]) -> float:
    """Return how far an event lies from the town [km], along a great circle."""
    (lat, lon), (town_lat, town_lon) = (
        (math.radians(a), math.radians(b))
        for a, b in ((float(row["latitude"]), float(row["longitude"])), TOWN)
    )
    half = math.sin((lat - town_lat) / 2) ** 2
    half += math.cos(lat) * math.cos(town_lat) * math.sin((lon - town_lon) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(half))


def main(arguments: list[str]) -> int:
    """Read the two files named on the command line and write the rows as CSV to stdout."""
    if len(arguments) != 2:
        print("usage: locate_bakhmut.py RUSSIA_LOSSES_EQUIPMENT_JSON GED_CSV", file=sys.stderr)
        return 2
    rows = half_months(json.loads(Path(arguments[0]).read_text(encoding="utf-8")))
    with Path(arguments[1]).open(encoding="cp1252", newline="") as file:
        rows += events(csv.DictReader(file))
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
