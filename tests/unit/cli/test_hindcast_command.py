"""``asculum hindcast`` as a reader meets it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calling import Command


def test_days_scores_and_what_they_mean(asculum: Command, mill: Path) -> None:
    said = asculum("hindcast", "mill", "--dates", "1807-06-01, 1807-07-10", "--truth", "n1")
    assert said.code == 0
    assert "1807-06-01: NOT_IDENTIFIED. No claim had been published by this day." in said.out
    assert "losses up to each day" in said.out
    assert "median of all claims" in said.out
    assert "Held against what was claimed later (n1)." in said.out
    assert "not scored, 1 day" in said.out


def test_a_day_that_is_no_day_is_refused(asculum: Command, mill: Path) -> None:
    for words in ("1807-13-01", "1807-07-01,soon", ","):
        said = asculum("hindcast", "mill", "--dates", words)
        assert said.code == 2
        assert "--dates" in said.err


def test_no_day_with_an_answer_is_a_refusal(asculum: Command, mill: Path) -> None:
    said = asculum("hindcast", "mill", "--dates", "1807-01-01")
    assert said.code == 4
    assert "No claim had been published by this day." in said.out
    assert "┃" not in said.out


def test_nothing_is_kept_where_nothing_may_be(asculum: Command, mill: Path) -> None:
    before = os.stat(mill / ".asculum" / "store.duckdb").st_mtime_ns
    said = asculum("hindcast", "mill", "--dates", "1807-08-02", "--no-store")
    assert said.code == 0
    assert os.stat(mill / ".asculum" / "store.duckdb").st_mtime_ns == before
