"""Every command, in text and as JSON, on a small dossier whose run is kept."""

from __future__ import annotations

import json
import os
import stat
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from small import CLAIMS, HEADER, small_dossier

if TYPE_CHECKING:
    from calling import Command

HERACLEA = Path(__file__).parents[3] / "docs" / "examples" / "heraclea.csv"
ONLY_BOTH = CLAIMS.splitlines()[0] + (
    "\nb1,1807-07-01,envoy,both,casualties,count,,7000,,1807-04-03,1807-05-08,battle\n"
)


def test_losses_as_a_table(asculum: Command, mill: Path) -> None:
    said = asculum("losses", "mill")
    assert said.code == 0
    lines = [line for line in said.out.splitlines() if "│" in line]
    assert [line.split("│")[1].strip() for line in lines] == ["north", "south"]
    assert "DOUBTFUL: The losses of North rest on 2 claims" in said.err


def test_losses_as_json(asculum: Command, mill: Path) -> None:
    said = asculum("losses", "mill", "--json")
    assert (said.code, said.err) == (0, "")
    value = said.json
    assert (value["command"], value["dossier"], value["seed"]) == ("losses", "mill", 1)
    assert value["status"]["code"] == "DOUBTFUL"
    assert [(item["side"], item["quantity"]) for item in value["results"]] == [
        ("north", "killed"),
        ("south", "killed"),
    ]
    assert all(item["lower"] < item["median"] < item["upper"] for item in value["results"])
    assert value["results"][0]["sources"] == ["e1", "n1"]


@pytest.mark.parametrize(("by", "parts"), [("week", 5), ("month", 2), ("total", 1)])
def test_losses_by_period(asculum: Command, mill: Path, by: str, parts: int) -> None:
    results = asculum("losses", "mill", "--by", by, "--json").json["results"]
    north = [item for item in results if item["side"] == "north"]
    assert len(north) == parts
    assert north[0]["start"] == "1807-04-03"
    assert north[-1]["end"] == "1807-05-08"
    assert all(one["end"] == other["start"] for one, other in pairwise(north))


def test_verdict_in_both_forms(asculum: Command, mill: Path) -> None:
    said = asculum("verdict", "mill")
    assert said.code == 0
    assert "LER" in said.out
    assert "FER: refused. the force that North and South committed is not known" in said.out
    value = asculum("verdict", "mill", "--json").json
    assert value["label"] == "contested"
    assert value["missing"] == []
    refused = {item["quantity"] for item in value["results"] if item["refusal"]}
    assert refused == {"FER"}
    assert all((item["lower"] is None) == bool(item["refusal"]) for item in value["results"])


def test_verdict_of_a_table(asculum: Command) -> None:
    said = asculum("verdict", HERACLEA)
    assert "LER" in said.out
    value = asculum("verdict", HERACLEA, "--json").json
    assert value["dossier"] == "heraclea"
    assert value["as_of"] is None
    assert said.code == (0 if value["label"] else 4)
    assert asculum("verdict", HERACLEA, "--as-of", "1900-01-01").code == 2


def test_a_verdict_needs_a_victor(asculum: Command, mill: Path) -> None:
    small_dossier(mill / "draw", header=HEADER.replace('victor = "north", ', ""))
    said = asculum("verdict", "draw")
    assert said.code == 4
    assert "LED005: the dossier names no victor" in said.err
    assert said.out == ""


def test_report_writes_the_page_it_names(asculum: Command, mill: Path) -> None:
    said = asculum("report", "mill")
    assert said.code == 0
    assert said.out.strip() == str((mill / "mill.html").resolve())
    page = (mill / "mill.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")
    assert stat.S_IMODE(os.stat("mill.html").st_mode) & 0o444 == 0o444 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_report_to_standard_output(asculum: Command, mill: Path) -> None:
    said = asculum("report", "mill", "-o", "-")
    assert said.code == 0
    assert said.out.startswith("<!doctype html>")
    assert not (mill / "mill.html").exists()
    assert asculum("report", "mill", "-o", "-", "--json").code == 2


def test_report_as_json_writes_the_page_too(asculum: Command, mill: Path) -> None:
    said = asculum("report", "mill", "-o", "other.html", "--json")
    assert said.json["command"] == "report"
    assert said.json["label"] == "contested"
    assert (mill / "other.html").exists()
    assert "other.html" in said.err


def test_a_refused_report_is_written_and_says_so(asculum: Command, mill: Path) -> None:
    small_dossier(mill / "both", claims=ONLY_BOTH)
    said = asculum("report", "both")
    assert said.code == 4
    assert "The page shows a refusal" in said.err
    assert (mill / "both.html").exists()


def test_a_refusal_is_told_even_when_quiet(asculum: Command, mill: Path) -> None:
    small_dossier(mill / "both", claims=ONLY_BOTH)
    said = asculum("--quiet", "losses", "both")
    assert said.code == 4
    assert "NOT_IDENTIFIED: " in said.err
    value = asculum("losses", "both", "--json").json
    assert value["results"] == []
    assert value["status"]["code"] == "NOT_IDENTIFIED"


def test_check_in_both_forms(asculum: Command, mill: Path) -> None:
    said = asculum("check", "mill")
    assert (said.code, said.out, said.err) == (0, "mill: 0 errors, 0 warnings, 0 notes\n", "")
    small_dossier(mill / "bad", claims=CLAIMS.replace("envoy", "invoy"))
    said = asculum("check", "bad")
    assert said.code == 3
    assert "claims.csv:2" in said.out
    assert "did you mean envoy?" in said.out
    value = asculum("check", "bad", "--json").json
    assert value["status"]["code"] == "EVI000"
    assert {item["where"] for item in value["findings"]} >= {"claims.csv:2", "claims.csv:3"}


