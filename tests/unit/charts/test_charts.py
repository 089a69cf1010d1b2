"""Charts show the figures of the results they are made from, and refuse with the reason."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from choosing import BATTLE, daily, dossier
from linked_pairs import linkage, linked, scored

from asculum import charts
from asculum.attrition.comparing import Weighed
from asculum.attrition.fit import Fitted
from asculum.charts.looks import Whisker, whiskers
from asculum.evidence.bundled import find
from asculum.evidence.dossier import Outcome, VerdictTerms
from asculum.evidence.reading import read_dossier
from asculum.options.account import SideAccount
from asculum.options.pyrrhic import pyrrhic_ledger
from asculum.options.views import Weighing
from asculum.place.answer import PlaceAnswer, place_answer
from asculum.report.fought import Exchange, Fought
from asculum.study.past import PastDay
from asculum.study.scored import Hindcast
from asculum.study.study import Study
from asculum.study.weighing import weigh_dossier
from asculum.terms.errors import MissingExtraError, ModelError
from asculum.terms.period import spans
from asculum.terms.status import Status, StatusCode
from asculum.undercount.estimate import LowerBound, TwoLists, Undercount, estimate
from asculum.undercount.overlap import OverlapTable

WELL = Status(code=StatusCode.OK, sentence="Well.")
REFUSED = Status(code=StatusCode.NOT_IDENTIFIED, sentence="Nothing tells it.")


def drawn(chart: Any) -> list[dict[str, Any]]:
    """Return every row of data of a chart that Altair's own schema holds to be sound."""

    def inside(part: Any) -> Iterator[dict[str, Any]]:
        if isinstance(part, dict):
            values = part.get("values")
            yield from values if isinstance(values, list) else ()
            for other in part.values():
                yield from inside(other)
        elif isinstance(part, list):
            for other in part:
                yield from inside(other)

    spec = chart.to_dict(validate=True)
    text = json.dumps(spec, allow_nan=False)
    assert "http" not in text.replace(spec["$schema"], "")
    assert spec["description"]
    rows = {json.dumps(row, sort_keys=True): row for row in inside(spec)}
    return list(rows.values())


def labelled(chart: Any) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["group"], row["label"]): row for row in drawn(chart) if "label" in row}


def test_totals_are_those_of_the_result(mill: Path) -> None:
    losses = Study(mill / "mill", folder=mill).losses()
    rows = labelled(charts.losses(losses))
    for item in losses.totals:
        row = rows[item.quantity, losses.dossier.side(item.side).name]
        assert (row["lower"], row["median"], row["upper"]) == item.interval()


def test_weeks_are_told_as_rates_with_the_claims_over_them(mill: Path) -> None:
    study = Study(mill / "mill", folder=mill)
    rows = drawn(charts.weekly(study, side="north"))
    (series,) = [
        item for item in study.weekly() if (item.side, item.category) == ("north", "killed")
    ]
    weeks = [row for row in rows if "high90" in row]
    assert len(weeks) == len(series.periods)
    for row, period, quantiles in zip(weeks, series.periods, series.quantiles, strict=True):
        assert row["start"] == period.start.isoformat()
        assert row["median"] == pytest.approx(quantiles[2] / period.days * 7)
    claims = {row["claim"]: row for row in rows if "claim" in row}
    assert set(claims) == {"e1", "n1"}
    # 1,000 in 35 days
    assert claims["e1"]["rate"] == pytest.approx(200)
    assert (claims["e1"]["low"], claims["e1"]["high"]) == (160, 240)
    assert claims["n1"]["relation"] == "the side itself"
    assert claims["n1"]["high"] is None


def test_what_was_not_reckoned_is_refused(mill: Path) -> None:
    study = Study(mill / "mill", folder=mill)
    with pytest.raises(ModelError, match="no weekly losses of casualties"):
        charts.weekly(study, category="casualties")
    refused = replace(study.losses(), posterior=None, convergence=None, status=REFUSED)
    with pytest.raises(ModelError, match="Nothing tells it") as caught:
        charts.losses(refused)
    assert caught.value.code == "CHA002"


def test_leanings_stand_on_a_scale_of_factors_about_one(mill: Path) -> None:
    study = Study(mill / "mill", folder=mill)
    chart = charts.leans(study)
    rows = labelled(chart)
    assert {group for group, _ in rows} == {
        "on the losses of North",
        "on the losses of South",
    }
    assert '"type": "log"' in json.dumps(chart.to_dict())


