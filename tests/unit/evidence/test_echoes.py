"""Echoes: proposed by what the figure tells, with the known cases found again."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest

from asculum.evidence.bundled import find
from asculum.evidence.claims import Category, Claim, Kind, Manner, Scope
from asculum.evidence.echoes import information, proposals, rounded_forms
from asculum.evidence.reading import inspect_dossier
from asculum.terms.period import Period

WEEKS = Period(start=date(2022, 9, 1), end=date(2023, 6, 4))


def claim(name: str, who: str, day: date, **more: object) -> Claim:
    values: dict[str, object] = {
        "id": name,
        "published": day,
        "source": who,
        "side": "ru",
        "category": Category.KILLED,
        "kind": Kind.COUNT,
        "period": WEEKS,
        "scope": Scope.BATTLE,
        "best": 22816.0,
    }
    return Claim(**{**values, **more})  # type: ignore[arg-type]


FIRST = claim("first", "danilov", date(2023, 6, 4))


def test_what_digits_tell() -> None:
    assert information(20_000) < information(25_000) < information(23_000) < information(22_816)
    assert information(7.5) == information(75)
    assert rounded_forms(20_000) == ()
    assert 23_000 in rounded_forms(22_816)


@pytest.mark.parametrize(
    ("more", "manner"),
    [
        ({}, Manner.REPEATS),
        ({"best": 23_000.0}, Manner.ROUNDS),
        ({"category": Category.CASUALTIES}, Manner.MISQUOTES),
        ({"scope": Scope.WAR}, Manner.MISQUOTES),
    ],
    ids=["same", "rounded", "category", "scope"],
)
def test_a_copy_is_proposed_with_the_cells_to_write(
    more: dict[str, object], manner: Manner
) -> None:
    later = claim("later", "paper", date(2023, 6, 6), **more)
    (found,) = proposals([later, FIRST])
    assert (found.earlier.id, found.later.id, found.manner) == ("first", "later", manner)
    assert found.edit == f"derives_from = first, manner = {manner}"


def test_a_pair_that_was_read_and_is_no_echo_is_proposed_no_more() -> None:
    later = claim("later", "paper", date(2023, 6, 6))
    (found,) = proposals([later, FIRST])
    assert found.refusal == "apart_from = first"
    apart = replace(later, apart_from=("first",))
    assert proposals([apart, FIRST]) == ()
    # another witness of the figure is still looked at, one that goes back to the first is not
    other = claim("other", "envoy", date(2023, 6, 5))
    (found,) = proposals([apart, FIRST, replace(other, apart_from=("first",))])
    assert (found.later.id, found.earlier.id) == ("later", "other")
    assert found.refusal == "apart_from = first;other"
    echo = replace(other, derives_from=("first",), manner=Manner.REPEATS)
    assert proposals([apart, FIRST, echo]) == ()


@pytest.mark.parametrize(
    "more",
    [
        {"side": "ua"},
        {"source": "danilov"},
        {"best": 20_000.0},
        {"period": Period(start=date(2022, 1, 1), end=date(2022, 2, 1))},
        {"kind": Kind.PER_DAY},
        {"published": date(2024, 6, 4)},
        {"derives_from": ("other",), "manner": Manner.REPEATS},
    ],
    ids=["side", "source", "figure", "days", "rate", "late", "linked"],
)
def test_what_is_no_copy_is_not_proposed(more: dict[str, object]) -> None:
    later = claim("later", "paper", date(2023, 6, 6), **more)
    assert proposals([FIRST, later]) == ()


def test_a_round_figure_is_not_telling_but_its_neighbour_is() -> None:
    apart = Period(start=date(2022, 11, 1), end=date(2023, 6, 6))

    def pair(figure: float) -> int:
        later = claim("later", "paper", date(2023, 6, 12), best=figure, period=apart)
        return len(proposals([replace(FIRST, best=figure), later]))

    assert (pair(20_000), pair(22_816)) == (0, 1)


def test_order_of_claims_does_not_matter() -> None:
    three = [FIRST, *(claim(f"c{n}", f"p{n}", date(2023, 6, 4 + n)) for n in (1, 2))]
    assert proposals(three) == proposals(three[::-1])


def test_the_known_echoes_of_bakhmut_are_found_again() -> None:
    """SOURCES.md, Lineage: four of the five repeated or misquoted figures, and nothing else.

    ``c32`` (a round figure, three weeks later, of other days) stays below the threshold.
    """
    dossier, _ = inspect_dossier(find("bakhmut"), today=date(2026, 11, 23))
    assert dossier is not None
    told = (Manner.REPEATS, Manner.ROUNDS, Manner.MISQUOTES)
    known = {row.id: row.derives_from for row in dossier.claims if row.manner in told}
    blanked = [
        replace(row, derives_from=(), manner=None) if row.id in known else row
        for row in dossier.claims
    ]
    found = {item.later.id: item for item in proposals(blanked)}
    assert set(found) == set(known) - {"c32"}
    assert all(item.earlier.id in known[name] for name, item in found.items())
    assert not proposals(dossier.claims)


def test_ten_thousand_claims_take_seconds() -> None:
    day = date(2022, 9, 1)
    many = [
        claim(f"c{n}", f"s{n % 60}", day + timedelta(days=n % 250), best=float(1000 + n % 900))
        for n in range(10_000)
    ]
    same = [replace(item, best=22816.0) for item in many]
    for claims in (many, same):
        began = time.process_time()
        proposals(claims)
        assert time.process_time() - began < 20
