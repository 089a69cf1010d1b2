"""Read-only installs: others' caches get a folder of the run, and the usual places stay usual."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from asculum.cli import caches

NAMES = ("NUMBA_CACHE_DIR", "MPLCONFIGDIR", "XDG_CACHE_HOME")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a home in an environment that names no cache."""
    for name in (*NAMES, "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(caches.tempfile, "mkdtemp", lambda prefix: str(tmp_path / "room"))
    return tmp_path


def close(monkeypatch: pytest.MonkeyPatch, *closed: Path) -> None:
    allowed = os.access
    monkeypatch.setattr(
        os,
        "access",
        lambda at, mode: not (mode == os.W_OK and Path(at) in closed) and allowed(at, mode),
    )


def test_nothing_is_set_where_the_usual_places_are_open(bare: Path) -> None:
    caches.make_room()
    assert [name for name in NAMES if name in os.environ] == []


def test_either_place_is_enough_for_compiled_code(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close(monkeypatch, caches.PACKAGE)
    caches.make_room()
    assert "NUMBA_CACHE_DIR" not in os.environ


def test_a_closed_home_and_package_get_a_folder_of_the_run(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    close(monkeypatch, caches.PACKAGE, bare)
    caches.make_room()
    assert {os.environ[name] for name in NAMES} == {str(bare / "room")}
    assert "compiled for this run alone" in capsys.readouterr().err


def test_what_the_user_names_is_left_alone(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    close(monkeypatch, caches.PACKAGE, bare)
    (bare / "mine").mkdir()
    for name in NAMES:
        monkeypatch.setenv(name, str(bare / "mine"))
    caches.make_room()
    assert {os.environ[name] for name in NAMES} == {str(bare / "mine")}


def test_a_user_without_a_home(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(caches.Path, "home", homeless)
    close(monkeypatch, caches.PACKAGE, Path("/"))
    caches.make_room()
    assert set(NAMES) <= set(os.environ)
