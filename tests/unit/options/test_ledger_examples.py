"""Every example in the docstrings of the ledger and the store runs."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

MODULES = {
    "asculum.options.account": 2,
    "asculum.options.battle": 1,
    "asculum.options.pyrrhic": 1,
    "asculum.options.two_sided": 2,
    "asculum.evidence.battle": 1,
    "asculum.store.files": 1,
    "asculum.store.keys": 1,
    "asculum.store.payload": 1,
    "asculum.store.store": 1,
}


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run_by_themselves(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[3])
    module = importlib.import_module(name)
    found = [item for item in doctest.DocTestFinder().find(module) if item.examples]
    assert len(found) == MODULES[name]
    runner = doctest.DocTestRunner()
    for item in found:
        item.globs = {}
        runner.run(item)
    assert runner.summarize(verbose=False).failed == 0
