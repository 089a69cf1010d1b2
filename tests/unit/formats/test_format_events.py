"""ACLED, VIINA, HXL and mapped tables: small made-up files in the published layouts."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from samples import (
    ACLED_NEW,
    ACLED_OLD,
    ACLED_ROW,
    CONTROL,
    INFO,
    ONE_PD,
    table,
    take,
    take_path,
)
from workbooks import workbook

from asculum.evidence.dossier import Dossier
from asculum.evidence.formats.mapped import read_mapping
from asculum.terms.errors import AsculumError

NEAR = {"near": (48.59, 38.0), "within": 30.0}


def test_acled_old_new_and_upper_case(dossier: Dossier, tmp_path: Path) -> None:
    old = take(table(ACLED_OLD, ACLED_ROW), dossier, tmp_path)
    words = {"inter1": "External/Other forces", "inter2": "State forces"}
    new_row = ACLED_ROW | words | {"event_date": "2022-05-13"}
    new = take(table(ACLED_NEW, new_row), dossier, tmp_path)
    assert old.rows == new.rows
    head, rest = table(ACLED_OLD, ACLED_ROW).split("\n", 1)
    assert take(f"{head.upper()}\n{rest}", dossier, tmp_path, **NEAR).rows == old.rows
    (row,) = old.rows
    assert (row["date_start"], row["side_a"], row["side_b"]) == ("2022-05-13", "ru", "ua")
    assert (row["best"], row["low"], row["flags"]) == ("1", "", "split")
    assert row["published"] == "2022-11-09"


def test_acled_days_with_day_first(dossier: Dossier, tmp_path: Path) -> None:
    rows = [
        ACLED_ROW | {"event_date": "14/08/2020 00:00:00"},
        ACLED_ROW | {"event_id_cnty": "MAD2", "event_date": "03/08/2020 00:00:00"},
    ]
    reading = take(table(ACLED_OLD, *rows), dossier, tmp_path)
    assert [row["date_start"] for row in reading.rows] == ["2020-08-14", "2020-08-03"]


def test_acled_workbook(dossier: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {"a": [[name.upper() for name in ACLED_OLD], [ACLED_ROW.get(n, "") for n in ACLED_OLD]]},
    )
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(AsculumError, match="IMP009") as refusal:
        take_path(path, dossier)
    assert refusal.value.exit_code == 5
    assert "asculum[excel]" in refusal.value.fix
    monkeypatch.undo()
    pytest.importorskip("python_calamine", reason="workbooks need the extra excel")
    plain = take(table(ACLED_OLD, ACLED_ROW), dossier, tmp_path)
    assert take_path(path, dossier, **NEAR).rows == plain.rows


def test_the_sheet_with_the_table_is_read(dossier: Dossier, tmp_path: Path) -> None:
    pytest.importorskip("python_calamine", reason="workbooks need the extra excel")
    table_rows = [["A title"], ACLED_OLD, [ACLED_ROW.get(name, "") for name in ACLED_OLD]]
    sheets = {
        "Read me": [["Licence", "terms"], ["Day", "x"], ["Day", "y"]],
        "Data": [*table_rows, ["x" for _ in ACLED_OLD]],
    }
    reading = take_path(workbook(tmp_path / "a.xlsx", sheets), dossier)
    assert reading.rows == take(table(ACLED_OLD, ACLED_ROW), dossier, tmp_path).rows
    assert reading.taken.refused[0].lines == (4,)
    assert "read from the sheet 'Data'" in " ".join(reading.taken.notes)
    with pytest.raises(AsculumError, match="IMP002"):
        take_path(workbook(tmp_path / "b.xlsx", {"a": [ACLED_OLD], "b": [["x"]]}), dossier)


def test_viina_events(dossier: Dossier, tmp_path: Path) -> None:
    row = {
        "viina_version": "2.0",
        "event_id_1pd": "7",
        "event_id": "9",
        "date": "20220908",
        "n_reports": "3",
        "asciiname": "Bakhmut",
        "longitude": "38.0",
        "latitude": "48.59",
        "GEO_PRECISION": "ADM3",
        "a_rus_b": "1",
        "t_artillery_b": "1",
        "url": "https://example.org/a",
    }
    wide = row | {"event_id_1pd": "8", "event_id": "10", "GEO_PRECISION": "ADM1"}
    for names, own in ((ONE_PD, "viina-1pd-2022-7"), ([*ONE_PD, "tid"], "viina-1pd-2022-7")):
        rows = [{name: cell for name, cell in one.items() if name in names} for one in (row, wide)]
        reading = take(table(names, *rows), dossier, tmp_path, **NEAR)
        assert [item["id"] for item in reading.rows] == [own]
        assert (reading.rows[0]["side_a"], reading.rows[0]["best"]) == ("ru", "")
        assert "artillery" in reading.rows[0]["note"]
    rows = [{name: cell for name, cell in row.items() if name in INFO}]
    assert take(table(INFO, *rows), dossier, tmp_path).rows[0]["id"] == "viina-info-2022-9"


def test_viina_control_long_and_wide(dossier: Dossier, tmp_path: Path) -> None:
    states = ["UA", "UA", "CONTESTED", "RU"]
    rows = [
        {"geonameid": "713174", "date": f"2022080{day}", "status": state}
        for day, state in enumerate(states, 1)
    ]
    text = table(CONTROL, *rows, {"geonameid": "1", "date": "20220801", "status": "RU"})
    with pytest.raises(AsculumError, match="IMP011"):
        take(text, dossier, tmp_path)
    reading = take(text, dossier, tmp_path, places=("713174",))
    told = [(row["start"], row["end"], row["status"]) for row in reading.rows]
    assert told == [
        ("2022-08-01", "2022-08-03", "ua"),
        ("2022-08-03", "2022-08-04", "contested"),
        ("2022-08-04", "2022-08-05", "ru"),
    ]
    names = ["geonameid", "name", "asciiname", "alternatenames", "longitude", "latitude"]
    names += ["feature_code", *(f"ctr_2022080{day}120000" for day in range(1, 5))]
    place = {"geonameid": "713174", "asciiname": "Bakhmut", "longitude": "38", "latitude": "48.6"}
    place |= dict(zip(names[7:], states, strict=True))
    far = place | {"geonameid": "2", "latitude": "50"}
    wide = take(table(names, place, far), dossier, tmp_path, **NEAR)
    assert [(row["start"], row["end"], row["status"]) for row in wide.rows] == told
    assert {row["place"] for row in wide.rows} == {"Bakhmut"}


def test_hxl(dossier: Dossier, tmp_path: Path) -> None:
    text = (
        "When,Where,Lat,Lon,Dead\n#date+occurred,#loc+name,#geo+lat,#geo+lon,#affected+killed\n"
        "2022-09-08,Bakhmut,48.59,38.0,4\n2022-09-09,Kyiv,50.45,30.5,1\n"
    )
    (row,) = take(text, dossier, tmp_path, **NEAR, source="ocha").rows
    assert (row["place"], row["best"], row["source"]) == ("Bakhmut", "4", "ocha")


MAPPING = """
table = "claims"
days = "day first"
[columns]
"Date of report" = "published"
"Killed" = "best"
[constants]
side = "ru"
source = "someone"
category = "killed"
kind = "count"
scope = "war"
[source]
name = "Someone"
"""


def test_a_mapped_table(dossier: Dossier, tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(MAPPING)
    mapping = read_mapping(tmp_path / "map.toml")
    text = "x;Killed;Date of report\n1;1,200;03/08/2022\n2;many;04/08/2022\n"
    reading = take(text, dossier, tmp_path, format="csv", mapping=mapping)
    (row,) = reading.rows
    assert (row["published"], row["best"], row["side"]) == ("2022-08-03", "1200", "ru")
    assert "no number" in reading.taken.refused[0].what
    assert reading.sources[0]["name"] == "Someone"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"best"', '"bset"'),
        ('table = "claims"', 'table = "claim"'),
        ('source = "someone"', ""),
        ('"Killed" =', '"Dead" ='),
        ("days =", "dayz ="),
        ("[columns]", "[columns"),
    ],
)
def test_mappings_that_cannot_be(old: str, new: str, dossier: Dossier, tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(MAPPING.replace(old, new))
    with pytest.raises(AsculumError, match=r"IMP010|IMP006"):
        take(
            "Killed,Date of report\n1,2022-08-03\n",
            dossier,
            tmp_path,
            format="csv",
            mapping=read_mapping(tmp_path / "map.toml"),
        )
