"""Files as publishers and spreadsheets serve them, whole and cut off; nothing is lost unsaid."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from samples import ACLED_NEW, ACLED_ROW, GED_ROW, ged, table, take, take_path

from asculum.cli.main import run
from asculum.evidence.dossier import Dossier
from asculum.evidence.formats.merging import merge
from asculum.terms.errors import AsculumError

NEAR = {"near": (48.59, 38.0), "within": 30.0}
BOTH = pytest.mark.parametrize("wanted", [{}, NEAR], ids=["whole", "near"])
ROWS = [{"id": str(number), "where_description": "Бахмут, é"} for number in range(1, 8)]


def reasons(taken: object) -> dict[str, int]:
    return {reason.what: reason.count for reason in (*taken.left_out, *taken.refused)}  # type: ignore[attr-defined]


@BOTH
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_unicode_of_every_width(
    encoding: str, wanted: dict[str, object], dossier: Dossier, tmp_path: Path
) -> None:
    asked = encoding if encoding in ("utf-16-le", "utf-16-be") else ""
    plain = take(ged(*ROWS), dossier, tmp_path, **wanted)
    data = ged(*ROWS).encode(encoding)
    read = take(data, dossier, tmp_path, encoding=asked, **wanted)
    assert read.rows == plain.rows
    assert any("UTF" in note for note in read.taken.notes) is encoding.startswith(
        ("utf-16", "utf-32")
    )


@BOTH
def test_utf_16_without_a_mark_in_json_and_zipped(
    wanted: dict[str, object], dossier: Dossier, tmp_path: Path
) -> None:
    plain = take(ged({}), dossier, tmp_path, **wanted).rows
    assert take(ged({}).encode("utf-16-le"), dossier, tmp_path, **wanted).rows == plain
    page = json.dumps({"Result": [GED_ROW]}).encode("utf-16")
    assert take(page, dossier, tmp_path, name="page.json", **wanted).rows == plain
    with zipfile.ZipFile(tmp_path / "ged.zip", "w") as archive:
        archive.writestr("ged.csv", ged({}).encode("utf-16"))
    assert take_path(tmp_path / "ged.zip", dossier, **wanted).rows == plain


@BOTH
def test_a_text_cut_within_a_character(
    wanted: dict[str, object], dossier: Dossier, tmp_path: Path
) -> None:
    names = [*GED_ROW, "comment"]
    text = table(names, *({**GED_ROW, "id": own, "comment": "Ж"} for own in "12"))
    whole = text.encode()
    assert whole.endswith("Ж\n".encode())
    for data in (whole[:-2], text.encode("utf-16")[:-3]):
        with pytest.raises(AsculumError, match="IMP005"):
            take(data, dossier, tmp_path, **wanted)
    read = take(text.encode("utf-16")[:-2], dossier, tmp_path, **wanted)
    assert any("no line end" in note for note in read.taken.notes)


@BOTH
def test_a_last_cell_that_may_be_cut_is_said(
    wanted: dict[str, object], dossier: Dossier, tmp_path: Path
) -> None:
    for text, said in ((ged({}), False), (ged({})[:-1], True)):
        notes = take(text, dossier, tmp_path, **wanted).taken.notes
        assert any("no line end" in note for note in notes) is said


@BOTH
def test_lines_that_end_with_returns_alone(
    wanted: dict[str, object], dossier: Dossier, tmp_path: Path
) -> None:
    text = ged(*ROWS).replace("\n", "\r")
    assert len(take(text, dossier, tmp_path, **wanted).rows) == len(ROWS)


def test_ids_that_look_alike_stay_apart(dossier: Dossier, tmp_path: Path) -> None:
    ids = ["Подія-1", "Випадок-1", "A/1", "A-1", "A-1-", "9" * 70, "9" * 69 + "8"]
    lines = "".join(f"{own},2022-09-0{at},4\n" for at, own in enumerate(ids, 1))
    text = f"ID,Date,Deaths\n#event+id,#date,#affected+killed\n{lines}"
    reading = take(text, dossier, tmp_path)
    assert len({row["id"] for row in reading.rows}) == len(ids)
    assert max(len(row["id"]) for row in reading.rows) <= 64


def acled(*rows: dict[str, str]) -> str:
    return table(ACLED_NEW, *({**ACLED_ROW, **row} for row in rows))


NEWER = {"fatalities": "9", "timestamp": "1700000000"}
OLDER = {"fatalities": "3", "timestamp": "1600000000"}


def test_the_newest_wins_wherever_it_stands(dossier: Dossier, tmp_path: Path) -> None:
    for rows in ((NEWER, OLDER), (OLDER, NEWER)):
        reading = take(acled(*rows), dossier, tmp_path)
        assert [row["best"] for row in reading.rows] == ["9"]
        assert reasons(reading.taken) == {"an older version of a row that is here too": 1}
    reading = take(acled({"fatalities": "1"}, {"fatalities": "2"}), dossier, tmp_path)
    assert [row["best"] for row in reading.rows] == ["2"]
    assert reasons(reading.taken) == {"whose id stands again further down with other figures": 1}


def test_an_older_export_does_not_replace_a_newer(
    copy: Path, dossier: Dossier, tmp_path: Path
) -> None:
    file = tmp_path / "acled.csv"
    for row, told in ((NEWER, "added"), (OLDER, "kept"), (NEWER, "unchanged")):
        file.write_text(acled(row))
        merged = merge(copy, take_path(file, dossier))
        assert getattr(merged, told) == 1
        assert run(["import", "acled", str(file), "--into", str(copy), "--no-store"]) == 0
    assert ",9," in (copy / "events.csv").read_text()


@BOTH
def test_cells_as_a_spreadsheet_or_a_data_frame_leaves_them(
    wanted: dict[str, object], dossier: Dossier, tmp_path: Path
) -> None:
    plain = take(ged({}), dossier, tmp_path, **wanted).rows
    odd = {"latitude": "48,59", "longitude": "38,0", "where_prec": "1.0", "date_prec": "1.0"}
    odd["dyad_new_id"] = "14117.0"
    for text in (ged(odd), ged(odd, {"id": "2", "dyad_new_id": "141170"})):
        assert take(text, dossier, tmp_path, dyad="14117", **wanted).rows == plain
    nowhere = take(ged({"longitude": "48,59,1"}), dossier, tmp_path, **wanted).taken
    assert sum(reasons(nowhere).values()) == 1


@BOTH
@pytest.mark.parametrize(
    ("encoding", "error"),
    [("klingon", "IMP003: .*klingon"), ("utf-16", "IMP003: .*not utf-16")],
)
def test_encodings_that_are_none(
    encoding: str, error: str, wanted: dict[str, object], dossier: Dossier, tmp_path: Path
) -> None:
    with pytest.raises(AsculumError, match=error):
        take(ged({}), dossier, tmp_path, encoding=encoding, **wanted)


@BOTH
def test_bytes_that_the_encoding_does_not_have(
    wanted: dict[str, object], dossier: Dossier, tmp_path: Path
) -> None:
    word = "Бахмут"
    data = ged({"where_coordinates": word}).encode("cp1251")
    with pytest.raises(AsculumError, match="IMP003"):  # one word is enough to see it
        take(data, dossier, tmp_path, **wanted)
    right = take(data, dossier, tmp_path, encoding="cp1251", **wanted)
    assert (right.rows[0]["place"], right.taken.notes) == (word, ())
    marked = take(data, dossier, tmp_path, encoding="utf-8", **wanted)
    assert "�" in marked.rows[0]["place"]
    assert any("utf-8 does not have" in note for note in marked.taken.notes)


UNHCR = (
    'Year,"Country of origin","Country of origin (ISO)","Country of asylum",'
    '"Country of asylum (ISO)","Refugees under UNHCR\'s mandate",Asylum-seekers,'
    '"IDPs of concern to UNHCR","Stateless persons"\n'
    '2022,Ukraine,UKR,-,-,"5,684,177",0,5914000,0\n2022,Chad,TCD,-,-,1,0,1,0\n'
)
TITLES = 'Extracted from a database\n\n"Some agency, of the world"\nDate extracted: a day\n'


@pytest.mark.parametrize("above", ["", TITLES], ids=["names first", "titles above"])
def test_unhcr_as_its_site_serves_it(above: str, dossier: Dossier, tmp_path: Path) -> None:
    path = tmp_path / "query.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("population.csv", above + UNHCR)
        archive.writestr("footnotes.csv", "Footnote\nx\n")
    reading = take_path(path, dossier)
    assert {row["measure"]: row["best"] for row in reading.rows} == {
        "refugees": "5684177",
        "displaced": "5914000",
    }
    (other,) = reading.taken.left_out
    assert other.lines == (3 + above.count("\n"),)
    assert any("footnotes.csv" in note for note in reading.taken.notes)
    assert any("titles above" in note for note in reading.taken.notes) is bool(above)


def test_titles_above_events(dossier: Dossier, tmp_path: Path) -> None:
    for wanted in ({}, NEAR):
        reading = take(TITLES + ged({}, {"id": "2", "best": "x"}), dossier, tmp_path, **wanted)
        assert len(reading.rows) == 1
        assert reading.taken.refused[0].lines == (8,)


def test_control_characters_are_taken_out_and_said(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "page.json"
    row = {**GED_ROW, "where_description": "a\0b\x1bc\ud800"}
    file.write_text(json.dumps({"Result": [row, {**GED_ROW, "id": "2"}]}))
    call = ["import", "auto", str(file), "--into", str(copy), "--no-store"]
    assert run(call) == 0
    assert "1 whose control characters are taken out: id ged-1" in capsys.readouterr().out
    assert "abc?" in (copy / "events.csv").read_text()
    assert run(call) == 0
    assert "Nothing changes" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<!DOCTYPE html><html><body>404, not found</body></html>", "web page"),
        (b"\x1f\x8b\x08" + bytes(range(64)), "gunzip"),
        (ged({}).encode("utf-16")[:-1], "cut off"),
    ],
)
def test_what_a_file_is_instead(
    data: bytes, told: str, copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(data)
    assert run(["import", "ucdp-ged", str(file), "--into", str(copy)]) == 3
    assert told in capsys.readouterr().err


NAMED = "date,named_dead\n2022-08-19,5701\n2023-03-03,16071\n"
WHOLE = {
    "ged": (ged({}, {"id": "2", "where_description": "Жук"}).encode(), {}),
    "ged in utf-16": (ged({}, {"id": "2"}).encode("utf-16"), {}),
    "ged near": (ged({}, {"id": "2"}).encode(), NEAR),
    "acled": (acled({}, {"event_id_cnty": "MAD2"}).encode(), {}),
    "named": (NAMED.encode(), {"side": "ru"}),
    "json": (json.dumps([{"date": "2022-02-25", "personnel": 2800, "POW": 0}] * 2).encode(), {}),
}


@pytest.mark.parametrize("name", WHOLE)
def test_wherever_a_file_is_cut_it_is_refused_or_said(
    name: str, dossier: Dossier, tmp_path: Path
) -> None:
    """A cut right behind a line end leaves a whole file that cannot be told from another."""
    data, wanted = WHOLE[name]
    assert take(data, dossier, tmp_path, **wanted).taken.taken
    for end in range(len(data) - 1, len(data) - 90, -1):
        cut = data[:end]
        if cut.endswith((b"\n", b"\n\0")) or end < 20:
            continue
        try:
            notes = take(cut, dossier, tmp_path, **wanted).taken.notes
        except AsculumError:
            continue
        assert any("no line end" in note for note in notes), end
