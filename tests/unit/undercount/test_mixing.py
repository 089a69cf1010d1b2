"""Totals mixed over draws of who is who, and the files that hold the draws."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from asculum.study.linking import overlap_text
from asculum.study.lists import read_overlap_file
from asculum.undercount.estimate import LogLinear
from asculum.undercount.mixing import over_draws
from asculum.undercount.overlap import OverlapTable

FEW = OverlapTable.from_dense(("a", "b", "c"), [0, 90, 80, 30, 70, 25, 20, 10])
MANY = OverlapTable.from_dense(("a", "b", "c"), [0, 120, 110, 20, 95, 15, 12, 4])


def test_a_mixture_holds_the_draws_of_each_table() -> None:
    model = LogLinear()
    one, other = (over_draws([table], model=model).total for table in (FEW, MANY))
    mixed = over_draws([FEW, MANY], model=model).total
    assert one.point is not None
    assert other.point is not None
    assert mixed.point is not None
    assert mixed.draws is not None
    assert one.draws is not None
    assert other.draws is not None
    # Monte Carlo: four standard errors of the mean of the halves
    error = 4 * np.sqrt((one.draws.var() + other.draws.var()) / 2 / len(mixed.draws))
    assert mixed.draws.mean() == pytest.approx(
        (one.draws.mean() + other.draws.mean()) / 2, abs=2 * error
    )
    assert mixed.lower is not None
    assert one.lower is not None
    assert other.upper is not None
    assert mixed.upper is not None
    assert mixed.lower < other.point
    assert mixed.upper > one.point
    assert "2 draws of who is who" in mixed.method


def test_a_table_that_is_refused_refuses_the_mixture() -> None:
    nobody = OverlapTable.from_dense(("a", "b", "c"), [0, 9, 9, 0, 9, 0, 0, 0])
    assert over_draws([FEW, nobody]).total.point is None


def test_draws_that_are_written_are_read_as_draws(tmp_path: Path) -> None:
    path = tmp_path / "draws.csv"
    path.write_text(overlap_text([FEW, MANY]), encoding="utf-8")
    read = read_overlap_file(path)
    assert read.drawn
    assert [table.counts.tolist() for table in read.tables.values()] == [
        FEW.counts.tolist(),
        MANY.counts.tolist(),
    ]
    path.write_text(overlap_text([FEW]), encoding="utf-8")
    assert not read_overlap_file(path).drawn
