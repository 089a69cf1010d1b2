"""Runs: reckonings in processes of their own, one after the other, watched and cancelled."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from asculum.store.files import atomic_write
from asculum.terms.errors import UsageError
from asculum.workbench.work import ANSWER, PAGE

REPORT, TRIAL, IMPORT = "report", "trial", "import"
WAITING, RUNNING, DONE, REFUSED = "waiting", "running", "done", "refused"
FAILED, CANCELLED, INTERRUPTED = "failed", "cancelled", "interrupted"
#: What each state is called on the pages.
WORDS = {
    WAITING: "waits for the run before it",
    RUNNING: "is running",
    DONE: "is done",
    REFUSED: "was refused",
    FAILED: "failed",
    CANCELLED: "was cancelled",
    INTERRUPTED: "was interrupted: the workbench ended before it did",
}
#: The states of a run that left nothing.
STOPPED = (FAILED, CANCELLED, INTERRUPTED)
_JOB, _END = "job.json", "end.json"


@dataclass(frozen=True, kw_only=True)
class Job:
    """What a run was asked for. ``changes`` says in words how its dossier differs from its own.

    An import has its ``file`` and the fields of the form, ``asked``.
    """

    id: str
    name: str
    place: str
    dossier: str
    store: str
    folder: str
    kind: str
    as_of: str
    seed: int
    begun: str
    changes: tuple[str, ...] = ()
    file: str = ""
    asked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run as it stands; ``answer`` is what it left: the JSON envelope, or the refusal's parts."""

    job: Job
    state: str
    stage: str = ""
    share: float = 0.0
    answer: Mapping[str, Any] = field(default_factory=dict)
    page: bool = False
    told: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in (WAITING, RUNNING)

    @property
    def words(self) -> str:
        """Its state in words."""
        return WORDS[self.state]

    @property
    def named(self) -> str:
        """What tells it from other runs of the dossier."""
        day = self.answer.get("as_of") or self.job.as_of or "today"
        changed = f", {len(self.job.changes)} changed" if self.job.changes else ""
        return f"as of {day}, seed {self.job.seed}{changed} ({self.job.begun[:16]})"


#: What a run does before it says so itself.
FIRST = "starting"


@dataclass
class _Live:
    state: str = WAITING
    stage: str = FIRST
    share: float = 0.0
    process: subprocess.Popen[str] | None = None
    cancelled: bool = False


class Runs:
    """The runs of a working folder, each in a folder of its own under ``.asculum/workbench``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".asculum" / "workbench" / "runs"
        self._live: dict[str, _Live] = {}
        #: Reckonings wait for each other, and imports; neither waits for the other.
        self._turns = {kind: threading.Semaphore(1) for kind in (REPORT, IMPORT)}
        self._lock = threading.Lock()

    def new_folder(self, id: str) -> Path:
        """Make and return the folder of a run that is about to begin."""
        folder = self.folder / id
        folder.mkdir(parents=True)
        return folder

    def begin(self, job: Job) -> None:
        """Keep the job and let it run when its turn comes."""
        atomic_write(Path(job.folder) / _JOB, json.dumps(asdict(job)))
        live = self._live[job.id] = _Live()
        threading.Thread(target=self._work, args=(job, live), daemon=True).start()

    def cancel(self, id: str) -> None:
        """End a run that is not over; nothing of it is kept but that it was asked for."""
        live = self._live.get(id)
        if live is None:
            return
        with self._lock:
            live.cancelled = True
            if live.process is not None:
                live.process.kill()

    def close(self) -> None:
        """End every run that is not over, as the workbench ends."""
        for live in list(self._live.values()):
            with self._lock:
                live.cancelled = True
                if live.process is not None:
                    live.process.kill()

    def run(self, id: str) -> Run:
        """Return a run by its id; raises ``UsageError`` WBE002 where there is none."""
        for run in self._kept(only=id):
            return run
        raise UsageError(
            "WBE002", f"there is no run {id!r} here", why="runs are kept in the working folder"
        )

    def of(self, place: str) -> tuple[Run, ...]:
        """Return the reckonings of a dossier, as the ledger calls it, the latest first."""
        return tuple(
            run for run in self._kept() if run.job.place == place and run.job.kind != IMPORT
        )

    def page(self, run: Run) -> str:
        """Return the page that a run made."""
        return (Path(run.job.folder) / PAGE).read_text(encoding="utf-8")

    def _kept(self, *, only: str = "") -> Iterator[Run]:
        try:
            folders = sorted(self.folder.iterdir(), reverse=True)
        except OSError:
            return
        for folder in folders:
            if only and folder.name != only:
                continue
            with suppress(OSError, ValueError, TypeError):
                told = json.loads((folder / _JOB).read_text(encoding="utf-8"))
                told["changes"] = tuple(told["changes"])
                told["folder"] = str(folder)
                yield self._run(Job(**told), folder)

    def _run(self, job: Job, folder: Path) -> Run:
        live = self._live.get(job.id)
        if live is not None and live.state in (WAITING, RUNNING):
            return Run(job=job, state=live.state, stage=live.stage, share=live.share)
        if (folder / ANSWER).is_file():
            answer = json.loads((folder / ANSWER).read_text(encoding="utf-8"))
            if "refusal" in answer:
                return Run(job=job, state=REFUSED, answer=answer, told=answer["refusal"])
            return Run(job=job, state=DONE, answer=answer, page=(folder / PAGE).is_file())
        if (folder / _END).is_file():
            end = json.loads((folder / _END).read_text(encoding="utf-8"))
            return Run(job=job, state=end["state"], told=end["told"])
        return Run(job=job, state=INTERRUPTED)

    def _work(self, job: Job, live: _Live) -> None:
        with self._turns[IMPORT if job.kind == IMPORT else REPORT]:
            process = None
            with self._lock:
                if not live.cancelled:
                    process = live.process = subprocess.Popen(
                        [sys.executable, "-m", "asculum.workbench.work"],
                        stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE,
                        stderr=subprocess.PIPE,
                        text=True,
                        encoding="utf-8",
                        cwd=self.root,
                    )
                    live.state = RUNNING
            told = self._watch(job, live, process) if process else ""
        folder = Path(job.folder)
        if not (folder / ANSWER).is_file():
            state = CANCELLED if live.cancelled else FAILED
            with suppress(OSError):
                atomic_write(folder / _END, json.dumps({"state": state, "told": told}))
        live.state = DONE

    def _watch(self, job: Job, live: _Live, process: subprocess.Popen[str]) -> str:
        """Follow a process to its end and return the last line it complained with."""
        assert process.stdin is not None, "it was opened as a pipe"
        assert process.stdout is not None, "it was opened as a pipe"
        assert process.stderr is not None, "it was opened as a pipe"
        complaints: list[str] = []
        reading = threading.Thread(target=lambda: complaints.extend(process.stderr or ()))
        reading.start()
        # a process that was killed leaves its pipe broken, also for the closing of it
        with suppress(BrokenPipeError), process:
            # standard input stays open: the process ends where it closes
            with suppress(BrokenPipeError):
                process.stdin.write(json.dumps(asdict(job)) + "\n")
                process.stdin.flush()
            for line in process.stdout:
                with suppress(ValueError, KeyError, TypeError):
                    said = json.loads(line)
                    live.stage, live.share = said["stage"], float(said["share"])
            process.wait()
        reading.join(timeout=1)
        return complaints[-1].strip() if complaints else ""
