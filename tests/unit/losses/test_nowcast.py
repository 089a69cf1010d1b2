"""Nowcasts: by hand, refused, never below the last count, calibrated, and OHCHR held out."""

from __future__ import annotations

import csv
import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from nowcast_simulation import by_delays, by_own_model, covered

from asculum.evidence.bundled import find
from asculum.evidence.reading import inspect_dossier
from asculum.evidence.vintages import Triangle, Vintage, triangles
from asculum.losses.nowcast import growths, nowcast
from asculum.terms.period import Period
from asculum.terms.status import StatusCode

DATA = Path(os.environ.get("ASCULUM_SHARED_DATA", Path(__file__).parents[4] / "shared" / "data"))


def month(number: int) -> Period:
    start = date(2022 + (number - 1) // 12, (number - 1) % 12 + 1, 1)
    return Period(start=start, end=(start + timedelta(days=32)).replace(day=1))


def triangle(*rows: tuple[int, int, int]) -> Triangle:
    """Return a triangle of (month, age in days, count)."""
    vintages = tuple(
        Vintage(month=month(number), published=month(number).end + timedelta(days=age), count=count)
        for number, age, count in rows
    )
    return Triangle(source="s", place="p", measure="civilians_killed", vintages=vintages)


def test_one_step_of_many_counts_is_the_chain_ladder() -> None:
    """Ages 30 and 60 only: the factor is the sum of later counts over the sum of earlier ones.

    By hand: (1,100 + 2,200 + … ) / (1,000 + 2,000 + …) = 1.1, so 50,000 grow to 55,000.
    """
    rows = [
        row
        for number in range(1, 9)
        for row in ((number, 30, 10_000 * number), (number, 60, 11_000 * number))
    ]
    made = nowcast(triangle(*rows, (9, 30, 50_000)), maturity=60)
    assert made.status.code is StatusCode.OK
    lower, middle, upper = made.months[-1].interval()
    assert middle == pytest.approx(55_000, rel=0.005)
    assert 54_000 < lower < 55_000 < upper < 56_000


def test_counts_that_do_not_grow_stay() -> None:
    rows = [(number, age, 500) for number in range(1, 9) for age in (30, 60, 90)]
    made = nowcast(triangle(*rows, (9, 30, 500)), maturity=90)
    assert made.months[-1].interval()[1] == 500
    assert made.months[-1].interval()[2] < 520


def test_too_few_vintages_are_refused_with_the_reason() -> None:
    made = nowcast(triangle((1, 0, 10), (1, 31, 12)))
    assert made.status.code is StatusCode.NOT_IDENTIFIED
    assert made.months == ()
    assert "2 days of publication" in made.status.sentence


def test_what_fell_or_lies_beyond_what_was_seen_is_doubted() -> None:
    rows = [(number, age, 500 + age) for number in range(1, 9) for age in (30, 60, 90)]
    assert nowcast(triangle(*rows), maturity=90).status.code is StatusCode.OK
    assert nowcast(triangle(*rows), maturity=400).status.code is StatusCode.DOUBTFUL
    fallen = [*rows[:-1], (8, 90, 400)]
    assert growths(triangle(*fallen)).fell == 1
    assert "1 counts fell" in nowcast(triangle(*fallen), maturity=90).status.sentence
    with pytest.raises(ValueError, match="at least 1 day"):
        nowcast(triangle(*rows), maturity=0)


def test_never_below_the_last_count_and_the_same_for_one_seed() -> None:
    made, truth = by_own_model(3)
    assert truth
    one, other = nowcast(made), nowcast(made)
    for first, second in zip(one.months, other.months, strict=True):
        assert first.draws.min() >= first.last.count
        assert np.array_equal(first.draws, second.draws)


@pytest.mark.slow
@pytest.mark.parametrize(("simulate", "least"), [(by_own_model, 0.9), (by_delays, 0.87)])
def test_intervals_cover_what_they_say(simulate, least) -> None:  # type: ignore[no-untyped-def]
    """Delays come from another model, in which months differ; the page says how much is held."""
    found = [np.mean(covered(*simulate(seed), seed), axis=0) for seed in range(16)]
    wide, narrow = np.mean(found, axis=0)
    error = np.std(found, axis=0) / np.sqrt(len(found))
    # months of one triangle share its speed, so the error is that between triangles; an interval
    # of whole persons holds more than it says where little grows, which is no fault
    assert wide > least - 4 * error[0]
    assert narrow > least / 0.9 * 0.5 - 4 * error[1]


def test_rows_of_people_make_a_triangle_of_whole_months() -> None:
    dossier, _ = inspect_dossier(find("bakhmut"), today=date(2026, 11, 23))
    assert dossier is not None
    (made,) = triangles(dossier.people)
    assert (made.source, made.measure, len(made.days)) == ("ohchr", "civilians_killed", 5)
    assert all(vintage.published >= vintage.month.end for vintage in made.vintages)
    assert not triangles(replace(row, end=None) for row in dossier.people)


def test_the_last_vintage_of_ohchr_held_out() -> None:
    """The figures of docs/methods/nowcast.md: 7 of 8 months within, March 2022 below."""
    path = DATA / "battle" / "ohchr_civilians_killed_vintages.csv"
    if not path.exists():
        pytest.skip(f"{path} is not on this machine")
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    told = []
    for row in rows:
        year, number = (int(part) for part in row["month"].split("-"))
        own, day = month(12 * (year - 2022) + number), date.fromisoformat(row["as_of"])
        if day >= own.end:
            told.append(Vintage(month=own, published=day, count=int(row["killed"])))
    told.sort(key=lambda vintage: (vintage.month, vintage.published))
    last = date(2023, 7, 16)
    known = Triangle(
        source="ohchr",
        place="Ukraine",
        measure="civilians_killed",
        vintages=tuple(vintage for vintage in told if vintage.published < last),
    )
    inside = {}
    for vintage in told:
        before = [made for made in known.vintages if made.month == vintage.month]
        if vintage.published == last and before:
            made = nowcast(known, maturity=vintage.age)
            (own,) = (item for item in made.months if item.last.month == vintage.month)
            lower, _, upper = own.interval()
            inside[vintage.month.start] = lower <= vintage.count <= upper
    assert len(inside) == 8
    assert [start for start, held in inside.items() if not held] == [date(2022, 3, 1)]
