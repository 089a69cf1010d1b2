"""Scores and chances, counted by hand; faults that go together; when links may be believed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from linked_pairs import LEVELS, linkage, scored

from asculum.linkage.codes import found
from asculum.linkage.faults import FaultRatio, fault_ratio
from asculum.linkage.likeness import ScoreBin, by_score, even_score
from asculum.linkage.standing import (
    DOUBTFUL,
    FEWEST_RECORDS,
    LEAST_RECALL,
    MOST_UNSEEN,
    measured,
    standing,
)
from asculum.terms.status import StatusCode


def test_pairs_are_counted_by_score() -> None:
    bins = by_score(scored(), linkage())
    assert bins == (
        ScoreBin(low=2.0, high=3.0, pairs=1, share=0.0),
        ScoreBin(low=7.0, high=8.0, pairs=2, share=0.375),
        ScoreBin(low=9.0, high=10.0, pairs=1, share=1.0),
    )
    assert even_score(bins) == 9.0
    assert even_score(bins[:2]) is None
    # pairs that a reader judged come after those that were scored, and have no score
    judged = linkage(np.array([0.0, 0.5, 0.25, 1.0, 1.0]))
    assert by_score(scored(), judged) == bins
    wide = by_score(scored(), linkage(), width=10.0)
    assert [(one.pairs, one.share) for one in wide] == [(4, 0.4375)]


def made(
    cells: list[tuple[int, int, int, int, int]],
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Return levels of name, place, birth and death, and how many pairs have them."""
    rows = np.array([row[:4] for row in cells], dtype=np.int8)
    rows = np.repeat(rows, [row[4] for row in cells], axis=0)
    names = ("name", "place", "birth", "death")
    return {name: rows[:, at] for at, name in enumerate(names)}, np.ones(len(rows))


def test_faults_that_come_apart_have_a_ratio_of_one() -> None:
    # days agree: name and place off with chances of 1/5 and 1/4, independently
    gammas, share = made(
        [(0, 0, 0, 0, 600), (1, 0, 0, 0, 150), (0, 1, 0, 0, 200), (2, 1, 0, 0, 50)]
    )
    ratio = fault_ratio(gammas, share)
    assert ratio is not None
    assert ratio.ratio == pytest.approx(1.0, abs=0.02)
    assert ratio.low < 1 < ratio.high


def test_the_ratio_is_that_of_mantel_and_haenszel() -> None:
    # two looks: name beside place where days agree, birth beside death where the name agrees
    cells = [(0, 0, 0, 0, 100), (1, 0, 0, 0, 20), (0, 1, 0, 0, 30), (1, 1, 0, 0, 25)]
    cells += [(0, 0, 1, 0, 40), (0, 0, 0, 2, 10), (0, 0, 3, 1, 12)]
    gammas, share = made(cells)
    ratio = fault_ratio(gammas, share)
    # the second look holds every pair whose name agrees: (100 + 30, 10, 40, 12)
    first, second = np.array([100, 30, 20, 25]), np.array([130, 10, 40, 12])
    up = sum(t[0] * t[3] / t.sum() for t in (first, second))
    down = sum(t[1] * t[2] / t.sum() for t in (first, second))
    assert ratio is not None
    assert ratio.ratio == pytest.approx(up / down)
    assert ratio.pairs == pytest.approx(175 + 192)


def test_where_no_day_of_birth_is_told_no_day_is_a_fault() -> None:
    # the birth of no pair agrees on the day, for only years are told
    gammas, share = made([(0, 0, 2, 0, 400), (0, 0, 2, 1, 100), (0, 1, 3, 0, 90), (1, 1, 3, 1, 60)])
    assert fault_ratio(gammas, share) is None


def test_pairs_count_as_far_as_they_are_one_person() -> None:
    gammas, share = made([(0, 0, 0, 0, 100), (1, 0, 0, 0, 40), (0, 1, 0, 0, 40), (1, 1, 0, 0, 400)])
    strangers = (gammas["name"] == 1) & (gammas["place"] == 1)
    share[strangers] = 0.04
    ratio = fault_ratio(gammas, share)
    assert ratio is not None
    assert ratio.ratio == pytest.approx(1.0, abs=0.05)
    assert fault_ratio(gammas, np.zeros(len(share))) is None
    assert fault_ratio({"name": gammas["name"], "sex": gammas["place"]}, share) is None


def apart(ratio: float) -> FaultRatio:
    return FaultRatio(ratio=ratio, low=0.9 * ratio, high=1.1 * ratio, pairs=900.0)


WELL = {"recalls": [0.95, 0.9], "faults": apart(1.2), "compared": 6, "records": 5000, "unseen": 0.0}


def test_links_that_rest_on_a_level_never_seen_are_counted() -> None:
    levels = tuple(replace(level, seen=level.level != "else") for level in LEVELS)
    pairs = scored(levels=levels)
    assert pairs.on_unseen(np.ones(4)) == 0.0
    pairs.gammas["sex"][:] = [0, 1, -1, 0]
    assert pairs.on_unseen(np.array([1.0, 0.5, 1.0, 0.5])) == pytest.approx(0.5 / 3)
    assert pairs.on_unseen(np.zeros(4)) == 0.0


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({}, []),
        ({"faults": apart(3.0)}, ["LNK018"]),
        ({"faults": None}, ["LNK018"]),
        ({"recalls": [0.95, LEAST_RECALL - 0.01]}, ["LNK019"]),
        ({"recalls": [float("nan")]}, []),
        ({"unseen": MOST_UNSEEN + 0.001}, ["LNK022"]),
        ({"compared": 2}, ["LNK021"]),
        ({"records": FEWEST_RECORDS - 1}, ["LNK021"]),
        ({"faults": apart(3.0), "compared": 2}, ["LNK018", "LNK021"]),
    ],
)
def test_what_is_beyond_the_trials_is_told(changed: dict[str, object], codes: list[str]) -> None:
    told = measured(**{**WELL, **changed})  # type: ignore[arg-type]
    assert [item.code for item in told] == codes
    assert set(codes) <= set(DOUBTFUL)


def test_the_status_is_what_was_measured() -> None:
    well = standing([], faults=apart(1.2), recalls=[0.95, 0.9])
    assert well.code is StatusCode.OK
    assert "90%" in well.sentence
    assert "1.2" in well.sentence
    note = found("LNK017", "no rule", fix="none")
    assert standing([note], faults=apart(1.2), recalls=[0.9]).code is StatusCode.OK
    for code in DOUBTFUL:
        said = standing([found(code, "x", fix="y")], faults=apart(1.2), recalls=[0.9])
        assert said.code is StatusCode.DOUBTFUL
        assert code in said.sentence
