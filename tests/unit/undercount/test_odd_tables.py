"""Every method on odd tables: an ordered answer or a refusal with its reason, never a fault."""

from __future__ import annotations

import math

import numpy as np
import pytest
from overlap_tables import table

from asculum.terms.status import StatusCode
from asculum.undercount.decomposable import Decomposable
from asculum.undercount.dependence import Dependence
from asculum.undercount.estimate import (
    LogLinear,
    LowerBound,
    Model,
    SampleCoverage,
    TwoLists,
    estimate,
)
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.sparse import SparsePairs

MODELS: dict[str, Model] = {
    "dependence": Dependence(),
    "average": LogLinear(),
    "best": LogLinear(average=False),
    "sparse": SparsePairs(replicates=40),
    "decomposable": Decomposable(),
    "coverage": SampleCoverage(replicates=40),
    "lower bound": LowerBound(),
    "plain bound": LowerBound(corrected=False),
    "Chapman": TwoLists(one="a", other="b"),
    "Petersen": TwoLists(one="a", other="b", plain=True),
}
ODD = {
    "nobody": table({"1000": 0}),
    "one person on one list": table({"100": 1}),
    "one person on every list": table({"111": 1}),
    "a single list": table({"100": 40}),
    "lists that share nobody": table({"100": 9, "010": 8, "001": 7}),
    "one list inside another": table({"100": 30, "110": 12, "001": 9, "101": 3}),
    "the same list thrice": table({"111": 25}),
    "two persons": table({"1000": 1, "0101": 1}),
    "empty cells": table({"1000": 4, "1100": 10, "0110": 1, "1001": 10, "1011": 5}),
    "hardly anybody missed": OverlapTable.from_dense(
        tuple("abcd"), [0, 1, 8, 2, 2, 20, 15, 0, 0, 0, 1, 8, 5, 2, 0, 0]
    ),
    "millions": OverlapTable.from_dense(
        tuple("abc"), [0, 473837, 585056, 240, 6397610, 76723, 866871, 2471138]
    ),
    "millions on four lists": OverlapTable.from_dense(
        tuple("abcd"),
        [
            *(0, 14940179, 2841149, 6547867, 5148939, 47841, 518808, 7332340, 15627013, 396644),
            *(7234896, 2006617, 409864, 28129605, 8186222, 9410805),
        ],
    ),
    "a thousand million": table({"100": 10**9, "010": 10**9, "001": 10**9, "111": 10**9}),
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("model", MODELS)
def test_an_ordered_answer_or_a_reason(model: str, odd: str) -> None:
    found = estimate(ODD[odd], model=MODELS[model], n=200)
    for total in (found.total, *found.without.values()):
        assert total.status.sentence
        assert total.assumption
        if total.point is None:
            assert not total.status.ok
            assert total.draws is None
            continue
        assert total.lower is not None
        assert total.upper is not None
        assert total.status.ok
        slack = 1e-9 * total.point
        assert total.listed - slack <= total.lower <= total.point + slack
        assert total.point - slack <= total.upper
        assert math.isfinite(total.point)
        assert total.draws is not None
        assert np.isfinite(total.draws).all()
        assert all(low <= high for low, _, high in total.capture().values())


@pytest.mark.parametrize("odd", ["nobody", "one person on one list", "a single list"])
@pytest.mark.parametrize("model", MODELS)
def test_a_single_list_is_never_answered(model: str, odd: str) -> None:
    assert estimate(ODD[odd], model=MODELS[model], n=200).total.point is None


@pytest.mark.parametrize("odd", ["one list inside another", "the same list thrice"])
@pytest.mark.parametrize("model", ["dependence", "decomposable"])
def test_lists_within_lists_do_not_make_three(model: str, odd: str) -> None:
    """Where all of a list are on another, it is no list of its own, and two are too few."""
    total = estimate(ODD[odd], model=MODELS[model], n=200).total
    assert total.status.code is not StatusCode.OK
    assert "within another" in total.status.sentence or total.point is None


@pytest.mark.parametrize("alone", [1, 400])
@pytest.mark.parametrize("model", ["dependence", "average", "sparse", "lower bound"])
def test_a_list_that_shares_nobody_does_not_make_three(model: str, alone: int) -> None:
    """Two lists are refused, and a third of one person tells no more of whom both miss."""
    seen = table({"100": alone, "010": 30, "011": 20, "001": 30})
    total = estimate(seen, model=MODELS[model], n=200).total
    assert total.status.code is not StatusCode.OK
    assert "share nobody" in total.status.sentence or total.point is None
    three = table({"100": alone, "010": 30, "011": 20, "001": 30, "101": 1})
    told = estimate(three, model=MODELS[model], n=200).total.status.sentence
    assert "share nobody" not in told


def test_a_total_far_beyond_the_lists_is_doubtful() -> None:
    """Ten lists in a ring, each sharing a few with the next: pairs alone give millions of 284."""
    cells = {"".join("1" if j == k else "0" for j in range(10)): 20 + k for k in range(10)}
    cells |= {
        "".join("1" if j in (k, (k + 1) % 10) else "0" for j in range(10)): 3 + k % 3
        for k in range(10)
    }
    found = estimate(table(cells, "abcdefghij"), model=SparsePairs(replicates=40), n=200)
    assert found.total.point is not None
    assert found.total.point > 50 * found.total.listed
    assert found.total.status.code is StatusCode.DOUBTFUL
    assert [item.code for item in found.findings].count("UND009") == 1


def test_graphs_that_join_all_lists_are_doubtful() -> None:
    found = estimate(ODD["millions on four lists"], model=Decomposable(), n=200).total
    assert found.status.code is StatusCode.DOUBTFUL
    assert "prior count" in found.status.sentence


def test_lists_that_share_nobody_have_no_floor_and_one_list_no_curve() -> None:
    apart = estimate(ODD["lists that share nobody"], model=LowerBound(), n=200)
    assert apart.total.point is None
    assert estimate(table({"1": 9}), n=200).curve is None
