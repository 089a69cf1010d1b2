"""Past days: which, what was known on them, what they are held against, what is refused."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from small import CLAIMS, HEADER, small_dossier

from asculum.study import runs
from asculum.study.dates import FEW, every, first_day, past_days
from asculum.study.hindcast import fit
from asculum.study.scored import MODEL, Score, summaries
from asculum.study.study import Study
from asculum.terms import scores
from asculum.terms.errors import UsageError
from asculum.terms.period import Period
from asculum.terms.status import StatusCode

pytestmark = pytest.mark.xdist_group("past")
TODAY = date(2026, 11, 23)
START, END = date(1807, 4, 3), date(1807, 5, 8)
#: Claims that arrive in the midst of the battle, at its end, and a count made a year later.
ARRIVING = """\
id,published,source,side,category,kind,low,best,high,start,end,scope,derives_from,manner
e0,1807-04-20,envoy,north,killed,count,300,400,500,1807-04-03,1807-04-20,battle,,
e1,1807-05-10,envoy,north,killed,count,800,1000,1200,1807-04-03,1807-05-08,battle,,
n1,1807-05-20,north-staff,north,killed,count,,700,,1807-04-03,1807-05-08,battle,,
e2,1807-05-25,envoy,south,killed,count,1500,2000,2500,1807-04-03,1807-05-08,battle,,
late,1808-09-01,envoy,north,killed,count,,1100,,1807-04-03,1807-05-08,battle,,
echo,1808-10-01,north-staff,north,killed,count,,1100,,1807-04-03,1807-05-08,battle,late,repeats
floor,1808-11-01,envoy,north,killed,named_minimum,,10,,1807-04-03,1807-05-08,battle,,
"""
DAYS = (date(1807, 4, 1), date(1807, 4, 25), date(1807, 6, 1), date(1808, 9, 15), date(1809, 1, 1))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("past")
    small_dossier(folder / "mill", claims=ARRIVING)
    return folder


@pytest.fixture(scope="module")
def study(place: Path) -> Study:
    return Study(place / "mill", today=TODAY, folder=place)


def rows(study: Study, **asked: object) -> Iterator[Score]:
    yield from study.hindcast(DAYS, **asked).scores  # type: ignore[arg-type]


def test_days_run_from_the_first_answer_to_a_year_after_the_end(study: Study) -> None:
    days = past_days(study.whole, TODAY)
    assert days[0] == first_day(study.whole, TODAY) == date(1807, 4, 20)
    assert days[-1] == date(1808, 5, 6)
    assert date(1807, 5, 7) in days
    assert list(days) == sorted(set(days))
    assert len(days) == 11
    assert set(past_days(study.whole, TODAY, count=FEW)) == {
        *(date(1807, 5, 7), date(1808, 5, 6)),
    }


def test_days_stop_at_the_day_of_the_study(study: Study) -> None:
    until = date(1807, 6, 1)
    assert max(past_days(study.whole, until)) <= until
    assert past_days(study.whole, date(1807, 4, 19)) == ()


def test_days_of_a_battle_whose_claims_came_after_it(tmp_path: Path) -> None:
    whole = Study(small_dossier(tmp_path / "mill", claims=CLAIMS), today=TODAY).whole
    assert past_days(whole, TODAY)[0] == date(1807, 7, 1)


@pytest.mark.parametrize(("unit", "gap"), [("week", 7), ("month", 31), ("quarter", 92)])
def test_every_names_the_last_day_of_each(study: Study, unit: str, gap: int) -> None:
    days = every(study.whole, TODAY, unit)
    assert all(0 < (b - a).days <= gap for a, b in pairwise(days))
    assert days[-1] <= END + timedelta(days=365)
    assert all((day + timedelta(days=1)).day == 1 for day in days) or unit == "week"
    assert all(day.month in (3, 6, 9, 12) for day in days) or unit != "quarter"


def test_only_what_lies_behind_is_reckoned(study: Study) -> None:
    whole = study.whole
    assert whole.as_of(date(1807, 4, 2)).behind is None
    assert whole.as_of(START).behind == Period(start=START, end=date(1807, 4, 4))
    assert not whole.as_of(date(1807, 5, 6)).over
    for day in (date(1807, 5, 7), TODAY):
        assert whole.as_of(day).behind == whole.period == whole.behind
        assert whole.as_of(day).over


@pytest.mark.parametrize(
    ("days", "truths", "code"),
    [
        ((date(2027, 1, 1),), (), "RUN002"),
        ((), (), "HIN001"),
        (DAYS, ("latte",), "HIN002"),
        (DAYS, ("floor",), "HIN003"),
    ],
)
def test_what_cannot_be_asked(
    study: Study, days: tuple[date, ...], truths: tuple[str, ...], code: str
) -> None:
    with pytest.raises(UsageError, match=code):
        study.hindcast(days, truths=truths)


def test_a_misspelt_reference_gets_its_nearest_match(study: Study) -> None:
    with pytest.raises(UsageError, match="did you mean 'late'"):
        study.hindcast(DAYS, truths=["latte"])


@pytest.mark.parametrize(
    ("change", "may"),
    [
        ({}, True),
        ({"scope": "front"}, False),
        ({"side": "civilians"}, False),
        ({"bound": "at_least"}, False),
        ({"best": None, "low": 5.0}, False),
        ({"best": None, "low": 5.0, "high": 9.0}, True),
    ],
    ids=str,
)
def test_what_may_be_a_reference(study: Study, change: dict[str, object], may: bool) -> None:
    assert fit(replace(study.whole.claim("late"), **change)) is may  # type: ignore[arg-type]


def test_a_day_without_an_answer_says_why(study: Study) -> None:
    found = study.hindcast(DAYS)
    first, second = found.days[:2]
    assert first.status.sentence == "No claim had been published by this day."
    assert first.estimates == ()
    assert second.status.code is StatusCode.DOUBTFUL
    assert {item.side for item in second.estimates} == {"north"}
    assert second.period == Period(start=START, end=date(1807, 4, 26))
    assert found.status.code is StatusCode.DOUBTFUL
    assert found.status.sentence == "4 of 5 days gave an answer."
    assert [set(day.arrived) for day in found.days] == [
        *(set(), {"e0"}, {"e1", "n1", "e2"}, {"late"}, {"echo", "floor"})
    ]


def test_each_day_is_the_plain_run_of_that_day_bit_for_bit(study: Study, place: Path) -> None:
    for day in study.hindcast(DAYS).days[1:3]:
        plain = Study(place / "mill", as_of=day.day, today=TODAY)
        for item in day.estimates:
            same = plain.losses().total(item.side, category=item.quantity, period=day.period)
            assert same is not None
            np.testing.assert_array_equal(item.draws, same.draws)
            assert item.status == same.status


def test_beyond_the_last_claim_a_day_is_today_and_is_not_scored(study: Study) -> None:
    last = study.hindcast(DAYS).days[-1]
    today = {(e.side, e.quantity): e.draws for e in study.losses().totals}
    for item in last.estimates:
        np.testing.assert_array_equal(item.draws, today[item.side, item.quantity])
    mine = [s for s in rows(study) if s.day == last.day]
    assert mine
    assert all("nothing was published after" in s.refusal or s.refusal for s in mine)
    assert all(s.crps is None for s in mine)


def test_kept_days_are_read_back_without_sampling(
    study: Study, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = study.hindcast(DAYS, truths=["late"])

    def refuse(*arguments: object, **named: object) -> None:
        raise AssertionError("sampled again")

    monkeypatch.setattr(runs, "estimate", refuse)
    again = Study(place / "mill", today=TODAY, folder=place).hindcast(DAYS, truths=["late"])
    assert again.scores == before.scores
    for one, other in zip(again.days, before.days, strict=True):
        assert (one.status, one.arrived, one.run) == (other.status, other.arrived, other.run)
        for left, right in zip(one.estimates, other.estimates, strict=True):
            np.testing.assert_array_equal(left.draws, right.draws)
            assert left.sources == right.sources
        assert bool(other.weekly) == bool(other.estimates)
        for shown, kept in zip(other.weekly, one.weekly, strict=True):
            np.testing.assert_array_equal(kept.quantiles, shown.quantiles)
            assert replace(kept, quantiles=shown.quantiles).periods == shown.periods
            assert shown.periods[-1].end <= (other.period or study.whole.period).end


def test_a_claim_judges_only_days_that_did_not_know_it(study: Study) -> None:
    told = {s.day: s for s in rows(study, truths=["late"]) if s.method == MODEL}
    assert "No claim had been published" in told[DAYS[0]].refusal
    assert "lay ahead" in told[DAYS[1]].refusal
    assert told[DAYS[2]].refusal == ""
    assert "was evidence by this day" in told[DAYS[3]].refusal
    assert "was evidence by this day" in told[DAYS[4]].refusal


def test_a_claim_that_another_handed_on_before_is_refused(study: Study) -> None:
    told = {s.day: s for s in rows(study, truths=["echo"]) if s.method == MODEL}
    assert "late, of the same origin" in told[DAYS[3]].refusal


def test_the_numbers_of_a_score(study: Study) -> None:
    found = study.hindcast(DAYS, truths=["late"])
    day = found.days[2]
    score = next(s for s in found.scores if s.day == day.day and s.method == MODEL)
    draws = next(e for e in day.estimates if e.side == "north").draws
    assert score.crps == scores.crps(draws, 1100.0)
    assert score.crps_log == scores.crps(np.log(draws), math.log(1100.0))
    assert score.covered == float(score.low <= 1100 <= score.high)  # type: ignore[operator]
    told = scores.log_score(np.log(draws), math.log(1100.0))
    assert told is not None
    assert score.log_score_log == told
    # the density of x is that of ln x over x
    assert score.log_score == pytest.approx(told + math.log(1100.0))
    assert score.error_log == pytest.approx(abs(math.log(score.point / 1100)))  # type: ignore[operator]
    median = next(
        s
        for s in found.scores
        if (s.day, s.method, s.echoes) == (day.day, "median of all claims", "as printed")
    )
    assert (median.low, median.point, median.high) == (700.0, 850.0, 1200.0)
    assert median.crps == scores.crps_uniform(700.0, 1200.0, 1100.0)


def test_without_a_claim_the_reference_is_today_s_estimate_and_is_said_to_be_no_truth(
    study: Study,
) -> None:
    found = study.hindcast(DAYS)
    assert "it is no truth" in found.sentence
    assert "it is a claim itself" in study.hindcast(DAYS, truths=["late"]).sentence
    score = next(
        s for s in found.scores if s.day == DAYS[1] and s.method == MODEL and not s.refusal
    )
    assert score.reference == "posterior"
    assert score.question.period.end == date(1807, 4, 26)


def test_means_are_over_the_same_cases(study: Study) -> None:
    found = [*rows(study)]
    for item in summaries(found):
        group = [
            s
            for s in found
            if (s.method, s.echoes) == (item.method, item.echoes) and s.crps_log is not None
        ]
        assert item.cases == len(group)
        assert item.crps_log == pytest.approx(np.mean([s.crps_log for s in group]))  # type: ignore[type-var]
    own = next(item for item in summaries(found) if item.method == MODEL)
    assert own.crps_log == own.model_crps_log


def test_a_study_as_of_a_past_day_looks_back_from_there(place: Path) -> None:
    study = Study(place / "mill", as_of=date(1807, 6, 1), today=TODAY, folder=place)
    with pytest.raises(UsageError, match="RUN002"):
        study.hindcast([date(1807, 6, 2)])
    with pytest.raises(UsageError, match="HIN002"):
        study.hindcast(DAYS[:3], truths=["late"])


def test_the_report_looks_back_from_a_few_days(study: Study) -> None:
    reckoning = study.reckon()
    past = reckoning.past
    assert past is not None
    assert [item.day for item in past.dates] == list(past_days(study.whole, TODAY, count=FEW))
    assert {item.category for item in past.series} == {"killed"}
    for item in past.dates:
        told = {(series.side, "killed") for series in past.series}
        shown = {(band.side, band.category) for band in item.weekly}
        assert shown <= told
        assert bool(shown) == any(item.day == p.day for each in past.series for p in each.then)
    for item in past.series:
        assert [p.day for p in item.then] == [p.day for p in item.again]
        assert list(item.now) == sorted(item.now, key=lambda p: p.median)
        total = next(e for e in reckoning.totals if e.side == item.side)
        assert (item.now[-1].lower, item.now[-1].median) == pytest.approx(total.interval()[:2])


def test_a_refused_dossier_has_nothing_to_look_back_from(tmp_path: Path) -> None:
    lines = ARRIVING.splitlines()
    only = "\n".join([lines[0], lines[-1]]) + "\n"
    study = Study(small_dossier(tmp_path / "mill", header=HEADER, claims=only), today=TODAY)
    assert study.reckon().past is None
    with pytest.raises(UsageError, match="HIN001"):
        study.hindcast()
