"""Excess deaths by the ratio of the sexes: the formula by hand, its coverage, what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from asculum.terms.errors import EvidenceError
from asculum.terms.status import StatusCode
from asculum.undercount.excess import AgeBand, excess_of_men

YEARS = (2015, 2016, 2017, 2018, 2019)


def band(men: list[float], women: list[float], years: tuple[int, ...] = (*YEARS, 2022)) -> AgeBand:
    return AgeBand(name="20 to 24", years=years, men=tuple(men), women=tuple(women), war_from=2022)


def test_the_middle_and_spread_are_those_of_the_formula() -> None:
    women = [100.0, 110.0, 105.0, 95.0, 100.0, 120.0]
    ratios = np.array([3.1, 2.9, 3.05, 2.95, 3.2])
    men = [*(ratios * np.array(women[:5])), 700.0]
    design = np.stack([np.ones(5), np.array(YEARS, float)], axis=1)
    line, *_ = np.linalg.lstsq(design, ratios, rcond=None)
    x = np.array([1.0, 2022.0])
    variance = ((ratios - design @ line) ** 2).sum() / 3
    reach = 1 + x @ np.linalg.inv(design.T @ design) @ x
    found = excess_of_men([band(men, women)], n=200_000)
    median = float(np.median(found.draws))
    scale = np.sqrt(variance * reach) * 120
    assert median == pytest.approx(700 - (x @ line) * 120, abs=4 * 1.5 * scale / np.sqrt(200_000))
    # Student's t with 3 degrees of freedom: its 95 % point is 2.353
    lower, upper = np.quantile(found.draws, [0.05, 0.95])
    assert (upper - lower) / 2 == pytest.approx(2.353 * scale, rel=0.02)


def test_a_line_without_scatter_gives_the_excess_exactly() -> None:
    found = excess_of_men([band([300, 300, 300, 300, 300, 500], [100] * 6)])
    assert found.draws == pytest.approx(np.full_like(found.draws, 200.0))
    assert found.total.status.code is StatusCode.OK


def test_intervals_cover_the_excess_that_was_added() -> None:
    random = np.random.default_rng(7)
    covered = []
    for seed in range(200):
        women = random.uniform(80, 120, 7)
        years = (*YEARS, 2022, 2023)
        line = 3 + 0.05 * np.array([0, 1, 2, 3, 4, 7, 8])
        men = (line + 0.1 * random.standard_normal(7)) * women
        men[5:] += 150
        found = excess_of_men([band(list(men), list(women), years)], seed=seed, n=1000)
        lower, _, upper = found.total.interval(0.9)
        covered.append(lower <= 300 <= upper)
    assert np.mean(covered) == pytest.approx(0.9, abs=4 * np.sqrt(0.09 / 200))


def test_bands_add_up_draw_by_draw() -> None:
    one = band([300, 310, 290, 305, 295, 500], [100] * 6)
    two = AgeBand(name="25 to 29", years=one.years, men=one.men, women=one.women, war_from=2022)
    found = excess_of_men([one, two])
    assert found.total.draws == pytest.approx(found.draws.sum(axis=0))
    assert found.bands == ("20 to 24", "25 to 29")


def test_no_excess_is_doubtful_and_so_is_a_short_line() -> None:
    none = excess_of_men([band([300, 310, 290, 305, 295, 301], [100] * 6)])
    assert none.total.status.code is StatusCode.DOUBTFUL
    assert "holds zero" in none.total.status.sentence
    short = excess_of_men([band([300, 302, 301, 900], [100] * 4, (2017, 2018, 2019, 2022))])
    assert "only 3 years" in short.total.status.sentence


@pytest.mark.parametrize(
    ("men", "women", "years", "code"),
    [
        ([1, 2], [1, 2, 3], (2018, 2019, 2022), "UND050"),
        ([1, 2, 3, 4], [1, 2, 3, 4], (2018, 2018, 2019, 2022), "UND050"),
        ([1, -2, 3, 4], [1, 2, 3, 4], (2017, 2018, 2019, 2022), "UND050"),
        ([1, 2, 3], [1, 2, 3], (2018, 2019, 2022), "UND051"),
        ([1, 2, 3], [1, 2, 3], (2017, 2018, 2019), "UND051"),
        ([1, 2, 3, 4], [1, 0, 3, 4], (2017, 2018, 2019, 2022), "UND051"),
    ],
)
def test_what_is_refused(
    men: list[float], women: list[float], years: tuple[int, ...], code: str
) -> None:
    with pytest.raises(EvidenceError) as told:
        band(men, women, years)
    seen = [item.code for item in told.value.findings] or [told.value.code]
    assert code in seen
