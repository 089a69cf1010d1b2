"""The JSON that commands print has the keys that DESIGN and the docs promise, and no others."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from small import CHOSEN, small_dossier

from asculum.options.ledger import CONTESTED, PYRRHIC
from asculum.terms import errors

if TYPE_CHECKING:
    from calling import Command

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "json.md"
IWO_JIMA = Path(__file__).parents[2] / "docs" / "examples" / "iwo_jima.csv"
HERACLEA = Path(__file__).parents[2] / "docs" / "examples" / "heraclea.csv"

ENVELOPE = [
    *("asculum", "command", "dossier", "as_of", "seed", "run", "status", "results", "findings")
]
RESULT = [
    *("quantity", "side", "force", "scope", "start", "end", "unit", "prob"),
    *("lower", "median", "upper", "method", "sources"),
]
LEDGER = ["direction", "formula", "above_one", "reading", "refusal"]
EXTRAS = ["label", "sentence", "missing"]
ANSWERED = ["answers", "statements"]
FINDING = ["code", "severity", "where", "what", "why", "fix"]


def documented(heading: str) -> list[str]:
    """Return the keys of the table on the page whose first column is called ``heading``."""
    found: list[str] = []
    inside = False
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells[0] == heading:
            inside = True
        elif inside and (key := re.fullmatch(r"`(\w+)`", cells[0])):
            found.append(key[1])
    return found


def test_the_page_documents_the_contract() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert f"`{PYRRHIC}`, `{CONTESTED}`" in page
    assert documented("key") == [*ENVELOPE, *RESULT]
    assert documented("extra key") == EXTRAS
    assert documented("ledger key") == LEDGER
    assert documented("finding key") == FINDING


def checked(value: dict[str, Any], *, extras: list[str] | None = None) -> dict[str, Any]:
    assert list(value) == [*ENVELOPE, *(extras or [])]
    assert list(value["status"]) == ["code", "sentence"]
    for finding in value["findings"]:
        assert list(finding) == FINDING
    return value


def check_numbers(result: dict[str, Any]) -> None:
    assert isinstance(result["unit"], str)
    assert 0 < result["prob"] < 1
    for key in ("lower", "median", "upper"):
        assert isinstance(result[key], float | int) or result[key] == "inf"
    assert all(isinstance(source, str) for source in result["sources"])


@pytest.mark.parametrize("by", ["total", "month", "week"])
def test_losses(asculum: Command, mill: Path, by: str) -> None:
    value = checked(asculum("losses", "mill", "--by", by, "--json").json)
    assert value["results"]
    for result in value["results"]:
        assert list(result) == RESULT
        check_numbers(result)
        assert date.fromisoformat(result["start"]) < date.fromisoformat(result["end"])


def test_hindcast(asculum: Command, mill: Path) -> None:
    days = "1807-06-01,1807-07-10,1807-08-02"
    words = ("hindcast", "mill", "--dates", days, "--truth", "n1", "--json")
    value = checked(asculum(*words).json, extras=documented("beside a hindcast"))
    assert value["results"]
    for result in value["results"]:
        assert list(result) == ["as_of", *RESULT]
        check_numbers(result)
    assert [list(day) for day in value["days"]] == [documented("day key")] * 3
    assert value["scores"]
    for score in value["scores"]:
        assert list(score) == documented("score key")
        assert score["refusal"] or score["crps"] is not None
    assert value["summary"]
    for mean in value["summary"]:
        assert list(mean) == documented("summary key")


def test_losses_explained(asculum: Command, mill: Path) -> None:
    keys = documented("explaining key")
    value = checked(asculum("losses", "mill", "--explain", "--json").json, extras=keys)
    rows = ("pull", "sensitivity", "beside", "learnt", "told", "check")
    for key, row in zip(keys, rows, strict=True):
        assert value[key], key
        for item in value[key]:
            assert list(item) == documented(f"{row} key")
    assert {item["unit"] for item in value["left_out"]} == {"source", "claim"}
    for item in value["left_out"]:
        assert (item["how"] in ("reweighted", "refitted")) == (item["sentence"] == "")


def test_fit_of_a_table(asculum: Command, mill: Path) -> None:
    del mill
    words = ("--a-first", "0", "--b-first", "21500", "--method", "likelihood", "--json")
    value = checked(asculum("fit", str(IWO_JIMA), *words).json, extras=documented("beside a fit"))
    assert value["results"]
    for result in value["results"]:
        assert list(result) == ["law", *RESULT]
        check_numbers(result)
    for law in value["laws"]:
        assert list(law) == documented("law key")


def test_fit_of_a_dossier(asculum: Command, mill: Path) -> None:
    keys = [*documented("beside a fit"), *documented("beside a dossier's fit")]
    value = checked(asculum("fit", "mill", "--json").json, extras=keys)
    assert [list(result) for result in value["results"]] == [["law", *RESULT]]
    assert value["refusals"]
    assert len(value["exchange"]) == 5


@pytest.mark.parametrize("command", ["verdict", "report"])
def test_verdict_and_report(asculum: Command, mill: Path, command: str) -> None:
    value = checked(asculum(command, "mill", "--json").json, extras=[*EXTRAS, *ANSWERED])
    assert [*ANSWERED, "history"] == documented("verdict key")
    assert len(value["answers"]) == 7
    for answer in value["answers"]:
        assert list(answer) == documented("answer key")
        assert bool(answer["sentence"]) != bool(answer["refusal"])
    for statement in value["statements"]:
        assert list(statement) == documented("statement key")
    assert value["label"] in (PYRRHIC, CONTESTED, "")
    ledger = [result for result in value["results"] if "formula" in result]
    others = [result for result in value["results"] if "formula" not in result]
    assert (others == []) == (command == "verdict")
    assert all(list(result) == RESULT for result in others)
    assert {result["quantity"] for result in ledger} >= {"LER", "FER", "SER", "BER", "V2R"}
    for result in ledger:
        assert list(result) == [*RESULT, *LEDGER]
        if not result["refusal"]:
            check_numbers(result)


def test_verdict_of_a_table(asculum: Command) -> None:
    value = checked(asculum("verdict", HERACLEA, "--json").json, extras=EXTRAS)
    for result in value["results"]:
        assert list(result) == [*RESULT, *LEDGER]


def test_verdict_of_history(asculum: Command) -> None:
    value = checked(asculum("verdict", "--history", "--json").json, extras=["history"])
    assert len(value["history"]) == 10
    told = PAGE.read_text(encoding="utf-8")
    for battle in value["history"]:
        assert all(f"`{key}`" in told for key in battle)
        assert bool(battle["label"]) != bool(battle["missing"])
        for result in battle["indices"]:
            assert list(result) == [*RESULT, *LEDGER]


@pytest.mark.parametrize("command", ["odds", "simulate"])
def test_stylised_battles(asculum: Command, command: str) -> None:
    words = ("--attacker", "40", "--defender", "30", "--exchange", "0.8:1.5")
    value = checked(asculum(command, *words, "--json").json)
    told = PAGE.read_text(encoding="utf-8")
    for result in value["results"]:
        assert list(result) == RESULT
        check_numbers(result)
        assert f"| {result['quantity']} |" in told


def test_weigh_and_bargain(asculum: Command, mill: Path) -> None:
    small_dossier(mill / "chosen", header=CHOSEN)
    value = checked(
        asculum("weigh", "chosen", "--json").json, extras=documented("beside a weighing")
    )
    assert value["results"]
    for result in value["results"]:
        assert list(result) == [*RESULT, *documented("weigh key")]
        check_numbers(result)
    (item,) = value["decisions"]
    assert list(item) == documented("decision key")
    for view in item["views"]:
        assert list(view) == documented("view key")
        assert all(list(option) == documented("option key") for option in view["options"])
    value = checked(asculum("bargain", "chosen", "--json").json, extras=["left_out"])
    for result in value["results"]:
        assert list(result) == [*RESULT, "deal"]


def test_check(asculum: Command, mill: Path) -> None:
    small_dossier(mill / "bad", claims="nonsense\n")
    value = checked(asculum("check", "bad", "--json").json)
    assert value["results"] == []
    assert value["findings"]


def test_dossiers(asculum: Command) -> None:
    value = checked(asculum("dossiers", "--json").json)
    for result in value["results"]:
        assert list(result) == documented("dossier key")


def test_cite(asculum: Command, mill: Path) -> None:
    value = checked(asculum("cite", "mill", "--json").json)
    for result in value["results"]:
        assert list(result) == documented("citation key")


def test_exit_codes_are_those_of_the_page_and_of_the_errors() -> None:
    text = PAGE.read_text(encoding="utf-8").partition("## Exit codes")[2]
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.M)}
    assert codes == {0, 1, 2, 3, 4, 5, 130}
    assert {
        kind.__name__: kind.exit_code
        for kind in (
            *(errors.UsageError, errors.EvidenceError, errors.ModelError),
            *(errors.MissingExtraError, errors.StoreError),
        )
    } == {
        "UsageError": 2,
        "EvidenceError": 3,
        "ModelError": 4,
        "MissingExtraError": 5,
        "StoreError": 1,
    }


ONLY_BOTH = (
    "id,published,source,side,category,kind,best,start,end,scope\n"
    "b1,1807-07-01,envoy,both,casualties,count,7000,1807-04-03,1807-05-08,battle\n"
)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("losses", "mill"), 0),
        (("--help",), 0),
        (("report", "mill", "-o", "missing/page.html"), 1),
        (("losses", "nowhere"), 2),
        (("losses", "mill", "--seed", "x"), 2),
        (("hindcast", "mill", "--every", "month", "--dates", "1807-07-02"), 2),
        (("hindcast", "mill", "--truth", "nobody"), 2),
        (("check", "bad"), 3),
        (("losses", "bad"), 3),
        (("losses", "both"), 4),
        (("verdict", "both"), 4),
        (("hindcast", "both", "--dates", "1807-07-02"), 4),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_each_exit_code_is_reached(
    asculum: Command, mill: Path, words: tuple[str, ...], code: int
) -> None:
    small_dossier(mill / "bad", claims="nonsense\n")
    small_dossier(mill / "both", claims=ONLY_BOTH)
    assert asculum(*words).code == code


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (KeyboardInterrupt(), 130),
        (errors.MissingExtraError("XTR001", "no linkage", fix="uv add asculum[lists]"), 5),
        (RuntimeError("a wheel came off"), 1),
    ],
    ids=["interrupted", "a missing extra", "a fault"],
)
def test_exit_codes_of_what_befalls_a_command(
    asculum: Command, monkeypatch: pytest.MonkeyPatch, raised: BaseException, code: int
) -> None:
    from asculum.evidence import bundled

    def befalls(name: object) -> Path:
        raise raised

    monkeypatch.setattr(bundled, "find", befalls)
    said = asculum("check", "bakhmut")
    assert said.code == code
    assert "Traceback" not in said.err
    assert said.err.strip()
