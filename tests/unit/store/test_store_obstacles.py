"""What lies in the way of a store: each obstacle has its message, and none is removed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from asculum.store.store import Row, Store
from asculum.terms.errors import StoreError

AT = datetime(2026, 3, 1, tzinfo=UTC)
PAYLOAD = bytes(range(256)) * 4000


def place(folder: Path) -> Path:
    (folder / ".asculum").mkdir(parents=True)
    return folder / ".asculum" / "store.duckdb"


def empty(folder: Path) -> None:
    place(folder).touch()


def text(folder: Path) -> None:
    place(folder).write_text("side,losses\n" * 2000)


def cut(share: float) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        with Store.open(folder) as store:
            path = store.path
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)])

    return make


def folder_instead(folder: Path) -> None:
    place(folder).mkdir()


def file_as_home(folder: Path) -> None:
    (folder / ".asculum").write_text("mine")


def other_tables(folder: Path) -> None:
    with duckdb.connect(str(place(folder))) as raw:
        raw.execute("CREATE TABLE mine (a INT)")


def journal_alone(folder: Path) -> None:
    path = place(folder)
    path.with_name("store.duckdb.wal").write_bytes(b"left over")


@pytest.mark.parametrize(
    ("obstacle", "code"),
    [
        (empty, "STO003"),
        (text, "STO003"),
        (cut(0.002), "STO003"),
        (cut(0.3), "STO003"),
        (folder_instead, "STO001"),
        (file_as_home, "STO001"),
        (other_tables, "STO003"),
        (journal_alone, "STO003"),
    ],
    ids=[
        "empty",
        "text",
        "header-cut",
        "cut-at-0.3",
        "folder",
        "file-as-home",
        "other-tables",
        "journal-alone",
    ],
)
def test_an_obstacle_is_told_and_left_alone(
    tmp_path: Path, obstacle: Callable[[Path], None], code: str
) -> None:
    obstacle(tmp_path)
    before = contents(tmp_path)
    with pytest.raises(StoreError) as caught:
        Store.open(tmp_path)
    assert caught.value.code == code
    assert caught.value.why
    assert caught.value.fix
    assert ".asculum" in caught.value.where
    after = contents(tmp_path)
    assert {name: after.get(name) for name in before} == before


def contents(folder: Path) -> dict[str, bytes | None]:
    return {
        str(item.relative_to(folder)): item.read_bytes() if item.is_file() else None
        for item in folder.rglob("*")
    }


def filled(folder: Path) -> Path:
    with Store.open(folder) as store:
        for count in range(5):
            rows = [Row(table="claims", line=k, content={"id": f"{k}"}) for k in range(2000)]
            store.record_import("b", "claims.csv", str(count), rows, AT)
        store.save_run(
            "k",
            command="losses",
            dossier="b",
            created=AT,
            version="0",
            seed=1,
            settings={},
            payload=PAYLOAD,
        )
        return store.path


@pytest.mark.parametrize("share", [0.05, 0.2, 0.4, 0.6, 0.8, 0.9, 0.97, 0.999])
def test_a_store_cut_short_never_answers_wrongly(tmp_path: Path, share: float) -> None:
    path = filled(tmp_path)
    data = path.read_bytes()
    cut_off = data[: int(len(data) * share)]
    path.write_bytes(cut_off)
    problem: StoreError | None = None
    try:
        with Store.open(tmp_path) as store:
            payload = store.load_run("k")
            assert payload == PAYLOAD or (payload is None and store.findings)
            history = store.history("b")
            assert [item.sha256 for item in history] == ["0", "1", "2", "3", "4"]
            assert all(len(store.rows(item.id)) == 2000 for item in history)
    except StoreError as caught:
        problem = caught
    assert problem is None or problem.code in ("STO003", "STO005")
    assert path.read_bytes()[:4096] == cut_off[:4096]


def test_a_journal_of_nonsense_costs_nothing_that_was_stored(tmp_path: Path) -> None:
    path = filled(tmp_path)
    path.with_name("store.duckdb.wal").write_bytes(b"not a journal" * 100)
    problem: StoreError | None = None
    try:
        with Store.open(tmp_path) as store:
            assert len(store.history("b")) == 5
            assert store.load_run("k") == PAYLOAD
    except StoreError as caught:
        problem = caught
    assert problem is None or "store.duckdb.wal" in problem.fix


def test_the_advice_works(tmp_path: Path) -> None:
    text(tmp_path)
    with pytest.raises(StoreError) as caught:
        Store.open(tmp_path)
    assert "mv " in caught.value.fix
    path = tmp_path / ".asculum" / "store.duckdb"
    path.rename(path.with_name("store.duckdb.aside"))
    with Store.open(tmp_path) as store:
        assert store.history("bakhmut") == ()


def test_a_folder_below_a_file_holds_no_store(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(StoreError, match="STO001"):
        Store.open(tmp_path / "note.txt" / "work")


def test_a_folder_that_does_not_exist_holds_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="STO001"):
        Store.open(tmp_path / "missing")
    assert not (tmp_path / "missing").exists()


def test_a_folder_that_cannot_be_written_holds_no_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *args: object, **kwargs: object) -> None:
        raise PermissionError(30, "Read-only file system", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(StoreError, match="Read-only file system") as caught:
        Store.open(tmp_path)
    assert caught.value.code == "STO001"


@pytest.mark.parametrize("reason", ["Permission denied", "Read-only file system"])
def test_a_store_that_may_not_be_written_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    with Store.open(tmp_path):
        pass

    def refuse(path: str, config: object) -> None:
        raise duckdb.IOException(f'IO Error: Cannot open file "{path}": {reason}')

    monkeypatch.setattr(duckdb, "connect", refuse)
    with pytest.raises(StoreError, match=reason) as caught:
        Store.open(tmp_path)
    assert caught.value.code == "STO001"
    assert "damaged" not in str(caught.value)


def test_one_store_under_two_names_is_one_store(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with Store.open(tmp_path / "real") as one, Store.open(tmp_path / "link") as other:
        one.record_import("b", "claims.csv", "aa", (), AT)
        assert len(other.history("b")) == 1
