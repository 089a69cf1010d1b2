"""UCDP GED: layouts, filters, flags, vintages, and the real extract."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from samples import GED, GED_ROW, ged, shared, table, take, take_path

from asculum.evidence.dossier import Dossier
from asculum.evidence.formats.frame import version_key, version_of
from asculum.evidence.formats.ledger import Reason
from asculum.terms.errors import AsculumError

NEAR = {"near": (48.59, 38.0), "within": 30.0}


def reason(reasons: tuple[Reason, ...], word: str) -> Reason:
    (found,) = (item for item in reasons if word in item.what)
    return found


def test_a_row_becomes_an_event(dossier: Dossier, tmp_path: Path) -> None:
    reading = take(ged({}), dossier, tmp_path, name="GEDEvent_v25_1.csv")
    (row,) = reading.rows
    wanted = {
        "id": "ged-1",
        "date_start": "2022-09-08",
        "date_end": "2022-09-08",
        "place": "Bakhmut town",
        "side_a": "ru",
        "side_b": "ua",
        "low": "3",
        "best": "4",
        "high": "6",
        "deaths_unknown": "1",
        "version": "25.1",
        "place_precision": "exact",
    }
    assert {name: row[name] for name in wanted} == wanted


@pytest.mark.parametrize("wanted", [{}, NEAR], ids=["whole", "near"])
def test_shuffled_extra_and_crlf_columns_say_the_same(
    wanted: dict[str, object], dossier: Dossier, tmp_path: Path
) -> None:
    rows = [{"id": "1"}, {"id": "2", "latitude": "50"}, {"id": "3", "low": "9"}]
    plain = take(ged(*rows), dossier, tmp_path, **wanted)
    shuffled = ged(*rows, names=[*reversed(GED), "iso3"])
    assert take(shuffled, dossier, tmp_path, **wanted).rows == plain.rows
    with_bom = b"\xef\xbb\xbf" + ged(*rows).replace("\n", "\r\n").encode()
    assert take(with_bom, dossier, tmp_path, **wanted).rows == plain.rows


def test_the_hdx_tag_row_is_dropped(dossier: Dossier, tmp_path: Path) -> None:
    names = [*GED[:34], "iso3", *GED[34:]]
    tags = dict.fromkeys(names, "") | {"year": "#date+year", "latitude": "#geo+lat"}
    text = table(names, tags, GED_ROW)
    for wanted in ({}, NEAR):
        reading = take(text, dossier, tmp_path, **wanted)
        assert (reading.taken.read, len(reading.rows)) == (1, 1)
        assert any("HXL" in note for note in reading.taken.notes)


def test_api_json_and_zip_say_the_same(dossier: Dossier, tmp_path: Path) -> None:
    plain = take(ged({}, {"id": "2"}), dossier, tmp_path)
    rows: list[dict[str, object]] = [dict(GED_ROW), {**GED_ROW, "id": 2, "best": 4}]
    page = json.dumps({"TotalCount": 2, "TotalPages": 1, "NextPageUrl": "", "Result": rows})
    assert take(page, dossier, tmp_path, name="page.json").rows == plain.rows
    path = tmp_path / "ged.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("GEDEvent.csv", ged({}, {"id": "2"}))
    assert take_path(path, dossier).rows == plain.rows
    assert take_path(path, dossier, **NEAR).rows == plain.rows


def test_summaries_and_broken_ranges(dossier: Dossier, tmp_path: Path) -> None:
    rows = [
        {"id": "1", "where_prec": "6"},
        {"id": "2", "where_coordinates": "Ukraine"},
        {"id": "3", "low": "0", "best": "396", "high": "0"},
        {"id": "4"},
    ]
    taken = take(ged(*rows), dossier, tmp_path).taken
    assert reason(taken.left_out, "without a place").count == 2
    assert reason(taken.flagged, "low ≤ best ≤ high").count == 1
    assert taken.taken == 2


def test_lines_are_those_of_the_file(dossier: Dossier, tmp_path: Path) -> None:
    # every row but the header spans two lines
    rows = [{"id": "1"}, {"id": "2", "where_prec": "6"}, {"id": "3", "best": "x"}]
    for wanted in ({}, NEAR):
        taken = take(ged(*rows), dossier, tmp_path, **wanted).taken
        assert taken.left_out[0].lines == (4,)
        assert taken.refused[0].lines == (6,)


def test_excel_dates_follow_the_whole_column(dossier: Dossier, tmp_path: Path) -> None:
    def starts(*texts: str) -> list[str]:
        rows = [
            {"id": str(at), "date_start": text, "date_end": text}
            for at, text in enumerate(texts, 1)
        ]
        return [row["date_start"] for row in take(ged(*rows), dossier, tmp_path).rows]

    assert starts("09/08/2022 00:00", "9/30/2022 12:00:00 AM") == ["2022-09-08", "2022-09-30"]
    assert starts("09/08/2022 00:00", "30/09/2022 00:00") == ["2022-08-09", "2022-09-30"]
    assert starts("09/08/2022") == ["2022-09-08"]
    assert starts("44805", "2022-09-02", "3 Sep 2022") == ["2022-09-01", "2022-09-02", "2022-09-03"]
    assert starts("09/08/2022", "30/09/2022", "9/30/2022") == ["2022-09-30", "2022-09-30"]


def test_filters(dossier: Dossier, tmp_path: Path) -> None:
    from datetime import date

    rows = [
        {"id": "1"},
        {"id": "2", "latitude": "48.9"},
        {"id": "3", "date_start": "2021-01-01", "date_end": "2021-01-01"},
        {"id": "4", "dyad_new_id": "1"},
        {"id": "5", "latitude": ""},
    ]
    reading = take(ged(*rows), dossier, tmp_path, **NEAR, first=date(2022, 8, 1), dyad="14117")
    assert [row["id"] for row in reading.rows] == ["ged-1"]
    assert sorted(item.count for item in reading.taken.left_out) == [1, 1, 1, 1]


def test_ids_over_vintages(dossier: Dossier, tmp_path: Path) -> None:
    rows = [
        {"id": "1", "best": "5", "version": "23.1"},
        {"id": "1", "best": "4", "version": "22.0.9"},
        {"id": "1", "best": "5", "version": "23.1"},
    ]
    reading = take(ged(*rows, names=[*GED, "version"]), dossier, tmp_path)
    assert [row["best"] for row in reading.rows] == ["5"]
    assert reason(reading.taken.left_out, "older version").count == 1
    assert reason(reading.taken.left_out, "same row again").count == 1


def test_versions_sort_by_age() -> None:
    ordered = ["22.0.9", "22.1", "23.0.1", "23.01.23.06", "23.1"]
    assert sorted(set(ordered), key=version_key) == ordered
    assert version_of("GEDEvent_v24_0_3.csv") == "24.0.3"
    assert version_of("ucdp_ged_ukraine_to_2023-02.csv") == ""


def test_ragged_rows_are_refused_and_counted(dossier: Dossier, tmp_path: Path) -> None:
    text = ged({"id": "1"}, {"id": "2"}) + "3,too,short\n" + ged({"id": "4"}).split("\n", 1)[1]
    for wanted in ({}, NEAR):
        taken = take(text, dossier, tmp_path, **wanted).taken
        assert (taken.read, taken.taken) == (4, 3)
        assert taken.refused[0].lines == (6,)


@pytest.mark.parametrize("wanted", [{}, NEAR], ids=["whole", "near"])
def test_a_file_cut_off_is_refused(
    wanted: dict[str, object], dossier: Dossier, tmp_path: Path
) -> None:
    text = ged(*({"id": str(number)} for number in range(1, 9)))
    for end in (len(text) - 60, len(text) - 200, text.rindex("Made up") + 3):
        with pytest.raises(AsculumError, match="IMP005"):
            take(text[:end], dossier, tmp_path, format="ucdp-ged", **wanted)


def test_the_near_path_equals_the_whole_path(dossier: Dossier) -> None:
    path = shared("events/ucdp_ged_ukraine_to_2023-02.csv")
    near = take_path(path, dossier, **NEAR)
    whole = {row["id"]: row for row in take_path(path, dossier).rows}
    assert near.rows
    assert all(whole[row["id"]] == row for row in near.rows)


def test_the_real_extract(dossier: Dossier) -> None:
    reading = take_path(shared("events/ucdp_ged_ukraine_to_2023-02.csv"), dossier)
    taken = reading.taken
    assert taken.read == 3883
    assert not taken.refused
    assert list(taken.facts.values()) == [31]
    assert reason(taken.left_out, "without a place").count == 38
    town = [
        row
        for row in reading.rows
        if row["place"] == "Bakhmut town" and row["date_start"] >= "2022"
    ]

    def total(name: str) -> int:
        return sum(int(row[name]) for row in town)

    assert len(town) == 64
    assert (total("low"), total("best"), total("high")) == (156, 363, 1265)
    assert (total("deaths_a"), total("deaths_b"), total("deaths_civilians")) == (294, 7, 62)
    months = [row["date_start"][:7] for row in reading.rows]
    assert {"2022-09", "2023-02"} <= set(months)
    vuhledar = next(row for row in reading.rows if row["id"] == "ged-467187")
    assert (vuhledar["best"], vuhledar["low"], vuhledar["high"]) == ("396", "0", "0")
    assert "range" in vuhledar["flags"]
