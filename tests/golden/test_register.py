"""The register of values that the decision half must reproduce, and the test that holds each.

``register.csv``: *reproduced* is a number or formula that somebody printed, *derived* one that was
worked out for this project and must be worked out again by another way. A row without a test says
why; a row whose test has gone, or no longer holds the digits, fails here.
"""

from __future__ import annotations

import ast
import csv
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: Rows that may stand without a test; one more is a gap.
BARE = {"Flee, Mali, 300 days: mean relative difference .276"}


def register() -> list[dict[str, str]]:
    with Path(__file__).with_name("register.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def functions(path: str) -> dict[str, str]:
    """Return the source of each test of a file, with what stands above it as a decorator."""
    text = (ROOT / path).read_text(encoding="utf-8")
    lines = text.splitlines()
    found = {}
    for item in ast.parse(text).body:
        if isinstance(item, ast.FunctionDef):
            first = min([item.lineno, *(each.lineno for each in item.decorator_list)])
            found[item.name] = "\n".join(lines[first - 1 : item.end_lineno])
    constants = [
        "\n".join(lines[item.lineno - 1 : item.end_lineno])
        for item in ast.parse(text).body
        if isinstance(item, ast.Assign)
    ]
    return {name: "\n".join([*constants, source]) for name, source in found.items()}


def test_every_row_is_whole_and_told_once() -> None:
    rows = register()
    values = [row["value"] for row in rows]
    assert len(values) == len(set(values))
    assert {row["mark"] for row in rows} == {"reproduced", "derived"}
    assert {row["value"] for row in rows if not row["tests"]} == BARE
    assert all(row["note"] for row in rows if not row["tests"])


@pytest.mark.parametrize("row", register(), ids=lambda row: row["value"][:60])
def test_a_value_has_a_test_that_holds_its_digits(row: dict[str, str]) -> None:
    if not row["tests"]:
        assert row["value"] in BARE
        return
    sources = []
    for name in row["tests"].split(" "):
        path, test = name.split("::")
        assert test in functions(path), f"{name} is gone"
        sources.append(functions(path)[test])
    held = "\n".join(sources)
    assert "assert" in held
    missing = [digits for digits in row["digits"].split(" ") if digits not in held]
    assert not missing, f"no test holds {missing}"
