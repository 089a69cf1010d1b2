"""Persons without a stratum: placed like those on the same lists, and the doubt carried on."""

from __future__ import annotations

import numpy as np
import pytest
from overlap_tables import table
from pooled_simulation import make_strata

from asculum.undercount.imputing import estimate_imputed, estimate_imputed_pooled, placed
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.pooled import estimate_pooled
from asculum.undercount.strata import estimate_strata

ONE = table({"100": 30, "010": 10, "110": 4, "001": 5, "111": 2})
TWO = table({"100": 10, "010": 30, "110": 4, "001": 5, "101": 3})


def test_everybody_is_placed_and_where_others_on_the_same_lists_are() -> None:
    loose = table({"100": 400, "011": 7})
    random = np.random.default_rng(1)
    made = [placed({"one": ONE, "two": TWO}, loose, random) for _ in range(200)]
    shares = []
    for strata in made:
        both = strata["one"].dense() + strata["two"].dense()
        assert both == pytest.approx(ONE.dense() + TWO.dense() + loose.dense())
        shares.append((strata["one"].dense()[1] - 30) / 400)
    # Dirichlet(30.5, 10.5): mean 0.744, sd 0.067
    assert np.mean(shares) == pytest.approx(30.5 / 41, abs=4 * 0.07 / np.sqrt(200))
    assert np.std(shares) == pytest.approx(0.07, rel=0.25)


def without_labels(strata: int, share: float) -> tuple[dict[str, OverlapTable], ...]:
    """Return strata, the same with labels taken away at random, and those without a label."""
    made = make_strata(5, strata, least=800)
    random = np.random.default_rng(2)
    kept, loose = {}, np.zeros(16, dtype=np.int64)
    for name, own in made.tables.items():
        gone = random.binomial(own.dense(), share)
        loose += gone
        kept[name] = OverlapTable.from_dense(own.lists, own.dense() - gone)
    return made.tables, kept, {"": OverlapTable.from_dense(tuple("abcd"), loose)}


def test_labels_taken_away_move_no_middle_and_widen() -> None:
    tables, kept, unplaced = without_labels(3, 0.4)
    imputed = estimate_imputed(kept, unplaced[""], n=2000)
    known, dropped = estimate_strata(tables, n=2000), estimate_strata(kept, n=2000)
    assert imputed.total.point == pytest.approx(known.total.point, rel=0.1)
    assert dropped.total.point < 0.8 * known.total.point
    assert [item.code for item in imputed.total.findings] == ["UND026"]


def test_strata_are_pooled_in_every_placing() -> None:
    tables, kept, unplaced = without_labels(3, 0.4)
    settings = {"n": 1000, "posteriors": 300}
    imputed = estimate_imputed_pooled(kept, unplaced[""], placings=3, n=1000)
    known, dropped = estimate_pooled(tables, **settings), estimate_pooled(kept, **settings)
    assert imputed.total.point == pytest.approx(known.total.point, rel=0.12)
    assert dropped.total.point < 0.8 * known.total.point
    assert imputed.total.listed == sum(table.persons for table in tables.values())
    assert [item.code for item in imputed.total.findings] == ["UND026"]
    # the sum is that of the strata, draw by draw, within every placing
    parts = [item.total.draws for item in imputed.strata.values() if item.total.draws is not None]
    assert imputed.total.draws == pytest.approx(np.sum(parts, axis=0))
    thin = estimate_imputed_pooled({"thin": table({"100": 3})}, table({"100": 2}), placings=2)
    assert thin.total.draws is None
    assert list(thin.refused) == ["thin"]


def test_a_stratum_that_is_refused_in_a_placing_is_refused() -> None:
    alone = estimate_imputed({"thin": table({"100": 3})}, table({"100": 2}))
    assert alone.total.draws is None
    assert list(alone.refused) == ["thin"]
