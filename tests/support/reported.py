"""The bundled dossier reported once: its folder with the kept run, its page and its JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ENTRY = (sys.executable, "-m", "asculum.cli.main")
#: Seconds in which a run of the bundled dossier must end, its kernels not yet compiled.
LONG = 480


@dataclass(frozen=True)
class Reported:
    """The first report of the session: its folder, its page and its JSON."""

    folder: Path
    page: Path
    value: dict[str, Any]

    @property
    def text(self) -> str:
        return self.page.read_text(encoding="utf-8")


def report(folder: Path) -> Reported:
    """Report the bundled dossier in a folder, whose store keeps the run."""
    said = run(folder, "report", "bakhmut", "--json")
    return Reported(folder, folder / "bakhmut.html", json.loads(said))


def run(folder: Path, *words: str) -> str:
    """Return what a command of a process of its own prints."""
    environment = {name: value for name, value in os.environ.items() if name != "ASCULUM_STORE"}
    done = subprocess.run(
        [*ENTRY, *words], cwd=folder, env=environment, capture_output=True, timeout=LONG
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()
