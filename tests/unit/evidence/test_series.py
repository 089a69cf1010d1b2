"""Daily and weekly series: what is read, and everything that can be wrong with a file."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from asculum.evidence.series import Series, read_series
from asculum.terms.errors import AsculumError, EvidenceError, UsageError

IWO_JIMA = Path(__file__).parents[3] / "docs" / "examples" / "iwo_jima.csv"
HEAD = "date,a_strength,a_losses,b_strength,b_losses\n"


def read(folder: Path, text: str, **names: str) -> Series:
    path = folder / "battle.csv"
    path.write_text(text, encoding="utf-8")
    return read_series(path, names=names)


def test_a_weekly_series_is_read_with_its_lines(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "date,a_losses_low,a_losses_high,b_losses,b_joined,attacker\n"
        "2022-08-01,10,20,5,,a\n\n2022-08-08,,,6,100,b\n2022-08-15,1,1,,,\n",
    )
    assert (found.start, found.step, found.lines) == (date(2022, 8, 1), 7.0, (2, 4, 5))
    assert found.attacker.tolist() == [1.0, -1.0, 0.0]
    assert found.b.joined.tolist() == [0.0, 100.0, 0.0]
    assert found.b.joined_told
    assert not found.a.joined_told
    assert found.a.observed
    assert np.isnan(found.a.losses).all()


def test_columns_called_otherwise_are_mapped_and_others_left_out_with_a_note(
    tmp_path: Path,
) -> None:
    text = "when,reds,weather\n1,5,fair\n2,7,rain\n"
    found = read(tmp_path, text, day="when", a_losses="reds")
    assert found.a.losses.tolist() == [5.0, 7.0]
    assert [item.code for item in found.findings] == ["SER002"]
    assert "'weather'" in found.findings[0].what


@pytest.mark.parametrize(
    ("text", "code", "seen"),
    [
        ("", "EVI005", "empty"),
        ("date;a_losses\n2022-01-01;5\n", "EVI019", "';'"),
        ("a_losses\n5\n6\n", "SER003", "neither a date nor a day"),
        ("date,a_loses\n2022-01-01,5\n2022-01-02,6\n", "EVI007", "'a_loses'"),
        ("date,a_losses,a_losses\n2022-01-01,5,5\n", "EVI008", "twice"),
        (HEAD + "2022-01-01,1,2\n", "EVI009", "3 cells under 5"),
        (HEAD + "01.02.2022,1,2,3,4\n2022-01-02,1,2,3,4\n", "EVI011", "'01.02.2022'"),
        (HEAD + '2022-01-01,"1,000",2,3,4\n2022-01-02,1,2,3,4\n', "EVI012", "'1,000'"),
        (HEAD + "2022-01-01,1,~2,3,4\n2022-01-02,1,2,3,4\n", "EVI012", "give a_losses_low and"),
        (HEAD + "2022-01-01,>1,2,3,4\n2022-01-02,1,2,3,4\n", "EVI012", "where that is not known"),
        (HEAD + "2022-01-01,1,-2,3,4\n2022-01-02,1,2,3,4\n", "SER004", "'-2'"),
        ("day,attacker\n1,both\n2,a\n", "EVI013", "'both'"),
        ("day,a_losses_low\n1,5\n2,6\n", "SER005", "one end"),
        ("day,a_losses_low,a_losses_high\n1,5,4\n2,6,7\n", "SER005", "from 5 to 4"),
        (HEAD + "2022-01-01,1,2,3,4\n", "SER006", "1 row"),
        (HEAD + "2022-01-01,1,2,3,4\n,1,2,3,4\n", "SER003", "no date"),
        ("day,a_losses\n1,5\n2,5\n4,5\n5,5\n", "SER007", "2 days after"),
        ("day,a_losses\n2,5\n1,5\n", "SER007", "-1 days after"),
        ("day,a_losses\n1,5\n2,nan\n", "EVI012", "'nan'"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(
    tmp_path: Path, text: str, code: str, seen: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        read(tmp_path, text)
    told = {item.code: item for item in caught.value.findings}
    assert code in told
    assert seen in told[code].what + told[code].fix
    assert told[code].where.startswith("battle.csv")
    assert told[code].fix
    assert told[code].why


def test_a_battle_that_is_not_a_year_past_is_refused_as_a_dossier_of_it_is(tmp_path: Path) -> None:
    path = tmp_path / "battle.csv"
    path.write_text(HEAD + "2022-01-01,9,2,3,1\n2022-01-02,7,2,2,1\n", encoding="utf-8")
    assert read_series(path, today=date(2023, 1, 3)).periods == 2
    with pytest.raises(EvidenceError) as caught:
        read_series(path, today=date(2023, 1, 2))
    told = caught.value.findings[0]
    assert (told.code, told.where) == ("EVI039", "battle.csv:3")
    assert "until 2022-01-02, less than a year before 2023-01-02" in told.what
    # days that have no date cannot be looked at
    path.write_text("day,a_losses\n1,5\n2,5\n", encoding="utf-8")
    assert read_series(path, today=date(2023, 1, 2)).start is None


def test_months_are_told_to_differ_in_length(tmp_path: Path) -> None:
    rows = "".join(f"2022-{month:02d}-01,9,2,3,1\n" for month in range(1, 7))
    with pytest.raises(EvidenceError) as caught:
        read(tmp_path, HEAD + rows)
    assert all("each day or week" in item.fix for item in caught.value.findings)


def test_all_errors_are_told_at_once_the_first_twenty_in_full(tmp_path: Path) -> None:
    rows = "".join(f"{day},x\n" for day in range(1, 40))
    with pytest.raises(EvidenceError, match="39 errors in the series") as caught:
        read(tmp_path, "day,a_losses\n" + rows)
    assert "and 19 more errors like these" in str(caught.value)


@pytest.mark.parametrize("data", [b"\xff\xfed\x00", b"day,a_losses\n1,\x00\n", b"PK\x03\x04"])
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "battle.csv"
    path.write_bytes(data)
    with pytest.raises(EvidenceError):
        read_series(path)


def test_a_file_that_is_not_there_and_a_mapping_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="SER000"):
        read_series(tmp_path / "none.csv")
    for names in ({"a_loss": "x"}, {"a_losses": "y"}):
        with pytest.raises(UsageError, match="SER008"):
            read(tmp_path, "day,x\n1,5\n2,6\n", **names)


def test_no_noise_ever_breaks_out(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    words = ["day", "date", ",", "\n", '"', "a_losses", "-1", "1e9", "2022-01-01"]
    pieces = [*(word.encode() for word in words), b"\xe9"]
    told = 0
    for _ in range(300):
        path = tmp_path / "noise.csv"
        path.write_bytes(b"".join(pieces[k] for k in rng.integers(0, len(pieces), 30)))
        with suppress(AsculumError):
            read_series(path)
            continue
        told += 1
    assert told > 250


def test_iwo_jima_is_the_us_series_less_one_correction() -> None:
    found = read_series(IWO_JIMA)
    assert (found.periods, found.step) == (35, 1.0)
    assert not found.b.observed
    assert found.a.joined.sum() == 73_000
    assert np.isnan(found.a.losses).sum() == 2
