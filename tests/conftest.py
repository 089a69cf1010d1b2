"""Fixtures of every folder: the command line in this process, and a small dossier with its run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent / "support"))

from calling import PATIENCE, Command, Said, environment
from reported import Reported, report
from small import small_dossier

if TYPE_CHECKING:
    from playwright.sync_api import Browser


#: Which tests compile the same kernels, by words in their files. Each part stays with one worker,
#: so that its kernels are compiled once and the other worker reads them from numba's cache; parts
#: are taken in this order, before the rest.
PARTS = {
    "undercount": ("undercount", "latent", "khartoum"),
    "losses": ("unit/losses/", "losses_laws", "power_scaling"),
    "bakhmut": (),
    "attrition": ("attrition", "fit_laws"),
    "linkage": ("linkage", "linking", "dedupe"),
    "place": ("unit/place/", "place_golden", "place_laws"),
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of one part together, and the longest parts first."""
    order = list(PARTS)
    for item in items:
        path = item.path.as_posix().partition("/tests/")[2]
        part = next((part for part, words in PARTS.items() if any(w in path for w in words)), None)
        if part is not None and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(part))

    def rank(item: pytest.Item) -> int:
        group = item.get_closest_marker("xdist_group")
        name = group.args[0] if group is not None else ""
        return order.index(name) if name in order else len(order)

    items.sort(key=rank)


@pytest.fixture
def asculum(capfdbinary: pytest.CaptureFixture[bytes]) -> Command:
    """Return a way to run the command line in this process."""
    from asculum.cli.main import run

    def running(*words: str | Path) -> Said:
        capfdbinary.readouterr()
        code = run([str(word) for word in words])
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Said(code, out.decode(), err.decode())

    return running


@pytest.fixture
def process(tmp_path: Path) -> Command:
    """Return a way to run the command line in a process of its own."""

    def running(
        *words: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> Said:
        done = subprocess.run(
            [sys.executable, "-m", "asculum.cli.main", *map(str, words)],
            capture_output=True,
            cwd=cwd or tmp_path,
            env=environment(**(env or {})),
            timeout=PATIENCE,
        )
        return Said(done.returncode, done.stdout.decode(), done.stderr.decode())

    return running


@pytest.fixture(scope="session")
def milled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the small dossier, ``mill``, and a store that keeps its run."""
    from asculum.study.study import Study

    folder = tmp_path_factory.mktemp("milled")
    small_dossier(folder / "mill")
    Study(folder / "mill", folder=folder).losses()
    return folder


@pytest.fixture(scope="session")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Reported:
    """Return the bundled dossier's first report; what asks for it is of the group "bakhmut"."""
    return report(tmp_path_factory.mktemp("bakhmut"))


@pytest.fixture
def mill(milled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of that folder, as the current one."""
    folder = tmp_path / "work"
    shutil.copytree(milled, folder)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("ASCULUM_STORE", raising=False)
    return folder


NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    *("--headless", "--no-sandbox", "--disable-gpu"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium; its absence skips with a reason, and fails where CI promises it."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI must have a Chromium for the browser tests")
        pytest.skip(f"none of {', '.join(NAMES)} is installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield started
        started.close()