def test_check_shows_twenty_and_counts_the_rest(asculum: Command, mill: Path) -> None:
    row = CLAIMS.splitlines()[1].replace("envoy", "invoy")
    rows = "\n".join(row.replace("e1", f"x{number}") for number in range(50))
    small_dossier(mill / "bad", claims=CLAIMS + rows + "\n")
    short, long = asculum("check", "bad").out, asculum("check", "bad", "--all").out
    assert "… and " in short
    assert "… and " not in long
    assert short.count("EVI050") == min(20, long.count("EVI050"))
    losses = asculum("losses", "bad")
    assert losses.code == 3
    assert "more errors like these" in losses.err


def test_new_then_check(asculum: Command, mill: Path) -> None:
    said = asculum("new", "ford")
    assert (said.code, said.out) == (0, "ford\n")
    assert "asculum check ford" in said.err
    assert asculum("check", "ford").code == 0
    assert asculum("new", "ford").code == 2
    assert asculum("--quiet", "new", "quiet-ford").err == ""


def test_dossiers_in_both_forms(asculum: Command) -> None:
    assert asculum("dossiers").out.startswith("bakhmut\tThe battle of Bakhmut\t")
    bakhmut, year = asculum("dossiers", "--json").json["results"]
    assert year["dossier"] == "ukraine-first-year"
    assert (bakhmut["dossier"], bakhmut["start"], bakhmut["end"]) == (
        "bakhmut",
        "2022-08-01",
        "2023-05-21",
    )


def test_cite_in_both_forms(asculum: Command, mill: Path) -> None:
    said = asculum("cite", "mill")
    assert [line for line in said.out.splitlines() if not line.startswith(" ")] == [
        "Software",
        "Dossier",
        "Sources",
        "Methods",
    ]
    results = asculum("cite", "mill", "--json").json["results"]
    assert {item["kind"] for item in results} == {"software", "dossier", "source", "method"}
    assert {item["key"] for item in results if item["kind"] == "source"} == {"envoy", "north-staff"}


def test_quiet_says_nothing_beside_the_answer(asculum: Command, mill: Path) -> None:
    for words in (["losses", "mill"], ["verdict", "mill"], ["report", "mill"]):
        assert asculum("--quiet", *words).err == ""
        assert asculum("--quiet", "--", *words).err == ""


def test_as_of_leaves_out_and_says_so(asculum: Command, mill: Path) -> None:
    said = asculum("losses", "mill", "--as-of", "1807-07-15", "--json", "--no-store")
    codes = [item["code"] for item in said.json["findings"]]
    assert said.json["as_of"] == "1807-07-15"
    assert "RUN001" in codes
    text = asculum("losses", "mill", "--as-of", "1807-07-15", "--no-store")
    assert "left out as published after 1807-07-15: 1 claim\n" in text.err
    early = asculum("losses", "mill", "--as-of", "1807-01-01")
    assert early.code == 2
    assert "RUN003" in early.err
    assert asculum("losses", "mill", "--as-of", "9999-01-01").code == 2


def test_as_of_a_day_within_the_battle_nothing_looks_forward(asculum: Command, mill: Path) -> None:
    early = CLAIMS.replace("1807-07-01", "1807-04-25").replace("1807-05-08", "1807-04-25")
    small_dossier(mill / "midway", claims=early)
    asked = ("midway", "--as-of", "1807-04-25", "--no-store", "--json")
    results = asculum("losses", *asked).json["results"]
    assert {(item["start"], item["end"]) for item in results} == {("1807-04-03", "1807-04-26")}
    weeks = asculum("losses", *asked, "--by", "week").json["results"]
    assert max(item["end"] for item in weeks) == "1807-04-26"
    verdict = asculum("verdict", "midway", "--as-of", "1807-04-25", "--no-store")
    assert verdict.code == 4
    assert "LED006: the battle was not over on 1807-04-25" in verdict.err
    assert asculum("report", "midway", "--as-of", "1807-04-25", "--no-store").code == 0
    page = (mill / "midway.html").read_text(encoding="utf-8")
    assert "nothing here looks forward" in page
    assert 'id="pyrrhic"' not in page
    before = asculum("losses", "midway", "--as-of", "1807-04-02")
    assert (before.code, "RUN003" in before.err) == (2, True)


def test_the_seed_and_the_store_are_options(asculum: Command, mill: Path) -> None:
    other = asculum("losses", "mill", "--seed", "2", "--store", mill / "kept", "--json")
    assert (mill / "kept" / ".asculum" / "store.duckdb").exists()
    first = asculum("losses", "mill", "--json")
    assert other.json["run"] != first.json["run"]
    assert other.json["results"] != first.json["results"]
    assert asculum("losses", "mill", "--seed", "-1").code == 2


def test_the_store_s_folder_can_come_from_the_environment(
    asculum: Command, mill: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASCULUM_STORE", str(mill / "elsewhere"))
    assert asculum("losses", "mill").code == 0
    assert (mill / "elsewhere" / ".asculum" / "store.duckdb").exists()


def test_no_store_leaves_nothing(
    asculum: Command, milled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert asculum("losses", milled / "mill", "--no-store").code == 0
    assert list(tmp_path.iterdir()) == []


def test_json_is_utf_8_and_one_value(asculum: Command, mill: Path) -> None:
    small_dossier(mill / "битва", header=HEADER.replace("The mill", "Мельница"))
    said = asculum("check", "битва", "--json")
    assert json.loads(said.out)["dossier"] == "битва"
    assert said.out.endswith("}\n")
