"""Small made-up files in the exact layouts of the publishers, and the shared real ones."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from asculum.evidence.dossier import Dossier
from asculum.evidence.formats.frame import Reading, Wanted
from asculum.evidence.formats.heads import read_records
from asculum.evidence.formats.opening import open_file
from asculum.evidence.formats.registry import choose

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 23)

GED = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
]
GED_ROW = {
    "id": "1",
    "relid": "MAD-1",
    "year": "2022",
    "active_year": "True",
    "code_status": "Clear",
    "type_of_violence": "1",
    "dyad_new_id": "14117",
    "side_a": "Government of Russia (Soviet Union)",
    "side_b": "Government of Ukraine",
    "source_article": '"Agency,2022-09-08,Made up, with commas\nand a line end"',
    "where_prec": "1",
    "where_coordinates": "Bakhmut town",
    "latitude": "48.59",
    "longitude": "38.0",
    "country": "Ukraine",
    "date_prec": "1",
    "date_start": "2022-09-08 00:00:00.000",
    "date_end": "2022-09-08 00:00:00.000",
    "deaths_a": "1",
    "deaths_b": "2",
    "deaths_civilians": "0",
    "deaths_unknown": "1",
    "best": "4",
    "high": "6",
    "low": "3",
}
ACLED_OLD = [
    "data_id",
    "iso",
    "event_id_cnty",
    "event_id_no_cnty",
    "event_date",
    "year",
    "time_precision",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "timestamp",
    "iso3",
]
ACLED_NEW = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
]
ACLED_ROW = {
    "event_id_cnty": "MAD1",
    "event_date": "13 May 2022",
    "time_precision": "1",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Military Forces of Russia (2000-)",
    "inter1": "8",
    "actor2": "Military Forces of Ukraine (2019-)",
    "inter2": "1",
    "location": "Bakhmut",
    "latitude": "48.59",
    "longitude": "38.0",
    "geo_precision": "1",
    "notes": "Made up. 4 fatalities split across 22 events.",
    "fatalities": "1",
    "timestamp": "1668000000",
}
ONE_PD = [
    "viina_version",
    "event_id_1pd",
    "date",
    "n_reports",
    "event_ids",
    "sources",
    "geonameid",
    "feature_code",
    "asciiname",
    "ADM1_NAME",
    "ADM1_CODE",
    "ADM2_NAME",
    "ADM2_CODE",
    "longitude",
    "latitude",
    "GEO_PRECISION",
    "t_mil_b",
    "a_rus_b",
    "a_ukr_b",
    "a_rus_init_b",
    "a_ukr_init_b",
    "a_civ_b",
    "a_other_b",
    "t_aad_b",
    "t_airstrike_b",
    "t_airalert_b",
    "t_uav_b",
    "t_armor_b",
    "t_arrest_b",
    "t_artillery_b",
    "t_control_b",
    "t_firefight_b",
    "t_ied_b",
    "t_raid_b",
    "t_occupy_b",
    "t_property_b",
    "t_cyber_b",
    "t_hospital_b",
    "t_milcas_b",
    "t_civcas_b",
    "t_retreat_b",
    "t_loc_b",
    "t_san_b",
]
INFO = [
    "viina_version",
    "event_id",
    "event_id_1pd",
    "date",
    "time",
    "geonameid",
    "feature_code",
    "asciiname",
    "ADM1_NAME",
    "ADM1_CODE",
    "ADM2_NAME",
    "ADM2_CODE",
    "longitude",
    "latitude",
    "GEO_PRECISION",
    "GEO_API",
    "location",
    "address",
    "report_id",
    "source",
    "url",
    "text",
    "lang",
]
CONTROL = ["geonameid", "date", "status_wiki", "status_boost", "status_dsm", "status_isw", "status"]


def table(names: Sequence[str], *rows: dict[str, str]) -> str:
    """Return CSV text with the rows under the names; cells not given are empty."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(names), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def ged(*rows: dict[str, str], names: Sequence[str] = GED) -> str:
    """Return a GED file with rows that differ from a good one by the cells given."""
    return table(names, *({**GED_ROW, **row} for row in rows))


def take(
    content: str | bytes,
    dossier: Dossier,
    folder: Path,
    *,
    format: str = "auto",
    name: str = "file.csv",
    encoding: str = "",
    **wanted: object,
) -> Reading:
    """Write a file and read it."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return take_path(path, dossier, format=format, encoding=encoding, **wanted)


def take_path(
    path: Path, dossier: Dossier, *, format: str = "auto", encoding: str = "", **wanted: object
) -> Reading:
    """Read a file and hold its ledger to its promise."""
    records = read_records(open_file(path, encoding=encoding))
    chosen, _ = choose(format, records)
    reading = chosen.read(records, dossier, Wanted(**wanted))  # type: ignore[arg-type]
    assert reading.taken.adds_up
    return reading


def shared(name: str) -> Path:
    """Return a shared real file, or skip the test."""
    folder = os.environ.get("ASCULUM_SHARED_DATA")
    path = (Path(folder) if folder else ROOT.parent / "shared" / "data") / name
    if not path.is_file():
        pytest.skip(f"the file {name} is not here: set ASCULUM_SHARED_DATA to its folder")
    return path
