"""How common it is: base rates of CDB90, from the bundled battles and from the full table.

The rates were worked out for this project from the patched data (Helmbold 1993); they are facts of
a table that others hold too, and every one is counted here anew.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from shared_data import shared

from asculum.evidence.history.table import Winner, bundled

#: Half of the last printed digit of a per cent.
PRINTED = 0.0005


def ratios() -> list[tuple[str, Winner, float, float, float]]:
    """Return name, winner, LER, FER and the winner's share lost, where losses are within forces."""
    return [row[1:] for row in numbered()]


def numbered() -> list[tuple[str, str, Winner, float, float, float]]:
    """Return the same rows behind the battle's number in the database."""
    found = []
    for item in bundled():
        figures = (
            *(item.attacker_losses, item.attacker_strength),
            *(item.defender_losses, item.defender_strength),
        )
        if item.winner not in (Winner.ATTACKER, Winner.DEFENDER) or not all(figures):
            continue
        a, n, d, m = (float(value or 0) for value in figures)
        if item.winner is Winner.DEFENDER:
            a, n, d, m = d, m, a, n
        if a > n or d > m:
            continue
        found.append((item.id, item.name, item.winner, a / d, (a / n) / (d / m), a / n))
    return found


def test_how_often_the_winner_lost_more() -> None:
    rows = ratios()
    assert len(rows) == 607
    ler, fer = np.array([row[2] for row in rows]), np.array([row[3] for row in rows])
    own = np.array([row[4] for row in rows])
    by_defender = np.array([row[1] is Winner.DEFENDER for row in rows])
    assert np.mean(ler > 1) == pytest.approx(0.257, abs=PRINTED)
    assert np.mean(fer > 1) == pytest.approx(0.194, abs=PRINTED)
    both = (ler > 1) & (fer > 1)
    assert np.mean(both) == pytest.approx(0.138, abs=PRINTED)
    assert int(np.sum(both & (own >= 0.2))) == 25
    assert np.mean(both & (own >= 0.2)) == pytest.approx(0.041, abs=PRINTED)
    assert np.mean(fer[by_defender] > 1) == pytest.approx(0.288, abs=PRINTED)
    assert np.mean(fer[~by_defender] > 1) == pytest.approx(0.144, abs=PRINTED)
    assert np.median(own) == pytest.approx(0.058, abs=PRINTED)
    assert np.median(own / fer) == pytest.approx(0.157, abs=PRINTED)


def test_no_victory_of_a_defender_is_lost() -> None:
    # the tidy copy of the same repository has 398 and 43, and 219 blanks for the rest
    counted = Counter(item.winner for item in bundled())
    assert counted == {Winner.ATTACKER: 398, Winner.DRAW: 43, Winner.DEFENDER: 217, None: 2}


def test_how_often_the_editors_own_bounds_leave_open_who_lost_more() -> None:
    """LER = 1 lies within the bounds of 17.8 % (n = 556); 19.4 % where an end of them counts."""
    with Path(__file__).with_name("cdb90_bounds.csv").open(encoding="utf-8", newline="") as file:
        bounds = {
            row.pop("id"): {key: 1 + float(value) / 100 for key, value in row.items()}
            for row in csv.DictReader(file)
        }
    decided = {item.id: item for item in bundled() if item.winner is not None}
    within = touching = counted = 0
    for name in decided.keys() & bounds.keys() & {key for key, *_ in numbered()}:
        item, bound = decided[name], bounds[name]
        a, d = float(item.attacker_losses or 0), float(item.defender_losses or 0)
        # the largest LER from the attacker's most and the defender's least, and the other way;
        # compared without dividing, for a bound of -100 % leaves a least of nobody
        most = a * bound["attacker_more"] - d * bound["defender_less"]
        least = a * bound["attacker_less"] - d * bound["defender_more"]
        counted += 1
        within += least < 0 < most
        touching += least <= 0 <= most
    assert counted == 556
    assert within / counted == pytest.approx(0.178, abs=PRINTED)
    assert touching / counted == pytest.approx(0.194, abs=PRINTED)


@pytest.mark.parametrize(
    ("name", "ler", "fer"),
    [
        ("BUNKER HILL", 92, 96),
        ("MALPLAQUET", 91, 90),
        ("GUILFORD", 83, 97),
        ("TORGAU", 76, 85),
        ("BORODINO", 62, 68),
    ],
)
def test_where_some_victories_stand_among_all(name: str, ler: int, fer: int) -> None:
    rows = ratios()
    own = next(row for row in rows if row[0].startswith(name))
    told = [100 * np.mean([row[at] < own[at] for row in rows]) for at in (2, 3)]
    # printed: half of a per cent, and as much again for how ties are counted
    assert told == pytest.approx([ler, fer], abs=1.0)


def test_casualties_for_each_kilometre_of_an_attack_that_won() -> None:
    with shared("history/cdb90_flat_repaired.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    def number(row: dict[str, str], key: str) -> float:
        try:
            return float(row[key])
        except ValueError:
            return float("nan")

    told = np.array([[number(row, key) for key in ("wina", "casa", "kmda")] for row in rows])
    won = (told[:, 0] == 1) & (told[:, 1] >= 0) & (told[:, 2] > 0)
    assert int(won.sum()) == 370
    assert np.median(told[won, 1] / told[won, 2]) == pytest.approx(238, abs=0.5)