def test_lists_are_drawn_with_each_left_out() -> None:
    table = OverlapTable.from_dense(("a", "b", "c"), [0, 90, 80, 30, 70, 25, 20, 10])
    found = estimate(table, model=LowerBound())
    rows = labelled(charts.lists(found))
    assert rows["", "all lists"]["median"] == found.total.point
    assert {label for _, label in rows} <= {"all lists", "without a", "without b", "without c"}
    assert {"at": float(table.persons)} in drawn(charts.lists(found))
    assert found.curve is not None
    totals = [row["total"] for row in drawn(charts.unlisted(found)) if "total" in row]
    assert totals == list(found.curve.total)


def test_lists_that_tell_nothing_are_not_drawn() -> None:
    apart = OverlapTable.from_dense(("a", "b"), [0, 5, 5, 0])
    found = estimate(apart, model=TwoLists(one="a", other="b", plain=True))
    with pytest.raises(ModelError) as caught:
        charts.lists(found)
    assert found.total.status.sentence in str(caught.value)
    with pytest.raises(ModelError):
        charts.unlisted(Undercount(table=apart, total=found.total, without={}, curve=None))


def test_weights_and_scores_of_a_linkage_are_drawn() -> None:
    rows = drawn(charts.weights(linked()))
    assert [row["bits"] for row in rows] == pytest.approx([3.0, -2.17, 1.0, -4.672], abs=1e-3)
    rows = [row for row in drawn(charts.scores(linked())) if "pairs" in row]
    assert [(row["low"], row["pairs"], row["share"]) for row in rows] == [
        (2.0, 1, 0.0),
        (7.0, 2, 0.375),
        (9.0, 1, 1.0),
    ]
    nobody = linked(scored(np.zeros(0), ()), linkage(np.zeros(0)))
    for chart in (charts.weights, charts.scores):
        with pytest.raises(ModelError) as caught:
            chart(nobody)
        assert caught.value.code == "CHA002"


def test_an_interval_without_an_end_runs_to_the_edge() -> None:
    rows = [
        Whisker(label="open", lower=0.0, median=2.0, upper=np.inf),
        Whisker(label="gone", lower=np.inf, median=np.inf, upper=np.inf),
    ]
    told = {"title": "Made up", "axis": "ratio", "description": "made up"}
    drawn_rows = labelled(whiskers(rows, **told, log=True, line=1.0))
    low, high = 1.0 / 1.15, 2.0 * 1.15
    row = drawn_rows["", "open"]
    assert [row[key] for key in ("lower", "median", "upper")] == pytest.approx([low, 2.0, high])
    assert "∞" in row["words"]
    assert drawn_rows["", "gone"]["median"] is None
    with pytest.raises(ModelError, match="finite"):
        whiskers(rows[1:], **told)


def test_laws_stand_by_how_far_they_are_behind() -> None:
    weighed = Weighed(
        names=("square", "linear"),
        weights=(0.7, 0.3),
        behind=(0.0, 2.0),
        errors=(0.0, 1.5),
        khats=(0.2, 0.1),
    )
    found = Fitted(observed=None, laws=(), status=WELL, weighed=weighed)  # type: ignore[arg-type]
    row = labelled(charts.laws(found))["", "linear (weight 0.30)"]
    assert (row["lower"], row["median"], row["upper"]) == (-1.0, 2.0, 5.0)
    with pytest.raises(ModelError, match="not weighed"):
        charts.laws(replace(found, weighed=None))


def test_the_exchange_ratio_is_drawn_week_by_week() -> None:
    weeks = spans(BATTLE, "week")
    quantiles = np.tile([0.5, 1.0, 2.0], (len(weeks), 1))
    whole = daily(50).total("north", category="killed")
    told = Exchange(
        attacker="north",
        defender="south",
        category="killed",
        periods=weeks,
        quantiles=quantiles,
        whole=whole,  # type: ignore[arg-type]
        more=0.5,
    )
    found = Fought(
        exchange=told,
        no_exchange="",
        fitted=None,
        no_laws="no strengths",
        worth=None,
        no_worth="",
        odds=(),
        no_odds="",
        history=(),
        no_history=(),
    )
    rows = [row for row in drawn(charts.exchange(found)) if "median" in row]
    assert [row["start"] for row in rows] == [week.start.isoformat() for week in weeks]
    assert "north's killed for one of south" in repr(found)
    assert "no strengths" in found._repr_html_()
    for nothing, why in ((None, "refused"), (replace(found, exchange=None, no_exchange="X"), "X")):
        with pytest.raises(ModelError, match=why):
            charts.exchange(nothing)


