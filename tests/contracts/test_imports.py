"""Imports point down, estimators are pure, and the first word comes before anything heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import asculum

ROOT = Path(asculum.__file__).parent
MODULES = sorted(path for path in ROOT.rglob("*.py") if path.parent != ROOT)

ESTIMATORS = ("place", "aftermath", "attrition", "losses", "undercount", "linkage")
WORDS = {"terms", "evidence"}
BELOW_REPORT = {*ESTIMATORS, "options", *WORDS}
BELOW_STUDY = {*BELOW_REPORT, "report", "store"}
#: What each part may import besides itself.
MAY_IMPORT: dict[str, set[str]] = {
    "terms": set(),
    "evidence": {"terms"},
    "store": WORDS,
    **dict.fromkeys(ESTIMATORS, WORDS),
    "linkage": {*WORDS, "store"},
    "options": {*ESTIMATORS, *WORDS},
    "report": BELOW_REPORT,
    "study": BELOW_STUDY,
    "charts": {*BELOW_STUDY, "study"},
    "workbench": {*BELOW_STUDY, "study"},
    "cli": {*BELOW_STUDY, "study", "workbench"},
}
#: Of the package itself the parts may know the version, and nothing else.
OF_THE_ROOT = {"__version__"}

#: Parts that take arrays and values and give arrays and values.
PURE = (*ESTIMATORS, "options")
REACHES_OUT = {
    *("os", "io", "pathlib", "shutil", "tempfile", "glob", "csv", "sqlite3", "pickle", "logging"),
    *("subprocess", "socket", "urllib", "http", "requests", "time", "random", "secrets", "uuid"),
    *("duckdb", "pandas", "matplotlib", "altair", "plotly", "rich", "click", "jinja2"),
}
CALLS_OUT = {"open", "print", "input"}
METHODS_OUT = {
    *("now", "today", "utcnow", "open", "read_text", "read_bytes", "write_text", "write_bytes"),
    *("savetxt", "loadtxt", "genfromtxt", "fromfile", "tofile", "memmap"),
}
#: Names of ``numpy.random`` that hold no global state.
SEEDED = {"default_rng", "Generator", "SeedSequence", "BitGenerator", "PCG64", "Philox"}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def part_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def imported(tree: ast.AST, path: Path) -> Iterator[tuple[str, str, int]]:
    """Yield (module, name, line) of every import, whether at the top or inside a function."""
    package = ("asculum", *path.relative_to(ROOT).parent.parts)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "", node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*above, *([node.module] if node.module else [])))
            yield from ((module, alias.name, node.lineno) for alias in node.names)


def parts_imported(path: Path) -> Iterator[tuple[str, int]]:
    """Yield (part, line) for each import of the package; the root's own names as they are."""
    for module, name, line in imported(parsed(path), path):
        words = module.split(".")
        if words[0] != "asculum":
            continue
        if len(words) > 1:
            yield words[1], line
        elif name not in OF_THE_ROOT:
            yield name or "asculum", line


def test_every_part_has_its_place_in_the_order() -> None:
    assert {part_of(path) for path in MODULES} <= set(MAY_IMPORT)


@pytest.mark.parametrize("part", sorted({part_of(path) for path in MODULES}))
def test_imports_point_down(part: str) -> None:
    allowed = MAY_IMPORT[part] | {part}
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {other}"
        for path in MODULES
        if part_of(path) == part
        for other, line in parts_imported(path)
        if other not in allowed
    ]
    assert wrong == []


def faults(tree: ast.AST, path: Path) -> Iterator[str]:
    """Yield what an estimator may not do: files, database, clock, global randomness, output."""
    for module, name, line in imported(tree, path):
        root = module.partition(".")[0]
        if root in REACHES_OUT:
            yield f"{line}: imports {module}"
        if module == "numpy.random" and name not in SEEDED:
            yield f"{line}: imports numpy.random.{name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in (
            "np.random",
            "numpy.random",
        ):
            if node.attr not in SEEDED:
                yield f"{node.lineno}: numpy.random.{node.attr} is global"
        elif isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name) and called.id in CALLS_OUT:
                yield f"{node.lineno}: calls {called.id}"
            if isinstance(called, ast.Attribute) and called.attr in METHODS_OUT:
                yield f"{node.lineno}: calls {ast.unparse(called)}"
            last = called.attr if isinstance(called, ast.Attribute) else ast.unparse(called)
            if last == "default_rng" and not node.args and not node.keywords:
                yield f"{node.lineno}: default_rng without a seed"


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if part_of(path) in PURE],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_estimators_are_pure(path: Path) -> None:
    found = [fault.partition(": ")[2] for fault in faults(parsed(path), path)]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "import os",
        "from pathlib import Path",
        "def f():\n    import duckdb",
        "open('x')",
        "path.read_text()",
        "datetime.now(UTC)",
        "date.today()",
        "np.random.seed(1)",
        "np.random.normal()",
        "from numpy.random import normal",
        "np.random.default_rng()",
        "print(1)",
        "import matplotlib.pyplot as plt",
    ],
)
def test_the_check_for_purity_sees(code: str) -> None:
    assert len(list(faults(ast.parse(code), ROOT / "losses" / "made_up.py"))) == 1


@pytest.mark.parametrize("code", ["np.random.default_rng(seed)", "day.isoformat()", "import numpy"])
def test_the_check_for_purity_lets_pass(code: str) -> None:
    assert list(faults(ast.parse(code), ROOT / "losses" / "made_up.py")) == []


HEAVY = {"numpy", "numba", "duckdb", "jinja2", "rich", "nutpie", "scipy", "xarray", "pandas"}
HEAVY |= {"starlette", "uvicorn", "altair", "polars"}
FIRST_WORDS = {
    "import": "import asculum",
    "help": "from asculum.cli.main import run; assert run(['--help']) == 0",
    "version": "from asculum.cli.main import run; assert run(['--version']) == 0",
    "unknown": "from asculum.cli.main import run; assert run(['reprot']) == 2",
    "check": "from asculum.cli.main import run; assert run(['check', 'bakhmut']) == 0",
}


@pytest.mark.parametrize("words", FIRST_WORDS)
def test_the_first_word_needs_no_heavy_package(words: str) -> None:
    code = (
        f"import sys\n{FIRST_WORDS[words]}\n"
        f"heavy = {HEAVY!r} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
