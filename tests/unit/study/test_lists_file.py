"""Overlap tables from files: what is read, and every problem with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from asculum.study.lists import read_overlap_file
from asculum.terms.errors import EvidenceError


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


GOOD = "a,b,c,count\n1,0,0,5\n0,1,0,4\n1,1,1,2\n"


def test_a_plain_table(tmp_path: Path) -> None:
    read = read_overlap_file(written(tmp_path, GOOD))
    assert list(read.tables) == [""]
    assert read.tables[""].lists == ("a", "b", "c")
    assert read.tables[""].dense().tolist() == [0, 5, 4, 0, 0, 0, 0, 2]
    assert read.findings == ()


@pytest.mark.parametrize("name", ["n", "Freq", "FREQUENCY", "persons"])
def test_other_names_of_the_count(tmp_path: Path, name: str) -> None:
    read = read_overlap_file(written(tmp_path, f'"a","b","{name}"\n"1","0",3.0\n1,1,2\n'))
    assert read.tables[""].counts.tolist() == [3, 2]


def test_strata_stand_apart_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "stratum,a,b,count\nsouth,1,0,5\nnorth,1,1,4\nsouth,0,1,3\n"
    read = read_overlap_file(written(tmp_path, text))
    assert list(read.tables) == ["south", "north"]
    assert read.tables["south"].dense().tolist() == [0, 5, 3, 0]


def test_rows_of_one_pattern_are_added_up_and_told_by_line(tmp_path: Path) -> None:
    read = read_overlap_file(written(tmp_path, GOOD + "1,0,0,7\n"))
    assert read.tables[""].dense()[1] == 12
    assert [(item.code, item.where) for item in read.findings] == [("UND005", "table.csv:5")]
    assert "line 2" in read.findings[0].what


def test_rows_of_nobody_are_read_as_nobody(tmp_path: Path) -> None:
    read = read_overlap_file(written(tmp_path, "a,b,count\n0,0,0\n1,0,0\n"))
    assert read.tables[""].persons == 0


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["UND031"]),
        ("a,b,count\n", ["UND031"]),
        ("a;b;count\n1;0;3\n", ["UND031"]),
        ("a,b,c\n1,0,3\n", ["UND031"]),
        ("a,n,count\n1,0,3\n", ["UND031"]),
        ("count\n3\n", ["UND031"]),
        ("a,a,count\n1,0,3\n", ["UND007"]),
        ("a,,count\n1,0,3\n", ["UND007"]),
        ("stratum,a,b,count\n,1,0,3\n", ["UND033"]),
        ("a,b,count\n1,0\n", ["EVI009"]),
        ('a,b,count\n1,0,"3\n', ["EVI010"]),
        (b"a,b,count\n1,0,\xff\n", ["EVI003"]),
        ("a,b,count\n0,0,3\n", ["UND004"]),
        ("a,b,count\n1,2,-3\n1,x,1.5\n", ["UND003", "UND002", "UND003", "UND002"]),
        ("a,b,count\n1,0,99999999999\n", ["UND002"]),
        ("a,b,count\n1,0,1,131\n", ["EVI009"]),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str | bytes, codes: list[str]) -> None:
    with pytest.raises(EvidenceError) as told:
        read_overlap_file(written(tmp_path, text))
    seen = [item.code for item in told.value.findings] or [told.value.code]
    assert seen == codes
    assert "table.csv" in str(told.value)


def test_every_problem_has_its_line(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as told:
        read_overlap_file(written(tmp_path, "a,b,count\n1,2,3\n1,0,x\n0,0,9\n"))
    assert [item.where for item in told.value.findings] == [f"table.csv:{at}" for at in (2, 3, 4)]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as told:
        read_overlap_file(tmp_path / "none.csv")
    assert told.value.code == "UND030"