def test_past_days_are_drawn_by_side() -> None:
    losses = daily(50)
    told = [losses.total(side, category="killed") for side in ("south", "north")]
    past = [
        PastDay(
            day=date(1808, month, 1),
            dossier=dossier(),
            arrived=(),
            period=BATTLE,
            status=WELL,
            estimates=tuple(told),  # type: ignore[arg-type]
        )
        for month in (1, 2)
    ]
    found = Hindcast(days=tuple(past), scores=(), summaries=(), sentence="")
    rows = labelled(charts.hindcast(found))
    assert next(iter(rows)) == ("north", "as of 1 Jan 1808")
    assert len(rows) == 4
    assert found.to_pandas()["as_of"].tolist() == [date(1808, 1, 1)] * 2 + [date(1808, 2, 1)] * 2
    with pytest.raises(ModelError, match="no day tells wounded"):
        charts.hindcast(found, category="wounded")


def test_options_are_drawn_by_decision() -> None:
    found = weigh_dossier(dossier(), daily(200), as_of=BATTLE.end, seed=1)  # type: ignore[arg-type]
    rows = labelled(charts.options(found))
    own = {item.option.name: item for item in found.brought() if item.part == "own"}
    kept = rows["south, 1 May 1807", "hold the ford (happened)"]
    assert kept["median"] == float(
        np.quantile(own["hold the ford"].draws, 0.5, method="inverted_cdf")
    )
    assert len(rows) == len(own) == 2
    with pytest.raises(ModelError, match="told are"):
        charts.options(found, part="glory")
    with pytest.raises(ModelError, match="left out"):
        charts.options(Weighing(left_out=("left out",)))
    tree = found.to_datatree()
    assert set(tree["posterior"].of.values) == {
        "south-1807-05-01.south-stay",
        "south-1807-05-01.south-leave",
    }
    assert "hold the ford (happened)" in repr(found)


def test_the_ledger_is_drawn_about_one() -> None:
    draws = np.linspace(900.0, 1100.0, 200)
    found = pyrrhic_ledger(
        winner=SideAccount(name="Pyrrhus", losses=2 * draws),
        loser=SideAccount(name="Rome", losses=draws),
        terms=VerdictTerms(category="killed", horizon="one campaign"),
        outcome=Outcome(victor="Pyrrhus", source="Plutarch"),
    )
    rows = labelled(charts.ledger(found))
    assert [round(row["median"], 6) for row in rows.values()] == [2.0]
    assert found.to_datatree()["posterior"]["LER"].dims == ("chain", "draw")
    assert found.to_pandas().set_index("key").loc["SER", "refusal"]
    with pytest.raises(ModelError, match="no victor"):
        charts.ledger(None)


@pytest.fixture(scope="module")
def placed() -> PlaceAnswer:
    bakhmut = read_dossier(find("bakhmut"), today=date(2026, 11, 23))
    return place_answer(bakhmut, seed=1, costs={}, draws=20)


def test_the_place_is_drawn_by_side_and_day(placed: PlaceAnswer) -> None:
    rows = labelled(charts.place(placed))
    assert len(rows) == 3 * len(placed.readings)
    tree = placed.to_datatree()
    for reading in placed.readings:
        told = tree["posterior"]["arrives_with"].sel(of=reading.side, start=str(reading.day))
        assert told.values[0].tolist() == reading.worth.flow_with.tolist()
    with pytest.raises(ModelError):
        charts.place(replace(placed, readings=()))


def test_without_altair_the_fix_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    found = Fitted(observed=None, laws=(), status=WELL)  # type: ignore[arg-type]
    one = {"names": ("a",), "weights": (1.0,), "behind": (0.0,), "errors": (0.0,), "khats": (0.0,)}
    whiskered = replace(found, weighed=Weighed(**one))  # type: ignore[arg-type]
    with pytest.raises(MissingExtraError, match=r"pip install 'asculum\[notebook\]'") as caught:
        charts.laws(whiskered)
    assert caught.value.exit_code == 5


def test_the_names_are_those_that_are_documented() -> None:
    assert sorted(charts.__all__) == charts.__all__
    assert all(callable(getattr(charts, name)) for name in charts.__all__)
    assert all(getattr(charts, name).__doc__ for name in charts.__all__)
