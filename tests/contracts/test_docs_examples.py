"""What the pages tell a reader to run runs, prints what they show, and links lead somewhere."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from reported import Reported

ROOT = Path(__file__).parents[2]


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


docs = _load("run_docs")
reference = _load("write_reference")
python = _load("write_python")
notebook = _load("write_notebook")
PAGES = docs.pages()
PROSE = [*PAGES, ROOT / "CHANGELOG.md"]
#: Pages that ask for the bundled dossier share the session's run of it, on one worker.
BUNDLED = [
    page
    for page in PAGES
    if re.search(r"asculum .*bakhmut|open\(.bakhmut", page.read_text("utf-8"))
]
ELSE = [page for page in PAGES if page not in BUNDLED]
FIGURED = [page for page in PAGES if any(docs.figures(page.read_text("utf-8")))]


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.xdist_group("bakhmut")
@pytest.mark.parametrize("page", BUNDLED, ids=named)
def test_what_a_page_runs_on_the_bundled_dossier_holds(
    page: Path, reported: Reported, tmp_path: Path
) -> None:
    holds(page, reported.folder, tmp_path)


@pytest.mark.parametrize("page", ELSE, ids=named)
def test_what_a_page_runs_holds(page: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    holds(page, tmp_path_factory.mktemp("store"), tmp_path_factory.mktemp("page"))


def holds(page: Path, store: Path, folder: Path) -> None:
    problems = docs.run_page(page, folder, store)
    assert not problems, "\n".join(
        [
            *map(str, problems),
            "to write what is printed now: uv run python scripts/run_docs.py --write",
        ]
    )


@pytest.mark.xdist_group("bakhmut")
@pytest.mark.parametrize("page", FIGURED, ids=named)
def test_tables_of_figures_are_those_of_a_run(page: Path, reported: Reported) -> None:
    for dossier, day, table in docs.figures(page.read_text(encoding="utf-8")):
        if day:
            continue  # a run of its own: written by scripts/run_docs.py --write
        now = docs.figures_table(dossier, day, reported.folder)
        assert not docs.compare(table, now, estimate=True), (
            "uv run python scripts/run_docs.py --write"
        )


@pytest.mark.parametrize("page", PROSE, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for fence in reversed(docs.fences(text)):
        text = text[: fence.start] + text[fence.end :]
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"(https?|mailto):", target):
            continue
        path, _, heading = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        wrong = heading and there.suffix == ".md" and heading not in _headings(there)
        if not there.exists() or wrong:
            dead.append(target)
    assert not dead


def _headings(page: Path) -> set[str]:
    found = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", line.lower()).strip().replace(" ", "-") for line in found}


@pytest.mark.parametrize("page", PROSE, ids=named)
def test_no_page_names_a_machine(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    found = re.findall(
        r"(?<![\w.])/(?:home|root|work|tmp|Users|opt|var)/\S*|file://\S+|localhost\S*", text
    )
    assert not found


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or not page.is_file():
            continue
        reached.add(page)
        if page.suffix == ".md":
            for target in re.findall(r"\]\(([^)\s#]+)", page.read_text(encoding="utf-8")):
                if "://" not in target:
                    waiting.append((page.parent / target).resolve())
    assert [named(page) for page in PAGES if page not in reached] == []


def test_the_page_of_commands_is_up_to_date() -> None:
    page = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    assert page == reference.commands(), "run: uv run python scripts/write_reference.py"


def test_the_page_of_the_python_interface_is_up_to_date() -> None:
    assert python.TARGET.read_text(encoding="utf-8") == python.page(), (
        "run: uv run python scripts/write_python.py"
    )


def test_every_public_name_is_on_that_page() -> None:
    import asculum
    from asculum import charts

    page = python.TARGET.read_text(encoding="utf-8")
    names = [f"asculum.{name}" for name in asculum.__all__ if name != "__version__"]
    names += [f"asculum.charts.{name}" for name in charts.__all__]
    assert [name for name in names if f"### {name}\n" not in page] == []


def test_the_notebook_is_that_of_its_page() -> None:
    assert notebook.TARGET.read_text(encoding="utf-8") == notebook.notebook(), (
        "run: uv run python scripts/write_notebook.py"
    )


@pytest.mark.xdist_group("bakhmut")
def test_the_notebook_runs_and_shows_tables_and_charts(reported: Reported, tmp_path: Path) -> None:
    (tmp_path / ".asculum").symlink_to(reported.folder / ".asculum")
    shutil.copy(notebook.TARGET, tmp_path / "run.ipynb")
    done = subprocess.run(
        [sys.executable, "-c", "from nbclient.cli import main; main()", "--inplace", "run.ipynb"],
        cwd=tmp_path,
        env=docs.environment(reported.folder) | {"JUPYTER_PLATFORM_DIRS": "1"},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    cells = json.loads((tmp_path / "run.ipynb").read_text(encoding="utf-8"))["cells"]
    shown = [output for cell in cells for output in cell.get("outputs", ())]
    assert [output for output in shown if output["output_type"] == "error"] == []
    html = ["".join(output["data"].get("text/html", "")) for output in shown if "data" in output]
    assert sum("vegaEmbed" in text for text in html) == 3
    assert sum("asculum-result" in text for text in html) == 1


def test_the_page_of_commands_holds_every_option() -> None:
    import click

    from asculum.cli.main import COMMANDS, cli

    page = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    context = click.Context(cli, info_name="asculum", **cli.context_settings)
    for name in COMMANDS:
        assert f"## asculum {name}" in page
        command = cli.get_command(context, name)
        assert command is not None
        for param in command.params:
            names = param.opts if isinstance(param, click.Option) else [param.make_metavar(context)]
            assert all(f"`{option}" in page or f" {option}" in page for option in names)


@pytest.mark.parametrize(
    ("shown", "printed", "estimate", "same"),
    [
        ("a b\n", "a  b\n", False, True),
        ("a 1\n", "a 2\n", False, False),
        ("│ ru │ 1,000 │\n", "┃ ru ┃ 1,100 ┃", True, True),
        ("ru 1,000\n", "ru 2,000", True, False),
        ("ru 1,000\n", "ua 1,000", True, False),
        ("first\n…\nlast\n", "first x y last", False, True),
        ("first\n…\nlast\n", "first x last y", False, False),
        ("…\nlast\n", "x last", False, True),
        ("first\n…\n", "first x", False, True),
        ("first\n", "first x", False, False),
        ("85%\n", "88%", True, True),
        ("0.05\n", "0.60", True, False),
    ],
)
def test_how_shown_and_printed_are_compared(
    shown: str, printed: str, estimate: bool, same: bool
) -> None:
    assert (docs.compare(shown, printed, estimate=estimate) == "") is same


def test_a_fault_in_a_page_is_seen(tmp_path: Path) -> None:
    env = docs.environment(tmp_path)
    for line in ("asculum check nowhere", "make nothing", "python bench/nothing.py"):
        _, faults = docs.run_command(line, tmp_path, env, run=True)
        assert faults, line
    _, faults = docs.run_command("asculum losses bakhmut --as-off 2023", tmp_path, env, run=False)
    assert faults
    _, faults = docs.run_command("asculum check nowhere  # exit code 2", tmp_path, env, run=True)
    assert not faults
