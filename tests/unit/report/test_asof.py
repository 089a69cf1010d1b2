"""The chart of losses as it stood on past days: what was known, and whose band stands."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import builders
import pytest

from asculum.report import render
from asculum.report.figures_asof import NOW, Stop, stops
from asculum.report.figures_weekly import weekly_figures
from asculum.report.reckoning import PastLook, Reckoning

RECKONING = builders.moved()
FIRST, SECOND, THIRD = builders.PAST_DAYS


def _found(reckoning: Reckoning = RECKONING) -> tuple[Stop, ...]:
    return stops(reckoning, weekly_figures(reckoning)[0])


def test_every_day_of_publication_and_every_past_day_is_a_stop() -> None:
    found = _found()
    figure = weekly_figures(RECKONING)[0]
    published = {mark.published for panel in figure.panels for mark in panel.marks}
    days = [item.day for item in found]
    assert days == sorted(set(days))
    assert set(days) == published | {*builders.PAST_DAYS, RECKONING.as_of}
    assert [item.day for item in found if item.reckoned] == [*builders.PAST_DAYS, RECKONING.as_of]


def test_a_band_stands_only_from_the_day_it_was_reckoned() -> None:
    for item in _found():
        if item.day < SECOND:
            assert item.fan == "", "the first past day was refused, and none was before it"
        elif item.day < THIRD:
            assert item.fan == SECOND.isoformat()
        elif item.fan != NOW:
            assert item.fan == THIRD.isoformat()
    assert _found()[-1].fan == NOW


def test_the_words_say_of_which_day_the_band_is() -> None:
    words = {item.day: item.words for item in _found()}
    assert "The chains <did> not." in words[FIRST]
    assert "no more than was known on this day" in words[SECOND]
    assert "Russia about 9,000 killed up to then (5,400 to 15,000)" in words[SECOND]
    between = [text for day, text in words.items() if SECOND < day < THIRD]
    assert between
    assert all("the last day reckoned before this one" in text for text in between)


def test_known_claims_are_counted_by_publication() -> None:
    figure = weekly_figures(RECKONING)[0]
    marks = [mark for panel in figure.panels for mark in panel.marks]
    for item in _found()[:-1]:
        known = sum(mark.published <= item.day for mark in marks)
        assert item.words.startswith(f"{known} of {len(marks)} claims")


def test_a_band_of_a_day_in_the_battle_ends_on_that_day() -> None:
    assert RECKONING.past is not None
    cut = tuple(
        replace(item, periods=item.periods[:20], quantiles=item.quantiles[:20])
        for item in RECKONING.weekly
    )
    day = builders.START + timedelta(days=140)
    early = replace(RECKONING.past.dates[1], day=day, weekly=cut)
    page = render(replace(RECKONING, past=PastLook(dates=(early,), series=())))
    fan = page.split(f'<g class="fan" data-fan="{day.isoformat()}" hidden="">')[1]
    assert f"as of {day.day} Dec 2022" in fan.split('data-fan="now"')[0]


def test_marks_carry_the_day_from_which_all_that_they_show_was_known() -> None:
    page = render(RECKONING)
    claims = {claim.id: claim for claim in RECKONING.dossier.claims}
    days = re.findall(r'data-known="([\d-]+)"', page)
    assert days
    assert set(map(date.fromisoformat, days)) <= {claim.published for claim in claims.values()}
    # a thread ties an echo to its origin, so neither may be unknown
    doctored = page.split('class="mark own doctored"')[1]
    assert f'data-known="{claims["c26"].published}"' in doctored.split("</g></g>")[0]


def test_the_page_holds_the_stops_and_nothing_without_past_days() -> None:
    held = re.findall(r'data-stops="([^"]*)"', render(RECKONING))[0]
    assert [row[0] for row in json.loads(unescape(held))] == [
        item.day.isoformat() for item in _found()
    ]
    assert "data-stops" not in render(replace(RECKONING, past=None)).split("<script>")[0]


@pytest.mark.parametrize("part", ["near", "further"])
def test_claims_without_a_band_are_drawn_apart(part: str) -> None:
    figure = weekly_figures(RECKONING)[0]
    kinds = {panel.kind for row in getattr(figure, part) for panel in row}
    assert (kinds == {"reckoned"}) == (part == "near")
    assert figure.rows == (*figure.near, *figure.further)
