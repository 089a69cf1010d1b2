"""Where those who left may have settled, in words, with the rule for ties."""

from __future__ import annotations

from dataclasses import replace

import builders

from asculum.aftermath.account import aftermath
from asculum.aftermath.destinations import Settlement, destinations
from asculum.report import render
from asculum.report.destinations import destinations_part


def town(name: str, people: float, east: float, north: float = 0.0) -> Settlement:
    return Settlement(name=name, people=people, latitude=north, longitude=east)


def test_ties_are_named_and_the_shares_are_of_those_who_settled() -> None:
    files = builders.dossier()
    found = aftermath(files)
    assert found is not None
    around = [town("East", 20, 1), town("West", 20, -1), town("Far", 60, 5)]
    settled = destinations(town("Bakhmut", 100, 0), around)
    reckoning = replace(builders.reckoning(), aftermath=replace(found, destinations=settled))
    part = destinations_part(reckoning)
    assert part is not None
    assert "So joined here: East and West." in part.ties
    # 100·40 ÷ (100 · 140) = 2/7 for the two, of 1/2 who settle: 4/7 of them, half each
    assert {row[0]: row[2] for row in part.rows}["East"] == "29 %"
    assert not part.persons
    page = render(reckoning)
    assert "Where they may have settled" in page
    assert "So joined here: East and West." in page


def test_without_places_around_there_is_nothing() -> None:
    assert destinations_part(replace(builders.reckoning(), aftermath=None)) is None
