"""General Staff, named counts, Radford, UNHCR, Oryx, country-year: made-up files and real ones."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from samples import shared, table, take, take_path

from asculum.evidence.dossier import Dossier
from asculum.terms.errors import AsculumError

PERSONNEL = [
    {"date": "2022-05-01", "day": 67, "personnel": 23500, "personnel*": "about", "POW": 0},
    {
        "date": "2022-05-02",
        "day": 68,
        "personnel": 23800,
        "personnel*": "more",
        "greatest losses direction": "Bakhmut",
    },
]


def test_general_staff_in_every_encoding(dossier: Dossier, tmp_path: Path) -> None:
    rows = take(json.dumps(PERSONNEL), dossier, tmp_path, name="a.json").rows
    assert [(row["id"], row["best"], row["bound"]) for row in rows] == [
        ("gs-2022-05-01", "23500", "about"),
        ("gs-2022-05-02", "23800", "at_least"),
    ]
    assert rows[0]["side"] == "ru"
    assert rows[0]["kind"] == "cumulative"
    assert rows[0]["end"] == "2022-05-02"
    assert "Bakhmut" in rows[1]["note"]
    names = list(dict.fromkeys(name for row in PERSONNEL for name in row))
    text = table(names, *({name: str(row[name]) for name in row} for row in PERSONNEL))
    assert take(text, dossier, tmp_path).rows == rows
    columns = {name: [row.get(name) for row in PERSONNEL] for name in names}
    assert take(json.dumps(columns), dossier, tmp_path, name="b.json").rows == rows
    lines = "\n".join(json.dumps(row) for row in PERSONNEL)
    assert take(lines, dossier, tmp_path, name="c.json").rows == rows


def test_general_staff_monthly_sums(dossier: Dossier) -> None:
    reading = take_path(shared("battle/russia_losses_personnel.json"), dossier)
    total = {
        row["published"]: int(row["best"])
        for row in reading.rows
        if row["category"] == "casualties"
    }

    def month(year: int, number: int) -> int:
        before = date(year, number, 1).toordinal() - 1
        end = date(year + number // 12, number % 12 + 1, 1).toordinal() - 1
        days = (date.fromordinal(end).isoformat(), date.fromordinal(before).isoformat())
        return total[days[0]] - total[days[1]]

    printed = {(2022, 5): 7300, (2022, 9): 11180, (2022, 12): 17080, (2023, 3): 24120}
    assert {key: month(*key) for key in printed} == printed


def test_equipment_is_left_out(dossier: Dossier, tmp_path: Path) -> None:
    rows = [{"date": "2022-02-25", "day": 2, "tank": 80, "APC": 516}]
    reading = take(json.dumps(rows), dossier, tmp_path, name="e.json", format="general-staff")
    assert not reading.rows
    assert "equipment" in reading.taken.left_out[0].what


def test_named_counts(dossier: Dossier, tmp_path: Path) -> None:
    text = "date,named_dead,seen_in\n2022-08-19,5701,a\n2023-03-03,16071,b\n"
    reading = take(text, dossier, tmp_path, side="ru", source="mediazona-bbc")
    assert {row["kind"] for row in reading.rows} == {"named_minimum"}
    assert {row["start"] for row in reading.rows} == {"2022-02-24"}
    falling = "day,count\n2022-08-19,20\n2022-08-26,10\n"
    rows = take(falling, dossier, tmp_path, side="ru", format="named-counts").rows
    assert [(row["start"], row["end"], row["best"]) for row in rows] == [
        ("2022-08-19", "2022-08-20", "20"),
        ("2022-08-19", "2022-08-27", "10"),
    ]
    with pytest.raises(AsculumError, match="IMP011"):
        take(text, dossier, tmp_path)


def test_radford_claims(dossier: Dossier) -> None:
    reading = take_path(shared("claims/radford2023_ukraine_first_year_4609_claims.csv"), dossier)
    taken = reading.taken
    assert taken.read == 4609
    assert taken.facts == {"claims that are cumulative": 4447, "claims that are day": 162}
    assert not taken.refused
    assert taken.taken == len(reading.rows) == 824
    kinds = Counter(row["category"] for row in reading.rows)
    assert set(kinds) == {"killed", "wounded", "casualties"}
    assert reading.rows[-1]["published"] == "2023-02-23"


def test_unhcr(dossier: Dossier, tmp_path: Path) -> None:
    names = [
        "year",
        "coo_name",
        "coo",
        "coo_iso",
        "coa_name",
        "coa",
        "coa_iso",
        "refugees",
        "asylum_seekers",
        "returned_refugees",
        "idps",
        "returned_idps",
        "stateless",
        "ooc",
        "oip",
        "hst",
    ]
    row = {"year": "2022", "coo_name": "Ukraine", "coo_iso": "UKR", "coa_name": "-", "coa": "-"}
    text = table(
        names,
        row | {"refugees": "5684177", "idps": "5914000"},
        row | {"coo_name": "Chad", "coo_iso": "TCD", "refugees": "1", "idps": "-"},
    )
    reading = take(text, dossier, tmp_path)
    assert [(row["measure"], row["best"]) for row in reading.rows] == [
        ("displaced", "5914000"),
        ("refugees", "5684177"),
    ]
    assert reading.taken.left_out[0].count == 1


def test_oryx_items_are_counted_and_not_taken(dossier: Dossier, tmp_path: Path) -> None:
    text = (
        "country,origin,system,status,url,date_recorded,sysID,imageID,statusID,matID\n"
        "Russia,USSR,T-72B,destroyed,https://example.org/1,2022-03-01,1,1,1,1\n"
        "Ukraine,USSR,T-64BV,captured,https://example.org/2,2022-03-01,2,2,2,2\n"
    )
    reading = take(text, dossier, tmp_path)
    assert not reading.rows
    assert reading.taken.facts == {
        "items of Russia destroyed": 1,
        "items of Ukraine captured": 1,
    }


def test_country_year_keeps_the_best_where_the_range_breaks(
    dossier: Dossier, tmp_path: Path
) -> None:
    names = [
        "country_id_cy",
        "country_cy",
        "year_cy",
        "sb_total_deaths_best_cy",
        "sb_total_deaths_high_cy",
        "sb_total_deaths_low_cy",
        "version",
    ]
    rows = [
        ("369", "Ukraine", "2022", "91485", "166875", "69212", "25.1"),
        ("369", "Ukraine", "2024", "7673", "5823", "100", "25.1"),
        ("365", "Russia", "2024", "1", "1", "1", "25.1"),
    ]
    text = table(names, *(dict(zip(names, row, strict=True)) for row in rows))
    reading = take(text, dossier, tmp_path)
    assert [(row["low"], row["best"], row["high"]) for row in reading.rows] == [
        ("69212", "91485", "166875"),
        ("", "7673", ""),
    ]
    assert "5823" in reading.rows[1]["note"]
    assert reading.rows[0]["published"] == "2025-06-30"
