"""A registry over the share of a list: limits by hand, what is refused, and its coverage."""

from __future__ import annotations

import os

import numpy as np
import pytest
from registry_simulation import World, covered, trial

from asculum.terms.errors import EvidenceError
from asculum.terms.status import StatusCode
from asculum.undercount.excess import AgeBand, excess_of_men
from asculum.undercount.registry import Share, beyond_registry

YEARS = (2015, 2016, 2017, 2018, 2019, 2022, 2023)
BAND = AgeBand(
    name="20 to 24",
    years=YEARS,
    men=(300.0,) * 5 + (500.0, 400.0),
    women=(100.0,) * 7,
    war_from=2022,
)


def test_without_scatter_it_is_the_excess_over_the_share() -> None:
    share = Share(band="20 to 24", listed=2_000_000, found=800_000)
    found = beyond_registry(excess_of_men([BAND], n=40_000), [share])
    # 300 over 0.4, with the chance of who was registered: 300 * 0.6 / 0.4^2 = 1125
    assert found.total.draws.mean() == pytest.approx(750, abs=4 * 33.6 / 200)
    assert found.total.draws.std() == pytest.approx(np.sqrt(1125), rel=0.03)
    assert found.total.status.code is StatusCode.DOUBTFUL


def test_a_registry_of_everybody_gives_back_its_excess() -> None:
    share = Share(band="20 to 24", listed=10_000_000, found=10_000_000)
    found = beyond_registry(excess_of_men([BAND]), [share])
    assert found.total.draws == pytest.approx(np.full(4000, 300.0), abs=0.1)


def test_growth_multiplies_its_year_alone_and_shares_may_be_by_year() -> None:
    shares = [
        Share(band="20 to 24", year=2022, listed=10_000_000, found=5_000_000),
        Share(band="20 to 24", year=2023, listed=10_000_000, found=2_500_000),
    ]
    grown = {2023: np.full(4000, 1.5)}
    found = beyond_registry(excess_of_men([BAND]), shares, growth=grown)
    assert np.median(found.each["20 to 24", 2022]) == pytest.approx(400, rel=0.01)
    assert np.median(found.each["20 to 24", 2023]) == pytest.approx(600, rel=0.01)


def test_few_found_are_said_and_widen() -> None:
    few = beyond_registry(excess_of_men([BAND]), [Share(band="20 to 24", listed=10, found=4)])
    many = beyond_registry(excess_of_men([BAND]), [Share(band="20 to 24", listed=1000, found=400)])
    assert "only 4 of the listed" in few.total.status.sentence
    assert np.ptp(few.total.interval()) > 2 * np.ptp(many.total.interval())


@pytest.mark.parametrize(("listed", "found"), [(10, 0), (10, 11), (0, 0), (10, -1)])
def test_a_share_of_nobody_is_refused(listed: int, found: int) -> None:
    with pytest.raises(EvidenceError, match="UND053"):
        Share(band="20 to 24", listed=listed, found=found)


def test_every_band_and_year_has_one_share() -> None:
    share = Share(band="25 to 29", listed=10, found=4)
    with pytest.raises(EvidenceError, match="UND052"):
        beyond_registry(excess_of_men([BAND]), [share])
    with pytest.raises(EvidenceError, match="UND052"):
        beyond_registry(excess_of_men([BAND]), [Share(band="20 to 24", listed=10, found=4)] * 2)


@pytest.mark.parametrize("runs", [80, pytest.param(500, marks=pytest.mark.recovery)])
@pytest.mark.parametrize("common", [0.0, 0.05])
def test_intervals_hold_the_dead_of_made_up_wars(runs: int, common: float) -> None:
    if runs > 80:
        runs = int(os.environ.get("ASCULUM_RECOVERY_TABLES", runs))
    trials = [trial(World(common=common), seed, n=1000) for seed in range(runs)]
    for road in ("excess", "registry"):
        held, error, width = covered(trials, road)
        print(f"{road}: held {held:.3f}, mean error {error:+.3f}, width {width:.2f}")
        # Monte Carlo: four standard errors of a share of 0.9
        assert held == pytest.approx(0.9, abs=4 * np.sqrt(0.09 / runs))


def test_a_list_made_from_the_registry_gives_too_few() -> None:
    trials = [trial(World(linked=1.5), seed, n=400) for seed in range(40)]
    assert covered(trials, "registry")[1] < -0.1
    assert abs(covered(trials, "excess")[1]) < 0.1
