"""``asculum fit`` on tables: answers, refusals, files."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np
import pytest
from made_battles import made_battle

if TYPE_CHECKING:
    from calling import Command

IWO_JIMA = Path(__file__).parents[3] / "docs" / "examples" / "iwo_jima.csv"


def table(folder: Path, **more: float) -> Path:
    """Write a made-up battle as a table with columns of its own."""
    seen = made_battle(**more)  # type: ignore[arg-type]
    path = folder / "ford.csv"
    lines = ["d,reds,red_losses,red_joined,blues,blue_losses,blue_joined"]
    for t in range(seen.days.size):
        cells = [t + 1]
        for side in seen.sides:
            cells += [side.strength[t], side.losses[t], side.joined[t]]
        lines.append(",".join(f"{cell:g}" if cell < 1e5 else f"{cell:.0f}" for cell in cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


NAMES = [
    *("--column", "day=d", "--column", "a_strength=reds", "--column", "a_losses=red_losses"),
    *("--column", "a_joined=red_joined", "--column", "b_strength=blues"),
    *("--column", "b_losses=blue_losses", "--column", "b_joined=blue_joined"),
]


def test_json_csv_and_figure_hold_the_same_fit(asculum: Command, tmp_path: Path) -> None:
    battle, out, drawing = table(tmp_path), tmp_path / "fit.csv", tmp_path / "fit.svg"
    words = ["--law", "square", "--law", "generalised", "--method", "likelihood", "--json"]
    files = ["--csv", str(out), "--figure", str(drawing)]
    answer = asculum("fit", str(battle), *NAMES, *words, *files)
    value = answer.json
    assert value["command"] == "fit"
    assert {item["law"] for item in value["laws"]} == {"square", "generalised"}
    assert all(item["score"]["AIC"] > 0 for item in value["laws"])
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert [float(row["median"]) for row in rows] == [item["median"] for item in value["results"]]
    svg = ElementTree.fromstring(drawing.read_text(encoding="utf-8"))
    circles = [item for item in svg.iter() if item.tag.endswith("circle")]
    assert len(circles) == 72


def test_the_same_seed_gives_the_same_draws(asculum: Command, tmp_path: Path) -> None:
    battle = table(tmp_path, periods=12)
    words = ("fit", str(battle), *NAMES, "--law", "linear", "--json")
    one, other, third = (asculum(*words, "--seed", seed).out for seed in ("1", "1", "2"))
    assert one == other
    assert json.loads(one)["results"] != json.loads(third)["results"]


def test_iwo_jima_s_square_law_by_least_squares_is_scipys(asculum: Command) -> None:
    from scipy import integrate, optimize

    rows = list(csv.DictReader(IWO_JIMA.read_text(encoding="utf-8").splitlines()))
    losses = np.array([float(row["a_losses"] or "nan") for row in rows])
    joined = np.array([float(row["a_joined"]) for row in rows])

    def told(rates: np.ndarray) -> np.ndarray:
        """Losses of each day, both sides' strengths running on from the first."""
        state, found = np.array([0.0, 21_500.0]), []
        for more in joined:

            def slope(_: float, at: np.ndarray, more: float = more) -> list[float]:
                return [more - rates[0] * max(at[1], 0.0), -rates[1] * max(at[0], 0.0)]

            end = integrate.solve_ivp(slope, (0, 1), state, rtol=1e-7, atol=1e-4).y[:, -1]
            found.append(state[0] + more - end[0])
            state = np.maximum(end, 0.0)
        known = np.isfinite(losses)
        return (np.array(found) - losses)[known] / 1000

    want = optimize.least_squares(told, [0.05, 0.01], x_scale=[0.05, 0.01]).x
    words = ("--a-first", "0", "--b-first", "21500", "--law", "square", "--run-on")
    value = asculum("fit", str(IWO_JIMA), *words, "--method", "squares", "--json").json
    ours = {item["quantity"]: item["median"] for item in value["results"]}
    # medians of draws of the normal: its Monte Carlo error is well below 2 %
    assert (ours["a"], ours["b"]) == pytest.approx(tuple(want), rel=0.02)
    assert value["status"]["code"] == "DOUBTFUL"
    assert "not seen" in value["laws"][0]["status"]["sentence"]


def test_one_side_unseen_tells_no_exponents(asculum: Command) -> None:
    words = ("--a-first", "0", "--b-first", "21500", "--law", "generalised")
    answer = asculum("fit", str(IWO_JIMA), *words)
    assert answer.code == 4
    assert "one curve does not tell the exponents" in answer.err


@pytest.mark.parametrize(
    ("words", "code", "seen"),
    [
        (["nowhere.csv"], 3, "SER000"),
        ([str(IWO_JIMA)], 4, "ATT051"),
        ([str(IWO_JIMA), "--column", "a_losses"], 2, "NAME=THEIRS"),
        ([str(IWO_JIMA), "--column", "a_losses=loses"], 2, "SER008"),
        ([str(IWO_JIMA), "--as-of", "2023-01-01"], 2, "--as-of needs a dossier"),
        (["bakhmut", "--law", "square"], 2, "--law is for a CSV"),
        ([str(IWO_JIMA), "--a-first", "-5"], 2, "numbers lie above 0"),
    ],
)
def test_calls_that_cannot_be_answered(
    asculum: Command, words: list[str], code: int, seen: str
) -> None:
    answer = asculum("fit", *words)
    assert answer.code == code
    assert seen in answer.err
    assert "Traceback" not in answer.err


def test_changes_are_sought_in_a_table_and_told(asculum: Command, tmp_path: Path) -> None:
    battle, drawing = table(tmp_path, periods=16), tmp_path / "fit.svg"
    words = ("fit", str(battle), *NAMES, "--law", "square", "--find-changes", "1")
    value = asculum(*words, "--json").json
    told = value["laws"][0]["changes"]
    assert [row["row"] for row in told["rows"]] == list(range(4, 15))
    assert told["before"] == pytest.approx([0.5, 0.5])
    printed = asculum(*words, "--figure", str(drawing))
    assert "chance of any" in printed.out
    assert drawing.read_text(encoding="utf-8").startswith("<svg")
    for wrong in (("--change", "5"), ("--method", "squares")):
        assert asculum(*words, *wrong).code == 2


@pytest.mark.parametrize("factor", [1.0, 3.0])
def test_losses_that_drift_away_from_every_law_point_to_a_change(
    asculum: Command, tmp_path: Path, factor: float
) -> None:
    rng, rows, x, y = np.random.default_rng(8), [], 30_000, 20_000
    for day in range(1, 41):
        rate = 0.006 * (factor if day > 20 else 1.0)
        lost = rng.poisson(rate * np.array([y, x]) * rng.gamma(50.0, 0.02, 2))
        joined = (500 + 400 * np.sin(day / 2), 300 - 250 * np.sin(day / 3))
        a, b = (round(number) for number in joined)
        rows.append(f"{day},{x},{lost[0]},{a},{y},{lost[1]},{b}")
        x, y = x + a - lost[0], y + b - lost[1]
    path = tmp_path / "made.csv"
    head = "day,a_strength,a_losses,a_joined,b_strength,b_losses,b_joined"
    path.write_text("\n".join([head, *rows]) + "\n")
    words = ("fit", str(path), "--law", "square", "--law", "linear", "--method", "likelihood")
    told = asculum(*words)
    assert told.code == 0
    assert ("--find-changes 1 seeks the day" in told.err) == (factor > 1.0)
