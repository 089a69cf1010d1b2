"""How a dossier's battle was fought: what is answered, what is refused, and the page's section."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from small import small_dossier
from weekly_mill import weekly_mill

from asculum.attrition.battles import columns, decisive, standing
from asculum.attrition.history import below, exchange_ratios, shaken
from asculum.attrition.laws import Linear, Square
from asculum.attrition.odds import Shock, shocked
from asculum.attrition.stated import stated
from asculum.evidence.history.table import bundled
from asculum.report import render
from asculum.report.fought import khat_words, law_rows
from asculum.study.study import Study
from asculum.terms.period import Period
from asculum.terms.sampling import Sampling
from asculum.terms.status import StatusCode

TODAY = date(2026, 1, 1)
PLAN = Sampling(chains=2, tune=400, draws=1500)


@pytest.fixture(scope="module")
def weekly(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = weekly_mill(tmp_path_factory.mktemp("weekly") / "mill")
    return Study(folder, today=TODAY, sampling=PLAN)


def test_a_dossier_with_strengths_and_weekly_claims_has_its_laws_as_joint_draws(
    weekly: Study,
) -> None:
    found = weekly.fit()
    assert found is not None
    assert found.fitted is not None
    square = found.fitted.law("square")
    assert square.status.ok
    assert found.fitted.law("generalised").status.code is StatusCode.NOT_IDENTIFIED
    # draw k of the rate belongs to draw k of the losses
    seen = square.design.observed
    rate = np.log(square.estimates()[0].draws)
    total = np.log(np.atleast_2d(seen.a.losses).sum(axis=1))
    assert np.corrcoef(rate, total)[0, 1] > 0.9
    assert found.worth is not None
    assert len(found.odds) == 3
    assert len(found.history) == 4


def test_the_exchange_ratio_is_of_draws_and_not_of_medians(weekly: Study) -> None:
    found = weekly.fit()
    assert found is not None
    assert found.exchange is not None
    losses = weekly.losses()
    north, south = (losses.total(side) for side in ("north", "south"))
    assert north is not None
    assert south is not None
    assert found.exchange.whole.draws == pytest.approx(north.draws / south.draws)
    assert found.exchange.more == pytest.approx(np.mean(north.draws > south.draws))
    assert found.exchange.quantiles.shape == (5, 3)


def test_the_section_stands_between_losses_and_the_ledger(weekly: Study) -> None:
    page = render(weekly.reckon())
    places = [page.index(f'<section id="{name}"') for name in ("lost", "fought", "pyrrhic")]
    assert places == sorted(places)
    section = page[places[1] : places[2]]
    for words in ("How was it fought?", "square", "one defender was worth", "Beside battles since"):
        assert words in section
    # the tail that each law's place rests on stands beside its weight
    found = weekly.fit()
    assert found is not None
    assert found.fitted is not None
    assert found.fitted.law("square").khat != 0.0
    for row in law_rows(found):
        assert f'data-label="k̂">{row["khat"] or "–"}</td>' in section
    assert khat_words(0.31) == "0.31"
    assert khat_words(float("inf")) == "99.00, too heavy"


def test_a_total_alone_tells_an_exchange_and_no_law(tmp_path: Path) -> None:
    study = Study(small_dossier(tmp_path / "mill"), today=TODAY, sampling=PLAN)
    found = study.fit()
    assert found is not None
    assert found.exchange is not None
    assert found.fitted is None
    assert "stated on no day" in found.no_laws
    assert found.odds == ()
    assert "committed" in found.no_history[0]
    assert found.history[0].battles == exchange_ratios(bundled()).size


def test_where_claims_do_not_tell_the_course_no_law_is_set_beside_it(tmp_path: Path) -> None:
    folder = small_dossier(tmp_path / "mill")
    text = (weekly_mill(tmp_path / "other") / "strengths.csv").read_text(encoding="utf-8")
    (folder / "strengths.csv").write_text(text, encoding="utf-8")
    found = Study(folder, today=TODAY, sampling=PLAN).fit()
    assert found is not None
    assert found.fitted is None
    assert "moved through the battle" in found.no_laws


def test_stated_strengths_run_straight_in_the_logarithm(weekly: Study) -> None:
    start = date(1807, 4, 3)
    periods = [
        Period(start=start, end=date(1807, 4, 17)),
        Period(start=date(1807, 4, 10), end=TODAY),
    ]
    found = stated(weekly.dossier, "north", periods, draws=4000, seed=1)
    first = np.exp(np.log([9000, 11000]).mean())
    assert np.median(found.strength, axis=0) == pytest.approx(
        [first, np.sqrt(first * 9000)], rel=0.01
    )
    assert np.quantile(found.strength[:, 0], (0.05, 0.95)) == pytest.approx((9000, 11000), rel=0.01)
    assert found.rows == ("n-a", "n-b", "n-c")


def test_shaken_odds_are_the_limit_of_the_exact_ones() -> None:
    for law in (Square(a=0.012, b=0.01), Linear(a=2e-7, b=1e-7)):
        exact = shocked(law, (30_000, 25_000), (21_000, 17_500), 0, Shock(sd=1.1)).a
        limit = shaken(law, np.array([30_000.0]), np.array([25_000.0]), share=0.3, sd=1.1)
        assert limit[0] == pytest.approx(exact, abs=0.003)


def test_places_in_history_are_those_of_one_battle_and_of_scipys_percentiles() -> None:
    ratios = exchange_ratios(bundled())
    values = np.array([0.5, 1.0, float(np.median(ratios))])
    want = [stats.percentileofscore(ratios, value, kind="mean") / 100 for value in values]
    assert below(values, ratios) == pytest.approx(want)
    assert ratios.size <= columns(decisive(bundled()))[0][0].size
    assert standing(bundled(), losses=(1, 1), strengths=(1, 1))[0].battles >= ratios.size
