"""Edits of a dossier: checked, written around what stands, kept, taken back, never over another."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from small import CLAIMS, small_dossier

from asculum.store.files import atomic_write
from asculum.study import editing
from asculum.study.editing import ConflictError, Workplace, open_row, save_row, try_row
from asculum.study.undoing import history, undo
from asculum.terms.errors import EvidenceError

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    folder = small_dossier(tmp_path / "mill")
    return Workplace(folder=folder, store=tmp_path, name="mill", now=NOW)


def claims(place: Workplace) -> str:
    return (place.folder / "claims.csv").read_bytes().decode()


def test_an_edit_changes_its_cell_and_is_taken_back(place: Workplace) -> None:
    row = open_row(place.folder, "claims", "n1")
    saved = save_row(place, "claims", "n1", {**row.cells, "best": "750"}, mark=row.mark)
    assert claims(place) == CLAIMS.replace(",,700,,", ",,750,,")
    assert saved.cells["best"] == "750"
    assert saved.mark != row.mark
    (edit,) = history(place)
    assert (edit.row, edit.what) == ("n1", "changed n1")
    assert (edit.before or "").count("700") == (edit.after or "").count("750") == 1
    undo(place, edit.number)
    assert claims(place) == CLAIMS
    again = history(place)[-1]
    assert again.undoes == edit.number
    undo(place, again.number)
    assert claims(place) == CLAIMS.replace(",,700,,", ",,750,,")
    assert len(history(place)) == 3


def test_a_row_is_added_and_deleted_and_both_come_back(place: Workplace) -> None:
    cells = dict(open_row(place.folder, "claims", "n1").cells) | {"id": "n2", "best": "710"}
    save_row(place, "claims", "", cells, mark="")
    assert claims(place) == CLAIMS + "n2" + CLAIMS.splitlines()[-1][2:].replace("700", "710") + "\n"
    undo(place, history(place)[-1].number)
    assert claims(place) == CLAIMS
    editing.remove_row(place, "claims", "e2", mark=open_row(place.folder, "claims", "e2").mark)
    assert "e2" not in claims(place)
    undo(place, history(place)[-1].number)
    assert claims(place) == CLAIMS


def test_a_column_that_the_table_lacks_is_added_for_a_cell_that_needs_it(place: Workplace) -> None:
    row = open_row(place.folder, "claims", "n1")
    save_row(place, "claims", "n1", {**row.cells, "note": "=1+1"}, mark=row.mark)
    assert claims(place).splitlines()[0] == CLAIMS.splitlines()[0] + ",note"
    assert claims(place).splitlines()[-1].endswith(",=1+1")
    undo(place, history(place)[-1].number)
    assert claims(place) == CLAIMS


def test_another_hand_in_the_same_row_is_a_conflict(place: Workplace) -> None:
    row = open_row(place.folder, "claims", "n1")
    atomic_write(place.folder / "claims.csv", CLAIMS.replace(",,700,,", ",,701,,"))
    with pytest.raises(ConflictError) as met:
        save_row(place, "claims", "n1", {**row.cells, "best": "750"}, mark=row.mark)
    assert met.value.current is not None
    assert met.value.current.cells["best"] == "701"
    assert "701" in claims(place)
    # another row may change meanwhile: nothing of it is lost
    other = open_row(place.folder, "claims", "e1")
    atomic_write(place.folder / "claims.csv", claims(place).replace(",,701,,", ",,702,,"))
    save_row(place, "claims", "e1", {**other.cells, "low": "810"}, mark=other.mark)
    assert "702" in claims(place)
    assert "810" in claims(place)


def test_an_edit_that_was_changed_since_is_not_taken_back(place: Workplace) -> None:
    row = open_row(place.folder, "claims", "n1")
    row = save_row(place, "claims", "n1", {**row.cells, "best": "750"}, mark=row.mark)
    save_row(place, "claims", "n1", {**row.cells, "best": "760"}, mark=row.mark)
    first, second = history(place)
    with pytest.raises(EvidenceError, match="EDT004"):
        undo(place, first.number)
    undo(place, second.number)
    undo(place, first.number)
    assert claims(place) == CLAIMS


def test_an_edit_that_adds_errors_is_refused_and_a_source_in_use_stays(place: Workplace) -> None:
    row = open_row(place.folder, "claims", "n1")
    for cells in (
        {"published": "yesterday"},
        {"source": "nobody"},
        {"best": "7\x00"},
        {"id": "e1"},
    ):
        with pytest.raises(EvidenceError, match="EDT002"):
            save_row(place, "claims", "n1", {**row.cells, **cells}, mark=row.mark)
    with pytest.raises(EvidenceError, match="EDT002"):
        editing.remove_row(
            place, "sources", "envoy", mark=open_row(place.folder, "sources", "envoy").mark
        )
    assert claims(place) == CLAIMS
    assert history(place) == ()


def test_what_is_said_of_a_row_before_it_is_saved(place: Workplace) -> None:
    row = open_row(place.folder, "claims", "n1")
    trial = try_row(place.folder, "claims", "n1", {**row.cells, "category": "kiled"}, NOW)
    assert any(item.code == "EVI013" and "killed" in item.fix for item in trial.findings)
    assert trial.errors
    fine = try_row(place.folder, "claims", "n1", {**row.cells, "best": "800"}, NOW)
    assert fine.errors == ()
    assert claims(place) == CLAIMS


def test_a_row_with_more_cells_than_columns_is_not_cut(place: Workplace) -> None:
    longer = CLAIMS.replace("05-08,battle\n", "05-08,battle,and more\n", 1)
    (place.folder / "claims.csv").write_bytes(longer.encode())
    with pytest.raises(EvidenceError, match="EDT005"):
        open_row(place.folder, "claims", "e1")
    with pytest.raises(EvidenceError, match="EDT005"):
        try_row(place.folder, "claims", "e1", {"note": "x"}, NOW)
    row = open_row(place.folder, "claims", "n1")
    save_row(place, "claims", "n1", {**row.cells, "best": "750"}, mark=row.mark)
    assert claims(place) == longer.replace(",,700,,", ",,750,,")


def test_a_table_that_cannot_be_told_apart_is_not_edited(place: Workplace) -> None:
    (place.folder / "claims.csv").write_bytes(b'id,published\na,"2023')
    with pytest.raises(EvidenceError, match="EDT005"):
        open_row(place.folder, "claims", "a")
    (place.folder / "claims.csv").write_bytes(b"id,published\na,\xff\n")
    with pytest.raises(EvidenceError, match="EVI003"):
        open_row(place.folder, "claims", "a")
