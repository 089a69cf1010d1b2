"""The ledger that a dossier gets: from its pools, its forces, its victor and its totals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from small import CLAIMS, HEADER, SOURCES, small_dossier

from asculum.evidence.dossier import Dossier
from asculum.losses.estimate import Losses
from asculum.study.study import Study
from asculum.study.verdict import account, ledger

TODAY = date(2026, 11, 23)
HEAD = CLAIMS.splitlines()[0]
STRENGTHS = """\
id,published,source,side,measure,low,best,high,date
m1,1807-07-01,envoy,north,committed,18000,,22000,1807-05-01
m2,1807-07-01,envoy,south,committed,,15000,,1807-05-01
m3,1807-07-01,envoy,south,committed,,17000,,1807-05-01
m4,1807-07-01,envoy,south,present,,1,,1807-05-01
"""
POOLS = HEADER.partition("[[pools]]")


def both(name: str, best: str, *, published: str = "1807-08-01", more: str = "battle") -> str:
    return f"{name},{published},envoy,both,casualties,count,,{best},,1807-04-03,1807-05-08,{more}\n"


def opened(folder: Path, **files: str) -> Study:
    return Study(small_dossier(folder / "mill", **files), today=TODAY)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return opened(tmp_path_factory.mktemp("ledger"), strengths=STRENGTHS)


def test_pools_and_forces_are_drawn_between_what_sources_state(study: Study) -> None:
    north = account(study.dossier, study.losses(), study.dossier.side("north"), seed=1)
    south = account(study.dossier, study.losses(), study.dossier.side("south"), seed=1)
    assert north.committed is not None
    assert south.committed is not None
    assert north.pool is not None
    assert north.losses is not None
    assert (north.committed.min() >= 18000, north.committed.max() <= 22000) == (True, True)
    assert (south.committed.min() >= 15000, south.committed.max() <= 17000) == (True, True)
    assert (north.pool.min() >= 20000, north.pool.max() <= 30000) == (True, True)
    assert len(north.pool) == len(north.losses) == len(south.committed)
    assert south.committed_sources == ("m2", "m3")
    assert north.pool_sources == ("envoy",)


def test_draws_of_pools_follow_the_seed(study: Study) -> None:
    side = study.dossier.side("north")
    one, same, other = (
        account(study.dossier, study.losses(), side, seed=seed).pool for seed in (1, 1, 2)
    )
    assert one is not None
    assert same is not None
    assert other is not None
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


def test_streams_of_the_two_sides_are_apart(study: Study) -> None:
    dossier = replace(
        study.dossier, pools=tuple(replace(pool, low=1, high=2) for pool in study.dossier.pools)
    )
    north, south = (account(dossier, study.losses(), side, seed=1).pool for side in dossier.sides)
    assert north is not None
    assert south is not None
    assert abs(np.corrcoef(north, south)[0, 1]) < 0.05


def test_a_dossier_without_a_victor_has_none(study: Study) -> None:
    outcome = replace(study.dossier.outcome, victor="")
    dossier = replace(study.dossier, outcome=outcome)
    assert ledger(dossier, study.losses(), seed=1) is None


def test_the_victor_decides_the_direction(study: Study) -> None:
    outcome = replace(study.dossier.outcome, victor="south")
    swapped = ledger(replace(study.dossier, outcome=outcome), study.losses(), seed=1)
    plain = study.verdict()
    assert plain is not None
    assert swapped is not None
    assert (plain.winner, swapped.winner) == ("North", "South")
    one, other = plain.index("LER").estimate, swapped.index("LER").estimate
    assert one is not None
    assert other is not None
    np.testing.assert_allclose(one.draws, 1 / other.draws)


def test_losses_are_those_of_the_run_draw_by_draw(study: Study) -> None:
    verdict = study.verdict()
    north, south = (study.losses().total(side) for side in ("north", "south"))
    assert verdict is not None
    assert north is not None
    assert south is not None
    found = verdict.index("LER").estimate
    assert found is not None
    np.testing.assert_allclose(found.draws, north.draws / south.draws)
    assert {"e1", "e2", "n1"} <= set(found.sources)


@pytest.mark.parametrize(
    ("pools", "missing"),
    [
        ((), ("the pool of North", "the pool of South")),
        (("north",), ("the pool of South",)),
        (("south",), ("the pool of North",)),
    ],
)
def test_missing_pools_are_a_refusal(
    study: Study, pools: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    kept = tuple(pool for pool in study.dossier.pools if pool.side in pools)
    found = ledger(replace(study.dossier, pools=kept), study.losses(), seed=1)
    assert found is not None
    assert (found.label, found.missing) == ("", missing)
    assert found.index("SER").estimate is None
    assert "pool" in found.index("SER").refusal
    assert found.index("LER").estimate is not None


def test_a_pool_of_nobody_is_a_pool_not_known(study: Study) -> None:
    empty = tuple(
        replace(pool, low=0.0, high=0.0) if pool.side == "north" else pool
        for pool in study.dossier.pools
    )
    found = ledger(replace(study.dossier, pools=empty), study.losses(), seed=1)
    assert found is not None
    assert found.missing == ("the pool of North",)


def test_a_missing_horizon_is_a_refusal(study: Study) -> None:
    terms = replace(study.dossier.verdict, horizon="")
    found = ledger(replace(study.dossier, verdict=terms), study.losses(), seed=1)
    assert found is not None
    assert found.label == ""
    assert any("horizon" in item for item in found.missing)


def test_only_a_total_of_both_gives_no_ratio_but_a_break_even(tmp_path: Path) -> None:
    study = opened(tmp_path, claims=f"{HEAD}\n{both('b1', '7000')}")
    found = study.verdict()
    assert found is not None
    assert found.label == ""
    assert found.index("LER").estimate is None
    assert "no ratio can be told from it" in found.sentence
    assert "7,000; b1" in found.sentence
    assert study.losses().status.code == "NOT_IDENTIFIED"


FIELDS = f"{HEAD},derives_from,manner\n"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (both("b1", "7000", more="battle,,"), "7,000; b1"),
        (
            both("b1", "7000", more="battle,,")
            + both("b2", "8000", published="1807-09-01", more="battle,,"),
            "8,000; b2",
        ),
        (
            both("b1", "7000", more="battle,,")
            + both("b2", "9000", published="1807-09-01", more="battle,b1,doctors"),
            "7,000; b1",
        ),
        (
            both("b1", "7000", more="battle,,")
            + both("b2", "6900", published="1807-09-01", more="battle,b1,rounds"),
            "7,000; b1",
        ),
        (
            both("b1", "7000", more="battle,,")
            + both("b2", "90000", published="1807-09-01", more="war,,"),
            "7,000; b1",
        ),
    ],
    ids=["one", "the latest", "not a forgery", "not an echo", "not of the war"],
)
def test_which_total_of_both_is_told(tmp_path: Path, rows: str, told: str) -> None:
    found = opened(tmp_path, claims=FIELDS + rows).verdict()
    assert found is not None
    assert told in found.sentence


def test_a_total_of_nobody_is_no_total(tmp_path: Path) -> None:
    found = opened(tmp_path, claims=f"{HEAD}\n{both('b1', '0')}").verdict()
    assert found is not None
    assert "together" not in found.sentence


def test_the_ledger_of_a_refusal_is_a_refusal(tmp_path: Path) -> None:
    study = opened(tmp_path, claims=HEAD + "\n", sources=SOURCES)
    dossier: Dossier = study.dossier
    losses: Losses = study.losses()
    found = ledger(dossier, losses, seed=1)
    assert found is not None
    assert found.label == ""
    assert found.missing[:2] == ("the losses of North", "the losses of South")
