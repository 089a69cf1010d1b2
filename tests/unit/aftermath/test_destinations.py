"""Destinations: the sum of the shares, ties, limits, and a simulation of the idea behind it."""

from __future__ import annotations

import numpy as np
import pytest

from asculum.aftermath import _kernels as kernels
from asculum.aftermath.destinations import (
    Settlement,
    destinations,
    leaving_from_intensity,
)
from asculum.terms.errors import ModelError, UsageError

ORIGIN = Settlement(name="Town", people=15, latitude=0, longitude=0)


def at(name: str, people: float, east: float, north: float = 0) -> Settlement:
    return Settlement(name=name, people=people, latitude=north, longitude=east)


#: Four places, two of them at the same distance: taken one by one their shares sum past the whole.
TIED = [at("A", 30, 1), at("B", 20, -1), at("C", 35, 2)]


def one_by_one(people: np.ndarray, distance: np.ndarray, origin: float) -> np.ndarray:
    """The formula as written, each place counting only those strictly nearer."""
    nearer = np.array([people[distance < own].sum() for own in distance])
    return np.asarray(origin * people / ((origin + nearer) * (origin + people + nearer)))


def test_shares_sum_to_those_who_live_elsewhere_even_with_ties() -> None:
    found = destinations(ORIGIN, TIED)
    assert sum(item.share for item in found.places) == pytest.approx(0.85, abs=1e-15)
    assert found.settled == pytest.approx(0.85)
    naive = one_by_one(np.array([30.0, 20, 35]), np.array([1.0, 1, 2]), 15)
    assert naive.sum() > 1


def test_the_order_of_the_table_changes_nothing() -> None:
    shares = {item.name: item.share for item in destinations(ORIGIN, TIED).places}
    turned = {item.name: item.share for item in destinations(ORIGIN, TIED[::-1]).places}
    assert shares == pytest.approx(turned)


def test_without_ties_it_is_the_formula_as_written() -> None:
    people, distance = np.array([30.0, 20, 35, 8]), np.array([3.0, 1, 2, 9])
    made = kernels.radiation(15, people, distance, 0.001)
    assert made == pytest.approx(one_by_one(people, distance, 15))


def test_a_simulation_of_the_idea_gives_the_same_shares() -> None:
    """Each who leaves takes the nearest place whose best offer beats the best at home.

    Offers are equal draws, one for each of the people of a place; of places equally near the
    best offer of all is taken. Nobody who finds none is counted. Four standard errors.
    """
    people, distance = np.array([30, 20, 35]), np.array([1.0, 1, 2])
    count = 60_000
    random = np.random.default_rng(5)
    home = random.random(count) ** (1 / 15)
    offers = random.random((count, 3)) ** (1 / people)
    first = np.where(offers[:, :2].max(axis=1) > home, offers[:, :2].argmax(axis=1), -1)
    taken = np.where(first >= 0, first, np.where(offers[:, 2] > home, 2, -1))
    seen = np.array([(taken == place).mean() for place in range(3)])
    made = kernels.radiation(15, people.astype(float), distance, 0.001)
    assert np.all(np.abs(seen - made) < 4 * np.sqrt(made * (1 - made) / count))


def test_a_small_origin_sends_nearly_everyone_next_door_and_a_large_one_by_size() -> None:
    near = destinations(at("Hamlet", 0.001, 0), TIED[::2])
    assert near.places[0].name == "A"
    assert near.places[0].share > 0.999
    wide = kernels.radiation(1e9, np.array([30.0, 60]), np.array([1.0, 2]), 0)
    assert wide[1] / wide[0] == pytest.approx(2, rel=1e-6)


def test_persons_are_shared_out_only_where_a_total_is_given() -> None:
    assert all(item.persons is None for item in destinations(ORIGIN, TIED).places)
    sent = destinations(ORIGIN, TIED, leaving=1000)
    assert sum(item.persons or 0 for item in sent.places) == pytest.approx(1000)


def test_distance_is_that_of_the_globe() -> None:
    quarter = kernels.great_circle(0, 0, np.array([0.0, 90]), np.array([90.0, 0]))
    assert quarter == pytest.approx([np.pi / 2 * kernels.EARTH] * 2)


def test_no_total_comes_from_intensity() -> None:
    with pytest.raises(ModelError, match="AFT011") as refused:
        leaving_from_intensity(5000)
    assert refused.value.exit_code == 4
    assert "people.csv" in str(refused.value)


@pytest.mark.parametrize(
    "call",
    [
        lambda: destinations(ORIGIN, []),
        lambda: destinations(ORIGIN, [ORIGIN]),
        lambda: destinations(ORIGIN, [*TIED, TIED[0]]),
        lambda: destinations(at("Nobody", 0, 0), TIED),
        lambda: destinations(ORIGIN, TIED, leaving=-1),
        lambda: destinations(ORIGIN, TIED, tie=float("nan")),
        lambda: at("X", -1, 0),
        lambda: at("X", 1, 500),
    ],
)
def test_tables_that_cannot_be_used_are_refused(call: object) -> None:
    with pytest.raises(UsageError, match="AFT010"):
        call()  # type: ignore[operator]
