"""Where those who left may have settled: the places of a dossier, and the words for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from choosing import dossier

from asculum.aftermath.fled import destinations_of
from asculum.evidence.claims import PeopleFigure
from asculum.evidence.dossier import Dossier, Place


def row(place: str, people: float, latitude: float | None, east: float | None) -> PeopleFigure:
    return PeopleFigure(
        id=place.lower(),
        published=date(1807, 1, 1),
        source="envoy",
        place=place,
        measure="population",
        best=people,
        latitude=latitude,
        longitude=east,
    )


def around(*rows: PeopleFigure) -> Dossier:
    place = Place(name="The ford", latitude=0.0, longitude=0.0)
    return replace(dossier(), place=place, people=(row("The ford", 10, None, None), *rows))


def test_places_with_coordinates_get_shares_and_no_persons() -> None:
    found = destinations_of(around(row("A", 20, 0, 1), row("B", 70, 0, 2), row("C", 5, None, None)))
    assert found is not None
    # the shares of the example that the model's page reckons by hand
    assert [(item.name, round(item.share, 4)) for item in found.places] == [
        ("A", 0.6667),
        ("B", 0.2333),
    ]
    assert all(item.persons is None for item in found.places)


def test_a_record_of_the_displaced_of_the_place_makes_persons() -> None:
    fled = PeopleFigure(
        id="fled",
        published=date(1807, 7, 1),
        source="envoy",
        place="The ford",
        measure="displaced",
        best=900,
    )
    elsewhere = replace(fled, id="country", place="The south", best=9e6)
    found = destinations_of(around(row("A", 20, 0, 1), row("B", 70, 0, 2), fled, elsewhere))
    assert found is not None
    persons = [item.persons for item in found.places if item.persons is not None]
    assert sum(persons) == pytest.approx(900)


def test_without_places_or_coordinates_nothing_is_told() -> None:
    assert destinations_of(around()) is None
    assert destinations_of(around(row("A", 20, None, None))) is None
    placeless = replace(around(row("A", 20, 0, 1)), place=Place(name="The ford"))
    assert destinations_of(placeless) is None
