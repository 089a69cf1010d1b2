"""Located counts: what is refused, what is kept, and when a row may be known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from ford import Ford


@pytest.fixture
def ford(tmp_path: Path) -> Ford:
    return Ford(tmp_path / "ford")


def test_a_count_is_read_with_its_days(ford: Ford) -> None:
    ford.add("located", side="north")
    dossier = ford.dossier()
    row = dossier.located[0]
    assert (row.near, row.all, row.side, row.period.days) == (18, 40, "north", 71)
    assert dossier.as_of(date(1807, 6, 30)).located == ()
    assert dossier.as_of(date(1807, 7, 1)).located == (row,)


@pytest.mark.parametrize(("near", "whole"), [("41", "40"), ("0", "0"), ("1.5", "40"), ("-1", "40")])
def test_what_is_near_is_a_part_of_all(ford: Ford, near: str, whole: str) -> None:
    ford.add("located", near=near, all=whole)
    found = [item for item in ford.findings() if item.where.startswith("located.csv")]
    assert [item.code for item in found] == ["EVI086"]
    assert f"{float(near):g} near" in found[0].what


def test_a_count_of_other_days_is_said_to_move_nothing(ford: Ford) -> None:
    ford.add("located", id="used")
    ford.add("located", id="idle", start="1806-01-01", end="1806-02-01")
    ford.add("claims", scope="front")
    found = [item for item in ford.findings() if item.code == "EVI087"]
    assert len(found) == 1
    assert "idle" in found[0].what
    assert "used" not in found[0].what
