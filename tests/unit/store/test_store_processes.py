"""Real processes: killed in the middle of a write, and two that want one store."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from asculum.store.store import Store
from asculum.terms.errors import StoreError

WRITER = """
import sys
from datetime import UTC, datetime
from asculum.store.store import Row, Store
with Store.open(sys.argv[1], wait=20) as store:
    print("open", flush=True)
    for count in range(int(sys.argv[3]), 10**9):
        rows = [Row(table="claims", line=k, content={"id": f"{count}-{k}"}) for k in range(200)]
        store.record_import("b", "claims.csv", f"{sys.argv[2]}-{count}", rows, datetime.now(UTC))
        store.save_run(f"{sys.argv[2]}-{count}", command="losses", dossier="b",
            created=datetime.now(UTC), version="0", seed=1, settings={}, payload=b"x" * 200_000)
        print(f"{sys.argv[2]}-{count}", flush=True)
"""
HOLDER = """
import sys
from asculum.store.store import Store
with Store.open(sys.argv[1]):
    print("open", flush=True)
    sys.stdin.read()
"""
SECOND = """
import sys
from asculum.store.store import Store
from asculum.terms.errors import AsculumError
try:
    Store.open(sys.argv[1], wait=0.2)
except AsculumError as problem:
    print(problem, file=sys.stderr)
    sys.exit(problem.exit_code)
"""


def start(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def kill_and_collect(process: subprocess.Popen[str], *, after: float, writes: int) -> list[str]:
    """Kill ``process`` so many seconds after ``writes`` commits; return what it committed."""
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    seen = [process.stdout.readline() for _ in range(writes)]
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    told, problems = process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL, problems
    return [line for line in (*seen, *told.splitlines(keepends=True)) if line.endswith("\n")]


@pytest.mark.parametrize("round_", range(3))
def test_a_writer_killed_at_any_moment_leaves_a_store_that_opens(
    tmp_path: Path, round_: int
) -> None:
    chance = random.Random(f"kills {round_}")
    committed: list[str] = []
    for life in range(6):
        process = start(WRITER, str(tmp_path), f"{round_}.{life}", "0")
        told = kill_and_collect(process, after=chance.uniform(0.0, 0.25), writes=life % 2)
        committed.extend(line.strip() for line in told)
        with Store.open(tmp_path) as store:
            history = store.history("b")
            kept = {item.sha256 for item in history}
            assert set(committed) <= kept
            for item in history[-3:]:
                assert [row.content["id"] for row in store.rows(item.id)] == [
                    f"{item.sha256.split('-')[1]}-{k}" for k in range(200)
                ]
                assert item.rows == 200
            for name in committed[-3:]:
                assert store.load_run(name) == b"x" * 200_000
            assert store.findings == ()
    assert committed, "the writers got to write"


def test_a_process_killed_while_making_the_store_leaves_one_that_opens(tmp_path: Path) -> None:
    chance = random.Random("making")
    for life in range(8):
        folder = tmp_path / str(life)
        folder.mkdir()
        process = start(WRITER, str(folder), "a", "0")
        home = folder / ".asculum"
        until = time.monotonic() + 20
        while not home.exists() and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(chance.uniform(0.0, 0.06))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=30)
        with Store.open(folder) as store:
            assert all(item.rows == 200 for item in store.history("b"))


def test_a_second_process_gets_a_message_and_no_traceback(tmp_path: Path) -> None:
    holder = start(HOLDER, str(tmp_path))
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        began = time.monotonic()
        with pytest.raises(StoreError) as caught:
            Store.open(tmp_path, wait=0.4)
        assert 0.4 <= time.monotonic() - began < 5
        assert caught.value.code == "STO002"
        assert str(holder.pid) in caught.value.what
        assert caught.value.why
        assert caught.value.fix
        second = subprocess.run(
            [sys.executable, "-c", SECOND, str(tmp_path)], capture_output=True, text=True
        )
        assert second.returncode == 1
        assert second.stderr.startswith("STO002: ")
        assert "Traceback" not in second.stderr
    finally:
        holder.communicate("", timeout=30)


def test_a_second_process_waits_for_the_first(tmp_path: Path) -> None:
    holder = start(HOLDER, str(tmp_path))
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline() == "open\n"
    release = threading.Timer(0.5, holder.stdin.close)
    release.start()
    with Store.open(tmp_path, wait=30) as store:
        assert store.history("b") == ()
    release.join()
    holder.wait(timeout=30)
    holder.stdout.close()
    assert holder.stderr is not None
    holder.stderr.close()


def test_two_processes_that_make_one_store_both_write(tmp_path: Path) -> None:
    once = WRITER.replace("10**9", "int(sys.argv[3]) + 3")
    both = [start(once, str(tmp_path), name, "0") for name in ("a", "b")]
    for process in both:
        _, problems = process.communicate(timeout=60)
        assert process.returncode == 0, problems
    with Store.open(tmp_path) as store:
        assert len(store.history("b")) == 6
    assert not [name for name in os.listdir(tmp_path / ".asculum") if name.endswith(".tmp")]
