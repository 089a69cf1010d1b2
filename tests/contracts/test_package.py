"""The package keeps its promises: exported names, commands in the docs, data in the wheel."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
import zipfile
from datetime import date
from pathlib import Path

import pytest

import asculum
from asculum.cli.main import COMMANDS, cli

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "asculum"


def test_exported_names() -> None:
    assert asculum.__all__ == ["__version__", "open", "table"]
    assert all(hasattr(asculum, name) for name in asculum.__all__)


def test_the_version_is_the_project_s() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert asculum.__version__ == project["version"]


def test_open_gives_a_study_without_reckoning_anything() -> None:
    study = asculum.open("bakhmut", as_of=date(2023, 3, 21), seed=7)
    assert study.dossier.title == "The battle of Bakhmut"
    assert (study.settings.seed, study.folder) == (7, None)


def test_every_command_loads_and_says_what_it_does() -> None:
    for name in COMMANDS:
        command = cli.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        assert command.name == name
        assert command.help


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    found = [
        page.name
        for page in pages
        if re.search(rf"\basculum {re.escape(name)}\b", page.read_text(encoding="utf-8"))
    ]
    assert found, f"asculum {name} is in no page of the docs"


def data_files() -> set[str]:
    return {
        path.relative_to(SOURCE.parent).as_posix()
        for path in SOURCE.rglob("*")
        if path.is_file() and path.suffix != ".py" and "__pycache__" not in path.parts
    }


def test_the_data_are_where_they_are_looked_for() -> None:
    folders = {str(Path(name).parent) for name in data_files()}
    assert {
        "asculum",  # py.typed
        "asculum/dossiers/bakhmut",
        "asculum/evidence/dictionary",
        "asculum/report/page",
    } <= folders
    assert "asculum/py.typed" in data_files()


#: What uv says where the build backend cannot be fetched.
NO_BACKEND = re.compile(r"build-system\.requires|failed to fetch|network|dns error|offline", re.I)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    uv = shutil.which("uv") or shutil.which("uv", path=ROOT / ".venv-uv" / "bin")
    if uv is None:
        pytest.skip("there is no uv to build a wheel with")
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [uv, "build", "--wheel", "--quiet", "--out-dir", str(folder), str(ROOT)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    if built.returncode and NO_BACKEND.search(built.stderr):
        pytest.skip(f"no build backend can be had: {built.stderr.strip().splitlines()[0]}")
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_holds_all_data_and_modules(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    modules = {path.relative_to(SOURCE.parent).as_posix() for path in SOURCE.rglob("*.py")}
    assert (data_files() | modules) - names == set()


def test_the_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    strange = [
        name
        for name in wheel.namelist()
        if not name.startswith(("asculum/", f"asculum-{asculum.__version__}.dist-info/"))
        or name.endswith((".pyc", ".nbi", ".nbc"))
    ]
    assert strange == []


def test_the_wheel_installs_the_command_and_the_licence(wheel: zipfile.ZipFile) -> None:
    info = f"asculum-{asculum.__version__}.dist-info"
    assert b"asculum = asculum.cli.main:main" in wheel.read(f"{info}/entry_points.txt")
    assert any(name.endswith("LICENSE") for name in wheel.namelist())
