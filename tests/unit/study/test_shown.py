"""Results of a study show themselves, reckon nothing for it, and go on as frames and trees."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_battles import made_battle
from small import HEADER, small_dossier

import asculum
from asculum.attrition.fit import LeastSquares, fit
from asculum.attrition.fit_forms import form
from asculum.study.study import Study
from asculum.terms.status import Status, StatusCode
from asculum.undercount.estimate import LowerBound, estimate
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.strata import estimate_strata

TABLE = OverlapTable.from_dense(("a", "b", "c"), [0, 90, 80, 30, 70, 25, 20, 10])


def test_a_study_says_what_it_is_of_and_reckons_nothing(tmp_path: Path) -> None:
    hostile = HEADER.replace("The skirmish at the mill", "<b>The mill</b>")
    study = Study(small_dossier(tmp_path / "mill", header=hostile))
    assert "claims  3" in repr(study)
    assert "North (north), South (south)" in repr(study)
    html = study._repr_html_()
    assert "<b>" not in html
    assert "&lt;b&gt;The mill&lt;/b&gt;" in html
    assert "_losses" not in vars(study)


def test_losses_show_their_totals_and_hand_on_their_weeks(mill: Path) -> None:
    study = Study(mill / "mill", folder=mill)
    losses = study.losses()
    frame = losses.to_pandas()
    assert frame["quantity"].tolist() == [item.quantity for item in losses.totals]
    assert losses.status.sentence in repr(losses)
    killed = losses.to_datatree()["posterior"]["killed"].sel(force="north").sum("week")
    total = losses.total("north")
    assert total is not None
    assert np.sort(killed.values.ravel()) == pytest.approx(np.sort(total.draws))
    weeks = asculum.table(study.losses_by("week"))
    assert len(weeks.rows) == len(losses.totals) * len(losses.weeks)
    assert asculum.table(losses).rows == losses.sheet().rows


def test_losses_that_were_refused_show_the_reason(mill: Path) -> None:
    losses = Study(mill / "mill", folder=mill).losses()
    why = Status(code=StatusCode.NOT_IDENTIFIED, sentence="Nobody counted.")
    refused = replace(losses, posterior=None, convergence=None, status=why)
    assert "NOT_IDENTIFIED: Nobody counted." in repr(refused)
    assert "Nobody counted." in refused._repr_html_()
    assert "<table" not in refused._repr_html_()
    assert refused.to_arrow().num_rows == 0
    with pytest.raises(ValueError, match="Nobody counted"):
        refused.to_datatree()


def test_the_answers_stand_beside_their_questions(mill: Path) -> None:
    answers = Study(mill / "mill", folder=mill).answers()
    frame = answers.to_pandas().set_index("key")
    assert len(frame) == 7
    assert frame.loc["lost", "sentence"] in repr(answers)


def test_lists_show_the_total_and_each_left_out() -> None:
    found = estimate(TABLE, model=LowerBound())
    frame = found.to_polars()
    assert frame["left out"].to_list() == ["", "a", "b", "c"]
    assert frame["point"][0] == found.total.point
    assert found.total.assumption in repr(found)
    assert found.total.draws is not None
    tree = found.to_datatree()["posterior"]["persons"]
    assert tree.values.ravel().tolist() == found.total.draws.tolist()


def test_strata_show_those_refused() -> None:
    nobody = OverlapTable.from_dense(("a", "b", "c"), [0] * 8)
    found = estimate_strata({"town": TABLE, "village": nobody}, model=LowerBound())
    assert "village" in found.refused
    assert "village is refused" in repr(found)
    assert found.to_datatree()["posterior"].sizes["draw"] > 0


def test_laws_show_what_the_battle_tells() -> None:
    found = fit(made_battle(), forms=[form("square")], method=LeastSquares())
    law = found.laws[0]
    assert law.to_pandas()["quantity"].tolist() == [item.quantity for item in law.estimates()]
    assert law.status.sentence in repr(law)
    assert found.to_pandas()["law"].tolist() == ["square"]
    tree = found.to_datatree()
    told = tree["square"]["posterior"]["a"].sel(of="A")
    (rate,) = [item for item in law.estimates() if item.quantity == "a"]
    assert told.values.ravel().tolist() == rate.draws.tolist()


def test_who_else_paid_shows_itself_and_adds_nothing_up() -> None:
    study = Study("bakhmut", folder=None)
    account = study.aftermath()
    assert account is not None
    sheet = account.sheet()
    by_id = {row.id: row for row in (*study.dossier.people, *study.dossier.economy)}
    assert len(sheet.rows) > 30
    for row in sheet.rows:
        stated = by_id[str(row[0])]
        assert (row[3], row[4], row[5]) == (stated.low, stated.best, stated.high)
    assert "at least" in repr(account)
    assert "Who else paid" in account._repr_html_()
    assert sheet.note
    assert len(account.to_pandas()) == len(sheet.rows)


def test_what_moved_the_answer_shows_the_strongest_pull_first(mill: Path) -> None:
    study = Study(mill / "mill", folder=mill)
    explanation = study.explanation()
    assert explanation is not None
    frame = explanation.to_pandas()
    assert set(frame["unit"]) <= {item.unit.name for item in explanation.left_out}
    sizes = np.abs(np.log(frame["factor"].dropna().to_numpy(dtype=float)))
    assert (np.diff(sizes) <= 1e-12).all()
    assert "with ÷ without" in repr(explanation)
    assert "<table" in explanation._repr_html_()
