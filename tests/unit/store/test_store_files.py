"""Files written whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from asculum.store import files
from asculum.store.files import atomic_write
from asculum.terms.errors import StoreError


def test_text_is_written_as_it_is(tmp_path: Path) -> None:
    path = atomic_write(tmp_path / "report.html", "Бахмут\r\nend\n")
    assert path.read_bytes() == "Бахмут\r\nend\n".encode()
    assert os.listdir(tmp_path) == ["report.html"]


def test_a_new_file_has_the_usual_mode_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        path = atomic_write(tmp_path / "a", "1")
    finally:
        os.umask(mask)
    assert path.stat().st_mode & 0o777 == 0o644
    path.chmod(0o600)
    atomic_write(path, "2")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_link_keeps_pointing(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    atomic_write(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


@pytest.mark.parametrize("name", ["missing/report.html", "file/report.html", "folder"])
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError) as caught:
        atomic_write(tmp_path / name, "x")
    assert caught.value.code == "STO008"
    assert caught.value.fix
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = atomic_write(tmp_path / "report.html", "old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(StoreError, match="No space left"):
        atomic_write(path, "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["report.html"]


def test_a_writer_killed_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from asculum.store.files import atomic_write\n"
        "print('go', flush=True)\n"
        "while True:\n"
        "    for sign in 'ab':\n"
        "        atomic_write(sys.argv[1], sign * 300_000)\n"
    )
    path = tmp_path / "report.html"
    for life in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.02 + 0.013 * life)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=30)
        if path.exists():
            assert path.read_text() in ("a" * 300_000, "b" * 300_000)
