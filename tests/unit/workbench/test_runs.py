"""Runs in the background: watched, read, cancelled, and left behind by a workbench that died."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import builders
import pytest
from benching import Visitor, enter, open_workbench
from calling import environment
from small import CLAIMS

from asculum.study.study import Study
from asculum.workbench.work import LOSSES, REST, reckon


def ended(visitor: Visitor, address: str, *, patience: float = 90) -> str:
    """Wait until a run is over and return its state."""
    own = address.split("?")[0]
    until = time.monotonic() + patience
    while time.monotonic() < until:
        state = json.loads(visitor.get(f"{own}/state").body)["state"]
        if state not in ("waiting", "running"):
            return str(state)
        time.sleep(0.1)
    raise AssertionError("the run did not end")


def wait_for(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + 20
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    return holds()


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def children(process: int) -> list[int]:
    """Return the processes that another started, from whichever of its threads."""
    found = []
    for task in Path(f"/proc/{process}/task").iterdir():
        found += [int(word) for word in (task / "children").read_text().split()]
    return found


def answers(visitor: Visitor) -> bool:
    try:
        return visitor.get("/").status == 403
    except OSError:
        return False


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the parts of a report that take long be made up."""
    monkeypatch.setattr(Study, "reckon", lambda self: builders.reckoning())


@pytest.mark.usefixtures("made_up")
def test_a_report_is_read_under_its_own_policy_and_grows_old(mill: Path) -> None:
    with open_workbench(mill) as (visitor, link):
        enter(visitor, link)
        begun = visitor.post("/d/mill/report", {"as_of": "1807-05-01", "seed": "1"})
        assert ended(visitor, begun.to) == "refused"  # no claim was known by then
        assert "RUN003" in visitor.get(begun.to).text
        (folder,) = (mill / ".asculum" / "workbench" / "runs").iterdir()
        (folder / "run.json").unlink()
        job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
        told: list[str] = []
        answer = reckon({**job, "as_of": ""}, lambda stage, share: told.append(stage))
        (folder / "run.json").write_text(json.dumps(answer), encoding="utf-8")
        assert set(told) == {LOSSES, REST}
        page = visitor.get("/d/mill/report")
        assert '<body><nav class="contents masthead" aria-label="Workbench">' in page.text
        told_policy = page.headers["content-security-policy"]
        assert "unsafe" not in told_policy
        assert told_policy.startswith("default-src 'none'; script-src 'sha256-")
        assert "frame-ancestors 'none'" in told_policy
        assert visitor.get(begun.to).to.endswith("/page")
        assert "changed since" not in page.text
        (mill / "mill" / "claims.csv").write_text(CLAIMS.replace("700", "710"), encoding="utf-8")
        assert "The dossier has changed since" in visitor.get("/d/mill/report").text
        assert "The dossier has changed since" in visitor.get("/d/mill").text


def test_what_cannot_be_reckoned_is_told_before_anything_begins(
    visitor: Visitor, root: Path
) -> None:
    assert "WBE003" in visitor.post("/d/mill/report", {"as_of": "yesterday"}).text
    assert "WBE003" in visitor.post("/d/mill/report", {"seed": "-1"}).text
    (root / "mill" / "claims.csv").write_text("id\n", encoding="utf-8")
    answer = visitor.post("/d/mill/report", {"as_of": ""})
    assert answer.status == 400
    assert "EVI006" in answer.text
    assert not list(root.glob(".asculum/workbench/runs/*/job.json"))


def test_a_run_is_cancelled_and_the_next_one_had_waited(visitor: Visitor) -> None:
    first = visitor.post("/d/%40bakhmut/report", {"seed": "77"}).to
    second = visitor.post("/d/%40bakhmut/report", {"seed": "78"}).to
    assert json.loads(visitor.get(second.split("?")[0] + "/state").body)["state"] == "waiting"
    for address in (second, first):
        visitor.post(address.split("?")[0] + "/cancel", {})
    assert ended(visitor, first) == ended(visitor, second) == "cancelled"
    assert "was cancelled" in visitor.get(first).text


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
def test_a_workbench_that_is_killed_leaves_no_process_and_no_half_run(root: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "asculum.cli.main", "open", "mill", "--no-browser"],
        cwd=root,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        link = server.stdout.readline().strip()
        port = int(re.search(r":(\d+)/", link)[1])  # type: ignore[index]
        visitor = Visitor(port=port, secret="")
        assert wait_for(lambda: answers(visitor))
        enter(visitor, link)
        page = visitor.get("/d/%40bakhmut/report").text
        visitor.secret = re.search(r'name="form-secret" value="([^"]+)"', page)[1]  # type: ignore[index]
        begun = visitor.post("/d/%40bakhmut/report", {"seed": "79"}).to
        state = begun.split("?")[0] + "/state"
        assert wait_for(lambda: b"losses" in visitor.get(state).body)
        (child,) = children(server.pid)
    finally:
        os.kill(server.pid, signal.SIGKILL)
        server.communicate()
    assert wait_for(lambda: not alive(child))
    with open_workbench(root) as (visitor, link):
        enter(visitor, link)
        assert "was interrupted" in visitor.get(begun).text
        assert visitor.get("/d/mill").status == 200
