"""Explanations are worked out once, kept, and read back as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from small import small_dossier

from asculum.losses.influence import REFITTED, SOURCE, UNKNOWN, LeftOut
from asculum.study import explaining
from asculum.study.explained import KEYS, explanation_results
from asculum.study.study import Study

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def mill(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_dossier(tmp_path_factory.mktemp("explaining") / "mill")


def test_kept_and_read_back_as_it_was(
    mill: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refitted: list[str] = []

    def refit(losses: object, item: LeftOut, **_: object) -> LeftOut:
        refitted.append(item.unit.name)
        return replace(item, how=REFITTED, sentence="")

    monkeypatch.setattr(explaining, "refit", refit)
    monkeypatch.setattr(explaining, "REFITS", 1)
    first = Study(mill, folder=tmp_path, today=TODAY).explanation()
    assert first is not None
    sources = [item for item in first.left_out if item.unit.kind == SOURCE]
    unsure = [item for item in sources if item.how in (UNKNOWN, REFITTED)]
    assert len(refitted) == min(1, len(unsure))

    def never(*_: object, **__: object) -> None:
        raise AssertionError("worked out a second time")

    monkeypatch.setattr(explaining, "explain", never)
    again = Study(mill, folder=tmp_path, today=TODAY)
    assert again.explanation() == first
    # asked for, the others are refitted, each once, and kept as well
    whole = again.explanation(refit_all=True)
    assert whole is not None
    assert len(refitted) == len(set(refitted)) == len(unsure)
    assert Study(mill, folder=tmp_path, today=TODAY).explanation() == whole
    assert len(refitted) == len(unsure)


def test_without_a_folder_nothing_is_kept(mill: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explaining, "REFITS", 0)
    study = Study(mill, folder=None, today=TODAY)
    found = study.explanation()
    assert found is not None
    assert study.explanation() is found
    assert set(explanation_results(found)) == set(KEYS)


def test_a_refusal_has_nothing_to_explain(tmp_path: Path) -> None:
    both = (
        "id,published,source,side,category,kind,best,start,end,scope\n"
        "b1,1807-07-01,envoy,both,casualties,count,7000,1807-04-03,1807-05-08,battle\n"
    )
    study = Study(small_dossier(tmp_path / "both", claims=both), folder=None, today=TODAY)
    assert study.explanation() is None
    assert explanation_results(None) == {key: [] for key in KEYS}
    assert study.reckon().explanation is None
