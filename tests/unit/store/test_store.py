"""The store: append-only imports, runs under checked payloads, migrations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import duckdb
import pytest

from asculum.store import connection as opening
from asculum.store import migrations
from asculum.store.store import Row, Store
from asculum.terms.errors import StoreError

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ROWS = (
    Row(table="claims", line=2, content={"id": "c1", "best": "70000", "note": "„quoted“, 'too'"}),
    Row(table="claims", line=3, content={"id": "c2", "best": None}),
)


def path_of(folder: Path) -> Path:
    return folder / ".asculum" / "store.duckdb"


def save(store: Store, key: str = "k", payload: bytes = b"numbers") -> None:
    store.save_run(
        key,
        command="losses",
        dossier="bakhmut",
        created=AT,
        version="0.1.0",
        seed=2**63 - 1,
        settings={"draws": 1000},
        payload=payload,
    )


def test_the_store_is_made_once_and_ignored_by_git(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        assert store.path == path_of(tmp_path)
    assert (tmp_path / ".asculum" / ".gitignore").read_text() == "*\n"
    before = path_of(tmp_path).stat().st_ino
    with Store.open(tmp_path):
        pass
    assert path_of(tmp_path).stat().st_ino == before
    assert sorted(item.name for item in (tmp_path / ".asculum").iterdir()) == [
        ".gitignore",
        "store.duckdb",
    ]


def test_an_import_is_remembered_with_its_rows(tmp_path: Path) -> None:
    east = datetime(2026, 3, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    with Store.open(tmp_path) as store:
        assert store.record_import("bakhmut", "claims.csv", "aa", ROWS, east)
    with Store.open(tmp_path) as store:
        (kept,) = store.history("bakhmut")
        assert (kept.at, kept.file, kept.sha256, kept.rows) == (AT, "claims.csv", "aa", 2)
        assert store.rows(kept.id) == ROWS
        assert store.history("verdun") == ()


def test_importing_the_same_bytes_again_changes_nothing(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        assert store.record_import("bakhmut", "claims.csv", "aa", ROWS, AT)
        assert not store.record_import("bakhmut", "claims.csv", "aa", ROWS, AT)
        assert store.record_import("bakhmut", "sources.csv", "aa", (), AT)
        assert store.record_import("verdun", "claims.csv", "aa", ROWS, AT)
        assert len(store.history("bakhmut")) == 2


def test_a_file_that_goes_back_to_what_it_was_is_told(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        for sha256 in ("aa", "bb", "aa"):
            assert store.record_import("bakhmut", "claims.csv", sha256, ROWS, AT)
        assert [item.sha256 for item in store.history("bakhmut")] == ["aa", "bb", "aa"]


def test_a_row_that_cannot_be_stored_leaves_no_import(tmp_path: Path) -> None:
    bad = Row(table="claims", line=4, content={"published": AT})
    with Store.open(tmp_path) as store:
        with pytest.raises(StoreError, match="STO007"):
            store.record_import("bakhmut", "claims.csv", "aa", (*ROWS, bad), AT)
        with pytest.raises(StoreError, match="STO007"):
            store.record_import("bakhmut", "claims.csv", "aa", ROWS, AT.replace(tzinfo=None))
        assert store.history("bakhmut") == ()


def test_a_failed_write_is_undone_and_told(tmp_path: Path) -> None:
    huge = Row(table="claims", line=2**70, content={})
    with Store.open(tmp_path) as store:
        with pytest.raises(StoreError, match="STO005"):
            store.record_import("bakhmut", "claims.csv", "aa", (huge,), AT)
        assert store.history("bakhmut") == ()
        assert store.record_import("bakhmut", "claims.csv", "aa", ROWS, AT)


def test_nothing_is_ever_changed_or_removed() -> None:
    folder = Path(opening.__file__).parent
    for file in folder.glob("*.py"):
        words = file.read_text().upper()
        for statement in ("UPDATE ", "DELETE FROM", "DROP ", "TRUNCATE ", "OR REPLACE"):
            assert statement not in words, f"{file.name} holds {statement}"


def test_a_run_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    payload = bytes(range(256)) * 5000
    with Store.open(tmp_path) as store:
        assert store.load_run("k") is None
        save(store, payload=payload)
    with Store.open(tmp_path) as store:
        assert store.load_run("k") == payload
        assert store.load_run("other") is None
        assert store.findings == ()


def test_a_run_is_kept_once_and_the_latest_wins(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        for payload in (b"one", b"one", b"two"):
            save(store, payload=payload)
        assert store.load_run("k") == b"two"
    with duckdb.connect(str(path_of(tmp_path))) as raw:
        assert raw.execute("SELECT count(*) FROM runs").fetchall() == [(2,)]


def test_a_damaged_payload_is_passed_over_and_told(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        save(store)
    with duckdb.connect(str(path_of(tmp_path))) as raw:
        raw.execute("UPDATE runs SET payload = 'wrong'::BLOB")
    with Store.open(tmp_path) as store:
        assert store.load_run("k") is None
        (finding,) = store.findings
        assert (finding.code, finding.severity) == ("STO006", "warning")
        save(store)
        assert store.load_run("k") == b"numbers"


def test_bytes_flipped_on_the_disk_are_never_trusted(tmp_path: Path) -> None:
    payload = b"a fingerprint of the draws " * 40_000
    with Store.open(tmp_path) as store:
        save(store, payload=payload)
    data = bytearray(path_of(tmp_path).read_bytes())
    place = data.find(b"a fingerprint of the draws", len(data) // 2)
    if place < 0:
        place = data.find(b"a fingerprint of the draws")
    assert place > 0, "the payload is stored as it is"
    data[place] ^= 0xFF
    path_of(tmp_path).write_bytes(bytes(data))
    with Store.open(tmp_path) as store:
        assert store.load_run("k") is None
        assert [item.code for item in store.findings] == ["STO006"]


def test_a_damaged_row_is_left_out_and_told(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.record_import("bakhmut", "claims.csv", "aa", ROWS, AT)
    with duckdb.connect(str(path_of(tmp_path))) as raw:
        raw.execute("UPDATE ledger_rows SET content = '{}' WHERE line = 2")
    with Store.open(tmp_path) as store:
        assert store.rows(store.history("bakhmut")[0].id) == ROWS[1:]
        assert [item.code for item in store.findings] == ["STO006"]


def test_an_older_store_is_migrated_and_keeps_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(opening, "STEPS", migrations.STEPS[:1])
        older.setattr(opening, "VERSION", 1)
        with Store.open(tmp_path) as store:
            store.record_import("bakhmut", "claims.csv", "aa", ROWS, AT)
            with pytest.raises(StoreError, match="STO005"):
                save(store)
    with Store.open(tmp_path) as store:
        assert len(store.history("bakhmut")) == 1
        save(store)
        assert store.load_run("k") == b"numbers"
    with duckdb.connect(str(path_of(tmp_path))) as raw:
        assert raw.execute("SELECT version FROM migrations ORDER BY 1").fetchall() == [
            (step.version,) for step in migrations.STEPS
        ]


def test_a_failed_migration_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(tmp_path) as store:
        save(store)
    next_version = migrations.VERSION + 1
    broken = migrations.Step(
        version=next_version, name="broken", statements=("CREATE TABLE x (a INT)", "NO")
    )
    with monkeypatch.context() as newer:
        newer.setattr(opening, "STEPS", (*migrations.STEPS, broken))
        newer.setattr(opening, "VERSION", next_version)
        with pytest.raises(StoreError):
            Store.open(tmp_path)
    with Store.open(tmp_path) as store:
        assert store.load_run("k") == b"numbers"
    with duckdb.connect(str(path_of(tmp_path))) as raw:
        assert raw.execute("SELECT max(version) FROM migrations").fetchall() == [
            (migrations.VERSION,)
        ]
        assert "x" not in {row[0] for row in raw.execute("SHOW TABLES").fetchall()}


def test_steps_count_up_from_one() -> None:
    assert [step.version for step in migrations.STEPS] == list(range(1, migrations.VERSION + 1))


def test_a_newer_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    with Store.open(tmp_path):
        pass
    with duckdb.connect(str(path_of(tmp_path))) as raw:
        raw.execute("INSERT INTO migrations VALUES (99, 'to come')")
    before = path_of(tmp_path).read_bytes()
    with pytest.raises(StoreError) as caught:
        Store.open(tmp_path)
    assert caught.value.code == "STO004"
    assert "99" in caught.value.what
    assert path_of(tmp_path).read_bytes() == before


def test_the_store_can_reach_no_other_file(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store, pytest.raises(StoreError, match="STO005"):
        store._rows(f"SELECT * FROM read_text('{tmp_path}/*')", [])


def test_a_store_may_be_opened_twice_in_one_process(tmp_path: Path) -> None:
    with Store.open(tmp_path) as one, Store.open(tmp_path) as other:
        one.record_import("bakhmut", "claims.csv", "aa", ROWS, AT)
        assert len(other.history("bakhmut")) == 1


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="STO005"):
        store.history("bakhmut")
