"""Accounts of one side: draws that fit, ranges, sums of sub-battles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from asculum.options.account import SideAccount, combine, from_range
from asculum.terms.errors import UsageError
from asculum.terms.status import Status, StatusCode
from asculum.terms.streams import stream


@pytest.mark.parametrize(
    "fields",
    [
        {"losses": np.array([1.0, np.nan])},
        {"losses": np.array([1.0, -1.0])},
        {"losses": np.array([1.0, np.inf])},
        {"losses": np.ones((2, 2))},
        {"losses": np.array([])},
        {"losses": np.array(5.0)},
        {"committed": np.array([0.0])},
        {"pool": np.array([10.0, 0.0])},
        {"per_battle": -1.0},
        {"losses": np.ones(3), "pool": np.ones(4)},
        {"losses": np.ones(3), "per_battle": np.ones(2)},
    ],
)
def test_draws_that_cannot_be_used_are_refused(fields: dict[str, np.ndarray]) -> None:
    with pytest.raises(UsageError) as caught:
        SideAccount(name="Rome", **fields)  # type: ignore[arg-type]
    assert caught.value.code == "LED001"
    assert "Rome" in caught.value.what
    assert caught.value.fix


def test_losses_that_an_estimator_refused_are_not_known() -> None:
    refused = Status(code=StatusCode.NOT_IDENTIFIED, sentence="one list only")
    account = SideAccount(name="Rome", losses=np.ones(3), losses_status=refused)
    assert account.known_losses is None


def test_integers_become_floats_and_the_id_falls_back_to_the_name() -> None:
    account = SideAccount(name="Rome", losses=np.array([1, 2]), per_battle=3)
    assert account.losses is not None
    assert account.losses.dtype == np.float64
    assert (account.id, replace(account, side="r").id, account.draws) == ("Rome", "r", 2)
    assert SideAccount(name="Rome").draws is None


def test_a_range_is_drawn_evenly_and_a_figure_is_a_point() -> None:
    drawn = from_range(100, 120, 200, n=20_000, stream=stream(1, "a"))
    assert (drawn.min() >= 100) & (drawn.max() <= 200)
    standard_error = (100 / np.sqrt(12)) / np.sqrt(20_000)
    assert abs(drawn.mean() - 150) < 4 * standard_error
    np.testing.assert_array_equal(from_range(7, None, 7, n=2, stream=stream(1, "a")), [7, 7])
    np.testing.assert_array_equal(from_range(None, 7, None, n=2, stream=stream(1, "a")), [7, 7])
    np.testing.assert_array_equal(
        drawn, from_range(100, None, 200, n=20_000, stream=stream(1, "a"))
    )


@pytest.mark.parametrize(
    ("low", "best", "high", "n"),
    [
        (None, None, None, 1),
        (1, None, None, 1),
        (None, None, 1, 1),
        (1, 2, None, 1),
        (3, None, 2, 1),
        (1, 5, 2, 1),
        (-1, None, 2, 1),
        (None, float("nan"), None, 1),
        (1, None, float("inf"), 1),
        (1, None, 2, 0),
    ],
)
def test_a_range_that_is_none_is_refused(
    low: float | None, best: float | None, high: float | None, n: int
) -> None:
    with pytest.raises(UsageError, match="LED003"):
        from_range(low, best, high, n=n, stream=stream(1, "a"))


def test_parts_of_two_sides_or_two_pools_are_not_added_up() -> None:
    rome = SideAccount(name="Rome", losses=np.ones(2), pool=np.full(2, 9.0))
    with pytest.raises(UsageError, match="LED002"):
        combine([])
    with pytest.raises(UsageError, match="different sides"):
        combine([rome, SideAccount(name="Pyrrhus", losses=np.ones(2))])
    with pytest.raises(UsageError, match="different pools"):
        combine([rome, replace(rome, pool=np.full(2, 8.0))])
    with pytest.raises(UsageError, match="different pools"):
        combine([rome, replace(rome, pool=None)])


def test_a_missing_part_leaves_the_sum_unknown() -> None:
    rome = SideAccount(name="Rome", losses=np.ones(2), per_battle=2.0)
    assert combine([rome, replace(rome, losses=None)]).losses is None
    total = combine([rome, rome, rome])
    assert (total.engagements, total.per_battle) == (3, 6.0)
    np.testing.assert_array_equal(total.losses, [3, 3])
