"""The located counts of the Bakhmut dossier are what the script makes of the two series."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[3]
LOCATED = ROOT / "src" / "asculum" / "dossiers" / "bakhmut" / "located.csv"


def load_script() -> ModuleType:
    path = ROOT / "scripts" / "locate_bakhmut.py"
    spec = importlib.util.spec_from_file_location("locate_bakhmut", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shipped_rows(prefix: str) -> list[dict[str, str]]:
    with LOCATED.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["id"].startswith(prefix)]


def shared(name: str) -> Path:
    folder = os.environ.get("ASCULUM_SHARED_DATA")
    path = (Path(folder) if folder else ROOT.parent / "shared" / "data") / name
    if not path.is_file():
        pytest.skip(f"{name} is not here: set ASCULUM_SHARED_DATA to its folder")
    return path


def test_days_are_rederived_from_the_daily_series() -> None:
    days = json.loads(shared("battle/russia_losses_equipment.json").read_text(encoding="utf-8"))
    rows = load_script().half_months(days)
    assert rows == shipped_rows("gs-")
    # the whole series names Bakhmut on 83 days of 203, none of them in its first six days of April
    assert sum(int(row["near"]) for row in rows) == 83
    assert sum(int(row["all"]) for row in rows) == 203 - 6


def test_events_are_rederived_from_the_event_data() -> None:
    with shared("events/ucdp_ged_ukraine_to_2023-02.csv").open(
        encoding="cp1252", newline=""
    ) as file:
        assert load_script().events(csv.DictReader(file)) == shipped_rows("ged-")


def test_a_day_without_a_place_is_not_counted() -> None:
    days = [
        {"date": "2022-05-03", "greatest losses direction": "Bakhmut and Lyman"},
        {"date": "2022-05-04", "greatest losses direction": "Izyum"},
        {"date": "2022-05-05"},
    ]
    first = load_script().half_months(days)[0]
    assert (first["near"], first["all"]) == ("1", "2")


def test_the_distance_is_that_of_a_great_circle() -> None:
    # one degree of a meridian is a 360th of the circumference of a sphere of 6,371 km
    place = {"latitude": "47.59", "longitude": "38.00"}
    assert load_script()._distance(place) == pytest.approx(111.195, abs=1e-3)
