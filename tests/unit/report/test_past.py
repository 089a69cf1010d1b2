"""How the estimate moved: the figure as data, its drawing, and its place on the page."""

from __future__ import annotations

import re
from dataclasses import replace

import builders
import pytest

from asculum.report import render
from asculum.report.draw_past import draw_past
from asculum.report.figures_past import message, past_figures
from asculum.report.reckoning import PastLook
from asculum.report.svg import NARROW, WIDE

RECKONING = builders.moved()
DAYS = builders.PAST_DAYS
LATER = DAYS[-1]


def test_killed_come_first_and_sides_share_a_figure() -> None:
    figures = past_figures(RECKONING)
    assert [figure.category for figure in figures] == ["killed", "casualties"]
    assert [[panel.side for panel in figure.panels] for figure in figures] == [["ru", "ua"]] * 2
    assert figures[0].period.start == builders.START
    assert figures[0].period.end > LATER


def test_only_claims_on_the_side_are_shown_as_they_came() -> None:
    panel = past_figures(RECKONING)[0].panels[1]
    assert panel.arrivals
    assert [item.day for item in panel.arrivals] == sorted(item.day for item in panel.arrivals)
    for item in panel.arrivals:
        claim = RECKONING.dossier.claim(item.claim)
        assert "ua" in (claim.side, claim.versus) or claim.side == "both"
        assert claim.published == item.day


def test_a_day_without_an_answer_keeps_its_row_with_the_reason() -> None:
    rows = past_figures(RECKONING)[0].rows
    assert [(row.whose, row.date.day) for row in rows][:3] == [("Russia", day) for day in DAYS]
    assert [row.then is None for row in rows] == [True, False, False] * 2


@pytest.mark.parametrize("layout", [WIDE, NARROW], ids=lambda layout: layout.name)
def test_marks_stand_within_the_drawing(layout: object) -> None:
    figure = past_figures(RECKONING)[0]
    rows = {claim.id: n for n, claim in enumerate(RECKONING.dossier.claims)}
    drawn = draw_past(figure, layout, "past", rows)  # type: ignore[arg-type]
    width, height = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn)[0])
    spots = re.findall(r'<circle cx="([\d.-]+)" cy="([\d.-]+)"', drawn)
    assert len(spots) == 4
    assert all(0 < float(x) < width and 0 < float(y) < height for x, y in spots)
    assert drawn.count('class="arrival"') == sum(len(p.arrivals) for p in figure.panels)


def test_the_drawing_says_in_words_what_it_shows() -> None:
    words = message(past_figures(RECKONING)[0].panels[0], "killed")
    assert "As of 20 May 2023 about 9,000 (5,400 to 15,000)." in words
    assert "Now, up to 14 May 2023, about 18,000" in words


def test_the_page_has_the_section_with_its_table_and_command() -> None:
    page = render(RECKONING)
    assert '<a href="#then">' in page
    section = page[page.index('<section id="then"') :]
    section = section[: section.index("</section>")]
    assert "reckoned again from each of 3 past days" in section
    assert f"asculum hindcast {RECKONING.dossier.id}" in section
    assert "The chains &lt;did&gt; not." in section
    assert section.count("<svg") >= 4
    assert "1 claim</a>" in section


def test_without_past_days_there_is_no_section() -> None:
    for past in (None, PastLook(dates=(), series=())):
        page = render(replace(RECKONING, past=past))
        assert 'id="then"' not in page
        assert 'href="#then"' not in page
