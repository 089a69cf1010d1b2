"""``asculum odds`` and ``asculum simulate``: answers, refusals, and what they say of themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asculum.attrition.course import Course, Reinforcement, Side
from asculum.attrition.laws import Square
from asculum.attrition.trajectories import trajectories

if TYPE_CHECKING:
    from calling import Command

FOUR = ("--attacker", "4", "--defender", "3")
RATES = ("--attacker-rate", "0.01", "--defender-rate", "0.02")


def test_four_against_three(asculum: Command) -> None:
    told = asculum("odds", *FOUR, "--json").json
    wins = {r["side"]: r["median"] for r in told["results"] if r["quantity"] == "wins"}
    assert wins["attacker"] == pytest.approx(233 / 315, rel=1e-14)
    assert wins["defender"] == pytest.approx(82 / 315, rel=1e-14)
    assert "not of any real one" in told["status"]["sentence"]


def test_swapping_the_sides_swaps_the_answers(asculum: Command) -> None:
    one = asculum(
        *("odds", "--attacker", "70", "--defender", "50", "--exchange", "1.5", "--json"),
        *("--break-attacker", "0.4", "--break-defender", "0.7"),
    ).json["results"]
    other = asculum(
        *("odds", "--attacker", "50", "--defender", "70", "--exchange", repr(1 / 1.5), "--json"),
        *("--break-attacker", "0.7", "--break-defender", "0.4"),
    ).json["results"]
    assert one[0]["median"] == pytest.approx(other[1]["median"], rel=1e-12)
    assert one[1]["median"] == pytest.approx(other[0]["median"], rel=1e-12)


@pytest.mark.parametrize(
    "words",
    [
        ("--law", "linear"),
        ("--law", "logarithmic"),
        ("--law", "mixed", *RATES),
        ("--law", "general", "--p", "0.8", "--q", "0.3", "--d", "1.2"),
        ("--law", "helmbold", "--w", "0.4"),
        ("--law", "osipov"),
        RATES,
        ("--exchange", "0.8:1.2"),
        ("--break-attacker", "0.2:0.8"),
    ],
)
def test_odds_and_simulations_agree(asculum: Command, words: tuple[str, ...]) -> None:
    battle = ("--attacker", "30", "--defender", "25", *words, "--json")
    exact = asculum("odds", *battle).json
    drawn = asculum("simulate", *battle, "--runs", "20000", "--method", "outcomes").json
    assert sum(r["median"] for r in drawn["results"] if r["quantity"] == "wins") == 1
    if "0.8:1.2" in words or "0.2:0.8" in words:
        assert exact["results"][0]["lower"] < exact["results"][0]["upper"]
    else:
        chance = exact["results"][0]["median"]
        error = (chance * (1 - chance) / 20_000) ** 0.5
        assert drawn["results"][0]["median"] == pytest.approx(chance, abs=4 * error)


def test_a_shock_is_shown_beside_the_odds(asculum: Command) -> None:
    words = ("odds", "--attacker", "1100", "--defender", "1000", "--json")
    sure = asculum(*words).json
    assert sure["status"]["code"] == "DOUBTFUL"
    shaken = asculum(*words, "--shock", "1.1").json
    found = {(r["quantity"], r["side"]): r["median"] for r in shaken["results"]}
    assert found["wins", "attacker"] == sure["results"][0]["median"] > 0.99
    assert 0.5 < found["wins, shock included", "attacker"] < 0.6
    assert shaken["status"]["code"] == "OK"


def test_days_and_the_end_are_told_where_rates_are_given(asculum: Command) -> None:
    said = asculum("simulate", *FOUR, *RATES, "--runs", "500", "--day", "9", "--day", "1", "--json")
    quantities = [result["quantity"] for result in said.json["results"]]
    assert quantities.count("day of the end") == 1
    assert quantities[-4:] == ["strength on day 1"] * 2 + ["strength on day 9"] * 2
    table = asculum("simulate", *FOUR, *RATES, "--runs", "500", "--method", "diffusion")
    assert "not of any real one" in table.out
    assert "day of the end" in table.out


def test_the_table_has_the_base_rate_and_the_sentence(asculum: Command) -> None:
    said = asculum("odds", "--attacker", "1000", "--defender", "1000")
    assert said.code == 0
    assert "won in history" in said.out
    assert "not of any real one" in said.out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--attacker", "0", "--defender", "3"), ""),
        ((*FOUR, "--attacker", "2.5"), ""),
        ((*FOUR, "--exchange", "-1"), ""),
        ((*FOUR, "--exchange", "2:1"), ""),
        ((*FOUR, "--exchange", "nan"), ""),
        ((*FOUR, "--exchange", "1:many"), ""),
        ((*FOUR, "--break-attacker", "1.5"), "ATT003"),
        ((*FOUR, "--law", "general", "--p", "1"), "ATT041"),
        ((*FOUR, "--law", "helmbold"), "ATT041"),
        ((*FOUR, "--law", "helmbold", "--w", "2"), "ATT002"),
        ((*FOUR, "--p", "1"), "ATT040"),
        ((*FOUR, "--attacker-rate", "1"), "ATT042"),
        ((*FOUR, "--exchange", "1", *RATES), "ATT042"),
        ((*FOUR, "--law", "mixed"), "ATT043"),
        (("--attacker", "9999999999", "--defender", "3"), "ATT006"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
@pytest.mark.parametrize("command", ["odds", "simulate"])
def test_bad_calls_are_told_why(
    asculum: Command, command: str, words: tuple[str, ...], code: str
) -> None:
    said = asculum(command, *words)
    assert said.code == 2
    assert said.out == ""
    assert code in said.err
    assert "Traceback" not in said.err
    assert "why:" in said.err or "Invalid value" in said.err


def test_what_never_came_is_not_told_to_be_impossible(asculum: Command) -> None:
    said = asculum("simulate", "--attacker", "300", "--defender", "200", "--runs", "1000", "--json")
    attacker, defender = said.json["results"][:2]
    assert defender["median"] == 0.0
    # the exact 95 % bound of none in n is 1 - 0.05^(1/n)
    assert defender["upper"] == pytest.approx(1 - 0.05**0.001)
    assert attacker["lower"] == pytest.approx(0.05**0.001)
    assert attacker["upper"] == 1.0


def test_extremes_are_told_without_noise(asculum: Command) -> None:
    said = asculum("odds", "--attacker", "1000000", "--defender", "1")
    assert "1,000,000 attackers, 1 defender, square" in said.out
    assert "under 1e-300" in said.out
    wide = asculum("odds", *FOUR, "--exchange", "1e-300:1e300")
    assert wide.code == 2
    assert wide.err.startswith("ATT046: an exchange ratio from 1e-300 to 1e+300")
    assert "Warning" not in wide.err


def test_a_clock_needs_rates(asculum: Command) -> None:
    for words in (("--day", "3"), ("--method", "events"), ("--method", "diffusion")):
        said = asculum("simulate", *FOUR, *words)
        assert said.code == 2
        assert "--attacker-rate" in said.err


def test_what_is_refused_leaves_with_four(asculum: Command) -> None:
    many = ("--attacker", "3000000", "--defender", "3000000")
    said = asculum("odds", *many, "--law", "helmbold", "--w", "0.4")
    assert said.code == 4
    assert "ATT004" in said.err


CLOCK = ("--attacker", "1000", "--defender", "800", "--attacker-rate", "0.01")
CLOCK += ("--defender-rate", "0.01", "--runs", "400")


def test_who_joins_is_simulated_as_the_course_of_the_means_has_it(asculum: Command) -> None:
    words = ("--join", "defender:30:5:25.5", "--until", "40", "--day", "40")
    told = asculum("simulate", *CLOCK, *words, "--json").json
    law = Square(a=0.01, b=0.01)
    pieces = [Reinforcement(side=Side.B, persons=30.0, start=5, end=25.5)]
    mean = trajectories(law, start=(1000.0, 800.0), course=Course(days=40, step=0.5, pieces=pieces))
    seen = {
        r["side"]: r["median"] for r in told["results"] if r["quantity"] == "strength on day 40"
    }
    # a few standard errors of 400 runs, of which each has a spread of some 30
    assert seen["attacker"] == pytest.approx(mean.a[-1, 0], abs=8)
    assert seen["defender"] == pytest.approx(mean.b[-1, 0], abs=8)
    assert "asculum odds" not in told["status"]["sentence"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--join", "defender:3:5:25"), "add --until 25"),
        (("--join", "blue:3:5:25", "--until", "30"), "is not SIDE:PERSONS:FROM:TO"),
        (("--join", "defender:1,000:5:25", "--until", "30"), "write defender:1000:5:25"),
        (("--join", "defender:3:25:5", "--until", "30"), "the days in order"),
        (("--join", "defender:3:5:9.001", "--until", "30"), "ATT047"),
        (("--join", "defender:3:5:9", "--until", "5"), "ATT047"),
        (("--until", "5", "--method", "diffusion"), "ATT048"),
        (("--until", "5", "--day", "6"), "ATT021"),
    ],
)
def test_a_course_that_makes_no_sense_is_refused(
    asculum: Command, words: tuple[str, ...], told: str
) -> None:
    answer = asculum("simulate", *CLOCK, *words)
    assert answer.code == 2
    assert told in " ".join(answer.err.split())
