"""Lists of persons: reading, cleaning, and errors that repeat no cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from asculum.evidence.person_cells import DAY_FIRST, FEMALE, MONTH_FIRST, age_of, day_of, sex_of
from asculum.evidence.person_mapping import PersonColumns, read_mapping
from asculum.evidence.persons import read_persons
from asculum.terms.errors import EvidenceError

PLANTED = "Zqxwelda"


def write(folder: Path, text: str, name: str = "one.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("cell", "days", "expected"),
    [
        ("1987-03-01", "", 19870301),
        ("19870301", "", 19870301),
        ("1987-03", "", 19870300),
        ("1987", "", 19870000),
        ("31.3.1987", "", 19870331),
        ("2/3/1987", DAY_FIRST, 19870302),
        ("2/3/1987", MONTH_FIRST, 19870203),
        ("2/3/1987", "", -1),
        ("3/3/1987", "", 19870303),
        ("١٩٨٧-٠٣-٠١", "", 19870301),
        ("1987-02-29", "", -1),
        ("1988-02-29", "", 19880229),
        ("1987-13-01", "", -1),
        ("0087-01-01", "", -1),
        ("unknown", "", 0),
        ("", "", 0),
        (PLANTED, "", -1),
    ],
)
def test_days(cell: str, days: str, expected: int) -> None:
    assert day_of(cell, days) == expected


def test_ages_and_sexes() -> None:
    assert [age_of(cell) for cell in ("0", "34", "34.5", "", "130", "-1", "nan", PLANTED)] == [
        *(1, 35, 35, 0, -1, -1, 0, -1)
    ]
    assert [sex_of(cell) for cell in ("F", "жен", "ж", "أنثى")] == [FEMALE] * 4
    assert sex_of(PLANTED) == -1


def test_a_list_is_read_and_its_cleaning_counted(tmp_path: Path) -> None:
    text = "id,given,family,age\nk1, Ab  Cd ,Ef,34\nk2,,,\nk1,X,Y,n/a\nword,X,Z,old\n"
    (one,) = read_persons(write(tmp_path, text))
    assert one.name == "one"
    assert one.refs == ("k1", "L4", "L5")
    assert one.texts["given"] == ("Ab Cd", "X", "X")
    assert one.numbers["age"].tolist() == [35, 0, 0]
    assert one.cleaning == {
        "age that cannot be read, emptied": 1,
        "cells whose spaces were put right": 1,
        "cells with a word for not known, emptied": 1,
        "ids that an earlier record has, not used": 1,
        "ids that look like words, not used": 1,
        "rows left out that tell neither a name nor a day": 1,
    }
    assert [(item.code, item.where) for item in one.findings] == [("EVI104", "one.csv:5")]
    assert repr(one) == "PersonList('one', 3 records)"


@pytest.mark.parametrize("own", [f"{PLANTED}1961", f"1961-{PLANTED.lower()}", "Zqxw7", "7_zqx"])
def test_an_id_that_holds_a_name_is_not_used(tmp_path: Path, own: str) -> None:
    rows = "".join(f"m{at},Ab,Cd,{20 + at}\n" for at in range(4))
    (one,) = read_persons(write(tmp_path, f"id,given,family,age\n{own},Ab,{PLANTED},34\n{rows}"))
    assert one.refs == ("L2", "m0", "m1", "m2", "m3")
    assert one.cleaning == {"ids that look like words, not used": 1}


@pytest.mark.parametrize("head", ["grave", "BODY-", "MSF/", "№", "0a3e4f-deadbeef-"])
def test_an_id_with_letters_that_all_have_is_used(tmp_path: Path, head: str) -> None:
    own = [f"{head}{at}" for at in range(1, 4)]
    rows = "".join(f"{cell},Ab,Cd,34\n" for cell in own)
    (one,) = read_persons(write(tmp_path, f"id,given,family,age\n{rows}"))
    assert list(one.refs) == own
    assert not one.cleaning


def test_a_mapping_says_which_column_is_which(tmp_path: Path) -> None:
    mapping = write(
        tmp_path,
        'days = "day first"\n[columns]\n"Имя" = "full_name"\n[lists.one]\n"Died" = "death_date"\n',
        "map.toml",
    )
    (one,) = read_persons(
        write(tmp_path, "Имя,Died\nа б,2.3.1999\n"), mapping=read_mapping(mapping)
    )
    assert one.numbers["death_date"].tolist() == [19990302]


def test_a_mapping_of_a_column_that_is_not_there_is_told(tmp_path: Path) -> None:
    columns = PersonColumns(names={"full_name": "Nme", "death_date": "Died", "place": "Town"})
    text = "full_name,death_date,Town\na b,1999-03-02,c\n"
    (one,) = read_persons(write(tmp_path, text), mapping=columns)
    assert sorted(one.texts) == ["full_name", "place"]
    assert one.numbers["death_date"].tolist() == [19990302]
    assert one.findings == ()
    (other,) = read_persons(write(tmp_path, "given,Town\na,b\n"), mapping=columns)
    (told,) = other.findings
    assert (told.code, told.where) == ("EVI105", "one.csv:1")
    assert told.what == "it has no column for full_name, death_date, though the mapping names one"


def test_a_file_may_hold_several_lists(tmp_path: Path) -> None:
    path = write(tmp_path, "list,family\na,x\nb,y\na,z\nb,z\n")
    assert [(one.name, len(one)) for one in read_persons(path)] == [("a", 2), ("b", 2)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{PLANTED},b\nx,y\n", "EVI101"),
        (f"family,age\n{PLANTED}\n", "EVI102"),
        (f"family,age\n{PLANTED},{PLANTED},{PLANTED}\n" * 9, "EVI102"),
        (f"list,family\na,x\na,y\n{PLANTED},z\n", "EVI102"),
        (f"family,family\n{PLANTED},a\n", "EVI101"),
        ("family\n", "EVI102"),
        ("", "EVI101"),
    ],
)
def test_errors_repeat_no_cell(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        read_persons(write(tmp_path, text), mapping=PersonColumns())
    assert caught.value.code == code
    assert PLANTED not in str(caught.value)


def test_a_file_that_is_not_there_is_asked_for_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as told:
        read_persons(tmp_path / "nowhere.csv")
    assert (told.value.code, told.value.fix) == ("EVI100", "give the path of a CSV file")


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_another_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "one.csv"
    path.write_bytes("family\nЖук\n".encode(encoding))
    with pytest.raises(EvidenceError, match="EVI100") as told:
        read_persons(path)
    assert told.value.fix == "save it as CSV UTF-8"
    assert "Жук" not in str(told.value)


@pytest.mark.parametrize("text", ["x = 1", '[columns]\n"a" = "familly"', "days = 3", "["])
def test_a_mapping_that_is_off_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(EvidenceError, match="EVI103"):
        read_mapping(write(tmp_path, text, "map.toml"))
