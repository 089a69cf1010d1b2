"""Fits in the store: the same battle asked again is not fitted again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from made_battles import made_battle

from asculum.attrition.fit import Bayes, MaximumLikelihood
from asculum.attrition.fit_design import Setting
from asculum.attrition.fit_forms import form
from asculum.attrition.sought import Sought
from asculum.study import kept_fits
from asculum.study.fitted import law_results, laws_more
from asculum.study.kept_fits import fit_or_restore
from asculum.terms.sampling import Sampling

NOW = datetime(2026, 11, 26, tzinfo=UTC)
QUICK = Bayes(sampling=Sampling(chains=2, tune=100, draws=300))


def test_what_was_kept_is_what_was_fitted_and_nothing_is_fitted_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, forms = made_battle(periods=12), [form("square"), form("generalised")]
    made = fit_or_restore(seen, forms=forms, method=QUICK, folder=tmp_path, now=NOW)

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("fitted again")

    monkeypatch.setattr(kept_fits, "fit", refused)
    again = fit_or_restore(seen, forms=forms, method=QUICK, folder=tmp_path, now=NOW)
    assert law_results(again) == law_results(made)
    assert laws_more(again) == laws_more(made)
    assert again.status == made.status
    assert [law.convergence for law in again.laws] == [law.convergence for law in made.laws]
    for kept, fresh in zip(again.laws, made.laws, strict=True):
        assert np.array_equal(kept.theta, fresh.theta)
    # whatever decides a fit decides the key
    for other in (
        {"seed": 2},
        {"method": MaximumLikelihood()},
        {"forms": forms[:1]},
        {"observed": made_battle(periods=12, seed=2)},
    ):
        asked = {"observed": seen, "forms": forms, "method": QUICK, "seed": 1} | other
        with pytest.raises(AssertionError, match="fitted again"):
            fit_or_restore(asked.pop("observed"), **asked, folder=tmp_path, now=NOW)


def test_likelihood_and_refusals_are_kept_whole(tmp_path: Path) -> None:
    forms = [form("square"), form("generalised")]
    seen, method = made_battle(periods=3), MaximumLikelihood()
    made, again = (
        fit_or_restore(seen, forms=forms, method=method, folder=tmp_path, now=NOW) for _ in range(2)
    )
    assert again.law("generalised").theta.shape == (0, 7)
    assert again.status == made.status
    assert laws_more(again) == laws_more(made)


def test_changes_that_were_sought_are_kept_whole(tmp_path: Path) -> None:
    forms, setting = [form("square")], Setting(changes=Sought())
    seen = made_battle(periods=14)
    made, again = (
        fit_or_restore(seen, forms=forms, setting=setting, folder=tmp_path, now=NOW)
        for _ in range(2)
    )
    assert laws_more(again) == laws_more(made)
    told = laws_more(again)["laws"][0]["changes"]
    assert sum(told["chances"]) == pytest.approx(1.0)
    assert [row["row"] for row in told["rows"]] == list(range(4, 13))
    assert law_results(again) == law_results(made)
