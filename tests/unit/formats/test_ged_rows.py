"""Rows of GED: every reason to refuse one, said of the first thing amiss, and no costly import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from samples import ged, take

from asculum.evidence.dossier import Dossier

NEAR = {"near": (48.59, 38.0), "within": 30.0}
REASONS = {
    "without an id": {"id": ""},
    "without date_start": {"date_start": "", "best": "x"},
    "whose date_start is no day": {"date_start": "one day"},
    "whose date_end is no day": {"date_end": "31/31/2022"},
    "whose date_end lies before its date_start": {"date_end": "2022-09-07", "low": "x"},
    "whose low is no count of persons": {"low": "-1", "deaths_a": "x"},
    "whose deaths_unknown is no count of persons": {"deaths_unknown": "many"},
}


@pytest.mark.parametrize("wanted", [{}, NEAR], ids=["whole", "near"])
def test_each_refusal_has_its_reason_and_line(
    wanted: dict[str, object], dossier: Dossier, tmp_path: Path
) -> None:
    bad = [{"id": str(100 + at), **cells} for at, cells in enumerate(REASONS.values())]
    rows = [{"id": "1"}, *bad, {"id": "2", "best": "1,200", "high": "", "date_end": ""}]
    reading = take(ged(*rows), dossier, tmp_path, **wanted)
    seen = {reason.what: reason.lines for reason in reading.taken.refused}
    # every row spans two lines
    assert seen == {what: (4 + 2 * at,) for at, what in enumerate(REASONS)}
    assert [row["id"] for row in reading.rows] == ["ged-1", "ged-2"]
    assert reading.rows[1]["best"] == "1200"
    assert reading.rows[1]["date_end"] == "2022-09-08"


def test_coordinates_that_are_none_are_refused_without_a_circle(
    dossier: Dossier, tmp_path: Path
) -> None:
    rows = [{"id": "1", "latitude": "91"}, {"id": "2", "longitude": ""}, {"id": "3"}]
    reading = take(ged(*rows), dossier, tmp_path)
    (reason,) = reading.taken.refused
    assert (reason.what, reason.count) == ("whose coordinates are none", 2)


def test_cells_that_a_quick_look_must_not_spoil(dossier: Dossier, tmp_path: Path) -> None:
    """Doubled quotes, line ends, outer blanks of every kind and letters beyond ASCII."""
    text = '  a "quoted" word,\nand \u00a0é – Ж\u2003'
    rows = [{"where_description": text, "id": " 1 "}, {"id": "2", "where_coordinates": 'a"b'}]
    whole = take(ged(*rows), dossier, tmp_path)
    near = take(ged(*rows), dossier, tmp_path, **NEAR)
    assert near.rows == whole.rows
    assert near.rows[0]["note"] == 'a "quoted" word, and é – Ж'
    assert near.rows[1]["place"] == 'a"b'
    # a lone carriage return is text here, not the end of a row
    odd = ged({"where_coordinates": "a b"}).replace("a b", "a\rb")
    assert take(odd, dossier, tmp_path, **NEAR).rows[0]["place"] == "a b"


def test_reading_near_a_point_imports_no_pandas(tmp_path: Path) -> None:
    file = tmp_path / "ged.csv"
    file.write_text(ged({}, {"id": "2", "low": "9"}))
    code = (
        "import sys\n"
        "from asculum.cli.main import run\n"
        "from asculum.evidence.bundled import find\n"
        f"call = ['import', 'ucdp-ged', {str(file)!r}, '--into', str(find('bakhmut'))]\n"
        "call += ['--near', '48.59,38', '--within', '30', '--from', '2022-08-01', '--dry-run']\n"
        "assert run(call) == 0\n"
        "assert 'pandas' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
