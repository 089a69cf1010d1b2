"""The table of a historic battle: what is read, and every way it can be wrong."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

from asculum.evidence._battle_rows import columns
from asculum.evidence.battle import read_battle
from asculum.options.battle import battle_ledger
from asculum.terms.errors import EvidenceError

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
HEADER = "battle,side,role,losses_low,losses_best,losses_high,losses_category"
GOOD = f"{HEADER}\nA,x,winner,,10,,killed\nA,y,loser,5,,20,killed\n"


def read(folder: Path, text: str | bytes) -> object:
    path = folder / "battle.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_battle(path)


def codes(folder: Path, text: str | bytes) -> list[tuple[str, str]]:
    with pytest.raises(EvidenceError) as caught:
        read(folder, text)
    assert all(item.fix for item in caught.value.findings)
    return [(item.code, item.where) for item in caught.value.findings]


def test_a_small_table_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(GOOD)
    battle = read_battle(tmp_path / "a.csv")
    assert (battle.winner.name, battle.loser.name, battle.horizon) == ("x", "y", "")
    assert battle.winner.losses is not None
    assert battle.winner.losses.best == 10
    assert battle.loser.losses is not None
    assert (battle.loser.losses.low, battle.loser.losses.high) == (5, 20)
    assert (battle.winner.line, battle.loser.line) == (2, 3)
    assert battle.loser.pool is None
    assert battle.sha256 == hashlib.sha256(GOOD.encode()).hexdigest()


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("role", "outcome").replace("winner", "Won").replace("loser", "lost"),
        GOOD + "\n,,,,,,\n",
        GOOD.rstrip("\n"),
    ],
    ids=["bom", "crlf", "outcome", "blank-rows", "no-last-newline"],
)
def test_harmless_variants_are_read(tmp_path: Path, text: str) -> None:
    read(tmp_path, text)


def test_lines_are_those_of_the_file_even_after_a_note_of_two_lines(tmp_path: Path) -> None:
    text = f'{HEADER},note\nA,x,winner,,10,,killed,"one\ntwo"\nA,y,loser,,-1,,killed,\n'
    assert codes(tmp_path, text) == [("LED016", "battle.csv:4")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("LED013", "battle.csv")]),
        (HEADER + "\n", [("LED013", "battle.csv")]),
        (f"{HEADER}\nA,x,winner,,1,,killed\n", [("LED013", "battle.csv:2")]),
        (GOOD + "A,z,loser,,1,,killed\n", [("LED013", "battle.csv:4")]),
        (GOOD.replace("loser", "winner"), [("LED014", "battle.csv:3")]),
        (GOOD.replace("winner", "loser"), [("LED014", "battle.csv:3")]),
        (GOOD.replace("winner", "victor"), [("LED014", "battle.csv:2")]),
        (GOOD.replace("winner", ""), [("LED019", "battle.csv:2")]),
        (GOOD.replace("A,y", "A,X"), [("LED015", "battle.csv:3")]),
        (GOOD.replace("A,y", "A,"), [("LED019", "battle.csv:3")]),
        (GOOD.replace(",10,", ",-10,"), [("LED016", "battle.csv:2")]),
        (GOOD.replace(",10,", ",1_0,"), [("LED016", "battle.csv:2")]),
        (GOOD.replace(",10,", ",nan,"), [("LED016", "battle.csv:2")]),
        (GOOD.replace(",10,", ",inf,"), [("LED016", "battle.csv:2")]),
        (GOOD.replace(",10,", ",1e999,"), [("LED016", "battle.csv:2")]),
        (GOOD.replace(",10,", ',"3,505",'), [("LED016", "battle.csv:2")]),
        (GOOD.replace(",10,", ",3,505,"), [("LED019", "battle.csv:2")]),
        (GOOD.replace(",10,", ",١٠,"), [("LED016", "battle.csv:2")]),
        (GOOD.replace("5,,20", "50,,20"), [("LED017", "battle.csv:3")]),
        (GOOD.replace("5,,20", "5,30,20"), [("LED017", "battle.csv:3")]),
        (GOOD.replace("5,,20", "5,,"), [("LED020", "battle.csv:3")]),
        (GOOD.replace("5,,20", ",7,20"), [("LED020", "battle.csv:3")]),
        (GOOD.replace("A,y", "B,y"), [("LED018", "battle.csv:3")]),
        (GOOD.replace("20,killed", "20,wounded"), [("LED018", "battle.csv:3")]),
        (GOOD.replace("killed", "kiled"), [("LED019", "battle.csv:2")]),
        (GOOD.replace("losses_best", "loses_best"), [("LED012", "battle.csv:1")]),
        (GOOD.replace("losses_low", "losses_best"), [("LED012", "battle.csv:1")]),
        (GOOD.replace("role", "note"), [("LED012", "battle.csv:1")]),
        (GOOD.replace("winner", '"winner'), [("LED010", "battle.csv:3")]),
    ],
)
def test_every_fault_has_its_code_and_line(
    tmp_path: Path, text: str, expected: list[tuple[str, str]]
) -> None:
    assert codes(tmp_path, text) == expected


def test_all_faults_are_told_together(tmp_path: Path) -> None:
    text = f"{HEADER}\nA,x,winner,9,,2,killed\nB,x,winner,,-1,,\n"
    assert {code for code, _ in codes(tmp_path, text)} == {
        "LED014",
        "LED015",
        "LED017",
        "LED018",
        "LED019",
    }


def test_an_unknown_column_is_answered_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="did you mean 'losses_best'"):
        read(tmp_path, GOOD.replace("losses_best", "loses_best"))
    with pytest.raises(EvidenceError, match="commas between the columns, not semicolons"):
        read(tmp_path, GOOD.replace(",", ";"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            GOOD.encode().replace(b"killed", b"kill\xe9d", 1),
            r"battle.csv:2: byte 0xe9 is not UTF-8",
        ),
        (GOOD.encode() + b"\0", "NUL"),
        (GOOD.encode("utf-16"), "NUL|not UTF-8"),
    ],
)
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(EvidenceError, match=words) as caught:
        read(tmp_path, data)
    assert caught.value.code == "LED011"


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(EvidenceError, match="LED010"):
        read_battle(tmp_path / name)


def test_a_pool_without_a_source_is_a_warning(tmp_path: Path) -> None:
    text = GOOD.replace("losses_category", "losses_category,pool_best").replace(
        "killed\n", "killed,1000\n"
    )
    (tmp_path / "a.csv").write_text(text)
    battle = read_battle(tmp_path / "a.csv")
    assert [(item.code, item.severity) for item in battle.findings] == [("LED021", "warning")] * 2


def test_an_unknown_scope_of_a_pool_is_refused_with_the_nearest(tmp_path: Path) -> None:
    text = GOOD.replace("losses_category", "losses_category,pool_scope").replace(
        "killed\n", "killed,nations\n"
    )
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(EvidenceError, match=r"LED022[\s\S]*'nation'"):
        read_battle(tmp_path / "a.csv")


def test_the_description_has_the_columns_and_the_examples_use_them() -> None:
    folder = Path(__file__).parents[3] / "src" / "asculum" / "evidence" / "dictionary"
    with (folder / "battle.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    other = (folder / "claims.csv").read_text().splitlines()[0].split(",")
    assert list(rows[0]) == other
    assert tuple(row["column"] for row in rows) == columns()
    for name in ("asculum.csv", "heraclea.csv"):
        with (EXAMPLES / name).open(newline="") as file:
            assert tuple(next(csv.reader(file))) == columns()


@pytest.mark.parametrize("name", ["asculum.csv", "heraclea.csv"])
def test_the_examples_refuse_what_nobody_wrote_down(name: str) -> None:
    battle = read_battle(EXAMPLES / name)
    assert battle.findings == ()
    ledger = battle_ledger(battle)
    assert (ledger.winner, ledger.loser, ledger.label) == ("Pyrrhus", "Rome", "")
    assert ledger.index("SER").refusal == "the pool of Pyrrhus is not known"
    assert ledger.index("LER").estimate is not None
    assert ledger.missing == ("the pool of Pyrrhus",)
    assert "Break-even pool ratio" in ledger.sentence


def test_the_same_seed_gives_the_same_ledger_and_each_figure_its_own_stream() -> None:
    battle = read_battle(EXAMPLES / "heraclea.csv")
    one, same, other = (battle_ledger(battle, seed=seed, n=500) for seed in (1, 1, 2))
    draws = [item.index("LER").estimate for item in (one, same, other)]
    assert draws[0] is not None
    assert draws[1] is not None
    assert draws[2] is not None
    assert (draws[0].draws == draws[1].draws).all()
    assert (draws[0].draws != draws[2].draws).any()
