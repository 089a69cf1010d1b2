"""Whole processes: signals, kills, locks, pipes, two at once, and what the terminal sees."""

from __future__ import annotations

import contextlib
import io
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from calling import PATIENCE, environment
from small import CLAIMS, small_dossier

from asculum.cli import options
from asculum.store.store import Store

if TYPE_CHECKING:
    from calling import Command

ASCULUM = (sys.executable, "-m", "asculum.cli.main")
#: How long a report of the slow dossier is left alone before it is killed [s].
MOMENTS = (0.2, 1.0, 1.9, 2.6)


def started(*words: str, cwd: Path, **more: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*ASCULUM, *words],
        cwd=cwd,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **more,  # type: ignore[call-overload]
    )


def page_is_whole(path: Path) -> bool:
    return path.read_text(encoding="utf-8").rstrip().endswith("</html>")


def opens(folder: Path) -> bool:
    with Store.open(folder) as store:
        return store.history("mill") is not None


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """Return a folder with a dossier that samples for some seconds: many weeks and sources."""
    text = CLAIMS.splitlines()[0] + "\n"
    names = [f"w{number}" for number in range(12)]
    for number, name in enumerate(names):
        for side in ("north", "south"):
            text += (
                f"{side[0]}{number},1807-07-01,{name},{side},killed,count,,{900 + 50 * number},,"
                "1807-04-03,1807-05-08,battle\n"
            )
    sources = "id,name,allegiance\nenvoy,Envoy,third\n"
    sources += "".join(f"{name},Witness {name},third\n" for name in names)
    small_dossier(tmp_path / "mill", claims=text, sources=sources)
    return tmp_path


