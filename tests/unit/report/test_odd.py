"""Reckonings at the edge: the page says what it can and breaks on none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import builders
import numpy as np
import pytest

from asculum.evidence.claims import Bound
from asculum.report import render
from asculum.report.reckoning import Reckoning, WeeklySeries
from asculum.terms.period import Period
from asculum.terms.status import Status, StatusCode

WHOLE = builders.reckoning()


def _weekly(quantiles: list[list[float]], probs: tuple[float, ...]) -> Reckoning:
    periods = tuple(
        Period(
            start=builders.START + timedelta(days=7 * week),
            end=builders.START + timedelta(days=7 * week + 7),
        )
        for week in range(len(quantiles))
    )
    series = WeeklySeries(
        side="ru",
        force="",
        category="killed",
        periods=periods,
        probs=probs,
        quantiles=np.array(quantiles),
    )
    return replace(WHOLE, weekly=(series,))


def test_one_week_and_zeros_are_drawn() -> None:
    page = render(_weekly([[0.0, 0.0, 0.0, 0.0, 0.0]], (0.05, 0.25, 0.5, 0.75, 0.95)))
    assert "nan" not in page.split("<main")[1].split("<script")[0].lower().replace("nance", "")
    assert 'id="weekly-0"' in page


def test_no_inner_band_is_made_up_where_the_quarters_were_not_kept() -> None:
    from asculum.report.figures_weekly import weekly_figures

    figure = weekly_figures(_weekly([[10.0, 20.0, 40.0]] * 3, (0.05, 0.5, 0.95)))[0]
    band = figure.panels[0].bands[0]
    assert (band.low50, band.high50) == (band.median, band.median)


def test_claims_about_parts_without_a_series_stand_apart() -> None:
    from asculum.report.figures_weekly import weekly_figures

    figure = weekly_figures(_weekly([[1.0, 2, 3, 4, 5]] * 42, (0.05, 0.25, 0.5, 0.75, 0.95)))[0]
    part = next(panel for panel in figure.panels if panel.kind == "part" and panel.side == "ru")
    assert {mark.claim for mark in part.marks} == {"c35", "c62"}


def test_a_dossier_without_claims_says_so() -> None:
    empty = replace(WHOLE.dossier, claims=())
    page = render(replace(builders.refused(), dossier=empty, readings=()))
    assert "holds no claim published by" in page
    assert 'id="claims-table"' not in page


def test_a_total_that_did_not_converge_is_refused_alone() -> None:
    status = Status(code=StatusCode.NOT_CONVERGED, sentence="The chains disagree on Ukraine.")
    totals = tuple(
        replace(item, status=status, draws=np.full(4, np.nan)) if item.side == "ua" else item
        for item in WHOLE.totals
    )
    page = render(replace(WHOLE, totals=totals))
    assert page.count("The chains disagree on Ukraine.") >= 2
    assert "about 21,000 killed" in page


def test_a_pool_without_end_is_shown_as_such() -> None:
    assert WHOLE.ledger is not None
    index = WHOLE.ledger.index("V2R")
    assert index.estimate is not None
    draws = index.estimate.draws.copy()
    draws[::5] = np.inf
    endless = replace(index, estimate=replace(index.estimate, draws=draws))
    page = render(replace(WHOLE, ledger=replace(WHOLE.ledger, indices=(endless,))))
    assert "–∞" in page


@pytest.mark.parametrize("best", [0.0, 1e-3, 1e9])
def test_absurd_figures_are_drawn_within_the_panel(best: float) -> None:
    claims = list(WHOLE.dossier.claims)
    claims[0] = replace(claims[0], best=best, bound=Bound.AT_MOST)
    page = render(replace(WHOLE, dossier=replace(WHOLE.dossier, claims=tuple(claims))))
    assert "nan" not in page.split('id="weekly-0-wide-title"')[1].split("</svg>")[0]


def test_a_claim_without_a_reading_is_still_in_the_table() -> None:
    page = render(replace(WHOLE, readings=()))
    assert page.count("not read") >= len(WHOLE.dossier.claims)
    assert 'id="claims-reckoned"' not in page


def test_a_place_without_coordinates_still_has_a_timeline() -> None:
    place = replace(WHOLE.dossier.place, latitude=None, longitude=None)
    page = render(replace(WHOLE, dossier=replace(WHOLE.dossier, place=place)))
    assert 'id="control"' in page
