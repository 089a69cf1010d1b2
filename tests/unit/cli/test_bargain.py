"""``asculum bargain``: answers, refusals and the envelope."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from asculum.cli.main import cli, run

RANGE = ["range", "--chance-by-a", "0.5..0.7", "--chance-by-b", "0.3..0.5"]
DEMANDS = ["--demands", "0.7", "0.6", "--discounts", "0.1", "0.2"]
BELIEFS = ["--belief-a", "3", "2", "--belief-b", "2", "3"]
EVEN = ["--cost-a", "0.02", "--cost-b", "0.02"]
COSTS = ["--cost-a", "0.1..0.2", "--cost-b", "0.05"]


def told(*words: str) -> dict:
    result = CliRunner().invoke(cli, ["bargain", *words, "--json"], standalone_mode=False)
    assert result.exception is None, result.output
    return json.loads(result.output)


@pytest.mark.parametrize(
    "words",
    [
        [*RANGE, *COSTS],
        ["demand", "--chance", "0.5", "--cost-a", "0.1", "--most-b", "0.4"],
        ["shift", "--chance-now", "0.3", "--chance-later", "0.8", "--patience", "0.9", *EVEN],
        ["screen", "--most", "1", "--cost", "0.3", "--keep", "0.5"],
        ["walk", "--chance", "0.45", "--held", "90", "--forts", "100"],
        ["walk", "--chance", "0.5", "--held", "3", "--forts", "6", *BELIEFS, *EVEN],
        ["wait", *DEMANDS, "--obstinate", "0.05", "0.1"],
        ["wait", "--demands", "0.6", "0.6", "--discounts", "0.1", "0.1"],
        ["tug", "--states", "6", "--prize-a", "1.2", "--prize-b", "1", "--patience", "0.9"],
    ],
    ids=lambda words: f"{words[0]}-{len(words)}",
)
def test_every_model_answers_with_its_assumptions(words: list[str]) -> None:
    envelope = told(*words)
    assert envelope["command"] == "bargain"
    assert envelope["model"] == words[0]
    assert envelope["status"]["code"] == "OK"
    assert envelope["sentence"]
    assert envelope["assumes"]
    for result in envelope["results"]:
        assert result["lower"] <= result["median"] <= result["upper"]
        assert (result["prob"] is None) <= (result["lower"] == result["upper"])
    plain = CliRunner().invoke(cli, ["bargain", *words], standalone_mode=False)
    assert plain.exception is None
    for assumed in envelope["assumes"]:
        assert assumed in " ".join(plain.output.split())


def test_the_same_seed_gives_the_same_range_and_another_does_not() -> None:
    one, two = told(*RANGE, *COSTS), told(*RANGE, *COSTS)
    other = told(*RANGE, *COSTS, "--seed", "2")
    assert one["results"] == two["results"]
    assert one["results"] != other["results"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["wait", *DEMANDS], 4, "BAR003"),
        (["wait", "--demands", "0.2", "0.3", "--discounts", "0.1", "0.2"], 2, "BAR002"),
        (["wait", "--demands", "0.2", "0.9", "--discounts", "0", "0.2"], 2, "BAR001"),
        (["walk", "--chance", "1.4", "--held", "3", "--forts", "6"], 2, "BAR001"),
        (["walk", "--chance", "0.4", "--held", "6", "--forts", "6"], 2, "BAR002"),
        (
            ["walk", "--chance", "0.4", "--held", "3", "--forts", "6", "--belief-a", "1", "1"],
            2,
            "neither",
        ),
        (["screen", "--most", "1", "--cost", "0.3", "--keep", "nan"], 2, "BAR001"),
        (
            ["range", "--chance-by-a", "0.7..0.5", "--chance-by-b", "0.5", *COSTS],
            2,
            "above its end",
        ),
        (["range", "--chance-by-a", "nan", "--chance-by-b", "0.5", *COSTS], 2, "not a finite"),
        (["range", "--chance-by-a", "0..inf", "--chance-by-b", "0.5", *COSTS], 2, "not a finite"),
        ([*RANGE, "--cost-a", "-1", "--cost-b", "1"], 2, "as a finite number of at least 0"),
        (["range", "--chance-by-a", "a", "--chance-by-b", "0.5", *COSTS], 2, "neither a number"),
        (
            ["tug", "--states", "4", "--prize-a", "1", "--prize-b", "1", "--patience", ".9"],
            4,
            "BAR003",
        ),
    ],
    ids=lambda value: "-".join(value[:1]) if isinstance(value, list) else None,
)
def test_what_cannot_be_answered_is_refused_in_words(
    words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["bargain", *words]) == code
    out = capsys.readouterr()
    assert said in out.err
    assert "Traceback" not in out.err
    assert out.out == ""


def test_sides_that_are_alike_wait_alike() -> None:
    found = told("wait", "--demands", "0.6", "0.6", "--discounts", "0.1", "0.1")
    value = {row["quantity"]: row["median"] for row in found["results"]}
    rate = 0.1 * 0.4 / 0.2
    assert value["rate at which each gives in"] == pytest.approx(rate)
    # the first of two that give in at this rate does so after 1/(2 rate)
    assert value["mean delay"] == pytest.approx(1 / (2 * rate))
    # what each gives in for at once: half of the time it has the 0.6, discounted until then
    later = 2 * rate / (2 * rate + 0.1) * (0.6 + 0.4) / 2
    assert value["worth to each"] == pytest.approx(later)


def test_one_demand_is_told_as_one() -> None:
    assert told("screen", "--most", "1", "--cost", "2", "--keep", "0.5")["sentence"] == (
        "One demand, which B, whoever it is, accepts."
    )