def wait_until_sampling(running: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until the store has been asked for a kept run, after which sampling begins."""
    until = time.monotonic() + PATIENCE
    while not (folder / ".asculum" / "store.duckdb").exists() and time.monotonic() < until:
        assert running.poll() is None, running.communicate()[1].decode()
        time.sleep(0.02)
    time.sleep(0.5)


def test_ctrl_c_while_sampling(slow: Path, process: Command) -> None:
    running = started("report", "mill", cwd=slow)
    wait_until_sampling(running, slow)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=PATIENCE)
    # to a shell both are 130: Python may end itself by the signal once it has been handled
    assert running.returncode in (130, -signal.SIGINT)
    assert "Traceback" not in err.decode()
    assert err.decode().strip() == "interrupted; nothing was left half-written"
    assert not (slow / "mill.html").exists()
    assert opens(slow)


def test_ctrl_c_at_once(slow: Path) -> None:
    running = started("losses", "mill", cwd=slow)
    time.sleep(1.5)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=PATIENCE)
    # on a busy machine Python itself may not have begun: then the system ends it, without a word
    assert running.returncode in (130, 0, -signal.SIGINT)
    assert "Traceback" not in err.decode()


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_report_killed_at_any_moment(mill: Path, asculum: Command, moment: float) -> None:
    running = started("report", "mill", cwd=mill)
    with contextlib.suppress(subprocess.TimeoutExpired):
        running.wait(timeout=moment)
    running.kill()
    running.communicate(timeout=PATIENCE)
    page = mill / "mill.html"
    assert not page.exists() or page_is_whole(page)
    assert opens(mill)
    again = asculum("report", "mill")
    assert again.code == 0, again.err
    assert page_is_whole(page)


def test_a_page_that_was_there_survives_a_kill(mill: Path) -> None:
    page = mill / "mill.html"
    page.write_text("<p>the page of yesterday</p></html>")
    running = started("report", "mill", cwd=mill)
    time.sleep(0.3)
    running.kill()
    running.communicate(timeout=PATIENCE)
    assert page_is_whole(page)


def test_two_reports_at_once_in_one_folder(mill: Path) -> None:
    both = [started("report", "mill", "-o", f"{n}.html", cwd=mill) for n in ("one", "two")]
    ended = [(item.communicate(timeout=PATIENCE), item.returncode) for item in both]
    assert [code for _, code in ended] == [0, 0], ended
    assert page_is_whole(mill / "one.html")
    assert page_is_whole(mill / "two.html")


@contextlib.contextmanager
def held(folder: Path) -> Iterator[int]:
    """Hold the store of a folder in another process."""
    code = (
        "import sys, time\nfrom asculum.store.store import Store\n"
        "store = Store.open(sys.argv[1])\nprint('held', flush=True)\ntime.sleep(600)\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    try:
        yield holder.pid
    finally:
        holder.kill()
        holder.communicate()


def test_a_store_held_by_another_process(mill: Path, asculum: Command) -> None:
    with held(mill) as pid:
        said = asculum("report", "mill")
        assert said.code == 1
        assert f"STO002: {mill / '.asculum' / 'store.duckdb'}" in said.err
        assert f"process {pid}" in said.err
        assert "fix: wait until" in said.err
        assert said.out == ""
        assert not (mill / "mill.html").exists()
        assert asculum("losses", "mill", "--no-store").code == 0
        assert asculum("check", "mill").code == 0
    assert asculum("report", "mill").code == 0


#: Tables go out through rich, pages and JSON through click, help before any command.
PIPED = (
    ("verdict", "mill"),
    ("report", "mill", "-o", "-"),
    ("check", "bakhmut", "--all"),
    ("cite", "bakhmut", "--json"),
    ("--help",),
)


@pytest.mark.parametrize("words", PIPED, ids=" ".join)
def test_a_reader_that_leaves_is_no_failure(mill: Path, words: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    running = subprocess.Popen(
        [*ASCULUM, *words], cwd=mill, env=environment(), stdout=writer, stderr=subprocess.PIPE
    )
    os.close(writer)
    _, err = running.communicate(timeout=PATIENCE)
    assert running.returncode == 0
    assert not re.search("Traceback|Broken|Exception|SYS001|BUG001", err.decode())


def test_the_first_line_can_be_had_alone(mill: Path) -> None:
    line = f"{sys.executable} -m asculum.cli.main check bakhmut --all | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], cwd=mill, env=environment(), capture_output=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().startswith("EVI")
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_told_plainly(mill: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*ASCULUM, "cite", "bakhmut", "--json"],
            cwd=mill,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
        )
    assert done.returncode == 1
    assert done.stderr.decode().startswith("SYS001: No space left on device")


def on_a_terminal(folder: Path, *words: str, **env: str) -> str:
    """Return what a command writes where both streams are a terminal."""
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [*ASCULUM, *words],
        cwd=folder,
        env=environment(TERM="xterm-256color", **env),
        stdout=theirs,
        stderr=theirs,
        stdin=theirs,
    )
    os.close(theirs)
    seen = b""
    with contextlib.suppress(OSError):  # the terminal closes with the process
        while data := os.read(ours, 65536):
            seen += data
    os.close(ours)
    assert running.wait(timeout=PATIENCE) == 0
    return seen.decode()


COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-7]|38|9[0-7]|4[0-7]|48)(?:;\d+)*m")


def test_progress_and_no_color_on_a_terminal(mill: Path) -> None:
    seen = on_a_terminal(mill, "losses", "mill", "--seed", "5", NO_COLOR="1")
    assert "sampling" in seen
    assert "north" in seen
    assert not COLOUR.search(seen)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("terminal", "quietly", "shown"),
    [(True, False, True), (True, True, False), (False, False, False)],
)
def test_progress_is_for_terminals_and_not_when_quiet(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, quietly: bool, shown: bool
) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal() if terminal else io.StringIO())
    monkeypatch.setattr(options, "quiet", lambda: quietly)
    with options.progress("sampling") as tell:
        assert (tell is not None) == shown


def test_output_that_cannot_spell_everything(process: Command) -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    assert process("cite", "bakhmut", env=ascii_only).code == 0
    found = process("cite", "bakhmut", "--json", env=ascii_only)
    assert found.code == 0
    assert "R-hat" in found.out
    assert found.json["command"] == "cite"


def test_paths_with_spaces_and_letters_of_the_world(
    mill: Path, asculum: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = mill / "Битва при Аскуле" / "où ?"
    folder.mkdir(parents=True)
    (mill / "mill").rename(folder / "the mill")
    monkeypatch.chdir(folder)
    said = asculum("report", "the mill", "-o", "страница №1.html", "--store", mill / "my store")
    assert said.code == 0, said.err
    assert said.out.strip() == str(folder / "страница №1.html")
    assert page_is_whole(folder / "страница №1.html")
    assert (mill / "my store" / ".asculum").is_dir()


def test_the_current_folder_may_be_gone(
    asculum: Command, milled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    said = asculum("losses", milled / "mill")
    assert said.code == 1
    assert "STO001: the current folder is gone" in said.err


def test_a_folder_closed_to_writing_keeps_nothing(
    mill: Path, asculum: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Access is denied by hand: the superuser may write to closed folders too."""
    before = sorted(item.name for item in mill.rglob("*"))
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda at, mode: mode != os.W_OK and allowed(at, mode))
    said = asculum("losses", "mill")
    assert said.code == 0
    assert "cannot be written; this run is not kept" in said.err
    page = asculum("report", "mill")
    assert page.code == 1
    assert "STO008: mill.html: cannot be written: the folder is closed to writing" in page.err
    assert sorted(item.name for item in mill.rglob("*")) == before
