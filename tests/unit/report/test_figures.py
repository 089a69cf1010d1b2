"""Figures as data: what is drawn where, before anything is drawn."""

from __future__ import annotations

from dataclasses import replace

import builders
import numpy as np
import pytest

from asculum.evidence.claims import Bound, Scope
from asculum.report.figures_control import control_figure
from asculum.report.figures_rows import claims_figure, leans_figure, totals_figure
from asculum.report.figures_weekly import WeeklyFigure, message, weekly_figures
from asculum.report.svg import Scale, fitting

RECKONING = builders.reckoning()


@pytest.fixture(scope="module")
def killed() -> WeeklyFigure:
    return weekly_figures(RECKONING)[0]


def test_killed_come_first_with_a_panel_for_every_series(killed: WeeklyFigure) -> None:
    assert killed.category == "killed"
    reckoned = [(p.side, p.force) for p in killed.panels if p.kind == "reckoned"]
    assert reckoned == [("ru", ""), ("ua", ""), ("ru", "wagner"), ("ru", "regular")]


def test_a_panel_holds_only_claims_of_its_own_reach(killed: WeeklyFigure) -> None:
    for panel in killed.panels:
        for mark in panel.marks:
            claim = RECKONING.dossier.claim(mark.claim)
            assert claim.category == "killed"
            assert claim.side == panel.side
            if panel.kind == "reckoned":
                assert claim.scope is Scope.BATTLE
                assert claim.force == panel.force
            if panel.kind == "wider":
                assert claim.scope is not Scope.BATTLE


def test_every_claim_is_drawn_once_or_named_as_absent(killed: WeeklyFigure) -> None:
    drawn = [mark.claim for panel in killed.panels for mark in panel.marks]
    assert len(drawn) == len(set(drawn))
    assert sorted([*drawn, *killed.absent]) == sorted(c.id for c in RECKONING.dossier.claims)


def test_a_claim_stands_at_its_weekly_rate(killed: WeeklyFigure) -> None:
    marks = {mark.claim: mark for panel in killed.panels for mark in panel.marks}
    days = (builders.END - builders.START).days
    assert marks["c35"].rate == pytest.approx(20000 / days * 7)
    assert marks["c17"].rate == pytest.approx(221 * 7)
    assert marks["c25"].low == pytest.approx(
        35500 / (marks["c25"].end - marks["c25"].start).days * 7
    )
    assert marks["c44"].bound is Bound.AT_LEAST
    assert marks["c26"].role == "doctored"
    assert marks["c26"].origin == "c25"


def test_a_claim_by_the_day_is_scaled_to_the_week() -> None:
    casualties = weekly_figures(RECKONING)[1]
    marks = {mark.claim: mark for panel in casualties.panels for mark in panel.marks}
    assert marks["c12"].rate == pytest.approx(3500)
    assert marks["c12"].bound is Bound.AT_MOST


def test_a_long_run_of_short_claims_shares_one_number(killed: WeeklyFigure) -> None:
    wider = next(p for p in killed.panels if p.kind == "wider" and p.side == "ru")
    streak = [mark for mark in wider.marks if mark.streak]
    assert len(streak) > 30
    assert len({mark.key for mark in streak}) == 1
    keys = [group[0].key for panel in killed.panels for group in panel.keys]
    assert keys == list(range(1, len(keys) + 1))


def test_the_last_week_is_scaled_to_seven_days(killed: WeeklyFigure) -> None:
    series = RECKONING.weekly[0]
    band = killed.panels[0].bands[-1]
    assert band.median == pytest.approx(series.quantiles[-1, 2] / series.periods[-1].days * 7)


def test_the_message_names_the_peak(killed: WeeklyFigure) -> None:
    panel = killed.panels[0]
    assert "peak in the week of" in message(panel, killed.category)


def test_scales_are_linear_until_the_span_demands_otherwise() -> None:
    assert fitting([10, 200]) == (0.0, pytest.approx(212), False)
    low, high, log = fitting([10, 4000])
    assert log
    assert low < 10 < 4000 < high
    assert fitting([]) == (0.0, 1.0, False)


def test_a_scale_maps_ends_to_ends_and_holds_what_lies_outside() -> None:
    scale = Scale(low=1, high=100, start=0, end=200, log=True)
    assert [scale(1), scale(10), scale(100), scale(1e6), scale(0)] == pytest.approx(
        [0, 100, 200, 200, 0]
    )
    assert scale.ticks(6) == pytest.approx([1, 3, 10, 30, 100])
    assert Scale(low=0, high=106, start=0, end=1).ticks(5) == pytest.approx([0, 25, 50, 75, 100])


def test_totals_show_every_side_and_force() -> None:
    figure = totals_figure(RECKONING)
    assert figure is not None
    assert len(figure.rows) == len(RECKONING.totals)
    assert [row.group for row in figure.rows][:4] == ["Killed"] * 4
    draws = RECKONING.totals[0].draws
    assert figure.rows[0].median == pytest.approx(np.quantile(draws, 0.5, method="inverted_cdf"))


def test_claims_are_divided_by_the_reckoned_median() -> None:
    figure = claims_figure(RECKONING)
    assert figure is not None
    rows = {row.claims[0]: row for row in figure.rows if len(row.claims) == 1}
    reading = next(item for item in RECKONING.readings if item.claim == "c37")
    assert reading.truth_median is not None
    assert rows["c37"].dots == (pytest.approx(60000 / reading.truth_median),)
    assert rows["c37"].whisker == (
        pytest.approx(50000 / reading.truth_median),
        pytest.approx(70000 / reading.truth_median),
    )
    assert "c42" not in rows
    shown = [claim for row in figure.rows for claim in row.claims]
    reached = [item.claim for item in RECKONING.readings if item.truth_median]
    assert sorted(shown) == sorted(reached)


def test_leanings_are_grouped_and_keep_their_priors() -> None:
    figure = leans_figure(RECKONING)
    assert figure is not None
    assert figure.one
    groups = list(dict.fromkeys(row.group for row in figure.rows))
    assert groups[0] == "Russia’s sources on Russia’s losses"
    assert len(groups) == 6
    assert all(row.prior is not None for row in figure.rows)


def test_the_timeline_shows_the_place_first_and_only_neighbours_that_changed() -> None:
    figure = control_figure(RECKONING.dossier)
    assert figure is not None
    assert [line.place for line in figure.lines] == ["Bakhmut", "Klishchiivka", "Soledar"]
    assert all(hold.start < hold.end for line in figure.lines for hold in line.holds)


def test_nothing_is_drawn_from_nothing() -> None:
    refused = builders.refused()
    assert weekly_figures(refused) == ()
    assert totals_figure(refused) is None
    assert leans_figure(refused) is None
    assert claims_figure(refused) is None
    assert control_figure(replace(refused.dossier, control=())) is None
