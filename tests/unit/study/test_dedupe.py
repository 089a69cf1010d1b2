"""Repeats within one list: found, by number alone, in lists too short to learn weights from too."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("splink", reason="linking needs the extra lists")
from victim_lists import Faults, make_lists

if TYPE_CHECKING:
    from calling import Command

PLANTED = "Zqxwelda"


def test_repeats_of_a_list_are_found_and_no_cell_is_told(
    asculum: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_lists(tmp_path, seed=4, persons=300, coverage=(0.8,), faults=Faults(repeated=0.1))
    (path,) = made.files
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[3] |= {"id": PLANTED, "family": PLANTED, "place": PLANTED}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    monkeypatch.chdir(tmp_path)
    words = ("lists", "dedupe", path.name, "--draws", "24")
    done = asculum(*words, "--out", "likeliest.csv", "--json")
    assert done.code == 0
    (result,) = done.json["results"]
    assert result["lower"] - 2 <= made.listed <= result["upper"] + 2
    assert result["records"] == len(rows)
    assert "LNK016" in [item["code"] for item in done.json["findings"]]
    text = (tmp_path / "likeliest.csv").read_text(encoding="utf-8")
    assert PLANTED.casefold() not in (done.out + done.err + text).casefold()
    told = list(csv.DictReader(text.splitlines()))
    assert len(told) == len(rows)
    # records that are said to be one person are, and most repeats are found
    first: dict[str, int] = {}
    right = wrong = 0
    for row, who in zip(told, made.persons[0].tolist(), strict=True):
        if row["person"] in first:
            right += first[row["person"]] == who
            wrong += first[row["person"]] != who
        first.setdefault(row["person"], who)
    repeats = len(rows) - len(np.unique(made.persons[0]))
    assert wrong <= 1
    assert right >= 0.7 * repeats
    assert result["likeliest_repeats"] == right + wrong


def test_lists_of_one_or_two_persons_are_answered(
    asculum: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    head = "full_name,sex,birth_date,death_date,place\n"
    one = f"{PLANTED} Bredu,m,1980-02-03,2002-05-06,Kolam\n"
    (tmp_path / "one.csv").write_text(head + one)
    (tmp_path / "two.csv").write_text(head + one + "Pavlo Kiru,m,1971-12-30,2002-05-07,Kolam\n")
    alone = asculum("lists", "dedupe", "one.csv", "--json")
    assert alone.json["results"][0]["median"] == 1
    codes = [item["code"] for item in alone.json["findings"]]
    assert codes == ["LNK017", "LNK014", "LNK018", "LNK021"]
    both = asculum("lists", "link", "one.csv", "two.csv", "--draws", "24", "--json")
    assert both.json["results"][0]["lower"] == 2
    assert both.json["status"]["code"] == "DOUBTFUL"
    assert PLANTED not in both.out + both.err + alone.out + alone.err
    assert asculum("lists", "dedupe", "one.csv", "two.csv", "--out", "x.csv").code == 2


@pytest.mark.parametrize("option", ["--out", "--review", "--charts"])
@pytest.mark.parametrize("command", ["link", "dedupe"])
def test_a_place_that_cannot_be_written_is_told_before_the_work(
    asculum: Command, tmp_path: Path, command: str, option: str
) -> None:
    """The lists are not even read: this one is not there."""
    done = asculum("lists", command, "nowhere.csv", option, str(tmp_path / "no" / "x.csv"))
    assert done.code == 1
    assert "STO008" in done.err
    assert "the folder does not exist" in done.err
