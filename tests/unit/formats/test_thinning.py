"""Thinning: of running totals the last of each month, with every row left out accounted for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from samples import shared, take_path

from asculum.cli.main import run
from asculum.evidence.dossier import Dossier
from asculum.evidence.formats.thinning import thin


def row(name: str, published: str, best: str, **more: str) -> dict[str, str]:
    plain = {
        "source": "s",
        "side": "ru",
        "category": "killed",
        "scope": "war",
        "start": "2022-02-24",
    }
    own = {"id": name, "published": published, "best": best, "kind": "cumulative", "bound": "about"}
    return {**plain, **own, **more}


def test_the_last_of_a_month_is_kept_and_what_only_says_it_again_is_not() -> None:
    rows = [
        row("a", "2022-03-01", "10"),
        row("b", "2022-03-30", "20"),
        row("c", "2022-04-02", "20"),
        row("d", "2022-05-02", "30"),
        row("e", "2022-03-30", "5", kind="count"),
    ]
    kept, why = thin(rows, "month")
    assert [item["id"] for item in kept] == ["b", "e", "d"]
    assert set(why) == {"a", "c"}
    assert "month" in why["a"]
    assert "unchanged" in why["c"]


def test_weeks_end_on_sunday() -> None:
    rows = [
        row("a", "2022-03-06", "10"),
        row("b", "2022-03-07", "20"),
        row("c", "2022-03-13", "30"),
    ]
    assert [item["id"] for item in thin(rows, "week")[0]] == ["a", "c"]


def test_two_ends_of_one_day_are_a_range() -> None:
    rows = [
        row("least", "2022-03-30", "2000", bound="at_least"),
        row("most", "2022-03-30", "4000", bound="at_most"),
        row("other", "2022-03-30", "9000", source="t", bound="at_most"),
    ]
    kept, why = thin(rows, "month")
    assert [(item["low"], item["best"], item["high"]) for item in kept[:1]] == [
        ("2000", "", "4000")
    ]
    assert kept[1]["best"] == "9000"
    assert list(why) == ["most"]


def test_the_ledger_adds_up_and_importing_again_changes_nothing(
    copy: Path, dossier: Dossier, capsys: pytest.CaptureFixture[str]
) -> None:
    file = shared("claims/radford2023_ukraine_first_year_4609_claims.csv")
    reading = take_path(file, dossier, every="month")
    assert reading.taken.adds_up
    months = {
        (item["source"], item["side"], item["category"], item["published"][:7])
        for item in reading.rows
        if item["kind"] == "cumulative"
    }
    assert len(months) == sum(item["kind"] == "cumulative" for item in reading.rows)
    assert all(date.fromisoformat(item["published"]) <= date(2023, 2, 24) for item in reading.rows)
    call = ["import", "radford2023", str(file), "--into", str(copy), "--every", "month"]
    assert run(call) == 0
    assert run(call) == 0
    assert "Nothing changes" in capsys.readouterr().out


def test_a_format_without_running_totals_refuses(copy: Path, tmp_path: Path) -> None:
    file = tmp_path / "named.csv"
    file.write_text("date,named_dead\n2022-09-01,5\n2022-09-02,6\n")
    call = ["import", "auto", str(file), "--into", str(copy), "--side", "ru", "--every", "week"]
    assert run(call) == 2
