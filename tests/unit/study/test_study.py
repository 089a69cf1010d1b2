"""The study: dates, seeds, the store, findings, and what it makes of losses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from small import CLAIMS, HEADER, small_dossier

from asculum.losses.sampler import Sampling
from asculum.store.store import Store
from asculum.study import runs
from asculum.study.dates import as_of_day
from asculum.study.study import Study
from asculum.terms.errors import EvidenceError, StoreError, UsageError
from asculum.terms.period import Period, spans

TODAY = date(2026, 11, 23)
#: Sums over weeks and months are exact but for the order of additions.
ROUND_OFF = 1e-9


def study(dossier: Path, **more: object) -> Study:
    return Study(dossier, today=TODAY, **more)  # type: ignore[arg-type]


@pytest.fixture
def mill_study(mill: Path) -> Study:
    return study(mill / "mill", folder=mill)


def test_the_as_of_date_is_today_unless_given(mill: Path) -> None:
    assert study(mill / "mill").settings.as_of == TODAY
    narrowed = study(mill / "mill", as_of=date(1807, 7, 15))
    assert [claim.id for claim in narrowed.dossier.claims] == ["e1", "e2"]
    assert len(narrowed.whole.claims) == 3


@pytest.mark.parametrize(
    ("day", "code"), [(date(2026, 11, 24), "RUN002"), (date(1807, 6, 30), "RUN003")]
)
def test_dates_that_cannot_be_asked_for(mill: Path, day: date, code: str) -> None:
    with pytest.raises(UsageError, match=code):
        study(mill / "mill", as_of=day)


def test_before_the_battle_there_is_nothing_to_ask(mill: Path) -> None:
    """Claims on a war may be older than the battle; they do not speak of it."""
    whole = study(mill / "mill").whole
    older = tuple(replace(claim, published=date(1807, 3, 1)) for claim in whole.claims)
    with pytest.raises(UsageError, match="RUN004"):
        as_of_day(replace(whole, claims=older), date(1807, 4, 2), TODAY)
    assert as_of_day(replace(whole, claims=older), date(1807, 4, 3), TODAY) == date(1807, 4, 3)


def test_the_first_day_with_a_claim_can_be_asked_for(mill: Path) -> None:
    assert study(mill / "mill", as_of=date(1807, 7, 1)).dossier.claims


def test_a_dossier_without_claims_is_refused_whatever_the_date(tmp_path: Path) -> None:
    folder = small_dossier(tmp_path / "mill", claims=CLAIMS.splitlines()[0] + "\n")
    for day in (None, date(1900, 1, 1)):
        losses = study(folder, as_of=day).losses()
        assert not losses.status.ok
        assert losses.totals == ()


def test_a_dossier_with_errors_is_not_opened(tmp_path: Path) -> None:
    folder = small_dossier(tmp_path / "mill", claims=CLAIMS.replace("envoy", "nobody"))
    with pytest.raises(EvidenceError) as refusal:
        study(folder)
    assert [item.where for item in refusal.value.findings][:2] == ["claims.csv:2", "claims.csv:3"]


def test_a_battle_still_being_fought_is_refused(mill: Path) -> None:
    with pytest.raises(EvidenceError, match="EVI039"):
        Study(mill / "mill", today=date(1808, 5, 7))
    assert Study(mill / "mill", today=date(1808, 5, 8)).dossier


def refuse_to_sample(*arguments: object, **named: object) -> None:
    raise AssertionError("sampled again")


def test_a_kept_run_gives_the_same_numbers_without_sampling(
    mill: Path, mill_study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = study(mill / "mill").losses()
    monkeypatch.setattr(runs, "estimate", refuse_to_sample)
    kept = mill_study.losses()
    assert kept.status == fresh.status
    assert kept.convergence == fresh.convergence
    assert kept.posterior is not None
    assert fresh.posterior is not None
    np.testing.assert_array_equal(kept.posterior.theta, fresh.posterior.theta)
    for one, other in zip(kept.totals, fresh.totals, strict=True):
        np.testing.assert_array_equal(one.draws, other.draws)


def test_asking_on_another_day_does_not_sample_again(
    mill: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "estimate", refuse_to_sample)
    later = Study(mill / "mill", folder=mill, today=date(2027, 1, 1))
    assert later.losses().status.ok


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 2},
        {"as_of": date(1807, 7, 15)},
        {"sampling": Sampling(draws=1000)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_moves_the_numbers_moves_the_key(mill: Path, change: dict[str, object]) -> None:
    assert study(mill / "mill", **change).run != study(mill / "mill").run


def test_a_changed_file_or_other_code_is_another_run(
    mill: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = study(mill / "mill").run
    path = mill / "mill" / "claims.csv"
    path.write_text(path.read_text().replace("700", "701"))
    changed = study(mill / "mill").run
    monkeypatch.setattr(runs, "code_fingerprint", lambda *_: "other code")
    assert len({before, changed, study(mill / "mill").run}) == 3


def test_the_same_seed_gives_the_same_numbers_and_another_does_not(mill: Path) -> None:
    short = Sampling(chains=2, tune=200, draws=200)
    one, same, other = (
        study(mill / "mill", seed=seed, sampling=short).losses().posterior for seed in (3, 3, 4)
    )
    assert one is not None
    assert same is not None
    assert other is not None
    np.testing.assert_array_equal(one.theta, same.theta)
    assert not np.array_equal(one.theta, other.theta)


def test_chains_cut_short_are_not_shown(mill: Path) -> None:
    cut = study(mill / "mill", sampling=Sampling(chains=2, tune=10, draws=20))
    assert cut.losses().status.code == "NOT_CONVERGED"
    assert (cut.losses().totals, cut.losses_by("week"), cut.weekly()) == ((), (), ())
    reckoning = cut.reckon()
    assert (reckoning.totals, reckoning.leans) == ((), ())
    assert all(reading.truth_median is None for reading in reckoning.readings)
    assert reckoning.ledger is not None
    assert reckoning.ledger.label == ""


def test_without_a_folder_nothing_is_kept(
    mill: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bare").mkdir()
    monkeypatch.chdir(tmp_path / "bare")
    study(mill / "mill").losses()
    assert list((tmp_path / "bare").iterdir()) == []


def test_the_ledger_of_the_folder_holds_the_rows(mill: Path, mill_study: Study) -> None:
    mill_study.losses()
    with Store.open(mill) as store:
        imports = store.history("mill")
        assert {item.file: item.sha256 for item in imports} == dict(mill_study.whole.files)
        (claims,) = (item for item in imports if item.file == "claims.csv")
        rows = store.rows(claims.id)
    assert [row.content["id"] for row in rows] == ["e1", "e2", "n1"]
    assert [row.line for row in rows] == [2, 3, 4]


def test_a_store_that_is_held_at_the_start_is_an_error(
    mill: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(folder: Path) -> Store:
        raise StoreError("STO002", "the store is in use by process 1")

    monkeypatch.setattr(runs.Store, "open", held)
    with pytest.raises(StoreError, match="STO002"):
        study(mill / "mill", folder=mill).losses()


def test_a_store_that_fills_up_costs_a_finding_and_not_the_answer(
    mill: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object, **named: object) -> None:
        raise StoreError("STO005", "No space left on device", where="store.duckdb", fix="free some")

    monkeypatch.setattr(Store, "save_run", full)
    monkeypatch.setattr(Store, "record_import", full)
    path = mill / "mill" / "claims.csv"
    path.write_text(path.read_text().replace("700", "701"))
    asked = study(mill / "mill", folder=mill)
    assert asked.losses().totals
    found = [item for item in asked.findings if item.code == "STO005"]
    assert len(found) == 2
    assert "this run is not kept" in found[0].what
    assert {item.severity for item in found} == {"warning"}


def test_a_file_that_changes_meanwhile_is_not_remembered_as_what_it_was(mill: Path) -> None:
    asked = study(mill / "mill", folder=mill)
    path = mill / "mill" / "claims.csv"
    path.write_text(path.read_text().replace("700", "701"))
    (mill / "mill" / "sources.csv").unlink()
    assert asked.losses().totals
    changed = [item.where for item in asked.findings if item.code == "RUN004"]
    assert sorted(changed) == ["claims.csv", "sources.csv"]
    with Store.open(mill) as store:
        assert len(store.history("mill")) == 3


def test_a_damaged_run_is_a_finding_and_is_sampled_anew(
    mill: Path, mill_study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    import duckdb

    connection = duckdb.connect(str(mill / ".asculum" / "store.duckdb"))
    connection.execute("UPDATE runs SET sha256 = 'x'")
    connection.close()
    assert mill_study.losses().totals
    assert "STO006" in [item.code for item in mill_study.findings]
    monkeypatch.setattr(runs, "estimate", refuse_to_sample)
    again = study(mill / "mill", folder=mill)
    assert again.losses().totals
    assert "STO006" not in [item.code for item in again.findings]


def test_what_is_left_out_is_counted(mill: Path) -> None:
    late, early = study(mill / "mill"), study(mill / "mill", as_of=date(1807, 7, 15))
    assert [item.code for item in late.findings] == []
    (left_out,) = early.findings
    assert (left_out.code, left_out.severity) == ("RUN001", "note")
    assert left_out.what == "left out as published after 1807-07-15: 1 claim"


@pytest.mark.parametrize("unit", ["week", "month"])
def test_parts_sum_to_the_total_in_every_draw(mill_study: Study, unit: str) -> None:
    parts = mill_study.losses_by(unit)
    for total in mill_study.losses().totals:
        own = [
            item.draws
            for item in parts
            if (item.side, item.force, item.quantity) == (total.side, total.force, total.quantity)
        ]
        assert len(own) == len(spans(mill_study.dossier.period, unit))
        np.testing.assert_allclose(np.sum(own, axis=0), total.draws, rtol=ROUND_OFF)


def test_weekly_bands_are_ordered_and_tile_the_battle(mill_study: Study) -> None:
    series = mill_study.weekly()
    assert {(item.side, item.category) for item in series} == {
        ("north", "killed"),
        ("south", "killed"),
    }
    for item in series:
        assert item.quantiles.shape == (len(item.periods), len(item.probs))
        assert (np.diff(item.quantiles, axis=1) >= 0).all()
        assert item.periods[0].start == mill_study.dossier.period.start
        assert item.periods[-1].end == mill_study.dossier.period.end


def test_an_unknown_unit_is_refused(mill_study: Study) -> None:
    with pytest.raises(ValueError, match="by week or by month"):
        mill_study.losses_by("fortnight")


def test_the_manifest_says_how_to_make_it_again(mill: Path) -> None:
    at = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    asked = Study(mill / "mill", folder=mill, today=TODAY, seed=1, clock=lambda: at)
    made = asked.reckon().manifest
    assert (made.seed, made.as_of, made.made, made.run) == (1, TODAY, at, asked.run)
    assert made.files == dict(asked.whole.files)
    assert set(made.packages) == {"numpy", "numba", "nutpie", "arviz-stats", "duckdb"}
    assert "not installed" not in made.packages.values()
    assert made.settings["draws"] == Sampling().draws


def test_a_reckoning_without_a_victor_has_no_ledger(tmp_path: Path) -> None:
    folder = small_dossier(
        tmp_path / "mill",
        header=HEADER.replace('victor = "north", ', ""),
        claims=CLAIMS.splitlines()[0] + "\n",
    )
    asked = study(folder)
    assert asked.verdict() is None
    assert asked.reckon().ledger is None


@pytest.mark.parametrize("unit", ["week", "month"])
@pytest.mark.parametrize(
    "whole",
    [
        Period(start=date(2023, 1, 31), end=date(2023, 3, 1)),
        Period(start=date(2023, 1, 1), end=date(2024, 1, 1)),
        Period(start=date(2024, 2, 28), end=date(2024, 3, 1)),
        Period(start=date(2022, 12, 31), end=date(2023, 1, 1)),
        Period(start=date(2022, 12, 31), end=date(2023, 1, 2)),
    ],
    ids=str,
)
def test_spans_tile_the_whole(whole: Period, unit: str) -> None:
    parts = spans(whole, unit)
    assert parts[0].start == whole.start
    assert parts[-1].end == whole.end
    assert all(one.end == other.start for one, other in pairwise(parts))
    for part in parts:
        if unit == "month":
            last = date.fromordinal(part.end.toordinal() - 1)
            assert (part.start.year, part.start.month) == (last.year, last.month)
        else:
            assert part.days == 7 or part is parts[-1]


def test_spans_refuse_other_units() -> None:
    with pytest.raises(ValueError, match="not by day"):
        spans(Period(start=date(2023, 1, 1), end=date(2023, 2, 1)), "day")


def test_settings_say_what_decides_the_numbers(mill: Path) -> None:
    settings = replace(study(mill / "mill").settings, prob=0.5)
    assert settings.as_json() == {
        "as_of": "2026-11-23",
        "seed": 1,
        "prob": 0.5,
        "chains": 4,
        "tune": 300,
        "draws": 1500,
        "accept": 0.85,
    }
