"""The weekly General Staff rows of the Bakhmut dossier are what the script makes of the series."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[3]
CLAIMS = ROOT / "src" / "asculum" / "dossiers" / "bakhmut" / "claims.csv"
SERIES = Path("battle") / "russia_losses_personnel.json"


def load_script() -> ModuleType:
    path = ROOT / "scripts" / "compact_general_staff.py"
    spec = importlib.util.spec_from_file_location("compact_general_staff", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shipped_rows() -> list[dict[str, str]]:
    with CLAIMS.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["id"].startswith("gs-")]


def series_path() -> Path:
    folder = os.environ.get("ASCULUM_SHARED_DATA")
    path = (Path(folder) if folder else ROOT.parent / "shared" / "data") / SERIES
    if not path.is_file():
        pytest.skip(f"the daily series {SERIES} is not here: set ASCULUM_SHARED_DATA to its folder")
    return path


def test_rows_are_rederived_from_the_daily_series() -> None:
    days = json.loads(series_path().read_text(encoding="utf-8"))
    assert load_script().weekly_rows(days) == shipped_rows()


def test_rows_are_weekly_and_never_fall() -> None:
    rows = shipped_rows()
    days = [date.fromisoformat(row["published"]) for row in rows]
    assert (days[0], days[-1]) == (date(2022, 3, 6), date(2023, 6, 4))
    assert {(b - a).days for a, b in pairwise(days)} == {7}
    figures = [int(row["best"]) for row in rows]
    assert figures == sorted(figures)


def test_a_missing_sunday_is_refused() -> None:
    days = [{"date": "2022-03-06", "personnel": 11000, "personnel*": "about"}]
    with pytest.raises(ValueError, match="no figure for 2022-03-13"):
        load_script().weekly_rows(days)
