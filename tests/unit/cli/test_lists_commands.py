"""``asculum lists`` on the command line: answers, refusals, exit codes, JSON."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from calling import Command

ROWS = "1,0,0,90\n0,1,0,80\n0,0,1,70\n1,1,0,30\n1,0,1,25\n0,1,1,20\n1,1,1,10\n"
GOOD = f"a,b,c,count\n{ROWS}"
STRATA = "stratum,a,b,c,count\n" + "".join(
    f"{name},{row}\n" for name in ("east", "west") for row in ROWS.split()
)
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "json.md"
LISTS = ["stratum", "role", "left_out", "listed", "status", "sentence", "assumption"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.csv").write_text(GOOD)
    (tmp_path / "strata.csv").write_text(STRATA + "thin,1,0,0,4\n")
    (tmp_path / "two.csv").write_text("a,b,count\n1,0,40\n0,1,20\n1,1,9\n")
    (tmp_path / "one.csv").write_text("a,count\n1,40\n")
    (tmp_path / "zero.csv").write_text("a,b,c,count\n1,0,0,0\n0,1,1,0\n")
    (tmp_path / "person.csv").write_text("a,b,c,count\n1,0,0,1\n")
    (tmp_path / "bad.csv").write_text("a,b,count\n1,2,40\n0,0,9\n")
    return tmp_path


METHODS = (
    *("dependence", "average", "best", "sparse", "decomposable", "latent"),
    *("coverage", "lower-bound", "chao"),
)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_answers(asculum: Command, folder: Path, method: str) -> None:
    value = asculum("lists", "estimate", "good.csv", "--method", method, "--json").json
    result = value["results"][0]
    assert (result["listed"], result["role"]) == (325, "estimate")
    assert 325 < result["lower"] < result["median"] < result["upper"]
    assert result["assumption"]
    assert [item["list"] for item in value["capture"]] == ["a", "b", "c"]
    assert value["curves"][0]["xi"][3] == 1.0


def test_two_lists_answer_by_name_only(asculum: Command, folder: Path) -> None:
    assert asculum("lists", "estimate", "two.csv").code == 4
    said = asculum("lists", "estimate", "two.csv", "--method", "two-lists", "--pair", "a,b")
    assert said.code == 0
    assert "made independently" in " ".join(said.out.split())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("good.csv",), 0),
        (("strata.csv",), 0),
        (("one.csv",), 4),
        (("zero.csv",), 4),
        (("person.csv",), 4),
        (("bad.csv",), 3),
        (("nowhere.csv",), 3),
        (("good.csv", "--method", "two-lists"), 2),
        (("good.csv", "--pair", "a,b"), 2),
        (("good.csv", "--method", "two-lists", "--pair", "a"), 2),
        (("good.csv", "--method", "two-lists", "--pair", "a,x"), 3),
        (("good.csv", "--delta", "1"), 2),
        (("good.csv", "--correlation", "2"), 2),
    ],
)
def test_exit_codes(asculum: Command, folder: Path, words: tuple[str, ...], code: int) -> None:
    said = asculum("lists", "estimate", *words)
    assert said.code == code
    assert "Traceback" not in said.err
    assert code in (0, 4) or said.err


def test_a_refusal_says_why(asculum: Command, folder: Path) -> None:
    said = asculum("lists", "estimate", "one.csv")
    assert "only 1 list holds anybody" in said.out
    assert "UND006" in said.err
    assert "Assumed" not in said.out


def test_two_lists_are_refused_with_what_can_be_asked_of_them(
    asculum: Command, folder: Path
) -> None:
    said = asculum("lists", "estimate", "two.csv")
    assert "without a, without b: NOT_IDENTIFIED: only 1 list holds anybody" in said.out
    assert "--method two-lists --pair a,b" in said.err
    asked = asculum("lists", "estimate", "two.csv", "--method", "two-lists", "--pair", "a,b")
    assert "UND015" not in asked.err


def test_every_reason_for_doubt_is_told(asculum: Command, folder: Path) -> None:
    (folder / "same.csv").write_text("a,b,c,count\n1,1,1,1\n")
    said = asculum("lists", "estimate", "same.csv").out
    assert "only 1 list is left; only 1 person of 1 is on two lists or more" in said


def test_a_doubtful_stratum_says_why(asculum: Command, folder: Path) -> None:
    rows = "few,1,0,0,9\nfew,0,1,0,8\nfew,0,0,1,7\nfew,1,1,0,3\n"
    (folder / "few.csv").write_text(STRATA + rows)
    said = asculum("lists", "estimate", "few.csv").out
    assert "few: DOUBTFUL: without lists that lie within another or share nobody only 2" in said
    assert "are left; only 3 persons of 27 are on two lists or more" in said


def test_strata_are_added_up_and_thin_ones_refused(asculum: Command, folder: Path) -> None:
    value = asculum("lists", "estimate", "strata.csv", "--json").json
    totals = [item for item in value["results"] if item["role"] != "without"]
    assert [item["stratum"] for item in totals] == ["", "east", "west", "thin"]
    assert totals[0]["role"] == "sum"
    assert totals[3]["lower"] is None
    assert totals[3]["status"] == "NOT_IDENTIFIED"
    assert totals[0]["listed"] == 650
    assert "UND024" in [item["code"] for item in value["findings"]]


def test_json_has_the_keys_that_the_page_tells(asculum: Command, folder: Path) -> None:
    value = asculum("lists", "estimate", "strata.csv", "--json").json
    assert list(value)[-2:] == ["curves", "capture"]
    assert list(value["results"][0])[-len(LISTS) :] == LISTS
    page = PAGE.read_text(encoding="utf-8")
    for key in (*LISTS, *value["curves"][0], *value["capture"][0]):
        assert f"`{key}`" in page, key


def test_strata_are_pooled_and_missing_ones_drawn(asculum: Command, folder: Path) -> None:
    value = asculum("lists", "estimate", "strata.csv", "--pool", "--json").json
    assert "UND025" in [item["code"] for item in value["findings"]]
    assert value["results"][3]["stratum"] == "thin"
    assert value["results"][3]["status"] == "DOUBTFUL"
    (folder / "gaps.csv").write_text(STRATA + ",1,0,0,40\n,1,1,0,9\n")
    assert "--impute" in asculum("lists", "estimate", "gaps.csv").err
    value = asculum("lists", "estimate", "gaps.csv", "--impute", "--json").json
    assert value["results"][0]["listed"] == 699
    assert "UND026" in [item["code"] for item in value["findings"]]
    (folder / "draws.csv").write_text(STRATA.replace("stratum", "draw") + ",1,0,0,40\n")
    assert asculum("lists", "estimate", "draws.csv", "--impute").code == 3
    value = asculum("lists", "estimate", "gaps.csv", "--impute", "--pool", "--json").json
    assert value["results"][0]["listed"] == 699
    assert "pooled" in value["results"][0]["method"]
    assert [item["code"] for item in value["findings"]].count("UND026") == 1
    assert asculum("lists", "estimate", "good.csv", "--pool").code == 2
    (folder / "dossier").mkdir()
    assert asculum("lists", "estimate", "dossier", "--impute").code == 2


def test_the_benchmark_of_a_file(asculum: Command, folder: Path) -> None:
    rows = [
        f"{a},{b},{c},{d},{9 + 7 * (4 - a - b - c - d)}"
        for a in (0, 1)
        for b in (0, 1)
        for c in (0, 1)
        for d in (0, 1)
        if a + b + c + d
    ]
    (folder / "four.csv").write_text("a,b,c,d,count\n" + "\n".join(rows) + "\n")
    value = asculum("lists", "benchmark", "four.csv", "--json").json
    assert [item["asked"] for item in value["results"]] == [4] * 7
    page = PAGE.read_text(encoding="utf-8")
    assert all(re.search(f"`{key}`", page) for key in value["results"][0])
    said = asculum("lists", "benchmark", "two.csv")
    assert said.code == 4
    assert "UND040" in said.err
